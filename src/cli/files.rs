//! Files that the person named.

use std::{fmt::Display, path::Path};

use super::{bad_input, say};

/// Reads a file whole.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path)
        .map_err(|error| bad_input(format_args!("cannot read {}: {error}", path.display())))
}

/// An error with the name of the file it is about.
pub(super) fn located(path: &Path, error: &impl Display) -> String {
    format!("file {}: {error}", path.display())
}

/// A file that the person named, written whole.
pub(super) fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes)
        .map_err(|error| bad_input(format_args!("cannot write {}: {error}", path.display())))?;
    say(&format!("{}: {} bytes", path.display(), bytes.len()));
    Ok(())
}
