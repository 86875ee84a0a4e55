//! Pipelines: graph, catalog, codecs, standalone rules.
//!
//! A [`Pipeline`] is read from the official library's JSON or from a package's sections and written as either. Node
//! types are data ([`catalog`]); one generic encoder, decoder and check serve all of them. What a library version does
//! not know survives from JSON to JSON, and is refused, with its place, on the way into a package.

pub mod blob;
pub mod build;
pub mod catalog;
mod check;
pub mod edit;
pub mod error;
pub mod files;
pub mod fit;
pub mod fix;
pub mod form;
mod graph;
pub mod help;
mod json;
pub mod parts;
pub mod preview;
mod python;
pub mod recipe_info;
pub mod recipes;
pub(crate) mod script;
mod sections;
pub mod share;
mod storage;
pub mod types;
mod wire;

use std::collections::BTreeSet;

use bytes::Bytes;
use serde_json::{Map, Value};

use self::{
    blob::{BlobError, OpenVino},
    catalog::Catalog,
    json::Schema,
};
pub use self::{
    check::{CheckOptions, Finding, Parser, Rule, ScriptProblem, Severity, ShaveBudget},
    error::PipelineError,
    graph::{Asset, Connection, INPUT, Node, OUTPUT, Port},
    python::PythonExport,
    recipes::{Recipe, recipe, recipes},
    sections::Sections,
    wire::WireProblem,
};
pub use crate::codec::without_mark;
use crate::firmware::FirmwareVersion;

/// A pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    schema: Schema,
    assets: Vec<Asset>,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self {
            schema: Schema {
                connections: Vec::new(),
                global_properties: Catalog::shipped().globals.defaults(),
                nodes: Vec::new(),
                extra: Map::new(),
            },
            assets: Vec::new(),
        }
    }
}

impl Pipeline {
    /// Reads the official JSON: the whole form with assets, or the schema alone.
    pub fn from_json(bytes: &[u8]) -> Result<Self, PipelineError> {
        let (schema, assets) = json::read(bytes)?;
        Self::new(schema, assets)
    }

    /// Reads the sections of a package.
    pub fn from_sections(
        pipeline: &[u8],
        assets: &[u8],
        asset_storage: &[u8],
    ) -> Result<Self, PipelineError> {
        let (schema, assets) = sections::decode(pipeline, assets, asset_storage)?;
        Self::new(schema, assets)
    }

    fn new(schema: Schema, assets: Vec<Asset>) -> Result<Self, PipelineError> {
        let mut ids = BTreeSet::new();
        if let Some(node) = schema.nodes.iter().find(|node| !ids.insert(node.id)) {
            return Err(PipelineError::Form {
                path: format!("node {}", node.id),
                problem: "two nodes have this id; ids must differ".into(),
            });
        }
        for node in &schema.nodes {
            let mut names = BTreeSet::new();
            let mut ports = node.ports.iter();
            if let Some(port) = ports.find(|port| !names.insert((&port.group, &port.name))) {
                return Err(PipelineError::Form {
                    path: format!("node {} ({})", node.id, node.name),
                    problem: format!(
                        "two ports are called {}; inputs and outputs must have different names",
                        port.name
                    ),
                });
            }
        }
        let mut pipeline = Self { schema, assets };
        pipeline.number_ports();
        Ok(pipeline)
    }

    /// Port ids must differ over the whole pipeline; if they do not, they are given afresh from 1 as the library does.
    fn number_ports(&mut self) {
        let ports = || self.schema.nodes.iter().flat_map(|node| &node.ports);
        let mut ids = BTreeSet::new();
        if ports().all(|port| ids.insert(port.id)) {
            return;
        }
        let nodes = self.schema.nodes.iter_mut();
        for (id, port) in (1..).zip(nodes.flat_map(|node| &mut node.ports)) {
            port.id = id;
        }
    }

