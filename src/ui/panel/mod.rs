//! The camera view: everything a camera tells, and everything its bootloader can do, part by part.
//!
//! Each part has plain state and, where there is more to it, a folder of its own. Operations that write are those of
//! [`super::flash`]; the view only asks for their plans and shows them in place of the part they belong to.

mod action;
pub mod config;
mod reduce;
mod state;

#[cfg(target_arch = "wasm32")]
mod overview;
#[cfg(target_arch = "wasm32")]
mod view;

pub use action::Action;
pub use reduce::{command, reduce};
pub use state::{State, Tab};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;
