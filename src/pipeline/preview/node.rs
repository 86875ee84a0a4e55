//! What the nodes behind the cameras send.

use super::{Follower, Format, Stream, camera, number, size, whole};
use crate::pipeline::{Asset, Node, blob::BlobHeader};

/// Bytes of a message that carries numbers instead of a picture: a list of detections, features, tags.
const DATA_BYTES: u64 = 2048;

/// Bits per pixel of an H.264 or H.265 stream whose bitrate the encoder chooses.
const VIDEO_BITS: f64 = 0.1;

/// What `output` of `node` sends.
pub(super) fn stream(
    from: &mut Follower<'_>,
    node: &Node,
    output: &str,
    depth: u32,
) -> Option<Stream> {
    if let Some(input) = passed_through(node, output) {
        return from.input(node, input, depth);
    }
    match node.name.as_str() {
        "Camera" | "ColorCamera" | "MonoCamera" => camera::stream(node, output),
        // Whoever sends it configurations decides.
        "ImageManip" if from.linked(node, "inputConfig") => None,
        "ImageManip" => manip(node, &from.input(node, "inputImage", depth)?),
        "Warp" => resized(
            node,
            &from.input(node, "inputImage", depth)?,
            ("/outputWidth", "/outputHeight"),
        ),
        "ImageAlign" => resized(
            node,
            &from.input(node, "input", depth)?,
            ("/alignWidth", "/alignHeight"),
        ),
        "EdgeDetector" => reformatted(&from.input(node, "inputImage", depth)?, Format::RAW8),
        "Cast" => {
            let format = Format(whole(node, "/outputType")?);
            reformatted(&from.input(node, "input", depth)?, format)
        }
        "StereoDepth" => stereo(node, output, &from.input(node, "left", depth)?),
        "ToF" => reformatted(&from.input(node, "input", depth)?, Format::RAW16),
        "VideoEncoder" => encoded(node, &from.input(node, "in", depth)?),
        "NeuralNetwork" => tensors(from, node, depth),
        "DetectionNetwork" | "SpatialDetectionNetwork" if output == "outNetwork" => {
            tensors(from, node, depth)
        }
        "IMU" => imu(node),
        "SystemLogger" => Some(Stream::data(256, number(node, "/rateHz")?)),
        "PointCloud" => {
            let depth_map = from.input(node, "inputDepth", depth)?;
            // Three 32-bit floats a pixel.
            let bytes = depth_map.picture?.pixels().saturating_mul(12);
            Some(Stream::data(bytes, depth_map.rate))
        }
        // A group is sent when all of its members are there: the slowest decides.
        "Sync" => {
            let names: Vec<_> = node.ports.iter().map(|port| port.name.clone()).collect();
            let members: Vec<_> = names
                .iter()
                .filter_map(|name| from.input(node, name, depth))
                .collect();
            let rate = members.iter().map(|member| member.rate);
            let rate = rate.min_by(f64::total_cmp)?;
            let bytes = members.iter().map(|member| member.bytes).sum();
            Some(Stream::data(bytes, rate))
        }
        _ => {
            let input = main_input(node)?;
            let rate = from.input(node, input, depth)?.rate;
            Some(Stream::data(DATA_BYTES, rate))
        }
    }
}

/// The input whose messages an output repeats.
fn passed_through(node: &Node, output: &str) -> Option<&'static str> {
    Some(match (node.name.as_str(), output) {
        ("NeuralNetwork" | "DetectionNetwork" | "SpatialDetectionNetwork", "passthrough") => "in",
        ("StereoDepth", "syncedLeft" | "rectifiedLeft") => "left",
        ("StereoDepth", "syncedRight" | "rectifiedRight") => "right",
        (_, "passthroughInputImage") => "inputImage",
        (_, "passthroughInput") => "input",
        (_, "passthroughDepth") => "inputDepth",
        ("ObjectTracker", "passthroughTrackerFrame") => "inputTrackerFrame",
        ("ObjectTracker", "passthroughDetectionFrame") => "inputDetectionFrame",
        ("ObjectTracker", "passthroughDetections") => "inputDetections",
        _ => return None,
    })
}

/// The input that sets the pace of a node whose messages are small.
fn main_input(node: &Node) -> Option<&'static str> {
    Some(match node.name.as_str() {
        "AprilTag" | "FeatureTracker" => "inputImage",
        "DetectionNetwork" | "SpatialDetectionNetwork" | "DetectionParser" => "in",
        "ObjectTracker" => "inputDetections",
        "SpatialLocationCalculator" => "inputDepth",
        _ => return None,
    })
}

