//! Messages between the page and the worker.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::facts::PackageFacts;
use crate::{
    bootloader::{BootHeader, BootloaderKind, Memory, Version},
    device::{
        ApplicationStart, Backup, BackupDifference, CameraInfo, ConnectPhase, Diagnosis, Failure,
        FailureCause, Outcome, Plan, Progress, Unplug, Verdict, Waiting,
    },
    firmware::FirmwareVersion,
    pipeline::recipe_info::RecipeInfo,
    transport::Candidate,
    virtual_camera::Fault,
};

/// From the page to the worker. Commands are worked off one after the other; [`Command::Cancel`],
/// [`Command::ListCameras`], [`Command::Fault`], [`Command::Replug`] and [`Command::SaveVirtualMemory`] at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// List cameras that are already permitted; answered by [`Event::Cameras`].
    ListCameras,
    /// Put a virtual camera on the virtual bus and connect to it; answered as [`Command::Connect`].
    UseVirtualCamera {
        /// Profile name, see [`crate::virtual_camera`]; unknown names fail.
        profile: String,
        /// Multiple of a real memory's speed (`?virtual=poe&speed=1000`); the profile's own without it.
        speed: Option<f64>,
    },
    /// Connect to a listed camera; answered by [`Event::Camera`] or [`Event::Failed`].
    Connect {
        /// [`Candidate::id`].
        id: String,
    },
    /// Give the browser's permission to see a camera back; answered by [`Event::Cameras`] or [`Event::Failed`]. A connected
    /// one is let go of before.
    ForgetCamera {
        /// [`Candidate::id`].
        id: String,
    },
    /// Let go of the camera; answered by [`Event::Disconnected`].
    Disconnect,
    /// Ask the camera again; answered by [`Event::Camera`] or [`Event::Failed`].
    Refresh,
    /// Plan flashing a bootloader; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanBootloader {
        /// Kind to flash.
        kind: BootloaderKind,
        /// A custom image with its file name, or the newest shipped one.
        image: Option<NamedFile>,
    },
    /// Plan flashing the user bootloader of a network camera; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanUserBootloader {
        /// A custom image with its file name, or the newest shipped one.
        image: Option<NamedFile>,
    },
    /// Plan making the factory bootloader start again; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanRemoveUserBootloader,
    /// Plan a factory reset with the newest shipped bootloader; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanFactoryReset {
        /// Kind to flash.
        kind: BootloaderKind,
    },
    /// Plan writing a boot header; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanBootHeader {
        /// The header.
        header: BootHeader,
    },
    /// Plan making the configuration exactly this document, unknown keys included; answered by [`Event::Planned`] or
    /// [`Event::Failed`].
    PlanWriteConfig {
        /// The document as JSON text.
        json: String,
    },
    /// Plan erasing the configuration; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanClearConfig,
    /// Plan writing a file at an offset of a memory; answered by [`Event::Planned`] or [`Event::Failed`]. What it
    /// overwrites comes as [`Event::Overwritten`] when it is carried out.
    PlanWriteMemory {
        /// Memory.
        memory: Memory,
        /// Offset in bytes.
        offset: u64,
        /// The bytes.
        file: NamedFile,
    },
    /// Read a range of a memory, with progress; answered by [`Event::MemoryRead`] or [`Event::Failed`].
    ReadMemory {
        /// Memory.
        memory: Memory,
        /// Offset in bytes.
        offset: u64,
        /// Bytes.
        size: u64,
    },
    /// Read the application on the camera as a package, with progress; answered by [`Event::ApplicationRead`] or
    /// [`Event::Failed`].
    ReadApplication {
        /// Memory.
        memory: Memory,
    },
    /// Look through the camera's flash; answered by [`Event::Diagnosed`] or [`Event::Failed`]. Nothing is written.
    Diagnose,
    /// Read header, configuration and table now; answered by [`Event::BackedUp`] or [`Event::Failed`]. Before the first
    /// write of a connection it happens by itself.
    TakeBackup,
    /// Plan bringing back what differs of a backup; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanRestore {
        /// The backup.
        file: NamedFile,
        /// Only the configuration, of the table of the application and the boot header nothing.
        config_only: bool,
    },
    /// Compare two backups; answered by [`Event::BackupsCompared`] or [`Event::Failed`].
    CompareBackups {
        /// One.
        first: NamedFile,
        /// The other.
        second: NamedFile,
    },
    /// Save what was said since the engine started, with the last plan and outcome; answered by
    /// [`Event::RecordingSaved`].
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
    /// Tell what a package holds; answered by [`Event::Inspected`].
    InspectPackage {
        /// The package.
        file: NamedFile,
    },
    /// Compare two packages; answered by [`Event::PackagesCompared`].
    ComparePackages {
        /// One.
        first: NamedFile,
        /// The other.
        second: NamedFile,
    },
    /// Send the camera to its USB ROM; answered by [`Event::RomStarted`] or [`Event::Failed`].
    BootUsbRom,
    /// List the recipes; answered by [`Event::Recipes`].
    ListRecipes,
    /// Read the header of a neural network; answered by [`Event::Blob`].
    ReadBlob {
        /// The network.
        file: NamedFile,
    },
    /// Load an application; answered by [`Event::Application`] or [`Event::ApplicationRejected`].
    LoadApplication {
        /// Where it comes from.
        source: ApplicationSource,
    },
    /// Take the pipeline out of an application, for the studio; answered by [`Event::PipelineRead`]. The loaded
    /// application stays.
    ReadPipeline {
        /// Where it is.
        source: ApplicationSource,
    },
    /// Build a package for download; answered by [`Event::PackageMade`]. The loaded application stays.
    BuildPackage {
        /// What of.
        source: ApplicationSource,
    },
    /// Tell what the firmware takes in a package; answered by [`Event::FirmwareSizes`].
    TellFirmware,
    /// Plan flashing the loaded application; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanApplication {
        /// Memory.
        memory: Memory,
    },
    /// Plan writing only what differs of the loaded application, which reads the camera's own for it; answered by
    /// [`Event::Planned`] or [`Event::Failed`]. Where that would not be less, the plan is one for the whole package.
    PlanUpdateApplication {
        /// Memory.
        memory: Memory,
    },
    /// Plan removing the application; answered by [`Event::Planned`] or [`Event::Failed`].
    PlanRemoveApplication {
        /// Memory.
        memory: Memory,
    },
    /// Execute the last plan; answered by progress and exactly one [`Event::Finished`], then by a fresh
    /// [`Event::Camera`], or by [`Event::Disconnected`] when the camera left. Cancelling costs the session: the camera
    /// restarts and is connected again, with phases. The plan is used up, except when the
    /// typed word was wrong.
    Execute {
        /// The typed word, where the plan wants one.
        typed_word: Option<String>,
    },
    /// Stop what runs (connecting or an operation) where that is safe. Its own answer tells: [`Event::Failed`] or
    /// [`Event::Finished`] with [`crate::device::FailureCause::Cancelled`], or success when it was too late.
    Cancel,
    /// Start the flashed application now; answered by [`Event::ApplicationStarted`] or [`Event::Failed`].
    BootApplication,
    /// Build the loaded application's package for download; answered by [`Event::PackageBuilt`].
    SavePackage,
    /// Make the virtual camera misbehave; answered by [`Event::VirtualCamera`]. Pulling the cable now is
    /// [`Fault::UnplugAfter`] zero bytes.
    Fault {
        /// How.
        fault: Fault,
    },
    /// Plug the virtual camera back in after a fault; answered by [`Event::VirtualCamera`].
    Replug,
    /// Save the virtual camera's NOR as it is, raw from its first byte to its last; answered by
    /// [`Event::VirtualMemory`].
    SaveVirtualMemory,
}

