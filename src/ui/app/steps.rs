//! What the person does in each of the three steps.
//!
//! Each function takes the actions of its step and gives back the others.

use super::{
    Action, Effect, Saved, State, Step, UsbAccess, View,
    begin::{connect, open, plan},
    open_studio,
};
use crate::{
    engine::protocol::{Command, NamedFile},
    text::page as words,
    ui::{
        application::{FileKind, Source, Status},
        camera::{Chooser, Connection, Goal},
        flash::{self, Boot, Phase, Request, Running},
        panel,
        studio::bridge::StudioCommand,
    },
};

/// Actions of step 1 and of the virtual camera's band.
pub(super) fn camera(
    state: &mut State,
    action: Action,
    effects: &mut Vec<Effect>,
) -> Option<Action> {
    match action {
        Action::ChooseIfIdle => {
            let idle = state.camera.waiting.is_some()
                || matches!(
                    state.camera.connection,
                    Connection::None | Connection::Failed { .. } | Connection::Running { .. }
                );
            if idle && state.usb == UsbAccess::Available {
                state.camera.chooser = Chooser::Open;
                effects.push(Effect::RequestDevice);
            }
        }
        Action::Choose => {
            state.camera.chooser = Chooser::Open;
            effects.push(Effect::RequestDevice);
        }
        Action::Chosen(true) => {
            state.camera.chooser = Chooser::Chosen;
            effects.push(Effect::Send(Command::ListCameras));
        }
        Action::Chosen(false) => state.camera.chooser = Chooser::Dismissed,
        Action::ChooserFailed(reason) => state.camera.chooser = Chooser::Refused(reason),
        Action::Reconnect => reconnect(state, effects),
        Action::Connect(id) => connect(state, Goal::Listed(id), effects),
        Action::UseVirtual(profile) => {
            let profile = profile.to_owned();
            connect(
                state,
                Goal::Virtual {
                    profile,
                    speed: None,
                },
                effects,
            );
        }
        Action::Disconnect => {
            state.flash.clear();
            match state.camera.connection {
                Connection::Connected(_) => effects.push(Effect::Send(Command::Disconnect)),
                _ => state.camera.connection = Connection::None,
            }
            open(state, Step::Camera, effects);
        }
        Action::Forget(id) => effects.push(Effect::Send(Command::ForgetCamera { id })),
        Action::Refresh => effects.push(Effect::Send(Command::Refresh)),
        Action::Cancel => {
            if let Some(running) = state.flash.running_mut() {
                running.cancelling = true;
                state.said = words::flash::CANCELLING.to_owned();
            }
            effects.push(Effect::Send(Command::Cancel));
        }
        Action::Fault(fault) => effects.push(Effect::Send(Command::Fault { fault })),
        Action::Replug => effects.push(Effect::Send(Command::Replug)),
        Action::ChooseKind(kind) => state.camera.kind = Some(kind),
        Action::ChooseImage(image) => state.camera.image = image,
        Action::PlanBootloader => {
            let known = state.camera.info().and_then(crate::ui::camera::known_kind);
            if let Some(kind) = state.camera.kind.or(known) {
                let image = state.camera.image.clone();
                let command = Command::PlanBootloader { kind, image };
                plan(state, Request::Bootloader(kind), command, effects);
                effects.push(Effect::Focus("operation"));
            }
        }
        Action::PlanRemove(memory) => {
            let command = Command::PlanRemoveApplication { memory };
            plan(state, Request::RemoveApplication(memory), command, effects);
            effects.push(Effect::Focus("operation"));
        }
        other => return Some(other),
    }
    None
}

/// A virtual camera is plugged in and connected, a listed one connected, else the browser must be asked.
fn reconnect(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(camera) = &state.virtual_camera {
        match &camera.id {
            Some(id) => connect(state, Goal::Listed(id.clone()), effects),
            None => {
                state.camera.reconnect = true;
                effects.push(Effect::Send(Command::Replug));
            }
        }
        return;
    }
    let real = || state.camera.candidates.iter().filter(|it| !it.is_virtual);
    let last = state.camera.last_info().map(|info| &info.mx_id);
    let same = real().find(|it| last.is_some() && it.mx_id.as_ref() == last);
    let only = real().next().filter(|_| real().count() == 1);
    if let Some(wanted) = same.or(only) {
        let goal = Goal::Listed(wanted.id.clone());
        connect(state, goal, effects);
    } else {
        state.camera.chooser = Chooser::Open;
        effects.push(Effect::RequestDevice);
    }
}

