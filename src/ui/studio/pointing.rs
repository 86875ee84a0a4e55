//! What follows from pointers on the canvas.

use std::rc::Rc;

use super::{
    Gesture, State, Writing, chooser,
    gesture::{Hit, Pointer},
    reduce::edit_document,
};
use crate::{
    pipeline::{Connection, catalog::Direction},
    studio::{Document, Edit, History, Point, PortId, Rect, Selection, is_target},
};

/// Pixels a pointer must go before it is a drag.
const SLACK: f64 = 4.0;

/// Units around a wire where a dragged node comes onto it.
const NEAR_WIRE: i32 = 28;

/// Smallest side of a note.
const NOTE_MIN: i32 = 64;

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
            drag(state, at, Some(id), what);
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
            drag(state, at, None, what);
        }
        Hit::NoteCorner(note) => {
            state.selection = Selection::note(note);
            state.gesture = Gesture::Size { note, at };
        }
        Hit::Group(id) => {
            state.selection = Selection::group(id);
            let what = state.selection.clone();
            drag(state, at, None, what);
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

/// Lights what a link may end at while one is drawn, and nothing else.
pub(super) fn settle(state: &mut State) {
    let Gesture::Connect { from, .. } = &state.gesture else {
        state.targets.clear();
        return;
    };
    if !state.targets.is_empty() {
        return;
    }
    let Some(document) = state.history.as_ref().map(History::document) else {
        return;
    };
    for card in state.scene.cards() {
        let ports = card.inputs.iter().chain(&card.outputs);
        let lit = ports.filter(|port| is_target(document, from, port));
        let lit: Vec<PortId> = lit.map(|port| port.id.clone()).collect();
        if !lit.is_empty() {
            state.targets.insert(card.id, Rc::new(lit));
        }
    }
}

/// The link at an input, if there is one alone: it is moved rather than joined by a second.
fn only_link(state: &State, port: &PortId) -> Option<Connection> {
    let links = state.document()?.pipeline().connections();
    let mut at = links
        .iter()
        .filter(|link| link.is_at(port.end(), Direction::In));
    let first = at.next()?;
    at.next().is_none().then(|| first.clone())
}

/// Begins to drag something.
fn drag(state: &mut State, start: Point, alone: Option<i64>, what: Selection) {
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
pub(super) fn dragged(document: &Document, selection: &Selection) -> Selection {
    let group = selection.group.and_then(|id| document.group(id));
    group.map_or_else(
        || selection.clone(),
        |group| Selection::nodes(group.nodes.iter().copied()),
    )
}

/// The port that a link from `from` would end at, over `hit`.
fn target(state: &State, from: &PortId, hit: &Hit) -> Option<PortId> {
    let document = state.document()?;
    match hit {
        Hit::Port(port) => {
            let card = state.scene.card(port.node)?;
            let port = card.port(port)?;
            is_target(document, from, port).then(|| port.id.clone())
        }
        Hit::Node(node) => match document.link_to_node(from, *node)? {
            Edit::Link { to, .. } if from.direction == Direction::Out => Some(to),
            Edit::Link { from, .. } => Some(from),
            _ => None,
        },
        _ => None,
    }
}

/// Links a port to another, in the right order.
fn connect(state: &mut State, one: PortId, other: PortId, old: Option<Connection>) {
    let (from, to) = match one.direction {
        Direction::Out => (one, other),
        Direction::In => (other, one),
    };
    if let Some(old) = old {
        if PortId::receiver(&old) != to {
            edit_document(state, Edit::Relink { old, from, to });
        }
        return;
    }
    edit_document(state, Edit::Link { from, to });
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
                move_by(state, nodes, notes, dx, dy);
                *onto = wire_below(state, nodes);
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
            size_note(state, *note, point.x - at.x, point.y - at.y);
            *at = point;
        }
    }
    state.gesture = gesture;
}

