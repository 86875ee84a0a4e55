//! What the studio needs of the browser: small functions that fail silently where the browser lacks something.

use gloo::{
    events::{EventListener, EventListenerOptions},
    utils::{document, window},
};
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, DragEvent, Element, HtmlElement, KeyboardEvent};
use yew::Callback;

use super::{Action, Key, Place, key_action};
pub(super) use crate::ui::browser::{date, millis, show_dialog};
use crate::ui::components::read_file;

/// Whether the studio is what is seen.
pub(super) fn shown() -> bool {
    let root = document().get_element_by_id("studio");
    root.is_some_and(|root| !root.has_attribute("hidden"))
}

/// Moves the focus to an element, of HTML or SVG.
pub(super) fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    let focus = js_sys::Reflect::get(&element, &JsValue::from_str("focus"));
    if let Some(focus) = focus.ok().and_then(|it| it.dyn_into::<Function>().ok()) {
        let options = js_sys::Object::new();
        drop(js_sys::Reflect::set(
            &options,
            &JsValue::from_str("preventScroll"),
            &JsValue::TRUE,
        ));
        drop(focus.call1(&element, &options));
    }
}

/// Copies a text, where the browser allows it.
pub(super) fn copy(text: &str) {
    // Pages that came over an insecure way have no clipboard.
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &JsValue::from_str("clipboard")) == Ok(true)
        && window().is_secure_context()
    {
        let written = navigator.clipboard().write_text(text);
        wasm_bindgen_futures::spawn_local(async move {
            drop(wasm_bindgen_futures::JsFuture::from(written).await);
        });
    }
}

/// Copies a text, then tells whether that was possible.
pub(super) fn copy_told(text: &str, done: impl Fn(bool) + 'static) {
    if !window().is_secure_context() {
        done(false);
        return;
    }
    let written = window().navigator().clipboard().write_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        done(wasm_bindgen_futures::JsFuture::from(written).await.is_ok());
    });
}

/// The address that carries a project.
pub(super) fn project_address(project: &str) -> String {
    let location = window().location();
    let part = |part: Result<String, _>| part.unwrap_or_default();
    let (origin, path) = (part(location.origin()), part(location.pathname()));
    format!("{origin}{path}#/studio?project={project}")
}

/// Makes the address the studio's own, so that a reload does not open what it carried once more.
pub(super) fn forget_project() {
    let history = window().history();
    drop(history.and_then(|it| it.replace_state_with_url(&JsValue::NULL, "", Some("#/studio"))));
}

/// Files dragged over the studio are not opened by the browser, and dropped ones are taken.
fn drag(event: &DragEvent, dispatch: &Callback<Action>) {
    let Some(data) = event.data_transfer().filter(|_| shown()) else {
        return;
    };
    if !data.types().includes(&JsValue::from_str("Files"), 0) {
        return;
    }
    event.prevent_default();
    if event.type_() == "drop"
        && let Some(file) = data.files().and_then(|files| files.get(0))
    {
        read_file(file, dispatch, Action::File);
    }
}

/// Brings a property or port of the right column into sight, with the focus in it.
pub(super) fn show_spot(name: &str, value: &str) {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    let selector = format!("#studio-inspector [{name}=\"{value}\"]");
    let Some(place) = document().query_selector(&selector).ok().flatten() else {
        return;
    };
    place.scroll_into_view_with_bool(false);
    let inside = place.query_selector("input, select, textarea, button");
    let inside = inside.ok().flatten();
    if let Some(element) = inside.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// The element an event goes to.
fn target(event: &web_sys::Event) -> Option<Element> {
    event.target().and_then(|it| it.dyn_into::<Element>().ok())
}

/// Whether an event goes to something that takes letters, or to a dialog.
fn typing(event: &web_sys::Event) -> bool {
    let takes = "textarea, select, dialog, .code-host, input:not([type=radio], [type=checkbox], [type=file])";
    target(event).is_some_and(|it| it.closest(takes).ok().flatten().is_some())
}

/// Where the focus is when a key is pressed.
fn place(event: &web_sys::Event) -> Place {
    let Some(element) = target(event) else {
        return Place::Elsewhere;
    };
    let node = element.closest("[data-node]").ok().flatten();
    let id = node.and_then(|node| node.get_attribute("data-node")?.parse().ok());
    match id {
        Some(id) => Place::Node(id),
        None if element.tag_name() == "BODY"
            || element.closest("#canvas").ok().flatten().is_some() =>
        {
            Place::Canvas
        }
        None => Place::Elsewhere,
    }
}

/// Listens to what happens to the whole page while the studio is seen.
pub(super) fn listen(dispatch: &Callback<Action>) -> Vec<EventListener> {
    let options = EventListenerOptions::enable_prevent_default();
    let to = dispatch.clone();
    let keys = EventListener::new_with_options(&window(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if !shown() || typing(event) {
            return;
        }
        let key = Key {
            name: event.key(),
            command: event.ctrl_key() || event.meta_key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
        };
        if let Some(action) = key_action(&key, place(event)) {
            event.prevent_default();
            to.emit(action);
        }
    });
    let to = dispatch.clone();
    let paste = EventListener::new(&window(), "paste", move |event| {
        let Some(event) = event.dyn_ref::<ClipboardEvent>() else {
            return;
        };
        if !shown() || typing(event) {
            return;
        }
        let data = event.clipboard_data();
        let files = data.as_ref().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            read_file(file, &to, Action::File);
            return;
        }
        let text = data;
        let text = text.and_then(|data| data.get_data("text/plain").ok());
        to.emit(Action::Pasted(text.unwrap_or_default()));
    });
    let to = dispatch.clone();
    let hidden = EventListener::new(&document(), "visibilitychange", move |_| {
        if document().hidden() {
            to.emit(Action::Keep);
        }
    });
    let to = dispatch.clone();
    let left = EventListener::new(&window(), "pagehide", move |_| to.emit(Action::Keep));
    let drags = ["dragover", "drop"].map(|kind| {
        let to = dispatch.clone();
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window(), kind, options, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>() {
                drag(event, &to);
            }
        })
    });
    let mut all = vec![keys, paste, hidden, left];
    all.extend(drags);
    all
}
