//! What is worked out from the document whenever its pipeline changed: problems, size, what flows.
//!
//! It is not done at every step of a drag or every letter: [`super::Action::Analyse`] comes a moment after the last
//! change, and before anything is flashed or saved.

use std::{collections::BTreeMap, rc::Rc};

use super::{
    meter,
    problems::{Problem, count, problems},
};
use crate::{
    pipeline::{
        CheckOptions, Finding, Parser, Pipeline, Severity,
        fit::Meter,
        preview::{Load, Overload, Preview},
    },
    studio::Edit,
};

/// What is known of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Everything the standalone check found.
    pub findings: Vec<Finding>,
    /// The same as the list shows it.
    pub problems: Vec<Problem>,
    /// How much was found about each node.
    pub marks: BTreeMap<i64, Mark>,
    /// Need and room; nothing while that cannot be told.
    pub meter: Option<Meter>,
    /// What flows.
    pub preview: Preview,
    /// Its sums.
    pub load: Load,
    /// Limits that are passed.
    pub overloads: Vec<Overload>,
}

impl Analysis {
    /// Works everything out.
    pub fn of(pipeline: &Pipeline, meter: &meter::State, parser: Option<&Parser<'_>>) -> Rc<Self> {
        let measured = meter.measure(pipeline);
        let findings = pipeline.check_with(CheckOptions {
            parser,
            meter: measured.as_ref(),
        });
        let preview = Preview::of(pipeline);
        let load = preview.load(pipeline);
        Rc::new(Self {
            problems: problems(pipeline, &findings),
            marks: marks(&findings),
            findings,
            meter: measured,
            overloads: load.overloads(),
            preview,
            load,
        })
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        count(&self.findings, Severity::Error)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        count(&self.findings, Severity::Warning)
    }
}

/// How much was found about a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

fn marks(findings: &[Finding]) -> BTreeMap<i64, Mark> {
    let mut marks: BTreeMap<i64, Mark> = BTreeMap::new();
    for finding in findings {
        if let Some(node) = finding.node {
            let mark = marks.entry(node).or_default();
            match finding.severity {
                Severity::Error => mark.errors += 1,
                Severity::Warning => mark.warnings += 1,
            }
        }
    }
    marks
}

/// Whether an edit changes only the picture, so that nothing has to be worked out again.
pub const fn is_picture(edit: &Edit) -> bool {
    matches!(
        edit,
        Edit::Move { .. }
            | Edit::Title { .. }
            | Edit::Name(_)
            | Edit::Group(_)
            | Edit::Ungroup(_)
            | Edit::GroupTitle { .. }
            | Edit::AddNote(_)
            | Edit::NoteText { .. }
            | Edit::NoteArea { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_pipeline_has_one_error_and_a_node_knows_its_own() {
        let meter = meter::State::default();
        let empty = Analysis::of(&Pipeline::default(), &meter, None);
        assert_eq!((empty.errors(), empty.warnings()), (1, 0));
        let mut pipeline = Pipeline::default();
        let out = pipeline.create("XLinkOut").unwrap();
        let found = Analysis::of(&pipeline, &meter, None);
        assert!(found.marks.get(&out).is_some_and(|mark| mark.errors > 0));
        assert_eq!(found.marks.get(&7), None);
    }
}
