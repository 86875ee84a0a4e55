//! What can be wrong with a pipeline.

use super::{blob::BlobError, wire::WireProblem};

/// A pipeline cannot be read, written or built. Each message says what, where and what is allowed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The file is not a pipeline in JSON.
    #[error("line {line}, column {column}{}: {problem}", Self::at(path))]
    Json {
        /// Path of the value, such as `pipeline.nodes[3]`; may be empty.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        problem: String,
    },
    /// The file is JSON, but its parts do not fit together.
    #[error("{path}: {problem}")]
    Form {
        /// Path of the value.
        path: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A section of a package is damaged, or of another library version.
    #[error("section {section}, offset {offset}{}: {problem}", Self::at(path))]
    Section {
        /// Name of the section.
        section: &'static str,
        /// Offset in the section, in bytes.
        offset: usize,
        /// Path of the value; may be empty.
        path: String,
        /// What is wrong.
        #[source]
        problem: Box<WireProblem>,
    },
    /// A node type that the library version does not have.
    #[error("node {node} is of type {name}, which {library} does not have; it cannot be flashed")]
    UnknownNode {
        /// Node id.
        node: i64,
        /// Its type.
        name: String,
        /// The library version.
        library: String,
    },
    /// A value does not fit.
    #[error("{place}, {path}: {value} is given, allowed is {allowed}")]
    Value {
        /// `node 3 (ColorCamera)` or `global properties`.
        place: String,
        /// Node id, if it is a node's property.
        node: Option<i64>,
        /// Property, dotted.
        path: String,
        /// The value, shortened.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A neural network file cannot be used.
    #[error("neural network: {0}")]
    Blob(#[from] BlobError),
    /// A recipe's parameter is not right.
    #[error("{label}: {problem}")]
    Parameter {
        /// Parameter id.
        id: String,
        /// What the form calls it.
        label: String,
        /// What is wrong, and what is allowed.
        problem: String,
    },
    /// There is no such recipe.
    #[error("there is no recipe called {0}")]
    UnknownRecipe(String),
}

impl PipelineError {
    fn at(path: &str) -> String {
        if path.is_empty() {
            String::new()
        } else {
            format!(", {path}")
        }
    }
}
