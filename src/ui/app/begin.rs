//! What is begun from many places: a step, a connection, a plan.

use super::{Effect, State, Step, View};
use crate::{
    engine::protocol::Command,
    text::page as words,
    ui::{
        camera::{Chooser, Connection, Goal},
        flash::{Operation, Phase, Request},
    },
};

/// Opens a step and moves the focus to its head.
pub(super) fn open(state: &mut State, step: Step, effects: &mut Vec<Effect>) {
    if state.view != View::Flash {
        state.view = View::Flash;
        effects.push(Effect::Go(View::Flash));
    }
    state.open = Some(step);
    effects.push(Effect::Focus(match step {
        Step::Camera => "step-camera",
        Step::Application => "step-application",
        Step::Flash => "step-flash",
    }));
}

/// Starts connecting to `goal`.
pub(in crate::ui) fn connect(state: &mut State, goal: Goal, effects: &mut Vec<Effect>) {
    let command = match &goal {
        Goal::Listed(id) => Command::Connect { id: id.clone() },
        Goal::Virtual { profile, speed } => Command::UseVirtualCamera {
            profile: profile.clone(),
            speed: *speed,
        },
        Goal::Recording(file) => Command::ReplayRecording {
            file: (**file).clone(),
        },
    };
    state.panel.recorder.replay = None;
    state.camera.chooser = Chooser::Closed;
    state.camera.waiting = None;
    state.camera.kind = None;
    state.camera.image = None;
    state.camera.connection = Connection::Connecting { goal, phase: None };
    state.flash.clear();
    state.said = words::camera::CONNECTING.to_owned();
    effects.push(Effect::Send(command));
}

/// Asks for the plan of `request`.
pub(in crate::ui) fn plan(
    state: &mut State,
    request: Request,
    command: Command,
    out: &mut Vec<Effect>,
) {
    state.flash.clear();
    state.flash.operation = Some(Operation {
        request,
        phase: Phase::Planning,
    });
    out.push(Effect::Send(command));
}
