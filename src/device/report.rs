//! What operations tell about themselves: camera facts, plans, progress, outcomes. Plain data for the page, the
//! command line, the recorder and the tests; no sentences (those are in [`crate::text`]).

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

/// A writing operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Flash the factory bootloader.
    FlashBootloader,
    /// Flash the user bootloader and make the camera start it.
    FlashUserBootloader,
    /// Make the camera start its factory bootloader again.
    RemoveUserBootloader,
    /// Flash the factory bootloader and erase user bootloader, configuration and application.
    FactoryReset,
    /// Write the boot header.
    WriteBootHeader,
    /// Flash an application package.
    FlashApplication,
    /// Write only what differs of an application package.
    UpdateApplication,
    /// Overwrite the application's table.
    RemoveApplication,
    /// Write the configuration.
    WriteConfig,
    /// Erase the configuration.
    ClearConfig,
    /// Write bytes at an offset of a memory.
    WriteMemory,
    /// Bring back what a backup holds: configuration, table of the application, boot header.
    RestoreBackup,
}

/// One write of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedWrite {
    /// Region.
    pub used_for: RegionUse,
    /// Memory.
    pub memory: Memory,
    /// Offset in bytes.
    pub offset: u64,
    /// Bytes.
    pub size: u64,
    /// What is there now, in facts ("0.0.24 USB"), empty if unknown.
    pub from: String,
    /// What will be there.
    pub to: String,
    /// SHA-256 of the bytes, lower-case hex; empty for a merge made on the camera's own data.
    pub sha256: String,
}

/// What a power cut during the operation leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PowerCut {
    /// The old application, the new one, or none; the camera stays reachable.
    OldNewOrNone,
    /// A camera that starts in its ROM and can be repaired over USB.
    RomRecovery,
    /// The old configuration, the new one, or none.
    ConfigOldNewOrNone,
    /// The user bootloader is not started; the factory one is.
    FactoryBootloader,
    /// A region that is partly old and partly new; the camera stays reachable.
    PartlyWritten,
    /// Perhaps a camera that starts neither bootloader nor ROM by itself: only boot switches or a recovery button lead
    /// out.
    Unreachable,
}

/// How a plan must be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// One click on the plan.
    Click,
    /// A word must be typed: the camera can be lost.
    TypedWord {
        /// The word.
        word: String,
    },
}

/// Why a plan is refused. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Refusal {
    /// It does not fit.
    TooLarge {
        /// Memory.
        memory: Memory,
        /// Offset of the region.
        offset: u64,
        /// Bytes to write.
        size: u64,
        /// Bytes of room.
        room: u64,
        /// Size compression would give, if that would fit.
        fits_compressed: Option<u64>,
    },
    /// The bootloader is too old for the operation.
    BootloaderTooOld {
        /// What is needed.
        needed: Version,
        /// What is there.
        found: Version,
    },
    /// The camera was found unbooted: no flashed bootloader is known, an application would not start.
    BootloaderNotFlashed,
    /// The image is for the other kind of camera.
    WrongKind {
        /// Kind of the image.
        image: BootloaderKind,
        /// Kind of the camera.
        camera: BootloaderKind,
    },
    /// The memory is not there.
    NoSuchMemory {
        /// Which.
        memory: Memory,
    },
    /// The image or package is damaged; the text says where.
    BadImage {
        /// What and where.
        reason: String,
    },
    /// The kind of the camera is not known: it was found unbooted and its flash tells nothing.
    KindUnknown,
    /// The configuration cannot be stored; the text says what and where.
    BadConfig {
        /// What and where.
        reason: String,
    },
    /// There is nothing to remove.
    NothingToRemove,
    /// The camera holds exactly this application.
    NothingToUpdate,
    /// The camera holds what the backup holds, as far as that can be brought back.
    NothingToRestore,
    /// Cameras of this kind have no user bootloader.
    NoUserBootloader,
    /// No user bootloader is started, so none can be removed.
    NoUserBootloaderToRemove,
    /// A range that does not lie inside the memory, or is empty.
    OutsideMemory {
        /// Memory.
        memory: Memory,
        /// Start in bytes.
        offset: u64,
        /// Bytes.
        size: u64,
        /// Size of the memory in bytes.
        end: u64,
    },
    /// The camera does not tell the size of its memory, so a range cannot be checked.
    SizeUnknown,
    /// The camera could not start with this boot header; the text says why.
    BadBootHeader {
        /// Why.
        reason: String,
    },
    /// The pipeline cannot work without a host; the finding's text.
    NotStandalone {
        /// Each finding.
        findings: Vec<String>,
    },
}

/// Something to know that does not stop the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Warning {
    /// Bootloaders below 0.0.28 may fail to start up or restart.
    StartupBug {
        /// The flashed version.
        version: Version,
    },
    /// The kind of the bootloader changes.
    KindChange {
        /// From.
        from: BootloaderKind,
        /// To.
        to: BootloaderKind,
    },
    /// An older bootloader would replace a newer one.
    Downgrade {
        /// From.
        from: Version,
        /// To.
        to: Version,
    },
    /// The camera does not tell the size of its memory (bootloader below 0.0.19): fit is not checked.
    FitUnknown,
    /// The kind of this camera had to be chosen by the person: it was found unbooted.
    KindNotConfirmed,
    /// Reading back needs bootloader 0.0.19: the result is what the camera says.
    NoReadBack,
    /// Only the factory bootloader can be rid of the start-up fault; the user bootloader is started by it.
    FactoryStaysOld {
        /// Version of the factory bootloader.
        version: Version,
    },
    /// User bootloader, configuration and application are erased as well.
    ErasesEverything,
    /// The application will start without a bootloader: nothing on the camera can be changed any more until boot switches or
    /// a recovery button start the ROM.
    SkipsBootloader,
    /// The camera will wait in its ROM at every start, which a network does not show.
    OnlyUsbAfterwards,
    /// Bytes that make the camera start are overwritten.
    OverwritesBootloader,
    /// The backup was made of another camera.
    BackupOfOther {
        /// Which.
        camera: MxId,
    },
    /// A part of the backup differs from the camera and is left alone.
    NotRestored {
        /// Which part.
        part: RegionUse,
        /// Why.
        because: LeftAlone,
    },
    /// A finding about the pipeline that does not stop it.
    Pipeline {
        /// The finding.
        finding: String,
    },
}

/// Why a part of a backup is not brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftAlone {
    /// The backup is of another camera.
    OtherCamera,
    /// The camera was of the other kind then, and its flash is laid out differently now.
    OtherKind,
    /// The camera had no application when the backup was made.
    HadNone,
    /// What the table names does not lie on the camera any more.
    ApplicationGone,
    /// The camera did not start by this boot header when the backup was made, or that is not known.
    HeaderUnproven,
}

/// What an operation will do. Made before anything is written, executed as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The operation.
    pub operation: Operation,
    /// The camera.
    pub mx_id: MxId,
    /// Writes in order.
    pub writes: Vec<PlannedWrite>,
    /// Bytes in all.
    pub total_bytes: u64,
    /// Expected time in seconds at the learned or usual speed of a NOR.
    pub expected_secs: f64,
    /// What a power cut leaves.
    pub power_cut: PowerCut,
    /// How it must be confirmed.
    pub confirmation: Confirmation,
    /// Why it cannot be done; empty when it can.
    pub refusals: Vec<Refusal>,
    /// What to know.
    pub warnings: Vec<Warning>,
}

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

/// The operation waits for a person; its clock stands still.
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
