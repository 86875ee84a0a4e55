//! From a recipe and the values of its form to a pipeline.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Input, camera,
    form::{Apply, Form, LinkForm, NodeForm, Place},
    network,
    reference::{complete, resolve},
};
use crate::pipeline::{
    Pipeline, PipelineError,
    build::End,
    catalog::Catalog,
    recipe_info::{RecipeInfo, fill_in},
};

/// A recipe that contradicts itself; a test assembles all of them.
fn broken(info: &RecipeInfo, problem: impl Into<String>) -> PipelineError {
    PipelineError::Form {
        path: format!("recipe {}", info.id),
        problem: problem.into(),
    }
}

/// Makes the pipeline.
pub(super) fn assemble(
    info: &RecipeInfo,
    form: &Form,
    files: &[(&str, &str)],
    input: &Input<'_>,
) -> Result<Pipeline, PipelineError> {
    let network = network::read(form, input)?;
    let mut pipeline = Pipeline::default();
    let mut ids = BTreeMap::new();
    for node in &form.nodes {
        let id = create(&mut pipeline, info, node, input)?;
        ids.insert(node.name.as_str(), id);
        match (node.apply, &network) {
            (None, _) => {}
            (Some(Apply::PictureSize), _) => camera::video(&mut pipeline, id, &input.values)?,
            (Some(Apply::NetworkPicture), Some(network)) => {
                camera::preview(&mut pipeline, id, &input.values, &network.input)?;
            }
            (Some(Apply::Network), Some(network)) => {
                network::set(&mut pipeline, id, network, &input.values)?;
            }
            (Some(apply), None) => {
                return Err(broken(info, format!("{apply:?} without a network")));
            }
        }
        if let Some(file) = &node.script {
            let found = files.iter().find(|(name, _)| name == file);
            let (_, shipped) = found.ok_or_else(|| broken(info, format!("{file} is missing")))?;
            let source = script(info, shipped, input)?;
            pipeline.set_script(id, &source)?;
        }
    }
    for link in &form.links {
        connect(&mut pipeline, info, link, &ids)?;
    }
    Ok(pipeline)
}

fn create(
    pipeline: &mut Pipeline,
    info: &RecipeInfo,
    node: &NodeForm,
    input: &Input<'_>,
) -> Result<i64, PipelineError> {
    let resolved = |value: &Value| {
        resolve(value, &input.values)
            .map_err(|problem| broken(info, format!("{}: {problem}", node.name)))
    };
    let class = resolved(&node.class)?;
    let class = class.as_str().unwrap_or_default();
    let id = pipeline.create(class)?;
    let node_type = Catalog::shipped().nodes.get(class);
    for (property, value) in &node.set {
        let ty = node_type.and_then(|node_type| node_type.properties.member(property));
        let mut value = resolved(value)?;
        if let Some(ty) = ty {
            value = complete(value, ty);
        }
        pipeline.set(id, property, value)?;
    }
    Ok(id)
}

/// The script, the person's or the recipe's, with the values of the form.
fn script(info: &RecipeInfo, shipped: &str, input: &Input<'_>) -> Result<String, PipelineError> {
    let mut constants = Vec::new();
    for (name, reference) in &info.constants {
        let value = reference.resolve(|id| input.values.get(id).cloned());
        let value = value.ok_or_else(|| broken(info, format!("{name} stands for nothing")))?;
        constants.push((name.as_str(), value));
    }
    // Only one script can be edited: the first, which is the one the gallery shows.
    let is_shown = info.script.as_deref() == Some(shipped);
    let source = input.script.filter(|_| is_shown).unwrap_or(shipped);
    Ok(fill_in(source, &constants))
}

fn connect(
    pipeline: &mut Pipeline,
    info: &RecipeInfo,
    link: &LinkForm,
    ids: &BTreeMap<&str, i64>,
) -> Result<(), PipelineError> {
    let end = |text| {
        let place = Place::read(text)?;
        Some(End {
            node: *ids.get(place.node)?,
            group: place.group,
            port: place.port,
        })
    };
    let (from, to) = (end(&link.from), end(&link.to));
    let ends = from.zip(to);
    let (from, to) =
        ends.ok_or_else(|| broken(info, format!("{} to {} is no link", link.from, link.to)))?;
    pipeline.connect(from, to)?;
    if let Some(queue_size) = link.newest {
        pipeline.set_input(to, false, queue_size)?;
    }
    Ok(())
}
