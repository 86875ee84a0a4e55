//! The place of the it-fits meter.

use yew::{Callback, Html, html};

use crate::ui::studio::{Action, State};

/// Draws the meter.
pub(super) fn view(_state: &State, _dispatch: &Callback<Action>) -> Html {
    html! { <div class="studio-meter" /> }
}