fn reformatted(input: &Stream, format: Format) -> Option<Stream> {
    let picture = input.picture?;
    let (width, height) = (picture.width, picture.height);
    Some(Stream::picture(width, height, format, input.rate))
}

fn resized(node: &Node, input: &Stream, (width, height): (&str, &str)) -> Option<Stream> {
    let picture = input.picture?;
    let (width, height) = size(node, width, height).unwrap_or((picture.width, picture.height));
    Some(Stream::picture(width, height, picture.format, input.rate))
}

fn manip(node: &Node, input: &Stream) -> Option<Stream> {
    const RESIZE: [&str; 2] = [
        "/initialConfig/resizeConfig/width",
        "/initialConfig/resizeConfig/height",
    ];
    let picture = input.picture?;
    let [width, height] = RESIZE;
    let (width, height) = size(node, width, height).unwrap_or((picture.width, picture.height));
    // 32 is "as the input".
    let format = whole(node, "/initialConfig/formatConfig/type").filter(|format| *format != 32);
    let format = format.map_or(picture.format, Format);
    Some(Stream::picture(width, height, format, input.rate))
}

fn stereo(node: &Node, output: &str, input: &Stream) -> Option<Stream> {
    let picture = input.picture?;
    let own = size(node, "/outWidth", "/outHeight");
    let (width, height) = own.unwrap_or((picture.width, picture.height));
    let subpixel = "/initialConfig/algorithmControl/enableSubpixel";
    let fine = node.properties.pointer(subpixel) == Some(&true.into());
    let format = match output {
        "depth" => Format::RAW16,
        "disparity" if fine => Format::RAW16,
        "disparity" | "confidenceMap" => Format::RAW8,
        _ => return None,
    };
    Some(Stream::picture(width, height, format, input.rate))
}

fn encoded(node: &Node, input: &Stream) -> Option<Stream> {
    const MJPEG: i64 = 4;
    let pixels = input.picture?.pixels() as f64;
    let bits = if whole(node, "/profile") == Some(MJPEG) {
        let quality = whole(node, "/quality").unwrap_or(80).clamp(1, 100) as f64;
        let lossless = node.properties.get("lossless") == Some(&true.into());
        // From experience with photographs: 1 bit a pixel at quality 80, 2.5 at 95, 6 without loss.
        let bits = if lossless {
            6.0
        } else {
            0.2 + 2.8 * (quality / 100.0).powi(6)
        };
        pixels * bits
    } else {
        match number(node, "/bitrate").filter(|bitrate| *bitrate > 0.0) {
            Some(bitrate) if input.rate > 0.0 => bitrate / input.rate,
            _ => pixels * VIDEO_BITS,
        }
    };
    // A float to integer cast saturates.
    Some(Stream::data((bits / 8.0) as u64, input.rate))
}

fn tensors(from: &mut Follower<'_>, node: &Node, depth: u32) -> Option<Stream> {
    let rate = from.input(node, "in", depth)?.rate;
    let name = node
        .properties
        .get("blobUri")?
        .as_str()?
        .strip_prefix("asset:")?;
    let blob = from.pipeline.asset(&Asset::node_key(node.id, name))?;
    let header = BlobHeader::read(blob).ok()?;
    let bytes = header.outputs.iter().map(|tensor| {
        let numbers = tensor.dims.iter().map(|side| u64::from(*side));
        let width = match tensor.data_type {
            1 | 4 => 1,
            2 | 3 => 4,
            _ => 2,
        };
        numbers.fold(width, u64::saturating_mul)
    });
    let bytes = bytes.fold(0, u64::saturating_add);
    let estimated = false;
    Some(Stream {
        estimated,
        ..Stream::data(bytes, rate)
    })
}

fn imu(node: &Node) -> Option<Stream> {
    let sensors = node.properties.get("imuSensors")?.as_array()?;
    let rates = sensors
        .iter()
        .filter_map(|sensor| sensor.get("reportRate")?.as_f64());
    let rate: f64 = rates.sum();
    let batch = whole(node, "/batchReportThreshold").unwrap_or(1).max(1) as f64;
    Some(Stream::data(128, rate / batch))
}
