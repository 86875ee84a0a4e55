//! Gestures, through the studio's reducer.

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
