//! The header: name, views, the camera pill, theme.

use yew::{Callback, Html, html};

use super::{
    app::{Action, State, Theme, View},
    camera::{self, Connection},
    components::{Icon, icon_button, mark, on},
    panel::Tab,
};
use crate::text::{page as words, units};

/// Draws the header.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let (symbol, theme) = match state.theme {
        Theme::Auto => (Icon::Monitor, words::header::THEME_AUTO),
        Theme::Light => (Icon::Sun, words::header::THEME_LIGHT),
        Theme::Dark => (Icon::Moon, words::header::THEME_DARK),
    };
    html! {
        <header class="header">
            <a class="skip" href="#main-start">{ words::header::SKIP }</a>
            <a class="brand" href={View::Flash.hash()} aria-label={words::PRODUCT}>
                { mark() }<span class="brand-name">{ words::PRODUCT }</span>
            </a>
            <nav class="views" aria-label={words::header::VIEWS}>
                { link(state, View::Flash, words::header::FLASH) }
                { link(state, View::Studio, words::header::STUDIO) }
                { link(state, View::Camera(Tab::Overview), words::header::CAMERA) }
                { link(state, View::Recipes, words::header::RECIPES) }
                { link(state, View::Help, words::header::HELP) }
            </nav>
            <div class="header-end">
                { pill(state) }
                { icon_button(symbol, theme, on(dispatch, Action::NextTheme)) }
                <span class="wide-only">
                    { icon_button(Icon::Keyboard, words::header::KEYS, on(dispatch, Action::ShowKeys(true))) }
                </span>
            </div>
        </header>
    }
}

fn link(state: &State, view: View, label: &'static str) -> Html {
    let same = match (state.view, view) {
        (View::Camera(_), View::Camera(_)) => true,
        (now, view) => now == view,
    };
    let current = same.then_some("page");
    html! { <a href={view.hash()} aria-current={current}>{ label }</a> }
}

/// The camera pill: dot, word, short identity; always at the same place. Leads to the camera view.
fn pill(state: &State) -> Html {
    let word = match &state.camera.connection {
        _ if state.camera.waiting.is_some() => words::header::WAITING,
        _ if state.writing() => words::header::FLASHING,
        Connection::None => words::header::NO_CAMERA,
        Connection::Connecting { .. } => words::header::CONNECTING,
        Connection::Connected(_) => words::header::CONNECTED,
        Connection::Failed { .. } => words::header::FAILED,
        Connection::Running { .. } => words::header::RUNNING,
    };
    let id = match &state.camera.connection {
        Connection::Connected(info) | Connection::Running { info, .. } => {
            units::short_id(&info.mx_id).to_owned()
        }
        _ => String::new(),
    };
    html! {
        <a class="pill" href={View::Camera(Tab::Overview).hash()} data-dot={camera::dot(&state.camera).id()}
            title={words::header::PILL_HINT}>
            <span class="pill-dot" aria-hidden="true" />
            <span>{ word }</span>
            if !id.is_empty() { <code class="pill-id">{ id }</code> }
        </a>
    }
}
