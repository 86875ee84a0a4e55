//! The end of an operation: a receipt, or a verdict with one next step.

use yew::{Callback, Html, html};

use super::Boot;
use crate::{
    device::{Failure, Operation, Receipt, ReceiptLine, Verdict},
    text::{self, page as words, page::flash as w, units},
    ui::{
        app::{Action, State},
        components::{
            Icon, Kind, Tone, button, fact, fact_text, facts, hash, icon, notice, on, working,
        },
        panel,
    },
};

/// Draws a receipt, and what to do next.
pub(super) fn done(receipt: &Receipt, state: &State, dispatch: &Callback<Action>) -> Html {
    let application = matches!(
        receipt.operation,
        Operation::FlashApplication | Operation::UpdateApplication
    );
    html! {
        <>
            { started(state, dispatch) }
            <div class="receipt" data-receipt="">
                <h3 class="receipt-title">{ icon(Icon::CircleCheck) }{ w::done(receipt.operation) }</h3>
                { paper(receipt, state) }
            </div>
            <div class="actions">
                if application { { start(state, dispatch) } } else { { go_on(dispatch) } }
                { button(Kind::Secondary, Icon::Save, w::SAVE_RECEIPT, on(dispatch, Action::SaveReceipt)) }
                { button(Kind::Quiet, Icon::Printer, w::PRINT, on(dispatch, Action::Print)) }
            </div>
        </>
    }
}

fn paper(receipt: &Receipt, state: &State) -> Html {
    let mut rows = vec![fact(w::CAMERA, hash(&receipt.mx_id.0))];
    rows.extend(receipt.lines.iter().map(line));
    if let Some(bootloader) = w::bootloader(receipt.before, receipt.after) {
        rows.push(fact_text(w::BOOTLOADER, bootloader));
    }
    rows.push(fact_text(w::TOOK, units::duration(receipt.secs)));
    if !state.flash.finished_at.is_empty() {
        rows.push(fact_text(w::FINISHED_AT, state.flash.finished_at.clone()));
    }
    if !receipt.notes.is_empty() {
        rows.push(fact_text(w::NOTES, receipt.notes.join(" ")));
    }
    facts(rows)
}

fn line(line: &ReceiptLine) -> Html {
    let (symbol, verified) = if line.verified {
        (Icon::Check, w::VERIFIED)
    } else {
        (Icon::Info, w::NOT_VERIFIED)
    };
    fact(
        text::region(line.used_for),
        html! {
            <ul>
                <li>{ w::bytes(line.size) }{ ", " }{ w::at(text::memory(line.memory), line.offset) }</li>
                <li class="verified" data-verified={line.verified.to_string()}>{ icon(symbol) }{ verified }</li>
                if !line.sha256.is_empty() {
                    <li class="sha"><span class="muted">{ words::application::fact::SHA256 }</span>{ " " }{ hash(&line.sha256) }</li>
                }
            </ul>
        },
    )
}

/// The button that starts the application, while that was not done.
fn start(state: &State, dispatch: &Callback<Action>) -> Html {
    match &state.flash.boot {
        Boot::Idle | Boot::Failed(_) if state.camera.info().is_some() => button(
            Kind::Primary,
            Icon::Play,
            w::START,
            on(dispatch, Action::Boot),
        ),
        Boot::Started { .. } => button(
            Kind::Primary,
            Icon::Usb,
            w::ANOTHER,
            on(dispatch, Action::Disconnect),
        ),
        _ => html! {},
    }
}

fn started(state: &State, dispatch: &Callback<Action>) -> Html {
    match &state.flash.boot {
        Boot::Idle => html! {},
        Boot::Starting => working(w::STARTING),
        Boot::Started { seen } => {
            let text = if *seen {
                w::RUNNING_SEEN
            } else {
                w::RUNNING_UNSEEN
            };
            notice(Tone::Good, w::RUNNING, html! { <p>{ text }</p> })
        }
        Boot::Failed(failure) => failure_with(failure, state, dispatch, html! {}),
    }
}

fn go_on(dispatch: &Callback<Action>) -> Html {
    button(
        Kind::Primary,
        Icon::ArrowRight,
        w::BACK,
        on(dispatch, Action::Dismiss),
    )
}

/// Draws the failure of an operation, with the button that its verdict asks for.
pub(in crate::ui) fn failure(
    failure: &Failure,
    state: &State,
    dispatch: &Callback<Action>,
    back: Html,
) -> Html {
    let connected = state.camera.info().is_some();
    let next = if connected {
        button(
            Kind::Primary,
            Icon::Refresh,
            words::TRY_AGAIN,
            on(dispatch, Action::Again),
        )
    } else {
        button(
            Kind::Primary,
            Icon::Usb,
            words::camera::RECONNECT,
            on(dispatch, Action::Reconnect),
        )
    };
    failure_with(failure, state, dispatch, html! { <>{ next }{ back }</> })
}

/// Draws a failure as a verdict: what happened, what it means, what to do; details with a report.
pub(in crate::ui) fn failure_with(
    failure: &Failure,
    state: &State,
    dispatch: &Callback<Action>,
    actions: Html,
) -> Html {
    let said = text::failure(failure);
    let (id, symbol) = match failure.verdict {
        Verdict::NothingWritten => ("nothing-written", Icon::Shield),
        Verdict::SafeTryAgain => ("safe-try-again", Icon::Shield),
        Verdict::NeedsRecovery => ("needs-recovery", Icon::Triangle),
        Verdict::DoNotUnplug => ("do-not-unplug", Icon::CircleX),
    };
    html! {
        <section class="verdict" id="verdict" tabindex="-1" data-verdict={id} aria-labelledby="verdict-title">
            { icon(symbol) }
            <div class="verdict-text">
                <h3 id="verdict-title">{ said.title }</h3>
                <p>{ said.meaning }</p>
                if !said.next.is_empty() { <p class="verdict-next">{ said.next }</p> }
                <div class="actions">{ actions }</div>
                { details(failure, state, dispatch) }
            </div>
        </section>
    }
}

fn details(failure: &Failure, state: &State, dispatch: &Callback<Action>) -> Html {
    let trace = if failure.trace.is_empty() {
        w::NO_TRACE.to_owned()
    } else {
        failure.trace.join("\n")
    };
    let (symbol, copy) = if state.flash.copied {
        (Icon::Check, words::COPIED)
    } else {
        (Icon::Copy, words::COPY_REPORT)
    };
    html! {
        <details class="more">
            <summary>{ words::DETAILS }</summary>
            <pre class="code" tabindex="0"><code>{ trace }</code></pre>
            <div class="actions">
                { button(Kind::Secondary, symbol, copy, on(dispatch, Action::CopyReport)) }
                { button(Kind::Quiet, Icon::Save, words::SAVE_REPORT, on(dispatch, Action::SaveReport)) }
            </div>
            { panel::recorder::save_buttons(Kind::Quiet, state, dispatch) }
        </details>
    }
}
