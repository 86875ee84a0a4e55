//! Every check and test, with what they need, and one table at the end.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, ValueEnum};

use crate::{
    build::{self, BuildOptions},
    firmware::{self, FirmwareOptions},
    guest,
    pool::{self, Ended, Job},
    programs,
    shell::{cargo, program, root, say, written},
    tools,
};

/// Where the tests in a browser are.
const BROWSER_TESTS: &str = "tests/browser";

/// How the name of a file of tests for node ends.
pub(crate) const TEST_FILE: &str = ".test.mjs";

/// Which tests to run.
#[derive(Args)]
pub(crate) struct TestOptions {
    /// Run only these, in this order; all without a name
    suites: Vec<Suite>,
}

/// One row of the table.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// Formatting
    Format,
    /// Lints of the library, the tools and the tests
    Lints,
    /// Lints of the code that only runs in a browser
    LintsWasm,
    /// Documentation without a warning
    Docs,
    /// Unit and integration tests, with the official library as judge
    Rust,
    /// The release build of the page
    Page,
    /// The built page in Chromium
    Browser,
    /// Page and official library with virtual cameras on a real USB stack, in a Linux guest
    Guest,
}

impl Suite {
    /// What runs without being named.
    const ALL: [Self; 8] = [
        Self::Format,
        Self::Lints,
        Self::LintsWasm,
        Self::Docs,
        Self::Rust,
        Self::Page,
        Self::Browser,
        Self::Guest,
    ];

    fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self) -> Result<Count> {
        match self {
            Self::Format => check(
                &mut cargo(["fmt", "--all", "--check"]),
                "Run `cargo fmt --all`",
            ),
            Self::Lints => {
                let arguments = [
                    "clippy",
                    "--locked",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ];
                check(
                    &mut cargo(arguments),
                    "Each warning above says where and how",
                )
            }
            Self::LintsWasm => {
                tools::wasm_target()?;
                let arguments = [
                    "clippy",
                    "--locked",
                    "--target",
                    tools::WASM,
                    "--lib",
                    "--bins",
                    "--",
                    "-D",
                    "warnings",
                ];
                check(
                    &mut cargo(arguments),
                    "Each warning above says where and how",
                )
            }
            Self::Docs => {
                let mut command = cargo([
                    "doc",
                    "--locked",
                    "--no-deps",
                    "--document-private-items",
                    "--lib",
                ]);
                check(
                    command.env("RUSTDOCFLAGS", "-D warnings"),
                    "Each warning above says where",
                )
            }
            Self::Rust => rust(),
            Self::Page => {
                build::run(&BuildOptions::release())?;
                Ok(Count::check(true))
            }
            Self::Browser => browser(),
            Self::Guest => guest::suite(),
        }
    }
}

/// What a suite counted.
#[derive(Default)]
pub(crate) struct Count {
    passed: u32,
    pub(crate) failed: u32,
    skipped: u32,
    /// A check is passed or not, and has no number of tests.
    is_check: bool,
    /// Why nothing ran.
    left_out: Option<String>,
}

impl Count {
    /// Nothing ran, for this reason.
    pub(crate) fn left_out(why: String) -> Self {
        Self {
            skipped: 1,
            left_out: Some(why),
            ..Self::default()
        }
    }

    fn check(passed: bool) -> Self {
        Self {
            failed: u32::from(!passed),
            is_check: true,
            ..Self::default()
        }
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            is_check: self.is_check && other.is_check,
            left_out: self.left_out.clone().or_else(|| other.left_out.clone()),
        }
    }
}

