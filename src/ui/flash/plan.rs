//! The plan: what will be written where, from what to what, how long, what a power cut would mean; and the
//! confirmation in proportion to the risk.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, SubmitEvent, html};

use super::Request;
use crate::{
    device::{Confirmation, Operation, Plan, PlannedWrite, Refusal},
    text::{self, Notice, page as words, page::flash as w, units},
    ui::{
        app::{Action, State, Step},
        components::{Icon, Kind, Tone, button, fact, fact_text, facts, hash, notice, on},
    },
};

/// Draws a plan.
pub(super) fn view(
    plan: &Plan,
    request: Request,
    state: &State,
    dispatch: &Callback<Action>,
) -> Html {
    if !plan.refusals.is_empty() {
        return refused(plan, request, dispatch);
    }
    html! {
        <>
            <h3>{ w::PLAN }</h3>
            <ol class="writes">{ for plan.writes.iter().map(write) }</ol>
            { facts([
                fact(w::CAMERA, hash(&plan.mx_id.0)),
                fact_text(w::IN_ALL, w::bytes(plan.total_bytes)),
                fact_text(w::EXPECTED, units::about(plan.expected_secs)),
                fact_text(w::POWER_CUT, text::power_cut(plan.power_cut)),
            ]) }
            { for plan.warnings.iter().map(|warning| said(Tone::Warning, &text::warning(warning))) }
            { confirm(plan, state, dispatch) }
        </>
    }
}

fn write(write: &PlannedWrite) -> Html {
    html! {
        <li class="write">
            <span class="write-what">{ text::region(write.used_for) }</span>
            <span class="write-change">
                <span class="write-from">
                    if write.from.is_empty() { { w::FROM_NOTHING } } else { { write.from.clone() } }
                </span>
                { crate::ui::components::icon(Icon::ArrowRight) }
                <span class="write-to">{ write.to.clone() }</span>
            </span>
            <span class="write-where">
                { w::at(text::memory(write.memory), write.offset) }{ " · " }{ text::bytes_text(write.size) }
            </span>
        </li>
    }
}

/// A notice with title, meaning and next step.
fn said(tone: Tone, what: &Notice) -> Html {
    let text = [what.meaning.as_str(), what.next.as_str()].join(" ");
    let text = text.trim().to_owned();
    notice(
        tone,
        &what.title,
        html! { if !text.is_empty() { <p>{ text }</p> } },
    )
}

fn confirm(plan: &Plan, state: &State, dispatch: &Callback<Action>) -> Html {
    let label = text::operation(plan.operation);
    // The plans of step 3 come and go with what is chosen above them.
    let of_step = matches!(
        plan.operation,
        Operation::FlashApplication | Operation::UpdateApplication
    );
    let close = button(
        Kind::Secondary,
        Icon::X,
        words::CANCEL,
        on(dispatch, Action::Dismiss),
    );
    match &plan.confirmation {
        Confirmation::Click => html! {
            <div class="actions">
                { button(Kind::Primary, Icon::Zap, label, on(dispatch, Action::Execute)) }
                if !of_step { { close } }
            </div>
        },
        Confirmation::TypedWord { word } => typed(word, label, state, dispatch, close),
    }
}

fn typed(word: &str, label: &str, state: &State, dispatch: &Callback<Action>, close: Html) -> Html {
    let changed = dispatch.reform(|event: InputEvent| {
        let input = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        Action::Type(input.map(|input| input.value()).unwrap_or_default())
    });
    let right = state.flash.typed.trim() == word;
    let submit = dispatch.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Execute
    });
    html! {
        <form class="danger" onsubmit={if right { submit } else { Callback::from(|event: SubmitEvent| event.prevent_default()) }}>
            <p class="danger-title">{ crate::ui::components::icon(Icon::Triangle) }{ w::DANGER }</p>
            <label class="field">
                <span class="field-label">{ w::type_word(word) }</span>
                <input type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                    value={state.flash.typed.clone()} oninput={changed} />
            </label>
            <div class="actions">
                <button type="submit" class="button" data-kind="danger" aria-disabled={(!right).to_string()}>
                    { crate::ui::components::icon(Icon::Zap) }<span>{ label.to_owned() }</span>
                </button>
                { close }
            </div>
        </form>
    }
}

fn refused(plan: &Plan, request: Request, dispatch: &Callback<Action>) -> Html {
    let to_camera = plan.refusals.iter().any(|refusal| {
        matches!(
            refusal,
            Refusal::BootloaderNotFlashed | Refusal::BootloaderTooOld { .. } | Refusal::KindUnknown
        )
    });
    let next = match (request, to_camera) {
        (Request::Application(_), true) => button(
            Kind::Primary,
            Icon::ArrowRight,
            w::TO_CAMERA,
            on(dispatch, Action::Open(Step::Camera)),
        ),
        (Request::Application(_), false) => button(
            Kind::Primary,
            Icon::ArrowRight,
            w::TO_APPLICATION,
            on(dispatch, Action::Open(Step::Application)),
        ),
        _ => button(
            Kind::Primary,
            Icon::ArrowRight,
            w::BACK,
            on(dispatch, Action::Dismiss),
        ),
    };
    html! {
        <>
            <h3>{ w::REFUSED }</h3>
            { for plan.refusals.iter().map(|refusal| said(Tone::Bad, &text::refusal(refusal))) }
            <div class="actions">{ next }</div>
        </>
    }
}
