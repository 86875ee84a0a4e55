//! The page's side of the studio: loading it, telling it things, doing what it asks for.

use super::{Action, Effect, State, StudioPhase, View, steps};
use crate::{
    engine::protocol::{Command, NamedFile},
    ui::studio::{
        bridge::{StudioApplication, StudioCommand, StudioEvent},
        meter,
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
pub(in crate::ui) fn open(state: &mut State, command: StudioCommand, out: &mut Vec<Effect>) {
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
            state.studio.rooms = rooms(state);
            let rooms = state.studio.rooms.clone();
            out.push(Effect::TellStudio(StudioCommand::Rooms(rooms)));
            out.push(Effect::Send(Command::TellFirmware));
            let waiting = std::mem::take(&mut state.studio.waiting);
            out.extend(waiting.into_iter().map(Effect::TellStudio));
        }
        StudioEvent::Use(application) => use_application(state, application, out),
        StudioEvent::Download(file) => out.push(Effect::Download(file)),
        StudioEvent::Named(name) => state.studio.project = name,
        StudioEvent::ReadPipeline(source) => {
            state.handover.asked = None;
            out.push(Effect::Send(Command::ReadPipeline { source }));
        }
        StudioEvent::BuildPackage(source) => {
            out.push(Effect::Send(Command::BuildPackage { source }));
        }
    }
}

fn use_application(state: &mut State, application: StudioApplication, out: &mut Vec<Effect>) {
    let file = NamedFile {
        name: format!("{}.json", application.name),
        bytes: application.json,
    };
    if state.writing() {
        // Nothing else may start; what runs is shown.
        state.view = View::Flash;
        return;
    }
    let inputs = &mut state.application.inputs;
    inputs.name.clear();
    inputs.uncompressed = !application.compressed;
    state.application.goes_on = true;
    steps::take_pipeline(state, file, application.board, out);
}

/// The connected camera's rooms for an application, as far as they are known.
fn rooms(state: &State) -> Vec<meter::Room> {
    state.camera.info().map(meter::rooms).unwrap_or_default()
}

/// Asks for the program when its view is first shown.
pub(super) fn settle(state: &mut State, out: &mut Vec<Effect>) {
    if state.view == View::Studio && state.studio.phase == StudioPhase::Absent {
        state.studio.phase = StudioPhase::Loading;
        out.push(Effect::LoadStudio);
    }
    if state.studio.phase == StudioPhase::Ready {
        let rooms = rooms(state);
        if rooms != state.studio.rooms {
            state.studio.rooms.clone_from(&rooms);
            out.push(Effect::TellStudio(StudioCommand::Rooms(rooms)));
        }
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
