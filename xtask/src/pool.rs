//! Programs that run several at a time, each one's output whole.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    process::{Command, Stdio},
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};

use crate::shell::written;

/// A program that waits for its turn.
#[derive(Debug)]
pub(crate) struct Job {
    /// What it is called in the report.
    pub(crate) name: String,
    /// How it is started.
    pub(crate) command: Command,
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

/// Processors of this machine.
pub(crate) fn processors() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

/// The place of a name when those in `long` come first.
pub(crate) fn place(name: &str, long: &[&str]) -> usize {
    let place = long.iter().position(|long| *long == name);
    place.unwrap_or(long.len())
}

/// The names with those that take longest, as `long` names them, first: so none of them runs alone at the end.
pub(crate) fn long_first<'a>(names: &'a [String], long: &[&str]) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_by_key(|name| place(name, long));
    names
}

/// Runs the jobs, `at_once` of them at a time and started in their order, and hands each one's end to `told` as it comes.
///
/// # Errors
///
/// When one cannot be started, or `told` fails. One that fails is no error here.
pub(crate) fn run(
    jobs: Vec<Job>,
    at_once: usize,
    mut told: impl FnMut(&Ended) -> Result<()>,
) -> Result<()> {
    let waiting = Mutex::new(VecDeque::from(jobs));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..at_once {
            let (sender, waiting) = (sender.clone(), &waiting);
            scope.spawn(move || {
                while let Some(job) = next(waiting) {
                    // Nobody listens only when an earlier program could not be started.
                    if sender.send(execute(job)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for ended in receiver {
            told(&ended?)?;
        }
        Ok(())
    })
}

fn next(waiting: &Mutex<VecDeque<Job>>) -> Option<Job> {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.pop_front()
}

fn execute(job: Job) -> Result<Ended> {
    let Job { name, mut command } = job;
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("`{}` could not be started", written(&command)))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        writeln!(text, "{name} ended with {}", output.status)?;
    }
    Ok(Ended {
        name,
        text,
        success: output.status.success(),
        took: started.elapsed(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &str, script: &str) -> Job {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Job {
            name: name.to_owned(),
            command,
        }
    }

    #[test]
    fn the_long_ones_start_first() {
        let names = ["tidy", "cli_camera", "judge"].map(str::to_owned);
        let names = long_first(&names, &["judge", "cli_camera"]);
        assert_eq!(names, ["judge", "cli_camera", "tidy"]);
    }

    #[test]
    fn every_job_tells_its_end() {
        let jobs = vec![
            job("good", "echo said"),
            job("bad", "echo why >&2; exit 3"),
            job("other", ""),
        ];
        let mut ends = Vec::new();
        run(jobs, 2, |ended| {
            ends.push((ended.name.clone(), ended.text.clone(), ended.success));
            Ok(())
        })
        .unwrap();
        ends.sort();
        let bad = "why\nbad ended with exit status: 3\n";
        let expected = [
            ("bad", bad, false),
            ("good", "said\n", true),
            ("other", "", true),
        ];
        assert_eq!(
            ends,
            expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c))
        );
    }

    #[test]
    fn what_cannot_be_started_is_an_error() {
        let command = Command::new("/there/is/no/such/program");
        let name = "none".to_owned();
        assert!(run(vec![Job { name, command }], 1, |_| Ok(())).is_err());
    }
}
