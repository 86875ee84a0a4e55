//! Turns steps into [`Progress`]: weighted phases, one rising fraction, speed and time left once they are steady.

use std::time::Duration;

use super::{
    Control, Progress, Stage, Unplug,
    plan::{NOR_WRITE_BYTES_PER_SEC, READ_BYTES_PER_SEC, RESTART_SECS, SEND_BYTES_PER_SEC},
};
use crate::runtime::SharedRuntime;

/// Expected seconds of a phase that moves no bytes of its own.
const SMALL_PHASE_SECS: f64 = 0.5;
/// A phase must have run this long before its speed is told.
const STEADY_AFTER: Duration = Duration::from_millis(1500);
/// And must have done this part of its bytes.
const STEADY_FRACTION: f64 = 0.03;

/// The largest fraction before the end.
const ALMOST_DONE: f64 = 0.999;

#[derive(Debug, Clone, Copy)]
struct Phase {
    stage: Stage,
    secs: f64,
    bytes: u64,
}

/// The progress of one operation.
pub(super) struct Meter {
    control: Control,
    runtime: SharedRuntime,
    start: Duration,
    phases: Vec<Phase>,
    current: usize,
    phase_start: Duration,
    done: u64,
    fraction: f64,
    unplug: Unplug,
}

impl Meter {
    /// A meter for an operation that writes `bytes`; `stages` in the order in which they come.
    pub(super) fn new(
        control: &Control,
        runtime: &SharedRuntime,
        bytes: u64,
        stages: &[Stage],
    ) -> Self {
        let now = runtime.now();
        let size = bytes as f64;
        let phases = stages
            .iter()
            .map(|stage| {
                let (secs, bytes) = match stage {
                    Stage::Send => (size / SEND_BYTES_PER_SEC, bytes),
                    Stage::Write => (size / NOR_WRITE_BYTES_PER_SEC, bytes),
                    Stage::ReadBack => (size / READ_BYTES_PER_SEC, bytes),
                    Stage::Restart => (RESTART_SECS, 0),
                    Stage::Prepare | Stage::Check => (SMALL_PHASE_SECS, 0),
                };
                Phase {
                    stage: *stage,
                    secs,
                    bytes,
                }
            })
            .collect();
        Self {
            control: control.clone(),
            runtime: runtime.clone(),
            start: now,
            phases,
            current: 0,
            phase_start: now,
            done: 0,
            fraction: 0.0,
            unplug: Unplug::Safe,
        }
    }

    /// The phase the operation is in.
    pub(super) fn stage(&self) -> Option<Stage> {
        self.phases.get(self.current).map(|phase| phase.stage)
    }

    /// Seconds since the start.
    pub(super) fn secs(&self) -> f64 {
        self.runtime.now().saturating_sub(self.start).as_secs_f64()
    }

    /// Enters a phase; one that lies behind is not entered again.
    pub(super) fn enter(&mut self, stage: Stage, unplug: Unplug) {
        let found = self.phases.iter().position(|phase| phase.stage == stage);
        if let Some(index) = found.filter(|index| *index > self.current) {
            self.current = index;
            self.phase_start = self.runtime.now();
            self.done = 0;
        }
        self.unplug = unplug;
        self.tell(false);
    }

    /// Tells an advance within the current phase.
    pub(super) fn advance(&mut self, done: u64, can_cancel: bool) {
        self.done = self.done.max(done);
        self.tell(can_cancel);
    }

    /// Tells the end: everything done.
    pub(super) fn finish(&mut self) {
        self.current = self.phases.len().saturating_sub(1);
        self.done = self.phases.last().map_or(0, |phase| phase.bytes);
        self.fraction = 1.0;
        self.unplug = Unplug::Safe;
        self.tell(false);
    }

    fn tell(&mut self, can_cancel: bool) {
        let Some(phase) = self.phases.get(self.current).copied() else {
            return;
        };
        let done = self.done.min(phase.bytes);
        let within = if phase.bytes == 0 {
            0.0
        } else {
            done as f64 / phase.bytes as f64
        };
        let secs = |phases: &[Phase]| phases.iter().map(|phase| phase.secs).sum::<f64>();
        let (before, rest) = self.phases.split_at(self.current);
        let later = secs(rest) - phase.secs;
        let all = secs(before) + phase.secs + later;
        if all > 0.0 {
            let fraction = (secs(before) + within * phase.secs) / all;
            // The whole is only told by `finish`: the last byte read back may be the wrong one.
            self.fraction = self.fraction.max(fraction.clamp(0.0, ALMOST_DONE));
        }
        let now = self.runtime.now();
        let running = now.saturating_sub(self.phase_start);
        let steady = done > 0 && running >= STEADY_AFTER && within >= STEADY_FRACTION;
        let bytes_per_sec = steady.then(|| done as f64 / running.as_secs_f64());
        (self.control.progress)(Progress {
            stage: phase.stage,
            done_bytes: done,
            total_bytes: phase.bytes,
            fraction: self.fraction,
            elapsed_secs: now.saturating_sub(self.start).as_secs_f64(),
            bytes_per_sec,
            left_secs: bytes_per_sec.map(|speed| (phase.bytes - done) as f64 / speed + later),
            unplug: self.unplug,
            can_cancel,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use super::*;
    use crate::runtime::NativeRuntime;

    #[tokio::test(start_paused = true)]
    async fn the_fraction_never_falls_and_ends_at_one() {
        let told = Rc::new(RefCell::new(Vec::new()));
        let control = Control {
            progress: {
                let told = Rc::clone(&told);
                Rc::new(move |progress| told.borrow_mut().push(progress))
            },
            ..Control::default()
        };
        let runtime: SharedRuntime = Rc::new(NativeRuntime::new());
        let stages = [Stage::Prepare, Stage::Send, Stage::Write, Stage::ReadBack];
        let mut meter = Meter::new(&control, &runtime, 1_000_000, &stages);
        meter.enter(Stage::Send, Unplug::Safe);
        meter.advance(500_000, true);
        meter.enter(Stage::Write, Unplug::ApplicationLost);
        for done in [0, 300_000, 200_000, 900_000] {
            tokio::time::advance(Duration::from_secs(2)).await;
            meter.advance(done, false);
        }
        meter.enter(Stage::Send, Unplug::Safe);
        meter.enter(Stage::ReadBack, Unplug::Safe);
        meter.finish();
        let told = told.borrow();
        assert!(told.windows(2).all(|w| w[0].fraction <= w[1].fraction));
        assert!(told.windows(2).all(|w| w[0].stage <= w[1].stage));
        assert_eq!(told.last().map(|p| p.fraction), Some(1.0));
        let steady = told.iter().find(|p| p.done_bytes == 900_000).unwrap();
        assert_eq!(steady.bytes_per_sec, Some(112_500.0));
    }
}
