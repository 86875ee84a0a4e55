//! The canvas: nodes, wires, groups and notes, seen through a window that moves.
//!
//! All of it is one SVG: places are attributes, so nothing needs a style. Cards and wires are components that are drawn
//! again only when they change; a drag moves what is dragged and leaves the rest alone.

mod beside;
mod card;
mod label;
mod map;
mod surface;
mod wire;

use std::rc::Rc;

use yew::{Callback, Html, html};

pub(super) use self::card::{icon as kind_icon, shape_at};
use self::{card::NodeCard, surface::Surface, wire::WireLine};
use super::{Action, Gesture, State};
use crate::{
    pipeline::catalog::Direction,
    studio::{Document, Point, Rect, wire_path},
};

/// Below this scale only outlines are drawn,
const OUTLINE_SCALE: f64 = 0.2;
/// and below this one titles and ports, too.
const COARSE_SCALE: f64 = 0.45;

/// Nodes are drawn whole this far around the part that is seen, in pixels.
const AROUND: f64 = 160.0;

/// Draws the canvas.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(document) = state.document() else {
        return Html::default();
    };
    let viewport = &state.viewport;
    let transform = format!(
        "translate({:.2} {:.2}) scale({:.4})",
        viewport.x, viewport.y, viewport.scale
    );
    let active = state.gesture != Gesture::None;
    html! {
        <>
        <Surface dispatch={dispatch.clone()} {active} gesture={state.gesture.id()} detail={detail(viewport.scale)}>
            <g class="canvas-world" {transform}>
                { beside::groups(state, document) }
                { for wires(state, document) }
                { for cards(state, document) }
                { beside::notes(state, document) }
                { over(state, document) }
                { beside::field(state, document, dispatch) }
            </g>
        </Surface>
        { map::view(state, document, dispatch) }
        </>
    }
}

/// How much is drawn of nodes at a scale: what is too small to be read only costs time.
fn detail(scale: f64) -> &'static str {
    match scale {
        ..OUTLINE_SCALE => "outline",
        ..COARSE_SCALE => "coarse",
        _ => "full",
    }
}

fn wires<'a>(state: &'a State, document: &'a Document) -> impl Iterator<Item = Html> + 'a {
    let onto = match &state.gesture {
        Gesture::Drag { onto, .. } => onto.as_ref(),
        _ => None,
    };
    let moved = match &state.gesture {
        Gesture::Connect { old, .. } => old.as_ref(),
        _ => None,
    };
    let wires = state.scene.wires().iter().enumerate();
    wires.map(move |(index, wire)| {
        let (from, to) = state.scene.ends(document, wire);
        let link = Some(&wire.link);
        let mark = if onto == link {
            "onto"
        } else if moved == link {
            "moved"
        } else if state.selection.link.as_ref() == link {
            "selected"
        } else {
            ""
        };
        html! {
            <WireLine key={format!("w{index}")} wire={Rc::clone(wire)} {index} {from} {to} {mark}
                label={label::of(state, wire)} />
        }
    })
}

fn cards<'a>(state: &'a State, document: &'a Document) -> impl Iterator<Item = Html> + 'a {
    let first = state.selection.nodes.first().copied();
    let first = first.or_else(|| state.scene.cards().next().map(|card| card.id));
    let near = state.viewport.seen_around(AROUND);
    state.scene.cards().map(move |card| {
        let id = card.id;
        let seen = Rect::new(document.place(id), card.width, card.height).meets(&near);
        let lit = state.targets.get(&id).cloned();
        let mark = state.analysis.as_ref();
        let mark = mark.and_then(|it| it.marks.get(&id)).copied();
        html! {
            <NodeCard key={format!("n{id}")} card={Rc::clone(card)} place={document.place(id)}
                selected={state.selection.nodes.contains(&id)} {seen} stop={first == Some(id)} {mark} {lit} />
        }
    })
}

/// What lies over everything while a pointer does something.
fn over(state: &State, document: &Document) -> Html {
    match &state.gesture {
        Gesture::Band { start, at, .. } => {
            let Rect {
                x,
                y,
                width,
                height,
            } = Rect::between(*start, *at);
            html! {
                <rect class="canvas-band" x={x.to_string()} y={y.to_string()} width={width.to_string()}
                    height={height.to_string()} />
            }
        }
        Gesture::Connect { from, at, over, .. } => {
            let Some(start) = state.scene.port(document, from) else {
                return Html::default();
            };
            let end = over
                .as_ref()
                .and_then(|port| state.scene.port(document, port))
                .unwrap_or(*at);
            let (one, two): (Point, Point) = match from.direction {
                Direction::Out => (start, end),
                Direction::In => (end, start),
            };
            html! {
                <path class="canvas-rubber" data-good={over.is_some().to_string()} d={wire_path(one, two)} />
            }
        }
        _ => Html::default(),
    }
}
