//! What the person chose to run on the camera, and what became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use serde_json::{Map, Value};

use super::check;
use crate::{
    engine::protocol::{ApplicationSource, ApplicationSummary, BlobFacts, NamedFile},
    pipeline::recipe_info::{Parameter, ParameterKind, RecipeInfo},
    studio::is_project,
};

/// State of step 2.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The recipes, once the worker has told them.
    pub recipes: Vec<RecipeInfo>,
    /// What the person typed.
    pub inputs: Inputs,
    /// The chosen network.
    pub blob: Option<NamedFile>,
    /// What the chosen network's header says, once it was read.
    pub blob_header: Option<Result<BlobFacts, String>>,
    /// The chosen pipeline or package.
    pub file: Option<NamedFile>,
    /// The board configuration that belongs to the chosen pipeline, as JSON text; the default without.
    pub board: Option<String>,
    /// Whether to go on by itself as soon as it is ready: it came from where it was looked at already.
    pub goes_on: bool,
    /// Why a file could not be read.
    pub file_error: Option<String>,
    /// Whether the script is looked at.
    pub script_open: bool,
    /// What became of it.
    pub status: Status,
    /// Whether the package is being made for saving.
    pub saving: bool,
}

/// What became of the choice.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Status {
    /// Nothing yet, or changed since.
    #[default]
    Open,
    /// The worker builds or reads it.
    Loading,
    /// Ready to be flashed.
    Ready(Box<ApplicationSummary>),
    /// It cannot be used; the sentence.
    Rejected(String),
}

/// Where the application comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A recipe of this page.
    #[default]
    Recipe,
    /// A file.
    File,
}

/// What the person typed; kept over a reload.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Inputs {
    /// Recipe or file.
    pub source: Source,
    /// Chosen recipe.
    pub recipe: Option<String>,
    /// Values of each recipe that were changed.
    pub values: BTreeMap<String, Map<String, Value>>,
    /// Scripts of each recipe that were changed.
    pub scripts: BTreeMap<String, String>,
    /// Name of the application; empty for the recipe's own or the file's.
    pub name: String,
    /// Whether the firmware is left uncompressed. Off by default: compressed is what fits.
    pub uncompressed: bool,
}

impl State {
    /// The chosen recipe.
    pub fn recipe(&self) -> Option<&RecipeInfo> {
        let id = self.inputs.recipe.as_deref()?;
        self.recipes.iter().find(|recipe| recipe.id == id)
    }

    /// The application, if it is ready.
    pub fn ready(&self) -> Option<&ApplicationSummary> {
        match &self.status {
            Status::Ready(summary) => Some(summary),
            _ => None,
        }
    }

    /// The value shown for a parameter of a recipe: the person's, else the default.
    pub fn value<'a>(&'a self, recipe: &str, parameter: &'a Parameter) -> &'a Value {
        self.inputs
            .values
            .get(recipe)
            .and_then(|values| values.get(&parameter.id))
            .unwrap_or(&parameter.default)
    }

    /// Whether a field counts with the values as they are: some belong to a choice.
    pub fn counts(&self, recipe: &RecipeInfo, parameter: &Parameter) -> bool {
        parameter.when.as_ref().is_none_or(|when| {
            let mut others = recipe.parameters.iter();
            others
                .find(|other| other.id == when.parameter)
                .is_some_and(|other| self.value(&recipe.id, other).as_str() == Some(&when.is))
        })
    }

    /// Whether the chosen recipe can be built without asking: everything is there, right, and nothing that only the
    /// person knows, such as an address, still has its default.
    pub fn is_complete(&self) -> bool {
        let Some(recipe) = self.recipe() else {
            return false;
        };
        let right = |parameter: &Parameter| {
            let value = self.value(&recipe.id, parameter);
            let own = parameter.kind != ParameterKind::Ip || *value != parameter.default;
            own && check(&parameter.kind, value).is_none()
        };
        self.source().is_some() && recipe.parameters.iter().all(right)
    }

