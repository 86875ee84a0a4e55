//! The page: one folder per feature, each with plain state (`state.rs`, tested on the host) and thin views
//! (WebAssembly only).
//!
//! Everything that happens is an [`app::Action`]; [`app::reduce`] changes the [`app::State`] and names the
//! [`app::Effect`]s; only the root component (`app/root.rs`) touches the browser. Knows no USB, with one exception: the browser's chooser,
//! which needs the window and a click.

pub mod app;
pub mod application;
#[cfg(target_arch = "wasm32")]
mod browser;
pub mod camera;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod database;
pub mod flash;
pub mod handover;
#[cfg(target_arch = "wasm32")]
mod header;
#[cfg(target_arch = "wasm32")]
mod help;
pub mod packages;
pub mod panel;
pub mod recipes;
pub mod studio;
#[cfg(target_arch = "wasm32")]
mod virtual_band;

#[cfg(target_arch = "wasm32")]
pub use app::mount;
