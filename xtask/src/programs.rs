//! The Rust tests, as programs: most of their time is waiting for the official library, which sleeps while a camera
//! restarts, so several of them run at a time.

use std::{
    collections::HashSet,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::{
    batch::Batch,
    count::Count,
    pool::{self, Job},
    shell::{self, cargo, say, written},
    tools::in_path,
};

/// Those that take longest.
const LONG: [&str; 6] = [
    "flash_same_end_state",
    "flash_virtual_camera",
    "judge",
    "cli_camera",
    "package_official",
    "pipeline_judge",
];

/// Those with cameras behind sockets, and the official library, which both have clocks.
const IN_REAL_TIME: [&str; 8] = [
    "cli_camera",
    "config_official",
    "flash_same_end_state",
    "judge",
    "official_traffic",
    "recipes_judge",
    "usbip",
    "virtual_camera",
];

/// A built test program.
#[derive(Debug, PartialEq)]
struct Program {
    name: String,
    path: PathBuf,
    /// Folder of its package, in which it runs.
    folder: PathBuf,
}

/// A line of cargo's report, as far as it concerns test programs.
#[derive(Deserialize)]
struct Line {
    manifest_path: PathBuf,
    target: Target,
    profile: Profile,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// Builds all test programs; they run with `environment`.
///
/// # Errors
///
/// When they cannot be built.
pub(crate) fn batch(environment: Vec<(&'static str, PathBuf)>) -> Result<Batch> {
    let programs = build()?;
    let names: Vec<_> = programs
        .iter()
        .map(|program| program.name.clone())
        .collect();
    let mut once = HashSet::new();
    ensure!(
        names.iter().all(|name| once.insert(name)),
        "two test programs have the same name"
    );
    Ok(Batch {
        what: "test programs",
        names: pool::long_first(names, &LONG),
        // They wait for cameras and watchdogs as often as they compute.
        at_once: pool::processors() + 1,
        pinned: false,
        in_real_time: |name| IN_REAL_TIME.contains(&name),
        job: Box::new(move |name| {
            let program = programs.iter().find(|program| program.name == name);
            let program = program.with_context(|| format!("there is no program {name}"))?;
            Ok(program.job(&environment))
        }),
        count_line: Count::rust_line,
        check: Box::new(|ended| Ok(ended.success)),
    })
}

impl Program {
    fn job(&self, environment: &[(&'static str, PathBuf)]) -> Job {
        let mut command = patient(&self.path);
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .envs(environment.iter().map(|(name, value)| (name, value)));
        Job {
            name: self.name.clone(),
            command,
        }
    }
}

/// A program that leaves the processor to whoever runs beside it and is in more of a hurry: browsers in guests.
fn patient(path: &Path) -> Command {
    if in_path("nice").is_none() {
        return Command::new(path);
    }
    let mut command = shell::program("nice", ["-n", "10"]);
    command.arg(path);
    command
}

fn build() -> Result<Vec<Program>> {
    let mut command = cargo([
        "test",
        "--locked",
        "--workspace",
        "--no-run",
        "--message-format=json-render-diagnostics",
    ]);
    let text = written(&command);
    say(&text);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{text}` could not be started"))?;
    let mut programs = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            programs.extend(program(&line?));
        }
    }
    let status = child.wait()?;
    ensure!(
        status.success(),
        "`{text}` failed ({status}). The compiler's messages above say where"
    );
    ensure!(!programs.is_empty(), "`{text}` built no test program");
    Ok(programs)
}

/// The test program that a line of cargo's report is about.
fn program(line: &str) -> Option<Program> {
    let line: Line = serde_json::from_str(line).ok()?;
    let folder = line.manifest_path.parent()?.to_path_buf();
    line.profile.test.then_some(Program {
        name: line.target.name,
        path: line.executable?,
        folder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, test: bool) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","manifest_path":"/a/Cargo.toml","target":{{"name":"{name}"}},"profile":{{"test":{test}}},"executable":"/t/{name}-1"}}"#
        )
    }

    #[test]
    fn only_test_programs_are_run() {
        let judge = program(&line("judge", true)).unwrap();
        assert_eq!(judge.path, Path::new("/t/judge-1"));
        assert_eq!(judge.folder, Path::new("/a"));
        assert_eq!(program(&line("oak", false)), None);
        assert_eq!(
            program(r#"{"reason":"build-finished","success":true}"#),
            None
        );
        assert_eq!(program("no JSON"), None);
    }
}
