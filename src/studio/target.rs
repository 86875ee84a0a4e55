//! What may be linked to what.

use super::{CardPort, Document, Edit, PortId, card::Card, family};
use crate::pipeline::{
    Connection, Node, Pipeline,
    catalog::{Catalog, Direction, NodeType, PortType},
};

/// Message types of a port, and whether they are known.
fn messages(node: &Node, port: &PortId) -> Option<&'static [String]> {
    family::port_type(node, port.direction, &port.group, &port.name)
        .map(|port| port.messages.as_slice())
}

/// Whether messages of two ports fit. What another library version has fits everything: nothing is known about it.
fn fits(one: Option<&[String]>, other: Option<&[String]>, one_sends: bool) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return true;
    };
    let (sent, taken) = if one_sends {
        (one, other)
    } else {
        (other, one)
    };
    Catalog::shipped().compatible(sent, taken)
}

/// Whether `port` can be linked to `from`: the other direction, another node, fitting messages, no such link yet.
pub fn is_target(document: &Document, from: &PortId, port: &CardPort) -> bool {
    let to = &port.id;
    if from.direction == to.direction || from.node == to.node {
        return false;
    }
    let pipeline = document.pipeline();
    let Some(sender) = pipeline.node(from.node) else {
        return false;
    };
    let known = pipeline.node(to.node).and_then(|node| messages(node, to));
    let is_out = from.direction == Direction::Out;
    if !fits(messages(sender, from), known, is_out) {
        return false;
    }
    let (sender, receiver) = if is_out { (from, to) } else { (to, from) };
    let link = Connection::new(sender.end(), receiver.end());
    !pipeline.connections().contains(&link)
}

/// The first port of a node that can be linked to `port`: required ones first, then free ones, then those of groups.
pub(super) fn first_fitting(document: &Document, node: &Node, port: &PortId) -> Option<PortId> {
    let card = Card::new(document, node);
    let direction = opposite(port.direction);
    let ports = || {
        card.ports(direction)
            .iter()
            .filter(|it| is_target(document, port, it))
    };
    let free_required = ports().find(|it| it.required && !it.linked);
    // A passthrough is rarely what is meant.
    let plain = |it: &&CardPort| !it.is_new() && !it.id.name.starts_with("passthrough");
    let found = free_required
        .or_else(|| {
            ports()
                .filter(plain)
                .find(|it| !it.linked && !is_control(it))
        })
        .or_else(|| ports().filter(plain).find(|it| !is_control(it)))
        .or_else(|| ports().find(|it| !it.is_new()))
        .or_else(|| ports().next());
    found.map(|it| it.id.clone())
}

fn is_control(port: &CardPort) -> bool {
    port.family == family::Family::Control
}

/// The direction a port is linked to.
pub(super) const fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::In => Direction::Out,
        Direction::Out => Direction::In,
    }
}

/// Node types with a port that fits a port, in the catalog's order. Without a port: all.
pub fn fitting_classes(document: &Document, port: Option<&PortId>) -> Vec<&'static NodeType> {
    let all = Catalog::shipped().nodes.values();
    let Some(port) = port else {
        return all.collect();
    };
    let known = document
        .pipeline()
        .node(port.node)
        .and_then(|node| messages(node, port));
    let wanted = opposite(port.direction);
    let fit = |it: &PortType| {
        it.direction == wanted && fits(known, Some(&it.messages), port.direction == Direction::Out)
    };
    all.filter(|node| node.ports.iter().chain(&node.groups).any(fit))
        .collect()
}

/// Pairs of ports to link when a node goes, so that what came in goes on: each sender to its inputs with each receiver
/// of its outputs, where the messages fit.
pub(super) fn bridges(pipeline: &Pipeline, node: i64) -> Vec<(PortId, PortId)> {
    let links = pipeline.connections();
    let senders: Vec<PortId> = links
        .iter()
        .filter(|link| link.to_node == node && link.from_node != node)
        .map(PortId::sender)
        .collect();
    let receivers = links
        .iter()
        .filter(|link| link.from_node == node && link.to_node != node)
        .map(PortId::receiver);
    let known = |port: &PortId| {
        pipeline
            .node(port.node)
            .and_then(|node| messages(node, port))
    };
    let mut bridges: Vec<(PortId, PortId)> = Vec::new();
    for to in receivers {
        for from in &senders {
            let pair = (from.clone(), to.clone());
            if fits(known(from), known(&to), true) && !bridges.contains(&pair) {
                bridges.push(pair);
            }
        }
    }
    bridges
}

