//! What the page asks of the worker.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ApplicationSource, NamedFile};
use crate::{
    bootloader::{BootHeader, BootloaderKind, Memory},
    virtual_camera::Fault,
};

/// From the page to the worker. Commands are worked off one after the other; [`Command::Cancel`],
/// [`Command::ListCameras`], [`Command::Fault`], [`Command::Replug`] and [`Command::SaveVirtualMemory`] at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// List cameras that are already permitted; answered by [`Event::Cameras`](super::Event::Cameras).
    ListCameras,
    /// Put a virtual camera on the virtual bus and connect to it; answered as [`Command::Connect`].
    UseVirtualCamera {
        /// Profile name, see [`crate::virtual_camera`]; unknown names fail.
        profile: String,
        /// Multiple of a real memory's speed (`?virtual=poe&speed=1000`); the profile's own without it.
        speed: Option<f64>,
    },
    /// Connect to a listed camera; answered by [`Event::Camera`](super::Event::Camera) or [`Event::Failed`](super::Event::Failed).
    Connect {
        /// [`Candidate::id`](crate::transport::Candidate::id).
        id: String,
    },
    /// Give the browser's permission to see a camera back; answered by [`Event::Cameras`](super::Event::Cameras) or [`Event::Failed`](super::Event::Failed). A connected
    /// one is let go of before.
    ForgetCamera {
        /// [`Candidate::id`](crate::transport::Candidate::id).
        id: String,
    },
    /// Let go of the camera; answered by [`Event::Disconnected`](super::Event::Disconnected).
    Disconnect,
    /// Ask the camera again; answered by [`Event::Camera`](super::Event::Camera) or [`Event::Failed`](super::Event::Failed).
    Refresh,
    /// Plan flashing a bootloader; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanBootloader {
        /// Kind to flash.
        kind: BootloaderKind,
        /// A custom image with its file name, or the newest shipped one.
        image: Option<NamedFile>,
    },
    /// Plan flashing the user bootloader of a network camera; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanUserBootloader {
        /// A custom image with its file name, or the newest shipped one.
        image: Option<NamedFile>,
    },
    /// Plan making the factory bootloader start again; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanRemoveUserBootloader,
    /// Plan a factory reset with the newest shipped bootloader; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanFactoryReset {
        /// Kind to flash.
        kind: BootloaderKind,
    },
    /// Plan writing a boot header; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanBootHeader {
        /// The header.
        header: BootHeader,
    },
    /// Plan making the configuration exactly this document, unknown keys included; answered by [`Event::Planned`](super::Event::Planned) or
    /// [`Event::Failed`](super::Event::Failed).
    PlanWriteConfig {
        /// The document as JSON text.
        json: String,
    },
    /// Plan erasing the configuration; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanClearConfig,
    /// Plan writing a file at an offset of a memory; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed). What it
    /// overwrites comes as [`Event::Overwritten`](super::Event::Overwritten) when it is carried out.
    PlanWriteMemory {
        /// Memory.
        memory: Memory,
        /// Offset in bytes.
        offset: u64,
        /// The bytes.
        file: NamedFile,
    },
    /// Read a range of a memory, with progress; answered by [`Event::MemoryRead`](super::Event::MemoryRead) or [`Event::Failed`](super::Event::Failed).
    ReadMemory {
        /// Memory.
        memory: Memory,
        /// Offset in bytes.
        offset: u64,
        /// Bytes.
        size: u64,
    },
    /// Read the application on the camera as a package, with progress; answered by [`Event::ApplicationRead`](super::Event::ApplicationRead) or
    /// [`Event::Failed`](super::Event::Failed).
    ReadApplication {
        /// Memory.
        memory: Memory,
    },
    /// Look through the camera's flash; answered by [`Event::Diagnosed`](super::Event::Diagnosed) or [`Event::Failed`](super::Event::Failed). Nothing is written.
    Diagnose,
    /// Read header, configuration and table now; answered by [`Event::BackedUp`](super::Event::BackedUp) or [`Event::Failed`](super::Event::Failed). Before the first
    /// write of a connection it happens by itself.
    TakeBackup,
    /// Plan bringing back what differs of a backup; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanRestore {
        /// The backup.
        file: NamedFile,
        /// Only the configuration, of the table of the application and the boot header nothing.
        config_only: bool,
    },
    /// Compare two backups; answered by [`Event::BackupsCompared`](super::Event::BackupsCompared) or [`Event::Failed`](super::Event::Failed).
    CompareBackups {
        /// One.
        first: NamedFile,
        /// The other.
        second: NamedFile,
    },
    /// Save what was said since the engine started, with the last plan and outcome; answered by
    /// [`Event::RecordingSaved`](super::Event::RecordingSaved).
    SaveRecording {
        /// What the page knows of program, browser and system.
        environment: BTreeMap<String, String>,
        /// Whether identity and addresses are taken out.
        redacted: bool,
    },
    /// Put the camera of a recording on the virtual bus and connect to it; answered as [`Command::Connect`].
    ReplayRecording {
        /// The recording.
        file: NamedFile,
    },
    /// Tell what a package holds; answered by [`Event::Inspected`](super::Event::Inspected).
    InspectPackage {
        /// The package.
        file: NamedFile,
    },
    /// Compare two packages; answered by [`Event::PackagesCompared`](super::Event::PackagesCompared).
    ComparePackages {
        /// One.
        first: NamedFile,
        /// The other.
        second: NamedFile,
    },
    /// Send the camera to its USB ROM; answered by [`Event::RomStarted`](super::Event::RomStarted) or [`Event::Failed`](super::Event::Failed).
    BootUsbRom,
    /// List the recipes; answered by [`Event::Recipes`](super::Event::Recipes).
    ListRecipes,
    /// Read the header of a neural network; answered by [`Event::Blob`](super::Event::Blob).
    ReadBlob {
        /// The network.
        file: NamedFile,
    },
    /// Load an application; answered by [`Event::Application`](super::Event::Application) or [`Event::ApplicationRejected`](super::Event::ApplicationRejected).
    LoadApplication {
        /// Where it comes from.
        source: ApplicationSource,
    },
    /// Take the pipeline out of an application, for the studio; answered by [`Event::PipelineRead`](super::Event::PipelineRead). The loaded
    /// application stays.
    ReadPipeline {
        /// Where it is.
        source: ApplicationSource,
    },
    /// Build a package for download; answered by [`Event::PackageMade`](super::Event::PackageMade). The loaded application stays.
    BuildPackage {
        /// What of.
        source: ApplicationSource,
    },
    /// Tell what the firmware takes in a package; answered by [`Event::FirmwareSizes`](super::Event::FirmwareSizes).
    TellFirmware,
    /// Plan flashing the loaded application; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanApplication {
        /// Memory.
        memory: Memory,
    },
    /// Plan writing only what differs of the loaded application, which reads the camera's own for it; answered by
    /// [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed). Where that would not be less, the plan is one for the whole package.
    PlanUpdateApplication {
        /// Memory.
        memory: Memory,
    },
    /// Plan removing the application; answered by [`Event::Planned`](super::Event::Planned) or [`Event::Failed`](super::Event::Failed).
    PlanRemoveApplication {
        /// Memory.
        memory: Memory,
    },
    /// Execute the last plan; answered by progress and exactly one [`Event::Finished`](super::Event::Finished), then by a fresh
    /// [`Event::Camera`](super::Event::Camera), or by [`Event::Disconnected`](super::Event::Disconnected) when the camera left. Cancelling costs the session: the camera
    /// restarts and is connected again, with phases. The plan is used up, except when the
    /// typed word was wrong.
    Execute {
        /// The typed word, where the plan wants one.
        typed_word: Option<String>,
    },
    /// Stop what runs (connecting or an operation) where that is safe. Its own answer tells: [`Event::Failed`](super::Event::Failed) or
    /// [`Event::Finished`](super::Event::Finished) with [`crate::device::FailureCause::Cancelled`], or success when it was too late.
    Cancel,
    /// Start the flashed application now; answered by [`Event::ApplicationStarted`](super::Event::ApplicationStarted) or [`Event::Failed`](super::Event::Failed).
    BootApplication,
    /// Build the loaded application's package for download; answered by [`Event::PackageBuilt`](super::Event::PackageBuilt).
    SavePackage,
    /// Make the virtual camera misbehave; answered by [`Event::VirtualCamera`](super::Event::VirtualCamera). Pulling the cable now is
    /// [`Fault::UnplugAfter`] zero bytes.
    Fault {
        /// How.
        fault: Fault,
    },
    /// Plug the virtual camera back in after a fault; answered by [`Event::VirtualCamera`](super::Event::VirtualCamera).
    Replug,
    /// Save the virtual camera's NOR as it is, raw from its first byte to its last; answered by
    /// [`Event::VirtualMemory`](super::Event::VirtualMemory).
    SaveVirtualMemory,
}
