//! Words of the list of problems.

use crate::pipeline::Severity;

/// Title.
pub const TITLE: &str = "Problems";
/// There are none.
pub const NONE: &str = "Nothing keeps this pipeline from working on a camera alone.";
/// An error.
pub const ERROR: &str = "Error";
/// A warning.
pub const WARNING: &str = "Warning";
/// Opens and closes the list.
pub const SHOW: &str = "Show problems";
/// Opens and closes the list.
pub const HIDE: &str = "Hide problems";
/// Name of the fixes of one problem.
pub const FIXES: &str = "Fixes";
/// Chooses the route.
pub const ROUTE: &str = "What takes its place";
/// Chooses the nodes.
pub const NODES: &str = "Nodes to replace";
/// Nothing in its place.
pub const REMOVE: &str = "Nothing: remove it";
/// A Script that takes commands.
pub const RECEIVE: &str = "Receive commands over UDP with a Script";
/// Does it.
pub const REPLACE: &str = "Replace";
/// No node is chosen.
pub const CHOOSE_NODE: &str = "Choose at least one node.";

/// A severity.
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
    }
}

/// Nodes that talk to a computer: how many, and that a standalone camera has none.
pub fn xlink(kind: &str, n: usize) -> String {
    let (verb, way) = match kind {
        "XLinkIn" => ("wait for", "Take commands from the network in their place."),
        _ => ("send to", "Send another way."),
    };
    let nodes = match n {
        1 => format!("1 {kind} node"),
        n => format!("{n} {kind} nodes"),
    };
    let verb = if n == 1 && verb == "wait for" {
        "waits for"
    } else if n == 1 {
        "sends to"
    } else {
        verb
    };
    format!("{nodes} {verb} a computer, and a standalone camera has none. {way}")
}

/// How many of each, for the head of the list.
pub fn counts(errors: usize, warnings: usize) -> String {
    let plural = |n: usize, word: &str| match n {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    match (errors, warnings) {
        (0, 0) => "No problems".to_owned(),
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => {
            format!(
                "{}, {}",
                plural(errors, "error"),
                plural(warnings, "warning")
            )
        }
    }
}

/// Why *Flash* does nothing.
pub fn refused(errors: usize) -> String {
    match errors {
        1 => "1 error keeps this pipeline from working on a camera alone. Fix it first; it is in the list of problems.".to_owned(),
        n => format!("{n} errors keep this pipeline from working on a camera alone. Fix them first; they are in the list of problems."),
    }
}

/// A fix was made.
pub fn fixed(label: &str) -> String {
    format!("Done: {label}")
}

/// The check is not done yet.
pub const CHECKING: &str = "The pipeline is being checked.";

/// Title of the reason.
pub const NOT_FLASHED: &str = "Not flashed";
