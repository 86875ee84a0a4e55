//! The studio's behaviour: what each action changes and asks for. Pure.

use super::{Action, Effect, State, bridge::StudioCommand, pointing};
use crate::{
    pipeline::Pipeline,
    studio::{Document, Edit, History, Scene, Selection},
    text::page::studio as w,
};

/// Changes `state` by `action`; returns what must happen next, in order.
pub fn reduce(state: &mut State, action: Action) -> Vec<Effect> {
    let mut effects = Vec::new();
    match action {
        Action::Command(command) => take_command(state, command, &mut effects),
        Action::Open { name, pipeline } => open(state, Document::new(name, *pipeline)),
        Action::Edit(edit) => edit_document(state, edit),
        Action::Pause => {
            if let Some(history) = &mut state.history {
                history.pause();
            }
        }
        Action::Undo => travel(state, History::undo, w::UNDONE),
        Action::Redo => travel(state, History::redo, w::REDONE),
        Action::Select(selection) => state.selection = selection,
        Action::Show(selection) => show(state, selection),
        Action::Delete { reconnect } => delete(state, reconnect),
        Action::Sized { width, height } => {
            state.viewport.width = width;
            state.viewport.height = height;
            if state.fit_wanted {
                fit(state);
            }
        }
        Action::Scroll { dx, dy } => state.viewport.pan(dx, dy),
        Action::Zoom { factor, x, y } => state.viewport.zoom(factor, x, y),
        Action::ZoomBy(factor) => state.viewport.zoom_middle(factor),
        Action::Fit => fit(state),
        Action::Down(pointer, hit) => pointing::down(state, pointer, hit),
        Action::Moved(pointer, hit) => pointing::moved(state, pointer, &hit),
        Action::Up(pointer, hit) => pointing::up(state, pointer, &hit),
        Action::Cancelled => pointing::cancel(state),
        Action::Search(words) => state.search = words,
        Action::Add(class) => {
            let at = state.viewport.middle();
            let edit = Edit::Add {
                class: class.to_owned(),
                at,
            };
            edit_document(state, edit);
            reveal(state);
        }
        Action::Link { from, to } => edit_document(state, Edit::Link { from, to }),
        Action::Dismiss => state.refused = None,
    }
    pointing::settle(state);
    effects
}

fn take_command(state: &mut State, command: StudioCommand, _effects: &mut Vec<Effect>) {
    match command {
        StudioCommand::Shown(_) | StudioCommand::Went(_) => {}
        StudioCommand::Open(file) => match Pipeline::from_json(&file.bytes) {
            Ok(pipeline) => open(state, Document::new(file.name, pipeline)),
            Err(error) => state.refused = Some(error.to_string()),
        },
        StudioCommand::Camera { room_bytes } => state.room_bytes = room_bytes,
    }
}

/// Opens a document as the project.
pub(super) fn open(state: &mut State, document: Document) {
    state.scene = Scene::default();
    state.scene.update(&document);
    state.history = Some(History::new(document));
    state.selection = Selection::default();
    state.refused = None;
    state.fit_wanted = true;
    fit(state);
}

/// Makes an edit; what it refuses is kept for the person.
pub(super) fn edit_document(state: &mut State, edit: Edit) {
    let Some(history) = &mut state.history else {
        return;
    };
    match history.apply(edit) {
        Ok(applied) => {
            state.refused = None;
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
    }
}

fn travel(state: &mut State, go: fn(&mut History) -> bool, words: &str) {
    if state.history.as_mut().is_some_and(go) {
        settle(state);
        words.clone_into(&mut state.said);
        state.refused = None;
    }
}

fn delete(state: &mut State, reconnect: bool) {
    if state.selection.is_empty() {
        return;
    }
    let what = std::mem::take(&mut state.selection);
    edit_document(state, Edit::Remove { what, reconnect });
}

fn fit(state: &mut State) {
    let area = state
        .document()
        .and_then(|document| state.scene.area_of_all(document));
    if state.viewport.width > 0.0 {
        state.fit_wanted = false;
        if let Some(area) = area {
            state.viewport.fit(area);
        }
    }
}

fn show(state: &mut State, selection: Selection) {
    state.selection = selection;
    reveal(state);
}

/// Brings the selected nodes into sight.
pub(super) fn reveal(state: &mut State) {
    let Some(document) = state.document() else {
        return;
    };
    let areas = state.selection.nodes.iter();
    let areas = areas.filter_map(|id| state.scene.area(document, *id));
    if let Some(area) = crate::studio::Rect::around(areas) {
        state.viewport.reveal(area);
    }
}
