//! Update, start over, boot header.

use yew::{Callback, Html, html};

use super::{Target, advice, gates::in_the_way, header_view};
use crate::{
    bootloader::{
        BootloaderKind,
        gate::{self, Operation},
    },
    device::CameraInfo,
    text::page::panel::bootloaders as w,
    ui::{
        app::{self, Action},
        camera::{self, known_kind},
        components::{Icon, Kind, button, on},
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
            { update(info, state, dispatch) }
            { over(info, state, dispatch) }
            { header_view::view(info, &state.panel.bootloaders, dispatch) }
        </>
    }
}

fn update(info: &CameraInfo, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let shipped = state.camera.shipped;
    let advice = advice(info, shipped);
    let unknown = known_kind(info).is_none() && state.camera.kind.is_none();
    let custom = state.camera.image.is_some();
    let user_possible = info.kind == BootloaderKind::Network
        && info.flashed.is_some_and(|flashed| {
            gate::operation(Operation::FlashUserBootloader, info.kind, flashed).is_ok()
        });
    let kind_of = |target| {
        if advice.target == target && (advice.needed || custom) {
            Kind::Primary
        } else {
            Kind::Secondary
        }
    };
    let factory = button(
        kind_of(Target::Factory),
        Icon::Zap,
        w::FACTORY,
        on(dispatch, Action::PlanBootloader),
    );
    let user = button(
        kind_of(Target::User),
        Icon::Zap,
        w::USER,
        on(dispatch, Action::Panel(Act::PlanUserBootloader)),
    );
    let (first, second) = match (advice.target, user_possible) {
        (Target::User, _) => (user, Some(factory)),
        (Target::Factory, true) => (factory, Some(user)),
        (Target::Factory, false) => (factory, None),
    };
    html! {
        <section class="sheet" aria-labelledby="update-title" data-advice={target_id(advice.target)}>
            <h2 id="update-title">{ w::UPDATE }</h2>
            if let Some(shipped) = shipped {
                <p>{ w::from_to(info.flashed, shipped) }</p>
            }
            <p>{ if custom { w::CUSTOM } else { advice.because } }</p>
            if known_kind(info).is_none() { { camera::kinds(info, state, dispatch) } }
            { camera::image(state, dispatch) }
            <div class="actions">
                if unknown { <p class="reason">{ w::KIND_FIRST }</p> } else { { first } }
            </div>
            <details class="more">
                <summary>{ w::OTHER }</summary>
                <p class="hint">{ w::OTHER_HINT }</p>
                if known_kind(info).is_some() { { camera::kinds(info, state, dispatch) } }
                if let Some(second) = second { <div class="actions">{ second }</div> }
                { remove_user(info, dispatch) }
            </details>
        </section>
    }
}

const fn target_id(target: Target) -> &'static str {
    match target {
        Target::Factory => "factory",
        Target::User => "user",
    }
}

fn remove_user(info: &CameraInfo, dispatch: &Callback<Action>) -> Html {
    if info.kind != BootloaderKind::Network {
        return html! {};
    }
    let remove = button(
        Kind::Secondary,
        Icon::Trash,
        w::USER_REMOVE,
        on(dispatch, Action::Panel(Act::PlanRemoveUserBootloader)),
    );
    html! {
        <div class="choice-block">
            { remove }
            <p class="hint">{ w::USER_REMOVE_HINT }</p>
        </div>
    }
}

fn over(info: &CameraInfo, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let kind = state.camera.kind.or_else(|| known_kind(info));
    html! {
        <section class="sheet" aria-labelledby="over-title">
            <h2 id="over-title">{ w::OVER }</h2>
            <div class="choice-block">
                if kind.is_some() {
                    { button(Kind::Secondary, Icon::Refresh, w::RESET,
                        on(dispatch, Action::Panel(Act::PlanFactoryReset))) }
                } else {
                    <p class="reason">{ w::KIND_FIRST }</p>
                }
                <p class="hint">{ w::RESET_HINT }</p>
            </div>
            <div class="choice-block">
                if let Some(reason) = in_the_way(info, Operation::UsbRomBoot) {
                    <p class="reason">{ reason }</p>
                } else {
                    { button(Kind::Secondary, Icon::Usb, w::ROM, on(dispatch, Action::Panel(Act::BootRom))) }
                }
                <p class="hint">{ w::ROM_HINT }</p>
            </div>
        </section>
    }
}
