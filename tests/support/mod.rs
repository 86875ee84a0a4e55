//! What the tests share that ask other programs: `oak`, and the official library.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "not every test uses everything; a test fails by panicking"
)]

pub(crate) mod judged;
pub(crate) mod library;
pub(crate) mod served;

use std::{ffi::OsStr, path::Path, process::Command};

/// A command that takes longer hangs, in seconds. The slowest one needs some 60 on a busy machine with two cores.
const LIMIT_SECS: &str = "240";

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A program under a time limit.
pub(crate) fn limited(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("timeout");
    command.arg(LIMIT_SECS).arg(program);
    command
}

/// Runs a command that must work; what it printed.
pub(crate) fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?} ended with {}:\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
