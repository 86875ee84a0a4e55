//! What the parser said about scripts, for the standalone check, which cannot wait for it.

use std::collections::BTreeMap;

use crate::pipeline::SyntaxProblem;

/// What the parser said about a script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptAnswer {
    /// The script it is about.
    pub source: String,
    /// How many problems stop it.
    pub errors: usize,
    /// How many others there are.
    pub warnings: usize,
    /// The first place where it is not Python.
    pub syntax: Option<SyntaxProblem>,
}

/// Last answers of the parser, by node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptAnswers {
    answers: BTreeMap<i64, ScriptAnswer>,
}

impl ScriptAnswers {
    /// Keeps an answer about a node's script.
    pub fn take(&mut self, node: i64, answer: ScriptAnswer) {
        self.answers.insert(node, answer);
    }

    /// Drops what was said about nodes that are gone.
    pub fn keep(&mut self, there: impl Fn(i64) -> bool) {
        self.answers.retain(|node, _| there(*node));
    }

    /// What was said about a node's script.
    pub fn of(&self, node: i64) -> Option<&ScriptAnswer> {
        self.answers.get(&node)
    }

    /// The first place where a source is not Python; nothing while the parser has not said. This is what
    /// [`CheckOptions::parser`](crate::pipeline::CheckOptions) wants.
    pub fn syntax(&self, source: &str) -> Option<SyntaxProblem> {
        let mut answers = self.answers.values();
        let answer = answers.find(|answer| answer.source == source)?;
        answer.syntax.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{CheckOptions, Pipeline, Rule};

    #[test]
    fn the_check_knows_what_the_parser_said() {
        let source = "x = 1\nif x:\nprint(x)\n";
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("Script").unwrap();
        pipeline.set_script(id, source).unwrap();
        let mut answers = ScriptAnswers::default();
        let found = |answers: &ScriptAnswers| {
            let parser = |source: &str| answers.syntax(source);
            let options = CheckOptions {
                parser: Some(&parser),
                ..CheckOptions::default()
            };
            let findings = pipeline.check_with(options);
            let mut findings = findings.into_iter();
            findings.find(|finding| finding.rule == Rule::ScriptSyntax)
        };
        assert_eq!(found(&answers), None);
        let answer = ScriptAnswer {
            source: source.into(),
            errors: 1,
            warnings: 0,
            syntax: Some(SyntaxProblem {
                line: 3,
                column: 1,
                problem: "not Python".into(),
            }),
        };
        answers.take(id, answer.clone());
        assert_eq!(found(&answers).unwrap().line, Some(3));
        assert_eq!(answers.of(id), Some(&answer));
        answers.keep(|node| node != id);
        assert_eq!(answers.of(id), None);
    }
}
