//! Every check and test, with what they need, and one table at the end.

use std::{
    fmt::Write as _,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use crate::{
    batch::{self, Batch, Outcome},
    build::{self, BuildOptions},
    count::Count,
    firmware::{self, FirmwareOptions},
    guest, node,
    pool::{self, Job},
    programs,
    room::{self, Work},
    shell::{cargo, root, say, written},
    tools,
};

/// Where the tests in a browser are.
const BROWSER_TESTS: &str = "tests/browser";

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

/// Runs the tests.
///
/// # Errors
///
/// When any of them failed.
pub(crate) fn run(options: &TestOptions) -> Result<()> {
    let suites = match options.suites.as_slice() {
        [] => {
            room::ensure_for(Work::Tests)?;
            &Suite::ALL[..]
        }
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

/// Both at the same time. If one cannot even start, the other runs all the same.
fn rust_beside_guest() -> Vec<(Suite, Count, Duration)> {
    let started = Instant::now();
    let (mut suites, mut batches, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    let both = [
        (Suite::Rust, rust().map(Ok)),
        (Suite::Guest, guest::suite()),
    ];
    for (suite, made) in both {
        let not_run = match made {
            Ok(Ok(batch)) => {
                suites.push(suite);
                batches.push(batch);
                continue;
            }
            Ok(Err(why)) => Count::left_out(why),
            Err(error) => failed(error),
        };
        ends.push((suite, not_run, started.elapsed()));
    }
    let before = started.elapsed();
    let outcomes = match batch::run(&batches) {
        Ok(outcomes) => outcomes,
        Err(error) => {
            let none = Outcome {
                count: failed(error),
                ..Outcome::default()
            };
            vec![none; suites.len()]
        }
    };
    ends.extend(suites.into_iter().zip(outcomes).map(|(suite, outcome)| {
        let count = match suite {
            Suite::Rust => outcome.count.and(&examples().unwrap_or_else(failed)),
            _ => outcome.count,
        };
        (suite, count, before + outcome.took)
    }));
    ends.sort_by_key(|(suite, ..)| *suite == Suite::Guest);
    ends
}

fn rust() -> Result<Batch> {
    firmware::run(&FirmwareOptions::default())?;
    programs::batch(vec![("OAK_JUDGE_PYTHON", tools::judge()?)])
}

/// The examples of the documentation, of which there may be none.
fn examples() -> Result<Count> {
    let mut count = Count::default();
    follow(&mut cargo(["test", "--locked", "--doc"]), &mut count)?;
    Ok(count)
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
        names: pool::long_first(node::test_files(BROWSER_TESTS)?, &LONG_IN_BROWSER),
        at_once: pool::processors() + 1,
        pinned: false,
        in_real_time: |_| true,
        job: Box::new(move |name| {
            let mut command = node::runner(BROWSER_TESTS, name);
            command
                .env("OAK_CHROMIUM", &chromium)
                .env("OAK_FIRMWARE", root().join("www/firmware"))
                .env("OAK_XTASK", &xtask)
                .env("OAK_BIN", build::target_folder().join("debug/oak"));
            Ok(Job {
                name: name.to_owned(),
                command,
            })
        }),
        count_line: Count::node_line,
        check: Box::new(|ended| Ok(ended.success)),
    })
}

/// Runs cargo's test runner, passes its output on, and counts what it says.
fn follow(command: &mut Command, count: &mut Count) -> Result<()> {
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
            count.rust_line(&line);
        }
    }
    let status = child.wait()?;
    if !status.success() && count.failed == 0 {
        bail!("`{text}` failed ({status}) before its tests ran. The messages above say why");
    }
    Ok(())
}
