//! Every word of the page, by place. Sentence case; verbs on buttons; no final period on a title or a button.

pub mod application;
pub mod camera;
pub mod code_editor;
pub mod flash;
pub mod handover;
pub mod header;
pub mod help;
pub mod inspector;
pub mod packages;
pub mod panel;
pub mod recipes;
pub mod studio;
pub mod virtual_band;

use super::failure;
use crate::device::Failure;

/// The product.
pub const PRODUCT: &str = "OAK Flasher";
/// Heading of the home view.
pub const HOME_TITLE: &str = "Turn an OAK camera into a standalone device";
/// Below it.
pub const HOME_LEAD: &str =
    "Connect the camera, choose what it runs, flash it. Everything is read back and compared.";

/// Folds a step's result and goes on.
pub const CONTINUE: &str = "Continue";
/// Gives a plan or outcome back.
pub const CLOSE: &str = "Close";
/// Stops what is possible to stop.
pub const CANCEL: &str = "Cancel";
/// Repeats.
pub const TRY_AGAIN: &str = "Try again";
/// Opens the technical part.
pub const DETAILS: &str = "Details";
/// Copies the report.
pub const COPY_REPORT: &str = "Copy report";
/// It was copied.
pub const COPIED: &str = "Copied";
/// Saves the report.
pub const SAVE_REPORT: &str = "Save report";
/// While a file is dragged over the page.
pub const DROP: &str = "Drop a pipeline, a package, a network or a bootloader image";
/// Below it.
pub const DROP_HINT: &str = "It is read on this computer. Nothing is written to a camera yet.";
/// The worker stopped.
pub const RESTART_ENGINE: &str = "Start again";
/// Firmware is being loaded.
pub fn downloading(name: &str, part: &str) -> String {
    format!("Loading {name}: {part}")
}
/// A file is too big to be anything the page takes.
pub fn file_too_large(name: &str) -> String {
    format!(
        "{name} is larger than 256 MiB. No pipeline, package or network for these cameras is. Choose another file."
    )
}
/// A file could not be read.
pub fn file_unreadable(name: &str) -> String {
    format!(
        "The browser could not read {name}. If it was moved or is a folder, choose the file again."
    )
}

/// A failure in one line.
pub fn failure_sentence(cause: &Failure) -> String {
    failure(cause).paragraph()
}
