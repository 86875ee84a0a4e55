//! The runtime of the page and the worker.

use std::time::Duration;

use futures_util::{FutureExt, future::LocalBoxFuture};
use gloo::timers::future::TimeoutFuture;
use wasm_bindgen::{JsCast, JsValue};

use super::Runtime;

/// Runs on the browser's event loop; works in windows and in workers.
#[derive(Debug, Clone)]
pub struct BrowserRuntime {
    performance: web_sys::Performance,
}

impl BrowserRuntime {
    /// The runtime of the current global scope, or `None` where it has no `performance`.
    pub fn new() -> Option<Self> {
        let value =
            js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok()?;
        Some(Self {
            performance: value.dyn_into().ok()?,
        })
    }
}

impl Runtime for BrowserRuntime {
    fn now(&self) -> Duration {
        Duration::from_secs_f64(self.performance.now().max(0.0) / 1000.0)
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        // setTimeout counts in signed 32-bit milliseconds; no wait of ours comes near that.
        let millis = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX >> 1);
        TimeoutFuture::new(millis).boxed_local()
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(task);
    }
}
