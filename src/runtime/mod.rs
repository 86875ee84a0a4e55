//! What the platform gives asynchronous code: a clock, sleep, and tasks on the current thread.
//!
//! Nothing in this crate reads a clock by itself; whoever needs time holds a [`Runtime`] or gets `now` as an argument.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

use std::{convert::Infallible, future::Future, pin::pin, rc::Rc, time::Duration};

use futures_util::{
    FutureExt,
    future::{Either, LocalBoxFuture},
};

#[cfg(target_arch = "wasm32")]
pub use browser::BrowserRuntime;
#[cfg(not(target_arch = "wasm32"))]
pub use native::NativeRuntime;

/// Clock, sleep and tasks of the current thread.
pub trait Runtime {
    /// Time since an arbitrary fixed moment; never goes backwards.
    fn now(&self) -> Duration;

    /// Completes when `duration` has passed.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'static, ()>;

    /// Runs `task` on the current thread until it ends.
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);
}

/// A shared runtime.
pub type SharedRuntime = Rc<dyn Runtime>;

/// The wait took longer than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no answer within {0:?}")]
pub struct Elapsed(pub Duration);

/// Runs `future` for at most `limit`.
pub async fn timeout<T>(
    runtime: &dyn Runtime,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let future = pin!(future);
    match futures_util::future::select(future, runtime.sleep(limit).boxed_local()).await {
        Either::Left((value, _)) => Ok(value),
        Either::Right(((), _)) => Err(Elapsed(limit)),
    }
}

/// Longest work between two pauses: short beside the 1.5 s after which a camera that hears nothing restarts.
const SLICE: Duration = Duration::from_millis(30);

/// Does long work step by step, until `step` is `false`, with pauses in which other tasks of the thread go on, such as
/// that which sends pings.
pub async fn in_slices(runtime: &dyn Runtime, mut step: impl FnMut() -> bool) {
    let Ok(()) = try_in_slices(runtime, || Ok::<_, Infallible>(step())).await;
}

/// [`in_slices`] for steps that may fail.
///
/// # Errors
///
/// That of the step that failed; there is none after it.
pub async fn try_in_slices<E>(
    runtime: &dyn Runtime,
    mut step: impl FnMut() -> Result<bool, E>,
) -> Result<(), E> {
    let mut since = runtime.now();
    while step()? {
        if runtime.now().saturating_sub(since) >= SLICE {
            runtime.sleep(Duration::ZERO).await;
            since = runtime.now();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Each look at the clock takes 20 ms.
    #[derive(Default)]
    struct Slow {
        now: Cell<u64>,
        pauses: Rc<Cell<u32>>,
    }

    impl Runtime for Slow {
        fn now(&self) -> Duration {
            self.now.set(self.now.get() + 20);
            Duration::from_millis(self.now.get())
        }

        fn sleep(&self, _duration: Duration) -> LocalBoxFuture<'static, ()> {
            self.pauses.set(self.pauses.get() + 1);
            std::future::ready(()).boxed_local()
        }

        fn spawn(&self, _task: LocalBoxFuture<'static, ()>) {}
    }

    #[test]
    fn long_work_has_pauses() {
        let (runtime, mut steps) = (Slow::default(), 0);
        let done = try_in_slices(&runtime, || {
            steps += 1;
            if steps < 100 {
                Ok(true)
            } else {
                Err("the last")
            }
        });
        assert_eq!(done.now_or_never(), Some(Err("the last")));
        assert_eq!(steps, 100);
        assert!(runtime.pauses.get() > 20, "{:?}", runtime.pauses);
    }

    #[test]
    fn short_work_has_none() {
        let runtime = Slow::default();
        assert_eq!(in_slices(&runtime, || false).now_or_never(), Some(()));
        assert_eq!(runtime.pauses.get(), 0);
    }
}
