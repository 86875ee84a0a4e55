//! Words of the studio.

pub mod files;
pub mod links;
pub mod meter;
pub mod problems;

use crate::{
    pipeline::catalog::Direction,
    studio::{Arrange, Family, Kind},
};

/// Title of the view.
pub const TITLE: &str = "Studio";
/// While its program is being loaded.
pub const LOADING: &str = "Loading the studio";
/// It could not be loaded.
pub const LOAD_FAILED: &str = "The studio could not be loaded";
/// What to do then.
pub const LOAD_FAILED_NEXT: &str = "The network may be gone, or the page may be of an older version. Try again, or reload the page.";
/// Name of the canvas, for those who do not see it.
pub const CANVAS: &str = "Pipeline";
/// What the canvas is.
pub const CANVAS_ROLE: &str = "graph editor";
/// On the canvas while it is empty.
pub const CANVAS_EMPTY: &str = "Begin with a camera or a sensor";
/// How.
pub const CANVAS_EMPTY_HINT: &str =
    "Double-click the canvas, rest a finger on it, press A, or take a node from the list.";
/// Name of the palette.
pub const PALETTE: &str = "Nodes";
/// Label of its search field.
pub const SEARCH: &str = "Search nodes";
/// Name of the right column.
pub const INSPECTOR: &str = "Properties";
/// Name of the bar.
pub const BAR: &str = "Project";
/// Label of the project's name.
pub const NAME: &str = "Project name";
/// Name of the buttons in the bar.
pub const TOOLS: &str = "Tools";
/// Takes back.
pub const UNDO: &str = "Undo";
/// Makes again.
pub const REDO: &str = "Redo";
/// Said after it.
pub const UNDONE: &str = "Undone";
/// Said after it.
pub const REDONE: &str = "Made again";
/// Shows everything.
pub const FIT: &str = "Zoom to fit";
/// Larger.
pub const ZOOM_IN: &str = "Zoom in";
/// Smaller.
pub const ZOOM_OUT: &str = "Zoom out";
/// Heading when there is no project.
pub const EMPTY_TITLE: &str = "Build a pipeline";
/// Below it.
pub const EMPTY_LEAD: &str =
    "Nodes and the links between them make an application that runs on the camera alone.";
