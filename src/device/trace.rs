//! What was sent and answered: lines for reports, and everything for the recorder. Bounded, so it can always run.

use std::{cell::RefCell, collections::VecDeque, fmt::Display, rc::Rc, time::Duration};

use crate::recording::{Direction, Happening, Recorder};

/// Lines kept; the oldest go first.
const CAPACITY: usize = 400;

/// A shared, bounded list of lines with their time since the start.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace {
    lines: Rc<RefCell<VecDeque<String>>>,
    start: Duration,
    recorder: Recorder,
}

impl Trace {
    /// An empty list that counts from `now`; whatever is added goes to `recorder`, too.
    pub(super) fn new(now: Duration, recorder: Recorder) -> Self {
        Self {
            lines: Rc::default(),
            start: now,
            recorder,
        }
    }

    /// Takes down what is for the recorder only.
    pub(super) fn record(&self, now: Duration, happening: Happening) {
        self.recorder.add(now, happening);
    }

    /// Takes down a completed transfer.
    pub(super) fn transfer(&self, now: Duration, direction: Direction, bytes: usize) {
        let bytes = bytes as u64;
        self.record(now, Happening::Transfer { direction, bytes });
    }

    /// Adds a line.
    pub(super) fn add(&self, now: Duration, line: impl Display) {
        let line = line.to_string();
        let text = line.clone();
        self.record(now, Happening::Note { text });
        let mut lines = self.lines.borrow_mut();
        if lines.len() >= CAPACITY {
            lines.pop_front();
        }
        let secs = now.saturating_sub(self.start).as_secs_f64();
        lines.push_back(format!("{secs:9.3} {line}"));
    }

    /// The lines, oldest first.
    pub(super) fn lines(&self) -> Vec<String> {
        self.lines.borrow().iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_lines_go_first() {
        let trace = Trace::new(Duration::from_secs(1), Recorder::default());
        for n in 0..=CAPACITY {
            trace.add(Duration::from_millis(1500), n);
        }
        let lines = trace.lines();
        assert_eq!(lines.len(), CAPACITY);
        assert_eq!(lines.first().map(String::as_str), Some("    0.500 1"));
    }
}
