//! Words of the backups.

use crate::device::Backup;

/// Title.
pub const TITLE: &str = "Backups";
/// What they are.
pub const LEAD: &str = "Before the first write of a visit the page keeps the camera's boot header, its configuration and the table of its application. Backups stay in this browser; export what must not be lost. The application itself is backed up in its own part, as a package.";
/// None yet.
pub const NONE: &str = "No backup is kept yet.";
/// Not read yet.
pub const LOADING: &str = "Looking for backups";
/// The browser keeps nothing.
pub const UNAVAILABLE: &str = "This browser keeps no backups";
/// Made now.
pub const MAKE: &str = "Back up now";
/// While it is made.
pub const TAKING: &str = "Reading boot header, configuration and table";
/// It was made.
pub const TAKEN: &str = "The backup is made";
/// The bootloader cannot read.
pub const TOO_OLD: &str = "A backup needs bootloader 0.0.19. Update the bootloader first.";
/// Takes one from a file.
pub const IMPORT: &str = "Import";
/// It was taken from a file.
pub const IMPORTED: &str = "The backup is taken from the file";
/// Restores all that differs.
pub const RESTORE: &str = "Restore";
/// Restores the configuration.
pub const RESTORE_CONFIG: &str = "Configuration only";
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
/// It belongs to another camera.
pub const OTHER_CAMERA: &str = "of another camera";
/// The connected camera.
pub const THIS_CAMERA: &str = "this camera";

/// What a backup holds, in one line.
pub fn holds(backup: &Backup) -> String {
    let bootloader = backup.flashed.unwrap_or(backup.running);
    let application = match (backup.has_application(), backup.application.as_str()) {
        (false, _) => "no application".to_owned(),
        (true, "") => "an application without a name".to_owned(),
        (true, name) => format!("application {name}"),
    };
    let config = if backup.document.is_some() {
        "a configuration"
    } else {
        "no configuration"
    };
    format!("bootloader {bootloader}, {application}, {config}")
}
