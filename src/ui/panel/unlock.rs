//! The lock before what nobody needs for normal use: a word to type.

use yew::{Callback, Html, html};

use crate::ui::{
    app::Action,
    components::{Field, text_field},
};

/// Draws the lock.
pub(super) fn view(
    id: &str,
    label: &str,
    typed: &str,
    dispatch: &Callback<Action>,
    wrap: impl Fn(String) -> Action + 'static,
) -> Html {
    let field = Field {
        id,
        label,
        value: typed,
        ..Field::default()
    };
    html! { <div class="unlock">{ text_field(&field, dispatch, wrap) }</div> }
}
