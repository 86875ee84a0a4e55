//! How an operation ended.

use serde::{Deserialize, Serialize};

use super::{Operation, Refusal, RegionUse, Stage};
use crate::{
    bootloader::{Memory, Version},
    transport::{DeviceState, MxId},
};

/// The four verdicts a failure may end in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing was written.
    NothingWritten,
    /// The camera is safe; the operation can be repeated.
    SafeTryAgain,
    /// The camera needs recovery.
    NeedsRecovery,
    /// Do not unplug: repeat now.
    DoNotUnplug,
}

/// What is known after the application was told to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationStart {
    /// The camera was seen running it.
    Seen,
    /// The camera accepted and left; this side is not allowed to see it in its new state (a browser's permission).
    NotVisible,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureCause {
    /// The person cancelled.
    Cancelled,
    /// The camera left.
    CameraGone,
    /// The camera did not answer in time.
    NoAnswer {
        /// What was waited for.
        waited_for: String,
        /// Limit in milliseconds.
        limit_millis: u64,
    },
    /// Another program holds the camera.
    InUse {
        /// The system's words.
        detail: String,
    },
    /// The system or browser refuses access.
    AccessRefused {
        /// The system's words.
        detail: String,
    },
    /// The camera refused, in its own words.
    RefusedByCamera {
        /// Its words.
        reason: String,
    },
    /// The camera sent something that makes no sense.
    Nonsense {
        /// What.
        detail: String,
    },
    /// What was read back differs.
    VerifyFailed {
        /// First differing offset in the memory.
        offset: u64,
        /// Bytes that differ in the first differing block.
        differing: u64,
    },
    /// The camera did not come back.
    DidNotComeBack {
        /// State it was expected in.
        state: DeviceState,
    },
    /// Another camera came back.
    OtherCamera {
        /// Expected.
        expected: MxId,
        /// Found.
        found: MxId,
    },
    /// The plan was refused.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
    },
    /// The camera runs a host's program and cannot be taken over.
    UsedByHost,
    /// The camera runs its application, and the browser does not send the request that ends it.
    ApplicationStays,
    /// An input is bad; the sentence says what, where and what to do.
    BadInput {
        /// The sentence.
        sentence: String,
    },
    /// Firmware or bootloader images are missing or damaged on this side.
    FirmwareMissing {
        /// What.
        detail: String,
    },
    /// The program that talks to the camera stopped by a defect of its own.
    EngineStopped {
        /// Its last words.
        detail: String,
    },
}

/// A failed operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What went wrong.
    pub cause: FailureCause,
    /// What it means for the camera.
    pub verdict: Verdict,
    /// Phase in which it happened.
    pub stage: Option<Stage>,
    /// What was sent, answered and expected, oldest first, for the report.
    pub trace: Vec<String>,
}

/// One fact of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// Region.
    pub used_for: RegionUse,
    /// Memory.
    pub memory: Memory,
    /// Offset in bytes.
    pub offset: u64,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of what was read back, empty if it could not be.
    pub sha256: String,
    /// Whether it was read back and equal.
    pub verified: bool,
}

/// A finished operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The operation.
    pub operation: Operation,
    /// The camera.
    pub mx_id: MxId,
    /// What was written.
    pub lines: Vec<ReceiptLine>,
    /// Running bootloader before.
    pub before: Option<Version>,
    /// Running bootloader after, if asked.
    pub after: Option<Version>,
    /// Seconds.
    pub secs: f64,
    /// Things that were best effort and did not work.
    pub notes: Vec<String>,
}

/// The one end of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Done and verified.
    Done(Receipt),
    /// Failed.
    Failed(Failure),
}
