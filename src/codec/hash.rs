//! SHA-256, and bytes as text.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Bytes hashed in one step: some hundredths of a second in a browser.
const PART_BYTES: usize = 2 << 20;

/// Lower-case hex of `bytes`.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// SHA-256 of `bytes` as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

/// [`sha256_hex`] in steps, so that a thread which also serves a camera can do so in between.
#[derive(Debug, Clone, Default)]
pub struct Hashing {
    hash: Sha256,
    done: usize,
}

impl Hashing {
    /// Hashes the next part of `bytes`, which are the same at each step; `false` when there is none.
    pub fn step(&mut self, bytes: &[u8]) -> bool {
        let rest = bytes.get(self.done..).unwrap_or_default();
        let part = rest.get(..PART_BYTES).unwrap_or(rest);
        self.hash.update(part);
        self.done += part.len();
        !part.is_empty()
    }

    /// SHA-256 of what was hashed, as 64 lower-case hex digits.
    pub fn finish(self) -> String {
        to_hex(&self.hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_sum() {
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn parts_hash_as_the_whole() {
        for size in [0, 1, PART_BYTES, 2 * PART_BYTES + 17] {
            let bytes = vec![0x5A; size];
            let mut hashing = Hashing::default();
            while hashing.step(&bytes) {}
            assert_eq!(hashing.finish(), sha256_hex(&bytes));
        }
    }
}
