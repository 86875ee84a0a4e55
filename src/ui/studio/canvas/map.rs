//! The small map: everything, and the part of it that is seen.

use std::fmt::Write as _;

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::{Callback, Html, Properties, component, html};

use crate::{
    studio::{Document, Point, Rect},
    text::page::studio as w,
    ui::studio::{Action, Gesture, State},
};

/// Room around everything, in units of the canvas.
const MARGIN: i32 = 120;

/// Draws the map, unless it is hidden or a pointer drags something.
pub(super) fn view(state: &State, document: &Document, dispatch: &Callback<Action>) -> Html {
    let all = state.scene.area_of_all(document);
    let Some(all) = all.filter(|_| !state.map_hidden) else {
        return Html::default();
    };
    let still = !matches!(state.gesture, Gesture::Drag { .. });
    html! {
        <SmallMap revision={state.revision()} {still} nodes={nodes(state, document, still)}
            area={all.with(&state.viewport.seen()).grown(MARGIN)} seen={state.viewport.seen()} dispatch={dispatch.clone()} />
    }
}

/// All nodes as one path; nothing while they move, because the map waits then.
fn nodes(state: &State, document: &Document, still: bool) -> String {
    let mut path = String::new();
    if !still {
        return path;
    }
    for card in state.scene.cards() {
        let at = document.place(card.id);
        let (width, height) = (card.width, card.height);
        // Writing to a text cannot fail.
        _ = write!(path, "M{} {}h{width}v{height}h-{width}z", at.x, at.y);
    }
    path
}

#[derive(Clone, Properties)]
struct Props {
    revision: u64,
    still: bool,
    nodes: String,
    area: Rect,
    seen: Rect,
    dispatch: Callback<Action>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        // A map that waits shows what it showed.
        let waits = !self.still || !other.still;
        waits
            || (self.revision == other.revision
                && self.nodes == other.nodes
                && self.area == other.area
                && self.seen == other.seen)
    }
}

#[component]
fn SmallMap(props: &Props) -> Html {
    let Props {
        area, seen, nodes, ..
    } = props;
    let view_box = format!("{} {} {} {}", area.x, area.y, area.width, area.height);
    let area = *area;
    let go = props.dispatch.clone();
    let press = Callback::from(move |event: PointerEvent| {
        if let Some(to) = place(&event, area) {
            go.emit(Action::Center(to));
        }
    });
    let drag = {
        let press = press.clone();
        Callback::from(move |event: PointerEvent| {
            if event.buttons() & 1 == 1 {
                press.emit(event);
            }
        })
    };
    html! {
        <svg class="canvas-map" viewBox={view_box} role="img" aria-label={w::MAP} onpointerdown={press}
            onpointermove={drag}>
            <path class="map-nodes" d={nodes.clone()} />
            <rect class="map-seen" x={seen.x.to_string()} y={seen.y.to_string()} width={seen.width.to_string()}
                height={seen.height.to_string()} />
        </svg>
    }
}

/// The place of the canvas below a pointer on the map.
fn place(event: &PointerEvent, area: Rect) -> Option<Point> {
    let map = event.current_target()?.dyn_into::<Element>().ok();
    let map = map.filter(|it| it.tag_name() == "svg").or_else(|| {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        target.closest(".canvas-map").ok().flatten()
    })?;
    let frame = map.get_bounding_client_rect();
    // The drawing keeps its proportions and lies in the middle.
    let scale =
        (frame.width() / f64::from(area.width)).min(frame.height() / f64::from(area.height));
    let x = f64::from(event.client_x()) - frame.left() - frame.width() / 2.0;
    let y = f64::from(event.client_y()) - frame.top() - frame.height() / 2.0;
    let middle = area.middle();
    Some(middle.shifted((x / scale) as i32, (y / scale) as i32))
}
