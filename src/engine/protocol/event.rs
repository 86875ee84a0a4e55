//! What the worker tells the page.

use serde::{Deserialize, Serialize};

use super::{
    ApplicationSummary, BlobFacts, Download, FirmwareSize, NamedFile, PackageFacts, PipelineFile,
    VirtualCameraStatus,
};
use crate::{
    bootloader::{Memory, Version},
    device::{
        ApplicationStart, Backup, BackupDifference, CameraInfo, ConnectPhase, Diagnosis, Failure,
        FailureCause, Outcome, Plan, Progress, Unplug, Verdict, Waiting,
    },
    pipeline::recipe_info::RecipeInfo,
    transport::Candidate,
};

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
    /// The one end of [`Command::Execute`](super::Command::Execute).
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
