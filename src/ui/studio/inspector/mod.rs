//! The right column: properties, ports and files of what is selected; without a selection those of the pipeline and
//! the board.
//!
//! [`crate::studio::Subject`] says what is shown; everything that a person changes goes out as an
//! [`Edit`](crate::studio::Edit). [`dropped`] is for a file dropped on a node of the canvas.

mod column;
mod drop;
mod field;
mod files;
mod form;
mod lists;
mod panes;
mod ports;
mod script;
mod slots;
mod value;
mod watch;

use std::collections::BTreeMap;

use yew::{Callback, Html, html};

pub(super) use self::drop::{dropped, over};
use self::{column::Column, watch::ScriptWatch};
use super::{Action, State, links};
use crate::{
    studio::{Subject, scripts},
    text::page::{inspector as w, studio::sentence},
    ui::components::Spot,
};

/// Draws the column.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(document) = state.document() else {
        return html! { <section id="studio-inspector" class="studio-inspector" aria-label={w::TITLE} tabindex="-1" /> };
    };
    if let Some(link) = &state.selection.link {
        return html! {
            <>
                <section id="studio-inspector" class="studio-inspector" aria-label={w::TITLE} tabindex="-1">
                    { links::view(link, state, dispatch) }
                </section>
                <ScriptWatch scripts={scripts(document)} dispatch={dispatch.clone()} />
            </>
        };
    }
    let subject = Subject::of(document, &state.selection);
    html! {
        <>
            <Column {subject} name={document.name().to_owned()} findings={findings(state)} spot={spot(state)} dispatch={dispatch.clone()} />
            <ScriptWatch scripts={scripts(document)} dispatch={dispatch.clone()} />
        </>
    }
}

/// The place in a script that the list of problems leads to.
fn spot(state: &State) -> Option<(i64, Spot)> {
    let at = state.problems.script?;
    let spot = Spot {
        line: at.line,
        column: at.column,
        wish: at.wish,
    };
    Some((at.node, spot))
}

/// What the check found about properties of the selected node, or of the pipeline, by name.
fn findings(state: &State) -> BTreeMap<String, Vec<String>> {
    let mut nodes = state.selection.nodes.iter();
    let (first, more) = (nodes.next().copied(), nodes.next().is_some());
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let all = state.analysis.iter().flat_map(|it| &it.findings);
    for finding in all.filter(|it| !more && it.node == first) {
        if let Some(property) = &finding.property {
            let sentences = found.entry(property.clone()).or_default();
            sentences.push(sentence(&finding.text));
        }
    }
    found
}
