//! A node.
//!
//! Everything has places of the canvas, and nothing moves or fades as a whole: each element that does is one more layer
//! for the browser to put together at every step of a drag, and a large graph has thousands.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::label::fit;
use crate::{
    pipeline::catalog::Direction,
    studio::{Card, CardPort, Family, Kind, Point, PortId},
    text::page::studio::{self as w, problems},
    ui::{
        components::Icon,
        studio::{analysis::Mark, node_title},
    },
};

/// Room between a port and its name, in units.
const PORT_PAD: i32 = 13;

/// What a card shows.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub(super) card: Rc<Card>,
    pub(super) place: Point,
    pub(super) selected: bool,
    /// Whether it is in sight, or nearly; else only its face is drawn.
    pub(super) seen: bool,
    /// Whether Tab stops at it.
    pub(super) stop: bool,
    /// What the check found about it.
    pub(super) mark: Option<Mark>,
    /// Ports that a link being drawn may end at.
    pub(super) lit: Option<Rc<Vec<PortId>>>,
}

/// A node's card.
#[component]
pub(super) fn NodeCard(props: &Props) -> Html {
    let card = &props.card;
    let title = node_title(card);
    let linked = |ports: &[CardPort]| ports.iter().filter(|port| port.linked).count();
    let label = w::node_label(
        &title,
        &card.class,
        linked(&card.inputs),
        linked(&card.outputs),
        props.mark.map(|it| (it.errors, it.warnings)),
    );
    let (width, height) = (card.width.to_string(), card.height.to_string());
    let (x, y) = (props.place.x.to_string(), props.place.y.to_string());
    html! {
        <g class="node" data-node={card.id.to_string()} data-kind={card.kind.id()}
            data-selected={props.selected.to_string()} data-seen={props.seen.to_string()} data-lit={props.lit.is_some().then_some("true")}>
            <g id={format!("node-{}", card.id)} class="node-face" role="button" aria-label={label}
                aria-pressed={props.selected.to_string()} tabindex={if props.stop { "0" } else { "-1" }}>
                <rect class="node-body" x={x.clone()} y={y.clone()} width={width.clone()} height={height.clone()} rx="8" />
                <path class="node-head" d={head(props.place, card.width)} />
                <rect class="node-edge" {x} {y} {width} {height} rx="8" />
            </g>
            { words(props, &title) }
            { mark(props) }
            { for ports(props, Direction::In) }
            { for ports(props, Direction::Out) }
            { summary(card, props.place) }
        </g>
    }
}

/// Icon, title and class.
fn words(props: &Props, title: &str) -> Html {
    let (card, place) = (&props.card, props.place);
    let x = (place.x + 40).to_string();
    html! {
        <g class="node-words" aria-hidden="true">
            <svg class="icon node-icon" x={(place.x + 12).to_string()} y={(place.y + 13).to_string()} width="20" height="20"
                aria-hidden="true">
                <use href={format!("#icon-{}", icon(card.kind).name())} />
            </svg>
            <text class="node-title" x={x.clone()} y={(place.y + 20).to_string()}>
                { fit(title, f64::from(card.width - 50), 13.5) }
            </text>
            <text class="node-class" {x} y={(place.y + 35).to_string()}>{ class(card) }</text>
        </g>
    }
}

/// How many problems it has: round for errors, pointed for warnings.
fn mark(props: &Props) -> Html {
    let Some(mark) = props.mark else {
        return Html::default();
    };
    let (tone, n) = match (mark.errors, mark.warnings) {
        (0, warnings) => ("warning", warnings),
        (errors, _) => ("bad", errors),
    };
    let (x, y) = (props.place.x + props.card.width - 6, props.place.y - 2);
    let shape = match tone {
        "bad" => "m-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0z",
        _ => "m0-11l12 20h-24z",
    };
    let below = if tone == "bad" { 4 } else { 6 };
    html! {
        <g class="node-mark" data-tone={tone} data-count={n.to_string()} aria-hidden="true">
            <title>{ problems::counts(mark.errors, mark.warnings) }</title>
            <path class="node-mark-shape" d={format!("M{x} {y}{shape}")} />
            <text class="node-mark-count" x={x.to_string()} y={(y + below).to_string()} text-anchor="middle">
                { if n > 9 { "9+".to_owned() } else { n.to_string() } }
            </text>
        </g>
    }
}

fn class(card: &Card) -> String {
    let class = fit(&card.class, f64::from(card.width - 90), 11.0);
    format!("{class} · {}", card.id)
}