    /// The script shown for the chosen recipe: the person's, else the original.
    pub fn script(&self) -> Option<&str> {
        let recipe = self.recipe()?;
        self.inputs
            .scripts
            .get(&recipe.id)
            .or(recipe.script.as_ref())
            .map(String::as_str)
    }

    /// Whether the chosen recipe's script was changed.
    pub fn script_changed(&self) -> bool {
        self.recipe()
            .is_some_and(|recipe| self.inputs.scripts.contains_key(&recipe.id))
    }

    /// The name an application gets when the person gives none: the recipe's title, or the file's name without its
    /// ending.
    pub fn default_name(&self) -> String {
        match self.inputs.source {
            Source::Recipe => self.recipe().map(|recipe| recipe.title.clone()),
            Source::File => self.file.as_ref().map(|file| {
                let name = file.name.as_str();
                name.rsplit_once('.')
                    .map_or(name, |(stem, _)| stem)
                    .to_owned()
            }),
        }
        .unwrap_or_default()
    }

    /// What the worker shall load, if everything it needs is there.
    pub fn source(&self) -> Option<ApplicationSource> {
        let app_name = match self.inputs.name.trim() {
            "" => self.default_name(),
            name => name.to_owned(),
        };
        let compressed = !self.inputs.uncompressed;
        match self.inputs.source {
            Source::Recipe => {
                let recipe = self.recipe()?;
                let blob = self.blob.clone().filter(|_| recipe.needs_blob);
                if recipe.needs_blob && blob.is_none() {
                    return None;
                }
                let values = self.inputs.values.get(&recipe.id).cloned();
                Some(ApplicationSource::Recipe {
                    id: recipe.id.clone(),
                    parameters: Value::Object(values.unwrap_or_default()).to_string(),
                    script: self.inputs.scripts.get(&recipe.id).cloned(),
                    blob,
                    app_name,
                    compressed,
                })
            }
            Source::File => Some(ApplicationSource::File {
                file: self.file.clone()?,
                app_name,
                compressed,
                board_config: self.board.clone(),
            }),
        }
    }

    /// Value of the step's `data-state`.
    pub const fn id(&self) -> &'static str {
        match &self.status {
            Status::Open => "open",
            Status::Loading => "loading",
            Status::Ready(_) => "ready",
            Status::Rejected(_) => "rejected",
        }
    }
}

/// What a file seems to be, by its first bytes; the worker decides, this only chooses where a dropped file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// An application package.
    Package,
    /// A project of the studio.
    Project,
    /// A pipeline as JSON.
    Pipeline,
    /// A compiled neural network.
    Blob,
    /// A bootloader or firmware image of the chip.
    Image,
    /// A backup of a camera.
    Backup,
    /// A recording.
    Recording,
    /// Something else.
    Other,
}

/// Bytes in which a file of this page names its format.
const FORMAT_BYTES: usize = 512;

impl FileKind {
    /// Looks at the first bytes and, where those say nothing, at the name.
    pub fn of(file: &NamedFile) -> Self {
        let bytes: &ByteBuf = &file.bytes;
        let name = file.name.to_ascii_lowercase();
        let text = bytes
            .iter()
            .copied()
            .find(|byte| !byte.is_ascii_whitespace());
        if bytes.starts_with(b"MA2x") {
            Self::Image
        } else if name.ends_with(".blob") {
            Self::Blob
        } else if name.ends_with(".dap") {
            Self::Package
        } else if is_project(bytes) {
            Self::Project
        } else if text == Some(b'{') {
            let start = bytes.get(..FORMAT_BYTES).unwrap_or(bytes);
            let start = String::from_utf8_lossy(start);
            if start.contains("\"oak-backup-") {
                return Self::Backup;
            }
            if start.contains("\"oak-recording-") {
                return Self::Recording;
            }
            Self::Pipeline
        } else {
            Self::Other
        }
    }
}
