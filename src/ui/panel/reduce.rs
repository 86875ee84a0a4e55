//! The behaviour of the camera view.

use serde_bytes::ByteBuf;

use super::{
    Action, State as Panel, Tab,
    backups::{Job, Kept},
    bootloaders::HeaderForm,
    memory::Content,
    reading::{Phase, Reading, What},
    recorder::{self, Replay, Tape},
};
use crate::{
    bootloader::{BootHeader, BootHeaderKind, Config, Memory},
    device::{CameraInfo, Failure, FailureCause, Progress, Repair},
    engine::protocol::{Command, Event, NamedFile},
    text::{
        self,
        page::panel::{backups as backup_words, bootloaders as bootloader_words, config as words},
        units,
    },
    transport::DeviceState,
    ui::{
        app::{Effect, State, View, connect, plan},
        camera::{Connection, Goal, known_kind},
        flash::Request,
    },
};

/// Takes an action of the camera view.
pub fn reduce(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    let Some(action) = configuration(state, action, effects) else {
        return;
    };
    let Some(action) = bootloaders(state, action, effects) else {
        return;
    };
    let Some(action) = library(state, action, effects) else {
        return;
    };
    let Some(action) = recordings(state, action, effects) else {
        return;
    };
    memory(state, action, effects);
}

fn library(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    let backups = &mut state.panel.backups;
    match action {
        Action::Backups(answer) => backups.take(answer),
        Action::TakeBackup => {
            state.panel.reading = Some(Reading::new(What::Backup));
            effects.push(Effect::Send(Command::TakeBackup));
        }
        Action::ImportBackup(file) => import_backup(state, &file, effects),
        Action::RestoreBackup(key) => {
            backups.restoring = key;
            ask(state, Request::RestoreBackup, effects);
        }
        Action::RestoreConfig(key) => {
            backups.restoring = key;
            ask(state, Request::RestoreConfig, effects);
        }
        Action::ExportBackup(key) => {
            effects.extend(backups.find(key).map(|it| Effect::Download(it.file())));
        }
        Action::DeleteBackup(key) => effects.push(Effect::Backups(Job::Delete(key))),
        Action::MarkBackup(key) => backups.mark(key),
        other => return Some(other),
    }
    None
}

fn recordings(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    let recorder = &mut state.panel.recorder;
    match action {
        Action::RedactRecording(redacted) => recorder.redacted = redacted,
        Action::SaveRecording => {
            let redacted = recorder.redacted;
            effects.push(Effect::SaveRecording { redacted });
        }
        Action::OpenRecording(file) => open_recording(state, file),
        Action::PlayRecording => {
            if let Some(tape) = &recorder.tape {
                let file = Box::new(tape.file.clone());
                connect(state, Goal::Recording(file), effects);
                // The connecting is the first step.
                state.panel.recorder.replay = Some(Replay {
                    next: 1,
                    ..Replay::default()
                });
            }
        }
        other => return Some(other),
    }
    None
}

/// A file becomes the opened recording; one that is none changes nothing.
pub(in crate::ui) fn open_recording(state: &mut State, file: NamedFile) {
    let recorder = &mut state.panel.recorder;
    match Tape::read(file) {
        Ok(tape) => {
            recorder.refused = None;
            recorder.tape = Some(Box::new(tape));
        }
        Err(sentence) => recorder.refused = Some(sentence),
    }
}

/// A file becomes one more backup; one that is none changes nothing.
pub(in crate::ui) fn import_backup(state: &mut State, file: &NamedFile, out: &mut Vec<Effect>) {
    let backups = &mut state.panel.backups;
    match Kept::read(&file.bytes) {
        Ok(kept) => {
            backups.refused = None;
            state.said = backup_words::IMPORTED.to_owned();
            out.push(Effect::Backups(Job::Keep(Box::new(kept))));
        }
        Err(reason) => backups.refused = Some(text::bad_file(&file.name, &reason)),
    }
}