/// Runs the tests.
///
/// # Errors
///
/// When any of them failed.
pub(crate) fn run(options: &TestOptions) -> Result<()> {
    let suites = match options.suites.as_slice() {
        [] => &Suite::ALL[..],
        chosen => chosen,
    };
    let mut table = String::new();
    let mut sum = Count::default();
    let mut left_out = String::new();
    for suite in suites {
        println!("\n== {}", suite.name());
        let started = Instant::now();
        let count = suite.run().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Count::check(false)
        });
        let result = match (count.is_check, count.failed) {
            (true, 0) => "ok".to_owned(),
            (true, _) => "failed".to_owned(),
            (false, failed) => format!(
                "{} passed, {failed} failed, {} skipped",
                count.passed, count.skipped
            ),
        };
        writeln!(
            table,
            "  {:<11} {:>7.1} s  {result}",
            suite.name(),
            started.elapsed().as_secs_f64()
        )?;
        if let Some(why) = count.left_out {
            writeln!(left_out, "\n*** {} DID NOT RUN: {why}. ***", suite.name())?;
        }
        sum.passed += count.passed;
        sum.failed += count.failed;
        sum.skipped += count.skipped;
    }
    println!(
        "\n{table}{left_out}\n{} passed, {} failed, {} skipped",
        sum.passed, sum.failed, sum.skipped
    );
    if sum.failed > 0 {
        bail!(
            "{} failed. The messages above say why; `cargo xtask test SUITE` runs one suite again",
            sum.failed
        );
    }
    Ok(())
}

/// Runs a command that only passes or fails.
pub(crate) fn check(command: &mut Command, fix: &str) -> Result<Count> {
    crate::shell::run(command, fix)?;
    Ok(Count::check(true))
}

fn rust() -> Result<Count> {
    firmware::run(&FirmwareOptions::default())?;
    let judge = tools::judge()?;
    let jobs = programs::jobs(&[("OAK_JUDGE_PYTHON", &judge)])?;
    // They wait for cameras and watchdogs as often as they compute.
    let counts = pooled(
        "test programs",
        jobs,
        pool::processors() + 1,
        rust_line,
        |ended| Ok(ended.success),
    )?;
    // There may be none among the examples of the documentation.
    let mut examples = Count::default();
    follow(
        &mut cargo(["test", "--locked", "--doc"]),
        &mut examples,
        rust_line,
    )?;
    Ok(sum(&counts).and(&examples))
}

/// Runs test runners, `at_once` of them at a time, passes the output of each on when it ends, and counts what it says.
/// `check` may find an end wrong that told no failure.
fn pooled(
    what: &str,
    jobs: Vec<Job>,
    at_once: usize,
    count_line: impl Fn(&str, &mut Count),
    check: impl Fn(&Ended) -> Result<bool>,
) -> Result<Vec<(String, Count)>> {
    say(format!("{} {what}, {at_once} at a time", jobs.len()));
    let mut counts = Vec::new();
    pool::run(jobs, at_once, |ended| {
        println!("\n{} ({:.1} s)", ended.name, ended.took.as_secs_f64());
        let mut count = Count::default();
        // The end of a line may have been through a terminal.
        for line in ended.text.lines() {
            println!("{line}");
            count_line(line, &mut count);
        }
        // One that was ended from outside tells no number.
        if !check(ended)? && count.failed == 0 {
            count.failed += 1;
        }
        counts.push((ended.name.clone(), count));
        Ok(())
    })?;
    let sum = sum(&counts);
    if sum.passed + sum.failed == 0 {
        bail!("no test ran in {what}");
    }
    Ok(counts)
}

/// [`pooled`] for tests with deadlines in real time: a camera restarts when it hears nothing for 1.5 s, and a page that
/// shares its processor may be late. What failed beside others runs once more, alone; what fails then as well has failed.
pub(crate) fn beside_then_alone(
    what: &str,
    names: &[&str],
    at_once: usize,
    job: impl Fn(&str) -> Result<Job>,
    check: impl Fn(&Ended) -> Result<bool>,
) -> Result<Count> {
    let run = |names: &[&str], at_once| {
        let jobs = names.iter().map(|name| job(name)).collect::<Result<_>>()?;
        pooled(what, jobs, at_once, count_node, &check)
    };
    let (bad, mut counts): (Vec<_>, Vec<_>) = run(names, at_once)?
        .into_iter()
        .partition(|(_, count)| count.failed > 0);
    let bad: Vec<&str> = bad.iter().map(|(name, _)| name.as_str()).collect();
    if !bad.is_empty() {
        say(format!(
            "failed beside others, once more alone: {}",
            bad.join(", ")
        ));
        counts.extend(run(&bad, 1)?);
    }
    Ok(sum(&counts))
}

