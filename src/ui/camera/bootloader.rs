//! The camera's bootloader: what is there, what is newest, and flashing it with the right kind.

use yew::{Callback, Html, html};

use super::{BootloaderState, bootloader_state, known_kind};
use crate::{
    bootloader::BootloaderKind,
    device::CameraInfo,
    text::{page as words, page::camera as w},
    ui::{
        app::{self, Action, Step},
        components::{Icon, Kind, Tone, button, file_button, link_button, notice, on},
    },
};

/// Draws the section, with the one primary button of the connected camera.
pub(super) fn view(info: &CameraInfo, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let camera = &state.camera;
    let found = bootloader_state(info, camera.shipped);
    let unknown = known_kind(info).is_none();
    let go_on = |kind| {
        let next = Action::Open(Step::Application);
        button(kind, Icon::ArrowRight, words::CONTINUE, on(dispatch, next))
    };
    let flash = |kind, label| button(kind, Icon::Zap, label, on(dispatch, Action::PlanBootloader));
    let buttons = match found {
        BootloaderState::Missing if unknown && camera.kind.is_none() => html! {
            <>
                <p class="reason">{ w::KIND_FIRST }</p>
                { go_on(Kind::Secondary) }
            </>
        },
        BootloaderState::Missing => html! {
            <>{ flash(Kind::Primary, w::BOOTLOADER_FLASH) }{ go_on(Kind::Secondary) }</>
        },
        BootloaderState::Outdated => html! {
            <>{ go_on(Kind::Primary) }{ flash(Kind::Secondary, w::BOOTLOADER_UPDATE) }</>
        },
        BootloaderState::Fine => html! {
            <>{ go_on(Kind::Primary) }{ flash(Kind::Quiet, w::BOOTLOADER_AGAIN) }</>
        },
    };
    html! {
        <section class="bootloader" aria-labelledby="bootloader-title">
            <h3 id="bootloader-title">{ w::BOOTLOADER_TITLE }</h3>
            { told(info, found, state) }
            if unknown {
                { kinds(info, state, dispatch) }
                { image(state, dispatch) }
            } else {
                <details class="more" open={camera.image.is_some()}>
                    <summary>{ w::BOOTLOADER_OPTIONS }</summary>
                    { kinds(info, state, dispatch) }
                    { image(state, dispatch) }
                </details>
            }
            <div class="actions">{ buttons }</div>
        </section>
    }
}

fn told(info: &CameraInfo, found: BootloaderState, state: &app::State) -> Html {
    match (found, info.flashed, state.camera.shipped) {
        (BootloaderState::Missing, ..) => notice(
            Tone::Warning,
            "",
            html! { <p>{ w::BOOTLOADER_MISSING }</p> },
        ),
        (BootloaderState::Outdated, Some(flashed), Some(shipped)) => {
            html! { <p>{ w::outdated(flashed, shipped) }</p> }
        }
        (_, Some(flashed), Some(shipped)) if flashed == shipped => {
            html! { <p>{ w::newest(flashed) }{ " " }{ w::BOOTLOADER_FINE }</p> }
        }
        (_, Some(flashed), _) => html! { <p>{ w::flashed(flashed) }</p> },
        (_, None, _) => html! {},
    }
}

/// The choice of the kind; the camera's own one is chosen already where it is known.
pub(in crate::ui) fn kinds(
    info: &CameraInfo,
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Html {
    let known = known_kind(info);
    let chosen = state.camera.kind.or(known);
    let choice = |kind: BootloaderKind, name: &'static str, hint: &'static str| {
        let hint = match known {
            Some(known) if known == kind => w::KIND_THIS,
            Some(_) => w::KIND_OTHER,
            None => hint,
        };
        html! {
            <label class="choice">
                <input type="radio" name="kind" checked={chosen == Some(kind)}
                    onchange={on(dispatch, Action::ChooseKind(kind))} />
                <span class="choice-name">{ name }</span>
                <span class="choice-hint">{ hint }</span>
            </label>
        }
    };
    html! {
        <fieldset class="choices">
            <legend>{ w::KIND_TITLE }</legend>
            if known.is_none() { <p class="hint">{ w::KIND_UNKNOWN }</p> }
            { choice(BootloaderKind::Network, w::KIND_NETWORK, w::KIND_NETWORK_HINT) }
            { choice(BootloaderKind::Usb, w::KIND_USB, w::KIND_USB_HINT) }
        </fieldset>
    }
}

pub(in crate::ui) fn image(state: &app::State, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="field">
            <span class="field-label">{ w::IMAGE_TITLE }</span>
            if let Some(image) = &state.camera.image {
                <p class="picked">
                    <code>{ image.name.clone() }</code>
                    { link_button(w::IMAGE_BACK, on(dispatch, Action::ChooseImage(None))) }
                </p>
            } else {
                <p class="picked">
                    <span>{ w::IMAGE_SHIPPED }</span>
                    { file_button("pick-image", "quiet", w::IMAGE_PICK, "", dispatch,
                        |file| Action::ChooseImage(Some(file))) }
                </p>
            }
        </div>
    }
}
