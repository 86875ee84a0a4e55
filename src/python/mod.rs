//! What is wrong with a script for the camera, told without running it: a real Python parser, and rules about what a
//! camera has and does.
//!
//! A program of its own (`src/bin/python.rs`) holds the parser, so that page and worker do not carry it. Text in,
//! problems out; any text will do.

mod device;
mod guard;
mod ports;
mod position;
mod problem;
mod rules;
mod waits;

use ruff_python_ast::PySourceType;
use ruff_python_parser::parse_unchecked_source;
use ruff_text_size::Ranged as _;
use serde::{Deserialize, Serialize};

use self::{position::Lines, rules::Rules};
pub use self::{
    position::offset_of,
    problem::{Kind, Place, Problem, Severity},
};
use crate::pipeline::{recipe_info::ScriptPorts, script};

/// A script and where it will run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Script {
    /// Its source.
    pub source: String,
    /// The node's ports, if they are known: names are compared with them.
    pub ports: Option<Ports>,
    /// Whether it runs on the processor that has the network.
    pub has_network: bool,
}

/// Ports of a Script node.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ports {
    /// Names of inputs that get messages.
    pub inputs: Vec<String>,
    /// Names of outputs.
    pub outputs: Vec<String>,
}

impl From<&ScriptPorts> for Ports {
    fn from(ports: &ScriptPorts) -> Self {
        Self {
            inputs: ports.inputs.clone(),
            outputs: ports.outputs.clone(),
        }
    }
}

/// Everything that is wrong with a script, in the order of its lines. The rules about cameras are only asked when it is
/// Python at all.
pub fn check(script: &Script) -> Vec<Problem> {
    let source = script.source.as_str();
    let lines = Lines::of(source);
    if guard::too_deep(source) {
        return vec![Problem::new(Kind::TooDeep, lines.place(0, 0))];
    }
    let parsed = parse_unchecked_source(source, PySourceType::Python);
    let mut problems: Vec<_> = parsed
        .errors()
        .iter()
        .map(|error| {
            let range = error.range();
            let place = lines.place(range.start().to_usize(), range.end().to_usize());
            Problem::new(Kind::Syntax(error.error.to_string()), place)
        })
        .collect();
    if problems.is_empty() {
        let mut rules = Rules::new(script, &lines);
        rules.run(parsed.suite());
        problems = rules.problems;
        problems.extend(script::host_names(source).into_iter().map(|found| {
            let place = lines.word_in_line(found.line, &found.name);
            Problem::new(Kind::HostName(found.name), place)
        }));
    }
    problems.sort_by_key(|problem| (problem.place.from, problem.place.to));
    problems
}

#[cfg(test)]
mod tests;
