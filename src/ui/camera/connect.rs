//! Step 1 before a camera is connected: the button, the list, what the browser's chooser shows, waiting, failures.

use yew::{Callback, Html, html};

use super::{Chooser, Connection, State, panel};
use crate::{
    device::{Failure, FailureCause, Waiting},
    text::{self, page as words, page::camera as w},
    transport::Candidate,
    ui::{
        app::{self, Action, Engine, Step, UsbAccess},
        components::{
            Icon, Kind, Tone, button, camera_drawing, icon, icon_button, menu, notice, on, working,
        },
        flash,
    },
    virtual_camera::PROFILES,
};

/// Draws the body of step 1.
pub(in crate::ui) fn view(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let camera = &state.camera;
    if let Engine::Stopped(failure) = &state.engine {
        let restart = button(
            Kind::Primary,
            Icon::Refresh,
            words::RESTART_ENGINE,
            on(dispatch, Action::RestartEngine),
        );
        return flash::failure_with(failure, state, dispatch, restart);
    }
    if let Some(waiting) = &camera.waiting {
        return waiting_view(waiting, camera, dispatch);
    }
    match &camera.connection {
        Connection::None => start(state, dispatch),
        Connection::Connecting { phase, .. } => html! {
            <div class="connecting">
                { working(phase.map_or(w::CONNECTING, text::connect_phase)) }
                { button(Kind::Secondary, Icon::X, words::CANCEL, on(dispatch, Action::Cancel)) }
            </div>
        },
        Connection::Connected(info) => panel::view(info, state, dispatch),
        Connection::Running { info, seen } => html! {
            <>
                { panel::running(info, *seen, state.usb, dispatch) }
                { list(camera, dispatch) }
            </>
        },
        Connection::Failed { failure, goal } => {
            // What became of an operation weighs more than how the connection ended.
            if let Some(operation) = state.flash.shown_in(Step::Camera) {
                return html! {
                    <>
                        { flash::operation_view(operation, state, dispatch) }
                        { list(camera, dispatch) }
                    </>
                };
            }
            // The same wish would fail in the same way.
            let hopeless = matches!(
                failure.cause,
                FailureCause::BadInput { .. } | FailureCause::ApplicationStays
            );
            failed(failure, goal.is_some() && !hopeless, state, dispatch)
        }
    }
}

/// Nothing connected.
fn start(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let usb = match state.usb {
        UsbAccess::NoWebUsb => notice(
            Tone::Warning,
            w::NO_WEBUSB_TITLE,
            html! { <p>{ w::NO_WEBUSB }</p> },
        ),
        UsbAccess::Insecure => notice(
            Tone::Warning,
            w::INSECURE_TITLE,
            html! { <p>{ w::INSECURE }</p> },
        ),
        UsbAccess::Unknown | UsbAccess::Available => html! {},
    };
    let reachable = matches!(state.usb, UsbAccess::Unknown | UsbAccess::Available);
    html! {
        <>
            { usb }
            <div class="start">
                <div class="start-text">
                    if reachable { <p class="lead">{ w::LEAD }</p> }
                    { chooser(&state.camera) }
                    <div class="actions">
                        if reachable {
                            { button(Kind::Primary, Icon::Usb, w::CONNECT, on(dispatch, Action::Choose)) }
                        }
                        { virtual_menu(dispatch) }
                    </div>
                    if reachable { <p class="needs">{ w::NEEDS }</p> }
                </div>
                { camera_drawing() }
            </div>
            { list(&state.camera, dispatch) }
            if reachable { { rows() } }
        </>
    }
}

fn chooser(camera: &State) -> Html {
    match &camera.chooser {
        Chooser::Closed => html! {},
        Chooser::Open | Chooser::Chosen => working(w::CHOOSING),
        Chooser::Dismissed => notice(
            Tone::Info,
            w::DISMISSED_TITLE,
            html! { <ul>{ for w::DISMISSED.iter().map(|text| html! { <li>{ *text }</li> }) }</ul> },
        ),
        Chooser::Refused(reason) => notice(
            Tone::Warning,
            w::REFUSED_TITLE,
            html! { <p>{ reason.clone() }</p> },
        ),
    }
}

