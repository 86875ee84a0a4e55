//! Words of the studio's right column: properties, ports, files.

/// Name of the column.
pub const TITLE: &str = "Properties";
/// Heading when nothing is selected.
pub const PIPELINE: &str = "Pipeline";
/// Below it.
pub const PIPELINE_LEAD: &str =
    "Settings of the whole application. Select a node to see its properties.";
/// Field for the title of a node.
pub const NODE_TITLE: &str = "Title";
/// Search field.
pub const SEARCH: &str = "Search properties";
/// Nothing was found.
pub const NOTHING_FOUND: &str = "No property matches. Search by name, label or help.";
/// Shows the help of every property.
pub const EXPLAIN: &str = "Explain all";
/// Leaves what differs from a fresh node.
pub const ONLY_CHANGED: &str = "Changed only";
/// Nothing differs.
pub const NONE_CHANGED: &str = "Everything is at its default.";
/// Folded properties.
pub const ADVANCED: &str = "Advanced";
/// Mark of a value that differs from a fresh node's.
pub const CHANGED: &str = "changed";
/// Values of several nodes differ.
pub const MIXED: &str = "Several values";
/// No value.
pub const NOT_SET: &str = "Not set";
/// Yes.
pub const YES: &str = "Yes";
/// No.
pub const NO: &str = "No";
/// Gives an optional structure a value.
pub const SET: &str = "Set";
/// One more item.
pub const ADD_ITEM: &str = "Add";
/// Takes an item out.
pub const REMOVE: &str = "Remove";
/// Name of an entry.
pub const ENTRY_NAME: &str = "Name";
/// Number of an entry.
pub const ENTRY_NUMBER: &str = "Number";
/// The name is taken or empty.
pub const NAME_TAKEN: &str = "this name is empty or taken";
/// A property of another library version.
pub const UNKNOWN: &str = "Not in this library version. It is kept, and cannot go into a package.";
/// The colour of three properties.
pub const COLOUR: &str = "Colour";
/// A list of numbers.
pub const NUMBERS_HINT: &str = "Numbers with commas between them.";
/// Numbers in lines.
pub const MATRIX_HINT: &str = "One line for each row, numbers with commas between them.";

/// Heading of the board configuration.
pub const BOARD: &str = "Board configuration";
/// Below it.
pub const BOARD_LEAD: &str =
    "What the camera sets up before the pipeline starts. It travels in the package.";
/// Takes a board configuration from a file.
pub const LOAD_BOARD: &str = "Open JSON";
/// Saves it.
pub const SAVE_BOARD: &str = "Save JSON";
/// Gives everything that is shown its default.
pub const RESET_ALL: &str = "Reset all";
/// Heading of the global properties.
pub const GLOBALS: &str = "Global properties";
/// Heading of the ports.
pub const PORTS: &str = "Ports";
/// Inputs.
pub const INPUTS: &str = "Inputs";
/// Outputs.
pub const OUTPUTS: &str = "Outputs";
/// A port that needs a link and has none.
pub const REQUIRED: &str = "Needs a link";
/// A port without a link.
pub const NOT_LINKED: &str = "Not linked";
/// Length of a queue.
pub const QUEUE: &str = "Queue";
/// Below it.
pub const QUEUE_HINT: &str = "Messages that wait here.";
/// Unit of a queue.
pub const MESSAGES: &str = "messages";
/// What happens when it is full.
pub const BLOCKING: &str = "Hold up the sender when full";
/// Below it.
pub const BLOCKING_HINT: &str = "Otherwise the oldest message gives way.";
/// Whether the node waits.
pub const WAIT: &str = "Wait for a message here";
/// Name of a new port.
pub const NEW_INPUT: &str = "New input";
/// Name of a new port.
pub const NEW_OUTPUT: &str = "New output";
/// Makes it.
pub const ADD_PORT: &str = "Add";
/// Name of a port.
pub const PORT_NAME: &str = "Name";
/// Takes a port out.
pub const REMOVE_PORT: &str = "Remove port";
/// Takes a link out.
pub const REMOVE_LINK: &str = "Remove link";
/// Names that the network has.
pub const LAYERS: &str = "Layers of the network";
/// A queue must hold something.
pub const QUEUE_SIZE: &str = "a whole number from 1 on must be here";

/// Heading of the script.
pub const SCRIPT: &str = "Script";
/// Opens the large editor.
pub const ENLARGE: &str = "Enlarge";
/// Closes it.
pub const CLOSE: &str = "Close";
/// Chooses a Python file.
pub const LOAD_SCRIPT: &str = "Open file";
/// Saves it.
pub const SAVE_SCRIPT: &str = "Save file";

