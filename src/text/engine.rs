//! Sentences about commands that cannot be carried out as given, and files that are not what they should be.

use crate::package::{ContentError, Detail, Difference};

/// A camera that the browser does not forget.
pub fn not_forgotten(fault: &dyn std::fmt::Display) -> String {
    format!(
        "the camera cannot be forgotten: {fault}; the browser's settings of this site can do it, too"
    )
}

/// No virtual camera has this name.
pub fn unknown_profile(name: &str, known: &[&str]) -> String {
    format!(
        "There is no virtual camera called \"{name}\". Choose one of {}.",
        known.join(", ")
    )
}

/// Something was planned, saved or flashed without an application.
pub fn no_application() -> String {
    "No application is loaded. Choose one first.".to_owned()
}

/// Something was asked of the virtual camera, and there is none.
pub fn no_virtual_camera() -> String {
    "There is no virtual camera. Choose one first.".to_owned()
}

/// A backup was wanted from a camera that cannot give one.
pub fn no_backup() -> String {
    "This camera cannot be backed up: it has no flash, or its bootloader is older than 0.0.19 and cannot read it."
        .to_owned()
}

/// A recording in which no camera was opened.
pub fn empty_recording(file: &str) -> String {
    format!("{file}: no camera was opened in this recording, so there is nothing to replay.")
}

/// One thing in which two packages differ.
pub fn package_difference(difference: &Difference) -> String {
    let section = &difference.section;
    match difference.detail {
        Detail::OnlyFirst => format!("Only the first package has a section {section}."),
        Detail::OnlySecond => format!("Only the second package has a section {section}."),
        Detail::Flags(first, second) => {
            format!("The flags of {section} are {first:#04x} and {second:#04x}.")
        }
        Detail::Offset(first, second) => {
            format!("The section {section} lies at {first:#x} and at {second:#x}.")
        }
        Detail::BoardConfig => format!("The board configuration in {section} differs."),
        Detail::Content(at) => format!("The content of {section} differs from byte {at} on."),
    }
}

/// Execution without a plan.
pub fn no_plan() -> String {
    "There is no plan to carry out. Make it again: what it was made for has changed.".to_owned()
}

/// The confirming word is missing or wrong.
pub fn type_the_word(word: &str) -> String {
    format!("Type {word} to confirm. Nothing was sent.")
}

/// A file that was chosen as an application and is none; `bytes` are its content.
pub fn bad_content(file: &str, bytes: &[u8], error: &ContentError) -> String {
    match error {
        ContentError::Neither => not_an_application(file, bytes),
        ContentError::Pipeline(error) => bad_file(file, error),
    }
}

/// What a file is, told from its content, when it is no application.
pub fn not_an_application(file: &str, bytes: &[u8]) -> String {
    let what = if bytes.is_empty() {
        "is empty"
    } else if bytes.starts_with(b"PK\x03\x04") {
        "is a ZIP archive; unpack it first"
    } else if bytes.starts_with(b"MA2x") {
        "is a bootloader or firmware image, not an application; flash a bootloader from the camera card"
    } else if bytes.starts_with(b"\xFD7zXZ") || bytes.starts_with(b"\x1F\x8B") {
        "is compressed; unpack it first"
    } else {
        "is neither a pipeline in JSON nor a package"
    };
    format!(
        "{file} {what}. An application is a .dap package, or a JSON file written with \
         json.dump(pipeline.serializeToJson(), file)."
    )
}

/// A file that looked right has a fault; `fault` says where and what.
pub fn bad_file(file: &str, fault: &dyn std::fmt::Display) -> String {
    let fault = fault.to_string();
    // What the JSON reader says of a text that ends too early.
    let fault = fault.replace("EOF while parsing", "the text ends inside");
    let fault = fault.trim_end_matches('.');
    format!("{file}: {fault}. Choose another file, or make this one again.")
}

/// The pipeline inside a package cannot be read; `fault` says why.
pub fn pipeline_unread(fault: &dyn std::fmt::Display) -> String {
    format!(
        "The pipeline inside could not be read, so it was not checked whether it works without a \
         host ({fault})."
    )
}
