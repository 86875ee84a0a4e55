//! What the studio needs of the browser.

use gloo::{
    events::EventListener,
    utils::{document, window},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::Callback;

use super::Action;

/// Whether the studio is what is seen.
pub(super) fn shown() -> bool {
    let root = document().get_element_by_id("studio");
    root.is_some_and(|root| !root.has_attribute("hidden"))
}

/// Moves the focus to an element.
pub(super) fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// Whether an event goes to something that takes letters, or to a dialog.
pub(super) fn typing(event: &web_sys::Event) -> bool {
    let target = event.target();
    let target = target.and_then(|it| it.dyn_into::<Element>().ok());
    let takes = "textarea, select, dialog, .code-host, input:not([type=radio], [type=checkbox], [type=file])";
    target.is_some_and(|it| it.closest(takes).ok().flatten().is_some())
}

/// Listens to what happens to the whole page while the studio is seen.
pub(super) fn listen(dispatch: &Callback<Action>) -> Vec<EventListener> {
    let to = dispatch.clone();
    let options = gloo::events::EventListenerOptions::enable_prevent_default();
    vec![EventListener::new_with_options(
        &window(),
        "keydown",
        options,
        move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if !shown() || typing(event) {
                return;
            }
            if let Some(action) = shortcut(event) {
                event.prevent_default();
                to.emit(action);
            }
        },
    )]
}

/// What a key means on the canvas.
fn shortcut(event: &KeyboardEvent) -> Option<Action> {
    let command = event.ctrl_key() || event.meta_key();
    let key = event.key();
    Some(match (command, event.shift_key(), key.as_str()) {
        (true, false, "z") => Action::Undo,
        (true, true, "Z" | "z") | (true, false, "y") => Action::Redo,
        (false, _, "Delete" | "Backspace") => Action::Delete { reconnect: false },
        (false, _, "Escape") => Action::Cancelled,
        _ => return None,
    })
}
