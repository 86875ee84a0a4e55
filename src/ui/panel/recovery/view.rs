//! The guide on the screen.

use yew::{Callback, Html, html};

use super::{Diagnosis, Repair, diagnose, drawings};
use crate::{
    text::page::panel::recovery as w,
    ui::{
        app::{Action, State},
        components::{Icon, Kind, Tone, button, notice, on},
        panel::{Action as Act, Tab},
    },
};

/// Draws the part; with or without a camera.
pub(in crate::ui::panel) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let found = diagnose(&state.camera);
    html! {
        <>
            <section class="sheet" aria-labelledby="found-title">
                <h2 id="found-title">{ w::FOUND }</h2>
                <p class="muted">{ w::LEAD }</p>
                { for found.iter().enumerate().map(|(index, it)| diagnosis(it, index == 0, dispatch)) }
            </section>
            { guide(state, dispatch) }
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
