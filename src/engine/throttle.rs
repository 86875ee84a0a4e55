//! Fewer progress events than steps, without losing the ones that matter.

use std::time::Duration;

use crate::device::Progress;

/// Shortest time between two events that differ only in numbers.
const INTERVAL: Duration = Duration::from_millis(100);

/// Lets through about ten steps a second, and at once: the first and the last step of a stage, and every change of
/// what is safe now.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    sent: Option<(Duration, Progress)>,
    held: Option<Progress>,
}

impl Throttle {
    /// Takes a step made at `now` and gives what to send, in order.
    pub(super) fn step(&mut self, now: Duration, progress: Progress) -> Vec<Progress> {
        let mut out = Vec::new();
        let due = match &self.sent {
            None => true,
            Some((_, last)) if last.stage != progress.stage => {
                out.extend(self.held.take());
                true
            }
            Some((at, last)) => {
                progress.done_bytes == progress.total_bytes
                    || last.unplug != progress.unplug
                    || last.can_cancel != progress.can_cancel
                    || now.saturating_sub(*at) >= INTERVAL
            }
        };
        if due {
            self.held = None;
            self.sent = Some((now, progress.clone()));
            out.push(progress);
        } else {
            self.held = Some(progress);
        }
        out
    }

    /// The last step, if it was held back. Call when the operation ended.
    pub(super) fn rest(&mut self) -> Option<Progress> {
        self.held.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Stage, Unplug};

    fn step(stage: Stage, done_bytes: u64) -> Progress {
        Progress {
            stage,
            done_bytes,
            total_bytes: 1000,
            fraction: 0.0,
            elapsed_secs: 0.0,
            bytes_per_sec: None,
            left_secs: None,
            unplug: Unplug::Safe,
            can_cancel: true,
        }
    }

    fn sent(throttle: &mut Throttle, millis: u64, progress: Progress) -> Vec<(Stage, u64)> {
        let now = Duration::from_millis(millis);
        let steps = throttle.step(now, progress);
        steps.iter().map(|p| (p.stage, p.done_bytes)).collect()
    }

    #[test]
    fn ten_a_second() {
        let mut throttle = Throttle::default();
        let events: usize = (0..1000)
            .map(|millis| sent(&mut throttle, millis, step(Stage::Send, 1)).len())
            .sum();
        assert_eq!(events, 10);
    }

    #[test]
    fn first_and_last_of_a_stage_pass() {
        let mut throttle = Throttle::default();
        assert_eq!(
            sent(&mut throttle, 0, step(Stage::Send, 0)),
            [(Stage::Send, 0)]
        );
        assert_eq!(sent(&mut throttle, 1, step(Stage::Send, 500)), []);
        assert_eq!(
            sent(&mut throttle, 2, step(Stage::Write, 0)),
            [(Stage::Send, 500), (Stage::Write, 0)]
        );
        assert_eq!(
            sent(&mut throttle, 3, step(Stage::Write, 1000)),
            [(Stage::Write, 1000)]
        );
        assert_eq!(throttle.rest(), None);
    }

    #[test]
    fn safety_changes_pass_and_the_rest_is_kept() {
        let mut throttle = Throttle::default();
        sent(&mut throttle, 0, step(Stage::Write, 0));
        let mut dangerous = step(Stage::Write, 1);
        dangerous.unplug = Unplug::Dangerous;
        assert_eq!(
            sent(&mut throttle, 1, dangerous.clone()),
            [(Stage::Write, 1)]
        );
        dangerous.done_bytes = 2;
        assert_eq!(sent(&mut throttle, 2, dangerous), []);
        assert_eq!(throttle.rest().map(|p| p.done_bytes), Some(2));
    }
}
