//! The applications by memory, and the backup that was read.

use yew::{Callback, Html, html};

use super::inspect;
use crate::{
    device::{ApplicationInfo, CameraInfo, SectionPlace},
    text::{
        self,
        page::{camera as camera_words, flash as flash_words, panel::application as w},
        units,
    },
    ui::{
        app::{self, Action, View},
        components::{
            Icon, Kind, Tone, button, fact, fact_text, facts, hash, icon, notice, on, working,
        },
        flash::{self, Boot},
        handover::{self, Place},
        packages,
        panel::Action as Act,
    },
};

/// Draws the part.
pub(in crate::ui::panel) fn view(
    info: &CameraInfo,
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Html {
    html! {
        <>
            if info.applications.is_empty() {
                <section class="sheet"><p>{ w::UNKNOWN }</p></section>
            }
            { for info.applications.iter().map(|it| application(it, info, state, dispatch)) }
            { backup(state, dispatch) }
            { inspect::view(&state.panel.application, dispatch) }
            { packages::view(state, dispatch) }
            <section class="sheet" aria-labelledby="another-title">
                <h2 id="another-title">{ w::ANOTHER }</h2>
                <p class="muted">{ w::ANOTHER_HINT }</p>
                <div class="actions">
                    <a class="button" data-kind="secondary" href={View::Flash.hash()}>
                        { icon(Icon::ArrowRight) }<span>{ w::ANOTHER }</span>
                    </a>
                </div>
            </section>
        </>
    }
}

fn application(
    application: &ApplicationInfo,
    info: &CameraInfo,
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Html {
    let several = info.applications.len() > 1;
    let title = if several {
        format!("{}, {}", w::TITLE, text::memory(application.memory))
    } else {
        w::TITLE.to_owned()
    };
    if !application.present {
        return html! {
            <section class="sheet"><h2>{ title }</h2><p class="muted">{ w::NONE }</p></section>
        };
    }
    let memory = application.memory;
    let name = match application.name.as_deref() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => camera_words::APPLICATION_UNNAMED.to_owned(),
    };
    let firmware = application.firmware_version.as_deref();
    let firmware = firmware
        .map_or(camera_words::UNKNOWN, units::version)
        .to_owned();
    html! {
        <section class="sheet" data-application={text::memory(memory)}>
            <h2>{ title }</h2>
            { facts([fact_text(w::NAME, name), fact(w::FIRMWARE, hash(&firmware))]) }
            if !application.sections.is_empty() { { sections(&application.sections) } }
            { boot(state, dispatch) }
            <div class="actions">
                { button(Kind::Primary, Icon::Play, w::START, on(dispatch, Action::Boot)) }
                { button(Kind::Secondary, Icon::Save, w::BACK_UP,
                    on(dispatch, Action::Panel(Act::ReadApplication(memory)))) }
                { handover::button(&Place::Camera(memory), Kind::Quiet, state, dispatch) }
                <span class="end">
                    { button(Kind::Quiet, Icon::Trash, w::REMOVE, on(dispatch, Action::PlanRemove(memory))) }
                </span>
            </div>
            { handover::refusal(&Place::Camera(memory), state) }
        </section>
    }
}

fn sections(sections: &[SectionPlace]) -> Html {
    let row = |section: &SectionPlace| {
        html! {
            <li>
                <code>{ section.name.clone() }</code>
                <span>{ text::bytes_text(section.size) }</span>
                <code>{ units::address(section.offset) }</code>
            </li>
        }
    };
    html! {
        <details class="more">
            <summary>{ w::SECTIONS }</summary>
            <ul class="sections">{ for sections.iter().map(row) }</ul>
        </details>
    }
}

fn boot(state: &app::State, dispatch: &Callback<Action>) -> Html {
    match &state.flash.boot {
        Boot::Starting => working(flash_words::STARTING),
        Boot::Failed(failure) => flash::failure_with(failure, state, dispatch, html! {}),
        Boot::Idle | Boot::Started { .. } => html! {},
    }
}

fn backup(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let Some(backup) = &state.panel.application.backup else {
        return html! {};
    };
    html! {
        <section class="sheet" aria-labelledby="backup-title" data-backup="">
            <h2 id="backup-title">{ w::READ_TITLE }</h2>
            { notice(Tone::Good, &backup.file.name, html! {
                <p>{ text::bytes_text(backup.file.bytes.len() as u64) }{ ". " }{ w::READ_HINT }</p>
            }) }
            <div class="actions">
                { button(Kind::Secondary, Icon::Save, w::SAVE, on(dispatch, Action::Panel(Act::SaveBackup))) }
                { button(Kind::Quiet, Icon::ArrowRight, w::INSPECT, on(dispatch, Action::Panel(Act::OpenBackup))) }
            </div>
        </section>
    }
}
