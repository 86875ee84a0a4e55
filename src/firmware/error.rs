//! What can be wrong with stored firmware and board configurations. How to get good firmware is said by whoever knows
//! where it is stored.

use super::{FirmwareVersion, patch::PatchError};

/// Stored firmware or a board configuration cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FirmwareError {
    /// A stored file cannot be read.
    #[error("firmware file {name} cannot be read: {reason}")]
    Read {
        /// File name inside the firmware folder.
        name: String,
        /// What the platform said.
        reason: String,
    },
    /// The manifest is not what set-up writes.
    #[error("firmware manifest, line {line}, column {column}: {reason}")]
    Manifest {
        /// Line, from 1; 0 when the fault is in the content.
        line: usize,
        /// Column, from 1; 0 when the fault is in the content.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// A stored file is not the one the manifest names.
    #[error("firmware file {name} has sha256 {actual}, the manifest says {expected}")]
    Hash {
        /// File name, or the name of what was made from it.
        name: String,
        /// SHA-256 in the manifest, lower-case hex.
        expected: String,
        /// SHA-256 of the file.
        actual: String,
    },
    /// A compressed file does not unpack to the size the manifest names.
    #[error("{name} does not unpack: {reason}")]
    Unpack {
        /// File or section.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// A patch cannot be applied.
    #[error("firmware patch {name}: {error}")]
    Patch {
        /// File name.
        name: String,
        /// What is wrong.
        #[source]
        error: PatchError,
    },
    /// The stored firmware has no such version.
    #[error("there is no firmware for OpenVINO {}", .0.name())]
    NoVersion(FirmwareVersion),
    /// A board configuration file is not one.
    #[error("board configuration, line {line}, column {column}: {reason}")]
    BoardConfig {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// A board configuration has more bytes than the header can count.
    #[error(
        "the board configuration takes {bytes} bytes, at most {limit} fit; shorten its texts and lists"
    )]
    BoardConfigTooLarge {
        /// Its size in bytes.
        bytes: usize,
        /// [`super::PAYLOAD_MAX_BYTES`].
        limit: usize,
    },
    /// The bytes in front of the firmware are not a preboot header.
    #[error("preboot header, offset {offset}: {reason}")]
    Header {
        /// Offset from the start of the firmware section, in bytes.
        offset: usize,
        /// What is wrong.
        reason: String,
    },
}
