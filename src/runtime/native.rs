//! The runtime of native programs and host tests, on tokio's clock (which tests may pause).

use std::time::Duration;

use futures_util::{FutureExt, future::LocalBoxFuture};
use tokio::time::Instant;

use super::Runtime;

/// Runs on a tokio `LocalSet` of the current thread.
#[derive(Debug, Clone)]
pub struct NativeRuntime {
    start: Instant,
}

impl NativeRuntime {
    /// A runtime whose clock starts now. Must be created inside a tokio runtime.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Default for NativeRuntime {
    fn default() -> Self {
        Self::new()
    }
}

impl Runtime for NativeRuntime {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()> {
        tokio::time::sleep(duration).boxed_local()
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        tokio::task::spawn_local(task);
    }
}
