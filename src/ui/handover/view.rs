//! The button, and the refusal beside it.

use yew::{Callback, Html, html};

use super::Place;
use crate::{
    text::page::handover as w,
    ui::{
        app::{Action, State},
        components::{self, Icon, Kind, icon, on, working},
    },
};

/// *Open in studio*, or that it is on its way.
pub(in crate::ui) fn button(
    place: &Place,
    kind: Kind,
    state: &State,
    dispatch: &Callback<Action>,
) -> Html {
    if state.handover.asked.as_ref() == Some(place) {
        return working(w::OPENING);
    }
    let open = on(dispatch, Action::HandOver(place.clone()));
    components::button(kind, Icon::Workflow, w::OPEN, open)
}

/// Why it could not be opened, beside the button that asked.
pub(in crate::ui) fn refusal(place: &Place, state: &State) -> Html {
    match &state.handover.refused {
        Some((refused, sentence)) if refused == place => html! {
            <p class="field-error" role="alert">
                { icon(Icon::CircleX) }<span>{ sentence.clone() }</span>
            </p>
        },
        _ => html! {},
    }
}
