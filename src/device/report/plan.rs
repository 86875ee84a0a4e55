//! What an operation will do, and what speaks against it.

use serde::{Deserialize, Serialize};

use super::RegionUse;
use crate::{
    bootloader::{BootloaderKind, Memory, Version},
    transport::MxId,
};

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
