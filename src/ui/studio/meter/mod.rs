//! The it-fits meter: what a package of the open project needs, against the connected camera or a chosen model.

mod state;

#[cfg(target_arch = "wasm32")]
mod view;

pub use state::{Action, MODELS, Model, Room, State, Target, reduce, rooms};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;
