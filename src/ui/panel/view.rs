//! The frame of the camera view: whose camera, its parts, and the part that is shown.

use yew::{Callback, Html, html};

use super::{
    Tab, application, backups, bootloaders, config, memory, overview, reading_view, recorder,
    recovery,
};
use crate::{
    device::CameraInfo,
    text::{
        page::{
            camera as camera_words,
            panel::{self as w, bootloaders as bootloader_words},
        },
        units,
    },
    ui::{
        app::{Action, State, Step, View},
        camera::{self, Connection},
        components::{Icon, Kind, Tone, button, notice, on},
        flash::{self, Phase, Request},
        packages,
    },
};

/// Draws the view.
pub(in crate::ui) fn view(tab: Tab, state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="cam" data-tab={tab.label()}>
            { head(state, dispatch) }
            <nav class="cam-tabs" aria-label={w::PARTS}>
                { for Tab::ALL.iter().map(|it| link(*it, tab)) }
            </nav>
            <div class="cam-body">{ body(tab, state, dispatch) }</div>
        </div>
    }
}

fn link(tab: Tab, shown: Tab) -> Html {
    let current = (tab == shown).then_some("page");
    html! { <a href={tab.hash()} aria-current={current}>{ tab.label() }</a> }
}

fn head(state: &State, dispatch: &Callback<Action>) -> Html {
    let (title, below) = match &state.camera.connection {
        Connection::Connected(info) => (name(info), w::state(info.found_as, info.booted_in_memory)),
        Connection::Running { info, .. } => (name(info), crate::text::page::flash::RUNNING),
        _ => (w::TITLE.to_owned(), w::LEAD),
    };
    html! {
        <div class="cam-head">
            <div>
                <h1 id="main-start" tabindex="-1">{ title }</h1>
                <p class="cam-state">{ below }</p>
            </div>
            if state.camera.info().is_some() && !state.writing() {
                <div class="actions">
                    { button(Kind::Quiet, Icon::Refresh, camera_words::REFRESH, on(dispatch, Action::Refresh)) }
                    { button(Kind::Quiet, Icon::LogOut, camera_words::DISCONNECT, on(dispatch, Action::Disconnect)) }
                </div>
            }
        </div>
    }
}

fn name(info: &CameraInfo) -> String {
    let kind = camera_words::kind_name(camera::known_kind(info));
    format!("{kind} {}", units::short_id(&info.mx_id))
}

fn body(tab: Tab, state: &State, dispatch: &Callback<Action>) -> Html {
    if tab == Tab::Recorder && state.panel.recorder.replay.is_some() {
        return recorder::view(state, dispatch);
    }
    if let Some(reading) = &state.panel.reading {
        return reading_view::view(reading, state, dispatch);
    }
    if let Some(shown) = operation(tab, state, dispatch) {
        return shown;
    }
    match tab {
        Tab::Backups => return backups::view(state, dispatch),
        Tab::Recovery => return recovery::view(state, dispatch),
        Tab::Recorder => return recorder::view(state, dispatch),
        _ => {}
    }
    let Some(info) = state.camera.info() else {
        let packages = (tab == Tab::Application).then(|| packages::view(state, dispatch));
        return html! { <>{ connect(state, dispatch) }{ packages }</> };
    };
    match tab {
        Tab::Config => config::view(info, state, dispatch),
        Tab::Bootloader => bootloaders::view(info, state, dispatch),
        Tab::Application => application::view(info, state, dispatch),
        Tab::Memory => memory::view(info, state, dispatch),
        Tab::Overview | Tab::Backups | Tab::Recovery | Tab::Recorder => {
            overview::view(info, state, dispatch)
        }
    }
}

/// An operation takes the place of the part it belongs to, and of every part while it runs.
fn operation(tab: Tab, state: &State, dispatch: &Callback<Action>) -> Option<Html> {
    let operation = state.flash.operation.as_ref()?;
    let running = matches!(operation.phase, Phase::Running(_));
    if operation.request.step() == Step::Flash {
        // Flashing an application belongs to the steps of the home view.
        return running.then(|| {
            notice(
                Tone::Info,
                w::ELSEWHERE,
                html! { <p><a href={View::Flash.hash()}>{ w::SHOW_OPERATION }</a></p> },
            )
        });
    }
    // The repair stays where it was asked for.
    if !running && Tab::of(operation.request) != tab && tab != Tab::Recovery {
        return None;
    }
    let planned = matches!(operation.phase, Phase::Planned(_));
    let before = match operation.request {
        Request::WriteConfig if planned => config::before_plan(&state.panel.config, dispatch),
        _ => html! {},
    };
    Some(html! {
        <>
            { before }
            <section class="sheet">
                <h2 class="hidden">{ tab.label() }</h2>
                { flash::operation_view(operation, state, dispatch) }
            </section>
        </>
    })
}

/// No camera: the way to one.
fn connect(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <section class="sheet" data-connect="">
            <h2 class="hidden">{ camera_words::TITLE }</h2>
            if state.panel.bootloaders.rom_started {
                { notice(Tone::Good, bootloader_words::ROM_STARTED, html! { <p>{ bootloader_words::ROM_STARTED_NEXT }</p> }) }
            }
            { camera::view(state, dispatch) }
        </section>
    }
}