/// The icon of a kind.
pub(in crate::ui::studio) const fn icon(kind: Kind) -> Icon {
    match kind {
        Kind::Source => Icon::Video,
        Kind::Picture => Icon::Image,
        Kind::Depth => Icon::Ruler,
        Kind::Network => Icon::Network,
        Kind::Analysis => Icon::ScanSearch,
        Kind::Flow => Icon::Merge,
        Kind::Port => Icon::LogOut,
        Kind::Unknown => Icon::Unknown,
    }
}

/// The head's ground: rounded above, straight below.
fn head(place: Point, width: i32) -> String {
    format!(
        "M{} {}a8 8 0 0 1 8-8h{}a8 8 0 0 1 8 8v36h-{width}z",
        place.x,
        place.y + 8,
        width - 16
    )
}

fn ports(props: &Props, direction: Direction) -> impl Iterator<Item = Html> + '_ {
    let card = &props.card;
    let ports = card.ports(direction).iter().enumerate();
    ports.map(move |(index, port)| {
        let name = w::port_name(&port.id.name, direction);
        let at = card.port_at(direction, index);
        let at = props.place.shifted(at.x, at.y);
        let across = match direction {
            Direction::In => card.outputs.len() > index,
            Direction::Out => card.inputs.len() > index,
        };
        let room = if across { card.width / 2 } else { card.width } - PORT_PAD - 6;
        let (x, anchor) = match direction {
            Direction::In => (at.x + PORT_PAD, "start"),
            Direction::Out => (at.x - PORT_PAD, "end"),
        };
        let lit = props.lit.as_ref().is_some_and(|lit| lit.contains(&port.id));
        html! {
            <g class="port" data-port={port.id.name.clone()} data-port-group={port.id.group.clone()} data-direction={side(direction)}
                data-family={port.family.id()} data-linked={port.linked.to_string()}
                data-new={port.is_new().to_string()} data-lit={lit.to_string()}
                data-required={(port.required && !port.linked).to_string()}>
                <title>{ w::port_hint(name, &port.messages, port.required) }</title>
                <rect class="port-hit" x={(at.x - 11).to_string()} y={(at.y - 10).to_string()} width="22" height="20" />
                <path class="port-shape" d={shape_at(port.family, at)} />
                <text class="port-name" x={x.to_string()} y={(at.y + 4).to_string()} text-anchor={anchor}>
                    { fit(name, f64::from(room), 11.5) }
                </text>
            </g>
        }
    })
}

/// `in` or `out`.
const fn side(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
    }
}

/// The shape of a family around a place.
pub(in crate::ui::studio) fn shape_at(family: Family, at: Point) -> String {
    format!("M{} {}{}", at.x, at.y, shape(family))
}

/// The shape of a family, from its middle.
const fn shape(family: Family) -> &'static str {
    match family {
        Family::Image => "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
        Family::Video => {
            "m-5-3.5a1.5 1.5 0 0 1 1.5-1.5h7a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 1-1.5-1.5z"
        }
        Family::Tensor => "m0-6.5l6.5 6.5l-6.5 6.5l-6.5-6.5z",
        Family::Detection => "m-4.5-5.5l10.5 5.5l-10.5 5.5z",
        Family::Measurement => "m-5.8 0l2.9-5h5.8l2.9 5l-2.9 5h-5.8z",
        Family::Control => "m-4-4h8v8h-8z",
        Family::Bundle => "m-5.5-5h4.5v10h-4.5zm6.5 0h4.5v10h-4.5z",
        Family::Any => {
            "m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0zm3.5 0a2 2 0 1 1 4 0a2 2 0 1 1-4 0z"
        }
        Family::Unknown => "m-5-5l10 10m0-10l-10 10",
    }
}

/// What was changed of the node, in a line.
fn summary(card: &Card, place: Point) -> Html {
    if card.changed.is_empty() {
        return Html::default();
    }
    let mut items: Vec<String> = card
        .changed
        .iter()
        .map(|(label, value)| format!("{label} {value}"))
        .collect();
    let rest = card.n_changed - card.changed.len();
    if rest > 0 {
        items.push(w::more_changed(rest));
    }
    let text = items.join(" · ");
    html! {
        <text class="node-summary" x={(place.x + 12).to_string()} y={(place.y + card.height - 12).to_string()}>
            <title>{ text.clone() }</title>
            { fit(&text, f64::from(card.width - 24), 11.0) }
        </text>
    }
}
