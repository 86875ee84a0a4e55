//! Words about comparing packages.

/// Title.
pub const TITLE: &str = "Compare two packages";
/// Below it.
pub const LEAD: &str = "In what two packages differ, section by section. Nothing is written.";
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
pub const COMPARING: &str = "Comparing";
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
