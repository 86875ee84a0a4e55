//! Comparing two application packages: files, or what a camera holds.

mod state;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{Action, Side, Slot, State, reduce};
pub(in crate::ui) use state::{failed, take};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;
