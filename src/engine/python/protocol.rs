//! Messages between the page and the worker that reads Python.

use serde::{Deserialize, Serialize};

use crate::{
    python::{Kind, Place, Problem, Script, Severity, check},
    text,
};

/// A script to check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Who asks; comes back with the answer.
    pub asker: u32,
    /// The script.
    pub script: Script,
}

impl Question {
    /// Checks the script.
    pub fn answer(&self) -> Answer {
        Answer {
            asker: Some(self.asker),
            problems: check(&self.script).into_iter().map(Told::from).collect(),
        }
    }
}

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// Who asked; nobody when the worker only says that it is up.
    pub asker: Option<u32>,
    /// In the order of lines.
    pub problems: Vec<Told>,
}

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What, and what to do.
    pub sentence: String,
    /// Whether it is not Python at all.
    #[serde(default)]
    pub syntax: bool,
    /// Whether the standalone check of a pipeline finds it, too.
    #[serde(default)]
    pub checked: bool,
    /// The input that would mend it.
    pub new_input: Option<String>,
    /// The output that would mend it.
    pub new_output: Option<String>,
}

impl From<Problem> for Told {
    fn from(problem: Problem) -> Self {
        let severity = problem.severity();
        let sentence = text::script_problem(&problem.kind);
        let syntax = matches!(
            problem.kind,
            Kind::Syntax(_) | Kind::OutsideFunction(_) | Kind::OutsideLoop(_)
        );
        let checked = matches!(problem.kind, Kind::HostName(_) | Kind::NeedsNetwork(_));
        let (mut new_input, mut new_output) = (None, None);
        match problem.kind {
            Kind::UnknownInput(name) => new_input = Some(name),
            Kind::UnknownOutput(name) => new_output = Some(name),
            _ => {}
        }
        Self {
            severity,
            place: problem.place,
            sentence,
            syntax,
            checked,
            new_input,
            new_output,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::Ports;

    #[test]
    fn an_answer_offers_the_port_that_is_missing() {
        let script = Script {
            source: "node.io['frame'].get()\nnode.io['x'].send(1)\n".into(),
            ports: Some(Ports::default()),
            has_network: true,
        };
        let answer = Question { asker: 3, script }.answer();
        assert_eq!(answer.asker, Some(3));
        let [input, output] = answer.problems.as_slice() else {
            panic!("{answer:?}");
        };
        assert_eq!(input.new_input.as_deref(), Some("frame"));
        assert_eq!(output.new_output.as_deref(), Some("x"));
        assert_eq!((output.place.line, output.place.column), (2, 9));
    }
}
