//! The list at the cursor: a node to add, or what to link by keyboard.

use super::{State, reduce::edit_document};
use crate::{
    pipeline::{
        Connection,
        catalog::{Direction, NodeType},
    },
    studio::{Card, CardPort, Edit, Family, Kind, Point, PortId, WIDTH, fitting_classes},
    text::page::studio as w,
};

/// Room between a node and one that is added to a port of it.
const GAP: i32 = 96;

/// An open list.
#[derive(Debug, Clone, PartialEq)]
pub struct Chooser {
    /// What is chosen.
    pub kind: ChooserKind,
    /// Where it opens: pixels from the canvas' left edge and upper edge.
    pub at: (f64, f64),
    /// Words in its field.
    pub search: String,
    /// The marked item, by its position among those that are found.
    pub marked: usize,
}

/// What a list is for.
#[derive(Debug, Clone, PartialEq)]
pub enum ChooserKind {
    /// A node to add.
    Add {
        /// Where it comes.
        at: Point,
        /// A port it is linked to; only classes that fit are offered.
        port: Option<PortId>,
        /// A link it comes onto.
        link: Option<Connection>,
    },
    /// A port of a node, to link.
    Port {
        /// The node.
        node: i64,
    },
    /// What a port is linked to.
    Target {
        /// The port.
        from: PortId,
    },
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is called.
    pub title: String,
    /// What is told about it.
    pub hint: String,
    /// What it is about, for its colour.
    pub tone: Tone,
    /// What choosing it does.
    pub take: Take,
}

/// Colour of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A node type's.
    Kind(Kind),
    /// A port's.
    Family(Family),
}

/// What choosing an item does.
#[derive(Debug, Clone, PartialEq)]
pub enum Take {
    /// Adds a node of this class.
    Class(&'static str),
    /// Goes on with this port.
    Port(PortId),
    /// Links to this port.
    Target(PortId),
    /// Offers nodes to add that fit.
    New,
}

impl Chooser {
    /// A list for a kind, at a pixel.
    pub const fn new(kind: ChooserKind, at: (f64, f64)) -> Self {
        Self {
            kind,
            at,
            search: String::new(),
            marked: 0,
        }
    }
}

/// The items that are found, in order.
pub fn items(state: &State) -> Vec<Item> {
    let Some(chooser) = &state.chooser else {
        return Vec::new();
    };
    let all = match &chooser.kind {
        ChooserKind::Add { port, link, .. } => classes(state, port.as_ref(), link.as_ref()),
        ChooserKind::Port { node } => ports(state, *node),
        ChooserKind::Target { from } => targets(state, from),
    };
    let search = chooser.search.to_lowercase();
    let mut found: Vec<(usize, Item)> = all
        .into_iter()
        .filter_map(|item| Some((rank(&item, &search)?, item)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, item)| item).collect()
}

/// How well an item suits what is looked for: the beginning of its name first; none if a word is missing.
fn rank(item: &Item, search: &str) -> Option<usize> {
    let title = item.title.to_lowercase();
    let class = match item.take {
        Take::Class(class) => class.to_lowercase(),
        _ => String::new(),
    };
    let text = format!("{title} {class} {}", item.hint.to_lowercase());
    if !search.split_whitespace().all(|word| text.contains(word)) {
        return None;
    }
    Some(if title.starts_with(search) || class.starts_with(search) {
        0
    } else if title.contains(search) || class.contains(search) {
        1
    } else {
        2
    })
}

fn classes(state: &State, port: Option<&PortId>, link: Option<&Connection>) -> Vec<Item> {
    let Some(document) = state.document() else {
        return Vec::new();
    };
    let (sender, receiver) = (link.map(PortId::sender), link.map(PortId::receiver));
    let mut found = fitting_classes(document, port.or(sender.as_ref()));
    if let Some(receiver) = &receiver {
        let also: Vec<&NodeType> = fitting_classes(document, Some(receiver));
        found.retain(|node| also.iter().any(|it| it.class == node.class));
    }
    let mut items: Vec<(Kind, Item)> = found
        .into_iter()
        .map(|node| (Kind::of(&node.class), class_item(&node.class)))
        .collect();
    items.sort_by_key(|(kind, _)| *kind);
    items.into_iter().map(|(_, item)| item).collect()
}

fn class_item(class: &'static str) -> Item {
    Item {
        title: w::class_title(class).to_owned(),
        hint: w::class_hint(class).to_owned(),
        tone: Tone::Kind(Kind::of(class)),
        take: Take::Class(class),
    }
}

fn ports(state: &State, node: i64) -> Vec<Item> {
    let Some(card) = state.scene.card(node) else {
        return Vec::new();
    };
    let item = |port: &CardPort| Item {
        title: w::port_name(&port.id.name, port.id.direction).to_owned(),
        hint: w::port_choice(port.id.direction, port.family),
        tone: Tone::Family(port.family),
        take: Take::Port(port.id.clone()),
    };
    card.outputs.iter().chain(&card.inputs).map(item).collect()
}

fn targets(state: &State, from: &PortId) -> Vec<Item> {
    let Some(document) = state.document() else {
        return Vec::new();
    };
    let mut items: Vec<Item> = Vec::new();
    for card in state.scene.cards() {
        let ports = card.inputs.iter().chain(&card.outputs);
        for port in ports.filter(|port| crate::studio::is_target(document, from, port)) {
            items.push(Item {
                title: format!(
                    "{} · {}",
                    node_title(card),
                    w::port_name(&port.id.name, port.id.direction)
                ),
                hint: w::node_place(&card.class, card.id),
                tone: Tone::Family(port.family),
                take: Take::Target(port.id.clone()),
            });
        }
    }
    items.push(Item {
        title: w::LINK_NEW.to_owned(),
        hint: w::LINK_NEW_HINT.to_owned(),
        tone: Tone::Family(Family::Any),
        take: Take::New,
    });
    items
}

/// What a node is called: as a person named it, else by its class.
pub fn node_title(card: &Card) -> String {
    let own = card.title.clone();
    own.unwrap_or_else(|| w::class_title(&card.class).to_owned())
}

/// Opens the list of nodes to add, at a pixel of the canvas.
pub(super) fn open_add(state: &mut State, pixel: (f64, f64), port: Option<PortId>) {
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
pub(super) fn open_on_wire(state: &mut State, pixel: (f64, f64), link: Connection) {
    let at = state.viewport.point(pixel.0, pixel.1);
    let kind = ChooserKind::Add {
        at: at.shifted(-WIDTH / 2, -GAP / 2),
        port: None,
        link: Some(link),
    };
    state.chooser = Some(Chooser::new(kind, pixel));
}

/// Opens the list of ports of a node, to link one.
pub(super) fn open_ports(state: &mut State, node: i64) {
    let at = pixel_beside(state, node);
    state.chooser = Some(Chooser::new(ChooserKind::Port { node }, at));
}

/// Moves the mark.
pub(super) fn mark(state: &mut State, by: isize) {
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
pub(super) fn take(state: &mut State, index: usize) {
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
    super::reduce::reveal(state);
    super::reduce::focus_selected(state);
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
