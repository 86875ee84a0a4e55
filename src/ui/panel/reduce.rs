//! The behaviour of the camera view.

use serde_bytes::ByteBuf;

use super::Action;
use crate::{
    bootloader::Config,
    engine::protocol::{Command, NamedFile},
    text::{page::panel::config as words, units},
    ui::{
        app::{Effect, State, plan},
        flash::Request,
    },
};

/// Takes an action of the camera view.
pub fn reduce(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
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
    }
}

/// Asks for the plan of an operation that the camera view started.
fn ask(state: &mut State, request: Request, effects: &mut Vec<Effect>) {
    let command = command(state, request);
    plan(state, request, command, effects);
    effects.push(Effect::Focus("operation"));
}

/// The command that plans a request, again.
pub fn command(state: &State, request: Request) -> Command {
    match request {
        Request::Bootloader(kind) => Command::PlanBootloader {
            kind,
            image: state.camera.image.clone(),
        },
        Request::Application(memory) => Command::PlanApplication { memory },
        Request::RemoveApplication(memory) => Command::PlanRemoveApplication { memory },
        Request::WriteConfig => Command::PlanWriteConfig {
            json: state.panel.config.sent.clone(),
        },
        Request::ClearConfig => Command::PlanClearConfig,
    }
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
