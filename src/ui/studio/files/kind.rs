//! What a file is, by its first bytes and its name.

use crate::{
    engine::protocol::NamedFile,
    package::{begins_json, begins_package},
    studio::is_project,
    text,
};

/// What a file is to the studio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A project of the studio.
    Project,
    /// A pipeline in the official JSON.
    Pipeline,
    /// An application package.
    Package,
    /// A compiled neural network.
    Network,
    /// Nothing that can be opened; the sentence.
    Other(String),
}

impl Kind {
    /// Looks at a file.
    pub fn of(file: &NamedFile) -> Self {
        let bytes = file.bytes.as_slice();
        if begins_package(bytes) {
            Self::Package
        } else if begins_json(bytes) {
            if is_project(bytes) {
                Self::Project
            } else {
                Self::Pipeline
            }
        } else if file.name.to_ascii_lowercase().ends_with(".blob") {
            Self::Network
        } else {
            Self::Other(text::not_an_application(&file.name, bytes))
        }
    }
}

/// Whether a pasted text is a whole pipeline or project, not a part of one.
pub fn is_whole(text: &str) -> bool {
    let bytes = text.trim_start().as_bytes();
    is_project(bytes) || (bytes.starts_with(b"{") && text.contains("\"globalProperties\""))
}

/// A file's name without its ending: the name of a project that has none.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}
