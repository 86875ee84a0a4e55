//! Words of the part about raw memory.

/// Title of reading.
pub const READ: &str = "Read";
/// What it is.
pub const READ_HINT: &str = "Reads any range into a file. Nothing is written.";
/// The memory.
pub const MEMORY: &str = "Memory";
/// Start.
pub const OFFSET: &str = "Offset";
/// Number of bytes.
pub const SIZE: &str = "Size";
/// How numbers may look.
pub const NUMBER_HINT: &str = "Like 4096, 0x1000 or 4 KiB.";
/// Not a number.
pub const NOT_NUMBER: &str = "Enter a number like 4096, 0x1000 or 4 KiB.";
/// Names of regions to fill in.
pub const REGIONS: &str = "Regions";
/// Fills both in.
pub const WHOLE: &str = "Whole memory";
/// Reads it.
pub const READ_BUTTON: &str = "Read memory";
/// Too old.
pub const TOO_OLD: &str =
    "Reading and writing memory needs bootloader 0.0.19. Update the bootloader first.";
/// While it is read.
pub const READING: &str = "Reading the memory";
/// While an application is read.
pub const READING_APPLICATION: &str = "Reading the application";
/// It did not work.
pub const READ_AGAIN: &str = "Close";

/// Title of what was read.
pub const SHOWN: &str = "What was read";
/// Saves it.
pub const SAVE: &str = "Save as file";
/// Name of the hex view.
pub const HEX: &str = "Bytes in hexadecimal, with their characters";
/// What a raw write overwrote.
pub const OVERWRITTEN: &str = "Before the last write these bytes were there. They were kept; save them to be able to write them back.";

/// Title of writing.
pub const WRITE: &str = "Write";
/// What it is.
pub const WRITE_HINT: &str = "Writes a file at an offset. What it overwrites is read first and offered as a file. Wrong bytes in the wrong place leave a camera that only boot switches or a recovery button bring back.";
/// What must be typed.
pub const WORD: &str = "raw memory";
/// Asks for it.
pub const TYPE: &str = "Type “raw memory” to unlock";
/// Picks the file.
pub const FILE: &str = "File to write";
/// Picks it.
pub const PICK: &str = "Choose a file";
/// Takes it back.
pub const REMOVE: &str = "Remove";
/// No file yet.
pub const FILE_FIRST: &str = "Choose a file first.";
/// Plans it.
pub const WRITE_BUTTON: &str = "Write memory";