/// A file from the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedFile {
    /// File name.
    pub name: String,
    /// Content.
    pub bytes: ByteBuf,
}

/// Where an application comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationSource {
    /// A recipe with the person's values.
    Recipe {
        /// Recipe id, see [`crate::pipeline`].
        id: String,
        /// Values by parameter id, as JSON text of an object.
        parameters: String,
        /// Script text, if changed.
        script: Option<String>,
        /// Neural network, for recipes that need one.
        blob: Option<NamedFile>,
        /// Application name.
        app_name: String,
        /// Whether the firmware is compressed.
        compressed: bool,
    },
    /// A dropped file: pipeline JSON or `.dap`, told apart by content.
    File {
        /// The file.
        file: NamedFile,
        /// Application name, used for a pipeline.
        app_name: String,
        /// Whether the firmware is compressed, used for a pipeline.
        compressed: bool,
        /// The board configuration in the official JSON form, used for a pipeline; all default without.
        #[serde(default)]
        board_config: Option<String>,
    },
}

/// A pipeline taken out of what it was in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineFile {
    /// Name of the application.
    pub name: String,
    /// The pipeline in the official library's JSON, whole.
    pub json: ByteBuf,
    /// Board configuration as JSON text, if it is not the default.
    pub board: Option<String>,
}

