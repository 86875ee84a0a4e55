//! What is seen of the canvas, and where the focus is.

use super::{State, viewport::Viewport};
use crate::studio::{Rect, Selection};

/// Height of the small map with its distance from the edge.
const SMALL_MAP: f64 = 96.0;
/// Height of the buttons there.
const BUTTONS: f64 = 28.0;
/// Canvases narrower than this one have no map.
const NARROW: f64 = 640.0;

/// The canvas got another size. What was fitted is fitted again; else what is selected stays in sight.
pub(super) fn resize(state: &mut State, width: f64, height: f64) {
    let before = state.viewport;
    state.viewport.width = width;
    state.viewport.height = height;
    if state.fit_wanted || state.fitted == Some(before) {
        fit(state);
        return;
    }
    let area = selected_area(state);
    if let Some(area) = area.filter(|area| before.seen().meets(area)) {
        state.viewport.reveal(area);
    }
}

/// Pixels at the lower edge of the canvas that something lies over: the small map, or the buttons of a narrow canvas.
pub(super) fn below(state: &State) -> f64 {
    let Viewport { width, height, .. } = state.viewport;
    let over = if state.map_hidden || width < NARROW {
        BUTTONS
    } else {
        SMALL_MAP
    };
    over.min(height / 4.0)
}

/// The area of the selected nodes.
pub(super) fn selected_area(state: &State) -> Option<Rect> {
    let document = state.document()?;
    let nodes = state.selection.nodes.iter();
    Rect::around(nodes.filter_map(|id| state.scene.area(document, *id)))
}

/// Brings everything into sight, as soon as the canvas has a size.
pub(super) fn fit(state: &mut State) {
    let area = state
        .document()
        .and_then(|document| state.scene.area_of_all(document));
    if state.viewport.width > 0.0 {
        state.fit_wanted = false;
        if let Some(area) = area {
            state.viewport.fit(area, below(state));
            state.fitted = Some(state.viewport);
        }
    }
}

/// Selects something and brings it into sight.
pub(super) fn show(state: &mut State, selection: Selection) {
    state.selection = selection;
    reveal(state);
}

/// Brings the selected nodes into sight.
pub(super) fn reveal(state: &mut State) {
    if let Some(area) = selected_area(state) {
        state.viewport.reveal(area);
    }
}

/// Moves the focus to the node that is selected alone.
pub(super) fn focus_selected(state: &mut State) {
    if let Some(id) = state.selection.nodes.first() {
        state.focus_wanted = Some(format!("node-{id}"));
    }
}
