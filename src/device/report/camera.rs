//! What a camera is.

use serde::{Deserialize, Serialize};

use crate::{
    bootloader::{BootloaderKind, Memory, Version},
    transport::{Attachment, DeviceState, LinkSpeed, MxId},
};

/// What is known of a connected camera.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CameraInfo {
    /// The chip's identity.
    pub mx_id: MxId,
    /// How it is attached.
    pub attachment: Attachment,
    /// Speed of its USB link, if that is known.
    #[serde(default)]
    pub speed: Option<LinkSpeed>,
    /// Whether it is a model inside this program.
    pub is_virtual: bool,
    /// State in which it was found, before we talked to its bootloader.
    pub found_as: DeviceState,
    /// Kind of the camera, as far as [`Self::kind_evidence`] goes. With [`KindEvidence::Unknown`] it is only the kind of
    /// the bootloader we put into memory and must not be taken for the camera's.
    pub kind: BootloaderKind,
    /// How the kind is known.
    pub kind_evidence: KindEvidence,
    /// Kind of the running bootloader; a version below 0.0.12 can only be USB.
    pub running_kind: BootloaderKind,
    /// Version of the running bootloader.
    pub running: Version,
    /// Version of the flashed bootloader; `None` when the running one was put into memory by us and the flash does not
    /// hold a bootloader that tells its version.
    pub flashed: Option<Version>,
    /// Commit of the running bootloader, empty if it does not tell.
    pub commit: String,
    /// Whether we put the running bootloader into memory.
    pub booted_in_memory: bool,
    /// Whether the user bootloader runs; `None` below 0.0.21.
    pub user_bootloader: Option<bool>,
    /// Memory the bootloader lives in; `None` below 0.0.14.
    pub bootloader_memory: Option<Memory>,
    /// Memories; empty below 0.0.19.
    pub memories: Vec<MemoryInfo>,
    /// Applications by memory; empty below 0.0.19.
    pub applications: Vec<ApplicationInfo>,
    /// Configuration as JSON text, keys as stored; `None` without one or below 0.0.14.
    pub config: Option<String>,
    /// Why the configuration could not be read, in the device's words.
    pub config_error: Option<String>,
    /// The flash drawn to scale; empty when sizes are unknown.
    pub map: Vec<FlashRegion>,
}

/// How the kind of a camera is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KindEvidence {
    /// Its own flashed bootloader runs and tells.
    Running,
    /// It was found unbooted; the bootloader or the application in its flash tells.
    FlashContent,
    /// It was found unbooted and its flash tells nothing: a person must say.
    Unknown,
}

/// One memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemoryInfo {
    /// Which.
    pub memory: Memory,
    /// Whether it is there.
    pub available: bool,
    /// Size in bytes, 0 if not there.
    pub size_bytes: u64,
    /// Chip, in the device's words.
    pub info: String,
}

/// The application in one memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationInfo {
    /// Which memory.
    pub memory: Memory,
    /// Whether there is one.
    pub present: bool,
    /// Firmware version it was built with.
    pub firmware_version: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its sections, in the order of its table; empty below 0.0.19.
    pub sections: Vec<SectionPlace>,
}

/// Where a section of an application lies in its memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionPlace {
    /// Its name in the package.
    pub name: String,
    /// Offset in the memory, in bytes.
    pub offset: u64,
    /// Size in bytes, as stored.
    pub size: u64,
}

/// What a region of the flash is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegionUse {
    /// Boot header.
    Header,
    /// Factory bootloader.
    Bootloader,
    /// User bootloader.
    UserBootloader,
    /// Configuration.
    Config,
    /// Application.
    Application,
    /// Nothing.
    Free,
}

/// One region of the flash map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlashRegion {
    /// Its use.
    pub used_for: RegionUse,
    /// Offset in bytes.
    pub offset: u64,
    /// Size in bytes.
    pub size: u64,
    /// Whether something is there; `None` if unknown.
    pub occupied: Option<bool>,
}