fn configuration(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    let config = &mut state.panel.config;
    match action {
        Action::SetField(field, text) => {
            config.form.insert(field, text);
            config.refused = None;
        }
        Action::SetDocument(text) => {
            config.document = text;
            config.refused = None;
        }
        Action::SetMode(mode) => {
            if let Err(reason) = config.switch(mode) {
                config.refused = Some(match reason.as_str() {
                    "" => words::CORRECT_FIRST.to_owned(),
                    reason => format!("{}: {reason}.", words::NO_FORM),
                });
            }
        }
        Action::ImportConfig(file) => import(state, &file),
        Action::ExportConfig => effects.extend(export(state).map(Effect::Download)),
        Action::RevertConfig => {
            let base = config.base.clone();
            config.load(base);
        }
        Action::PlanConfig => {
            if let Ok(draft) = config.draft() {
                config.sent = draft.to_json();
                ask(state, Request::WriteConfig, effects);
            }
        }
        Action::PlanClearConfig => ask(state, Request::ClearConfig, effects),
        other => return Some(other),
    }
    None
}

fn bootloaders(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    let bootloaders = &mut state.panel.bootloaders;
    match action {
        Action::PlanUserBootloader => ask(state, Request::UserBootloader, effects),
        Action::PlanRemoveUserBootloader => ask(state, Request::RemoveUserBootloader, effects),
        Action::PlanFactoryReset => {
            let known = state.camera.info().and_then(known_kind);
            if let Some(kind) = state.camera.kind.or(known) {
                ask(state, Request::FactoryReset(kind), effects);
            }
        }
        Action::BootRom => effects.push(Effect::Send(Command::BootUsbRom)),
        Action::UnlockHeaders(text) => bootloaders.word = text,
        Action::SetHeaderKind(kind) => bootloaders.header.kind = kind,
        Action::SetHeader(input, text) => bootloaders.header.set(input, text),
        Action::PlanBootHeader => ask(state, Request::BootHeader, effects),
        Action::ChooseFamily(family) => state.panel.family = family,
        other => return Some(other),
    }
    None
}

fn memory(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    let memory = &mut state.panel.memory;
    let save = |content: &Option<Content>| {
        let content = content.as_ref()?;
        Some(Effect::Download((*content.file).clone()))
    };
    match action {
        Action::SetMemory(chosen) => memory.memory = chosen,
        Action::SetOffset(text) => memory.offset = text,
        Action::SetSize(text) => memory.size = text,
        Action::FillRange(region) => memory.fill(&region),
        Action::ChoosePart(part) => state.panel.part = part,
        Action::ShowBytes(region) => {
            memory.memory = Memory::Flash;
            memory.fill(&region);
            state.view = View::Camera(Tab::Memory);
        }
        Action::ReadMemory => read_memory(state, effects),
        Action::SaveRead => effects.extend(save(&memory.read)),
        Action::SaveOverwritten => effects.extend(save(&memory.overwritten)),
        Action::UnlockMemory(text) => memory.word = text,
        Action::SetWriteOffset(text) => memory.write_offset = text,
        Action::ChooseWrite(file) => memory.file = file.map(|file| Content::new(0, file)),
        Action::PlanWriteMemory => ask(state, Request::WriteMemory, effects),
        Action::DismissReading => state.panel.reading = None,
        Action::Diagnose => look(state, effects),
        Action::Repair(repair) => mend(state, repair, effects),
        Action::InspectPackage(file) => {
            state.panel.application.inspected = None;
            state.panel.application.name.clone_from(&file.name);
            effects.push(Effect::Send(Command::InspectPackage { file }));
        }
        Action::ReadApplication(memory) => {
            state.panel.reading = Some(Reading::new(What::Application(memory)));
            effects.push(Effect::Send(Command::ReadApplication { memory }));
        }
        Action::SaveBackup => effects.extend(save(&state.panel.application.backup)),
        Action::OpenBackup => {
            if let Some(backup) = &state.panel.application.backup {
                let file = (*backup.file).clone();
                crate::ui::app::take_file(state, file, effects);
            }
        }
        _ => {}
    }
}

/// Has the flash looked through.
fn look(state: &mut State, effects: &mut Vec<Effect>) {
    state.panel.looked = true;
    state.panel.reading = Some(Reading::new(What::Diagnosis));
    effects.push(Effect::Send(Command::Diagnose));
}

