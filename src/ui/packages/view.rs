//! The two places, and the differences.

use yew::{Callback, Html, html};

use super::{Action as Act, Side, Slot};
use crate::{
    bootloader::Memory,
    text::{self, page::packages as w},
    ui::{
        app::{Action, State},
        components::{
            Icon, Kind, Tone, button, file_button, icon, link_button, notice, on, working,
        },
        handover::{self, Place},
    },
};

/// Draws it; with or without a camera.
pub(in crate::ui) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <section class="sheet" aria-labelledby="packages-title" data-packages="">
            <h2 id="packages-title">{ w::TITLE }</h2>
            <p class="muted">{ w::LEAD }</p>
            <div class="package-places">
                { for Side::ALL.into_iter().map(|side| place(side, state, dispatch)) }
            </div>
            { differences(state) }
        </section>
    }
}

const fn name(side: Side) -> &'static str {
    match side {
        Side::First => w::FIRST,
        Side::Second => w::SECOND,
    }
}

fn place(side: Side, state: &State, dispatch: &Callback<Action>) -> Html {
    let (id, wrap): (_, fn(_) -> Action) = match side {
        Side::First => ("pick-first", |file| {
            Action::Packages(Act::Choose(Side::First, file))
        }),
        Side::Second => ("pick-second", |file| {
            Action::Packages(Act::Choose(Side::Second, file))
        }),
    };
    let body = match state.packages.slot(side) {
        Some(slot) => chosen(side, slot, state, dispatch),
        None => html! {
            <div class="actions">
                { file_button(id, "secondary", w::PICK, ".dap", dispatch, wrap) }
                { for applications(state).map(|(memory, label)| button(Kind::Quiet, Icon::Cpu, &label,
                    on(dispatch, Action::Packages(Act::FromCamera(side, memory))))) }
            </div>
        },
    };
    html! {
        <div class="package-place" role="group" aria-label={name(side)} data-place={side.id()}>
            <h3>{ name(side) }</h3>
            { body }
        </div>
    }
}

fn chosen(side: Side, slot: &Slot, state: &State, dispatch: &Callback<Action>) -> Html {
    let place = Place::Package(side);
    html! {
        <>
            <p class="picked">
                { icon(Icon::Package) }<code>{ slot.file.name.clone() }</code>
                <span class="muted">
                    { text::bytes_text(slot.file.bytes.len() as u64) }
                    if slot.from_camera { { ", " }{ w::READ_BACK } }
                </span>
            </p>
            <div class="actions">
                { handover::button(&place, Kind::Quiet, state, dispatch) }
                { link_button(w::CLEAR, on(dispatch, Action::Packages(Act::Clear(side)))) }
            </div>
            { handover::refusal(&place, state) }
        </>
    }
}

/// The applications on the connected camera, with the words of their buttons.
fn applications(state: &State) -> impl Iterator<Item = (Memory, String)> {
    let applications = state.camera.info().map(|info| &info.applications);
    let present = applications.into_iter().flatten().filter(|it| it.present);
    let several = applications.is_some_and(|all| all.iter().filter(|it| it.present).count() > 1);
    present.map(move |it| {
        let label = if several {
            format!("{}, {}", w::FROM_CAMERA, text::memory(it.memory))
        } else {
            w::FROM_CAMERA.to_owned()
        };
        (it.memory, label)
    })
}

fn differences(state: &State) -> Html {
    let packages = &state.packages;
    if packages.comparing() {
        return working(w::COMPARING);
    }
    match &packages.differences {
        None => html! {},
        Some(Ok(found)) if found.is_empty() => {
            notice(Tone::Good, w::DIFFERENCES, html! { <p>{ w::SAME }</p> })
        }
        Some(Ok(found)) => {
            let lines = found.iter().map(|line| html! { <li>{ line.clone() }</li> });
            notice(Tone::Info, w::DIFFERENCES, html! { <ul>{ for lines }</ul> })
        }
        Some(Err(sentence)) => notice(
            Tone::Bad,
            w::NOT_COMPARED,
            html! { <p>{ sentence.clone() }</p> },
        ),
    }
}
