//! The recovery guide: what a camera needs, and the way into its USB recovery, by family of models.

mod diagnosis;

#[cfg(target_arch = "wasm32")]
mod drawings;
#[cfg(target_arch = "wasm32")]
mod view;

pub use diagnosis::{Diagnosis, Repair, diagnose};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;
