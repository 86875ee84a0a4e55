//! A value that tasks of one thread can wait on.

use std::{
    cell::RefCell,
    future::poll_fn,
    task::{Poll, Waker},
};

/// A value with a list of tasks that want to know about its changes.
#[derive(Debug, Default)]
pub(super) struct Signal<T> {
    value: RefCell<T>,
    waiters: RefCell<Vec<Waker>>,
}

impl<T> Signal<T> {
    /// Changes the value and wakes every waiter. `change` must not touch this signal.
    pub(super) fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.value.borrow_mut());
        for waiter in self.waiters.take() {
            waiter.wake();
        }
        result
    }

    /// Looks at the value. `look` must not touch this signal.
    pub(super) fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.value.borrow())
    }

    /// Completes as soon as `take` finds what it wants; `take` may change the value.
    pub(super) async fn wait<R>(&self, mut take: impl FnMut(&mut T) -> Option<R>) -> R {
        poll_fn(|context| {
            if let Some(found) = take(&mut self.value.borrow_mut()) {
                return Poll::Ready(found);
            }
            let mut waiters = self.waiters.borrow_mut();
            if !waiters.iter().any(|w| w.will_wake(context.waker())) {
                waiters.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await
    }
}
