//! Words about looking into packages and comparing them.

/// Title.
pub const TITLE: &str = "Look inside, or compare two packages";
/// Below it.
pub const LEAD: &str =
    "What a .dap holds, section by section, and in what two of them differ. Nothing is written.";
/// The first place.
pub const FIRST: &str = "Package";
/// The second place.
pub const SECOND: &str = "Compare with";
/// Picks a file.
pub const PICK: &str = "Choose a .dap file";
/// Takes the camera's.
pub const FROM_CAMERA: &str = "From the camera";
/// Where it came from.
pub const READ_BACK: &str = "read from the camera";
/// Takes it away.
pub const CLEAR: &str = "Remove";
/// On the way.
pub const INSPECTING: &str = "Reading the package";
/// On the way.
pub const COMPARING: &str = "Comparing";
/// A camera starts it.
pub const STARTS: &str = "A camera would start it.";
/// A camera does not.
pub const DOES_NOT_START: &str = "A camera would not start it";
/// Title of the sections.
pub const SECTIONS: &str = "Sections";
/// Head of a column.
pub const SECTION: &str = "Section";
/// Head of a column.
pub const OFFSET: &str = "Offset";
/// Head of a column.
pub const SIZE: &str = "Size";
/// Head of a column.
pub const CHECKSUM: &str = "Checksum";
/// Head of a column.
pub const FLAGS: &str = "Flags";
/// The checksum is right.
pub const RIGHT: &str = "right";
/// It is not.
pub const WRONG: &str = "wrong";
/// A flag.
pub const BOOTABLE: &str = "bootable";
/// A flag.
pub const UNCHECKED: &str = "started without its checksum";
/// A flag.
pub const COMPRESSED: &str = "compressed";
/// Title of the nodes.
pub const NODES: &str = "Nodes and links";
/// Title of the assets.
pub const ASSETS: &str = "Assets";
/// No pipeline can be shown.
pub const NO_PIPELINE: &str = "The pipeline inside cannot be read";
/// Title of the differences.
pub const DIFFERENCES: &str = "Differences";
/// There are none.
pub const SAME: &str = "The two packages do the same: every section has the same content.";
/// They cannot be compared.
pub const NOT_COMPARED: &str = "The two cannot be compared";

/// What is said aloud of a comparison.
pub fn said(differences: &Result<Vec<String>, String>) -> String {
    match differences {
        Ok(found) if found.is_empty() => SAME.to_owned(),
        Ok(found) if found.len() == 1 => "1 difference".to_owned(),
        Ok(found) => format!("{} differences", found.len()),
        Err(sentence) => sentence.clone(),
    }
}
