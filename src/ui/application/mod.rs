//! Step 2: choose what the camera will run: a recipe, a pipeline, a package.

mod check;
mod fit;
mod state;

#[cfg(target_arch = "wasm32")]
mod fields;
#[cfg(target_arch = "wasm32")]
mod file;
#[cfg(target_arch = "wasm32")]
mod form;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod summary;
#[cfg(target_arch = "wasm32")]
mod view;

pub use check::check;
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use fields::settings;
pub use fit::{Fit, fit};
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use parts::input_value;
pub use state::{FileKind, Inputs, Source, State, Status};
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use view::view;
