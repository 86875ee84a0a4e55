//! The cable from a host to a virtual camera: one transfer after the other, each for as long as its bytes take.
//!
//! Without it everything a host sends would have arrived at once, and nobody could cancel or pull a cable while bytes
//! move.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
    time::Duration,
};

/// About what a camera takes over USB 2 or 100 Mbit Ethernet, in bytes per second.
const BYTES_PER_SEC: f64 = 10e6;

/// Timers are not finer: shorter transfers arrive at once.
const SHORTEST: Duration = Duration::from_millis(1);

/// How long `size` bytes take at a multiple of the usual speed, if that is worth a timer.
pub(super) fn time_of(size: usize, speed: f64) -> Option<Duration> {
    let time = Duration::try_from_secs_f64(size as f64 / (BYTES_PER_SEC * speed)).ok()?;
    (time >= SHORTEST).then_some(time)
}

/// Keeps transfers in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Cable {
    given: Cell<u64>,
    served: Cell<u64>,
    waiting: RefCell<Vec<Waker>>,
}

impl Cable {
    /// A place behind all transfers made so far.
    pub(super) fn turn(self: &Rc<Self>) -> Turn {
        let number = self.given.get();
        self.given.set(number + 1);
        Turn {
            cable: Rc::clone(self),
            number,
        }
    }
}

/// A place in the order of transfers; dropping it lets the next one go.
#[derive(Debug)]
pub(super) struct Turn {
    cable: Rc<Cable>,
    number: u64,
}

impl Turn {
    /// Completes when every transfer before this one is through.
    pub(super) async fn comes(&self) {
        poll_fn(|context| {
            if self.cable.served.get() >= self.number {
                return Poll::Ready(());
            }
            let mut waiting = self.cable.waiting.borrow_mut();
            if !waiting.iter().any(|w| w.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let served = self.cable.served.get().max(self.number + 1);
        self.cable.served.set(served);
        for waker in self.cable.waiting.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn turns_come_in_order() {
        let cable = Rc::new(Cable::default());
        let (first, second) = (cable.turn(), cable.turn());
        assert_eq!(second.comes().now_or_never(), None);
        assert_eq!(first.comes().now_or_never(), Some(()));
        drop(first);
        assert_eq!(second.comes().now_or_never(), Some(()));
    }

    #[test]
    fn a_mebibyte_takes_a_tenth_of_a_second() {
        assert_eq!(time_of(84, 1.0), None);
        assert_eq!(time_of(1_000_000, 1.0), Some(Duration::from_millis(100)));
        assert_eq!(time_of(1_000_000, 1000.0), None);
    }
}
