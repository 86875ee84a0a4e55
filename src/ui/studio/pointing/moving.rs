//! What a pointer moves, and what a band of it selects.

use super::super::{Gesture, State, editing::edit_document};
use crate::{
    pipeline::Connection,
    studio::{Document, Edit, Point, Rect, Selection},
};

/// Units around a wire where a dragged node comes onto it.
const NEAR_WIRE: i32 = 28;

/// Smallest side of a note.
const NOTE_MIN: i32 = 64;

/// Begins to drag something.
pub(super) fn drag(state: &mut State, start: Point, alone: Option<i64>, what: Selection) {
    let Some(document) = state.document() else {
        return;
    };
    let (nodes, notes) = document.shifted(&dragged(document, &what), 0, 0);
    state.gesture = Gesture::Drag {
        start,
        nodes: nodes.into_iter().collect(),
        notes: notes.into_iter().collect(),
        moved: false,
        onto: None,
        alone,
    };
}

/// What a drag of the selection moves: a group moves its nodes.
pub(in crate::ui::studio) fn dragged(document: &Document, selection: &Selection) -> Selection {
    let group = selection.group.and_then(|id| document.group(id));
    group.map_or_else(
        || selection.clone(),
        |group| Selection::nodes(group.nodes.iter().copied()),
    )
}

/// Moves what is dragged by some units from where it was, on the grid.
pub(super) fn move_by(
    state: &mut State,
    nodes: &[(i64, Point)],
    notes: &[(u32, Point)],
    dx: i32,
    dy: i32,
) {
    // All move by the same, so that they keep their distances.
    let first = nodes
        .first()
        .map(|it| it.1)
        .or_else(|| notes.first().map(|it| it.1))
        .unwrap_or_default();
    let to = first.shifted(dx, dy).snapped();
    let (dx, dy) = (to.x - first.x, to.y - first.y);
    let edit = Edit::Move {
        nodes: nodes
            .iter()
            .map(|(id, at)| (*id, at.shifted(dx, dy)))
            .collect(),
        notes: notes
            .iter()
            .map(|(id, at)| (*id, at.shifted(dx, dy)))
            .collect(),
    };
    // Cards and wires stay as they are: they know nothing of places.
    if let Some(history) = &mut state.history {
        drop(history.apply(edit));
    }
}

/// The link below the one dragged node, if it has none and would fit.
pub(super) fn wire_below(state: &State, nodes: &[(i64, Point)]) -> Option<Connection> {
    let [(node, _)] = nodes else {
        return None;
    };
    let document = state.document()?;
    let links = document.pipeline().connections();
    if links.iter().any(|link| link.touches(*node)) {
        return None;
    }
    let middle = state.scene.area(document, *node)?.middle();
    let wires = state.scene.wires().iter();
    let near = wires.filter_map(|wire| {
        let (from, to) = state.scene.ends(document, wire);
        let distance = crate::studio::distance_to_wire(from, to, middle);
        (distance <= NEAR_WIRE).then_some((distance, wire))
    });
    let (_, wire) = near.min_by_key(|(distance, _)| *distance)?;
    document
        .fits_wire(*node, &wire.link)
        .then(|| wire.link.clone())
}

/// Changes the size of a note.
pub(super) fn size_note(state: &mut State, note: u32, dx: i32, dy: i32) {
    let area = state
        .document()
        .and_then(|it| it.note(note))
        .map(|it| it.area);
    if let Some(mut area) = area {
        area.width = (area.width + dx).max(NOTE_MIN);
        area.height = (area.height + dy).max(NOTE_MIN);
        edit_document(state, Edit::NoteArea { note, area });
    }
}

/// Selects what lies in an area.
pub(super) fn band(state: &mut State, area: Rect, more: bool) {
    let Some(document) = state.document() else {
        return;
    };
    let nodes = document.pipeline().nodes().iter().map(|node| node.id);
    let within = |id: &i64| {
        let own = state.scene.area(document, *id);
        own.is_some_and(|own| own.meets(&area))
    };
    let notes = document.notes().iter();
    let found = Selection {
        nodes: nodes.filter(within).collect(),
        notes: notes
            .filter(|note| note.area.meets(&area))
            .map(|note| note.id)
            .collect(),
        ..Selection::default()
    };
    if more {
        state.selection.link = None;
        state.selection.group = None;
        state.selection.nodes.extend(found.nodes);
        state.selection.notes.extend(found.notes);
    } else {
        state.selection = found;
    }
}
