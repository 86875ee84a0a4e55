//! Words of the camera view.

pub mod application;
pub mod backups;
pub mod bootloaders;
pub mod config;
pub mod memory;
pub mod recorder;
pub mod recovery;

use crate::{device::KindEvidence, transport::DeviceState};

/// Title.
pub const TITLE: &str = "Camera";
/// Below it, without a camera.
pub const LEAD: &str =
    "Everything a camera tells about itself, and everything its bootloader can do.";
/// Name of the navigation.
pub const PARTS: &str = "Parts of the camera view";
/// Leads here from step 1.
pub const OPEN: &str = "Everything about this camera";

/// Names of the parts.
pub mod tab {
    /// Facts and map.
    pub const OVERVIEW: &str = "Overview";
    /// Configuration.
    pub const CONFIG: &str = "Configuration";
    /// Bootloaders.
    pub const BOOTLOADER: &str = "Bootloaders";
    /// Application.
    pub const APPLICATION: &str = "Application";
    /// Raw memory.
    pub const MEMORY: &str = "Memory";
    /// Backups.
    pub const BACKUPS: &str = "Backups";
    /// Recovery guide.
    pub const RECOVERY: &str = "Recovery";
    /// Recordings.
    pub const RECORDER: &str = "Recorder";
}

/// Title of the facts.
pub const FACTS: &str = "What it is";
/// Nothing can be done here without a camera.
pub const NEEDS_CAMERA: &str = "Connect a camera to see this.";
/// Other cameras.
pub const OTHERS: &str = "Other cameras";
/// An operation is shown in another part.
pub const ELSEWHERE: &str = "An operation is under way.";
/// Leads to it.
pub const SHOW_OPERATION: &str = "Show it";
/// A fact nobody tells.
pub const NOT_TOLD: &str = "not told by this bootloader";

/// Fact names beyond those of step 1.
pub mod fact {
    /// State.
    pub const STATE: &str = "State";
    /// Running bootloader.
    pub const RUNNING: &str = "Running";
    /// Flashed bootloader.
    pub const FLASHED: &str = "In flash";
    /// Shipped bootloader.
    pub const NEWEST: &str = "Newest";
    /// Commit.
    pub const COMMIT: &str = "Commit";
    /// Slot.
    pub const SLOT: &str = "Slot in use";
    /// MAC address.
    pub const MAC: &str = "MAC address";
}

/// The state of a connected camera.
pub const fn state(found_as: DeviceState, in_memory: bool) -> &'static str {
    match (found_as, in_memory) {
        (DeviceState::Unbooted, _) => {
            "Was waiting for a program; a bootloader of this page runs in its memory"
        }
        (_, true) => "A bootloader of this page runs in its memory",
        (DeviceState::FlashBooted, false) => "Its bootloader runs; the application gave way to it",
        (DeviceState::Bootloader | DeviceState::Booted, false) => "Its bootloader runs",
    }
}

/// A word about why the kind is believed.
pub const fn evidence(evidence: KindEvidence) -> &'static str {
    match evidence {
        KindEvidence::Running => "told by its bootloader",
        KindEvidence::FlashContent => "told by what is in its flash",
        KindEvidence::Unknown => "nothing on it tells",
    }
}

/// Which slot runs.
pub const fn slot(user: Option<bool>) -> &'static str {
    match user {
        Some(true) => "user bootloader",
        Some(false) => "factory bootloader",
        None => NOT_TOLD,
    }
}
/// A camera with one slot only.
pub const ONE_SLOT: &str = "the only one";
/// The bootloader of this page runs from memory.
pub const SLOT_MEMORY: &str = "none: it runs from memory";