/// Heading of the files.
pub const FILES: &str = "Files";
/// Chooses a file.
pub const CHOOSE: &str = "Choose a file";
/// Chooses another.
pub const REPLACE: &str = "Replace";
/// Saves it.
pub const SAVE: &str = "Save";
/// Where a file may be dropped.
pub const DROP: &str = "or drop it here";
/// The property names a file that is not there.
pub fn file_missing(uri: &str) -> String {
    format!("{uri} is not in the pipeline. Choose the file.")
}
/// A calibration is set.
pub const CALIBRATION_SET: &str = "Calibration";
/// What is wrong with a calibration.
pub fn bad_calibration(reason: &str) -> String {
    format!("this is not a calibration as the library writes it: {reason}")
}
/// Facts of a network.
pub fn network(openvino: &str, shaves: u32) -> String {
    format!("OpenVINO {openvino}, compiled for {shaves} shaves")
}
/// Heading of the inputs of a network.
pub const NETWORK_INPUTS: &str = "Takes";
/// Heading of the outputs of a network.
pub const NETWORK_OUTPUTS: &str = "Gives";
/// Heading of the shaves.
pub const SHAVES: &str = "Shaves";
/// Shaves of all networks.
pub fn shaves(sum: i64, free: i64) -> String {
    format!("Networks use {sum} of {free} free shaves")
}

/// Several nodes are selected.
pub fn nodes(n: usize, class: &str) -> String {
    format!("{n} nodes, {class}")
}
/// Several nodes of different types.
pub fn mixed_nodes(n: usize) -> String {
    format!("{n} nodes of different types")
}
/// What they share is shown.
pub const SHARED: &str = "A change applies to all of them.";
/// A node, by its type and number.
pub fn node(class: &str, id: i64) -> String {
    format!("{class}, node {id}")
}
/// A node type that this library version does not have.
pub fn unknown_class(class: &str) -> String {
    format!("{class} is not in this library version. It is kept, and cannot be flashed.")
}
/// Sets a property back.
pub fn reset(label: &str, default: &str) -> String {
    if default.is_empty() {
        format!("Reset {label}")
    } else {
        format!("Reset {label} to {default}")
    }
}
/// Opens the help of a property.
pub fn about(label: &str) -> String {
    format!("About {label}")
}
/// The default of a property.
pub fn default(value: &str, unit: &str) -> String {
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    match value {
        "" => "Default: not set.".to_owned(),
        value => format!("Default: {value}{unit}."),
    }
}
/// What a number may be.
pub fn range(min: Option<f64>, max: Option<f64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}."),
        (Some(min), None) => format!("From {min} on."),
        (None, Some(max)) => format!("Up to {max}."),
        (None, None) => String::new(),
    }
}
/// A number as it stands in a list.
pub fn item(index: usize) -> String {
    format!("Item {}", index + 1)
}
/// Takes an item out.
pub fn remove_item(index: usize) -> String {
    format!("Remove item {}", index + 1)
}
/// Advanced properties, some of them changed.
pub fn advanced(n: usize, changed: usize) -> String {
    match changed {
        0 => format!("{ADVANCED} ({n})"),
        changed => format!("{ADVANCED} ({n}, {changed} changed)"),
    }
}
/// Jumps to a node at the other end of a link.
pub fn go_to(title: &str, port: &str) -> String {
    format!("{title}, {port}")
}
/// Takes a link out.
pub fn remove_link(title: &str, port: &str) -> String {
    format!("Remove the link with {title}, {port}")
}
/// Takes a port out.
pub fn remove_port(name: &str) -> String {
    format!("Remove {name} and its links")
}
/// Types of messages.
pub fn messages(types: &[String]) -> String {
    let names: Vec<_> = types
        .iter()
        .map(|name| match name.strip_suffix('+') {
            Some("Buffer") => "any message".to_owned(),
            Some(name) => format!("{name} and its kinds"),
            None => name.clone(),
        })
        .collect();
    names.join(", ")
}
/// How an input takes messages, in a word.
pub fn queue(size: i32, blocking: bool) -> String {
    let full = if blocking {
        "holds up the sender"
    } else {
        "drops the oldest"
    };
    match size {
        1 => format!("Queue of 1, {full}"),
        size => format!("Queue of {size}, {full}"),
    }
}
/// A port without a name.
pub const PORT_UNNAMED: &str = "a port needs a name";
/// A port with a name that is taken.
pub fn port_taken(name: &str) -> String {
    format!("the name {name} is taken; inputs and outputs must have different names")
}
