//! One operation, in whichever step shows it.

use yew::{Callback, Html, html};

use super::{Operation, Phase, outcome, plan, progress};
use crate::{
    text::page::{camera as camera_words, flash as w},
    ui::{
        app::{Action, State},
        camera,
        components::{Icon, Kind, button, on, working},
    },
};

/// Draws an operation: plan, progress, receipt or failure.
pub(in crate::ui) fn view(
    operation: &Operation,
    state: &State,
    dispatch: &Callback<Action>,
) -> Html {
    let body = match &operation.phase {
        Phase::Planning => working(&planning(state)),
        Phase::Planned(planned) => plan::view(planned, operation.request, state, dispatch),
        Phase::Running(running) => html! {
            <>
                { for camera::waiting_in_operation(state, dispatch) }
                { progress::view(running, state, dispatch) }
            </>
        },
        Phase::Done(receipt) => outcome::done(receipt, state, dispatch),
        Phase::Failed(failure) => {
            let back = button(
                Kind::Secondary,
                Icon::X,
                camera_words::PANEL,
                on(dispatch, Action::Dismiss),
            );
            outcome::failure(failure, state, dispatch, back)
        }
    };
    html! {
        <div class="operation" id="operation" tabindex="-1" data-phase={operation.phase.id()}>
            { body }
        </div>
    }
}

fn planning(state: &State) -> String {
    match &state.download {
        Some(download) => super::super::app::download_words(download),
        None => w::PLANNING.to_owned(),
    }
}
