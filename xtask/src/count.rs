//! What test runners print, as numbers.

/// What a suite counted.
#[derive(Clone, Default)]
pub(crate) struct Count {
    /// Tests that passed.
    pub(crate) passed: u32,
    /// Tests, or checks, that failed.
    pub(crate) failed: u32,
    /// Tests that were left out.
    pub(crate) skipped: u32,
    /// A check is passed or not, and has no number of tests.
    pub(crate) is_check: bool,
    /// Why nothing ran.
    pub(crate) left_out: Option<String>,
}

impl Count {
    /// Nothing ran, for this reason.
    pub(crate) fn left_out(why: String) -> Self {
        Self {
            skipped: 1,
            left_out: Some(why),
            ..Self::default()
        }
    }

    /// One check.
    pub(crate) fn check(passed: bool) -> Self {
        Self {
            failed: u32::from(!passed),
            is_check: true,
            ..Self::default()
        }
    }

    /// Whether no test was counted.
    pub(crate) const fn is_empty(&self) -> bool {
        self.passed + self.failed == 0
    }

    /// Both together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            is_check: self.is_check && other.is_check,
            left_out: self.left_out.clone().or_else(|| other.left_out.clone()),
        }
    }

    /// Reads a line of a Rust test program: `test result: ok. 12 passed; 0 failed; 0 ignored; ...`.
    pub(crate) fn rust_line(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            let number = |name| number_before(result, name).unwrap_or_default();
            self.passed += number(" passed");
            self.failed += number(" failed");
            self.skipped += number(" ignored");
        }
    }

    /// Reads a line of node's summary: `ℹ pass 12`.
    pub(crate) fn node_line(&mut self, line: &str) {
        let Some(summary) = line.strip_prefix("ℹ ") else {
            return;
        };
        let mut words = summary.split_whitespace();
        let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
        match words.next() {
            Some("pass") => self.passed += number(words.next()),
            Some("fail" | "cancelled") => self.failed += number(words.next()),
            Some("skipped" | "todo") => self.skipped += number(words.next()),
            _ => (),
        }
    }
}

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, count| sum.and(&count))
    }
}

/// The number that stands right before a word.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let (before, _) = text.split_once(word)?;
    before
        .rsplit(|character: char| !character.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_cargo_test_are_read() {
        let line = "ok. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(number_before(line, " passed"), Some(12));
        assert_eq!(number_before(line, " failed"), Some(3));
        assert_eq!(number_before(line, " ignored"), Some(1));
        assert_eq!(number_before(line, " dreamt"), None);
    }

    #[test]
    fn numbers_of_node_are_read() {
        let mut count = Count::default();
        for line in [
            "ℹ tests 9",
            "ℹ pass 5",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 2",
            "✔ pass 4",
        ] {
            count.node_line(line);
        }
        assert_eq!((count.passed, count.failed, count.skipped), (5, 2, 2));
    }
}
