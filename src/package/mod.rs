//! Application packages (`.dap`): a table of 512 bytes and the six sections it names.
//!
//! * [`Table`], [`Entry`]: the table, as bytes and back
//! * [`build`]: pipeline, firmware and board configuration in, package out; [`Contents`] and [`write()`] are its steps
//! * [`Package`]: a package that was read; [`Package::check`] says whether a camera would start it, [`Inspection`] says it
//!   in steps
//! * [`Content`]: what a file is, a package or a pipeline
//! * [`compare()`]: two packages, section by section, decoded
//!
//! Knows no device.

mod check;
mod compare;
mod content;
mod error;
mod read;
mod table;
mod write;

pub use check::Inspection;
pub use compare::{Detail, Difference, compare};
pub use content::{Content, ContentError, begins_json, begins_package};
pub use error::PackageError;
pub use read::{Package, Section};
pub use table::{Compression, ENTRIES_MAX, ENTRY_BYTES, Entry, Flags, TABLE_BYTES, Table};
pub use write::{BuildOptions, Contents, build, write};

/// Names of the six sections, in the order of a package.
pub mod names {
    /// Preboot header and device firmware.
    pub const FIRMWARE: &str = "__firmware";
    /// The serialised pipeline.
    pub const PIPELINE: &str = "pipeline";
    /// Where each asset lies in the storage.
    pub const ASSETS: &str = "assets";
    /// The bytes of all assets.
    pub const ASSET_STORAGE: &str = "asset_storage";
    /// The commit of the device firmware, 40 hex digits.
    pub const FIRMWARE_VERSION: &str = "__fw_version";
    /// The application's name.
    pub const APP_NAME: &str = "app_name";
    /// All, in order.
    pub const ALL: [&str; 6] = [
        FIRMWARE,
        PIPELINE,
        ASSETS,
        ASSET_STORAGE,
        FIRMWARE_VERSION,
        APP_NAME,
    ];
}

/// Boundary on which the section after the firmware starts, in bytes.
pub const PIPELINE_ALIGNMENT: usize = 1 << 20;

/// Boundary on which the sections after that start, in bytes.
pub const SECTION_ALIGNMENT: usize = 1 << 16;
