//! The card of a step: a head that opens and folds it, and a body.

use yew::{Callback, Html, html};

use super::{Icon, icon, on};
use crate::ui::app::{Action, Step};

/// What the head of a step shows.
#[derive(Debug)]
pub(in crate::ui) struct Head {
    /// Step.
    pub(in crate::ui) step: Step,
    /// Title.
    pub(in crate::ui) title: &'static str,
    /// One line about where it stands.
    pub(in crate::ui) summary: String,
    /// `data-state`.
    pub(in crate::ui) state: &'static str,
    /// Whether it is done.
    pub(in crate::ui) done: bool,
    /// Whether it is open.
    pub(in crate::ui) open: bool,
}

/// Draws a step. The body is only drawn while it is open.
pub(in crate::ui) fn card(
    head: Head,
    dispatch: &Callback<Action>,
    body: impl FnOnce() -> Html,
) -> Html {
    let id = head.step.id();
    let number = if head.done {
        icon(Icon::Check)
    } else {
        html! { { head.step.number() } }
    };
    html! {
        <section class="step" data-step={id} data-state={head.state} data-done={head.done.to_string()}
            data-open={head.open.to_string()} aria-labelledby={format!("step-{id}")}>
            <h2 class="step-head">
                <button type="button" id={format!("step-{id}")} aria-expanded={head.open.to_string()}
                    aria-controls={format!("body-{id}")} onclick={on(dispatch, Action::Toggle(head.step))}>
                    <span class="step-number" aria-hidden="true">{ number }</span>
                    <span class="step-title">{ head.title }</span>
                    <span class="step-summary">{ head.summary }</span>
                    { icon(Icon::ChevronDown) }
                </button>
            </h2>
            <div class="step-body" id={format!("body-{id}")} hidden={!head.open}>
                if head.open { { body() } }
            </div>
        </section>
    }
}
