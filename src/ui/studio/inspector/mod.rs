//! The right column: properties of what is selected.

use yew::{Callback, Html, html};

use super::{Action, State};
use crate::text::page::studio as w;

/// Draws the column.
pub(super) fn view(_state: &State, _dispatch: &Callback<Action>) -> Html {
    html! { <section id="studio-inspector" class="studio-inspector" aria-label={w::INSPECTOR} tabindex="-1" /> }
}