/// A camera that was found waiting for a program is looked through by itself where the repair is shown.
pub(in crate::ui) fn look_by_itself(state: &mut State, effects: &mut Vec<Effect>) {
    let waits = state
        .camera
        .info()
        .is_some_and(|info| info.found_as == DeviceState::Unbooted);
    let here = state.view == View::Camera(Tab::Recovery);
    if waits && here && !state.panel.looked && state.panel.reading.is_none() && !state.writing() {
        look(state, effects);
    }
}

/// Asks for the plan of a step of the repair.
fn mend(state: &mut State, repair: Repair, effects: &mut Vec<Effect>) {
    match repair {
        Repair::FlashBootloader { kind: Some(kind) } => {
            state.camera.image = None;
            ask(state, Request::Bootloader(kind), effects);
        }
        Repair::NormalHeader => {
            state.panel.bootloaders.header = HeaderForm::default();
            ask(state, Request::BootHeader, effects);
        }
        Repair::ClearConfig => ask(state, Request::ClearConfig, effects),
        Repair::RemoveUserBootloader => ask(state, Request::RemoveUserBootloader, effects),
        Repair::FlashApplication { memory } => {
            ask(state, Request::RemoveApplication(memory), effects);
        }
        // A person says the kind, and sets switches.
        Repair::FlashBootloader { kind: None } => {
            state.view = View::Camera(Tab::Bootloader);
        }
        Repair::SetSwitches => {}
    }
}

fn read_memory(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(info) = state.camera.info() else {
        return;
    };
    let memory = state.panel.memory.memory;
    if let Ok((offset, size)) = state.panel.memory.range(info) {
        state.panel.reading = Some(Reading::new(What::Memory));
        effects.push(Effect::Send(Command::ReadMemory {
            memory,
            offset,
            size,
        }));
    }
}

/// Asks for the plan of an operation that the camera view started.
fn ask(state: &mut State, request: Request, effects: &mut Vec<Effect>) {
    if let Some(command) = command(state, request) {
        plan(state, request, command, effects);
        effects.push(Effect::Focus("operation"));
    }
}

/// The command that plans a request, or plans it again; none if what it needs is gone.
pub fn command(state: &State, request: Request) -> Option<Command> {
    let image = state.camera.image.clone();
    Some(match request {
        Request::Bootloader(kind) => Command::PlanBootloader { kind, image },
        Request::UserBootloader => Command::PlanUserBootloader { image },
        Request::RemoveUserBootloader => Command::PlanRemoveUserBootloader,
        Request::FactoryReset(kind) => Command::PlanFactoryReset { kind },
        Request::BootHeader => Command::PlanBootHeader {
            header: header(&state.panel)?,
        },
        Request::Application(memory) => application_command(state, memory),
        Request::RemoveApplication(memory) => Command::PlanRemoveApplication { memory },
        Request::WriteConfig => Command::PlanWriteConfig {
            json: state.panel.config.sent.clone(),
        },
        Request::ClearConfig => Command::PlanClearConfig,
        Request::RestoreBackup | Request::RestoreConfig => Command::PlanRestore {
            file: state
                .panel
                .backups
                .find(state.panel.backups.restoring)?
                .file(),
            config_only: request == Request::RestoreConfig,
        },
        Request::WriteMemory => {
            let memory = &state.panel.memory;
            let offset = memory.target(state.camera.info()?).ok()?;
            Command::PlanWriteMemory {
                memory: memory.memory,
                offset,
                file: (*memory.file.as_ref()?.file).clone(),
            }
        }
    })
}

/// The command that plans flashing the application: all of it, or only what differs from one that is there.
pub fn application_command(state: &State, memory: Memory) -> Command {
    let present = state.camera.info().is_some_and(|info| {
        let mut applications = info.applications.iter();
        applications.any(|it| it.memory == memory && it.present)
    });
    if state.flash.only_changed && present {
        Command::PlanUpdateApplication { memory }
    } else {
        Command::PlanApplication { memory }
    }
}

fn header(panel: &Panel) -> Option<BootHeader> {
    let header = panel.bootloaders.header.header().ok()?;
    let complete = header.kind != BootHeaderKind::GpioMode || header.gpio_mode.is_some();
    complete.then_some(header)
}

