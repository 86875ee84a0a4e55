//! Below the canvas: what keeps the pipeline from working on a camera alone.

use yew::{Callback, Html, html};

use super::{Action, State};
use crate::text::page::studio as w;

/// Draws the list.
pub(super) fn view(_state: &State, _dispatch: &Callback<Action>) -> Html {
    html! { <section class="studio-problems" aria-label={w::PROBLEMS} /> }
}
