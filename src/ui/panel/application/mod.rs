//! The application on the camera: what it is, start it, back it up, remove it.

#[cfg(target_arch = "wasm32")]
mod inspect;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(super) use view::view;

use super::memory::Content;
use crate::engine::protocol::PackageFacts;

/// State of the part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The package that was read from the camera last.
    pub backup: Option<Content>,
    /// File name of the package that is looked into; empty without one.
    pub name: String,
    /// What it holds, or the sentence that says what is wrong.
    pub inspected: Option<Result<Box<PackageFacts>, String>>,
}
