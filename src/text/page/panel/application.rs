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
/// Title of what a package holds.
pub const INSPECT_TITLE: &str = "Look into a package";
/// What it is.
pub const INSPECT_HINT: &str = "Sections with their checksums, nodes and links of a .dap file. An application that was backed up is shown here by itself.";
/// Picks one.
pub const INSPECT_PICK: &str = "Choose a package";
/// While it is read.
pub const INSPECTING: &str = "Reading the package";
/// File name.
pub const FILE: &str = "File";
/// It would not start.
pub const WOULD_NOT_START: &str = "A camera would not start this package";
/// It would.
pub const WOULD_START: &str = "The package is whole: its table and every checksum are right";
/// A checksum.
pub const CHECKSUM_RIGHT: &str = "checksum right";
/// A checksum.
pub const CHECKSUM_WRONG: &str = "checksum wrong";
/// Its pipeline cannot be read.
pub const NO_PIPELINE: &str = "The pipeline cannot be read";
/// Nodes.
pub const NODES: &str = "Nodes";
/// Links.
pub const LINKS: &str = "Links";
/// There are none.
pub const NO_LINKS: &str = "No node is linked to another.";
/// Assets.
pub const ASSETS: &str = "Assets";

/// What a section's flags say.
pub fn flags(bootable: bool, compressed: bool, ignore_checksum: bool) -> String {
    let mut words = Vec::new();
    if bootable {
        words.push("started by the bootloader");
    }
    if compressed {
        words.push("compressed");
    }
    if ignore_checksum {
        words.push("started without looking at the checksum");
    }
    words.join(", ")
}
