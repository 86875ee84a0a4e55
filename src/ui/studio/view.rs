//! The studio: bar, palette, canvas, properties, problems.

use yew::{Callback, Html, html};

use super::{Action, State, bar, canvas, inspector, palette, problems};
use crate::{
    text::page::{self as words, studio as w},
    ui::components::{Icon, Kind, button, icon_button, on},
};

/// Draws the studio.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <main class="studio">
            <h1 class="hidden" id="main-start" tabindex="-1">{ w::TITLE }</h1>
            if state.history.is_some() {
                { bar::view(state, dispatch) }
                { palette::view(state, dispatch) }
                <section class="studio-middle" aria-label={w::CANVAS}>
                    { canvas::view(state, dispatch) }
                    { refused(state, dispatch) }
                </section>
                { inspector::view(state, dispatch) }
                { problems::view(state, dispatch) }
            } else {
                { empty(dispatch) }
            }
            <p class="hidden" role="status" aria-live="polite">{ state.said.clone() }</p>
        </main>
    }
}

fn empty(dispatch: &Callback<Action>) -> Html {
    let new = Action::Open {
        name: String::new(),
        pipeline: Box::default(),
    };
    html! {
        <div class="studio-start">
            <h2>{ w::EMPTY_TITLE }</h2>
            <p class="muted">{ w::EMPTY_LEAD }</p>
            { button(Kind::Primary, Icon::Pencil, w::START_EMPTY, on(dispatch, new)) }
        </div>
    }
}

/// Why the last edit was refused.
fn refused(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="studio-refused" role="alert">
            if let Some(sentence) = &state.refused {
                <p><span>{ sentence.clone() }</span>
                    { icon_button(Icon::X, words::CLOSE, on(dispatch, Action::Dismiss)) }</p>
            }
        </div>
    }
}
