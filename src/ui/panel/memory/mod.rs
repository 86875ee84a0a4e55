//! Raw memory: read any range, look at it, write a file at an offset.

pub mod hex;
mod state;

#[cfg(target_arch = "wasm32")]
mod hex_view;
#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{Content, RangeProblem, State};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;
