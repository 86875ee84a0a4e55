//! Words of the part about the application.

/// Title.
pub const TITLE: &str = "On the camera";
/// None there.
pub const NONE: &str = "No application is in this memory.";
/// Too old to tell.
pub const UNKNOWN: &str = "Bootloaders before 0.0.19 do not tell what application they hold.";
/// Name.
pub const NAME: &str = "Name";
/// Firmware.
pub const FIRMWARE: &str = "Firmware";
/// Size.
pub const SIZE: &str = "Size";
/// Place.
pub const MEMORY: &str = "Memory";
/// Sections.
pub const SECTIONS: &str = "Sections";
/// Starts it.
pub const START: &str = "Start it now";
/// Reads it into a file.
pub const BACK_UP: &str = "Back up as .dap";
/// Removes it.
pub const REMOVE: &str = "Remove";
/// Puts another one there.
pub const ANOTHER: &str = "Flash another application";
/// What that leads to.
pub const ANOTHER_HINT: &str =
    "In the steps of the Flash view: from a template, a pipeline or a package, and from a backup.";
/// A backup was read.
pub const READ_TITLE: &str = "Backup of the application";
/// What it is.
pub const READ_HINT: &str = "The package as it was flashed; its checksums were compared.";
/// Saves it.
pub const SAVE: &str = "Save package";
/// Shows what is in it.
pub const INSPECT: &str = "Look inside, or flash it again";
