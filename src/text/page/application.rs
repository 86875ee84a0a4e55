//! Words of step 2.

use crate::text::bytes_text;

/// Title.
pub const TITLE: &str = "Application";
/// Summary before a choice.
pub const SUMMARY_NONE: &str = "Choose a recipe, a pipeline or a package";
/// Summary and status while it is built.
pub const LOADING: &str = "Building the application";
/// Said aloud.
pub const READY: &str = "The application is ready";
/// Summary of one that cannot be used.
pub const REJECTED: &str = "Cannot be used";
/// Name of the first choice.
pub const SOURCE: &str = "Where the application comes from";
/// Recipes.
pub const SOURCE_RECIPE: &str = "Recipe";
/// Files.
pub const SOURCE_FILE: &str = "File";
/// Leads to the gallery before a choice.
pub const CHOOSE_RECIPE: &str = "Choose a recipe";
/// Leads to the gallery.
pub const ANOTHER_RECIPE: &str = "Choose another recipe";
/// Leads to the recipe's page.
pub const ABOUT_RECIPE: &str = "About this recipe and its receiver";
/// The worker has not told them yet.
pub const RECIPES_LOADING: &str = "Loading the recipes";
/// Name of the form.
pub const SETTINGS: &str = "Settings";
/// The script.
pub const SCRIPT: &str = "Script";
/// What it is.
pub const SCRIPT_HINT: &str = "Python that runs on the camera. It has no name resolver: use IP addresses. The settings above still go into the constants at its top.";
/// It was changed.
pub const SCRIPT_CHANGED: &str = "changed";
/// Brings the original back.
pub const SCRIPT_RESET: &str = "Back to the original";
/// The network.
pub const BLOB: &str = "Neural network";
/// What it is.
pub const BLOB_HINT: &str =
    "A .blob compiled for RVC2 cameras. The browser keeps no copy: choose it again after a reload.";
/// Before an input's name.
pub const BLOB_IN: &str = "Input ";
/// Before an output's name.
pub const BLOB_OUT: &str = "Output ";
/// Picks it.
pub const BLOB_PICK: &str = "Choose a .blob file";
/// Missing.
pub const BLOB_FIRST: &str = "Choose a network first.";
/// Picks a pipeline or package.
pub const FILE_PICK: &str = "Choose a file";
/// Where files may come from.
pub const FILE_HINT: &str = "Pipeline JSON as the Python library writes it, or an application package (.dap). You can also drop a file anywhere, or paste the JSON.";
/// Missing.
pub const FILE_FIRST: &str = "Choose a file first.";
/// Picks another one.
pub const ANOTHER: &str = "Choose another file";
/// Takes it back.
pub const REMOVE_FILE: &str = "Remove";
/// A pasted text's name.
pub const PASTED: &str = "pasted pipeline.json";
/// Options of the package.
pub const OPTIONS: &str = "Name and compression";
/// The name.
pub const NAME: &str = "Name on the camera";
/// What it is for.
pub const NAME_HINT: &str = "Shown when the camera is connected again. Up to 64 letters.";
/// Compression.
pub const COMPRESSED: &str = "Compress the firmware";
/// What it means.
pub const COMPRESSED_HINT: &str = "A third of the size; starts a few seconds later. Uncompressed packages do not fit most PoE cameras.";
/// Builds it.
pub const BUILD: &str = "Build application";
/// Reads it.
pub const READ: &str = "Read file";
/// Back to the form.
pub const CHANGE: &str = "Change";
/// Saves it.
pub const SAVE: &str = "Save package";
/// While it is made.
pub const SAVING: &str = "Preparing the package";
/// Title of the result.
pub const RESULT: &str = "Ready to flash";
/// Title of the sections.
pub const SECTIONS: &str = "Sections of the package";
/// Title of a rejection.
pub const REJECTED_TITLE: &str = "This cannot be flashed";
/// Findings that stop it.
pub const ERRORS: &str = "Does not work on a camera alone";
/// Findings that do not.
pub const WARNINGS: &str = "Worth knowing";
/// Name of the meter.
pub const FIT: &str = "Does it fit?";
/// Without a camera.
pub const FIT_NO_CAMERA: &str = "Connect a camera to see whether it fits.";
/// The camera does not tell.
pub const FIT_UNKNOWN: &str =
    "The camera does not tell the size of its memory, so the fit cannot be checked.";

/// Fact names.
pub mod fact {
    /// Name.
    pub const NAME: &str = "Name";
    /// Size.
    pub const SIZE: &str = "Size";
    /// Firmware.
    pub const FIRMWARE: &str = "Firmware";
    /// Pipeline.
    pub const PIPELINE: &str = "Pipeline";
    /// Hash.
    pub const SHA256: &str = "SHA-256";
    /// Build time.
    pub const BUILT: &str = "Built in";
}

/// No name.
pub const UNNAMED: &str = "no name";
/// Compressed firmware.
pub const IS_COMPRESSED: &str = "compressed";
/// Uncompressed firmware.
pub const IS_UNCOMPRESSED: &str = "not compressed";

/// The pipeline fact.
pub fn pipeline(nodes: usize, connections: u32) -> String {
    let plural = |number: u64, word: &str| match number {
        1 => format!("1 {word}"),
        number => format!("{number} {word}s"),
    };
    format!(
        "{}, {}",
        plural(nodes as u64, "node"),
        plural(u64::from(connections), "connection")
    )
}

/// What a network was compiled for.
pub fn blob_for(openvino: &str, shaves: u32) -> String {
    format!("OpenVINO {openvino}, {shaves} shave cores")
}

/// It fits.
pub fn fits(needs: u64, room: u64) -> String {
    format!(
        "Fits: {} of {}, {} left",
        bytes_text(needs),
        bytes_text(room),
        bytes_text(room.saturating_sub(needs))
    )
}

/// It does not.
pub fn too_large(needs: u64, room: u64) -> String {
    format!(
        "Does not fit: {} needed, room for {}, {} too much",
        bytes_text(needs),
        bytes_text(room),
        bytes_text(needs.saturating_sub(room))
    )
}

/// Nothing where something must be.
pub const EMPTY: &str = "Enter a text.";
/// Not a whole number.
pub const NOT_WHOLE: &str = "Enter a whole number.";
/// Not a number.
pub const NOT_NUMBER: &str = "Enter a number.";
/// Not an address.
pub const NOT_IP: &str = "Enter an IPv4 address like 192.168.1.44. The camera resolves no names.";

/// Outside of the limits.
pub fn out_of_range(min: &impl std::fmt::Display, max: &impl std::fmt::Display) -> String {
    format!("Enter a number from {min} to {max}.")
}
