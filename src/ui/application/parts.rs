//! What several views of step 2 share.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, html};

use super::State;
use crate::{
    text::page as words,
    ui::{
        app::{self, Action},
        components::{Icon, Kind, button, icon, on},
    },
};

/// The text of the input that an event came from.
pub(in crate::ui) fn input_value(event: &web_sys::Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .map(|input| input.value())
        .unwrap_or_default()
}

/// Says that a file could not be read.
pub(super) fn file_error(application: &State) -> Html {
    html! {
        if let Some(sentence) = &application.file_error {
            <p class="field-error" role="alert">
                { icon(Icon::CircleX) }<span>{ sentence.clone() }</span>
            </p>
        }
    }
}

/// The button that goes on to step 3.
pub(super) fn go_on(dispatch: &Callback<Action>) -> Html {
    let next = Action::Open(app::Step::Flash);
    button(
        Kind::Primary,
        Icon::ArrowRight,
        words::CONTINUE,
        on(dispatch, next),
    )
}
