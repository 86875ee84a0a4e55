//! Words of the backups.

/// Title.
pub const TITLE: &str = "Backups";
/// What they are.
pub const LEAD: &str = "Before the first write of a visit the page keeps the camera's boot header, its configuration and the table of its application. They stay in this browser.";
/// None yet.
pub const NONE: &str = "No backup is kept yet.";
/// Not read yet.
pub const LOADING: &str = "Looking for backups";
/// The browser keeps nothing.
pub const UNAVAILABLE: &str = "This browser keeps no backups";
/// Made now.
pub const MAKE: &str = "Back up now";
/// Restores the configuration.
pub const RESTORE: &str = "Restore configuration";
/// Saves it as a file.
pub const EXPORT: &str = "Export";
/// Deletes it.
pub const DELETE: &str = "Delete";
/// Chosen for comparing.
pub const COMPARE: &str = "Compare";
/// Title of the comparison.
pub const DIFFERENCE: &str = "Difference";
/// How to compare.
pub const COMPARE_HINT: &str = "Mark two backups to see what differs between them.";
/// Nothing differs.
pub const SAME: &str = "The two backups are the same.";
/// The boot header.
pub const HEADER: &str = "Boot header";
/// The application's table.
pub const TABLE: &str = "Table of the application";
/// The configuration section.
pub const CONFIG: &str = "Configuration";
/// It has none.
pub const NO_CONFIG: &str = "no configuration";
/// It belongs to another camera.
pub const OTHER_CAMERA: &str = "of another camera";
/// The connected camera.
pub const THIS_CAMERA: &str = "this camera";
/// A part that is the same.
pub const EQUAL: &str = "equal";
/// Why restoring is not offered.
pub const CONNECT_FIRST: &str = "Connect a camera to restore.";

/// Bytes that differ.
pub fn differs(bytes: usize) -> String {
    match bytes {
        1 => "1 byte differs".to_owned(),
        bytes => format!("{bytes} bytes differ"),
    }
}

/// What a backup holds, in one line.
pub fn holds(application: &str, bootloader: &str) -> String {
    match application {
        "" => format!("bootloader {bootloader}, no application"),
        name => format!("bootloader {bootloader}, application {name}"),
    }
}