/// Actions of step 2, and files from anywhere.
pub(super) fn application(
    state: &mut State,
    action: Action,
    effects: &mut Vec<Effect>,
) -> Option<Action> {
    let inputs = &mut state.application.inputs;
    match action {
        Action::ChooseSource(source) => inputs.source = source,
        Action::UseRecipe(id) => {
            use_recipe(state, id, effects);
            return None;
        }
        Action::SetValue {
            recipe,
            parameter,
            value,
        } => {
            let chosen = inputs.recipe.as_ref() == Some(&recipe);
            let values = inputs.values.entry(recipe).or_default();
            values.insert(parameter, value);
            if !chosen {
                effects.push(Effect::Save(Saved::of(state)));
                return None;
            }
        }
        Action::OpenScript => {
            state.application.script_open = !state.application.script_open;
            return None;
        }
        Action::SetScript(script) => {
            if let Some(id) = inputs.recipe.clone() {
                match script {
                    Some(script) => drop(inputs.scripts.insert(id, script)),
                    None => drop(inputs.scripts.remove(&id)),
                }
            }
        }
        Action::SetName(name) => inputs.name = name,
        Action::SetCompressed(compressed) => inputs.uncompressed = !compressed,
        Action::ChooseBlob(blob) => choose_blob(state, blob, effects),
        Action::File(file) => {
            take_file(state, file, effects);
            return None;
        }
        Action::FileFailed(sentence) => {
            state.application.file_error = Some(sentence);
            open(state, Step::Application, effects);
            return None;
        }
        Action::Change => {
            changed(state);
            open(state, Step::Application, effects);
            return None;
        }
        Action::Load => {
            load(state, effects);
            return None;
        }
        Action::SavePackage => {
            state.application.saving = true;
            effects.push(Effect::Send(Command::SavePackage));
            return None;
        }
        other => return Some(other),
    }
    changed(state);
    effects.push(Effect::Save(Saved::of(state)));
    None
}

/// Takes a network, and has its header read at once: what is wrong with it is said beside its field.
fn choose_blob(state: &mut State, blob: Option<NamedFile>, effects: &mut Vec<Effect>) {
    state.application.blob_header = None;
    state.application.blob.clone_from(&blob);
    if let Some(file) = blob {
        effects.push(Effect::Send(Command::ReadBlob { file }));
    }
}

/// Makes a recipe step 2's application, and builds it if nothing is missing that only the person knows.
fn use_recipe(state: &mut State, id: String, effects: &mut Vec<Effect>) {
    if state.writing() {
        return;
    }
    state.application.inputs.recipe = Some(id);
    state.application.inputs.source = Source::Recipe;
    changed(state);
    effects.push(Effect::Save(Saved::of(state)));
    open(state, Step::Application, effects);
    if state.application.is_complete() {
        load(state, effects);
    }
}

/// What was built no longer is what the form says.
fn changed(state: &mut State) {
    state.application.status = Status::Open;
    state.application.file_error = None;
    if state.flash.shown_in(Step::Flash).is_some() && !state.writing() {
        state.flash.clear();
    }
}

fn load(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(source) = state.application.source() else {
        return;
    };
    changed(state);
    state.application.status = Status::Loading;
    state.said = words::application::LOADING.to_owned();
    effects.push(Effect::Send(Command::LoadApplication { source }));
}

