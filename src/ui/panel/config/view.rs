//! The editor: form or document, what changes, and the buttons.

use yew::{Callback, Html, InputEvent, html};

use super::{Finding, Mode, NetworkCard, State, card_view, finding_text, form, shown};
use crate::{
    bootloader::ConfigChange,
    device::{CameraInfo, KindEvidence},
    text::page::panel::config as w,
    ui::{
        app::{self, Action},
        components::{Icon, Kind, Tone, button, file_button, icon, notice, on, typed},
        panel::Action as Act,
    },
};

/// The first bootloader that knows the configuration (protocol 5.1).
const CONFIG_SINCE: crate::bootloader::Version =
    crate::bootloader::RequestKind::GetBootloaderConfig.since();

/// Draws the part.
pub(in crate::ui::panel) fn view(
    info: &CameraInfo,
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Html {
    let config = &state.panel.config;
    if info.running < CONFIG_SINCE {
        return html! { <section class="sheet">{ notice(Tone::Warning, "", html! { <p>{ w::TOO_OLD }</p> }) }</section> };
    }
    if info.kind_evidence == KindEvidence::Unknown {
        return html! { <section class="sheet">{ notice(Tone::Warning, "", html! { <p>{ w::KIND_UNKNOWN }</p> }) }</section> };
    }
    html! {
        <>
            <section class="sheet" aria-labelledby="config-title">
                <div class="sheet-head">
                    <h2 id="config-title">{ w::TITLE }</h2>
                    { modes(config, dispatch) }
                </div>
                <p class="muted">{ w::LEAD }</p>
                { told(info, config) }
                {
                    match config.mode {
                        Mode::Form => form::view(info, config, dispatch),
                        Mode::Document => document(config, dispatch),
                    }
                }
                <div class="actions">
                    { file_button("import-config", "quiet", w::IMPORT, ".json,application/json", dispatch,
                        |file| Action::Panel(Act::ImportConfig(file))) }
                    { button(Kind::Quiet, Icon::Save, w::EXPORT, on(dispatch, Action::Panel(Act::ExportConfig))) }
                </div>
            </section>
            { changes(info, config, dispatch) }
        </>
    }
}

fn modes(config: &State, dispatch: &Callback<Action>) -> Html {
    let segment = |mode: Mode, label: &'static str| {
        html! {
            <label class="segment">
                <input type="radio" name="config-mode" checked={config.mode == mode}
                    onchange={on(dispatch, Action::Panel(Act::SetMode(mode)))} />
                <span>{ label }</span>
            </label>
        }
    };
    html! {
        <fieldset class="segments">
            <legend class="hidden">{ w::VIEWS }</legend>
            { segment(Mode::Form, w::FORM) }
            { segment(Mode::Document, w::DOCUMENT) }
        </fieldset>
    }
}

/// What is to be known before the form is read.
fn told(info: &CameraInfo, config: &State) -> Html {
    html! {
        <>
            if info.config.is_none() {
                { notice(Tone::Info, "", html! { <p>{ w::none(info.config_error.as_deref()) }</p> }) }
            }
            <div role="alert">
                if let Some(reason) = &config.refused {
                    { notice(Tone::Bad, "", html! { <p>{ reason.clone() }</p> }) }
                }
            </div>
        </>
    }
}

fn document(config: &State, dispatch: &Callback<Action>) -> Html {
    let oninput =
        dispatch.reform(|event: InputEvent| Action::Panel(Act::SetDocument(typed(&event))));
    html! {
        <label class="field">
            <span class="field-label">{ w::DOCUMENT_LABEL }</span>
            <textarea id="config-document" class="script" rows="22" spellcheck="false" autocomplete="off"
                wrap="off" aria-describedby="config-document-hint" value={config.document.clone()} {oninput} />
            <span class="hint" id="config-document-hint">{ w::DOCUMENT_HINT }</span>
        </label>
    }
}

/// What would be written, or what is in the way.
fn changes(info: &CameraInfo, config: &State, dispatch: &Callback<Action>) -> Html {
    let revert = button(
        Kind::Quiet,
        Icon::X,
        w::REVERT,
        on(dispatch, Action::Panel(Act::RevertConfig)),
    );
    let clear = button(
        Kind::Quiet,
        Icon::Trash,
        w::CLEAR,
        on(dispatch, Action::Panel(Act::PlanClearConfig)),
    );
    let write = button(
        Kind::Primary,
        Icon::Zap,
        w::WRITE,
        on(dispatch, Action::Panel(Act::PlanConfig)),
    );
    let (body, possible) = match config.draft() {
        Err(findings) => {
            let row = |finding: &Finding| {
                let label = finding.field().map(|field| w::label(field.path()));
                html! {
                    <li>
                        if let Some(label) = label { <b>{ label.to_owned() }{ ": " }</b> }
                        { finding_text(finding) }
                    </li>
                }
            };
            let rows = findings.iter().map(row);
            (
                notice(Tone::Bad, w::FINDINGS, html! { <ul>{ for rows }</ul> }),
                false,
            )
        }
        Ok(_) => {
            let all = config.changes();
            let any = !all.is_empty();
            let body = if any {
                list(&all)
            } else {
                html! { <p class="muted">{ w::NO_CHANGES }</p> }
            };
            (body, any)
        }
    };
    html! {
        <section class="sheet" aria-labelledby="changes-title" data-changes={config.changes().len().to_string()}>
            <h2 id="changes-title">{ w::CHANGES }</h2>
            { body }
            <div class="actions">
                if possible { { write } }
                if config.is_touched() { { revert } }
                if info.config.is_some() { <span class="end">{ clear }</span> }
            </div>
        </section>
    }
}

/// Changes as rows: what, before, after.
pub(in crate::ui::panel) fn list(changes: &[ConfigChange]) -> Html {
    let row = |change: &ConfigChange| {
        html! {
            <li>
                <span class="change-what">{ w::label(&change.path).to_owned() }</span>
                <span class="change-from">{ shown(&change.path, change.from.as_ref()) }</span>
                { icon(Icon::ArrowRight) }
                <span class="change-to">{ shown(&change.path, change.to.as_ref()) }</span>
            </li>
        }
    };
    html! { <ul class="changes">{ for changes.iter().map(row) }</ul> }
}

/// What a person should see beside the plan: the changes, and the card of a fixed address.
pub(in crate::ui::panel) fn before_plan(config: &State, dispatch: &Callback<Action>) -> Html {
    let card = config
        .draft()
        .ok()
        .zip(config.camera.as_ref())
        .and_then(|(draft, mx_id)| NetworkCard::of(mx_id, &draft));
    html! {
        <>
            <section class="sheet" aria-labelledby="changes-title">
                <h2 id="changes-title">{ w::CHANGES }</h2>
                { list(&config.changes()) }
            </section>
            if let Some(card) = card { { card_view::view(&card, dispatch) } }
        </>
    }
}
