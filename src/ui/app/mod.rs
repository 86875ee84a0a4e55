//! The whole page: its state, what can happen, and what follows.

mod action;
mod begin;
mod events;
mod reduce;
mod route;
mod state;
mod steps;
mod studio;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod root;
#[cfg(target_arch = "wasm32")]
mod view;

pub use action::{Action, Effect, Saved};
pub(in crate::ui) use begin::{connect, plan};
pub use reduce::{reduce, title};
#[cfg(target_arch = "wasm32")]
pub use root::mount;
pub use route::{View, VirtualWish, recipe_hash, recipe_of, virtual_wish};
pub use state::{Engine, State, Step, Studio, StudioPhase, Theme, UsbAccess};
pub(in crate::ui) use steps::{execute, take_file};
pub(in crate::ui) use studio::{open as open_studio, tell as tell_studio};
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use view::download_words;
