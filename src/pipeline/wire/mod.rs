//! The binary encoding of values: self-describing, little endian, one tag byte in front of each value.
//!
//! Driven by [`super::types::Type`]: integers take the shortest form their type allows (unsigned `u8`..`u64`, signed `i8`..`i64`),
//! floats never shrink, vectors of integers are byte strings, other vectors arrays, structures count their members
//! and carry no names. JSON values are the form in memory; a 32-bit float shows as its value widened to 64 bits, and
//! what JSON has no number for as the text `NaN`, `Infinity` or `-Infinity`. Recursion is bounded by the type, memory
//! by the input.

mod read;
mod write;

use crate::codec::UnexpectedEnd;

pub(super) use self::{
    read::{
        decode, take_binary, take_head, take_integer, take_structure, take_structure_head,
        take_text,
    },
    write::{
        canonical, encode_structure, put_binary, put_head, put_signed, put_text, put_unsigned,
        unfit,
    },
};
use super::types::Integer;

/// Tag bytes, source: libnop's prefix byte, checked against files of the library.
pub(super) mod tag {
    pub(in crate::pipeline) const U8: u8 = 0x80;
    pub(in crate::pipeline) const U16: u8 = 0x81;
    pub(in crate::pipeline) const U32: u8 = 0x82;
    pub(in crate::pipeline) const U64: u8 = 0x83;
    pub(in crate::pipeline) const I8: u8 = 0x84;
    pub(in crate::pipeline) const I16: u8 = 0x85;
    pub(in crate::pipeline) const I32: u8 = 0x86;
    pub(in crate::pipeline) const I64: u8 = 0x87;
    pub(in crate::pipeline) const F32: u8 = 0x88;
    pub(in crate::pipeline) const F64: u8 = 0x89;
    pub(in crate::pipeline) const STRUCTURE: u8 = 0xb9;
    pub(in crate::pipeline) const ARRAY: u8 = 0xba;
    pub(in crate::pipeline) const MAP: u8 = 0xbb;
    pub(in crate::pipeline) const BINARY: u8 = 0xbc;
    pub(in crate::pipeline) const TEXT: u8 = 0xbd;
    pub(in crate::pipeline) const EMPTY: u8 = 0xbe;
}

/// A value does not fit its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unfit {
    /// Where below the encoded value, dotted.
    pub(super) path: String,
    /// The value, shortened.
    pub(super) value: String,
    /// What is allowed.
    pub(super) allowed: String,
}

/// Why bytes are not a value of the type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireProblem {
    /// The section ends inside the value.
    #[error("the section ends inside the value: {wanted} bytes wanted, {available} there")]
    End {
        /// Bytes the value needs.
        wanted: usize,
        /// Bytes left.
        available: usize,
    },
    /// Another kind of value is there.
    #[error("tag {found:#04x} where {wanted} must be")]
    Tag {
        /// The byte found.
        found: u8,
        /// What the type allows.
        wanted: &'static str,
    },
    /// A structure of another library version.
    #[error(
        "{name} has {found} members, {wanted} in this library version; another version of the depthai library made it"
    )]
    Members {
        /// Structure.
        name: String,
        /// Members found.
        found: u64,
        /// Members expected.
        wanted: usize,
    },
    /// A fixed array of another length.
    #[error("{found} elements where {wanted} must be")]
    Elements {
        /// Elements found.
        found: u64,
        /// Elements expected.
        wanted: usize,
    },
    /// A number outside of its type.
    #[error("the number {found} is outside of {min} to {max}")]
    Range {
        /// Number found.
        found: i128,
        /// Smallest allowed.
        min: i128,
        /// Largest allowed.
        max: i128,
    },
    /// Text that is not UTF-8.
    #[error("the text is not UTF-8")]
    Utf8,
    /// A key occurs twice.
    #[error("the key {0} occurs twice")]
    Twice(String),
    /// Something follows the value.
    #[error("{0} bytes follow the value")]
    Trailing(usize),
    /// Something else that cannot be.
    #[error("{0}")]
    Other(String),
}

/// Bytes are not a value of the type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// Offset of the value, in bytes from the start of the reader's input.
    pub(super) offset: usize,
    /// Where below the decoded value, dotted.
    pub(super) path: String,
    /// What is wrong.
    pub(super) problem: WireProblem,
}

/// Errors that learn their path on the way up.
pub(super) trait Located: Sized {
    /// The error's path.
    fn path(&mut self) -> &mut String;

    /// Puts `segment` in front of the path.
    fn inside(mut self, segment: &str) -> Self {
        let path = self.path();
        if !path.is_empty() && !path.starts_with('[') {
            path.insert(0, '.');
        }
        path.insert_str(0, segment);
        self
    }
}

impl Located for Unfit {
    fn path(&mut self) -> &mut String {
        &mut self.path
    }
}

impl Located for Malformed {
    fn path(&mut self) -> &mut String {
        &mut self.path
    }
}

impl From<UnexpectedEnd> for Malformed {
    fn from(end: UnexpectedEnd) -> Self {
        Self {
            offset: end.offset,
            path: String::new(),
            problem: WireProblem::End {
                wanted: end.wanted,
                available: end.available,
            },
        }
    }
}

/// A malformed value at `offset`.
pub(super) const fn malformed(offset: usize, problem: WireProblem) -> Malformed {
    Malformed {
        offset,
        path: String::new(),
        problem,
    }
}

const U64: Integer = Integer {
    bits: 64,
    signed: false,
};

pub(super) const I64: Integer = Integer {
    bits: 64,
    signed: true,
};

#[cfg(test)]
mod tests;
