//! Programs that run several at a time, each one's output whole.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    fs,
    process::{Command, Stdio},
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};

use crate::{
    shell::{program, written},
    tools::in_path,
};

/// A program that waits for its turn.
#[derive(Debug)]
pub(crate) struct Job {
    /// What it is called in the report.
    pub(crate) name: String,
    /// How it is started.
    pub(crate) command: Command,
}

/// Programs of which so many run at a time.
#[derive(Debug)]
pub(crate) struct Lane {
    /// The programs, in the order in which they start.
    pub(crate) jobs: Vec<Job>,
    /// How many of them run at a time.
    pub(crate) at_once: usize,
    /// Whether each runs on a processor of its own, as far as there are any.
    pub(crate) pinned: bool,
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
fn place(name: &str, long: &[&str]) -> usize {
    let place = long.iter().position(|long| *long == name);
    place.unwrap_or(long.len())
}

/// The names with those that take longest, as `long` names them, first: so none of them runs alone at the end.
pub(crate) fn long_first(mut names: Vec<String>, long: &[&str]) -> Vec<String> {
    names.sort_by_key(|name| place(name, long));
    names
}

/// Runs all lanes beside each other, and hands each job's end to `told` as it comes, with the number of its lane.
///
/// # Errors
///
/// When one cannot be started, or `told` fails. One that fails is no error here.
pub(crate) fn run(
    lanes: Vec<Lane>,
    mut told: impl FnMut(usize, &Ended) -> Result<()>,
) -> Result<()> {
    let lanes: Vec<_> = lanes
        .into_iter()
        .map(|lane| {
            (
                lane.at_once,
                lane.pinned,
                Mutex::new(VecDeque::from(lane.jobs)),
            )
        })
        .collect();
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for (lane, (at_once, pinned, waiting)) in lanes.iter().enumerate() {
            for place in 0..*at_once {
                let place = pinned.then_some(place);
                let sender = sender.clone();
                scope.spawn(move || {
                    while let Some(job) = next(waiting) {
                        // Nobody listens only when an earlier program could not be started.
                        if sender.send((lane, execute(job, place))).is_err() {
                            return;
                        }
                    }
                });
            }
        }
        drop(sender);
        for (lane, ended) in receiver {
            told(lane, &ended?)?;
        }
        Ok(())
    })
}

fn next(waiting: &Mutex<VecDeque<Job>>) -> Option<Job> {
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.pop_front()
}

/// The same program, kept on one of the processors that this one may use: that at this place, from 0 and around.
pub(crate) fn pinned(command: Command, place: usize) -> Command {
    let processor = || {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let list = status
            .lines()
            .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
        let all = numbers(list)?;
        in_path("taskset")?;
        all.get(place.checked_rem(all.len())?).copied()
    };
    let Some(processor) = processor() else {
        return command;
    };
    let mut pinned = program("taskset", ["--cpu-list", &processor.to_string()]);
    pinned.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        pinned.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => pinned.env(name, value),
            None => pinned.env_remove(name),
        };
    }
    pinned
}

/// The numbers in a list like `0-2,5`, as the kernel writes it.
fn numbers(list: &str) -> Option<Vec<usize>> {
    let mut all = Vec::new();
    for part in list.trim().split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        all.extend(first.parse::<usize>().ok()?..=last.parse().ok()?);
    }
    Some(all)
}

fn execute(job: Job, place: Option<usize>) -> Result<Ended> {
    let Job { name, mut command } = job;
    if let Some(place) = place {
        command = pinned(command, place);
    }
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
        let names = long_first(names.into(), &["judge", "cli_camera"]);
        assert_eq!(names, ["judge", "cli_camera", "tidy"]);
    }

    #[test]
    fn lists_of_processors_are_read() {
        assert_eq!(numbers("\t0-2,5\n"), Some(vec![0, 1, 2, 5]));
        assert_eq!(numbers("3"), Some(vec![3]));
        assert_eq!(numbers("none"), None);
    }

    #[test]
    fn a_pinned_program_is_the_same_program() {
        let command = || {
            let mut command = Command::new("sh");
            command.args(["-c", "echo $WORD; pwd"]);
            command.env("WORD", "said").current_dir("/");
            command
        };
        for place in [0, 1, 70] {
            let said = pinned(command(), place).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&said.stdout), "said\n/\n");
        }
    }

    #[test]
    fn every_job_tells_its_end() {
        let lane = |jobs| Lane {
            jobs,
            at_once: 2,
            pinned: false,
        };
        let lanes = vec![
            lane(vec![job("good", "echo said")]),
            lane(vec![job("bad", "echo why >&2; exit 3"), job("other", "")]),
        ];
        let mut ends = Vec::new();
        run(lanes, |lane, ended| {
            ends.push((lane, ended.name.clone(), ended.text.clone(), ended.success));
            Ok(())
        })
        .unwrap();
        ends.sort();
        let bad = "why\nbad ended with exit status: 3\n";
        let expected = [
            (0, "good", "said\n", true),
            (1, "bad", bad, false),
            (1, "other", "", true),
        ];
        assert_eq!(
            ends,
            expected.map(|(lane, name, text, success)| (
                lane,
                name.to_owned(),
                text.to_owned(),
                success
            ))
        );
    }

    #[test]
    fn what_cannot_be_started_is_an_error() {
        let command = Command::new("/there/is/no/such/program");
        let name = "none".to_owned();
        let lane = Lane {
            jobs: vec![Job { name, command }],
            at_once: 1,
            pinned: false,
        };
        assert!(run(vec![lane], |_, _| Ok(())).is_err());
    }
}