fn virtual_menu(dispatch: &Callback<Action>) -> Html {
    let item = |(id, label): &(&'static str, &'static str)| (*label, *id, Action::UseVirtual(id));
    let items: Vec<_> = PROFILES.iter().map(item).collect();
    menu("profiles", Icon::Flask, w::USE_VIRTUAL, &items, dispatch)
}

/// The cameras the browser lets us see already.
pub(in crate::ui) fn list(camera: &State, dispatch: &Callback<Action>) -> Html {
    let row = |candidate: &Candidate| {
        let id = candidate
            .mx_id
            .as_ref()
            .map_or_else(|| w::UNKNOWN_ID.to_owned(), ToString::to_string);
        let connect = on(dispatch, Action::Connect(candidate.id.clone()));
        html! {
            <li class="row">
                <span class="row-name">
                    { w::row_state(candidate.state) }
                    if candidate.is_virtual { <span class="tag">{ w::VIRTUAL }</span> }
                </span>
                <code class="row-id">{ id }</code>
                <span class="row-actions">
                    if !candidate.is_virtual {
                        { icon_button(Icon::Trash, w::FORGET, on(dispatch, Action::Forget(candidate.id.clone()))) }
                    }
                    { button(Kind::Secondary, Icon::Plug, w::CONNECT_THIS, connect) }
                </span>
            </li>
        }
    };
    if camera.candidates.is_empty() {
        return html! {};
    }
    html! {
        <section class="rows" aria-label={w::LIST_TITLE}>
            <h3>{ w::LIST_TITLE }</h3>
            <ul>{ for camera.candidates.iter().map(row) }</ul>
            if camera.candidates.iter().any(|it| !it.is_virtual) { <p class="hint">{ w::FORGET_HINT }</p> }
        </section>
    }
}

/// What the browser's list will show.
fn rows() -> Html {
    let row = |name: &'static str, means: &'static str| {
        html! { <li>{ icon(Icon::Usb) }<b>{ name }</b><span>{ means }</span></li> }
    };
    html! {
        <section class="chooser-rows">
            <h3>{ w::ROWS_TITLE }</h3>
            <ul>
                { row(w::ROW_UNBOOTED, w::ROW_UNBOOTED_MEANS) }
                { row(w::ROW_BOOTLOADER, w::ROW_BOOTLOADER_MEANS) }
            </ul>
        </section>
    }
}

/// The camera came back as another USB device, which the browser must be allowed to see.
fn waiting_view(waiting: &Waiting, camera: &State, dispatch: &Callback<Action>) -> Html {
    let said = text::waiting(waiting);
    html! {
        <div class="waiting" id="waiting" tabindex="-1" role="group" aria-labelledby="waiting-title">
            <div class="waiting-text">
                <h3 id="waiting-title">{ said.title }</h3>
                <p>{ said.meaning }</p>
                <p>{ said.next }{ " " }{ w::WAITING_CLOCK }</p>
                { chooser(camera) }
                <div class="actions">
                    { button(Kind::Primary, Icon::Usb, w::WAITING_BUTTON, on(dispatch, Action::Choose)) }
                    { button(Kind::Secondary, Icon::X, words::CANCEL, on(dispatch, Action::Cancel)) }
                </div>
            </div>
            { camera_drawing() }
        </div>
    }
}

/// The same, for operations that wait in step 3.
pub(in crate::ui) fn waiting_in_operation(
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Option<Html> {
    let waiting = state.camera.waiting.as_ref()?;
    Some(waiting_view(waiting, &state.camera, dispatch))
}

fn failed(failure: &Failure, again: bool, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let reachable = matches!(state.usb, UsbAccess::Unknown | UsbAccess::Available);
    let retry = button(
        Kind::Primary,
        Icon::Refresh,
        words::TRY_AGAIN,
        on(dispatch, Action::Again),
    );
    let connect = button(
        if again {
            Kind::Secondary
        } else {
            Kind::Primary
        },
        Icon::Usb,
        w::CONNECT,
        on(dispatch, Action::Choose),
    );
    html! {
        <>
            { flash::failure_with(failure, state, dispatch, html! {
                <>
                    if again { { retry } }
                    if reachable { { connect } }
                    { virtual_menu(dispatch) }
                </>
            }) }
            { chooser(&state.camera) }
            { list(&state.camera, dispatch) }
        </>
    }
}
