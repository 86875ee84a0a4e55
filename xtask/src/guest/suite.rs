//! The tests of `tests/guest`: each file in a guest of its own, as many of them at once as help.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::{Machine, Ready, environment, ready};
use crate::{
    build::{self, BuildOptions},
    pool::{self, Job},
    shell::{cargo, program, root},
    test::{Count, TEST_FILE, beside_then_alone, check, test_files},
    tools,
};

/// Where test files are.
const FOLDER: &str = "tests/guest";

/// Those that take longest.
const LONG: [&str; 4] = ["same-end-state", "window", "official", "fates"];

/// Runs the tests; they are left out where no guest runs.
///
/// # Errors
///
/// When something cannot be built, or a guest ends before its tests.
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
    let names = test_files(FOLDER)?;
    let machines = machine.twins(names.len());
    let machine_of = |name: &str| {
        let index = names.iter().position(|known| known == name);
        let machine = index.and_then(|index| machines.get(index));
        machine.with_context(|| format!("{name} has no guest"))
    };
    beside_then_alone(
        "files of tests, each in a guest",
        &pool::long_first(&names, &LONG),
        Machine::at_once(),
        |name| {
            Ok(Job {
                name: name.to_owned(),
                command: machine_of(name)?.command(&runner(name)?)?,
            })
        },
        |ended| Ok(machine_of(&ended.name)?.status()? == 0),
    )
}

fn runner(name: &str) -> Result<Command> {
    let file = format!("{name}{TEST_FILE}");
    let mut inner = program("node", ["--test", "--test-reporter=spec", &file]);
    inner
        .current_dir(root().join(FOLDER))
        .env("OAK_BIN", build::target_folder().join("debug/oak"));
    environment(&mut inner)?;
    Ok(inner)
}