fn move_by(state: &mut State, nodes: &[(i64, Point)], notes: &[(u32, Point)], dx: i32, dy: i32) {
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
fn wire_below(state: &State, nodes: &[(i64, Point)]) -> Option<Connection> {
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

fn size_note(state: &mut State, note: u32, dx: i32, dy: i32) {
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
        Gesture::Band { start, more, .. } => band(state, Rect::between(start, point), more),
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

fn pause(state: &mut State) {
    if let Some(history) = &mut state.history {
        history.pause();
    }
}

fn band(state: &mut State, area: Rect, more: bool) {
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
            move_by(state, &nodes, &notes, 0, 0);
            pause(state);
        }
        _ => pause(state),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::studio::{Action, reduce};

    fn opened(classes: &[(&'static str, i32)]) -> State {
        let mut state = State::default();
        let open = Action::Open {
            name: "test".into(),
            pipeline: Box::default(),
        };
        reduce(&mut state, open);
        for (class, x) in classes {
            let edit = Edit::Add {
                class: (*class).into(),
                at: Point::new(*x, 0),
            };
            reduce(&mut state, Action::Edit(edit));
        }
        state
    }

    const fn pointer(x: f64, y: f64) -> Pointer {
        Pointer {
            x,
            y,
            more: false,
            pans: false,
            touch: false,
        }
    }

    fn port(node: i64, direction: Direction, name: &str) -> Hit {
        Hit::Port(PortId {
            node,
            direction,
            group: String::new(),
            name: name.into(),
        })
    }

    fn gesture(state: &mut State, from: Hit, to: Hit, (dx, dy): (f64, f64)) {
        reduce(state, Action::Down(pointer(10.0, 10.0), from));
        let end = pointer(10.0 + dx, 10.0 + dy);
        reduce(state, Action::Moved(end, to.clone()));
        reduce(state, Action::Up(end, to));
    }

    fn n_links(state: &State) -> usize {
        state.document().unwrap().pipeline().connections().len()
    }

    #[test]
    fn a_drag_moves_on_the_grid_and_is_one_step() {
        let mut state = opened(&[("ColorCamera", 0), ("Script", 400)]);
        gesture(&mut state, Hit::Node(0), Hit::Node(0), (33.0, 41.0));
        assert_eq!(state.document().unwrap().place(0), Point::new(32, 40));
        assert_eq!(state.document().unwrap().place(1), Point::new(400, 0));
        reduce(&mut state, Action::Undo);
        assert_eq!(state.document().unwrap().place(0), Point::default());
    }

    #[test]
    fn a_small_move_is_a_click() {
        let mut state = opened(&[("ColorCamera", 0)]);
        let before = state.revision();
        gesture(&mut state, Hit::Node(0), Hit::Node(0), (2.0, 1.0));
        assert_eq!(state.selection, Selection::node(0));
        assert_eq!(state.revision(), before);
    }

    #[test]
    fn links_are_drawn_moved_and_taken_off() {
        let mut state = opened(&[("ColorCamera", 0), ("VideoEncoder", 400)]);
        let (out, input) = (
            port(0, Direction::Out, "video"),
            port(1, Direction::In, "in"),
        );
        gesture(&mut state, out, input.clone(), (400.0, 0.0));
        assert_eq!(n_links(&state), 1);
        // Onto an output: nothing that fits, so nothing happens.
        let other = port(0, Direction::Out, "isp");
        gesture(&mut state, input.clone(), other, (400.0, 0.0));
        assert_eq!(n_links(&state), 1);
        gesture(&mut state, input, Hit::Canvas, (0.0, 300.0));
        assert_eq!(n_links(&state), 0);
        reduce(&mut state, Action::Undo);
        assert_eq!(n_links(&state), 1);
    }

    #[test]
    fn two_clicks_link_too() {
        let mut state = opened(&[("ColorCamera", 0), ("VideoEncoder", 400)]);
        let out = port(0, Direction::Out, "video");
        gesture(&mut state, out.clone(), out, (0.0, 0.0));
        assert!(matches!(state.gesture, Gesture::Connect { .. }));
        reduce(&mut state, Action::Down(pointer(400.0, 0.0), Hit::Node(1)));
        assert_eq!(n_links(&state), 1);
        assert_eq!(state.gesture, Gesture::None);
    }

    #[test]
    fn a_node_is_dropped_onto_a_wire() {
        let mut state = opened(&[
            ("ColorCamera", 0),
            ("VideoEncoder", 800),
            ("ImageManip", 2000),
        ]);
        let (out, input) = (
            port(0, Direction::Out, "video"),
            port(1, Direction::In, "in"),
        );
        gesture(&mut state, out, input, (400.0, 0.0));
        let document = state.document().unwrap();
        let (from, to) = state.scene.ends(document, &state.scene.wires()[0]);
        let middle = state.scene.area(document, 2).unwrap().middle();
        let dx = f64::from((from.x + to.x) / 2 - middle.x);
        let dy = f64::from((from.y + to.y) / 2 - middle.y);
        gesture(&mut state, Hit::Node(2), Hit::Node(2), (dx, dy));
        assert_eq!(n_links(&state), 2);
    }

    #[test]
    fn a_band_selects_what_it_touches() {
        let mut state = opened(&[("ColorCamera", 0), ("Script", 4000)]);
        gesture(&mut state, Hit::Canvas, Hit::Canvas, (300.0, 300.0));
        assert_eq!(state.selection, Selection::node(0));
        gesture(&mut state, Hit::Node(0), Hit::Node(0), (100.0, 0.0));
        reduce(&mut state, Action::Down(pointer(0.0, 0.0), Hit::Node(0)));
        reduce(&mut state, Action::Moved(pointer(80.0, 0.0), Hit::Node(0)));
        reduce(&mut state, Action::Cancelled);
        let place = state.document().unwrap().place(0);
        assert_eq!(place, Point::new(104, 0), "Escape takes the drag back");
    }
}
