//! The recorder: what was sent and answered, for reports. Bounded, so it can always run.

use std::{cell::RefCell, collections::VecDeque, fmt::Display, rc::Rc, time::Duration};

/// Lines kept; the oldest go first.
const CAPACITY: usize = 400;

/// A shared, bounded list of lines with their time since the start.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace {
    lines: Rc<RefCell<VecDeque<String>>>,
    start: Duration,
}

impl Trace {
    /// An empty recorder that counts from `now`.
    pub(super) fn new(now: Duration) -> Self {
        Self {
            lines: Rc::default(),
            start: now,
        }
    }

    /// Adds a line.
    pub(super) fn add(&self, now: Duration, line: impl Display) {
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
        let trace = Trace::new(Duration::from_secs(1));
        for n in 0..=CAPACITY {
            trace.add(Duration::from_millis(1500), n);
        }
        let lines = trace.lines();
        assert_eq!(lines.len(), CAPACITY);
        assert_eq!(lines.first().map(String::as_str), Some("    0.500 1"));
    }
}
