//! What operations tell about themselves: camera facts, plans, progress, outcomes. Plain data for the page, the
//! command line, the recorder and the tests; no sentences (those are in [`crate::text`]).

mod camera;
mod outcome;
mod plan;
mod progress;

pub use camera::{
    ApplicationInfo, CameraInfo, FlashRegion, KindEvidence, MemoryInfo, RegionUse, SectionPlace,
};
pub use outcome::{
    ApplicationStart, Failure, FailureCause, Outcome, Receipt, ReceiptLine, Verdict,
};
pub use plan::{
    Confirmation, LeftAlone, Operation, Plan, PlannedWrite, PowerCut, Refusal, Warning,
};
pub use progress::{ConnectPhase, Progress, Stage, Unplug, Waiting};
