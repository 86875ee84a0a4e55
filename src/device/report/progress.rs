//! How far an operation is.

use serde::{Deserialize, Serialize};

use crate::transport::{DeviceState, MxId};

/// Phases of an operation, in their legal order; some operations skip some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Building and checking what will be written.
    Prepare,
    /// Sending to the camera.
    Send,
    /// The camera writes.
    Write,
    /// Reading back and comparing.
    ReadBack,
    /// The camera restarts.
    Restart,
    /// Checking what runs now.
    Check,
}

/// Whether the camera may be unplugged now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unplug {
    /// Nothing is lost.
    Safe,
    /// The user bootloader would not be started; the factory one is.
    UserBootloaderLost,
    /// The application would be gone; the camera stays reachable.
    ApplicationLost,
    /// The camera would need recovery.
    Dangerous,
}

/// A step of an operation. Never goes backwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Phase.
    pub stage: Stage,
    /// Bytes done in this phase.
    pub done_bytes: u64,
    /// Bytes of this phase.
    pub total_bytes: u64,
    /// The whole operation, 0 to 1.
    pub fraction: f64,
    /// Seconds since the start.
    pub elapsed_secs: f64,
    /// Bytes per second in this phase, once steady.
    pub bytes_per_sec: Option<f64>,
    /// Seconds left of the whole operation, once steady.
    pub left_secs: Option<f64>,
    /// Whether unplugging is safe now.
    pub unplug: Unplug,
    /// Whether cancelling is possible now.
    pub can_cancel: bool,
}

/// The operation waits for a person, who has ten minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waiting {
    /// The camera restarted in another state and the browser must be allowed to see it.
    Permission {
        /// The camera looked for.
        mx_id: Option<MxId>,
        /// State it is expected in.
        state: DeviceState,
    },
}

/// Phases of connecting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectPhase {
    /// Opening.
    Opening,
    /// The chip's identity is read through the ROM.
    ReadingIdentity,
    /// A bootloader is uploaded into memory.
    BootingInMemory,
    /// A running application is asked to give way.
    LeavingApplication,
    /// Waiting for the camera to come back.
    WaitingForReturn,
    /// Asking for facts.
    Asking,
}
