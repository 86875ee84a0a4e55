//! The Rust tests, several programs of them at a time: most of their time is waiting for the official library, which
//! sleeps while a camera restarts.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::shell::{cargo, say, written};

/// Those that take longest: they start first, so that none of them runs alone at the end.
const LONG: [&str; 6] = [
    "flash_virtual_camera",
    "flash_same_end_state",
    "package_official",
    "judge",
    "pipeline_judge",
    "cli_camera",
];

/// A built test program.
#[derive(Debug, PartialEq)]
struct Program {
    name: String,
    path: PathBuf,
    /// Folder of its package, in which it runs.
    folder: PathBuf,
}

/// How a program ended.
pub(crate) struct Ended {
    /// Its name.
    pub(crate) name: String,
    /// Everything it printed.
    pub(crate) text: String,
    /// Whether it said success.
    pub(crate) success: bool,
    /// How long it ran.
    pub(crate) took: Duration,
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

/// Builds all test programs, runs them and hands each one's end to `told` as it comes.
///
/// # Errors
///
/// When they cannot be built or started. A failed test is no error here.
pub(crate) fn run(environment: &[(&str, &Path)], mut told: impl FnMut(&Ended)) -> Result<()> {
    let programs = in_order(build()?);
    let at_once = thread::available_parallelism().map_or(2, usize::from) + 1;
    say(format!(
        "{} test programs, {at_once} at a time",
        programs.len()
    ));
    let waiting = Mutex::new(VecDeque::from(programs));
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..at_once {
            let (sender, waiting) = (sender.clone(), &waiting);
            scope.spawn(move || {
                while let Some(program) = next(waiting) {
                    // Nobody listens only when an earlier program could not be started.
                    if sender.send(execute(&program, environment)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for ended in receiver {
            told(&ended?);
        }
        Ok(())
    })
}

fn next(waiting: &Mutex<VecDeque<Program>>) -> Option<Program> {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.pop_front()
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

fn in_order(mut programs: Vec<Program>) -> Vec<Program> {
    let place = |program: &Program| {
        let found = LONG.iter().position(|name| *name == program.name);
        found.unwrap_or(LONG.len())
    };
    programs.sort_by_key(place);
    programs
}

fn execute(program: &Program, environment: &[(&str, &Path)]) -> Result<Ended> {
    let started = Instant::now();
    let output = Command::new(&program.path)
        .current_dir(&program.folder)
        .env("CARGO_MANIFEST_DIR", &program.folder)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} could not be started", program.path.display()))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        writeln!(text, "{} ended with {}", program.name, output.status)?;
    }
    Ok(Ended {
        name: program.name.clone(),
        text,
        success: output.status.success(),
        took: started.elapsed(),
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

    #[test]
    fn the_long_ones_start_first() {
        let programs =
            ["tidy", "cli_camera", "judge"].map(|name| program(&line(name, true)).unwrap());
        let names: Vec<String> = in_order(programs.into())
            .into_iter()
            .map(|it| it.name)
            .collect();
        assert_eq!(names, ["judge", "cli_camera", "tidy"]);
    }
}
