//! The studio's behaviour: what each action changes and asks for. Pure.

use super::{
    Action, Effect, State,
    bridge::StudioCommand,
    chooser,
    editing::{analyse, edit_document, travel},
    files, inspecting, keeping, meter, pointing, problems,
    sight::{below, fit, focus_selected, resize, reveal, selected_area, show},
    state::Sheet,
    writing,
};
use crate::{
    engine::protocol::NamedFile,
    studio::{
        Arrow, Document, Edit, Fragment, GRID, History, Selection, WIDTH, arrange, lay_out,
        next_node,
    },
    text::page::{application::PASTED, studio as w},
};

/// Changes `state` by `action`; returns what must happen next, in order.
pub fn reduce(state: &mut State, action: Action) -> Vec<Effect> {
    let mut effects = Vec::new();
    match action {
        Action::Command(command) => take_command(state, command, &mut effects),
        Action::Open { name, pipeline } => {
            keeping::open(state, Document::new(name, *pipeline), &mut effects);
        }
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
        Action::Sized { width, height } => resize(state, width, height),
        Action::Scroll { dx, dy } => state.viewport.pan(dx, dy),
        Action::Zoom { factor, x, y } => state.viewport.zoom(factor, x, y),
        Action::ZoomBy(factor) => state.viewport.zoom_middle(factor),
        Action::Fit => fit(state),
        Action::Down(pointer, hit) => pointing::down(state, pointer, hit),
        Action::Moved(pointer, hit) => pointing::moved(state, pointer, &hit),
        Action::Up(pointer, hit) => pointing::up(state, pointer, &hit),
        Action::Cancelled => pointing::cancel(state),
        Action::Search(words) => state.search = words,
        Action::Add(class) => add(state, class),
        Action::Drop { class, at, hit } => pointing::drop_class(state, class, at, hit),
        Action::Twice(pointer, hit) => pointing::twice(state, pointer, hit),
        Action::Rested(pointer, hit) => pointing::rested(state, pointer, hit),
        Action::Link { from, to } => edit_document(state, Edit::Link { from, to }),
        Action::Dismiss => state.refused = None,
        Action::File(file) => files::take(state, file, &mut effects),
        Action::Unread(sentence) => state.refused = Some(sentence),
        other => {
            let other = working_out(state, other, &mut effects);
            let other = other.and_then(|it| inspecting::reduce(state, it, &mut effects));
            let other = other.and_then(|it| choosing(state, it));
            let other = other.and_then(|it| selecting(state, it, &mut effects));
            let other = other.and_then(|it| looking(state, it));
            if let Some(other) = other {
                keeping::reduce(state, other, &mut effects);
            }
        }
    }
    pointing::settle(state);
    let only = state.selection.only_node();
    state.problems.script = state.problems.script.filter(|it| only == Some(it.node));
    if state.stale {
        effects.push(Effect::AnalyseSoon);
    }
    if let Some(id) = state.focus_wanted.take() {
        effects.push(Effect::Focus(id));
    }
    effects
}

/// What follows from the pipeline, and ways in and out.
fn working_out(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    match action {
        Action::Analyse => analyse(state),
        Action::Problems(action) => problems::reduce(state, action, effects),
        Action::Meter(action) => state.stale |= meter::reduce(&mut state.meter, &action),
        Action::Files(action) => files::reduce(state, action, effects),
        Action::ToggleFlow => state.flow_shown = !state.flow_shown,
        other => return Some(other),
    }
    None
}

/// Actions of the list at the cursor.
fn choosing(state: &mut State, action: Action) -> Option<Action> {
    match action {
        Action::OpenAdd { at } => chooser::open_add(state, at, None),
        Action::OpenAddMiddle => {
            let viewport = &state.viewport;
            let at = (viewport.width / 2.0, viewport.height / 2.0);
            chooser::open_add(state, at, None);
        }
        Action::OpenLink(node) => {
            if let Some(node) = node.or_else(|| state.selection.nodes.first().copied()) {
                chooser::open_ports(state, node);
            }
        }
        Action::ChooserSearch(words) => {
            if let Some(chooser) = &mut state.chooser {
                chooser.search = words;
                chooser.marked = 0;
            }
        }
        Action::ChooserMark(by) => chooser::mark(state, by),
        Action::ChooserTake(index) => chooser::take(state, index),
        Action::ChooserClose => {
            state.chooser = None;
            focus_selected(state);
        }
        other => return Some(other),
    }
    None
}

/// Actions on what is selected.
fn selecting(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    match action {
        Action::Arrow(arrow, from) => go(state, arrow, from),
        Action::Nudge(dx, dy) => nudge(state, dx, dy),
        Action::Toggle(node) => state.selection.toggle_node(node),
        Action::Enter(node) => {
            state.selection = Selection::node(node);
            state.sheet = Sheet::Inspector;
            effects.push(Effect::Focus("studio-inspector".into()));
        }
        Action::SelectAll => {
            if let Some(document) = state.document() {
                state.selection = Selection::all(document);
            }
        }
        Action::Copy => copy(state, effects),
        Action::Cut => {
            copy(state, effects);
            delete(state, false);
        }
        Action::Pasted(text) => paste(state, text, effects),
        Action::Duplicate => duplicate(state),
        Action::Arrange(how) => {
            let edit = state
                .document()
                .and_then(|document| arrange(document, &state.selection, how));
            edit_alone(state, edit);
        }
        Action::LayOut => {
            let edit = state
                .document()
                .and_then(|document| lay_out(document, &state.selection));
            edit_alone(state, edit);
            if state.selection.nodes.len() < 2 {
                fit(state);
            }
        }
        other => return writing::reduce(state, other),
    }
    None
}

