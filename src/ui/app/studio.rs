//! The page's side of the studio: loading it, telling it things, doing what it asks for.

use super::{Action, Effect, State, StudioPhase, View, steps};
use crate::{
    engine::protocol::NamedFile,
    ui::{
        application::fit,
        studio::bridge::{StudioApplication, StudioCommand, StudioEvent},
    },
};

/// Tells the studio something, at once or as soon as it is there.
pub(in crate::ui) fn tell(state: &mut State, command: StudioCommand, out: &mut Vec<Effect>) {
    if state.studio.phase == StudioPhase::Ready {
        out.push(Effect::TellStudio(command));
    } else {
        state.studio.waiting.push(command);
    }
}

/// Opens the studio, which is told this.
fn open(state: &mut State, command: StudioCommand, out: &mut Vec<Effect>) {
    tell(state, command, out);
    if state.view != View::Studio {
        state.view = View::Studio;
        out.push(Effect::Go(View::Studio));
    }
}

/// Takes the actions about the studio, hands the others on.
pub(super) fn reduce(state: &mut State, action: Action, out: &mut Vec<Effect>) -> Option<Action> {
    match action {
        Action::OpenInStudio(file) => open(state, StudioCommand::Open(file), out),
        Action::Studio(event) => take(state, event, out),
        Action::StudioFailed => state.studio.phase = StudioPhase::Failed,
        Action::LoadStudio => state.studio.phase = StudioPhase::Absent,
        Action::WentInStudio(place) => tell(state, StudioCommand::Went(place), out),
        other => return Some(other),
    }
    None
}

fn take(state: &mut State, event: StudioEvent, out: &mut Vec<Effect>) {
    match event {
        StudioEvent::Ready => {
            state.studio.phase = StudioPhase::Ready;
            let room_bytes = room(state);
            out.push(Effect::TellStudio(StudioCommand::Camera { room_bytes }));
            let waiting = std::mem::take(&mut state.studio.waiting);
            out.extend(waiting.into_iter().map(Effect::TellStudio));
        }
        StudioEvent::Use(application) => use_application(state, application, out),
        StudioEvent::Download(file) => out.push(Effect::Download(file)),
        StudioEvent::Named(name) => state.studio.project = name,
    }
}

fn use_application(state: &mut State, application: StudioApplication, out: &mut Vec<Effect>) {
    let file = NamedFile {
        name: format!("{}.json", application.name),
        bytes: application.json,
    };
    steps::take_file(state, file, out);
}

/// The connected camera's room for an application, in bytes, as far as it is known.
fn room(state: &State) -> Option<u64> {
    let info = state.camera.info()?;
    fit(info, state.flash.memory, 0).map(|fit| fit.room)
}

/// Asks for the program when its view is first shown.
pub(super) fn settle(state: &mut State, out: &mut Vec<Effect>) {
    if state.view == View::Studio && state.studio.phase == StudioPhase::Absent {
        state.studio.phase = StudioPhase::Loading;
        out.push(Effect::LoadStudio);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::app::reduce;

    #[test]
    fn the_program_is_loaded_once_and_told_what_waited() {
        let mut state = State::default();
        let file = NamedFile {
            name: "demo".into(),
            bytes: Default::default(),
        };
        let effects = reduce(&mut state, Action::OpenInStudio(file.clone()), 0.0);
        assert_eq!(effects, [Effect::Go(View::Studio), Effect::LoadStudio]);
        assert!(reduce(&mut state, Action::Went(View::Studio), 0.0).is_empty());
        let effects = reduce(&mut state, Action::Studio(StudioEvent::Ready), 0.0);
        let told = Effect::TellStudio(StudioCommand::Open(file));
        assert!(effects.contains(&told));
        reduce(&mut state, Action::StudioFailed, 0.0);
        let effects = reduce(&mut state, Action::LoadStudio, 0.0);
        assert_eq!(effects, [Effect::LoadStudio]);
    }
}
