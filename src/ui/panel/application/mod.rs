//! The application on the camera: what it is, start it, back it up, remove it.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(super) use view::view;

use super::memory::Content;

/// State of the part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The package that was read from the camera last.
    pub backup: Option<Content>,
}
