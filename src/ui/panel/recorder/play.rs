//! Playing a recording: the recorded camera answers as it did then, and what was asked for then is asked for again.

use serde_json::Value;

use super::tape::name;
use crate::{
    device::Confirmation,
    engine::protocol::Command,
    recording::STEP_EXECUTE,
    text::page::panel::recorder as w,
    ui::{
        app::{Effect, State, execute, plan},
        flash::{Phase, Request},
    },
};

/// How a replay stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Replay {
    /// What was said differently than in the recording.
    pub divergences: Vec<String>,
    /// The next step of the tape.
    pub next: usize,
    /// How it goes on.
    pub playing: Playing,
}

/// How a replay goes on.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Playing {
    /// By itself, step by step.
    #[default]
    On,
    /// Every step was repeated.
    Done,
    /// A step needs something that is not in a recording; the sentence.
    Stopped(String),
}

/// What the engine told of the replay.
pub(in crate::ui::panel) fn told(state: &mut State, divergences: Vec<String>) {
    if let Some(replay) = &mut state.panel.recorder.replay {
        replay.divergences = divergences;
    }
}

/// Asks for the next step, once the one before has been worked off.
pub(in crate::ui::panel) fn advance(state: &mut State, effects: &mut Vec<Effect>) {
    let recorder = &mut state.panel.recorder;
    let (Some(tape), Some(replay)) = (&recorder.tape, &mut recorder.replay) else {
        return;
    };
    if replay.playing != Playing::On {
        return;
    }
    let Some(step) = tape.steps.get(replay.next).cloned() else {
        replay.playing = Playing::Done;
        state.said = w::DONE.to_owned();
        return;
    };
    replay.next += 1;
    let file = tape.file.name.clone();
    let missing = missing(&file, &step, state);
    let again = match missing {
        Some(sentence) => Err(sentence),
        None => repeat(state, &step, effects),
    };
    if let (Err(sentence), Some(replay)) = (again, &mut state.panel.recorder.replay) {
        replay.playing = Playing::Stopped(sentence);
    }
}

/// What a step needs beside the recording; none if it has it.
fn missing(file: &str, step: &Value, state: &State) -> Option<String> {
    let content = step.get(name(step));
    let part = |key: &str| {
        content
            .and_then(|it| it.get(key))
            .filter(|it| !it.is_null())
    };
    if part("image").or_else(|| part("file")).is_some() {
        return Some(w::FILE_MISSING.to_owned());
    }
    if !name(step).ends_with("-application") || name(step) == "plan-remove-application" {
        return None;
    }
    let wanted = part("package")?.get("sha256")?.as_str()?.to_owned();
    let loaded = state.application.ready();
    let same = loaded.is_some_and(|summary| summary.sha256 == wanted);
    let size = part("package")?.get("size")?.as_u64().unwrap_or_default();
    (!same).then(|| w::package_missing(file, size, &wanted))
}

/// Asks for a step once more.
fn repeat(state: &mut State, step: &Value, effects: &mut Vec<Effect>) -> Result<(), String> {
    if name(step) == STEP_EXECUTE {
        return carry_out(state, effects);
    }
    let command: Command =
        serde_json::from_value(step.clone()).map_err(|_unknown| w::step_unknown(name(step)))?;
    match request(&command) {
        Some(request) => plan(state, request, command, effects),
        None => effects.push(Effect::Send(command)),
    }
    Ok(())
}

/// The plan is carried out as it was then; its camera is a recording, so its word needs no fingers.
fn carry_out(state: &mut State, effects: &mut Vec<Effect>) -> Result<(), String> {
    let operation = state.flash.operation.as_ref();
    let Some(Phase::Planned(plan)) = operation.map(|it| &it.phase) else {
        return Err(w::NO_PLAN.to_owned());
    };
    if !plan.refusals.is_empty() {
        return Err(w::NO_PLAN.to_owned());
    }
    if let Confirmation::TypedWord { word } = &plan.confirmation {
        state.flash.typed.clone_from(word);
    }
    execute(state, effects);
    Ok(())
}

fn request(command: &Command) -> Option<Request> {
    Some(match command {
        Command::PlanBootloader { kind, .. } => Request::Bootloader(*kind),
        Command::PlanUserBootloader { .. } => Request::UserBootloader,
        Command::PlanRemoveUserBootloader => Request::RemoveUserBootloader,
        Command::PlanFactoryReset { kind } => Request::FactoryReset(*kind),
        Command::PlanBootHeader { .. } => Request::BootHeader,
        Command::PlanApplication { memory } | Command::PlanUpdateApplication { memory } => {
            Request::Application(*memory)
        }
        Command::PlanRemoveApplication { memory } => Request::RemoveApplication(*memory),
        Command::PlanWriteConfig { .. } => Request::WriteConfig,
        Command::PlanClearConfig => Request::ClearConfig,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::tape::tests::tape, *};
    use crate::ui::flash::{Operation, plan_for_tests};

    fn playing(steps: &[Value]) -> State {
        let mut state = State::default();
        state.panel.recorder.tape = Some(Box::new(tape(steps)));
        state.panel.recorder.replay = Some(Replay {
            next: 1,
            ..Replay::default()
        });
        state
    }

    fn next(state: &mut State) -> (Vec<Effect>, Playing) {
        let mut effects = Vec::new();
        advance(state, &mut effects);
        let replay = state.panel.recorder.replay.clone().unwrap();
        (effects, replay.playing)
    }

    #[test]
    fn steps_are_repeated_one_after_the_other() {
        let mut state = playing(&[
            json!("connect"),
            json!("refresh"),
            json!("plan-clear-config"),
            json!("execute"),
        ]);
        assert_eq!(next(&mut state).0, [Effect::Send(Command::Refresh)]);
        assert_eq!(next(&mut state).0, [Effect::Send(Command::PlanClearConfig)]);
        state.flash.operation = Some(Operation {
            request: Request::ClearConfig,
            phase: Phase::Planned(Box::new(plan_for_tests())),
        });
        let sent = next(&mut state).0;
        assert!(sent.contains(&Effect::Send(Command::Execute { typed_word: None })));
        assert_eq!(next(&mut state), (vec![], Playing::Done));
    }

    #[test]
    fn what_is_not_in_a_recording_is_asked_for() {
        let package = json!({"plan-application": {"memory": "flash", "package": {"size": 5, "sha256": "ab"}}});
        let file = json!({"plan-restore": {"file": {"name": "b"}, "config_only": true}});
        for step in [package, file, json!("execute"), json!("something-new")] {
            let mut state = playing(&[json!("connect"), step.clone()]);
            let (sent, playing) = next(&mut state);
            assert!(
                sent.is_empty() && matches!(playing, Playing::Stopped(_)),
                "{step}"
            );
        }
    }
}
