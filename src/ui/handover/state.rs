//! What is on its way into the studio.

use serde_json::Value;

use crate::{
    bootloader::Memory,
    engine::protocol::{ApplicationSource, Command, NamedFile, PipelineFile},
    text::page::handover as w,
    ui::{
        app::{self, Effect},
        packages::Side,
        panel,
        studio::bridge::StudioCommand,
    },
};

/// Where *Open in studio* was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A recipe, by its id.
    Recipe(String),
    /// Step 2.
    Application,
    /// A package that is looked into.
    Package(Side),
    /// The application on the camera.
    Camera(Memory),
}

/// State of the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The place whose pipeline is on its way.
    pub asked: Option<Place>,
    /// The place that was refused last, and why.
    pub refused: Option<(Place, String)>,
}

/// *Open in studio* was pressed.
pub fn open(state: &mut app::State, place: Place, effects: &mut Vec<Effect>) {
    state.handover.refused = None;
    state.handover.asked = None;
    if let Place::Camera(memory) = place {
        state.handover.asked = Some(place);
        panel::reduce(state, panel::Action::ReadApplication(memory), effects);
        return;
    }
    match source(state, &place) {
        Ok(source) => {
            state.handover.asked = Some(place);
            effects.push(Effect::Send(Command::ReadPipeline { source }));
        }
        Err(reason) => {
            state.said = reason.to_owned();
            state.handover.refused = Some((place, reason.to_owned()));
        }
    }
}

/// The application of the camera was read; perhaps for the studio.
pub(in crate::ui) fn application_read(
    state: &app::State,
    file: &NamedFile,
    effects: &mut Vec<Effect>,
) {
    if matches!(state.handover.asked, Some(Place::Camera(_))) {
        effects.push(Effect::Send(Command::ReadPipeline {
            source: of_file(file.clone(), String::new(), None),
        }));
    }
}

/// The worker answered.
pub fn read(
    state: &mut app::State,
    answer: Result<PipelineFile, String>,
    effects: &mut Vec<Effect>,
) {
    match (state.handover.asked.take(), answer) {
        (Some(_), Ok(file)) => {
            app::open_studio(state, StudioCommand::PipelineRead(Ok(file)), effects);
        }
        (Some(place), Err(sentence)) => {
            state.said.clone_from(&sentence);
            state.handover.refused = Some((place, sentence));
        }
        // The studio asked by itself.
        (None, answer) => app::tell_studio(state, StudioCommand::PipelineRead(answer), effects),
    }
}

/// What the worker takes the pipeline from, or what is missing.
fn source(state: &app::State, place: &Place) -> Result<ApplicationSource, &'static str> {
    let application = &state.application;
    match place {
        Place::Recipe(id) => {
            let mut recipes = application.recipes.iter();
            let recipe = recipes
                .find(|recipe| recipe.id == *id)
                .ok_or(w::NO_RECIPE)?;
            let blob = application.blob.clone().filter(|_| recipe.needs_blob);
            if recipe.needs_blob && blob.is_none() {
                return Err(w::NETWORK_FIRST);
            }
            let values = application.inputs.values.get(id).cloned();
            Ok(ApplicationSource::Recipe {
                id: id.clone(),
                parameters: Value::Object(values.unwrap_or_default()).to_string(),
                script: application.inputs.scripts.get(id).cloned(),
                blob,
                app_name: recipe.title.clone(),
                compressed: true,
            })
        }
        Place::Application => application.source().ok_or(w::NOTHING),
        Place::Package(side) => {
            let slot = state.packages.slot(*side).ok_or(w::NOTHING)?;
            Ok(of_file((*slot.file).clone(), String::new(), None))
        }
        Place::Camera(_) => Err(w::NOTHING),
    }
}

pub(in crate::ui) fn of_file(
    file: NamedFile,
    app_name: String,
    board: Option<String>,
) -> ApplicationSource {
    ApplicationSource::File {
        file,
        app_name,
        compressed: true,
        board_config: board,
    }
}
