//! Files of tests that node runs.

use std::{fs, process::Command};

use anyhow::{Context as _, Result, ensure};

use crate::shell::{program, root};

/// How the name of such a file ends.
const TEST_FILE: &str = ".test.mjs";

/// The names of a folder's test files, without their ending, in their order.
///
/// # Errors
///
/// When the folder cannot be read or has none.
pub(crate) fn test_files(folder: &str) -> Result<Vec<String>> {
    let folder = root().join(folder);
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            Some(name.strip_suffix(TEST_FILE)?.to_owned())
        })
        .collect();
    ensure!(!names.is_empty(), "{} has no tests", folder.display());
    names.sort();
    Ok(names)
}

/// The program that runs one of them.
pub(crate) fn runner(folder: &str, name: &str) -> Command {
    let file = format!("{name}{TEST_FILE}");
    let mut command = program("node", ["--test", "--test-reporter=spec", &file]);
    command.current_dir(root().join(folder));
    command
}