/// Starts from a recipe.
pub const START_RECIPE: &str = "Recipe";
/// What that is.
pub const START_RECIPE_HINT: &str = "A complete application to change as you like.";
/// Goes there.
pub const START_RECIPE_GO: &str = "Choose a recipe";
/// Starts with nothing.
pub const START_EMPTY: &str = "Empty pipeline";
/// What that is.
pub const START_EMPTY_HINT: &str = "Put nodes together, one by one.";
/// Does it.
pub const START_EMPTY_GO: &str = "Start empty";
/// Starts from a file.
pub const START_FILE: &str = "File";
/// What that can be.
pub const START_FILE_HINT: &str = "A project of this page, a pipeline as JSON, or a package.";
/// Opens the chooser of files.
pub const START_FILE_GO: &str = "Open file";
/// Title of the list of projects.
pub const PROJECTS: &str = "Projects";
/// Heading of the projects of this browser.
pub const KEPT: &str = "In this browser";
/// The open one.
pub const IS_OPEN: &str = "open";
/// The browser keeps none.
pub const NOT_KEPT: &str = "Projects are not kept";
/// Why not.
pub fn not_kept(reason: &str) -> String {
    format!(
        "This browser did not let the page keep projects ({reason}). Save yours as a file before you close the page."
    )
}
/// Facts of a project.
pub fn project_facts(n_nodes: usize, changed: &str) -> String {
    match n_nodes {
        1 => format!("1 node, {changed}"),
        n => format!("{n} nodes, {changed}"),
    }
}
/// Deletes a project.
pub fn delete_project(name: &str) -> String {
    format!("Delete {name}")
}
/// It was deleted.
pub fn deleted(name: &str) -> String {
    let name = if name.is_empty() { UNTITLED } else { name };
    format!("{name} was deleted")
}
/// Name of a project that has none.
pub const UNTITLED: &str = "Untitled pipeline";
/// A file was dropped on a node that takes no such file.
pub fn not_for_node(file: &str) -> String {
    format!("This node takes no {file}. Drop a .blob on a network node, a .py on a Script.")
}
/// A node's title where a person gave none.
pub fn class_title(class: &str) -> &str {
    match class {
        "AprilTag" => "AprilTag",
        "Camera" => "Camera",
        "Cast" => "Cast",
        "ColorCamera" => "Color camera",
        "DetectionParser" => "Detection parser",
        "EdgeDetector" => "Edge detector",
        "FeatureTracker" => "Feature tracker",
        "IMU" => "Motion sensor",
        "ImageAlign" => "Image align",
        "ImageManip" => "Image manipulation",
        "MessageDemux" => "Split messages",
        "MobileNetDetectionNetwork" => "MobileNet detection",
        "MobileNetSpatialDetectionNetwork" => "MobileNet detection in space",
        "MonoCamera" => "Mono camera",
        "NeuralNetwork" => "Neural network",
        "ObjectTracker" => "Object tracker",
        "PointCloud" => "Point cloud",
        "SPIIn" => "SPI in",
        "SPIOut" => "SPI out",
        "SpatialLocationCalculator" => "Distances",
        "StereoDepth" => "Stereo depth",
        "Sync" => "Sync messages",
        "SystemLogger" => "System logger",
        "ToF" => "Time of flight",
        "UVC" => "USB webcam",
        "VideoEncoder" => "Video encoder",
        "XLinkIn" => "From a computer",
        "XLinkOut" => "To a computer",
        "YoloDetectionNetwork" => "YOLO detection",
        "YoloSpatialDetectionNetwork" => "YOLO detection in space",
        other => other,
    }
}

/// What a node type does, in one line.
pub fn class_hint(class: &str) -> &'static str {
    match class {
        "AprilTag" => "Finds printed tags and where their corners are.",
        "Camera" => "Any camera sensor, with the settings of both camera nodes.",
        "Cast" => "Turns a network's result into a picture.",
        "ColorCamera" => "Pictures of the color sensor in several sizes.",
        "DetectionParser" => "Turns a detection network's raw result into boxes.",
        "EdgeDetector" => "Draws the edges in a picture.",
        "FeatureTracker" => "Finds corners in a picture and follows them.",
        "IMU" => "Acceleration, rotation and direction.",
        "ImageAlign" => "Brings the picture of one sensor onto that of another.",
        "ImageManip" => "Crops, scales, turns and converts pictures.",
        "MessageDemux" => "Takes a bundle of messages apart.",
        "MobileNetDetectionNetwork" => "Finds objects with a MobileNet network.",
        "MobileNetSpatialDetectionNetwork" => {
            "Finds objects with a MobileNet network, and their distance."
        }
        "MonoCamera" => "Pictures of a gray sensor, such as one of the stereo pair.",
        "NeuralNetwork" => "Runs any network.",
        "ObjectTracker" => "Follows found objects from picture to picture.",
        "PointCloud" => "Turns depth into points in space.",
        "Script" => "Python of your own on the camera: logic, network, pins.",
        "SPIIn" => "Messages from the processor beside the camera.",
        "SPIOut" => "Messages to the processor beside the camera.",
        "SpatialLocationCalculator" => "The distance of areas in a depth picture.",
        "StereoDepth" => "Depth from two cameras.",
        "Sync" => "Bundles messages of the same moment.",
        "SystemLogger" => "Load, memory and temperature of the chip.",
        "ToF" => "Depth of a time-of-flight sensor.",
        "UVC" => "Shows pictures as a USB webcam.",
        "VideoEncoder" => "H.264, H.265 or MJPEG from pictures.",
        "Warp" => "Bends a picture along a mesh.",
        "XLinkIn" => "Messages from a computer; a camera that works alone has none.",
        "XLinkOut" => "Messages to a computer; a camera that works alone has none.",
        "YoloDetectionNetwork" => "Finds objects with a YOLO network.",
        "YoloSpatialDetectionNetwork" => "Finds objects with a YOLO network, and their distance.",
        _ => "A node type that this version of the library does not have. It is kept as it is.",
    }
}

