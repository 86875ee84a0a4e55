//! What the parser said about scripts, for the standalone check, which cannot wait for it.

use std::collections::BTreeMap;

use crate::pipeline::ScriptProblem;

/// What the parser said about a script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptAnswer {
    /// The script it is about.
    pub source: String,
    /// What is wrong with it.
    pub problems: Vec<ScriptProblem>,
}

/// Last answers of the parser, by node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptAnswers {
    answers: BTreeMap<i64, ScriptAnswer>,
}

impl ScriptAnswers {
    /// Keeps an answer about a node's script; tells whether it says something new.
    pub fn take(&mut self, node: i64, answer: ScriptAnswer) -> bool {
        let new = self.answers.get(&node) != Some(&answer);
        self.answers.insert(node, answer);
        new
    }

    /// Drops what was said about nodes that are gone.
    pub fn keep(&mut self, there: impl Fn(i64) -> bool) {
        self.answers.retain(|node, _| there(*node));
    }

    /// What is wrong with the script of a node; nothing while the parser has not said. This is what
    /// [`CheckOptions::parser`](crate::pipeline::CheckOptions) wants.
    pub fn problems(&self, node: i64, source: &str) -> Vec<ScriptProblem> {
        let answer = self.answers.get(&node);
        let answer = answer.filter(|answer| answer.source == source);
        answer.map_or_else(Vec::new, |answer| answer.problems.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{CheckOptions, Pipeline, Rule, Severity};

    #[test]
    fn the_check_knows_what_the_parser_said() {
        let source = "x = 1\nif x:\nprint(x)\n";
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("Script").unwrap();
        pipeline.set_script(id, source).unwrap();
        let mut answers = ScriptAnswers::default();
        let found = |answers: &ScriptAnswers| {
            let parser = |node: i64, source: &str| answers.problems(node, source);
            let options = CheckOptions {
                parser: Some(&parser),
                ..CheckOptions::default()
            };
            let findings = pipeline.check_with(options);
            let mut findings = findings.into_iter();
            findings.find(|finding| finding.rule == Rule::ScriptSyntax)
        };
        assert_eq!(found(&answers), None);
        let problem = ScriptProblem {
            severity: Severity::Error,
            syntax: true,
            line: 3,
            column: 1,
            problem: "not Python".into(),
        };
        let answer = ScriptAnswer {
            source: source.into(),
            problems: vec![problem],
        };
        assert!(answers.take(id, answer.clone()));
        assert!(!answers.take(id, answer), "nothing new");
        assert_eq!(found(&answers).unwrap().line, Some(3));
        assert_eq!(answers.problems(id, "other"), []);
        answers.keep(|node| node != id);
        assert_eq!(answers.problems(id, source), []);
    }
}