/// A file becomes the draft; one that is no configuration changes nothing.
fn import(state: &mut State, file: &NamedFile) {
    let config = &mut state.panel.config;
    let read = std::str::from_utf8(&file.bytes)
        .ok()
        .ok_or_else(|| words::NOT_TEXT.to_owned())
        .and_then(|text| Config::from_json(text).map_err(|error| error.to_string()));
    match read {
        Ok(imported) => config.load(imported),
        Err(reason) => {
            config.refused = Some(format!("{} ({}): {reason}.", words::BAD_FILE, file.name));
        }
    }
}

/// The draft as a file, or what the camera holds while the draft has findings.
fn export(state: &State) -> Option<NamedFile> {
    let config = &state.panel.config;
    let mx_id = config.camera.as_ref()?;
    let document = config.draft().unwrap_or_else(|_| config.base.clone());
    Some(NamedFile {
        name: format!("configuration-{}.json", units::short_id(mx_id)),
        bytes: ByteBuf::from(document.to_json().into_bytes()),
    })
}

/// Takes what the worker told, if it is for the camera view.
pub(in crate::ui) fn take(
    state: &mut State,
    event: Event,
    effects: &mut Vec<Effect>,
) -> Option<Event> {
    match event {
        Event::BackedUp { backup } => {
            let asked = state.panel.reading.as_ref();
            if asked.is_some_and(|it| it.what == What::Backup) {
                state.panel.reading = None;
                state.said = backup_words::TAKEN.to_owned();
            }
            let kept = Box::new(Kept::new(*backup));
            effects.push(Effect::Backups(Job::Keep(kept)));
        }
        Event::MemoryRead { offset, file, .. } => {
            state.panel.reading = None;
            state.panel.memory.read = Some(Content::new(offset, file));
        }
        Event::Overwritten { offset, file, .. } => {
            state.panel.memory.overwritten = Some(Content::new(offset, file));
        }
        Event::ApplicationRead { file, .. } => {
            state.panel.reading = None;
            let inspect = Action::InspectPackage(file.clone());
            state.panel.application.backup = Some(Content::new(0, file));
            reduce(state, inspect, effects);
        }
        Event::Diagnosed { diagnosis } => {
            state.panel.reading = None;
            state.panel.diagnosis = Some(diagnosis);
        }
        Event::Inspected { facts } => state.panel.application.inspected = Some(facts),
        Event::RecordingSaved { file } => effects.push(Effect::Download(file)),
        Event::Replaying { divergences, .. } => {
            recorder::told(state, divergences);
            recorder::advance(state, effects);
        }
        Event::RomStarted => {
            state.camera.remember();
            state.camera.connection = Connection::None;
            state.panel.bootloaders.rom_started = true;
            state.said = bootloader_words::ROM_STARTED.to_owned();
        }
        other => return Some(other),
    }
    None
}

/// Fresh facts of a camera: what belonged to another one is forgotten.
pub(in crate::ui) fn connected(panel: &mut Panel, info: &CameraInfo) {
    if panel.config.camera.as_ref() != Some(&info.mx_id) {
        // What belongs to no camera stays.
        let before = std::mem::take(panel);
        *panel = Panel {
            family: before.family,
            backups: before.backups,
            recorder: before.recorder,
            ..Panel::default()
        };
    }
    panel.bootloaders.rom_started = false;
    panel.diagnosis = None;
    panel.looked = false;
    panel.part = None;
    panel.config.sync(info);
}

/// A step of a reading; tells whether one is on the way.
pub(in crate::ui) fn progress(panel: &mut Panel, progress: &Progress) -> bool {
    match &mut panel.reading {
        Some(Reading {
            phase: Phase::Running(now),
            ..
        }) => {
            *now = Some(progress.clone());
            true
        }
        _ => false,
    }
}

/// A command failed; tells whether it was a reading.
pub(in crate::ui) fn failed(panel: &mut Panel, failure: &Failure) -> bool {
    match &mut panel.reading {
        Some(reading) if reading.is_running() => {
            if failure.cause == FailureCause::Cancelled {
                panel.reading = None;
            } else {
                reading.phase = Phase::Failed(Box::new(failure.clone()));
            }
            true
        }
        _ => false,
    }
}
