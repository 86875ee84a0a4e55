//! The gallery of recipes: search, topics, cards, and the page of each.

mod layout;
mod state;

#[cfg(target_arch = "wasm32")]
mod detail;
#[cfg(target_arch = "wasm32")]
mod gallery;
#[cfg(target_arch = "wasm32")]
mod needs;
#[cfg(target_arch = "wasm32")]
mod picture;

#[cfg(target_arch = "wasm32")]
pub(super) use gallery::view;
pub use layout::{Layout, Placed, layout};
#[cfg(target_arch = "wasm32")]
pub(super) use picture::picture;
pub use state::State;
pub(super) use state::{host_file, host_text, show, shown};
