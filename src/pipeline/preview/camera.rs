//! Sizes of the cameras' outputs.

use super::{Format, Stream, number, size, whole};
use crate::pipeline::Node;

/// Sensor, video and still size by `ColorCameraProperties::SensorResolution`, as the library's getters give them. The
/// odd ones (1352 x 1080 out of 1352 x 1012) are the library's.
const COLOR: [[(u32, u32); 3]; 14] = [
    [(1920, 1080), (1920, 1080), (1920, 1080)],
    [(3840, 2160), (3840, 2160), (3840, 2160)],
    [(4056, 3040), (3840, 2160), (4032, 3040)],
    [(4208, 3120), (3840, 2160), (4192, 3120)],
    [(1280, 720), (1280, 720), (1920, 1080)],
    [(1280, 800), (1280, 800), (1920, 1080)],
    [(1920, 1200), (1920, 1200), (1920, 1200)],
    [(2592, 1944), (2592, 1944), (2592, 1944)],
    [(4000, 3000), (3840, 2160), (4000, 3000)],
    [(5312, 6000), (3840, 2160), (5312, 6000)],
    [(8000, 6000), (3840, 2160), (8000, 6000)],
    [(1440, 1080), (1440, 1080), (1440, 1080)],
    [(1352, 1012), (1352, 1080), (1352, 1012)],
    [(2024, 1520), (2024, 1080), (2024, 1520)],
];

/// Sizes by `MonoCameraProperties::SensorResolution`.
const MONO: [(u32, u32); 5] = [
    (1280, 720),
    (1280, 800),
    (640, 400),
    (640, 480),
    (1920, 1200),
];

/// Size of the sensor's picture, before any scaling; nothing where the camera decides.
pub(in crate::pipeline) fn sensor(node: &Node) -> Option<(u32, u32)> {
    let resolution = || usize::try_from(whole(node, "/resolution")?).ok();
    match node.name.as_str() {
        "ColorCamera" => COLOR.get(resolution()?).map(|[sensor, ..]| *sensor),
        "MonoCamera" => MONO.get(resolution()?).copied(),
        "Camera" => size(node, "/resolutionWidth", "/resolutionHeight"),
        _ => None,
    }
}

/// What an output of a camera node sends.
pub(super) fn stream(node: &Node, output: &str) -> Option<Stream> {
    let rate = number(node, "/fps")?;
    // Still pictures come on command only.
    let rate = if output == "still" {
        rate.min(1.0)
    } else {
        rate
    };
    let sensor = sensor(node)?;
    let (format, (width, height)) = match (node.name.as_str(), output) {
        ("MonoCamera", "raw") | (_, "raw") => (Format::RAW10, sensor),
        ("MonoCamera", _) => (Format::RAW8, sensor),
        (_, "isp") => (Format::YUV420P, scaled(node, sensor)),
        (_, "video") => (Format::NV12, video(node, sensor)?),
        (_, "still") => (Format::NV12, still(node, sensor)?),
        (_, "preview") => {
            let size = size(node, "/previewWidth", "/previewHeight")?;
            (preview_format(node), size)
        }
        _ => return None,
    };
    Some(Stream::picture(width, height, format, rate))
}

fn preview_format(node: &Node) -> Format {
    // RGB888p, BGR888p, their interleaved forms and their 16-bit floats, in the library's numbering.
    let truth = |pointer| node.properties.pointer(pointer) == Some(&true.into());
    let bgr = i64::from(whole(node, "/colorOrder") == Some(0));
    let interleaved = if truth("/interleaved") { 2 } else { 0 };
    let first = if truth("/fp16") { 26 } else { 7 };
    Format(first + interleaved + bgr)
}

fn video(node: &Node, sensor: (u32, u32)) -> Option<(u32, u32)> {
    size(node, "/videoWidth", "/videoHeight").or_else(|| by_resolution(node, sensor, 1))
}

fn still(node: &Node, sensor: (u32, u32)) -> Option<(u32, u32)> {
    size(node, "/stillWidth", "/stillHeight").or_else(|| by_resolution(node, sensor, 2))
}

fn by_resolution(node: &Node, sensor: (u32, u32), column: usize) -> Option<(u32, u32)> {
    if node.name != "ColorCamera" {
        return Some(scaled(node, sensor));
    }
    let row = COLOR.get(usize::try_from(whole(node, "/resolution")?).ok()?)?;
    Some(scaled(node, *row.get(column)?))
}

/// A size after `ispScale`; the library rounds up.
fn scaled(node: &Node, (width, height): (u32, u32)) -> (u32, u32) {
    let part = |side: u32, numerator: &str, denominator: &str| {
        let read = |name| u64::try_from(whole(node, name)?).ok();
        match (read(numerator), read(denominator)) {
            (Some(over), Some(under)) if over > 0 && under > 0 => {
                let scaled = u64::from(side).saturating_mul(over).div_ceil(under);
                u32::try_from(scaled).unwrap_or(side)
            }
            _ => side,
        }
    };
    (
        part(
            width,
            "/ispScale/horizNumerator",
            "/ispScale/horizDenominator",
        ),
        part(
            height,
            "/ispScale/vertNumerator",
            "/ispScale/vertDenominator",
        ),
    )
}
