//! Test programs and files of tests that run several at a time, beside others, and once more alone if that failed.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{
    count::Count,
    pool::{self, Ended, Job, Lane},
    shell::say,
};

/// Makes the job of a name.
pub(crate) type MakeJob = Box<dyn Fn(&str) -> Result<Job>>;

/// Looks at a job's end.
pub(crate) type Check = Box<dyn Fn(&Ended) -> Result<bool>>;

/// What one suite runs.
pub(crate) struct Batch {
    /// What they are, for the report.
    pub(crate) what: &'static str,
    /// Their names, those that take longest first.
    pub(crate) names: Vec<String>,
    /// How many of them run at a time.
    pub(crate) at_once: usize,
    /// Whether each runs on a processor of its own, as far as there are any.
    pub(crate) pinned: bool,
    /// Whether the job of a name has deadlines in real time, and so may fail for no other reason than what runs beside it.
    pub(crate) in_real_time: fn(&str) -> bool,
    /// Makes the job of one of the names.
    pub(crate) job: MakeJob,
    /// Counts what a line of a job's output says.
    pub(crate) count_line: fn(&mut Count, &str),
    /// Whether a job ended well: it may have said that no test failed, and yet not have come to its end.
    pub(crate) check: Check,
}

/// How a suite ended.
#[derive(Clone, Default)]
pub(crate) struct Outcome {
    /// What it counted.
    pub(crate) count: Count,
    /// From the start of all to the end of its last.
    pub(crate) took: Duration,
}

impl Batch {
    /// Runs it by itself.
    ///
    /// # Errors
    ///
    /// When a job cannot be started, or no test ran.
    pub(crate) fn run(self) -> Result<Count> {
        let outcomes = run(&[self])?;
        Ok(outcomes.into_iter().map(|outcome| outcome.count).sum())
    }

    fn count(&self, ended: &Ended) -> Result<Count> {
        let mut count = Count::default();
        // The end of a line may have been through a terminal.
        for line in ended.text.lines() {
            (self.count_line)(&mut count, line);
        }
        // One that was ended from outside tells no number.
        if !(self.check)(ended)? && count.failed == 0 {
            count.failed += 1;
        }
        Ok(count)
    }
}

/// Runs batches at the same time. Some tests have deadlines in real time: a camera restarts when it hears nothing for
/// 1.5 s, and who shares a processor may be late. So what failed of these runs once more, alone; what fails then as well has
/// failed. What has no such deadlines has failed at once.
///
/// # Errors
///
/// When a job cannot be started, or no test ran in a batch.
pub(crate) fn run(batches: &[Batch]) -> Result<Vec<Outcome>> {
    let started = Instant::now();
    for batch in batches {
        say(format!(
            "{} {}, {} at a time",
            batch.names.len(),
            batch.what,
            batch.at_once
        ));
    }
    let all: Vec<_> = batches
        .iter()
        .map(|batch| (batch, batch.names.clone(), batch.at_once))
        .collect();
    let mut outcomes = Vec::new();
    for (batch, ends) in batches.iter().zip(round(&all)?) {
        let mut outcome = Outcome::default();
        let mut bad = Vec::new();
        for end in ends {
            outcome.took = outcome.took.max(end.at.duration_since(started));
            if end.count.failed > 0 && (batch.in_real_time)(&end.name) {
                bad.push(end.name);
            } else {
                outcome.count = outcome.count.and(&end.count);
            }
        }
        outcomes.push((batch, outcome, bad));
    }
    outcomes
        .into_iter()
        .map(|(batch, outcome, bad)| again(batch, outcome, bad))
        .collect()
}

/// Runs what failed beside others once more, one at a time.
fn again(batch: &Batch, mut outcome: Outcome, bad: Vec<String>) -> Result<Outcome> {
    if !bad.is_empty() {
        let started = Instant::now();
        say(format!(
            "failed beside others, once more alone: {}",
            bad.join(", ")
        ));
        let ends = round(&[(batch, bad, 1)])?;
        let counts = ends.into_iter().flatten().map(|end| end.count);
        outcome.count = outcome.count.and(&counts.sum());
        outcome.took += started.elapsed();
    }
    if outcome.count.is_empty() {
        bail!("no test ran in {}", batch.what);
    }
    Ok(outcome)
}

