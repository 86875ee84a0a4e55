//! What follows from pointers on the canvas: gestures begin, go on and end. What they move is in `moving`, what they
//! link in `linking`.

mod linking;
mod moving;
#[cfg(test)]
mod tests;

use self::linking::{connect, only_link, target};
pub(super) use self::{linking::settle, moving::dragged};
use super::{
    Gesture, State, Writing, chooser,
    editing::edit_document,
    gesture::{Hit, Pointer},
};
use crate::{
    pipeline::catalog::Direction,
    studio::{Edit, Point, PortId, Rect, Selection},
};

/// Pixels a pointer must go before it is a drag.
const SLACK: f64 = 4.0;

/// A pointer went down.
pub(super) fn down(state: &mut State, pointer: Pointer, hit: Hit) {
    state.chooser = None;
    super::writing::end(state);
    let at = state.viewport.point(pointer.x, pointer.y);
    // A link begun by a click on a port ends with the next.
    if let Gesture::Connect { from, old, .. } = std::mem::take(&mut state.gesture) {
        if let Some(to) = target(state, &from, &hit) {
            connect(state, from, to, old);
            return;
        }
        if hit != Hit::Canvas {
            return;
        }
    }
    let pan = Gesture::Pan {
        x: pointer.x,
        y: pointer.y,
        moved: false,
    };
    if pointer.pans {
        state.gesture = pan;
        return;
    }
    match hit {
        Hit::Canvas if pointer.touch => state.gesture = pan,
        Hit::Canvas => {
            state.gesture = Gesture::Band {
                start: at,
                at,
                more: pointer.more,
            };
        }
        Hit::Node(id) => {
            if pointer.more {
                state.selection.toggle_node(id);
                return;
            }
            let selected = state.selection.nodes.contains(&id);
            if !selected && !pointer.touch {
                state.selection = Selection::node(id);
            }
            // A finger may still come to rest, which adds to what is selected.
            let what = if selected {
                state.selection.clone()
            } else {
                Selection::node(id)
            };
            moving::drag(state, at, Some(id), what);
        }
        Hit::Note(id) => {
            if pointer.more {
                state.selection.toggle_note(id);
                return;
            }
            if !state.selection.notes.contains(&id) {
                state.selection = Selection::note(id);
            }
            let what = state.selection.clone();
            moving::drag(state, at, None, what);
        }
        Hit::NoteCorner(note) => {
            state.selection = Selection::note(note);
            state.gesture = Gesture::Size { note, at };
        }
        Hit::Group(id) => {
            state.selection = Selection::group(id);
            let what = state.selection.clone();
            moving::drag(state, at, None, what);
        }
        Hit::Wire(index) => {
            let links = state.document().map(|it| it.pipeline().connections());
            if let Some(link) = links.and_then(|links| links.get(index)).cloned() {
                state.selection = Selection::link(link);
            }
        }
        Hit::Port(port) => {
            let old = (port.direction == Direction::In && !pointer.more)
                .then(|| only_link(state, &port))
                .flatten();
            state.gesture = Gesture::Connect {
                from: old.as_ref().map_or(port, PortId::sender),
                at,
                over: None,
                old,
                moved: false,
            };
        }
    }
}

/// A pointer moved.
pub(super) fn moved(state: &mut State, pointer: Pointer, hit: &Hit) {
    let point = state.viewport.point(pointer.x, pointer.y);
    let scale = state.viewport.scale;
    let far = |from: Point| {
        let (dx, dy) = (f64::from(point.x - from.x), f64::from(point.y - from.y));
        dx.hypot(dy) * scale > SLACK
    };
    let mut gesture = std::mem::take(&mut state.gesture);
    match &mut gesture {
        Gesture::None => {}
        Gesture::Pan { x, y, moved } => {
            let (dx, dy) = (pointer.x - *x, pointer.y - *y);
            if *moved || dx.hypot(dy) > SLACK {
                state.viewport.pan(dx, dy);
                (*x, *y, *moved) = (pointer.x, pointer.y, true);
            }
        }
        Gesture::Drag {
            start,
            nodes,
            notes,
            moved,
            onto,
            alone,
        } => {
            if *moved || far(*start) {
                *moved = true;
                if let Some(node) = alone.filter(|it| !state.selection.nodes.contains(it)) {
                    state.selection = Selection::node(node);
                }
                let (dx, dy) = (point.x - start.x, point.y - start.y);
                moving::move_by(state, nodes, notes, dx, dy);
                *onto = moving::wire_below(state, nodes);
            }
        }
        Gesture::Connect {
            from,
            at,
            over,
            moved,
            ..
        } => {
            *moved = *moved || far(*at);
            *at = point;
            *over = target(state, from, hit);
        }
        Gesture::Band { at, .. } => *at = point,
        Gesture::Size { note, at } => {
            moving::size_note(state, *note, point.x - at.x, point.y - at.y);
            *at = point;
        }
    }
    state.gesture = gesture;
}