/// Title of a part of the palette.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Source => "Cameras and sensors",
        Kind::Picture => "Pictures",
        Kind::Depth => "Depth",
        Kind::Network => "Neural networks",
        Kind::Analysis => "Analysis",
        Kind::Flow => "Scripts and flow",
        Kind::Port => "In and out",
        Kind::Unknown => "Unknown to this version",
    }
}

/// What a port carries.
pub const fn family(family: Family) -> &'static str {
    match family {
        Family::Image => "pictures",
        Family::Video => "encoded video",
        Family::Tensor => "network results",
        Family::Detection => "detections",
        Family::Measurement => "measurements",
        Family::Control => "settings",
        Family::Bundle => "bundles of messages",
        Family::Any => "any message",
        Family::Unknown => "unknown messages",
    }
}

/// A node for those who do not see it.
pub fn node_label(
    title: &str,
    class: &str,
    n_in: usize,
    n_out: usize,
    found: Option<(usize, usize)>,
) -> String {
    let links = |n: usize, what: &str| match n {
        1 => format!("1 {what} link"),
        n => format!("{n} {what} links"),
    };
    let found = found.map(|(errors, warnings)| problems::counts(errors, warnings));
    let found = found.map(|words| format!(", {words}")).unwrap_or_default();
    format!(
        "{title}, {class}, {}, {}{found}",
        links(n_in, "incoming"),
        links(n_out, "outgoing")
    )
}

/// The name of a port; one without is the place where another of its group is made.
pub const fn port_name(name: &str, direction: Direction) -> &str {
    match (name.is_empty(), direction) {
        (false, _) => name,
        (true, Direction::In) => "new input",
        (true, Direction::Out) => "new output",
    }
}

/// A port in a list.
pub fn port_choice(direction: Direction, carries: Family) -> String {
    match direction {
        Direction::In => format!("input, {}", family(carries)),
        Direction::Out => format!("output, {}", family(carries)),
    }
}

/// A node in a list.
pub fn node_place(class: &str, id: i64) -> String {
    format!("{class}, node {id}")
}

/// Title of the list of nodes to add.
pub const ADD_NODE: &str = "Add a node";
/// Title of the list of ports to link.
pub const LINK_FROM: &str = "Link which port?";
/// Title of the list of ports to link it to.
pub const LINK_TO: &str = "Link it to";
/// In the list's field.
pub const CHOOSER_HINT: &str = "Type to search";
/// Nothing is found.
pub const CHOOSER_NONE: &str = "Nothing that fits has these words.";
/// Links to a node that is still to be added.
pub const LINK_NEW: &str = "A new node";
/// What that offers.
pub const LINK_NEW_HINT: &str = "only those that fit";
/// Said after a link was made by keys.
pub const LINKED: &str = "Linked";
/// Name of the buttons for what is selected.
pub const SELECTION: &str = "Selected";
/// Links a port of the node.
pub const LINK: &str = "Link";
/// Writes its title or text.
pub const RENAME: &str = "Rename";
/// Puts a copy beside it.
pub const DUPLICATE: &str = "Duplicate";
/// Brings things into line.
pub const ALIGN: &str = "Align";
/// Makes a group.
pub const GROUP: &str = "Group";
/// Dissolves a group.
pub const UNGROUP: &str = "Ungroup";
/// Deletes.
pub const DELETE: &str = "Delete";
/// Deletes a link.
pub const DELETE_LINK: &str = "Delete link";
/// Deletes a node and links what was before it to what was behind it.
pub const DELETE_RECONNECT: &str = "Delete and link across";
/// Opens the menu of what has no room.
pub const MORE: &str = "More actions";
/// Lays everything out.
pub const LAY_OUT: &str = "Lay out";
/// Adds a note.
pub const ADD_NOTE: &str = "Add note";
/// Name of the zoom buttons.
pub const ZOOM: &str = "Zoom";
/// Full size.
pub const ZOOM_FULL: &str = "Full size";
/// The small map.
pub const MAP: &str = "Map";
/// Name of the buttons for the parts of a small screen.
pub const SHEETS: &str = "Parts";
/// A group without a title.
pub const UNNAMED_GROUP: &str = "Group";
/// A note without a text.
pub const EMPTY_NOTE: &str = "Double-click to write";
/// Label of the field for a node's title.
pub const NODE_TITLE: &str = "Title of the node";
/// Label of the field for a group's title.
pub const GROUP_TITLE: &str = "Title of the group";
/// Label of the field for a note.
pub const NOTE: &str = "Note";

