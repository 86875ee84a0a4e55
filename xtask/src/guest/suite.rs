//! The tests of `tests/guest`: each file in a guest of its own, as many of them at once as help.

use std::{collections::HashMap, process::Command, rc::Rc};

use anyhow::{Context as _, Result};

use super::{Machine, Ready, environment, ready};
use crate::{
    batch::Batch,
    build::{self, BuildOptions},
    count::Count,
    node,
    pool::{self, Job},
    shell::{cargo, root, run},
    tools,
};

/// Where test files are.
const FOLDER: &str = "tests/guest";

/// Those that take longest.
const LONG: [&str; 4] = ["same-end-state", "window", "official", "fates"];

/// A file's tests that take longer hang: over three times what the longest takes.
const LIMIT_SECS: u32 = 600;

/// The tests, or why no guest runs here.
///
/// # Errors
///
/// When something cannot be installed or built.
pub(crate) fn suite() -> Result<Result<Batch, String>> {
    let machine = match ready()? {
        Ready::Yes(machine) => machine.limited(LIMIT_SECS),
        Ready::No(why) => return Ok(Err(why)),
    };
    tools::browser_driver()?;
    if !root().join("dist/index.html").exists() {
        build::run(&BuildOptions::release())?;
    }
    run(
        &mut cargo(["build", "--locked", "--bin", "oak"]),
        "The compiler's messages above say where",
    )?;
    let names = pool::long_first(node::test_files(FOLDER)?, &LONG);
    let machines: HashMap<_, _> = names
        .iter()
        .cloned()
        .zip(machine.twins(names.len()))
        .collect();
    let machines = Rc::new(machines);
    let of = |name: &str, machines: &HashMap<String, Machine>| {
        let machine = machines.get(name).cloned();
        machine.with_context(|| format!("{name} has no guest"))
    };
    let others = Rc::clone(&machines);
    Ok(Ok(Batch {
        what: "files of tests, each in a guest",
        names,
        at_once: Machine::at_once(),
        pinned: true,
        in_real_time: |_| true,
        job: Box::new(move |name| {
            Ok(Job {
                name: name.to_owned(),
                command: of(name, &machines)?.command(&runner(name)?)?,
            })
        }),
        count_line: Count::node_line,
        check: Box::new(move |ended| {
            let status = of(&ended.name, &others)?.status();
            if let Err(why) = &status {
                println!("{why:#}");
            }
            Ok(status.is_ok_and(|status| status == 0))
        }),
    }))
}

fn runner(name: &str) -> Result<Command> {
    let mut inner = node::runner(FOLDER, name);
    inner.env("OAK_BIN", build::target_folder().join("debug/oak"));
    environment(&mut inner)?;
    Ok(inner)
}