/// A file from anywhere on the page goes where it belongs, and the page says so.
pub(in crate::ui) fn take_file(state: &mut State, file: NamedFile, out: &mut Vec<Effect>) {
    state.dragging = false;
    if state.writing() {
        return;
    }
    match FileKind::of(&file) {
        FileKind::Image => {
            state.camera.image = Some(file);
            if state.flash.shown_in(Step::Camera).is_some() {
                state.flash.clear();
            }
            open(state, Step::Camera, out);
        }
        FileKind::Blob => {
            state.application.inputs.source = Source::Recipe;
            choose_blob(state, Some(file), out);
            let chosen = state.application.recipe().map(|it| it.needs_blob);
            if chosen != Some(true) {
                let wanting = state.application.recipes.iter().find(|it| it.needs_blob);
                state.application.inputs.recipe = wanting.map(|it| it.id.clone());
            }
            changed(state);
            open(state, Step::Application, out);
        }
        FileKind::Project => open_studio(state, StudioCommand::Open(file), out),
        FileKind::Backup => {
            panel::import_backup(state, &file, out);
            state.view = View::Camera(panel::Tab::Backups);
        }
        FileKind::Recording => {
            panel::open_recording(state, file);
            state.view = View::Camera(panel::Tab::Recorder);
        }
        FileKind::Package | FileKind::Pipeline | FileKind::Other => {
            take_pipeline(state, file, None, out);
        }
    }
}

/// A pipeline or package becomes step 2's application, with the board configuration that belongs to it.
pub(super) fn take_pipeline(
    state: &mut State,
    file: NamedFile,
    board: Option<String>,
    out: &mut Vec<Effect>,
) {
    state.application.inputs.source = Source::File;
    state.application.file = Some(file);
    state.application.board = board;
    open(state, Step::Application, out);
    load(state, out);
}

/// Actions of step 3.
pub(super) fn flash(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::ChooseMemory(memory) => {
            state.flash.memory = memory;
            state.flash.clear();
        }
        Action::ChooseOnlyChanged(only) => {
            state.flash.only_changed = only;
            state.flash.clear();
        }
        Action::Type(text) => state.flash.typed = text,
        Action::Execute => execute(state, effects),
        Action::Dismiss => {
            state.flash.clear();
        }
        Action::Again => again(state, effects),
        Action::Boot => {
            state.flash.boot = Boot::Starting;
            state.said = words::flash::STARTING.to_owned();
            effects.push(Effect::Send(Command::BootApplication));
        }
        Action::FinishedAt(time) => state.flash.finished_at = time,
        Action::CopyReport => {
            if let Some(text) = flash::failure_report(state) {
                effects.push(Effect::Copy(text));
            }
        }
        Action::SaveReport => effects.extend(flash::report_file(state).map(Effect::Download)),
        Action::SaveReceipt => effects.extend(flash::receipt_file(state).map(Effect::Download)),
        _ => {}
    }
}

/// Carries out the plan that lies before the person.
pub(in crate::ui) fn execute(state: &mut State, effects: &mut Vec<Effect>) {
    let now = state.now;
    let Some(operation) = &mut state.flash.operation else {
        return;
    };
    let Phase::Planned(plan) = &operation.phase else {
        return;
    };
    if !plan.refusals.is_empty() {
        return;
    }
    state.flash.plan = Some(plan.clone());
    operation.phase = Phase::Running(Box::new(Running {
        plan: (**plan).clone(),
        progress: None,
        moved: now,
        heard: now,
        cancelling: false,
    }));
    let typed = std::mem::take(&mut state.flash.typed);
    state.said = words::flash::STARTED.to_owned();
    effects.push(Effect::Send(Command::Execute {
        typed_word: Some(typed).filter(|word| !word.is_empty()),
    }));
    effects.push(Effect::Focus("operation"));
}

/// Plans again what failed; nothing is ever repeated without its plan being shown.
fn again(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(request) = state.flash.operation.as_ref().map(|it| it.request) else {
        if let Connection::Failed {
            goal: Some(goal), ..
        } = &state.camera.connection
        {
            match goal.clone() {
                // A virtual camera that was plugged in again has another name by now.
                Goal::Listed(_) if state.virtual_camera.is_some() => reconnect(state, effects),
                goal => connect(state, goal, effects),
            }
        }
        return;
    };
    if let Some(command) = panel::command(state, request) {
        plan(state, request, command, effects);
        effects.push(Effect::Focus("operation"));
    }
}

#[cfg(test)]
mod tests;
