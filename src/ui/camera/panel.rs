//! What is this camera: its facts, its flash, its bootloader.

use yew::{Callback, Html, html};

use super::{bootloader, known_kind, map};
use crate::{
    bootloader::Memory,
    device::{ApplicationInfo, CameraInfo, MemoryInfo},
    text::{self, page as words, page::camera as w},
    ui::{
        app::{self, Action, Step, UsbAccess},
        components::{
            Icon, Kind, Tone, button, fact, fact_text, facts, hash, link_button, notice, on,
        },
        flash,
    },
};

/// Draws the panel of a connected camera, or the operation that was started from it.
pub(in crate::ui) fn view(
    info: &CameraInfo,
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Html {
    if let Some(operation) = state.flash.shown_in(Step::Camera) {
        return flash::operation_view(operation, state, dispatch);
    }
    html! {
        <div class="panel">
            { identity(info, dispatch) }
            { bootloader::view(info, state, dispatch) }
            if !info.map.is_empty() { { map::view(info, state, dispatch) } }
            <div class="actions actions-end">
                { button(Kind::Quiet, Icon::LogOut, w::DISCONNECT, on(dispatch, Action::Disconnect)) }
                { button(Kind::Quiet, Icon::Refresh, w::REFRESH, on(dispatch, Action::Refresh)) }
            </div>
        </div>
    }
}

/// Draws the panel of a camera that left to run its application.
pub(in crate::ui) fn running(
    info: &CameraInfo,
    seen: bool,
    usb: UsbAccess,
    dispatch: &Callback<Action>,
) -> Html {
    let text = if seen {
        words::flash::RUNNING_SEEN
    } else {
        words::flash::RUNNING_UNSEEN
    };
    html! {
        <div class="panel">
            { notice(Tone::Good, words::flash::RUNNING, html! { <p>{ text }</p> }) }
            { facts([
                fact(w::fact::ID, hash(&info.mx_id.0)),
                fact_text(w::fact::KIND, w::kind_name(known_kind(info))),
            ]) }
            <div class="actions">
                if usb == UsbAccess::Available {
                    { button(Kind::Secondary, Icon::Usb, w::CONNECT, on(dispatch, Action::Choose)) }
                }
                { button(Kind::Quiet, Icon::X, words::flash::ANOTHER, on(dispatch, Action::Disconnect)) }
            </div>
        </div>
    }
}

fn identity(info: &CameraInfo, dispatch: &Callback<Action>) -> Html {
    let kind = w::kind_because(known_kind(info), text::evidence(info.kind_evidence));
    let mut bootloader = w::bootloader(info.flashed, info.running, info.booted_in_memory);
    if info.user_bootloader == Some(true) {
        bootloader = format!("{bootloader} ({})", w::USER_BOOTLOADER);
    }
    let found = format!(
        "{}, {}",
        text::state(info.found_as),
        w::link(info.attachment, info.speed)
    );
    facts([
        fact(w::fact::ID, hash(&info.mx_id.0)),
        fact_text(w::fact::FOUND, found),
        fact_text(w::fact::KIND, kind),
        fact_text(w::fact::BOOTLOADER, bootloader),
        fact(w::fact::MEMORY, memories(&info.memories)),
        fact(w::fact::APPLICATION, applications(info, dispatch)),
        fact(w::fact::CONFIG, config(info)),
    ])
}

pub(in crate::ui) fn memories(memories: &[MemoryInfo]) -> Html {
    if memories.is_empty() {
        return html! { { w::MEMORY_UNKNOWN } };
    }
    let line = |memory: &MemoryInfo| {
        html! {
            <li>
                { text::bytes_text(memory.size_bytes) }{ " " }{ text::memory(memory.memory) }
                if !memory.info.is_empty() { <span class="muted">{ " · " }{ memory.info.clone() }</span> }
            </li>
        }
    };
    let mut there = memories.iter().filter(|memory| memory.available).peekable();
    if there.peek().is_none() {
        return html! { { w::MEMORY_NONE } };
    }
    html! { <ul>{ for there.map(line) }</ul> }
}

pub(in crate::ui) fn applications(info: &CameraInfo, dispatch: &Callback<Action>) -> Html {
    if info.applications.is_empty() {
        return html! { { w::UNKNOWN } };
    }
    let several = info.memories.iter().filter(|it| it.available).count() > 1;
    let line = |application: &ApplicationInfo| {
        let name = match application.name.as_deref() {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => w::APPLICATION_UNNAMED.to_owned(),
        };
        let version = application.firmware_version.clone().unwrap_or_default();
        let remove = on(dispatch, Action::PlanRemove(application.memory));
        html! {
            <li>
                { name }
                if several { <span class="muted">{ " · " }{ text::memory(application.memory) }</span> }
                if !version.is_empty() { <span class="muted">{ " · " }{ w::firmware(&version) }</span> }
                { " " }{ link_button(w::REMOVE, remove) }
            </li>
        }
    };
    let mut present = info.applications.iter().filter(|it| it.present).peekable();
    if present.peek().is_none() {
        return html! { { w::APPLICATION_NONE } };
    }
    html! { <ul>{ for present.map(line) }</ul> }
}

fn config(info: &CameraInfo) -> Html {
    if let Some(error) = &info.config_error {
        return html! { { w::config_none(error) } };
    }
    let Some(document) = &info.config else {
        return html! { { w::CONFIG_NONE } };
    };
    let pretty = serde_json::from_str::<serde_json::Value>(document)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| document.clone());
    html! {
        <details class="inline-details">
            <summary>{ w::CONFIG_SHOW }</summary>
            <pre class="code" tabindex="0"><code>{ pretty }</code></pre>
        </details>
    }
}

/// The memories an application can be written to.
pub(in crate::ui) fn targets(info: &CameraInfo) -> Vec<Memory> {
    info.memories
        .iter()
        .filter(|memory| memory.available)
        .map(|memory| memory.memory)
        .collect()
}
