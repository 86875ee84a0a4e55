//! What opening, marking and choosing do.

use super::{
    items::items,
    state::{Chooser, ChooserKind, Take},
};
use crate::{
    pipeline::{Connection, catalog::Direction},
    studio::{Edit, Point, PortId, WIDTH},
    text::page::studio as w,
    ui::studio::{
        State,
        editing::edit_document,
        sight::{focus_selected, reveal},
    },
};

/// Room between a node and one that is added to a port of it.
const GAP: i32 = 96;

/// Opens the list of nodes to add, at a pixel of the canvas.
pub(in crate::ui::studio) fn open_add(state: &mut State, pixel: (f64, f64), port: Option<PortId>) {
    if state.history.is_none() {
        return;
    }
    let at = state.viewport.point(pixel.0, pixel.1);
    let kind = ChooserKind::Add {
        at,
        port,
        link: None,
    };
    state.chooser = Some(Chooser::new(kind, pixel));
}

/// Opens the list of nodes that fit onto a link.
pub(in crate::ui::studio) fn open_on_wire(state: &mut State, pixel: (f64, f64), link: Connection) {
    let at = state.viewport.point(pixel.0, pixel.1);
    let kind = ChooserKind::Add {
        at: at.shifted(-WIDTH / 2, -GAP / 2),
        port: None,
        link: Some(link),
    };
    state.chooser = Some(Chooser::new(kind, pixel));
}

/// Opens the list of ports of a node, to link one.
pub(in crate::ui::studio) fn open_ports(state: &mut State, node: i64) {
    let at = pixel_beside(state, node);
    state.chooser = Some(Chooser::new(ChooserKind::Port { node }, at));
}

/// Moves the mark.
pub(in crate::ui::studio) fn mark(state: &mut State, by: isize) {
    let n = items(state).len();
    if let Some(chooser) = &mut state.chooser
        && n > 0
    {
        let n = n.cast_signed();
        let marked = chooser.marked.cast_signed() + by;
        chooser.marked = marked.rem_euclid(n).cast_unsigned();
    }
}

/// Chooses the item at a position.
pub(in crate::ui::studio) fn take(state: &mut State, index: usize) {
    let Some(item) = items(state).into_iter().nth(index) else {
        return;
    };
    let Some(chooser) = state.chooser.take() else {
        return;
    };
    match (chooser.kind, item.take) {
        (ChooserKind::Add { at, port, link }, Take::Class(class)) => {
            add(state, class, at, port, link);
        }
        (_, Take::Port(from)) => {
            state.chooser = Some(Chooser::new(ChooserKind::Target { from }, chooser.at));
        }
        (ChooserKind::Target { from }, Take::Target(to)) => {
            let edit = link_edit(from, to);
            edit_document(state, edit);
            w::LINKED.clone_into(&mut state.said);
        }
        (ChooserKind::Target { from }, Take::New) => {
            let kind = ChooserKind::Add {
                at: beside(state, &from),
                port: Some(from),
                link: None,
            };
            state.chooser = Some(Chooser::new(kind, chooser.at));
        }
        _ => {}
    }
}

/// The link between two ports, whichever sends.
fn link_edit(one: PortId, other: PortId) -> Edit {
    match one.direction {
        Direction::Out => Edit::Link {
            from: one,
            to: other,
        },
        Direction::In => Edit::Link {
            from: other,
            to: one,
        },
    }
}

fn add(state: &mut State, class: &str, at: Point, port: Option<PortId>, link: Option<Connection>) {
    let class = class.to_owned();
    let edit = match (port, link) {
        (Some(port), _) => {
            // The new node's ports are at its sides: it comes to the right of an output, to the left of an input.
            let at = match port.direction {
                Direction::Out => at,
                Direction::In => at.shifted(-WIDTH, 0),
            };
            Edit::AddLinked { class, at, port }
        }
        (None, Some(link)) => Edit::AddOnWire { class, at, link },
        (None, None) => Edit::Add { class, at },
    };
    edit_document(state, edit);
    reveal(state);
    focus_selected(state);
}

/// Where a node comes that is added to a port.
fn beside(state: &State, port: &PortId) -> Point {
    let area = state
        .document()
        .and_then(|document| state.scene.area(document, port.node))
        .unwrap_or_default();
    match port.direction {
        Direction::Out => Point::new(area.right() + GAP, area.y),
        Direction::In => Point::new(area.x - GAP, area.y),
    }
}

/// A pixel below the upper right corner of a node, within the window.
fn pixel_beside(state: &State, node: i64) -> (f64, f64) {
    let area = state
        .document()
        .and_then(|document| state.scene.area(document, node))
        .unwrap_or_default();
    state.viewport.pixel(Point::new(area.right() + 8, area.y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::studio::{Action, reduce};

    fn opened(class: &str) -> State {
        let mut state = State::default();
        let open = Action::Open {
            name: "test".into(),
            pipeline: Box::default(),
        };
        reduce(&mut state, open);
        let edit = Edit::Add {
            class: class.into(),
            at: Point::default(),
        };
        reduce(&mut state, Action::Edit(edit));
        state
    }

    fn titles(state: &State) -> Vec<String> {
        items(state).into_iter().map(|item| item.title).collect()
    }

    #[test]
    fn what_is_looked_for_comes_first() {
        let mut state = opened("ColorCamera");
        reduce(&mut state, Action::OpenAdd { at: (10.0, 10.0) });
        assert_eq!(titles(&state).len(), 32);
        reduce(&mut state, Action::ChooserSearch("script".into()));
        assert_eq!(titles(&state).first().unwrap(), "Script");
        reduce(&mut state, Action::ChooserTake(0));
        assert_eq!(state.document().unwrap().pipeline().nodes().len(), 2);
        assert_eq!(state.chooser, None);
    }

    #[test]
    fn a_link_is_made_by_keys_alone() {
        let mut state = opened("IMU");
        let script = Edit::Add {
            class: "Script".into(),
            at: Point::new(500, 0),
        };
        reduce(&mut state, Action::Edit(script));
        reduce(&mut state, Action::OpenLink(Some(0)));
        assert_eq!(titles(&state), ["out"]);
        reduce(&mut state, Action::ChooserTake(0));
        let found = titles(&state);
        assert_eq!(found, ["Script · new input", w::LINK_NEW]);
        reduce(&mut state, Action::ChooserMark(-1));
        assert_eq!(state.chooser.as_ref().unwrap().marked, 1);
        reduce(&mut state, Action::ChooserTake(0));
        assert_eq!(state.document().unwrap().pipeline().connections().len(), 1);
    }

    #[test]
    fn a_new_node_is_linked_and_beside_the_port() {
        let mut state = opened("IMU");
        reduce(&mut state, Action::OpenLink(Some(0)));
        reduce(&mut state, Action::ChooserTake(0));
        let last = items(&state).len() - 1;
        reduce(&mut state, Action::ChooserTake(last));
        assert!(titles(&state).contains(&"Script".to_owned()));
        assert!(!titles(&state).contains(&"Warp".to_owned()));
        reduce(&mut state, Action::ChooserSearch("script".into()));
        reduce(&mut state, Action::ChooserTake(0));
        let document = state.document().unwrap();
        assert_eq!(document.pipeline().connections().len(), 1);
        assert!(document.place(1).x > document.place(0).x + WIDTH);
    }
}