/// All counts together.
fn sum(counts: &[(String, Count)]) -> Count {
    let all = counts.iter().map(|(_, count)| count);
    all.fold(Count::default(), |sum, count| sum.and(count))
}

/// Counts what a line of a Rust test program says.
fn rust_line(line: &str, count: &mut Count) {
    // test result: ok. 12 passed; 0 failed; 0 ignored; ...
    if let Some(result) = line.strip_prefix("test result: ") {
        let number = |name| number_before(result, name).unwrap_or_default();
        count.passed += number(" passed");
        count.failed += number(" failed");
        count.skipped += number(" ignored");
    }
}

/// The files of browser tests that take longest.
const LONG_IN_BROWSER: [&str; 8] = [
    "states",
    "recipes",
    "same-end-state",
    "camera-view",
    "webusb",
    "studio",
    "studio-files",
    "studio-properties",
];

fn browser() -> Result<Count> {
    let chromium = tools::chromium()?;
    tools::browser_driver()?;
    if !root().join("dist/index.html").exists() {
        build::run(&BuildOptions::release())?;
    }
    // Some tests start it, all at the same moment.
    check(
        &mut cargo(["build", "--locked", "--bin", "oak"]),
        "The compiler's messages above say where",
    )?;
    let xtask = std::env::current_exe()?;
    let job = |name: &str| {
        let file = format!("{name}{TEST_FILE}");
        let mut command = program("node", ["--test", "--test-reporter=spec", &file]);
        command
            .current_dir(root().join(BROWSER_TESTS))
            .env("OAK_CHROMIUM", &chromium)
            .env("OAK_FIRMWARE", root().join("www/firmware"))
            .env("OAK_XTASK", &xtask)
            .env("OAK_BIN", build::target_folder().join("debug/oak"));
        Ok(Job {
            name: name.to_owned(),
            command,
        })
    };
    let names = test_files(BROWSER_TESTS)?;
    beside_then_alone(
        "files of tests",
        &pool::long_first(&names, &LONG_IN_BROWSER),
        pool::processors() + 1,
        job,
        |ended| Ok(ended.success),
    )
}

/// The names of a folder's test files, without [`TEST_FILE`], in their order.
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

/// Reads the summary of node's test runner: `ℹ pass 12`.
fn count_node(line: &str, count: &mut Count) {
    let Some(summary) = line.strip_prefix("ℹ ") else {
        return;
    };
    let mut words = summary.split_whitespace();
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
    match words.next() {
        Some("pass") => count.passed += number(words.next()),
        Some("fail" | "cancelled") => count.failed += number(words.next()),
        Some("skipped" | "todo") => count.skipped += number(words.next()),
        _ => (),
    }
}

/// Runs a test runner, passes its output on, and counts what it says.
fn follow(
    command: &mut Command,
    count: &mut Count,
    mut count_line: impl FnMut(&str, &mut Count),
) -> Result<()> {
    let text = written(command);
    say(&text);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{text}` could not be started"))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            count_line(&line, count);
        }
    }
    let status = child.wait()?;
    if !status.success() && count.failed == 0 {
        bail!("`{text}` failed ({status}) before its tests ran. The messages above say why");
    }
    Ok(())
}

/// The number that stands right before a word.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let (before, _) = text.split_once(word)?;
    before
        .rsplit(|character: char| !character.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_cargo_test_are_read() {
        let line = "ok. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(number_before(line, " passed"), Some(12));
        assert_eq!(number_before(line, " failed"), Some(3));
        assert_eq!(number_before(line, " ignored"), Some(1));
        assert_eq!(number_before(line, " dreamt"), None);
    }
}
