//! The list of problems: live findings of the standalone check, with jumps and fixes.

mod list;
mod reduce;
mod state;

#[cfg(target_arch = "wasm32")]
mod view;

pub use list::{Choice, Problem, Way, Xlink, count, problems};
pub use reduce::reduce;
pub use state::{Action, ScriptPlace, State};
#[cfg(target_arch = "wasm32")]
pub(super) use view::{counts, tab, view};
