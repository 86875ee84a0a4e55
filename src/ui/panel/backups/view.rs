//! The library on the screen.

use yew::{Callback, Html, html};

use super::{Backup, State};
use crate::{
    text::page::panel::backups as w,
    ui::{
        app::{self, Action},
        components::{Icon, Kind, Tone, button, fact_text, facts, hash, notice, on, working},
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
                { library(backups, state, dispatch) }
            </section>
            { difference(backups) }
        </>
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

fn row(backup: &Backup, backups: &State, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let key = backup.made_millis;
    let connected = state.camera.info().map(|info| &info.mx_id);
    let whose = match connected {
        Some(mx_id) if *mx_id == backup.mx_id => w::THIS_CAMERA,
        Some(_) => w::OTHER_CAMERA,
        None => "",
    };
    let restorable = connected.is_some() && backup.document().is_some();
    html! {
        <li class="backup">
            <div>
                <p class="backup-when">{ backup.made_at.clone() }
                    if !whose.is_empty() { <span class="tag">{ whose }</span> }
                </p>
                <p class="muted">{ hash(&backup.mx_id.0) }{ " · " }
                    { w::holds(&backup.application, &backup.bootloader) }
                    if backup.config.is_none() { { " · " }{ w::NO_CONFIG } }
                </p>
            </div>
            <div class="actions">
                if restorable {
                    { button(Kind::Secondary, Icon::Refresh, w::RESTORE,
                        on(dispatch, Action::Panel(Act::RestoreBackup(key)))) }
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
    let bytes = |bytes: usize| {
        if bytes == 0 {
            w::EQUAL.to_owned()
        } else {
            w::differs(bytes)
        }
    };
    html! {
        <section class="sheet" aria-labelledby="difference-title" data-difference="">
            <h2 id="difference-title">{ w::DIFFERENCE }</h2>
            <p class="muted">{ format!("{} → {}", older.made_at, newer.made_at) }</p>
            if difference.is_none() {
                <p>{ w::SAME }</p>
            } else {
                { facts([
                    fact_text(w::HEADER, bytes(difference.header)),
                    fact_text(w::TABLE, bytes(difference.table)),
                ]) }
                { config::list(&difference.config) }
            }
        </section>
    }
}
