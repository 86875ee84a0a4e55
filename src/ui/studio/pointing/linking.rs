//! Links that are drawn: what they may end at, and what becomes of them.

use std::rc::Rc;

use super::super::{Gesture, State, editing::edit_document, gesture::Hit};
use crate::{
    pipeline::{Connection, catalog::Direction},
    studio::{Edit, History, PortId, is_target},
};

/// Lights what a link may end at while one is drawn, and nothing else.
pub(in crate::ui::studio) fn settle(state: &mut State) {
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
pub(super) fn only_link(state: &State, port: &PortId) -> Option<Connection> {
    let links = state.document()?.pipeline().connections();
    let mut at = links
        .iter()
        .filter(|link| link.is_at(port.end(), Direction::In));
    let first = at.next()?;
    at.next().is_none().then(|| first.clone())
}

/// The port that a link from `from` would end at, over `hit`.
pub(super) fn target(state: &State, from: &PortId, hit: &Hit) -> Option<PortId> {
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
pub(super) fn connect(state: &mut State, one: PortId, other: PortId, old: Option<Connection>) {
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
