//! What a gallery and a form need to know about a recipe. Plain data: the page shows it without the code that builds
//! pipelines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A recipe, for a gallery and a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecipeInfo {
    /// Stable identifier: the name of its folder.
    pub id: String,
    /// Title.
    pub title: String,
    /// What the camera will do, in one or two sentences.
    pub summary: String,
    /// What it is about.
    pub topic: Topic,
    /// Other words people may look for it with.
    pub keywords: Vec<String>,
    /// Kind of camera it is made for.
    pub made_for: MadeFor,
    /// What it needs besides such a camera, a phrase each.
    pub needs: Vec<String>,
    /// Whether the person supplies a neural network.
    pub needs_blob: bool,
    /// Parameters in the order of the form.
    pub parameters: Vec<Parameter>,
    /// The script that runs on the camera, if there is one that can be edited.
    pub script: Option<String>,
    /// Names of that script's inputs and outputs.
    pub script_ports: ScriptPorts,
    /// Whether that script runs on the processor that has the network.
    pub script_has_network: bool,
    /// A Python program that receives what the camera sends, if it sends to a computer.
    pub host: Option<String>,
    /// Constants of script and host program that take values of the form.
    pub constants: BTreeMap<String, Reference>,
    /// What else is worth knowing, a sentence or two each.
    pub notes: Vec<String>,
    /// Its nodes and links.
    pub graph: Graph,
}

impl RecipeInfo {
    /// The host program with the values of a form put into its constants.
    pub fn host_with(&self, values: &Map<String, Value>) -> Option<String> {
        let value = |id: &str| {
            let mut parameters = self.parameters.iter();
            let found = parameters.find(|parameter| parameter.id == id)?;
            Some(values.get(id).unwrap_or(&found.default).clone())
        };
        let constants: Vec<_> = self
            .constants
            .iter()
            .filter_map(|(name, reference)| Some((name.as_str(), reference.resolve(value)?)))
            .collect();
        self.host.as_ref().map(|host| fill_in(host, &constants))
    }

    /// Whether the recipe is one that somebody who types `search` may mean: all words occur in its texts.
    pub fn matches(&self, search: &str) -> bool {
        let mut texts = format!("{} {} {}", self.id, self.title, self.summary);
        let more = self.keywords.iter().chain(&self.needs);
        let nodes = self.graph.nodes.iter().map(|node| &node.class);
        for text in more.chain(nodes) {
            texts.push(' ');
            texts.push_str(text);
        }
        let texts = texts.to_lowercase();
        let search = search.to_lowercase();
        search.split_whitespace().all(|word| texts.contains(word))
    }
}

/// Ports of a recipe's script.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScriptPorts {
    /// Names of inputs.
    pub inputs: Vec<String>,
    /// Names of outputs.
    pub outputs: Vec<String>,
}

/// What a recipe is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Pictures and video.
    Video,
    /// What a neural network finds.
    Detection,
    /// Distances.
    Depth,
    /// Other measurements.
    Sensors,
    /// Pins and buses.
    Pins,
}

impl Topic {
    /// All, in the order of a gallery.
    pub const ALL: [Self; 5] = [
        Self::Video,
        Self::Detection,
        Self::Depth,
        Self::Sensors,
        Self::Pins,
    ];
}

/// Kind of camera a recipe is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MadeFor {
    /// Cameras with a network socket (PoE).
    Network,
    /// Cameras with an SPI host processor beside them (IoT).
    Iot,
    /// Any camera.
    Any,
}

/// The graph of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Graph {
    /// Nodes, in the order of the recipe.
    pub nodes: Vec<GraphNode>,
    /// Links, as positions of the sending and the receiving node.
    pub links: Vec<(usize, usize)>,
}

/// A node of a [`Graph`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphNode {
    /// What the recipe calls it.
    pub name: String,
    /// Node type.
    pub class: String,
}

/// A parameter of a recipe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// Key in the values.
    pub id: String,
    /// Label of the field.
    pub label: String,
    /// Kind of field.
    pub kind: ParameterKind,
    /// Value of a fresh form: a text for choices, texts and addresses, else a number.
    pub default: Value,
    /// Unit behind the field, or empty.
    #[serde(default)]
    pub unit: String,
    /// One sentence of help.
    pub help: String,
    /// The choice it belongs to; without, it always counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
}

/// A choice that a parameter belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Parameter with the choice.
    pub parameter: String,
    /// Its value.
    pub is: String,
}

/// Kind of a parameter's field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    tag = "kind"
)]
pub enum ParameterKind {
    /// One of some values.
    Choice {
        /// Values in order.
        options: Vec<ChoiceOption>,
    },
    /// A whole number.
    Integer {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// A number.
    Number {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
        /// Step of the field.
        step: f64,
    },
    /// A line of text.
    Text {
        /// Longest, in characters.
        max_chars: usize,
        /// Whether it may not be empty.
        #[serde(default)]
        required: bool,
    },
    /// An IPv4 address; cameras resolve no names.
    Ip,
}

/// A value of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Value.
    pub value: String,
    /// What the form shows.
    pub label: String,
}

/// A value of the form, where a recipe uses it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Parameter.
    pub parameter: String,
    /// What the choices stand for; themselves without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<Map<String, Value>>,
    /// What a number is multiplied with, where the node counts in another unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<i64>,
    /// Whether the text is a list of words between commas.
    #[serde(default, skip_serializing_if = "is_false")]
    pub list: bool,
}

const fn is_false(value: &bool) -> bool {
    !*value
}

impl Reference {
    /// The value it stands for, given the values of the form.
    pub fn resolve(&self, value: impl Fn(&str) -> Option<Value>) -> Option<Value> {
        let value = value(&self.parameter)?;
        if let Some(cases) = &self.cases {
            return cases.get(value.as_str()?).cloned();
        }
        if let Some(times) = self.times {
            return Some(value.as_i64()?.checked_mul(times)?.into());
        }
        if self.list {
            let words = value.as_str()?.split(',').map(str::trim);
            return Some(words.filter(|word| !word.is_empty()).collect());
        }
        Some(value)
    }
}

/// Puts values into the constants at the top of a script: a line `NAME = ...` becomes `NAME = value`. A constant that
/// the person removed stays removed.
pub fn fill_in(script: &str, constants: &[(&str, Value)]) -> String {
    let mut filled: Vec<_> = script.lines().map(str::to_owned).collect();
    for (name, value) in constants {
        let is_it = |line: &&mut String| {
            let rest = line.strip_prefix(name).map(str::trim_start);
            rest.is_some_and(|rest| rest.starts_with('=') && !rest.starts_with("=="))
        };
        if let Some(line) = filled.iter_mut().find(is_it) {
            // JSON texts, numbers and lists of them are Python literals too.
            *line = format!("{name} = {value}");
        }
    }
    let mut text = filled.join("\n");
    text.push('\n');
    text
}
