//! What the list does: jump, choose, fix.

use super::{
    Problem,
    state::{Action, ScriptPlace},
};
use crate::{
    pipeline::{Finding, fix::Fix},
    studio::{Edit, Selection},
    text::page::studio::problems as w,
    ui::studio::{Effect, Sheet, State as Studio, editing::edit_document, sight::show},
};

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
        Action::JumpTo(node) => show(studio, Selection::nodes([node])),
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
            edit_document(studio, edit);
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
    show(studio, selection);
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
