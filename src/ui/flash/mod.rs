//! Step 3, and every other operation that writes: the plan, its confirmation, progress, receipt or verdict.

mod report;
mod state;

#[cfg(target_arch = "wasm32")]
mod operation;
#[cfg(target_arch = "wasm32")]
mod outcome;
#[cfg(target_arch = "wasm32")]
mod plan;
#[cfg(target_arch = "wasm32")]
mod progress;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use operation::view as operation_view;
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use outcome::failure_with;
pub use report::{failure_report, receipt_file, report_file};
pub use state::{Boot, Operation, Phase, Request, Running, STALL_SECS, State, stages};
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use view::view;

#[cfg(test)]
pub(in crate::ui) use state::tests::plan as plan_for_tests;
