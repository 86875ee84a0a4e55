//! What the worker tells.

use super::{
    Effect, Engine, State, Step,
    begin::{connect, open},
    tell_studio,
};
use crate::{
    device::{ApplicationStart, CameraInfo, Failure, FailureCause, Outcome},
    engine::protocol::Event,
    text::{self, page as words},
    ui::{
        application::Status,
        camera::{Chooser, Connection, Goal},
        flash::{Boot, Phase},
        handover, packages, panel,
        studio::bridge::StudioCommand,
    },
};

/// The recipe that step 2 starts with: it needs nothing but a camera, and everybody can see that it works.
const FIRST_RECIPE: &str = "mjpeg-server";

/// Takes one event in.
pub(super) fn take(state: &mut State, event: Event, effects: &mut Vec<Effect>) {
    match event {
        Event::Ready { .. } => state.engine = Engine::Ready,
        Event::Cameras { cameras } => {
            let chosen =
                (state.camera.chooser == Chooser::Chosen).then(|| state.camera.chosen(&cameras));
            state.camera.candidates = cameras;
            if let Some(chosen) = chosen {
                state.camera.chooser = Chooser::Closed;
                // While the engine waits for a camera to come back, the list alone tells it that it may go on.
                if let (Some(id), None) = (chosen, &state.camera.waiting) {
                    connect(state, Goal::Listed(id), effects);
                }
            }
        }
        Event::Connecting { phase } => {
            if let Connection::Connecting { phase: now, .. } = &mut state.camera.connection {
                *now = Some(phase);
                state.said = text::connect_phase(phase).to_owned();
            }
        }
        Event::Waiting { waiting } => {
            if waiting.is_some() {
                state.said = words::camera::WAITING_TITLE.to_owned();
                effects.push(Effect::Focus("waiting"));
            } else {
                state.camera.chooser = Chooser::Closed;
            }
            state.camera.waiting = waiting;
            let now = state.now;
            if let Some(running) = state.flash.running_mut() {
                running.pause(now);
            }
        }
        Event::Camera { info } => camera(state, info),
        Event::ShippedBootloader { version } => state.camera.shipped = Some(version),
        Event::Disconnected { failure } => disconnected(state, failure),
        Event::Failed { failure } => failed(state, failure, effects),
        Event::ApplicationStarted { start } => {
            started(state, start == ApplicationStart::Seen, effects);
        }
        Event::VirtualCamera { camera } => {
            let id = camera.as_ref().and_then(|camera| camera.id.clone());
            state.virtual_camera = camera;
            if let (true, Some(id)) = (state.camera.reconnect, id) {
                state.camera.reconnect = false;
                connect(state, Goal::Listed(id), effects);
            }
        }
        Event::Download { download } => {
            let done = download.total_bytes == Some(download.done_bytes);
            state.download = (!done).then_some(download);
        }
        Event::Stopped { failure } => stopped(state, failure),
        Event::Recipes { recipes } => {
            state.application.recipes = recipes;
            if state.application.recipe().is_none() {
                let mut recipes = state.application.recipes.iter();
                let first = recipes.find(|recipe| recipe.id == FIRST_RECIPE);
                state.application.inputs.recipe = first.map(|recipe| recipe.id.clone());
            }
        }
        Event::Blob { header } => {
            if state.application.blob.is_some() {
                state.application.blob_header = Some(header);
            }
        }
        Event::Application { summary } => {
            state.download = None;
            state.said = words::application::READY.to_owned();
            let usable = summary.errors.is_empty();
            state.application.status = Status::Ready(Box::new(summary));
            if std::mem::take(&mut state.application.goes_on) && usable {
                let connected = state.camera.info().is_some();
                open(
                    state,
                    if connected { Step::Flash } else { Step::Camera },
                    effects,
                );
            } else {
                effects.push(Effect::Focus("application-result"));
            }
        }
        Event::ApplicationRejected { sentence } => {
            state.download = None;
            state.said.clone_from(&sentence);
            state.application.status = Status::Rejected(sentence);
            state.application.goes_on = false;
            effects.push(Effect::Focus("application-result"));
        }
        Event::PackageBuilt { file } => {
            state.application.saving = false;
            effects.push(Effect::Download(file));
        }
        Event::PipelineRead { pipeline } => handover::read(state, pipeline, effects),
        Event::PackageMade { package } => {
            let answer = package.map(|file| {
                let name = file.name.clone();
                effects.push(Effect::Download(file));
                name
            });
            tell_studio(state, StudioCommand::PackageMade(answer), effects);
        }
        Event::FirmwareSizes { sizes } => {
            tell_studio(state, StudioCommand::Firmware(sizes), effects);
        }
        event => {
            if let Event::ApplicationRead { file, .. } = &event {
                handover::application_read(state, file, effects);
            }
            let event = packages::take(state, event, effects);
            let event = event.and_then(|it| panel::take(state, it, effects));
            if let Some(event) = event {
                operation(state, event, effects);
            }
        }
    }
}

