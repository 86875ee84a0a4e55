//! Rules about files: assets, neural networks, and whether all of it fits.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, Rule, Severity, text_property};
use crate::pipeline::{
    Asset, Node, Pipeline,
    blob::{BlobError, BlobHeader, OpenVino},
    fix::Fix,
};

impl Check<'_> {
    pub(super) fn assets(&mut self) {
        let pipeline = self.pipeline;
        for node in pipeline.nodes() {
            let id = node.id;
            for (path, name) in asset_names(&node.properties) {
                if pipeline.asset(&Asset::node_key(id, name)).is_none() {
                    let text = format!(
                        "node {id} ({}): {path} names the file {name}, which is not in the pipeline; \
                         save the pipeline with its assets",
                        node.name
                    );
                    self.error(Rule::Assets, id, text).property(&path);
                }
            }
        }
        let tuning = pipeline.global_properties().get("cameraTuningBlobUri");
        let name = tuning.and_then(Value::as_str).and_then(asset_name);
        if let Some(name) = name
            && pipeline.asset(&Asset::pipeline_key(name)).is_none()
        {
            let text = format!("the camera tuning {name} is not in the pipeline");
            let finding = self.find(Severity::Error, Rule::Assets, None, text);
            finding.property("cameraTuningBlobUri");
        }
    }

    pub(super) fn networks(&mut self) {
        let mut versions = BTreeMap::new();
        for node in self.pipeline.nodes() {
            match network(self.pipeline, node) {
                None => {}
                Some(Ok(header)) => {
                    versions.insert(node.id, header.version);
                }
                Some(Err(problem)) => {
                    let (id, text) = (node.id, problem.text);
                    let text = format!("node {id} ({}): {text}", node.name);
                    let finding = self.error(Rule::Networks, id, text).property("blobUri");
                    if let Some(size) = problem.size {
                        let values = vec![("blobSize".to_owned(), Value::from(size))];
                        let fix = Fix::Set { node: id, values };
                        finding.property("blobSize").fix(fix);
                    }
                }
            }
        }
        let Some((last, chosen)) = versions.last_key_value() else {
            return;
        };
        if let Some((id, other)) = versions.iter().find(|(_, version)| *version != chosen) {
            let text = format!(
                "the network of node {id} is for OpenVINO {other}, that of node {last} for {chosen}; \
                 the firmware is chosen for {chosen}; compile all for one version"
            );
            let finding = self.warning(Rule::OneOpenVino, *id, text);
            finding.property("blobUri");
        }
    }

    pub(super) fn fits(&mut self) {
        let Some(meter) = self.options.meter else {
            return;
        };
        let Some(over) = meter.over() else {
            return;
        };
        let advice = meter.advice().join("; ");
        let text = format!("the package is {over} bytes larger than the camera's memory; {advice}");
        let node = meter.largest_node();
        self.find(Severity::Error, Rule::Fits, node, text);
    }
}

/// Name in `asset:<name>`.
pub(super) fn asset_name(uri: &str) -> Option<&str> {
    uri.strip_prefix("asset:")
}

/// Assets that properties name, with the path of the property.
fn asset_names(properties: &Value) -> Vec<(String, &str)> {
    fn walk<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a str)>) {
        match value {
            Value::String(text) => {
                if let Some(name) = asset_name(text) {
                    found.push((path.to_owned(), name));
                }
            }
            Value::Object(object) => {
                for (name, value) in object {
                    let path = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    walk(value, &path, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(properties, "", &mut found);
    found
}

/// Why a network cannot be used.
pub(super) struct NetworkProblem {
    text: String,
    /// The right `blobSize`, if that is all.
    size: Option<usize>,
}

/// Header of a node's network, or why it cannot be used; nothing for other nodes and for a network whose asset is
/// missing, which is another rule's finding.
pub(super) fn network(
    pipeline: &Pipeline,
    node: &Node,
) -> Option<Result<BlobHeader, NetworkProblem>> {
    let uri = text_property(node, "blobUri")?;
    let problem = |text: String, size| Some(Err(NetworkProblem { text, size }));
    if uri.is_empty() {
        return problem("it has no network; choose a .blob file".into(), None);
    }
    let asset = pipeline.asset(&Asset::node_key(node.id, asset_name(uri)?))?;
    let size = node.properties.get("blobSize").and_then(Value::as_u64);
    let header = BlobHeader::read(asset).and_then(|header| {
        let usable = OpenVino::firmware(header.version).is_some();
        usable.then_some(header).ok_or(BlobError::TooOld)
    });
    let n = asset.len();
    match (header, size) {
        (Err(error), _) => problem(error.to_string(), None),
        (Ok(_), Some(size)) if size != n as u64 => {
            let text = format!("blobSize is {size}, the network has {n} bytes; set it to {n}");
            problem(text, Some(n))
        }
        (Ok(_), None) => problem(format!("blobSize is empty; set it to {n}"), Some(n)),
        (Ok(header), Some(_)) => Some(Ok(header)),
    }
}