/// The scale.
pub fn zoom_is(percent: f64) -> String {
    format!("{percent} percent, go to full size")
}

/// How many things are selected.
pub fn n_selected(n: usize) -> String {
    format!("{n} selected")
}

/// Said after copying.
pub fn copied(n: usize) -> String {
    match n {
        1 => "1 node copied".to_owned(),
        n => format!("{n} nodes copied"),
    }
}

/// A way to bring things into line.
pub const fn arrange(how: Arrange) -> &'static str {
    match how {
        Arrange::Left => "Left edges",
        Arrange::Center => "Centers",
        Arrange::Right => "Right edges",
        Arrange::Top => "Top edges",
        Arrange::Middle => "Middles",
        Arrange::Bottom => "Bottom edges",
        Arrange::SpreadAcross => "Equal gaps across",
        Arrange::SpreadDown => "Equal gaps down",
    }
}

/// Heading of the shapes of ports.
pub const LEGEND: &str = "What ports carry";

/// Keys and what they do.
pub const KEYS: [(&str, &str); 24] = [
    (
        "← → ↑ ↓",
        "Go to the next node; left and right follow links",
    ),
    ("Enter", "Go to the node's properties"),
    ("Space", "Select the node too"),
    ("A", "Add a node"),
    ("C", "Link a port of the node"),
    ("F2", "Write a title or note"),
    ("Del", "Delete"),
    ("Shift Del", "Delete and link across"),
    ("Alt arrows", "Move what is selected"),
    ("Ctrl Z", "Undo"),
    ("Ctrl Shift Z", "Redo"),
    ("Ctrl C  X  V", "Copy, cut, paste"),
    ("Ctrl D", "Duplicate"),
    ("Ctrl A", "Select everything"),
    ("Ctrl G", "Group"),
    ("Ctrl Shift G", "Ungroup"),
    ("N", "Add a note"),
    ("L", "Lay out"),
    ("F", "Zoom to fit"),
    ("Shift F", "Zoom to what is selected"),
    ("+  −  0", "Zoom in, out, to full size"),
    ("M", "Show or hide the map"),
    ("/", "Search the palette"),
    ("?", "Show this list"),
];

/// What a port is.
pub fn port_hint(name: &str, messages: &[String], required: bool) -> String {
    let plain = |message: &String| message.trim_end_matches('+').to_owned();
    let messages: Vec<String> = messages.iter().map(plain).collect();
    let required = if required { ", needed" } else { "" };
    if messages.is_empty() {
        format!("{name}{required}")
    } else {
        format!("{name}: {}{required}", messages.join(" or "))
    }
}

/// More changed properties than are named.
pub fn more_changed(n: usize) -> String {
    format!("{n} more")
}

/// A class in the palette.
pub fn add(title: &str) -> String {
    format!("Add {title}")
}

/// What the pipeline's rules say, as a sentence: they write without capital and full stop.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let end = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{}{}{end}", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::catalog::Catalog;

    #[test]
    fn every_class_is_explained() {
        let unknown = class_hint("Future");
        for class in Catalog::shipped().nodes.keys() {
            assert_ne!(class_hint(class), unknown, "{class}");
        }
    }
}
