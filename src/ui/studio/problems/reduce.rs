//! What the list does: jump, choose, fix.

use std::collections::BTreeMap;

use super::{Choice, Problem, Way};
use crate::{
    pipeline::{Finding, fix::Fix},
    studio::{Edit, Selection},
    text::page::studio::problems as w,
    ui::studio::{Effect, Sheet, State as Studio, reduce as studio_reduce},
};

/// Something done in the list.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Show or hide the list.
    Toggle,
    /// Go to the place of a finding.
    Jump(Box<Finding>),
    /// Select a node.
    JumpTo(i64),
    /// Make a fix.
    Fix(Fix),
    /// Choose what takes the place of nodes that talk to a computer.
    ChooseWay(&'static str, Way),
    /// Leave such a node as it is, or not any more.
    ToggleNode(&'static str, i64),
    /// Replace the chosen ones.
    Replace(&'static str),
}

/// A place in a node's script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptPlace {
    /// Node.
    pub node: i64,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Grows with each wish, so that the same place can be asked for again.
    pub wish: u64,
}

/// State of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Whether the list is shown.
    pub open: bool,
    /// The place in a script that shall be shown, while its node is selected.
    pub script: Option<ScriptPlace>,
    /// How many such places were asked for.
    pub wishes: u64,
    /// What was chosen for each kind of node that talks to a computer.
    pub choices: BTreeMap<&'static str, Choice>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            open: true,
            script: None,
            wishes: 0,
            choices: BTreeMap::new(),
        }
    }
}

impl State {
    /// What was chosen for a kind.
    pub fn choice(&self, kind: &str) -> Choice {
        self.choices.get(kind).cloned().unwrap_or_default()
    }
}

/// Takes an action of the list.
pub fn reduce(studio: &mut Studio, action: Action, effects: &mut Vec<Effect>) {
    let state = &mut studio.problems;
    match action {
        Action::Toggle => state.open = !state.open,
        Action::ChooseWay(kind, way) => state.choices.entry(kind).or_default().way = Some(way),
        Action::ToggleNode(kind, node) => {
            let left_out = &mut state.choices.entry(kind).or_default().left_out;
            if !left_out.remove(&node) {
                left_out.insert(node);
            }
        }
        Action::Jump(finding) => jump(studio, &finding, effects),
        Action::JumpTo(node) => studio_reduce::show(studio, Selection::nodes([node])),
        Action::Fix(fix) => make(studio, &fix),
        Action::Replace(kind) => {
            let choice = state.choice(kind);
            let Some(analysis) = &studio.analysis else {
                return;
            };
            let mut xlinks = analysis
                .problems
                .iter()
                .filter_map(|problem| match problem {
                    Problem::Xlink(xlink) if xlink.kind == kind => Some(xlink),
                    _ => None,
                });
            if let Some(fix) = xlinks.next().and_then(|xlink| xlink.fix(&choice)) {
                make(studio, &fix);
                studio.problems.choices.remove(kind);
            }
        }
    }
}

/// Makes a fix as one step that can be taken back.
fn make(studio: &mut Studio, fix: &Fix) {
    let Some(document) = studio.document() else {
        return;
    };
    match fix.apply(document.pipeline()) {
        Ok(fixed) => {
            let edit = Edit::Replace(Box::new(fixed));
            studio_reduce::edit_document(studio, edit);
            studio.said = w::fixed(&fix.label());
        }
        Err(error) => studio.refused = Some(error.to_string()),
    }
}

/// Selects the node, and has the inspector show the property, port or line.
fn jump(studio: &mut Studio, finding: &Finding, effects: &mut Vec<Effect>) {
    let there = |node: &i64| {
        let document = studio.document();
        document.is_some_and(|it| it.pipeline().node(*node).is_some())
    };
    let node = finding.node.filter(there);
    if finding.node.is_some() && node.is_none() {
        return;
    }
    let selection = Selection::nodes(node);
    studio_reduce::show(studio, selection);
    if let (Some(node), Some(line)) = (node, finding.line) {
        studio.sheet = Sheet::Inspector;
        studio.problems.wishes += 1;
        studio.problems.script = Some(ScriptPlace {
            node,
            line,
            column: finding.column.unwrap_or(1),
            wish: studio.problems.wishes,
        });
        return;
    }
    let place = match (&finding.property, &finding.port) {
        (Some(property), _) => Some(("data-property", property.clone())),
        (None, Some(port)) => Some(("data-port", port.clone())),
        (None, None) => None,
    };
    match (place, finding.node) {
        (Some((name, value)), _) => {
            studio.sheet = Sheet::Inspector;
            effects.push(Effect::ShowSpot { name, value });
        }
        (None, Some(node)) => effects.push(Effect::Focus(format!("node-{node}"))),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pipeline::{Pipeline, Rule, Severity},
        studio::{Document, History},
    };

    #[test]
    fn a_problem_of_a_script_leads_to_its_line_each_time() {
        let mut pipeline = Pipeline::default();
        let script = pipeline.create("Script").unwrap();
        let mut studio = Studio {
            history: Some(History::new(Document::new("", pipeline))),
            ..Studio::default()
        };
        let finding = Finding {
            severity: Severity::Error,
            rule: Rule::ScriptSyntax,
            node: Some(script),
            port: None,
            property: Some("scriptUri".into()),
            line: Some(4),
            column: Some(2),
            text: String::new(),
            fixes: Vec::new(),
        };
        for wish in 1..3 {
            let mut effects = Vec::new();
            jump(&mut studio, &finding, &mut effects);
            assert_eq!(effects, []);
            let place = ScriptPlace {
                node: script,
                line: 4,
                column: 2,
                wish,
            };
            assert_eq!(studio.problems.script, Some(place));
        }
        assert_eq!(studio.selection.only_node(), Some(script));
        assert_eq!(studio.sheet, Sheet::Inspector);
        let gone = Finding {
            node: Some(7),
            ..finding
        };
        jump(&mut studio, &gone, &mut Vec::new());
        assert_eq!(studio.selection.only_node(), Some(script));
    }
}
