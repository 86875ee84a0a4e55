//! The page: header, band, the three steps or help, and what lies over it.

use yew::{Callback, Html, NodeRef, html};

use super::{Action, State, Step, StudioPhase, View};
use crate::{
    device::CameraInfo,
    engine::protocol::Download,
    text::{
        self, page as words, page::application as application_words, page::camera as camera_words,
        page::flash as flash_words, page::studio as studio_words, units,
    },
    ui::{
        application::{self, Status},
        camera::{self, Connection},
        components::{Head, Icon, Kind, Tone, button, card, icon, notice, on, working},
        flash::{Boot, Phase},
        header, help, panel, recipes, virtual_band,
    },
};

/// Draws the page.
pub(super) fn view(state: &State, keys: &NodeRef, dispatch: &Callback<Action>) -> Html {
    html! {
        <>
            { header::view(state, dispatch) }
            { virtual_band::view(state, dispatch) }
            { main(state, dispatch) }
            <p class="hidden" role="status" aria-live="polite">{ state.said.clone() }</p>
            { help::keys(keys, dispatch) }
            if state.dragging {
                <div class="drop-over" aria-hidden="true">
                    <div>
                        { icon(Icon::FileUp) }
                        <p class="drop-title">{ words::DROP }</p>
                        <p>{ words::DROP_HINT }</p>
                    </div>
                </div>
            }
        </>
    }
}

fn main(state: &State, dispatch: &Callback<Action>) -> Html {
    let body = match state.view {
        View::Flash => home(state, dispatch),
        View::Camera(tab) => panel::view(tab, state, dispatch),
        View::Recipes => recipes::view(state, dispatch),
        View::Help => help::view(),
        // The studio draws its own.
        View::Studio if state.studio.phase == StudioPhase::Ready => return Html::default(),
        View::Studio => studio_waits(state, dispatch),
    };
    html! { <main class="main">{ body }</main> }
}

fn studio_waits(state: &State, dispatch: &Callback<Action>) -> Html {
    let failed = state.studio.phase == StudioPhase::Failed;
    html! {
        <div class="home">
            <div class="intro"><h1 id="main-start" tabindex="-1">{ studio_words::TITLE }</h1></div>
            if failed {
                { notice(Tone::Bad, studio_words::LOAD_FAILED, html! { <p>{ studio_words::LOAD_FAILED_NEXT }</p> }) }
                <div class="actions">
                    { button(Kind::Primary, Icon::Refresh, words::TRY_AGAIN, on(dispatch, Action::LoadStudio)) }
                </div>
            } else {
                { working(studio_words::LOADING) }
            }
        </div>
    }
}

fn home(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="home">
            <div class="intro">
                <h1 id="main-start" tabindex="-1">{ words::HOME_TITLE }</h1>
                <p>{ words::HOME_LEAD }</p>
            </div>
            { card(head_camera(state), dispatch, || camera::view(state, dispatch)) }
            { card(head_application(state), dispatch, || application::view(state, dispatch)) }
            { card(head_flash(state), dispatch, || super::super::flash::view(state, dispatch)) }
        </div>
    }
}

fn head_camera(state: &State) -> Head {
    let summary = match &state.camera.connection {
        _ if state.camera.waiting.is_some() => camera_words::WAITING_TITLE.to_owned(),
        Connection::None => camera_words::SUMMARY_NONE.to_owned(),
        Connection::Connecting { phase, .. } => phase
            .map_or(camera_words::CONNECTING, text::connect_phase)
            .to_owned(),
        Connection::Connected(info) => name(info),
        Connection::Running { info, .. } => format!("{}, {}", name(info), camera_words::RUNS),
        Connection::Failed { failure, .. } => text::failure(failure).title,
    };
    Head {
        step: Step::Camera,
        title: camera_words::TITLE,
        summary,
        state: state.camera.id(),
        done: matches!(
            state.camera.connection,
            Connection::Connected(_) | Connection::Running { .. }
        ),
        open: state.open == Some(Step::Camera),
    }
}

fn name(info: &CameraInfo) -> String {
    let kind = camera_words::kind_name(camera::known_kind(info));
    format!("{kind} {}", units::short_id(&info.mx_id))
}

fn head_application(state: &State) -> Head {
    let summary = match &state.application.status {
        Status::Open => application_words::SUMMARY_NONE.to_owned(),
        Status::Loading => application_words::LOADING.to_owned(),
        Status::Rejected(_) => application_words::REJECTED.to_owned(),
        Status::Ready(summary) => {
            let name = match summary.name.as_str() {
                "" => application_words::UNNAMED,
                name => name,
            };
            format!("{name}, {}", text::bytes_text(summary.size))
        }
    };
    Head {
        step: Step::Application,
        title: application_words::TITLE,
        summary,
        state: state.application.id(),
        done: state
            .application
            .ready()
            .is_some_and(|summary| summary.errors.is_empty()),
        open: state.open == Some(Step::Application),
    }
}

fn head_flash(state: &State) -> Head {
    let phase = state.flash.shown_in(Step::Flash).map(|it| &it.phase);
    let summary = match (phase, &state.flash.boot) {
        (_, Boot::Started { .. }) => flash_words::RUNNING.to_owned(),
        (Some(Phase::Running(running)), _) => match &running.progress {
            Some(progress) if state.open == Some(Step::Flash) => {
                flash_words::stage(progress.stage).to_owned()
            }
            _ => flash_words::percent_done(running.fraction()),
        },
        (Some(Phase::Done(_)), _) => flash_words::DONE.to_owned(),
        (Some(Phase::Failed(failure)), _) => text::failure(failure).title,
        (Some(Phase::Planned(plan)), _) if !plan.refusals.is_empty() => {
            flash_words::REFUSED.to_owned()
        }
        _ => match (state.camera.info(), state.application.ready()) {
            (_, Some(summary)) if !summary.errors.is_empty() => {
                flash_words::SUMMARY_OTHER.to_owned()
            }
            (Some(_), Some(_)) => flash_words::SUMMARY_READY.to_owned(),
            (Some(_), None) => flash_words::SUMMARY_APPLICATION.to_owned(),
            (None, Some(_)) => flash_words::SUMMARY_CAMERA.to_owned(),
            (None, None) => flash_words::SUMMARY_BOTH.to_owned(),
        },
    };
    Head {
        step: Step::Flash,
        title: flash_words::TITLE,
        summary,
        state: state.flash.id(),
        done: matches!(phase, Some(Phase::Done(_))),
        open: state.open == Some(Step::Flash),
    }
}

/// Firmware on its way, in words.
pub(in crate::ui) fn download_words(download: &Download) -> String {
    let part = download.total_bytes.map_or_else(
        || text::bytes_text(download.done_bytes),
        |total| units::part(download.done_bytes, total),
    );
    words::downloading(&download.name, &part)
}
