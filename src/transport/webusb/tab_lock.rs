//! One camera, one tab.

use futures_channel::oneshot;
use futures_util::FutureExt;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{LockManager, LockOptions};

use super::{MxId, TransportError, navigator_part};

/// A Web Lock on one camera, so that two tabs do not fight for it. Dropping it gives it back; a tab that dies does too.
pub(super) struct TabLock {
    _release: oneshot::Sender<()>,
}

impl TabLock {
    /// Takes the lock; `None` where the browser gives no locks, which is no reason not to go on.
    pub(super) async fn take(mx_id: &MxId) -> Result<Option<Self>, TransportError> {
        let Some(locks) = navigator_part::<LockManager>("locks") else {
            return Ok(None);
        };
        let (granted, answer) = oneshot::channel();
        let (release, released) = oneshot::channel::<()>();
        let callback = Closure::once(move |lock: JsValue| {
            let free = !lock.is_null();
            let _ = granted.send(free);
            // The lock is held until this promise is settled.
            wasm_bindgen_futures::future_to_promise(async move {
                if free {
                    let _ = released.await;
                }
                Ok(JsValue::UNDEFINED)
            })
        });
        let options = LockOptions::new();
        options.set_if_available(true);
        let name = format!("oak-camera-{mx_id}");
        let held = locks.request_with_options(&name, &options, callback.as_ref().unchecked_ref());
        // Settled when the lock is given back, or at once by a refusal, which then drops `granted` with the callback.
        wasm_bindgen_futures::spawn_local(JsFuture::from(held).map(|_| drop(callback)));
        match answer.await {
            Ok(true) => Ok(Some(Self { _release: release })),
            Ok(false) => Err(TransportError::Busy(
                "another tab of this page holds it".to_owned(),
            )),
            Err(oneshot::Canceled) => Ok(None),
        }
    }
}
