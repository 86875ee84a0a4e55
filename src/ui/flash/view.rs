//! Step 3.

use yew::{Callback, Html, html};

use super::operation;
use crate::{
    bootloader::Memory,
    text::{
        self,
        page::{application as application_words, flash as w},
    },
    ui::{
        app::{Action, State, Step},
        application::fit,
        camera::{self, Connection},
        components::{Icon, Kind, button, on, working},
    },
};

/// Draws the body of step 3.
pub(in crate::ui) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    if let Some(operation) = state.flash.shown_in(Step::Flash) {
        return html! {
            <>
                if matches!(operation.phase, super::Phase::Planned(_)) { { memories(state, dispatch) }{ ways(state, dispatch) } }
                { operation::view(operation, state, dispatch) }
            </>
        };
    }
    if state.writing() {
        return html! { <p>{ w::BUSY }</p> };
    }
    if matches!(state.camera.connection, Connection::Connecting { .. }) {
        return camera::view(state, dispatch);
    }
    let missing = |words: &'static str, label: &'static str, step: Step| {
        html! {
            <div class="missing">
                <p>{ words }</p>
                { button(Kind::Secondary, Icon::ArrowRight, label, on(dispatch, Action::Open(step))) }
            </div>
        }
    };
    match (state.camera.info(), state.application.ready()) {
        (None, None) => missing(w::SUMMARY_BOTH, w::TO_CAMERA, Step::Camera),
        (None, Some(_)) => missing(w::SUMMARY_CAMERA, w::TO_CAMERA, Step::Camera),
        (Some(_), None) => missing(w::SUMMARY_APPLICATION, w::TO_APPLICATION, Step::Application),
        (Some(_), Some(_)) => working(w::PLANNING),
    }
}

/// All of it or only what changed, if there is something to compare with.
fn ways(state: &State, dispatch: &Callback<Action>) -> Html {
    let memory = state.flash.memory;
    let present = state.camera.info().is_some_and(|info| {
        let mut applications = info.applications.iter();
        applications.any(|it| it.memory == memory && it.present)
    });
    if !present {
        return html! {};
    }
    let choice = |only: bool, name: &'static str, hint: &'static str| {
        html! {
            <label class="choice">
                <input type="radio" name="way" checked={state.flash.only_changed == only}
                    onchange={on(dispatch, Action::ChooseOnlyChanged(only))} />
                <span class="choice-name">{ name }</span>
                <span class="choice-hint">{ hint }</span>
            </label>
        }
    };
    html! {
        <fieldset class="choices choices-inline">
            <legend>{ w::WAY }</legend>
            { choice(false, w::WAY_WHOLE, w::WAY_WHOLE_HINT) }
            { choice(true, w::WAY_CHANGED, w::WAY_CHANGED_HINT) }
        </fieldset>
    }
}

/// Whether the application fits into a memory.
fn fit_words(memory: Memory, state: &State) -> String {
    let found = state.camera.info().zip(state.application.ready());
    let found = found.and_then(|(info, summary)| fit(info, memory, summary.size));
    match found {
        Some(fit) if fit.fits() => application_words::fits(fit.needs, fit.room),
        Some(fit) => application_words::too_large(fit.needs, fit.room),
        None => String::new(),
    }
}

/// Where to, if there is a choice.
fn memories(state: &State, dispatch: &Callback<Action>) -> Html {
    let targets = state.camera.info().map(camera::targets).unwrap_or_default();
    if targets.len() < 2 {
        return html! {};
    }
    let choice = |memory: &Memory| {
        html! {
            <label class="choice">
                <input type="radio" name="memory" checked={state.flash.memory == *memory}
                    onchange={on(dispatch, Action::ChooseMemory(*memory))} />
                <span class="choice-name">{ text::memory(*memory) }</span>
                <span class="choice-hint">{ fit_words(*memory, state) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="choices choices-inline">
            <legend>{ w::MEMORY }</legend>
            { for targets.iter().map(choice) }
        </fieldset>
    }
}