/// A pointer went up.
pub(super) fn up(state: &mut State, pointer: Pointer, hit: &Hit) {
    let point = state.viewport.point(pointer.x, pointer.y);
    match std::mem::take(&mut state.gesture) {
        Gesture::None => {}
        Gesture::Pan { moved, .. } => {
            if !moved && !pointer.pans {
                state.selection = Selection::default();
            }
        }
        Gesture::Drag {
            moved,
            onto,
            alone,
            nodes,
            ..
        } => {
            if let (true, Some(link), [(node, _)]) = (moved, onto, nodes.as_slice()) {
                edit_document(state, Edit::OnWire { node: *node, link });
            }
            if let (false, Some(node)) = (moved, alone) {
                state.selection = Selection::node(node);
            }
            pause(state);
        }
        Gesture::Connect {
            from, old, moved, ..
        } => {
            if let Some(to) = target(state, &from, hit) {
                connect(state, from, to, old);
            } else if !moved {
                // A click: the next one ends the link.
                state.gesture = Gesture::Connect {
                    from,
                    at: point,
                    over: None,
                    old,
                    moved: false,
                };
            } else if let (Hit::Canvas, Some(old)) = (hit, &old) {
                edit_document(state, Edit::Unlink(old.clone()));
            } else if *hit == Hit::Canvas {
                chooser::open_add(state, (pointer.x, pointer.y), Some(from));
            }
        }
        Gesture::Band { start, more, .. } => moving::band(state, Rect::between(start, point), more),
        Gesture::Size { .. } => pause(state),
    }
}

/// A double click: a list of nodes on the canvas and on a wire, a text to write elsewhere.
pub(super) fn twice(state: &mut State, pointer: Pointer, hit: Hit) {
    state.gesture = Gesture::None;
    let pixel = (pointer.x, pointer.y);
    match hit {
        Hit::Canvas => chooser::open_add(state, pixel, None),
        Hit::Wire(index) => {
            let links = state.document().map(|it| it.pipeline().connections());
            if let Some(link) = links.and_then(|links| links.get(index)).cloned() {
                chooser::open_on_wire(state, pixel, link);
            }
        }
        Hit::Node(node) => state.writing = Some(Writing::Title(node)),
        Hit::Note(note) => state.writing = Some(Writing::Note(note)),
        Hit::Group(group) => state.writing = Some(Writing::Group(group)),
        Hit::Port(_) | Hit::NoteCorner(_) => {}
    }
}

/// A finger rested: as a double click on the canvas; elsewhere it adds to what is selected.
pub(super) fn rested(state: &mut State, pointer: Pointer, hit: Hit) {
    match hit {
        Hit::Node(node) => {
            state.gesture = Gesture::None;
            if !state.selection.nodes.contains(&node) || state.selection.nodes.len() > 1 {
                state.selection.toggle_node(node);
            }
        }
        Hit::Canvas | Hit::Wire(_) => twice(state, pointer, hit),
        _ => {}
    }
}

/// A class was dropped from the palette.
pub(super) fn drop_class(state: &mut State, class: String, pointer: Pointer, hit: Hit) {
    let at = state.viewport.point(pointer.x, pointer.y);
    let at = at.shifted(-crate::studio::WIDTH / 2, -24);
    let links = state.document().map(|it| it.pipeline().connections());
    let link = match hit {
        Hit::Wire(index) => links.and_then(|links| links.get(index)).cloned(),
        _ => None,
    };
    let edit = match link {
        Some(link) => Edit::AddOnWire { class, at, link },
        None => Edit::Add { class, at },
    };
    edit_document(state, edit);
}

/// The next edit is a step of its own.
pub(super) fn pause(state: &mut State) {
    if let Some(history) = &mut state.history {
        history.pause();
    }
}

/// What was going on is given up, and a drag goes back; if nothing was, nothing is selected any more.
pub(super) fn cancel(state: &mut State) {
    if state.chooser.take().is_some() {
        return;
    }
    match std::mem::take(&mut state.gesture) {
        Gesture::None => state.selection = Selection::default(),
        Gesture::Drag {
            nodes,
            notes,
            moved: true,
            ..
        } => {
            moving::move_by(state, &nodes, &notes, 0, 0);
            pause(state);
        }
        _ => pause(state),
    }
}
