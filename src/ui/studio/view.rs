//! The studio: bar, palette, canvas, properties, problems.

use yew::{Callback, Html, NodeRef, html};

use super::{
    Action, State, bar, canvas, chooser, files, held::held, inspector, palette::Palette, problems,
    start, tools,
};
use crate::{
    studio::{Family, Point},
    text::page::{self as words, studio as w},
    ui::components::{Icon, icon_button, link_button, on},
};

/// Draws the studio; when it is `quiet`, only the canvas.
pub(super) fn view(
    state: &State,
    quiet: bool,
    keys: &NodeRef,
    projects: &NodeRef,
    dispatch: &Callback<Action>,
) -> Html {
    html! {
        <main class="studio" data-sheet={state.sheet.id()}
            data-analysed={(state.analysis.is_some() && !state.stale).to_string()}>
            <h1 class="hidden" id="main-start" tabindex="-1">{ w::TITLE }</h1>
            if state.history.is_some() {
                { held(quiet, || bar::view(state, dispatch)) }
                <Palette search={state.search.clone()} dispatch={dispatch.clone()} />
                <section class="studio-middle" aria-label={w::CANVAS} ondragover={inspector::over()}
                    ondrop={inspector::dropped(dispatch)}>
                    { canvas::view(state, dispatch) }
                    if state.document().is_some_and(|it| it.pipeline().nodes().is_empty()) {
                        <p class="canvas-empty"><b>{ w::CANVAS_EMPTY }</b><span>{ w::CANVAS_EMPTY_HINT }</span></p>
                    }
                    { tools::selection(state, dispatch) }
                    { tools::zoom(state, dispatch) }
                    { refused(state, dispatch) }
                    { chooser::view(state, dispatch) }
                    { files::message(state, dispatch) }
                </section>
                { held(quiet, || inspector::view(state, dispatch)) }
                { held(quiet, || problems::view(state, dispatch)) }
                { tools::sheets(state, dispatch) }
                { start::dialog(state, projects, dispatch) }
            } else if state.projects.all.is_some() && state.projects.reading.is_none() {
                { start::view(state, dispatch) }
            }
            { deleted(state, dispatch) }
            { key_list(keys, dispatch) }
            <p class="hidden" role="status" aria-live="polite">{ state.said.clone() }</p>
        </main>
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

/// What was deleted, with the way back.
fn deleted(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some((project, _)) = &state.projects.deleted else {
        return Html::default();
    };
    html! {
        <div class="studio-toast">
            <span>{ w::deleted(&project.name) }</span>
            { link_button(w::UNDO, on(dispatch, Action::UndeleteProject)) }
            { icon_button(Icon::X, words::CLOSE, on(dispatch, Action::DismissDeleted)) }
        </div>
    }
}

/// The list of keys; the root opens and closes it.
fn key_list(dialog: &NodeRef, dispatch: &Callback<Action>) -> Html {
    let row = |(keys, does): &(&'static str, &'static str)| {
        html! { <div class="fact"><dt><kbd>{ *keys }</kbd></dt><dd>{ *does }</dd></div> }
    };
    html! {
        <dialog ref={dialog.clone()} class="dialog studio-keys" closedby="any" aria-labelledby="studio-keys-title"
            onclose={on(dispatch, Action::ShowKeys(false))}>
            <div class="dialog-head">
                <h2 id="studio-keys-title">{ words::header::KEYS }</h2>
                { icon_button(Icon::X, words::CLOSE, on(dispatch, Action::ShowKeys(false))) }
            </div>
            <div class="keys" tabindex="0" role="region" aria-labelledby="studio-keys-title">
                <dl class="facts">{ for w::KEYS.iter().map(row) }</dl>
                <h3>{ w::LEGEND }</h3>
                <ul class="studio-legend">{ for Family::ALL.into_iter().map(legend) }</ul>
            </div>
        </dialog>
    }
}

fn legend(family: Family) -> Html {
    html! {
        <li data-family={family.id()}>
            <svg class="port-mark" viewBox="-8 -8 16 16" aria-hidden="true">
                <path class="port-shape" d={canvas::shape_at(family, Point::default())} />
            </svg>
            <span>{ w::family(family) }</span>
        </li>
    }
}
