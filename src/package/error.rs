//! What can be wrong with a package.

use crate::{firmware::FirmwareError, pipeline::PipelineError};

/// A package cannot be read, made or used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// Not even a table.
    #[error(
        "the package has {bytes} bytes, its table alone takes 512; it is cut off, get it again"
    )]
    TooShort {
        /// Size in bytes.
        bytes: usize,
    },
    /// It does not start with `BR`.
    #[error("offset 0: a package starts with \"BR\", this file does not; choose a .dap file")]
    NotAPackage,
    /// The table names no section.
    #[error("the package's table is empty; build the package again")]
    NoSections,
    /// A section's name is not text.
    #[error(
        "table entry {index}, offset {offset}: the name is not readable text; the table is damaged, build the package again"
    )]
    Name {
        /// Number of the entry, from 0.
        index: usize,
        /// Offset of the entry in bytes.
        offset: usize,
    },
    /// Two sections have the same name.
    #[error("table entry {index}: there already is a section {name}; build the package again")]
    Duplicate {
        /// Number of the second entry, from 0.
        index: usize,
        /// The name.
        name: String,
    },
    /// A section ends behind the end of the file.
    #[error(
        "section {name} at offset {offset} has {size} bytes, the file ends at {end}; it is cut off, get it again"
    )]
    Outside {
        /// Section.
        name: String,
        /// Its offset in bytes.
        offset: u32,
        /// Its size in bytes.
        size: u32,
        /// Size of the file in bytes.
        end: usize,
    },
    /// Two sections share bytes, or one lies in the table.
    #[error("section {name} at offset {offset} overlaps {other}; build the package again")]
    Overlap {
        /// Section.
        name: String,
        /// Its offset in bytes.
        offset: u32,
        /// The other section, or `the table`.
        other: String,
    },
    /// A section starts where no official package has it.
    #[error(
        "section {name} starts at offset {offset}, not on a boundary of {alignment} bytes; build the package again"
    )]
    NotAligned {
        /// Section.
        name: String,
        /// Its offset in bytes.
        offset: u32,
        /// The boundary in bytes.
        alignment: usize,
    },
    /// A section's bytes are not those that were written.
    #[error(
        "section {name} at offset {offset} has checksum {actual:#010x}, the table says {expected:#010x}; the file is damaged, get it again"
    )]
    Checksum {
        /// Section.
        name: String,
        /// Its offset in bytes.
        offset: u32,
        /// Checksum in the table.
        expected: u32,
        /// Checksum of the bytes.
        actual: u32,
    },
    /// A section that a camera needs is missing.
    #[error("the package has no section {name}; build the package again")]
    Missing {
        /// Section.
        name: &'static str,
    },
    /// The firmware is not marked as bootable.
    #[error(
        "section {name} at offset {offset} is not marked as bootable, no camera would start it; build the package again"
    )]
    NotBootable {
        /// Section.
        name: String,
        /// Its offset in bytes.
        offset: u32,
    },
    /// The firmware's compression is one that this program does not unpack.
    #[error(
        "section {name} at offset {offset} has compression {code}; build the package with zlib or without compression"
    )]
    Compression {
        /// Section.
        name: String,
        /// Its offset in bytes.
        offset: u32,
        /// Number in the flags.
        code: u8,
    },
    /// The firmware section does not hold a firmware.
    #[error("section {name} at offset {offset}: {reason}; build the package again")]
    NotFirmware {
        /// Section.
        name: String,
        /// Its offset in bytes.
        offset: u32,
        /// What is wrong.
        reason: String,
    },
    /// The name of a section to be written has no room in the table.
    #[error("section name {name:?} has {} bytes, 1 to 16 fit", .name.len())]
    NameTooLong {
        /// The name.
        name: String,
    },
    /// More sections than a table holds.
    #[error("a table holds 17 sections, not {count}")]
    TooManySections {
        /// How many.
        count: usize,
    },
    /// A package to be written is larger than its 32-bit offsets reach.
    #[error("section {name} would end behind 4 GiB; use smaller assets")]
    TooLarge {
        /// Section.
        name: &'static str,
    },
    /// The firmware section cannot be made.
    #[error(transparent)]
    Firmware(#[from] FirmwareError),
    /// The pipeline cannot be written, or the sections do not hold one.
    #[error(transparent)]
    Pipeline(Box<PipelineError>),
}

impl From<PipelineError> for PackageError {
    fn from(error: PipelineError) -> Self {
        Self::Pipeline(Box::new(error))
    }
}
