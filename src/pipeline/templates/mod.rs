//! Pipelines to start from: a form's values, perhaps a changed script and a network in, a pipeline out.

mod camera;
mod detections;
mod mjpeg;
mod network;
mod spi;
mod values;

use std::sync::LazyLock;

use serde_json::{Map, Value};

use self::values::Values;
use super::{Pipeline, PipelineError, template_info::TemplateInfo};

/// What a template builds from.
struct Input<'a> {
    values: Values<'a>,
    script: Option<&'a str>,
    blob: Option<&'a [u8]>,
}

/// A template.
pub struct Template {
    /// What a form needs.
    pub info: TemplateInfo,
    build: fn(&Input<'_>) -> Result<Pipeline, PipelineError>,
}

impl Template {
    /// Builds the pipeline. `values` holds values by parameter id, missing ones take their defaults; `script`
    /// replaces the template's script, with the values of the form still put in; `blob` is the network.
    pub fn build(
        &self,
        values: &Map<String, Value>,
        script: Option<&str>,
        blob: Option<&[u8]>,
    ) -> Result<Pipeline, PipelineError> {
        let values = Values::new(&self.info.parameters, values)?;
        (self.build)(&Input {
            values,
            script,
            blob,
        })
    }
}

static TEMPLATES: LazyLock<[Template; 3]> =
    LazyLock::new(|| [mjpeg::template(), detections::template(), spi::template()]);

/// All templates, in the order to show them.
pub fn templates() -> &'static [Template] {
    TEMPLATES.as_slice()
}

/// The template with an id.
pub fn template(id: &str) -> Result<&'static Template, PipelineError> {
    let found = templates().iter().find(|template| template.info.id == id);
    found.ok_or_else(|| PipelineError::UnknownTemplate(id.to_owned()))
}

#[cfg(test)]
mod tests;
