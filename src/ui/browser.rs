//! What page and studio both need of the browser.

use web_sys::HtmlDialogElement;
use yew::NodeRef;

/// Date and time as the person writes them.
pub(super) fn date() -> String {
    js_sys::Date::new_0()
        .to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED)
        .into()
}

/// Milliseconds of the computer's clock since 1970.
pub(super) fn millis() -> u64 {
    // A whole number far below the limits of both types.
    js_sys::Date::now().max(0.0) as u64
}

/// Opens or closes a dialog, if it is not so already.
pub(super) fn show_dialog(dialog: &NodeRef, shown: bool) {
    let Some(dialog) = dialog.cast::<HtmlDialogElement>() else {
        return;
    };
    if shown && !dialog.open() {
        drop(dialog.show_modal());
    } else if !shown && dialog.open() {
        dialog.close();
    }
}
