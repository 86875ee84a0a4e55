//! The boot header, behind its lock.

use yew::{Callback, Html, html};

use super::{HeaderForm, HeaderInput, State, gates::in_the_way};
use crate::{
    bootloader::{BootHeaderKind, gate::Operation},
    device::CameraInfo,
    text::page::panel::bootloaders as w,
    ui::{
        app::Action,
        components::{Field, Icon, Kind, button, on, text_field},
        panel::{Action as Act, unlock},
    },
};

const KINDS: [BootHeaderKind; 4] = [
    BootHeaderKind::Normal,
    BootHeaderKind::UsbRecovery,
    BootHeaderKind::GpioMode,
    BootHeaderKind::Fast,
];

/// Draws the lock, or the form behind it.
pub(super) fn view(info: &CameraInfo, state: &State, dispatch: &Callback<Action>) -> Html {
    let body = match in_the_way(info, Operation::WriteBootHeader) {
        Some(reason) => html! { <p class="reason">{ reason }</p> },
        None if state.unlocked() => form(&state.header, dispatch),
        None => unlock::view(
            "unlock-header",
            w::HEADERS_TYPE,
            &state.word,
            dispatch,
            |text| Action::Panel(Act::UnlockHeaders(text)),
        ),
    };
    html! {
        <section class="sheet" aria-labelledby="headers-title">
            <h2 id="headers-title">{ w::HEADERS }</h2>
            <p class="muted">{ w::HEADERS_HINT }</p>
            { body }
        </section>
    }
}

fn form(form: &HeaderForm, dispatch: &Callback<Action>) -> Html {
    let choice = |kind: &BootHeaderKind| {
        html! {
            <label class="choice">
                <input type="radio" name="header-kind" checked={form.kind == *kind}
                    onchange={on(dispatch, Action::Panel(Act::SetHeaderKind(*kind)))} />
                <span class="choice-name">{ w::header(*kind) }</span>
                <span class="choice-hint">{ w::header_hint(*kind) }</span>
            </label>
        }
    };
    html! {
        <>
            <fieldset class="choices choices-inline">
                <legend>{ w::HEADER_KIND }</legend>
                { for KINDS.iter().map(choice) }
            </fieldset>
            <div class="fields">
                { for HeaderInput::of(form.kind).iter().map(|it| input(form, *it, dispatch)) }
            </div>
            if form.header().is_ok() {
                <div class="actions">
                    { button(Kind::Primary, Icon::Zap, w::HEADER_WRITE,
                        on(dispatch, Action::Panel(Act::PlanBootHeader))) }
                </div>
            }
        </>
    }
}

fn input(form: &HeaderForm, input: HeaderInput, dispatch: &Callback<Action>) -> Html {
    let (id, label) = match input {
        HeaderInput::Gpio => ("header-gpio", w::GPIO),
        HeaderInput::Location => ("header-location", w::LOCATION),
        HeaderInput::Frequency => ("header-frequency", w::FREQUENCY),
        HeaderInput::Dummy => ("header-dummy", w::DUMMY),
        HeaderInput::Offset => ("header-offset", w::OFFSET),
    };
    let error = form.number(input).is_err().then(|| {
        crate::ui::panel::number::number(form.text(input))
            .map_or_else(|| w::NOT_NUMBER.to_owned(), |_| w::at_most(input.max()))
    });
    let field = Field {
        id,
        label,
        value: form.text(input),
        hint: w::CHOSEN_BY_CAMERA,
        error,
        ..Field::default()
    };
    text_field(&field, dispatch, move |text| {
        Action::Panel(Act::SetHeader(input, text))
    })
}
