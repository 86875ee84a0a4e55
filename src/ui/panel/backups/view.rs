//! The library on the screen.

use yew::{Callback, Html, html};

use super::{Kept, State};
use crate::{
    bootloader::RequestKind,
    device::CameraInfo,
    text::{self, page::panel::backups as w},
    ui::{
        app::{self, Action},
        components::{Icon, Kind, Tone, button, file_button, hash, notice, on, working},
        panel::{Action as Act, config},
    },
};

/// Draws the part; with or without a camera.
pub(in crate::ui::panel) fn view(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let backups = &state.panel.backups;
    html! {
        <>
            <section class="sheet" aria-labelledby="backups-title">
                <h2 id="backups-title">{ w::TITLE }</h2>
                <p class="muted">{ w::LEAD }</p>
                if backups.error.is_none() { { make(state.camera.info(), dispatch) } }
                if let Some(sentence) = &backups.refused {
                    <div role="alert">{ notice(Tone::Warning, "", html! { <p>{ sentence.clone() }</p> }) }</div>
                }
                { library(backups, state, dispatch) }
            </section>
            { difference(backups) }
        </>
    }
}

/// Now, or from a file.
fn make(info: Option<&CameraInfo>, dispatch: &Callback<Action>) -> Html {
    let reads = |info: &CameraInfo| info.running >= RequestKind::ReadFlash.since();
    html! {
        <div class="actions">
            if info.is_some_and(reads) {
                { button(Kind::Primary, Icon::Save, w::MAKE, on(dispatch, Action::Panel(Act::TakeBackup))) }
            }
            { file_button("import-backup", Kind::Secondary.id(), w::IMPORT, ".json,application/json", dispatch,
                |file| Action::Panel(Act::ImportBackup(file))) }
            if info.is_some_and(|info| !reads(info)) { <p class="reason">{ w::TOO_OLD }</p> }
        </div>
    }
}

fn library(backups: &State, state: &app::State, dispatch: &Callback<Action>) -> Html {
    if let Some(error) = &backups.error {
        return notice(
            Tone::Warning,
            w::UNAVAILABLE,
            html! { <p>{ error.clone() }</p> },
        );
    }
    match backups.all.as_deref() {
        None => working(w::LOADING),
        Some([]) => html! { <p>{ w::NONE }</p> },
        Some(all) => html! {
            <>
                if all.len() > 1 { <p class="hint">{ w::COMPARE_HINT }</p> }
                <ul class="backups">{ for all.iter().map(|it| row(it, backups, state, dispatch)) }</ul>
            </>
        },
    }
}

fn row(kept: &Kept, backups: &State, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let key = kept.made_millis;
    let connected = state.camera.info().map(|info| &info.mx_id);
    let own = connected == Some(&kept.backup.mx_id);
    let whose = match connected {
        Some(_) if own => w::THIS_CAMERA,
        Some(_) => w::OTHER_CAMERA,
        None => "",
    };
    html! {
        <li class="backup">
            <div>
                <p class="backup-when">{ kept.made_at.clone() }
                    if !whose.is_empty() { <span class="tag">{ whose }</span> }
                </p>
                <p class="muted">{ hash(&kept.backup.mx_id.0) }{ " · " }{ w::holds(&kept.backup) }</p>
            </div>
            <div class="actions">
                if own {
                    { button(Kind::Secondary, Icon::Refresh, w::RESTORE,
                        on(dispatch, Action::Panel(Act::RestoreBackup(key)))) }
                }
                if connected.is_some() {
                    { button(Kind::Quiet, Icon::Refresh, w::RESTORE_CONFIG,
                        on(dispatch, Action::Panel(Act::RestoreConfig(key)))) }
                }
                { button(Kind::Quiet, Icon::Save, w::EXPORT, on(dispatch, Action::Panel(Act::ExportBackup(key)))) }
                { button(Kind::Quiet, Icon::Trash, w::DELETE, on(dispatch, Action::Panel(Act::DeleteBackup(key)))) }
                <label class="choice choice-small">
                    <input type="checkbox" checked={backups.marked.contains(&key)}
                        onchange={on(dispatch, Action::Panel(Act::MarkBackup(key)))} />
                    <span class="choice-name">{ w::COMPARE }</span>
                </label>
            </div>
        </li>
    }
}

fn difference(backups: &State) -> Html {
    let Some((older, newer)) = backups.compared() else {
        return html! {};
    };
    let difference = older.difference(newer);
    let sentence = |it| html! { <li>{ text::backup_difference(it) }</li> };
    html! {
        <section class="sheet" aria-labelledby="difference-title" data-difference="">
            <h2 id="difference-title">{ w::DIFFERENCE }</h2>
            <p class="muted">{ format!("{} → {}", older.made_at, newer.made_at) }</p>
            if difference.is_none() {
                <p>{ w::SAME }</p>
            } else {
                if !difference.others.is_empty() {
                    <ul class="sentences">{ for difference.others.iter().map(sentence) }</ul>
                }
                if !difference.config.is_empty() { { config::list(&difference.config) } }
            }
        </section>
    }
}
