//! A reading on the screen: a bar with a way to stop it, or its failure.

use yew::{Callback, Html, html};

use super::{
    Action as Act,
    reading::{Phase, Reading, What},
};
use crate::{
    text::{
        page::{
            self as words,
            panel::{backups as backup_words, memory as w, recovery as recovery_words},
        },
        units,
    },
    ui::{
        app::{Action, State},
        components::{Icon, Kind, button, on},
        flash,
    },
};

/// Draws it.
pub(super) fn view(reading: &Reading, state: &State, dispatch: &Callback<Action>) -> Html {
    let body = match &reading.phase {
        Phase::Running(progress) => {
            let title = match reading.what {
                What::Memory => w::READING,
                What::Application(_) => w::READING_APPLICATION,
                What::Backup => backup_words::TAKING,
                What::Diagnosis => recovery_words::LOOKING,
            };
            let (fraction, part) = progress.as_ref().map_or((0.0, String::new()), |progress| {
                let part = units::part(progress.done_bytes, progress.total_bytes);
                (progress.fraction.clamp(0.0, 1.0), part)
            });
            html! {
                <>
                    <div class="progress-head">
                        <h2>{ title }</h2>
                        <span class="muted">{ part }</span>
                    </div>
                    <progress class="progress" max="1" value={format!("{fraction:.3}")} aria-label={title} />
                    <div class="actions">
                        { button(Kind::Secondary, Icon::X, words::CANCEL, on(dispatch, Action::Cancel)) }
                    </div>
                </>
            }
        }
        Phase::Failed(failure) => {
            let close = button(
                Kind::Primary,
                Icon::X,
                words::CLOSE,
                on(dispatch, Action::Panel(Act::DismissReading)),
            );
            flash::failure_with(failure, state, dispatch, close)
        }
    };
    html! { <section class="sheet" data-reading="">{ body }</section> }
}
