//! Saving, opening and playing a recording.

use yew::{Callback, Html, html};

use super::{Playing, Replay, State, Tape};
use crate::{
    device::Outcome,
    text::{self, page::panel::recorder as w, units},
    ui::{
        app::{self, Action},
        components::{
            Icon, Kind, Tone, button, fact, fact_text, facts, file_button, hash, notice, on,
            working,
        },
        flash,
        panel::{Action as Act, reading_view},
    },
};

/// Draws the part; with or without a camera.
pub(in crate::ui::panel) fn view(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let recorder = &state.panel.recorder;
    html! {
        <>
            { save(state, dispatch) }
            { play(recorder, state, dispatch) }
            if let Some(replay) = &recorder.replay { { replayed(replay, state, dispatch) } }
            if let Some(tape) = &recorder.tape { { transcript(tape) } }
        </>
    }
}

/// The switch that leaves identity and addresses out, and the button that saves.
pub(in crate::ui) fn save_buttons(
    kind: Kind,
    state: &app::State,
    dispatch: &Callback<Action>,
) -> Html {
    let redacted = state.panel.recorder.redacted;
    html! {
        <div class="actions">
            { button(kind, Icon::Save, w::SAVE, on(dispatch, Action::Panel(Act::SaveRecording))) }
            <label class="choice choice-small">
                <input type="checkbox" checked={redacted}
                    onchange={on(dispatch, Action::Panel(Act::RedactRecording(!redacted)))} />
                <span class="choice-name">{ w::REDACT }</span>
            </label>
        </div>
    }
}

fn save(state: &app::State, dispatch: &Callback<Action>) -> Html {
    let kind = match state.panel.recorder.tape {
        None => Kind::Primary,
        Some(_) => Kind::Secondary,
    };
    html! {
        <section class="sheet" aria-labelledby="recorder-title">
            <h2 id="recorder-title">{ w::TITLE }</h2>
            <p class="muted">{ w::LEAD }</p>
            { save_buttons(kind, state, dispatch) }
            <p class="hint">{ w::REDACT_HINT }</p>
        </section>
    }
}

fn play(recorder: &State, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let open = |kind: Kind, label| {
        file_button(
            "open-recording",
            kind.id(),
            label,
            ".json,application/json",
            dispatch,
            |file| Action::Panel(Act::OpenRecording(file)),
        )
    };
    let body = match &recorder.tape {
        None => html! { <div class="actions">{ open(Kind::Secondary, w::OPEN) }</div> },
        Some(tape) => html! {
            <>
                { told(tape) }
                if tape.steps.is_empty() { <p class="hint">{ w::NO_STEPS }</p> }
                <div class="actions">
                    if !state.writing() {
                        { button(Kind::Secondary, Icon::Play, w::PLAY,
                            on(dispatch, Action::Panel(Act::PlayRecording))) }
                    }
                    { open(Kind::Quiet, w::OPEN_ANOTHER) }
                </div>
            </>
        },
    };
    html! {
        <section class="sheet" aria-labelledby="play-title" data-tape={recorder.tape.is_some().to_string()}>
            <h2 id="play-title">{ w::PLAY_TITLE }</h2>
            <p class="muted">{ w::PLAY_LEAD }</p>
            if let Some(sentence) = &recorder.refused {
                <div role="alert">{ notice(Tone::Warning, "", html! { <p>{ sentence.clone() }</p> }) }</div>
            }
            { body }
        </section>
    }
}

/// What the recording is.
fn told(tape: &Tape) -> Html {
    let camera = if tape.mx_id.chars().all(|digit| digit == '0') {
        html! { { w::CAMERA_HIDDEN } }
    } else {
        hash(&tape.mx_id)
    };
    let operation = tape.plan.as_ref().map_or_else(
        || w::NO_OPERATION.to_owned(),
        |plan| {
            let what = text::operation(plan.operation);
            format!("{what}, {}", text::bytes_text(plan.total_bytes))
        },
    );
    let mut rows = vec![
        fact(w::FILE, html! { <code>{ tape.file.name.clone() }</code> }),
        fact(w::CAMERA, camera),
        fact_text(w::OPERATION, operation),
    ];
    match &tape.outcome {
        Some(Outcome::Done(_)) => rows.push(fact_text(w::ENDED, w::ENDED_WELL)),
        Some(Outcome::Failed(failure)) => {
            let said = text::failure(failure);
            let verdict = text::verdict(failure.verdict).title;
            rows.push(fact_text(w::ENDED, format!("{}. {verdict}", said.title)));
        }
        None => {}
    }
    let (entries, dropped) = tape.entries;
    rows.push(fact_text(w::LENGTH, w::length(entries, dropped, tape.secs)));
    for (name, value) in &tape.environment {
        rows.push(fact_text(&units::capital(name), value.clone()));
    }
    facts(rows)
}

/// How the replay stands, and the operation it repeats.
fn replayed(replay: &Replay, state: &app::State, dispatch: &Callback<Action>) -> Html {
    let stands = match &replay.playing {
        Playing::On => working(w::PLAYING),
        Playing::Done if replay.divergences.is_empty() => {
            notice(Tone::Good, w::DONE, html! { <p>{ w::SAME }</p> })
        }
        Playing::Done => notice(Tone::Info, w::DONE, html! {}),
        Playing::Stopped(sentence) => notice(
            Tone::Info,
            w::STOPPED,
            html! { <p>{ sentence.clone() }</p> },
        ),
    };
    let id = match &replay.playing {
        Playing::On => "on",
        Playing::Done => "done",
        Playing::Stopped(_) => "stopped",
    };
    html! {
        <section class="sheet" data-replay={id} data-divergences={replay.divergences.len().to_string()}>
            { stands }
            if !replay.divergences.is_empty() {
                <p>{ w::DIFFERENT }</p>
                <ul class="sentences">
                    { for replay.divergences.iter().map(|it| html! { <li><code>{ it.clone() }</code></li> }) }
                </ul>
            }
            if let Some(reading) = &state.panel.reading {
                { reading_view::view(reading, state, dispatch) }
            } else if let Some(operation) = &state.flash.operation {
                { flash::operation_view(operation, state, dispatch) }
            }
        </section>
    }
}

fn transcript(tape: &Tape) -> Html {
    html! {
        <section class="sheet" aria-labelledby="transcript-title">
            <h2 id="transcript-title">{ w::TRANSCRIPT }</h2>
            <pre class="code transcript" tabindex="0">
                <code>{ tape.lines.join("\n") }</code>
            </pre>
        </section>
    }
}