/// Actions of what is seen.
fn looking(state: &mut State, action: Action) -> Option<Action> {
    match action {
        Action::GoToSearch => {
            state.sheet = Sheet::Palette;
            state.focus_wanted = Some("studio-search".into());
        }
        Action::ZoomFull => {
            let factor = 1.0 / state.viewport.scale;
            state.viewport.zoom_middle(factor);
        }
        Action::FitSelection => match selected_area(state) {
            Some(area) => state.viewport.fit(area, below(state)),
            None => fit(state),
        },
        Action::Center(point) => state.viewport.center(point),
        Action::ToggleMap => state.map_hidden = !state.map_hidden,
        Action::ShowKeys(shown) => state.keys_shown = shown,
        Action::Sheet(sheet) => {
            state.sheet = if state.sheet == sheet {
                Sheet::None
            } else {
                sheet
            };
        }
        other => return Some(other),
    }
    None
}

fn add(state: &mut State, class: &str) {
    let edit = Edit::Add {
        class: class.to_owned(),
        at: state.viewport.middle().shifted(-WIDTH / 2, -WIDTH / 4),
    };
    edit_document(state, edit);
    reveal(state);
    state.sheet = Sheet::None;
}

/// Makes an edit that never joins the one before.
fn edit_alone(state: &mut State, edit: Option<Edit>) {
    let Some(edit) = edit else { return };
    pointing::pause(state);
    edit_document(state, edit);
    pointing::pause(state);
}

fn go(state: &mut State, arrow: Arrow, from: Option<i64>) {
    let Some(document) = state.document() else {
        return;
    };
    let from = from.or_else(|| state.selection.nodes.first().copied());
    let next = match from {
        Some(from) => next_node(&state.scene, document, from, arrow),
        None => state.scene.cards().next().map(|card| card.id),
    };
    if let Some(next) = next {
        show(state, Selection::node(next));
        focus_selected(state);
    }
}

fn nudge(state: &mut State, dx: i32, dy: i32) {
    let Some(document) = state.document() else {
        return;
    };
    let what = pointing::dragged(document, &state.selection);
    let (nodes, notes) = document.shifted(&what, dx * GRID, dy * GRID);
    if !nodes.is_empty() || !notes.is_empty() {
        let edit = Edit::Move {
            nodes: nodes.into_iter().collect(),
            notes: notes.into_iter().collect(),
        };
        edit_document(state, edit);
    }
}

fn copy(state: &mut State, effects: &mut Vec<Effect>) {
    let copied = state
        .document()
        .and_then(|document| Fragment::copy(document, &state.selection));
    if let Some(fragment) = copied {
        effects.push(Effect::Copy(fragment.to_text()));
        state.said = w::copied(fragment.n_nodes());
        state.clipboard = Some(fragment);
    }
}

fn paste(state: &mut State, text: String, effects: &mut Vec<Effect>) {
    if files::is_whole(&text) {
        let file = NamedFile {
            name: PASTED.to_owned(),
            bytes: text.into_bytes().into(),
        };
        files::take(state, file, effects);
        return;
    }
    let fragment = Fragment::from_text(&text);
    let fragment = fragment.or_else(|| state.clipboard.clone().filter(|_| text.is_empty()));
    if let Some(fragment) = fragment {
        put(state, fragment);
    }
}

fn duplicate(state: &mut State) {
    let copied = state
        .document()
        .and_then(|document| Fragment::copy(document, &state.selection));
    if let Some(fragment) = copied {
        put(state, fragment);
    }
}

fn put(state: &mut State, fragment: Fragment) {
    let edit = Edit::Paste {
        fragment: Box::new(fragment),
        at: None,
    };
    edit_document(state, edit);
    reveal(state);
}

fn take_command(state: &mut State, command: StudioCommand, effects: &mut Vec<Effect>) {
    match command {
        StudioCommand::Shown(false) => keeping::reduce(state, Action::Keep, effects),
        StudioCommand::Shown(true) => {}
        StudioCommand::Went(place) => files::went(state, &place, effects),
        StudioCommand::PipelineRead(answer) => files::answered(state, answer, effects),
        StudioCommand::PackageMade(answer) => files::built(state, answer),
        StudioCommand::Firmware(sizes) => {
            state.meter.firmware = Some(sizes);
            state.stale = true;
        }
        StudioCommand::Rooms(rooms) => {
            state.meter.rooms = rooms;
            state.stale = true;
        }
        StudioCommand::ShowKeys => state.keys_shown = true,
        StudioCommand::Open(file) => files::take(state, file, effects),
    }
}

fn delete(state: &mut State, reconnect: bool) {
    if state.selection.is_empty() {
        return;
    }
    let what = std::mem::take(&mut state.selection);
    edit_document(state, Edit::Remove { what, reconnect });
}
