//! Every check and test, with what they need, and one table at the end.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, ValueEnum};

use crate::{
    batch::{self, Batch},
    build::{self, BuildOptions},
    firmware::{self, FirmwareOptions},
    guest,
    pool::{self, Job},
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
    /// The release build of the page
    Page,
    /// Unit and integration tests, with the official library as judge
    Rust,
    /// Page and official library with virtual cameras on a real USB stack, in a Linux guest
    Guest,
    /// The built page in Chromium
    Browser,
}

impl Suite {
    /// What runs without being named.
    const ALL: [Self; 8] = [
        Self::Format,
        Self::Lints,
        Self::LintsWasm,
        Self::Docs,
        Self::Page,
        Self::Rust,
        Self::Guest,
        Self::Browser,
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
            Self::Page => {
                build::run(&BuildOptions::release())?;
                Ok(Count::check(true))
            }
            Self::Rust => Ok(rust()?.run()?.and(&examples()?)),
            Self::Guest => match guest::suite()? {
                Ok(batch) => batch.run(),
                Err(why) => Ok(Count::left_out(why)),
            },
            Self::Browser => browser()?.run(),
        }
    }
}

/// What a suite counted.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) passed: u32,
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

    /// Whether no test was counted.
    pub(crate) const fn is_empty(&self) -> bool {
        self.passed + self.failed == 0
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

impl std::iter::Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, count| sum.and(&count))
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
    for (suite, count, took) in ends(suites) {
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
            took.as_secs_f64()
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

/// Runs the suites in their order; what each counted, and how long it took.
fn ends(suites: &[Suite]) -> Vec<(Suite, Count, Duration)> {
    let mut ends = Vec::new();
    let mut rest = suites;
    while let [suite, others @ ..] = rest {
        rest = others;
        // The guests wait half of their time, and the Rust tests compute.
        if let (Suite::Rust, [Suite::Guest, others @ ..]) = (suite, rest) {
            println!("\n== {} and {}", suite.name(), Suite::Guest.name());
            rest = others;
            ends.extend(rust_beside_guest());
            continue;
        }
        println!("\n== {}", suite.name());
        let started = Instant::now();
        let count = suite.run().unwrap_or_else(failed);
        ends.push((*suite, count, started.elapsed()));
    }
    ends
}

/// Something that should have run did not.
fn failed(error: anyhow::Error) -> Count {
    eprintln!("error: {error:#}");
    Count::check(false)
}

/// Both at the same time.
fn rust_beside_guest() -> [(Suite, Count, Duration); 2] {
    let started = Instant::now();
    let both = || -> Result<_> {
        let mut batches = vec![rust()?];
        let no_guest = guest::suite()?.map(|guest| batches.push(guest)).err();
        let before = started.elapsed();
        let mut outcomes = batch::run(&batches)?.into_iter();
        let [rust, guest] = [(); 2].map(|()| outcomes.next().unwrap_or_default());
        let rust_count = rust.count.and(&examples()?);
        let guest_count = no_guest.map_or(guest.count, Count::left_out);
        Ok([
            (Suite::Rust, rust_count, before + rust.took),
            (Suite::Guest, guest_count, before + guest.took),
        ])
    };
    both().unwrap_or_else(|error| {
        let why = "it runs beside the Rust tests, and these could not run".to_owned();
        [
            (Suite::Rust, failed(error), started.elapsed()),
            (Suite::Guest, Count::left_out(why), Duration::ZERO),
        ]
    })
}

fn rust() -> Result<Batch> {
    firmware::run(&FirmwareOptions::default())?;
    programs::batch(vec![("OAK_JUDGE_PYTHON", tools::judge()?)])
}

/// The examples of the documentation, of which there may be none.
fn examples() -> Result<Count> {
    let mut count = Count::default();
    follow(
        &mut cargo(["test", "--locked", "--doc"]),
        &mut count,
        rust_line,
    )?;
    Ok(count)
}

/// Counts what a line of a Rust test program says.
pub(crate) fn rust_line(line: &str, count: &mut Count) {
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

fn browser() -> Result<Batch> {
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
    Ok(Batch {
        what: "files of tests",
        names: pool::long_first(test_files(BROWSER_TESTS)?, &LONG_IN_BROWSER),
        at_once: pool::processors() + 1,
        pinned: false,
        job: Box::new(move |name| {
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
        }),
        count_line: count_node,
        check: Box::new(|ended| Ok(ended.success)),
    })
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
pub(crate) fn count_node(line: &str, count: &mut Count) {
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