/// What one firmware takes in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmwareSize {
    /// Version, which follows from a pipeline's networks.
    pub version: FirmwareVersion,
    /// Bytes as stored when it is compressed. Of patched versions it is known only when they are made; this is the
    /// universal one's, from which they differ by less than a hundredth.
    pub compressed: u64,
    /// Bytes as stored when it is not.
    pub plain: u64,
}

/// What a loaded application is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationSummary {
    /// Application name, may be empty.
    pub name: String,
    /// Firmware version text of the package.
    pub firmware_version: String,
    /// Package size in bytes.
    pub size: u64,
    /// SHA-256 of the package, lower-case hex.
    pub sha256: String,
    /// Whether the firmware is compressed.
    pub compressed: bool,
    /// Sections: name, offset, size.
    pub sections: Vec<SectionSummary>,
    /// Node names in id order.
    pub nodes: Vec<String>,
    /// Number of connections.
    pub connections: u32,
    /// Findings of the standalone check that stop it.
    pub errors: Vec<String>,
    /// Findings that do not.
    pub warnings: Vec<String>,
    /// Milliseconds the build took.
    pub build_millis: f64,
}

/// What a network's header says, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobFacts {
    /// OpenVINO version it was compiled for.
    pub openvino: String,
    /// Shave cores it was compiled for.
    pub shaves: u32,
    /// Inputs: name, numbers and dimensions.
    pub inputs: Vec<String>,
    /// Outputs: name, numbers and dimensions.
    pub outputs: Vec<String>,
}

/// One section of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionSummary {
    /// Name.
    pub name: String,
    /// Offset in bytes.
    pub offset: u64,
    /// Size in bytes.
    pub size: u64,
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The worker is up.
    Ready {
        /// Whether the browser gives workers WebUSB.
        webusb: bool,
    },
    /// Cameras came or went, or were asked for. The virtual camera is among them.
    Cameras {
        /// All now.
        cameras: Vec<Candidate>,
    },
    /// A camera is being connected; phases for the status line.
    Connecting {
        /// What happens now.
        phase: ConnectPhase,
    },
    /// A person must act.
    Waiting {
        /// For what; `None` when the wait is over.
        waiting: Option<Waiting>,
    },
    /// The camera, freshly asked.
    Camera {
        /// Its facts.
        info: Box<CameraInfo>,
    },
    /// Version of the bootloaders that this page can flash; told after every connecting, if there is firmware.
    ShippedBootloader {
        /// The version.
        version: Version,
    },
    /// No camera is connected any more; `failure` when it left by itself.
    Disconnected {
        /// Why.
        failure: Option<Failure>,
    },
    /// The recipes, in the order to show them.
    Recipes {
        /// What a gallery and the forms need.
        recipes: Vec<RecipeInfo>,
    },
    /// What a network's header says.
    Blob {
        /// Its facts, or the sentence that says what is wrong.
        header: Result<BlobFacts, String>,
    },
    /// The application is ready to be planned.
    Application {
        /// Its facts.
        summary: ApplicationSummary,
    },
    /// The application cannot be used; the sentence says what, where and what to do.
    ApplicationRejected {
        /// The sentence.
        sentence: String,
    },
    /// The pipeline of an application, or the sentence that says why there is none.
    PipelineRead {
        /// The pipeline.
        pipeline: Result<PipelineFile, String>,
    },
    /// A package for download, or the sentence that says why there is none.
    PackageMade {
        /// File name and content.
        package: Result<NamedFile, String>,
    },
    /// What the firmware takes in a package; nothing where this site has none.
    FirmwareSizes {
        /// By version.
        sizes: Vec<FirmwareSize>,
    },
    /// A plan, perhaps refused.
    Planned {
        /// The plan.
        plan: Box<Plan>,
    },
    /// A step. About ten a second; the first and the last one of each stage always.
    Progress {
        /// The step.
        progress: Progress,
    },
    /// The one end of [`Command::Execute`].
    Finished {
        /// How.
        outcome: Box<Outcome>,
    },
    /// The camera left its bootloader to run its application; it is not connected any more (no
    /// [`Event::Disconnected`] follows).
    ApplicationStarted {
        /// Whether it was seen coming up with the application.
        start: ApplicationStart,
    },
    /// The camera left its bootloader for its ROM; it is not connected any more (no [`Event::Disconnected`] follows).
    RomStarted,
    /// What a look through the flash told.
    Diagnosed {
        /// Findings and repairs.
        diagnosis: Diagnosis,
    },
    /// What was in the places that make the camera start: as asked for, or by itself before the first write.
    BackedUp {
        /// The backup; [`Backup::write`] makes its file.
        backup: Box<Backup>,
    },
    /// In what two backups differ.
    BackupsCompared {
        /// Each difference.
        differences: Vec<BackupDifference>,
    },
    /// The recording for download.
    RecordingSaved {
        /// File name and content.
        file: NamedFile,
    },
    /// How a replay stands; told after every command while a recording is replayed.
    Replaying {
        /// Whether everything recorded was replayed.
        over: bool,
        /// What was said differently than in the recording.
        divergences: Vec<String>,
    },
    /// What a package holds, or the sentence that says what is wrong.
    Inspected {
        /// Its facts.
        facts: Result<Box<PackageFacts>, String>,
    },
    /// In what two packages differ, as sentences; or the sentence that says what is wrong.
    PackagesCompared {
        /// The sentences; empty if they are the same.
        differences: Result<Vec<String>, String>,
    },
    /// A range of a memory, as asked for.
    MemoryRead {
        /// Memory.
        memory: Memory,
        /// Offset in bytes.
        offset: u64,
        /// File name for saving it, and content.
        file: NamedFile,
    },
    /// The application of a memory, as asked for: a whole package whose checksums were compared.
    ApplicationRead {
        /// Memory.
        memory: Memory,
        /// File name for saving it, and content.
        file: NamedFile,
    },
    /// What a raw write overwrote, in whole erase units.
    Overwritten {
        /// Memory.
        memory: Memory,
        /// Offset in bytes.
        offset: u64,
        /// File name for saving it, and content.
        file: NamedFile,
    },
    /// A command other than `Execute` failed.
    Failed {
        /// How.
        failure: Failure,
    },
    /// The package for download.
    PackageBuilt {
        /// File name and content.
        file: NamedFile,
    },
    /// Firmware is being loaded, which the first application or bootloader of a visit needs.
    Download {
        /// The step.
        download: Download,
    },
    /// The virtual camera changed, or was taken away (`None`).
    VirtualCamera {
        /// How it is now.
        camera: Option<VirtualCameraStatus>,
    },
    /// The virtual camera's NOR for download; `oak virtual-camera --memory-image` loads it.
    VirtualMemory {
        /// File name and content.
        file: NamedFile,
    },
    /// The engine stopped and does nothing more: start a new one. The verdict tells what that means for the camera.
    Stopped {
        /// Why.
        failure: Failure,
    },
}