impl Document {
    /// Whether a node would fit onto a link: one of its inputs takes what the link carries, one of its outputs gives
    /// what the receiver takes.
    pub fn fits_wire(&self, node: i64, link: &Connection) -> bool {
        if link.touches(node) {
            return false;
        }
        let found = self.pipeline.node(node);
        found.is_some_and(|it| {
            first_fitting(self, it, &PortId::sender(link)).is_some()
                && first_fitting(self, it, &PortId::receiver(link)).is_some()
        })
    }

    /// The edit that links a port to the first of another node's that fits, if one does.
    pub fn link_to_node(&self, port: &PortId, node: i64) -> Option<Edit> {
        let other = first_fitting(self, self.pipeline.node(node)?, port)?;
        let (from, to) = match port.direction {
            Direction::Out => (port.clone(), other),
            Direction::In => (other, port.clone()),
        };
        Some(Edit::Link { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::{History, Point, Selection};

    fn port(node: i64, direction: Direction, name: &str) -> PortId {
        PortId {
            node,
            direction,
            group: String::new(),
            name: name.into(),
        }
    }

    fn history(classes: &[&str]) -> History {
        let mut history = History::new(Document::default());
        for class in classes {
            let edit = Edit::Add {
                class: (*class).into(),
                at: Point::default(),
            };
            history.apply(edit).unwrap();
        }
        history
    }

    #[test]
    fn only_ports_that_fit_are_targets() {
        let history = history(&["ColorCamera", "ImageManip", "DetectionParser"]);
        let document = history.document();
        let from = port(0, Direction::Out, "preview");
        let lit = |node: i64| {
            let card = Card::new(document, document.pipeline().node(node).unwrap());
            let ports = card.inputs.iter().chain(&card.outputs);
            let lit = ports.filter(|port| is_target(document, &from, port));
            lit.map(|port| port.id.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(lit(1), ["inputImage"]);
        assert!(lit(2).is_empty() && lit(0).is_empty());
    }

    #[test]
    fn only_classes_that_fit_are_offered() {
        let history = history(&["IMU"]);
        let from = port(0, Direction::Out, "out");
        let classes = fitting_classes(history.document(), Some(&from));
        let names: Vec<&str> = classes.iter().map(|it| it.class.as_str()).collect();
        assert!(names.contains(&"Script") && names.contains(&"SPIOut"));
        assert!(!names.contains(&"ImageManip") && !names.contains(&"IMU"));
    }

    #[test]
    fn a_node_comes_onto_a_wire_and_goes_again() {
        let mut history = history(&["ColorCamera", "VideoEncoder"]);
        let link = Edit::Link {
            from: port(0, Direction::Out, "video"),
            to: port(1, Direction::In, "in"),
        };
        history.apply(link).unwrap();
        let wire = history.document().pipeline().connections()[0].clone();
        let on_wire = Edit::AddOnWire {
            class: "ImageManip".into(),
            at: Point::default(),
            link: wire.clone(),
        };
        history.apply(on_wire).unwrap();
        let ends = |history: &History| {
            let links = history.document().pipeline().connections().iter();
            links
                .map(|link| (link.from_node, link.to_node))
                .collect::<Vec<_>>()
        };
        assert_eq!(ends(&history), [(0, 2), (2, 1)]);
        let remove = Edit::Remove {
            what: Selection::node(2),
            reconnect: true,
        };
        history.apply(remove).unwrap();
        assert_eq!(
            history.document().pipeline().connections(),
            std::slice::from_ref(&wire)
        );
        let bad = Edit::AddOnWire {
            class: "IMU".into(),
            at: Point::default(),
            link: wire,
        };
        let before = history.document().clone();
        assert!(history.apply(bad).is_err());
        assert_eq!(history.document(), &before);
    }

    #[test]
    fn a_new_node_is_linked_by_the_port_that_needs_it() {
        let mut history = history(&["MonoCamera"]);
        let edit = Edit::AddLinked {
            class: "StereoDepth".into(),
            at: Point::new(400, 0),
            port: port(0, Direction::Out, "out"),
        };
        history.apply(edit).unwrap();
        assert_eq!(history.document().pipeline().connections()[0].input, "left");
        let script = Edit::AddLinked {
            class: "Script".into(),
            at: Point::new(400, 400),
            port: port(0, Direction::Out, "out"),
        };
        history.apply(script).unwrap();
        let link = &history.document().pipeline().connections()[1];
        assert_eq!(
            (link.input_group.as_str(), link.input.as_str()),
            ("io", "out")
        );
    }
}
