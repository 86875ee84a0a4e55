//! Sentences about commands that cannot be carried out as given, and files that are not what they should be.

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

/// Execution without a plan.
pub fn no_plan() -> String {
    "There is no plan to carry out. Make it again: what it was made for has changed.".to_owned()
}

/// The confirming word is missing or wrong.
pub fn type_the_word(word: &str) -> String {
    format!("Type {word} to confirm. Nothing was sent.")
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