/// The end of one job.
struct End {
    name: String,
    count: Count,
    at: Instant,
}

/// Runs those of each batch that are named, and prints what each says as it ends.
fn round(batches: &[(&Batch, Vec<String>, usize)]) -> Result<Vec<Vec<End>>> {
    let lanes = batches.iter().map(|(batch, names, at_once)| {
        let jobs = names.iter().map(|name| (batch.job)(name));
        Ok(Lane {
            jobs: jobs.collect::<Result<_>>()?,
            at_once: *at_once,
            pinned: batch.pinned,
        })
    });
    let lanes = lanes.collect::<Result<_>>()?;
    let mut ends: Vec<Vec<End>> = batches.iter().map(|_| Vec::new()).collect();
    pool::run(lanes, |lane, ended| {
        println!(
            "\n{} ({:.1} s)\n{}",
            ended.name,
            ended.took.as_secs_f64(),
            ended.text
        );
        if let (Some((batch, ..)), Some(ends)) = (batches.get(lane), ends.get_mut(lane)) {
            ends.push(End {
                name: ended.name.clone(),
                count: batch.count(ended)?,
                at: Instant::now(),
            });
        }
        Ok(())
    })?;
    Ok(ends)
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    fn batch(scripts: &'static [(&str, &str)]) -> Batch {
        Batch {
            what: "scripts",
            names: scripts.iter().map(|(name, _)| (*name).to_owned()).collect(),
            at_once: 2,
            pinned: true,
            in_real_time: |_| true,
            job: Box::new(|name| {
                let script = scripts.iter().find(|(known, _)| *known == name);
                let mut command = Command::new("sh");
                command.args(["-c", script.map_or("exit 9", |(_, script)| script)]);
                Ok(Job {
                    name: name.to_owned(),
                    command,
                })
            }),
            count_line: Count::rust_line,
            check: Box::new(|ended| Ok(ended.success)),
        }
    }

    #[test]
    fn batches_run_beside_each_other_and_are_counted_apart() {
        let first = batch(&[("a", "echo 'test result: ok. 3 passed; 0 failed; 1 ignored'")]);
        let second = batch(&[
            ("b", "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'"),
            ("c", "echo 'test result: ok. 1 passed; 0 failed; 0 ignored'"),
        ]);
        let outcomes = run(&[first, second]).unwrap();
        let counts: Vec<_> = outcomes
            .iter()
            .map(|o| (o.count.passed, o.count.failed))
            .collect();
        assert_eq!(counts, [(3, 0), (3, 0)]);
    }

    #[test]
    fn what_fails_twice_has_failed_and_what_ends_without_a_word_too() {
        let count = batch(&[
            (
                "good",
                "echo 'test result: ok. 1 passed; 0 failed; 0 ignored'",
            ),
            (
                "bad",
                "echo 'test result: FAILED. 4 passed; 2 failed; 0 ignored'; exit 1",
            ),
            ("killed", "kill -9 $$"),
        ]);
        let count = count.run().unwrap();
        assert_eq!((count.passed, count.failed), (5, 3));
    }

    /// Fails the first time, and passes ever after.
    fn fails_once(folder: &tempfile::TempDir) -> Batch {
        let script = format!(
            "cd '{}'; if [ -e tried ]; then echo 'test result: ok. 1 passed; 0 failed; 0 ignored'; else touch tried; exit 1; fi",
            folder.path().display()
        );
        let mut batch = batch(&[("late", "")]);
        batch.job = Box::new(move |name| {
            let mut command = Command::new("sh");
            command.args(["-c", &script]);
            Ok(Job {
                name: name.to_owned(),
                command,
            })
        });
        batch
    }

    #[test]
    fn what_passes_alone_has_passed() {
        let folder = tempfile::tempdir().unwrap();
        let count = fails_once(&folder).run().unwrap();
        assert_eq!((count.passed, count.failed), (1, 0));
    }

    #[test]
    fn without_deadlines_a_failure_is_final() {
        let folder = tempfile::tempdir().unwrap();
        let mut computing = fails_once(&folder);
        computing.in_real_time = |_| false;
        let count = computing.run().unwrap();
        assert_eq!((count.passed, count.failed), (0, 1));
    }

    #[test]
    fn a_batch_without_a_test_is_an_error() {
        assert!(batch(&[("silent", "true")]).run().is_err());
    }
}
