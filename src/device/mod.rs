//! Operations on one camera: find, boot, open a session, ask, plan, flash, verify, recover.
//!
//! Knows no page and no browser; runs over any [`crate::transport::Bus`]. The order of calls:
//!
//! 1. [`Camera::connect`] takes a camera of the bus in any state to a session with a bootloader.
//! 2. [`Camera::info`] asks it for its facts.
//! 3. A function of [`plan`] turns facts and bytes into a [`Plan`]; nothing is sent, and a plan with refusals cannot be
//!    executed.
//! 4. [`Camera::execute`] carries the plan out and ends in exactly one [`Outcome`]. Progress never goes backwards. A
//!    bootloader flash ends with a restart; the camera is connected again afterwards.
//! 5. [`Camera::boot_application`] starts the application, or [`Camera::close`] lets go of the camera (which resets it:
//!    protocol 3.6).
//!
//! Every wait has a deadline; a person who is waited for has a longer one ([`Waiting`]).

mod backup;
mod boot;
mod camera;
mod cancel;
mod cause;
mod client;
mod diagnose;
mod execute;
mod find;
mod info;
mod limits;
mod map;
pub mod plan;
mod progress;
mod read;
mod report;
mod rom;
mod session;
mod signal;
mod trace;

use std::{fmt, rc::Rc};

use bytes::Bytes;
use futures_util::future::LocalBoxFuture;

pub use backup::{Backup, BackupDifference, BackupError};
pub use camera::{Camera, SavedRange};
pub use cancel::CancelToken;
pub use diagnose::{Diagnosis, Finding, Repair};
pub use read::MOST_READ_BYTES;
pub use report::{
    ApplicationInfo, ApplicationStart, CameraInfo, Confirmation, ConnectPhase, Failure,
    FailureCause, FlashRegion, KindEvidence, LeftAlone, MemoryInfo, Operation, Outcome, Plan,
    PlannedWrite, PowerCut, Progress, Receipt, ReceiptLine, Refusal, RegionUse, SectionPlace,
    Stage, Unplug, Verdict, Waiting, Warning,
};

use crate::{
    bootloader::{BootHeader, BootloaderKind},
    recording::Recorder,
    runtime::SharedRuntime,
    transport::SharedBus,
};

/// Where bootloader images come from when a camera must be started or flashed.
pub trait BootloaderImages {
    /// The shipped image of this kind; the error is a sentence that says what is missing and what to do.
    fn bootloader(&self, kind: BootloaderKind) -> LocalBoxFuture<'static, Result<Bytes, String>>;
}

/// What every operation works with. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The cameras that can be reached.
    pub bus: SharedBus,
    /// Clock, sleep, tasks.
    pub runtime: SharedRuntime,
    /// Bootloader images.
    pub images: Rc<dyn BootloaderImages>,
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

/// How an operation tells about itself and is told to stop. The default tells nobody.
#[derive(Clone)]
pub struct Control {
    /// Called for every step of [`Camera::execute`].
    pub progress: Rc<dyn Fn(Progress)>,
    /// Called for every phase of [`Camera::connect`].
    pub phase: Rc<dyn Fn(ConnectPhase)>,
    /// Called when a person must act, and with `None` when the wait is over.
    pub waiting: Rc<dyn Fn(Option<Waiting>)>,
    /// Stops the operation where that is safe.
    pub cancel: CancelToken,
    /// Called once before the first write of a session, with what was in the places that make the camera start.
    pub kept: Rc<dyn Fn(&Backup)>,
    /// Takes down what is said, from [`Camera::connect`] on.
    pub recorder: Recorder,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            progress: Rc::new(|_| {}),
            phase: Rc::new(|_| {}),
            waiting: Rc::new(|_| {}),
            cancel: CancelToken::default(),
            kept: Rc::new(|_| {}),
            recorder: Recorder::default(),
        }
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("cancel", &self.cancel)
            .finish_non_exhaustive()
    }
}

/// The bytes a plan was made for; [`Camera::execute`] checks that they are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// Removing and clearing need none.
    None,
    /// A bootloader image.
    Bootloader(Bytes),
    /// An application package.
    Package(Bytes),
    /// A configuration as JSON text.
    Config(String),
    /// A boot header.
    BootHeader(BootHeader),
    /// Bytes for a place in a memory.
    Bytes(Bytes),
    /// A backup to restore.
    Backup(Box<Backup>),
}
