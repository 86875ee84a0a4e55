//! What a list offers.

use super::state::{ChooserKind, Item, Take, Tone};
use crate::{
    pipeline::{Connection, catalog::NodeType},
    studio::{Card, CardPort, Family, Kind, PortId, fitting_classes, is_target},
    text::page::studio as w,
    ui::studio::State,
};

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
        for port in ports.filter(|port| is_target(document, from, port)) {
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