/// A step of loading one firmware file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// File name.
    pub name: String,
    /// Bytes loaded.
    pub done_bytes: u64,
    /// Bytes in all, when the server tells. Equal to `done_bytes` at the end.
    pub total_bytes: Option<u64>,
}

/// The virtual camera, for the band that tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VirtualCameraStatus {
    /// Profile name it was made from.
    pub profile: String,
    /// [`Candidate::id`] now; `None` while it is unplugged or restarts.
    pub id: Option<String>,
    /// Breaches of the protocol by this program so far, oldest first.
    pub violations: Vec<String>,
}

impl Event {
    /// The engine stopped with `detail` as its last words, while an operation was at a point where unplugging was
    /// `running`, or while none ran.
    pub fn stopped(detail: String, running: Option<Unplug>) -> Self {
        let verdict = match running {
            None => Verdict::NothingWritten,
            Some(Unplug::Safe | Unplug::UserBootloaderLost | Unplug::ApplicationLost) => {
                Verdict::SafeTryAgain
            }
            Some(Unplug::Dangerous) => Verdict::DoNotUnplug,
        };
        Self::Stopped {
            failure: Failure {
                cause: FailureCause::EngineStopped { detail },
                verdict,
                stage: None,
                trace: Vec::new(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(running: Option<Unplug>) -> Option<Verdict> {
        match Event::stopped("panicked".to_owned(), running) {
            Event::Stopped { failure } => Some(failure.verdict),
            _ => None,
        }
    }

    #[test]
    fn the_last_words_tell_what_it_means_for_the_camera() {
        assert_eq!(verdict(None), Some(Verdict::NothingWritten));
        for safe in [Unplug::Safe, Unplug::ApplicationLost] {
            assert_eq!(verdict(Some(safe)), Some(Verdict::SafeTryAgain));
        }
        assert_eq!(verdict(Some(Unplug::Dangerous)), Some(Verdict::DoNotUnplug));
    }
}
