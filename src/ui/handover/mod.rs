//! *Open in studio*: an application from a recipe, from step 2, from a package or from the camera becomes an open
//! project of the studio. The worker takes its pipeline out; what it cannot is said at the place that asked.

mod state;

#[cfg(target_arch = "wasm32")]
mod view;

pub(in crate::ui) use state::application_read;
pub use state::{Place, State, open, read};
#[cfg(target_arch = "wasm32")]
pub(super) use view::{button, refusal};
