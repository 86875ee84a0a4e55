//! Words of the studio.

use crate::studio::{Family, Kind};

/// Title of the view.
pub const TITLE: &str = "Studio";
/// While its program is being loaded.
pub const LOADING: &str = "Loading the studio";
/// It could not be loaded.
pub const LOAD_FAILED: &str = "The studio could not be loaded";
/// What to do then.
pub const LOAD_FAILED_NEXT: &str =
    "The network may be gone, or the page may be of an older version. Try again, or reload the page.";
/// Name of the canvas, for those who do not see it.
pub const CANVAS: &str = "Pipeline";
/// What the canvas is.
pub const CANVAS_ROLE: &str = "graph editor";
/// Name of the palette.
pub const PALETTE: &str = "Nodes";
/// Label of its search field.
pub const SEARCH: &str = "Search nodes";
/// Name of the right column.
pub const INSPECTOR: &str = "Properties";
/// Name of the place below the canvas.
pub const PROBLEMS: &str = "Problems";
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
pub const EMPTY_LEAD: &str = "Nodes and the links between them make an application that runs on the camera alone.";
/// Starts with nothing.
pub const START_EMPTY: &str = "Empty pipeline";
/// Name of a project that has none.
pub const UNTITLED: &str = "Untitled pipeline";
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
        "MobileNetSpatialDetectionNetwork" => "Finds objects with a MobileNet network, and their distance.",
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
pub fn node_label(title: &str, class: &str, n_in: usize, n_out: usize) -> String {
    let links = |n: usize, what: &str| match n {
        1 => format!("1 {what} link"),
        n => format!("{n} {what} links"),
    };
    format!(
        "{title}, {class}, {}, {}",
        links(n_in, "incoming"),
        links(n_out, "outgoing")
    )
}

/// The place where another port of a group is made.
pub const NEW_INPUT: &str = "new input";
/// The same for outputs.
pub const NEW_OUTPUT: &str = "new output";

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
