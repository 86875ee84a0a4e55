//! Free space, looked at before what needs much of it: a full disk shows late, and in many words of others.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{
    build::target_folder,
    shell::{output, program, root},
};

/// What a build of the page needs in an empty clone, in MiB.
const PAGE_MIB: u64 = 2000;

/// What every check and test needs besides, in MiB: their programs, the guest's kernel while it is built, browsers' profiles.
const TESTS_MIB: u64 = 4000;

/// What needs room.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Building the page.
    Page,
    /// Every check and test.
    Tests,
}

/// Makes sure that what is not built yet will fit.
///
/// # Errors
///
/// When it will not; the sentence says how much is needed where.
pub(crate) fn ensure_for(work: Work) -> Result<()> {
    let target = target_folder();
    let page = missing(&target.join("web"), PAGE_MIB);
    let needed = match work {
        Work::Page => page,
        // Cargo makes this folder for the tests alone.
        Work::Tests => page + missing(&target.join("tmp"), TESTS_MIB),
    };
    // The folder for what is built may be elsewhere, and need not exist yet.
    let there = target.ancestors().find(|folder| folder.exists());
    ensure(there.unwrap_or(&root()), needed)
}

/// Makes sure that so many MiB are free in a folder.
///
/// # Errors
///
/// When they are not.
pub(crate) fn ensure(folder: &Path, needed: u64) -> Result<()> {
    if let Some(free) = free_mib(folder) {
        ensure!(
            free >= needed,
            "{} has {free} MiB free, and this needs {needed}. Make room there, then run this again",
            folder.display()
        );
    }
    Ok(())
}

/// What is free in a folder, in MiB; `None` where nobody can say.
pub(crate) fn free_mib(folder: &Path) -> Option<u64> {
    let mut command = program("df", ["-P", "-k"]);
    let said = output(command.arg(folder))?;
    available_kib(&said).map(|kib| kib / 1024)
}

/// The column of the free space: before it are the file system, the size and what is used.
fn available_kib(said: &str) -> Option<u64> {
    let line = said.lines().nth(1)?;
    let (before, _) = line.split_once('%')?;
    before.split_whitespace().rev().nth(1)?.parse().ok()
}

/// What is needed for a folder that is not there.
fn missing(folder: &Path, mib: u64) -> u64 {
    if folder.exists() { 0 } else { mib }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_space_is_read() {
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/my disk 263940848 49836252 45672268 53% /with 100% more\n";
        assert_eq!(available_kib(said), Some(45_672_268));
        assert_eq!(available_kib("Filesystem\n"), None);
        assert_eq!(available_kib("df: no such folder"), None);
    }

    #[test]
    fn too_little_is_a_sentence() {
        let here = std::env::temp_dir();
        if free_mib(&here).is_some() {
            ensure(&here, 0).unwrap();
            let refusal = ensure(&here, u64::MAX).unwrap_err().to_string();
            assert!(
                refusal.ends_with("Make room there, then run this again"),
                "{refusal}"
            );
        }
    }
}