/// Events of an operation.
fn operation(state: &mut State, event: Event, effects: &mut Vec<Effect>) {
    let now = state.now;
    match event {
        Event::Planned { plan } => {
            state.download = None;
            if let Some(operation) = &mut state.flash.operation
                && matches!(operation.phase, Phase::Planning)
            {
                state.said = words::flash::PLANNED.to_owned();
                operation.phase = Phase::Planned(plan);
            }
        }
        Event::Progress { progress } => {
            if panel::progress(&mut state.panel, &progress) {
                return;
            }
            if let Some(running) = state.flash.running_mut() {
                let before = running.progress.as_ref().map(|before| before.stage);
                let stage = progress.stage;
                running.step(progress, now);
                // Phases are said aloud, percentages are not.
                if before != Some(stage) {
                    state.said = words::flash::stage(stage).to_owned();
                }
            }
        }
        Event::Finished { outcome } => {
            state.download = None;
            state.camera.waiting = None;
            if let Some(operation) = &mut state.flash.operation {
                operation.phase = match *outcome {
                    Outcome::Done(receipt) => {
                        state.said = words::flash::DONE.to_owned();
                        Phase::Done(Box::new(receipt))
                    }
                    Outcome::Failed(failure) => {
                        state.said = words::flash::FAILED.to_owned();
                        Phase::Failed(Box::new(failure))
                    }
                };
                effects.push(Effect::TellTime);
                effects.push(Effect::Focus("operation"));
            }
        }
        _ => {}
    }
}

/// Fresh facts, after connecting, after an operation, or asked for.
fn camera(state: &mut State, info: Box<CameraInfo>) {
    let fresh = !matches!(state.camera.connection, Connection::Connected(_));
    if fresh {
        state.said = words::camera::CONNECTED.to_owned();
    }
    state.camera.waiting = None;
    panel::connected(&mut state.panel, &info);
    state.camera.connection = Connection::Connected(info);
    // A plan rests on the facts it was made from.
    if let Some(operation) = &state.flash.operation
        && matches!(operation.phase, Phase::Planned(_))
    {
        state.flash.clear();
    }
}

fn disconnected(state: &mut State, failure: Option<Failure>) {
    state.camera.waiting = None;
    state.panel.reading = None;
    let goal = match &state.virtual_camera {
        Some(camera) => camera.id.clone().map(Goal::Listed),
        None => None,
    };
    state.camera.remember();
    state.camera.connection = match failure {
        Some(failure) => Connection::Failed {
            goal,
            failure: Box::new(failure),
        },
        None => Connection::None,
    };
    // What an operation ended with stays; a plan without its camera does not.
    if let Some(operation) = &state.flash.operation
        && matches!(operation.phase, Phase::Planning | Phase::Planned(_))
    {
        state.flash.clear();
    }
}

/// A command other than *execute* failed; which one follows from what was under way.
fn failed(state: &mut State, failure: Failure, effects: &mut Vec<Effect>) {
    state.download = None;
    let cancelled = failure.cause == FailureCause::Cancelled;
    let failure = Box::new(failure);
    if let Connection::Connecting { goal, .. } = &state.camera.connection {
        let goal = Some(goal.clone());
        state.camera.waiting = None;
        state.camera.connection = if cancelled {
            Connection::None
        } else {
            effects.push(Effect::Focus("verdict"));
            Connection::Failed { goal, failure }
        };
    } else if panel::failed(&mut state.panel, &failure) {
        packages::failed(&mut state.packages);
        state.handover.asked = None;
        state.application.goes_on = false;
        effects.push(Effect::Focus("verdict"));
    } else if state.flash.boot == Boot::Starting {
        state.flash.boot = Boot::Failed(failure);
    } else if state.application.saving {
        state.application.saving = false;
        state.application.file_error = Some(words::failure_sentence(&failure));
    } else if let Some(operation) = &mut state.flash.operation
        && matches!(operation.phase, Phase::Planning)
    {
        operation.phase = Phase::Failed(failure);
    } else if state.camera.info().is_some() {
        state.camera.connection = Connection::Failed {
            goal: None,
            failure,
        };
    }
}

fn started(state: &mut State, seen: bool, effects: &mut Vec<Effect>) {
    state.flash.boot = Boot::Started { seen };
    state.said = words::flash::RUNNING.to_owned();
    if let Connection::Connected(info) = std::mem::take(&mut state.camera.connection) {
        state.camera.connection = Connection::Running { info, seen };
    }
    if state.open == Some(Step::Flash) {
        effects.push(Effect::Focus("operation"));
    }
}

/// The worker is gone, with the camera's connection and whatever ran.
fn stopped(state: &mut State, failure: Failure) {
    state.engine = Engine::Stopped(Box::new(failure.clone()));
    state.camera.waiting = None;
    state.panel.reading = None;
    state.camera.connection = Connection::None;
    state.camera.candidates.clear();
    state.virtual_camera = None;
    state.download = None;
    state.handover.asked = None;
    if matches!(state.application.status, Status::Loading | Status::Ready(_)) {
        state.application.status = Status::Open;
    }
    match &mut state.flash.operation {
        Some(operation) if matches!(operation.phase, Phase::Running(_)) => {
            operation.phase = Phase::Failed(Box::new(failure));
        }
        _ => state.flash.clear(),
    }
}

#[cfg(test)]
mod tests;
