//! What a form needs to know about a template. Plain data: the page shows it without the code that builds pipelines.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A template, for a gallery and a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateInfo {
    /// Stable identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// What the camera will do, in one or two sentences.
    pub summary: String,
    /// Parameters in the order of the form.
    pub parameters: Vec<Parameter>,
    /// The script that runs on the camera with the default values, if the template has one that can be edited.
    pub script: Option<String>,
    /// Whether the person supplies a neural network.
    pub needs_blob: bool,
    /// Kind of camera it is made for.
    pub made_for: MadeFor,
}

/// Kind of camera a template is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MadeFor {
    /// Cameras with a network socket (PoE).
    Network,
    /// Cameras with an SPI host processor beside them (IoT).
    Iot,
}

/// A parameter of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    pub unit: String,
    /// One sentence of help.
    pub help: String,
}

/// Kind of a parameter's field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
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
