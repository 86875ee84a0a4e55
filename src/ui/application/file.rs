//! An application from a file.

use yew::{Callback, Html, html};

use super::{State, view::file_error};
use crate::{
    text::{self, page::application as w},
    ui::{
        app::Action,
        components::{Icon, file_button, icon},
    },
};

/// Draws the picker.
pub(super) fn view(application: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="drop">
            if let Some(file) = &application.file {
                <p class="picked">
                    { icon(Icon::Package) }<code>{ file.name.clone() }</code>
                    <span class="muted">{ text::bytes_text(file.bytes.len() as u64) }</span>
                </p>
                { file_button("pick-file", "secondary", w::ANOTHER, ".json,.dap,application/json", dispatch, Action::File) }
            } else {
                { file_button("pick-file", "secondary", w::FILE_PICK, ".json,.dap,application/json", dispatch, Action::File) }
            }
            <p class="hint">{ w::FILE_HINT }</p>
            { file_error(application) }
        </div>
    }
}
