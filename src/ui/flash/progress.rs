//! A running operation: one bar of named phases, numbers that keep their places, whether unplugging is safe, cancel.

use yew::{Callback, Html, html};

use super::{Running, stages};
use crate::{
    device::{Progress, Stage, Unplug},
    text::{self, page as words, page::flash as w, units},
    ui::{
        app::{Action, State},
        components::{Icon, Kind, button, icon, on, working},
    },
};

/// Draws the progress.
pub(super) fn view(running: &Running, state: &State, dispatch: &Callback<Action>) -> Html {
    let progress = running.progress.as_ref();
    let stage = progress.map_or(Stage::Prepare, |progress| progress.stage);
    let fraction = running.fraction();
    let waits = state.camera.waiting.is_some();
    html! {
        <>
            <div class="progress-head">
                <h3 id="progress-title">{ w::running(running.plan.operation) }</h3>
                <span class="progress-percent">{ w::percent_done(fraction) }</span>
            </div>
            <progress class="progress" max="1" value={format!("{fraction:.4}")}
                aria-labelledby="progress-title" data-stage={stage_id(stage)} />
            { stage_list(running, stage) }
            { numbers(running, state.now) }
            { unplug_line(progress.map_or(Unplug::Safe, |progress| progress.unplug)) }
            <p class="stall">
                if let (Some(secs), false) = (running.stalled(state.now), waits) {
                    { icon(Icon::Clock) }<span>{ w::stalled(secs) }</span>
                }
            </p>
            { cancel(running, progress, dispatch) }
        </>
    }
}

fn stage_list(running: &Running, now: Stage) -> Html {
    let item = |stage: &Stage| {
        let state = match (*stage).cmp(&now) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "next",
        };
        let current = (state == "now").then_some("step");
        html! {
            <li data-state={state} aria-current={current}>
                if state == "done" { { icon(Icon::Check) } } else { <span class="stage-dot" /> }
                <span>{ text::stage(*stage) }</span>
            </li>
        }
    };
    html! {
        <ol class="stages">{ for stages(running.plan.operation).iter().map(item) }</ol>
    }
}

fn numbers(running: &Running, now: f64) -> Html {
    let progress = running.progress.as_ref();
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| w::NOT_YET.to_owned());
    let cell = |name: &'static str, value: String| {
        html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
    };
    let bytes = progress
        .filter(|progress| progress.total_bytes > 0)
        .map(|progress| units::part(progress.done_bytes, progress.total_bytes));
    let speed = progress.and_then(|progress| progress.bytes_per_sec);
    let left = progress.and_then(|progress| progress.left_secs);
    html! {
        <dl class="numbers">
            { cell(w::BYTES, or_dash(bytes)) }
            { cell(w::SPEED, or_dash(speed.map(text::speed_text))) }
            { cell(w::LEFT, or_dash(left.map(units::about))) }
            { cell(w::PASSED, units::clock(running.elapsed(now))) }
        </dl>
    }
}

fn unplug_line(unplug: Unplug) -> Html {
    let (id, symbol) = match unplug {
        Unplug::Safe => ("safe", Icon::Shield),
        Unplug::UserBootloaderLost => ("user-bootloader-lost", Icon::Info),
        Unplug::ApplicationLost => ("application-lost", Icon::Info),
        Unplug::Dangerous => ("dangerous", Icon::Triangle),
    };
    html! {
        <p class="unplug" data-unplug={id}>{ icon(symbol) }<span>{ text::unplug(unplug) }</span></p>
    }
}

fn cancel(running: &Running, progress: Option<&Progress>, dispatch: &Callback<Action>) -> Html {
    let body = if running.cancelling {
        working(w::CANCELLING)
    } else if progress.is_none_or(|progress| progress.can_cancel) {
        let unplug = progress.map_or(Unplug::Safe, |progress| progress.unplug);
        html! {
            <>
                { button(Kind::Secondary, Icon::X, words::CANCEL, on(dispatch, Action::Cancel)) }
                <span class="hint">{ w::cancel_leaves(unplug) }</span>
            </>
        }
    } else {
        html! { <span class="hint">{ w::CANNOT_CANCEL }</span> }
    };
    html! { <div class="actions progress-actions">{ body }</div> }
}

const fn stage_id(stage: Stage) -> &'static str {
    match stage {
        Stage::Prepare => "prepare",
        Stage::Send => "send",
        Stage::Write => "write",
        Stage::ReadBack => "read-back",
        Stage::Restart => "restart",
        Stage::Check => "check",
    }
}
