//! What the canvas draws: cards and wires, kept from one drawing to the next where they did not change.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use super::{Card, Document, Family, Point, PortId, Rect, linked::Linked};
use crate::pipeline::{Connection, Node};

/// A link as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wire {
    /// The link.
    pub link: Connection,
    /// What it carries, by its sender.
    pub family: Family,
    /// Where its sending port is on its card.
    from: Point,
    /// Where its receiving port is on its card.
    to: Point,
}

/// A card with what it was made of.
#[derive(Debug, Clone)]
struct Drawn {
    card: Rc<Card>,
    node: Node,
}

impl Drawn {
    /// Whether it still shows this node as it is.
    fn shows(&self, document: &Document, node: &Node, linked: &Linked<'_>) -> bool {
        self.node == *node
            && self.card.title.as_deref() == document.title(node.id)
            && self.card.is_linked_as(linked)
    }
}

/// Cards and wires of a document.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    cards: BTreeMap<i64, Drawn>,
    wires: Vec<Rc<Wire>>,
}

impl Scene {
    /// Looks at a document; what did not change stays the same allocation.
    pub fn update(&mut self, document: &Document) {
        let linked = Linked::of(document.pipeline());
        let mut old = std::mem::take(&mut self.cards);
        let mut new = BTreeSet::new();
        for node in document.pipeline().nodes() {
            let kept = old.remove(&node.id);
            let kept = kept.filter(|it| it.shows(document, node, &linked));
            let drawn = kept.unwrap_or_else(|| {
                new.insert(node.id);
                Drawn {
                    card: Rc::new(Card::with(document, node, &linked)),
                    node: node.clone(),
                }
            });
            self.cards.insert(node.id, drawn);
        }
        let old = std::mem::take(&mut self.wires);
        let links = document.pipeline().connections();
        for (index, link) in links.iter().enumerate() {
            let same = |old: &&Rc<Wire>| {
                old.link == *link && !new.contains(&link.from_node) && !new.contains(&link.to_node)
            };
            if let Some(old) = old.get(index).filter(same) {
                self.wires.push(Rc::clone(old));
            } else if let Some(wire) = self.wire(link) {
                let kept = old.get(index).filter(|old| ***old == wire);
                self.wires
                    .push(kept.map_or_else(|| Rc::new(wire), Rc::clone));
            }
        }
    }

    fn wire(&self, link: &Connection) -> Option<Wire> {
        let (from, to) = (PortId::sender(link), PortId::receiver(link));
        let (sender, receiver) = (self.card(link.from_node)?, self.card(link.to_node)?);
        Some(Wire {
            link: link.clone(),
            family: sender
                .port(&from)
                .map_or(Family::Unknown, |port| port.family),
            from: sender.anchor(&from),
            to: receiver.anchor(&to),
        })
    }

    /// Cards by node.
    pub fn cards(&self) -> impl Iterator<Item = &Rc<Card>> {
        self.cards.values().map(|drawn| &drawn.card)
    }

    /// The card of a node.
    pub fn card(&self, node: i64) -> Option<&Rc<Card>> {
        self.cards.get(&node).map(|drawn| &drawn.card)
    }

    /// Wires, in the order of the pipeline's links.
    pub fn wires(&self) -> &[Rc<Wire>] {
        &self.wires
    }

    /// The area of a node.
    pub fn area(&self, document: &Document, node: i64) -> Option<Rect> {
        let card = self.card(node)?;
        Some(Rect::new(document.place(node), card.width, card.height))
    }

    /// The ends of a wire.
    pub fn ends(&self, document: &Document, wire: &Wire) -> (Point, Point) {
        let from = document.place(wire.link.from_node);
        let to = document.place(wire.link.to_node);
        (
            from.shifted(wire.from.x, wire.from.y),
            to.shifted(wire.to.x, wire.to.y),
        )
    }

    /// Where a port is.
    pub fn port(&self, document: &Document, port: &PortId) -> Option<Point> {
        let at = self.card(port.node)?.anchor(port);
        Some(document.place(port.node).shifted(at.x, at.y))
    }

    /// The area of everything.
    pub fn area_of_all(&self, document: &Document) -> Option<Rect> {
        let cards = self.cards.keys().filter_map(|id| self.area(document, *id));
        let notes = document.notes().iter().map(|note| note.area);
        let groups = document
            .groups()
            .iter()
            .filter_map(|group| document.group_area(group, |id| self.area(document, id)));
        Rect::around(cards.chain(notes).chain(groups))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::{Edit, History};

    #[test]
    fn what_did_not_change_is_kept() {
        let mut history = History::new(Document::default());
        for class in ["ColorCamera", "VideoEncoder"] {
            let edit = Edit::Add {
                class: class.into(),
                at: Point::default(),
            };
            history.apply(edit).unwrap();
        }
        let mut scene = Scene::default();
        scene.update(history.document());
        let before: Vec<_> = scene.cards().cloned().collect();
        let edit = Edit::Set {
            nodes: vec![1],
            property: "quality".into(),
            value: 50.into(),
        };
        history.apply(edit).unwrap();
        scene.update(history.document());
        let after: Vec<_> = scene.cards().cloned().collect();
        assert!(Rc::ptr_eq(&before[0], &after[0]) && !Rc::ptr_eq(&before[1], &after[1]));
        assert!(after[1].height > before[1].height);
        let all = scene.area_of_all(history.document()).unwrap();
        let apart = |one: &Rect, other: &Rect| !one.meets(other);
        let area = |id| scene.area(history.document(), id).unwrap();
        assert!(apart(&area(0), &area(1)), "a new node covers none");
        assert!(all.contains(area(1).middle()));
    }
}
