//! The file of a recipe, `recipe.json`. `recipes/README.md` describes it for people.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::pipeline::recipe_info::{
    Graph, GraphNode, MadeFor, Parameter, RecipeInfo, Reference, ScriptPorts, Topic,
};

/// Parameters that several recipes share, by their ids.
const SHARED: &str = include_str!("../../../recipes/shared.json");

/// A recipe as its file has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Form {
    title: String,
    summary: String,
    topic: Topic,
    #[serde(default)]
    keywords: Vec<String>,
    made_for: MadeFor,
    #[serde(default)]
    needs: Vec<String>,
    /// Names of shared parameters, or parameters; with `use`, one that differs from a shared one.
    parameters: Vec<Value>,
    #[serde(default)]
    constants: BTreeMap<String, Reference>,
    pub(super) nodes: Vec<NodeForm>,
    pub(super) links: Vec<LinkForm>,
    #[serde(default)]
    notes: Vec<String>,
}

/// A node.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeForm {
    /// Its name within the recipe.
    pub(super) name: String,
    /// Node type: text, or a reference whose cases are texts.
    pub(super) class: Value,
    /// Properties by dotted names; values may be references.
    #[serde(default)]
    pub(super) set: Map<String, Value>,
    /// What sets further properties.
    #[serde(default)]
    pub(super) apply: Option<Apply>,
    /// File of its script.
    #[serde(default)]
    pub(super) script: Option<String>,
}

impl NodeForm {
    /// Whether a script runs on the processor that has the network.
    fn has_network(&self) -> bool {
        self.set.get("processor").and_then(Value::as_str) == Some("LEON_CSS")
    }
}

/// What a recipe cannot say by values alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Apply {
    /// Size of a colour camera's picture, from the parameter `resolution`.
    PictureSize,
    /// A colour camera's preview as the network's input wants it.
    NetworkPicture,
    /// The person's network, and how its results are read.
    Network,
}

/// A link: `node.output` to `node.input`, with `node.group[port]` for ports that are made on use.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LinkForm {
    pub(super) from: String,
    pub(super) to: String,
    /// Queue of the input: only the newest messages, this many, and nobody waits.
    #[serde(default)]
    pub(super) newest: Option<i32>,
}

/// One end of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) node: &'a str,
    pub(super) group: &'a str,
    pub(super) port: &'a str,
}

impl<'a> Place<'a> {
    /// Reads `node.port` or `node.group[port]`.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (node, rest) = text.split_once('.')?;
        let (group, port) = match rest.strip_suffix(']') {
            Some(rest) => rest.split_once('[')?,
            None => ("", rest),
        };
        Some(Self { node, group, port })
    }
}

impl Form {
    /// Reads a recipe's files; the message of a failure names the place.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let file = &mut serde_json::Deserializer::from_str(text);
        serde_path_to_error::deserialize(file).map_err(|error| error.to_string())
    }

    /// What a gallery shows of it.
    pub(super) fn info(&self, id: &str, files: &[(&str, &str)]) -> Result<RecipeInfo, String> {
        let file = |name: &str| {
            let found = files.iter().find(|(file, _)| *file == name);
            found.map(|(_, text)| (*text).to_owned())
        };
        let shared: BTreeMap<String, Value> =
            serde_json::from_str(SHARED).map_err(|error| format!("shared.json: {error}"))?;
        let parameters = self.parameters.iter();
        let script = self.nodes.iter().find(|node| node.script.is_some());
        Ok(RecipeInfo {
            id: id.to_owned(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            topic: self.topic,
            keywords: self.keywords.clone(),
            made_for: self.made_for,
            needs: self.needs.clone(),
            needs_blob: self.nodes.iter().any(|n| n.apply == Some(Apply::Network)),
            parameters: parameters
                .map(|form| parameter(form, &shared))
                .collect::<Result<_, _>>()?,
            script: script.and_then(|node| file(node.script.as_deref()?)),
            script_ports: script
                .map(|node| self.ports(&node.name))
                .unwrap_or_default(),
            script_has_network: script.is_some_and(NodeForm::has_network),
            host: file("host.py"),
            constants: self.constants.clone(),
            notes: self.notes.clone(),
            graph: self.graph()?,
        })
    }

    /// The ports that links give a script.
    fn ports(&self, script: &str) -> ScriptPorts {
        let port = |text: &str| {
            let place = Place::read(text)?;
            (place.node == script).then(|| place.port.to_owned())
        };
        ScriptPorts {
            inputs: self
                .links
                .iter()
                .filter_map(|link| port(&link.to))
                .collect(),
            outputs: self
                .links
                .iter()
                .filter_map(|link| port(&link.from))
                .collect(),
        }
    }

    fn graph(&self) -> Result<Graph, String> {
        let class = |node: &NodeForm| match &node.class {
            Value::String(class) => class.clone(),
            _ => "NeuralNetwork".to_owned(),
        };
        let nodes = self.nodes.iter().map(|node| GraphNode {
            name: node.name.clone(),
            class: class(node),
        });
        let index = |text: &str| {
            let place = Place::read(text)?;
            self.nodes.iter().position(|node| node.name == place.node)
        };
        let links = self.links.iter().map(|link| {
            let ends = index(&link.from).zip(index(&link.to));
            ends.ok_or_else(|| format!("the link {} to {} names no node", link.from, link.to))
        });
        Ok(Graph {
            nodes: nodes.collect(),
            links: links.collect::<Result<_, _>>()?,
        })
    }
}

/// A parameter from its form.
fn parameter(form: &Value, shared: &BTreeMap<String, Value>) -> Result<Parameter, String> {
    let common = |id: &str| {
        let found = shared.get(id);
        let mut value = found
            .cloned()
            .ok_or_else(|| format!("there is no shared parameter {id}"))?;
        if let Some(object) = value.as_object_mut() {
            object.insert("id".into(), id.into());
        }
        Ok::<_, String>(value)
    };
    let whole = match form {
        Value::String(id) => common(id)?,
        Value::Object(own) => match own.get("use").and_then(Value::as_str) {
            None => form.clone(),
            Some(id) => {
                let mut value = common(id)?;
                if let Some(object) = value.as_object_mut() {
                    let own = own.iter().filter(|(name, _)| *name != "use");
                    object.extend(own.map(|(name, value)| (name.clone(), value.clone())));
                }
                value
            }
        },
        other => return Err(format!("{other} is no parameter")),
    };
    serde_json::from_value(whole).map_err(|error| format!("parameter {form}: {error}"))
}
