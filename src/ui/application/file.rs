//! An application from a file.

use yew::{Callback, Html, html};

use super::parts::file_error;
use crate::{
    text::{
        self,
        page::{self as words, application as w, studio::files},
    },
    ui::{
        app::{Action, State},
        components::{Icon, Kind, button, file_button, icon, on},
    },
};

/// Draws the picker.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let application = &state.application;
    html! {
        <div class="drop">
            if let Some(file) = &application.file {
                <p class="picked">
                    { icon(Icon::Package) }<code>{ file.name.clone() }</code>
                    <span class="muted">{ text::bytes_text(file.bytes.len() as u64) }</span>
                </p>
                { file_button("pick-file", "secondary", w::ANOTHER, ACCEPT, dispatch, Action::File) }
            } else {
                { file_button("pick-file", "secondary", w::FILE_PICK, ACCEPT, dispatch, Action::File) }
            }
            <p class="hint">{ w::FILE_HINT }</p>
            { python_line(state, dispatch) }
            { file_error(application) }
        </div>
    }
}

/// Endings of files that can be chosen.
const ACCEPT: &str = ".json,.dap,.oakstudio,application/json";

/// The line of Python that gets a pipeline out of a program, with a button that copies it.
fn python_line(state: &State, dispatch: &Callback<Action>) -> Html {
    let copy = if state.flash.copied {
        words::COPIED
    } else {
        files::COPY
    };
    html! {
        <div class="python-line">
            <p class="hint">{ files::PYTHON_HINT }</p>
            <pre class="code" tabindex="0" aria-label={files::PYTHON}><code>{ files::PYTHON_LINE }</code></pre>
            { button(Kind::Quiet, Icon::Copy, copy, on(dispatch, Action::CopyLine)) }
        </div>
    }
}