    /// The whole official JSON form as a value. For a pipeline with large assets prefer [`Self::to_json_bytes`]:
    /// a value takes some 30 bytes of memory per byte of an asset.
    pub fn to_json(&self) -> Result<Value, PipelineError> {
        let (entries, asset_storage) = storage::join(&self.assets)?;
        let mut value = serde_json::json!({
            "assetStorage": asset_storage,
            "assets": json::AssetMap::from(entries.as_slice()),
            "pipeline": self.schema_json(),
        });
        value.sort_all_objects();
        Ok(value)
    }

    /// The whole official JSON form as text.
    pub fn to_json_bytes(&self) -> Result<Vec<u8>, PipelineError> {
        let (entries, asset_storage) = storage::join(&self.assets)?;
        let full = json::Full {
            asset_storage: &asset_storage,
            assets: json::AssetMap::from(entries.as_slice()),
            pipeline: &self.schema,
        };
        serde_json::to_vec(&full).map_err(|error| PipelineError::Form {
            path: "pipeline".into(),
            problem: error.to_string(),
        })
    }

    /// The schema alone, as a value with sorted keys.
    pub fn schema_json(&self) -> Value {
        // Maps with text keys and no foreign `Serialize` inside: this cannot fail.
        let mut value = serde_json::to_value(&self.schema).unwrap_or_default();
        value.sort_all_objects();
        value
    }

    /// The sections of a package. Fails on what the library version does not know or allow.
    pub fn sections(&self) -> Result<Sections, PipelineError> {
        sections::encode(&self.schema, &self.assets)
    }

    /// Nodes, in file order.
    pub fn nodes(&self) -> &[Node] {
        &self.schema.nodes
    }

    /// The node with an id.
    pub fn node(&self, id: i64) -> Option<&Node> {
        self.schema.nodes.iter().find(|node| node.id == id)
    }

    /// Links, in file order.
    pub fn connections(&self) -> &[Connection] {
        &self.schema.connections
    }

    /// Global properties, an object.
    pub const fn global_properties(&self) -> &Map<String, Value> {
        &self.schema.global_properties
    }

    /// Assets, in storage order.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// Content of an asset.
    pub fn asset(&self, key: &str) -> Option<&Bytes> {
        let found = self.assets.iter().find(|asset| asset.key == key);
        found.map(|asset| &asset.bytes)
    }

    /// What keeps this pipeline from working on a camera alone, and what may.
    pub fn check(&self) -> Vec<Finding> {
        self.check_with(CheckOptions::default())
    }

    /// [`Self::check`] with a Python parser and the room of a camera.
    pub fn check_with(&self, options: CheckOptions<'_>) -> Vec<Finding> {
        check::check(self, options)
    }

    /// Shaves that the networks were compiled for, and what is left for them.
    pub fn shave_budget(&self) -> ShaveBudget {
        ShaveBudget::of(self)
    }

    /// OpenVINO version of the networks; the last node's where they differ, as the official library chooses. None
    /// without a readable network.
    pub fn openvino(&self) -> Option<OpenVino> {
        let mut nodes: Vec<_> = self.nodes().iter().collect();
        nodes.sort_by_key(|node| -node.id);
        let version = |key: String| blob::BlobHeader::read(self.asset(&key)?).ok();
        nodes.into_iter().find_map(|node| {
            let uri = node.properties.get("blobUri")?.as_str()?;
            let name = uri.strip_prefix("asset:")?;
            Some(version(Asset::node_key(node.id, name))?.version)
        })
    }

    /// The firmware this pipeline needs. Fails if the networks need one that is no longer made.
    pub fn firmware_version(&self) -> Result<FirmwareVersion, PipelineError> {
        match self.openvino().map(OpenVino::firmware) {
            None => Ok(FirmwareVersion::Universal),
            Some(Some(version)) => Ok(version),
            Some(None) => Err(BlobError::TooOld.into()),
        }
    }
}
