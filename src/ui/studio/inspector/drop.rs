//! A file dropped on a node of the canvas.

use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element};
use yew::Callback;

use super::files::read;
use crate::ui::studio::Action;

/// The node under an event.
fn node(event: &DragEvent) -> Option<i64> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let node = target.closest("[data-node]").ok()??;
    node.get_attribute("data-node")?.parse().ok()
}

/// Lets a file be dropped on a node; elsewhere the event goes on.
pub(in crate::ui::studio) fn over() -> Callback<DragEvent> {
    Callback::from(|event: DragEvent| {
        if node(&event).is_some() {
            event.prevent_default();
        }
    })
}

/// Gives a dropped file to the node it is dropped on; elsewhere the event goes on.
pub(in crate::ui::studio) fn dropped(dispatch: &Callback<Action>) -> Callback<DragEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: DragEvent| {
        let files = event.data_transfer().and_then(|it| it.files());
        let file = files.and_then(|files| files.get(0));
        let (Some(node), Some(file)) = (node(&event), file) else {
            return;
        };
        let name = file.name();
        if !(name.ends_with(".blob") || name.ends_with(".py")) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let dispatch = dispatch.clone();
        let take = Callback::from(move |chosen| {
            let name = name.clone();
            dispatch.emit(Action::Dropped { node, name, chosen });
        });
        read(file, &take);
    })
}
