//! The guide on the screen.

use yew::{Callback, Html, html};

use super::{Diagnosis, Repair, diagnose, drawings};
use crate::{
    bootloader::{Memory, RequestKind},
    device::{self, CameraInfo, MemoryInfo},
    text::{self, page::panel::recovery as w},
    ui::{
        app::{Action, State, View},
        components::{Icon, Kind, Tone, button, notice, on},
        panel::{Action as Act, Tab},
    },
};

/// Draws the part; with or without a camera.
pub(in crate::ui::panel) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <>
            <section class="sheet" aria-labelledby="found-title">
                <h2 id="found-title">{ w::FOUND }</h2>
                <p class="muted">{ w::LEAD }</p>
                {
                    match (state.camera.info(), &state.panel.diagnosis) {
                        (Some(_), Some(looked)) => found(looked, dispatch),
                        (info, _) => html! {
                            <>
                                { at_a_glance(state, dispatch) }
                                if info.is_some_and(can_look) {
                                    <div class="actions">
                                        { button(Kind::Secondary, Icon::Refresh, w::LOOK,
                                            on(dispatch, Action::Panel(Act::Diagnose))) }
                                    </div>
                                }
                            </>
                        },
                    }
                }
            </section>
            { guide(state, dispatch) }
        </>
    }
}

/// What the facts tell, without reading the flash.
fn at_a_glance(state: &State, dispatch: &Callback<Action>) -> Html {
    let found = diagnose(&state.camera);
    html! { { for found.iter().enumerate().map(|(index, it)| diagnosis(it, index == 0, dispatch)) } }
}

fn can_look(info: &CameraInfo) -> bool {
    let flash = |memory: &MemoryInfo| memory.memory == Memory::Flash && memory.available;
    info.running >= RequestKind::ReadFlash.since() && info.memories.iter().any(flash)
}

/// What a look through the flash told, and the repair step by step.
fn found(looked: &device::Diagnosis, dispatch: &Callback<Action>) -> Html {
    let told = |finding: &device::Finding| {
        let said = text::finding(finding);
        notice(
            Tone::Warning,
            &said.title,
            html! { <p>{ said.meaning }</p> },
        )
    };
    if looked.findings.is_empty() {
        return notice(
            Tone::Good,
            w::ALL_WELL,
            html! { <p>{ w::ALL_WELL_MEANS }</p> },
        );
    }
    let step = |(index, repair): (usize, &device::Repair)| {
        let kind = if index == 0 {
            Kind::Primary
        } else {
            Kind::Secondary
        };
        let act = |label| {
            button(
                kind,
                Icon::Zap,
                label,
                on(dispatch, Action::Panel(Act::Repair(*repair))),
            )
        };
        html! {
            <li>
                <p>{ text::repair(*repair) }</p>
                { match repair {
                    device::Repair::SetSwitches => html! { <p class="hint">{ w::SWITCHES_BELOW }</p> },
                    device::Repair::FlashBootloader { kind: None } => act(w::CHOOSE_KIND),
                    device::Repair::FlashApplication { .. } => html! {
                        <div class="actions">
                            <a class="button" data-kind={kind.id()} href={View::Flash.hash()}>{ w::FLASH_APPLICATION }</a>
                            { button(Kind::Quiet, Icon::Trash, w::REMOVE_APPLICATION,
                                on(dispatch, Action::Panel(Act::Repair(*repair)))) }
                        </div>
                    },
                    _ => act(w::SHOW_PLAN),
                } }
            </li>
        }
    };
    html! {
        <>
            { for looked.findings.iter().map(told) }
            if !looked.repairs.is_empty() {
                <h3>{ w::REPAIR }</h3>
                <ol class="steps repairs" data-repairs={looked.repairs.len().to_string()}>
                    { for looked.repairs.iter().enumerate().map(step) }
                </ol>
            }
        </>
    }
}

fn diagnosis(diagnosis: &Diagnosis, first: bool, dispatch: &Callback<Action>) -> Html {
    let kind = if first {
        Kind::Primary
    } else {
        Kind::Secondary
    };
    let label = diagnosis.finding.repair;
    let act = |symbol, action| button(kind, symbol, label, on(dispatch, action));
    let repair = match diagnosis.repair {
        Repair::None => html! {},
        Repair::Connect => act(Icon::Usb, Action::Choose),
        Repair::Bootloader => {
            html! { <a class="button" data-kind={kind.id()} href={Tab::Bootloader.hash()}>{ label }</a> }
        }
        Repair::ClearConfig => act(Icon::Trash, Action::Panel(Act::PlanClearConfig)),
        Repair::ShowConfig => {
            html! { <a class="button" data-kind={kind.id()} href={Tab::Config.hash()}>{ label }</a> }
        }
    };
    let tone = if diagnosis.good {
        Tone::Good
    } else {
        Tone::Warning
    };
    notice(
        tone,
        &diagnosis.finding.title,
        html! {
            <>
                <p>{ diagnosis.finding.meaning }</p>
                if diagnosis.repair != Repair::None { <div class="actions notice-actions">{ repair }</div> }
            </>
        },
    )
}

fn guide(state: &State, dispatch: &Callback<Action>) -> Html {
    let chosen = state.panel.family;
    let choice = |(index, family): (usize, &w::Family)| {
        html! {
            <label class="choice">
                <input type="radio" name="family" checked={chosen == index}
                    onchange={on(dispatch, Action::Panel(Act::ChooseFamily(index)))} />
                <span class="choice-name">{ family.name }</span>
                <span class="choice-hint">{ family.hint }</span>
            </label>
        }
    };
    let steps = |steps: &[&'static str]| {
        html! { <ol class="steps">{ for steps.iter().map(|step| html! { <li>{ *step }</li> }) }</ol> }
    };
    html! {
        <section class="sheet" aria-labelledby="guide-title">
            <h2 id="guide-title">{ w::GUIDE }</h2>
            <p class="muted">{ w::GUIDE_LEAD }</p>
            <fieldset class="choices choices-inline">
                <legend>{ w::MODEL }</legend>
                { for w::FAMILIES.iter().enumerate().map(choice) }
            </fieldset>
            if let Some(family) = w::FAMILIES.get(chosen) {
                <div class="guide">
                    <div class="guide-text">
                        { steps(family.steps) }
                        <h3>{ w::THEN }</h3>
                        { steps(&w::THEN_STEPS) }
                        <h3>{ w::BACK }</h3>
                        { steps(family.back) }
                    </div>
                    { drawings::drawing(chosen, family.drawing) }
                </div>
            }
        </section>
    }
}
