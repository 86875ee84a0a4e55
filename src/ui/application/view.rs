//! Step 2: where the application comes from, and what became of it.

use web_sys::InputEvent;
use yew::{Callback, Html, html};

use super::{Source, State, Status, file, form, parts::input_value, summary};
use crate::{
    text::page::application as w,
    ui::{
        app::{self, Action, download_words},
        components::{Icon, Kind, button, on, working},
        handover::{self, Place},
    },
};

/// Draws the body of step 2.
pub(in crate::ui) fn view(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let application = &state.application;
    if application.ready().is_some() {
        return html! {
            <div id="application-result" tabindex="-1">{ summary::view(state, dispatch) }</div>
        };
    }
    let source = |source: Source, label: &'static str| {
        html! {
            <label class="segment">
                <input type="radio" name="source" checked={application.inputs.source == source}
                    onchange={on(dispatch, Action::ChooseSource(source))} />
                <span>{ label }</span>
            </label>
        }
    };
    html! {
        <>
            <fieldset class="segments">
                <legend class="hidden">{ w::SOURCE }</legend>
                { source(Source::Recipe, w::SOURCE_RECIPE) }
                { source(Source::File, w::SOURCE_FILE) }
            </fieldset>
            {
                match application.inputs.source {
                    Source::Recipe => form::view(application, dispatch),
                    Source::File => file::view(state, dispatch),
                }
            }
            { options(application, dispatch) }
            { load(state, dispatch) }
            <div id="application-result" tabindex="-1">{ summary::view(state, dispatch) }</div>
        </>
    }
}

/// Name and compression.
fn options(application: &State, dispatch: &Callback<Action>) -> Html {
    let named = dispatch.reform(|event: InputEvent| Action::SetName(input_value(&event)));
    let compressed = !application.inputs.uncompressed;
    html! {
        <details class="more" open={!application.inputs.name.is_empty() || !compressed}>
            <summary>{ w::OPTIONS }</summary>
            <label class="field">
                <span class="field-label">{ w::NAME }</span>
                <input type="text" maxlength="64" value={application.inputs.name.clone()}
                    placeholder={application.default_name()} oninput={named} />
                <span class="hint">{ w::NAME_HINT }</span>
            </label>
            <label class="choice">
                <input type="checkbox" checked={compressed}
                    onchange={on(dispatch, Action::SetCompressed(!compressed))} />
                <span class="choice-name">{ w::COMPRESSED }</span>
                <span class="choice-hint">{ w::COMPRESSED_HINT }</span>
            </label>
        </details>
    }
}

/// The button that builds or reads, or why it cannot yet.
fn load(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let application = &state.application;
    let from_file = application.inputs.source == Source::File;
    match &application.status {
        Status::Loading => {
            let words = state.download.as_ref().map(download_words);
            return working(words.as_deref().unwrap_or(w::LOADING));
        }
        Status::Ready(_) => return html! {},
        Status::Open | Status::Rejected(_) => {}
    }
    if !from_file && application.recipe().is_none() {
        return html! {};
    }
    if application.source().is_none() {
        let missing = if from_file {
            w::FILE_FIRST
        } else {
            w::BLOB_FIRST
        };
        return html! { <p class="reason">{ missing }</p> };
    }
    let (symbol, label) = if from_file {
        (Icon::FileUp, w::READ)
    } else {
        (Icon::Package, w::BUILD)
    };
    html! {
        <>
            <div class="actions">
                { button(Kind::Primary, symbol, label, on(dispatch, Action::Load)) }
                { handover::button(&Place::Application, Kind::Secondary, state, dispatch) }
            </div>
            { handover::refusal(&Place::Application, state) }
        </>
    }
}
