//! The tests of `tests/guest`, in as many guests at once as help.

use std::{
    process::Command,
    thread::{self, ScopedJoinHandle},
};

use anyhow::{Result, anyhow, ensure};

use super::{Machine, Ready, environment, ready};
use crate::{
    build::{self, BuildOptions},
    shell::{cargo, program, root},
    test::{Count, TEST_FILE, check, count_node, counted, test_files},
    tools,
};

/// Where test files are.
const FOLDER: &str = "tests/guest";

/// These take about as long as all others together.
const HALF: [&str; 2] = ["same-end-state", "window"];

/// Runs the tests; they are left out where no guest runs.
///
/// # Errors
///
/// When something cannot be built, or a test runner fails before its tests.
pub(crate) fn suite() -> Result<Count> {
    let machine = match ready()? {
        Ready::Yes(machine) => machine,
        Ready::No(why) => return Ok(Count::left_out(why)),
    };
    tools::browser_driver()?;
    if !root().join("dist/index.html").exists() {
        build::run(&BuildOptions::release())?;
    }
    check(
        &mut cargo(["build", "--locked", "--bin", "oak"]),
        "The compiler's messages above say where",
    )?;
    let (half, rest): (Vec<_>, Vec<_>) = test_files(FOLDER)?
        .into_iter()
        .partition(|name| HALF.contains(&name.as_str()));
    let machines = machine.twins(2);
    let parts = if machines.len() > 1 {
        vec![rest, half]
    } else {
        vec![[rest, half].concat()]
    };
    let commands: Vec<Command> = parts
        .iter()
        .map(|files| runner(files))
        .collect::<Result<_>>()?;
    let counts = thread::scope(|scope| {
        let running: Vec<ScopedJoinHandle<'_, Result<Count>>> = machines
            .iter()
            .zip(&commands)
            .map(|(machine, inner)| scope.spawn(|| in_guest(machine, inner)))
            .collect();
        running
            .into_iter()
            .map(|guest| guest.join().map_err(|_| anyhow!("a guest's thread ended")))
            .collect::<Vec<_>>()
    });
    counts
        .into_iter()
        .try_fold(Count::default(), |sum, count| Ok(sum.and(&count??)))
}

fn runner(files: &[String]) -> Result<Command> {
    let mut inner = program(
        "node",
        ["--test", "--test-concurrency=1", "--test-reporter=spec"],
    );
    inner
        .args(files.iter().map(|name| format!("{name}{TEST_FILE}")))
        .current_dir(root().join(FOLDER))
        .env("OAK_BIN", build::target_folder().join("debug/oak"));
    environment(&mut inner)?;
    Ok(inner)
}

fn in_guest(machine: &Machine, inner: &Command) -> Result<Count> {
    let before = format!("{}| ", machine.number + 1);
    let count = counted(&mut machine.command(inner)?, &before, count_node)?;
    ensure!(
        machine.status()? == 0 || count.failed > 0,
        "the test runner in the guest failed. The messages above say why"
    );
    Ok(count)
}
