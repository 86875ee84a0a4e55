//! Comparing what was read back.

use sha2::{Digest, Sha256};

use crate::{codec::to_hex, device::FailureCause};

/// Granularity in which differences are counted, in bytes.
const COMPARE_BLOCK_BYTES: usize = 4096;

/// Compares bytes that come in pieces with what they should be.
pub(super) struct Comparison<'a> {
    expected: &'a [u8],
    /// Bytes that came.
    pub(super) done: usize,
    hash: Sha256,
    /// First difference and how many bytes differ in its block.
    difference: Option<(usize, usize)>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(expected: &'a [u8]) -> Self {
        Self {
            expected,
            done: 0,
            hash: Sha256::new(),
            difference: None,
        }
    }

    pub(super) fn take(&mut self, part: &[u8]) {
        self.hash.update(part);
        let expected = self.expected.get(self.done..).unwrap_or_default();
        if self.difference.is_none() {
            self.difference = part
                .iter()
                .zip(expected)
                .position(|(found, wanted)| found != wanted)
                .map(|at| {
                    let block = part.iter().zip(expected).skip(at).take(COMPARE_BLOCK_BYTES);
                    let differing = block.filter(|(found, wanted)| found != wanted).count();
                    (self.done + at, differing)
                });
        }
        self.done += part.len();
    }

    /// Whether everything that came was as expected; `offset` is where it lies in the memory.
    pub(super) const fn verdict(&self, offset: u64) -> Result<(), FailureCause> {
        match self.difference {
            None => Ok(()),
            Some((at, differing)) => Err(FailureCause::VerifyFailed {
                offset: offset + at as u64,
                differing: differing as u64,
            }),
        }
    }

    /// SHA-256 of everything that came.
    pub(super) fn sha256(self) -> String {
        to_hex(&self.hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_tells_the_first_difference() {
        let expected = vec![7; 10_000];
        let mut found = expected.clone();
        found[9_000] = 8;
        found[9_001] = 8;
        let mut comparison = Comparison::new(&expected);
        for part in found.chunks(1000) {
            comparison.take(part);
        }
        assert_eq!(
            comparison.verdict(100),
            Err(FailureCause::VerifyFailed {
                offset: 9_100,
                differing: 2
            })
        );
        assert_eq!(comparison.sha256(), crate::codec::sha256_hex(&found));
    }
}
