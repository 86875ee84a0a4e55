//! Recipes: complete standalone applications to start from. A form's values, perhaps a changed script and a network
//! in, a pipeline out.
//!
//! A recipe is data: a folder of `recipes/` with `recipe.json`, the scripts for the camera and `host.py` for the
//! computer that receives. `recipes/README.md` describes the format.

mod assemble;
mod camera;
mod form;
mod network;
mod reference;
mod values;

use std::sync::LazyLock;

use serde_json::{Map, Value};

use self::{form::Form, values::Values};
use super::{Pipeline, PipelineError, recipe_info::RecipeInfo};

/// Name of a recipe's folder and its files with their texts.
type Folder = (&'static str, &'static [(&'static str, &'static str)]);

/// The folders, made a list by the build script.
const FOLDERS: &[Folder] = &include!(concat!(env!("OUT_DIR"), "/recipes.rs"));

/// What a recipe builds from.
struct Input<'a> {
    values: Values<'a>,
    script: Option<&'a str>,
    blob: Option<&'a [u8]>,
}

/// A recipe.
#[derive(Debug)]
pub struct Recipe {
    /// What a gallery and a form need.
    pub info: RecipeInfo,
    form: Form,
    files: &'static [(&'static str, &'static str)],
}

impl Recipe {
    /// Reads a recipe's folder; the message of a failure names the place.
    fn read((id, files): Folder) -> Result<Self, String> {
        let mut texts = files.iter();
        let text = texts.find(|(name, _)| *name == "recipe.json");
        let (_, text) = text.ok_or_else(|| format!("recipes/{id} has no recipe.json"))?;
        let form = Form::read(text).map_err(|problem| format!("recipes/{id}: {problem}"))?;
        let info = form.info(id, files);
        let info = info.map_err(|problem| format!("recipes/{id}: {problem}"))?;
        Ok(Self { info, form, files })
    }

    /// Builds the pipeline. `values` holds values by parameter id, missing ones take their defaults; `script`
    /// replaces the recipe's script, with the values of the form still put in; `blob` is the network.
    ///
    /// # Errors
    ///
    /// A value that its parameter does not allow, or a network that is missing, unreadable or does not suit.
    pub fn build(
        &self,
        values: &Map<String, Value>,
        script: Option<&str>,
        blob: Option<&[u8]>,
    ) -> Result<Pipeline, PipelineError> {
        let input = Input {
            values: Values::new(&self.info.parameters, values)?,
            script,
            blob,
        };
        assemble::assemble(&self.info, &self.form, self.files, &input)
    }
}

static RECIPES: LazyLock<Vec<Recipe>> = LazyLock::new(|| {
    // A test proves that every folder is read.
    let read = FOLDERS
        .iter()
        .filter_map(|folder| Recipe::read(*folder).ok());
    let mut recipes: Vec<_> = read.collect();
    recipes.sort_by(|a, b| {
        let key = |recipe: &Recipe| (recipe.info.topic, recipe.info.needs_blob);
        (key(a), &a.info.title).cmp(&(key(b), &b.info.title))
    });
    recipes
});

/// All recipes, in the order to show them: by topic, those without a network first.
pub fn recipes() -> &'static [Recipe] {
    RECIPES.as_slice()
}

/// The recipe with an id.
///
/// # Errors
///
/// When there is none.
pub fn recipe(id: &str) -> Result<&'static Recipe, PipelineError> {
    let found = recipes().iter().find(|recipe| recipe.info.id == id);
    found.ok_or_else(|| PipelineError::UnknownRecipe(id.to_owned()))
}

#[cfg(test)]
mod tests;
