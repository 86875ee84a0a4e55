//! A token that stops an operation where stopping is safe.

use std::rc::Rc;

use super::signal::Signal;

/// Shared by whoever may cancel and the operation that looks at it. Cancelling twice is the same as once.
#[derive(Debug, Clone, Default)]
pub struct CancelToken {
    signal: Rc<Signal<bool>>,
}

impl CancelToken {
    /// Asks the operation to stop.
    pub fn cancel(&self) {
        self.signal.update(|cancelled| *cancelled = true);
    }

    /// Whether it was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.signal.read(|cancelled| *cancelled)
    }

    /// Completes when the operation is asked to stop.
    pub async fn cancelled(&self) {
        self.signal.wait(|cancelled| cancelled.then_some(())).await;
    }
}
