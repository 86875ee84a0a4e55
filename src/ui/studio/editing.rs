//! Changes of the document, and what depends on it.

use super::{
    Gesture, State,
    analysis::{Analysis, is_picture},
    sight::fit,
};
use crate::studio::{Document, Edit, History, Scene, Selection};

/// Shows a document.
pub(super) fn show_document(state: &mut State, document: Document) {
    state.scene = Scene::default();
    state.scene.update(&document);
    state.history = Some(History::new(document));
    state.selection = Selection::default();
    state.refused = None;
    state.chooser = None;
    state.writing = None;
    state.gesture = Gesture::None;
    state.fit_wanted = true;
    state.analysis = None;
    state.stale = true;
    fit(state);
}

/// Makes an edit; what it refuses is kept for the person.
pub(super) fn edit_document(state: &mut State, edit: Edit) {
    let Some(history) = &mut state.history else {
        return;
    };
    let picture = is_picture(&edit);
    match history.apply(edit) {
        Ok(applied) => {
            state.stale |= !picture;
            state.refused = None;
            // From now on it is up to the person what is seen.
            state.fitted = None;
            if let Some(select) = applied.select {
                state.selection = select;
            }
            settle(state);
        }
        Err(error) => state.refused = Some(error.to_string()),
    }
}

/// Brings what depends on the document up to date.
fn settle(state: &mut State) {
    if let Some(history) = &state.history {
        state.scene.update(history.document());
        state.selection.keep_existing(history.document());
        let pipeline = history.document().pipeline();
        state.scripts.keep(|node| pipeline.node(node).is_some());
    }
}

/// Goes to and fro among the edits.
pub(super) fn travel(state: &mut State, go: fn(&mut History) -> bool, words: &str) {
    if state.history.as_mut().is_some_and(go) {
        state.stale = true;
        settle(state);
        words.clone_into(&mut state.said);
        state.refused = None;
    }
}

/// Works out what follows from the pipeline.
pub(super) fn analyse(state: &mut State) {
    state.stale = false;
    let pipeline = state.document().map(Document::pipeline);
    let parser = |node: i64, source: &str| state.scripts.problems(node, source);
    state.analysis = pipeline.map(|it| Analysis::of(it, &state.meter, Some(&parser)));
}
