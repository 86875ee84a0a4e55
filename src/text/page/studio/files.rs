//! Words of opening, saving and sharing.

/// Opens the menu of ways in.
pub const OPEN: &str = "Open";
/// Picks a file.
pub const PICK: &str = "Open a file";
/// What may be opened.
pub const PICK_HINT: &str = "A project, a pipeline in the official JSON, or a .dap package. You can also drop it on the canvas or paste the JSON.";
/// A file is being read.
pub const OPENING: &str = "Opening";
/// It was opened.
pub const OPENED: &str = "Opened";
/// It could not be opened; what is open stays.
pub const NOT_OPENED: &str = "This could not be opened; your project is as it was";
/// The line of Python, where a pipeline file is asked for.
pub const PYTHON_LINE: &str =
    "import json; json.dump(pipeline.serializeToJson(), open('pipeline.json', 'w'))";
/// What it is for.
pub const PYTHON_HINT: &str = "From a program of yours: put this line of Python where its pipeline is complete, before it opens the camera, and run it once.";
/// Copies it.
pub const COPY: &str = "Copy";
/// It was copied.
pub const COPIED: &str = "Copied";
/// Closes a message.
pub const CLOSE: &str = "Close";

/// Opens the menu of ways out.
pub const EXPORT: &str = "Export";
/// A package.
pub const PACKAGE: &str = "Package (.dap)";
/// What it is for.
pub const PACKAGE_HINT: &str = "Firmware and pipeline, ready to be flashed";
/// Pipeline JSON.
pub const PIPELINE: &str = "Pipeline JSON";
/// What it is for.
pub const PIPELINE_HINT: &str = "As the Python library writes it, with its assets";
/// Python.
pub const PYTHON: &str = "Python";
/// What it is for.
pub const PYTHON_OUT_HINT: &str = "A script that builds the same pipeline";
/// Project.
pub const PROJECT: &str = "Project file";
/// What it is for.
pub const PROJECT_HINT: &str = "Everything, with places, groups and notes";
/// Link.
pub const LINK: &str = "Share link";
/// What it is for.
pub const LINK_HINT: &str = "A link that carries the whole project";
/// The package, in a menu.
pub const EXPORT_PACKAGE: &str = "Export as package (.dap)";
/// Pipeline JSON, in a menu.
pub const EXPORT_PIPELINE: &str = "Export as pipeline JSON";
/// Python, in a menu.
pub const EXPORT_PYTHON: &str = "Export as Python";
/// Project, in a menu.
pub const EXPORT_PROJECT: &str = "Export as project file";
/// Link, in a menu.
pub const EXPORT_LINK: &str = "Copy a share link";
/// The package is being built.
pub const BUILDING: &str = "Building the package";
/// The link is in the clipboard.
pub const LINK_COPIED: &str =
    "The link is copied. Whoever opens it gets this project; nothing is stored on a server.";
/// The link, where the clipboard is out of reach.
pub const LINK_SHOWN: &str = "Share link";
/// Title of a way out that failed.
pub const NOT_EXPORTED: &str = "This could not be exported";
/// Title of what Python cannot set.
pub const PYTHON_MISSING: &str = "Saved, but Python cannot set everything";
/// Hands the pipeline to the steps.
pub const FLASH: &str = "Flash";
/// Title of a link that cannot be opened.
pub const BAD_LINK: &str = "The project in this link could not be opened";
/// Name of a project whose file has none.
pub const UNNAMED: &str = "Untitled";

/// A file is none of those that can be opened.
pub fn network_here(file: &str) -> String {
    format!(
        "{file} is a neural network. Select the node it belongs to, then drop it there, or choose it in the node's properties."
    )
}

/// Something was saved.
pub fn saved(file: &str) -> String {
    format!("Saved {file}")
}
