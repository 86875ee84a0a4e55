//! The list of problems: live findings of the standalone check, with jumps and fixes.

mod reduce;
mod state;

#[cfg(target_arch = "wasm32")]
mod view;

pub use reduce::{Action, ScriptPlace, State, reduce};
pub use state::{Choice, Problem, Way, Xlink, count, problems};
#[cfg(target_arch = "wasm32")]
pub(super) use view::{counts, tab, view};
