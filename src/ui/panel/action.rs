//! What the person does in the camera view.

use super::{
    backups::Kept,
    bootloaders::HeaderInput,
    config::{Field, Mode},
};
use crate::{
    bootloader::{BootHeaderKind, Memory},
    device::{FlashRegion, Repair},
    engine::protocol::NamedFile,
};

/// Something done in the camera view.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A field of the configuration changed.
    SetField(Field, String),
    /// The configuration as form or as document.
    SetMode(Mode),
    /// The document was edited.
    SetDocument(String),
    /// A configuration comes from a file.
    ImportConfig(NamedFile),
    /// The configuration goes to a file.
    ExportConfig,
    /// The draft starts again from what the camera holds.
    RevertConfig,
    /// Plan writing the draft.
    PlanConfig,
    /// Plan clearing the configuration.
    PlanClearConfig,

    /// Plan flashing the user bootloader.
    PlanUserBootloader,
    /// Plan going back to the factory bootloader.
    PlanRemoveUserBootloader,
    /// Plan a factory reset.
    PlanFactoryReset,
    /// Go to the chip's ROM now.
    BootRom,
    /// Letters of the word that unlocks boot headers.
    UnlockHeaders(String),
    /// A kind of boot header was chosen.
    SetHeaderKind(BootHeaderKind),
    /// A number of the boot header changed.
    SetHeader(HeaderInput, String),
    /// Plan writing the boot header.
    PlanBootHeader,

    /// Look through the flash.
    Diagnose,
    /// Plan a step of the repair.
    Repair(Repair),
    /// Look into a package file.
    InspectPackage(NamedFile),

    /// Read the application into a package.
    ReadApplication(Memory),
    /// Save the package that was read.
    SaveBackup,
    /// Take the package that was read to step 2.
    OpenBackup,

    /// A memory was chosen.
    SetMemory(Memory),
    /// Where to read.
    SetOffset(String),
    /// How much.
    SetSize(String),
    /// Where and how much, from the map.
    FillRange(FlashRegion),
    /// A part of the map was chosen, or none.
    ChoosePart(Option<usize>),
    /// Read a part of the map.
    ShowBytes(FlashRegion),
    /// Read it.
    ReadMemory,
    /// Save what was read.
    SaveRead,
    /// Save what a raw write overwrote.
    SaveOverwritten,
    /// Letters of the word that unlocks writing.
    UnlockMemory(String),
    /// Where to write.
    SetWriteOffset(String),
    /// What to write, or take it back.
    ChooseWrite(Option<NamedFile>),
    /// Plan writing it.
    PlanWriteMemory,
    /// The failure of a reading was seen.
    DismissReading,

    /// The library of backups answered.
    Backups(Result<Vec<Kept>, String>),
    /// Back the camera up now.
    TakeBackup,
    /// A backup comes from a file.
    ImportBackup(NamedFile),
    /// Plan restoring a backup.
    RestoreBackup(u64),
    /// Plan restoring a backup's configuration only.
    RestoreConfig(u64),
    /// Save a backup as a file.
    ExportBackup(u64),
    /// Delete a backup.
    DeleteBackup(u64),
    /// Mark a backup for comparing, or not any more.
    MarkBackup(u64),

    /// Leave identity and addresses out of the recording, or not.
    RedactRecording(bool),
    /// Save the recording.
    SaveRecording,
    /// A recording comes from a file.
    OpenRecording(NamedFile),
    /// Play the opened recording.
    PlayRecording,

    /// A family of models in the recovery guide.
    ChooseFamily(usize),
}
