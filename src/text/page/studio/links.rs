//! Words of what flows through links.

use crate::{
    pipeline::preview::{Overload, Stream},
    text::bytes_text,
};

/// Switches the labels on the canvas.
pub const SHOW: &str = "Show what flows";
/// Switches them off.
pub const HIDE: &str = "Hide what flows";
/// Title in the inspector.
pub const TITLE: &str = "What flows";
/// Nothing is known.
pub const UNKNOWN: &str = "Not known: it depends on the script or on the camera.";
/// Fact: picture.
pub const PICTURE: &str = "Pictures";
/// Fact: message.
pub const MESSAGE: &str = "One message";
/// Fact: rate.
pub const RATE: &str = "Messages";
/// Fact: bandwidth.
pub const BANDWIDTH: &str = "Bandwidth";
/// Fact: queue.
pub const QUEUE: &str = "Full queue";
/// It is a guess.
pub const ESTIMATED: &str = "estimated";
/// Removes the link.
pub const REMOVE: &str = "Remove link";
/// Title of the sums.
pub const LOAD: &str = "Load of the camera";
/// Sum: what leaves.
pub const LEAVING: &str = "Into scripts that use the network";
/// Sum: queues.
pub const QUEUES: &str = "All queues full";
/// Sum: encoder.
pub const VIDEO: &str = "H.264 and H.265 encoder";
/// Sum: encoder.
pub const MJPEG: &str = "MJPEG encoder";
/// More than the camera has.
pub const TOO_MUCH: &str = "too much";

/// Size and format of pictures.
pub fn picture(stream: &Stream) -> Option<String> {
    let picture = stream.picture?;
    let (width, height) = (picture.width, picture.height);
    Some(format!("{width} × {height} {}", picture.format.name()))
}

/// Messages a second.
pub fn rate(stream: &Stream) -> String {
    let rate = stream.rate;
    if (rate - rate.round()).abs() < 0.05 {
        format!("{rate:.0}/s")
    } else {
        format!("{rate:.1}/s")
    }
}

/// Bytes a second.
pub fn bandwidth(bytes: f64) -> String {
    // A positive number of bytes, far below the limit.
    format!("{}/s", bytes_text(bytes.max(0.0).round() as u64))
}

/// Megapixels a second.
pub fn pixels(pixels: f64) -> String {
    format!("{:.0} Mpx/s", pixels / 1e6)
}

/// The label on a link: two short lines.
pub fn label(stream: &Stream) -> [String; 2] {
    let about = if stream.estimated { "~" } else { "" };
    let what = picture(stream).unwrap_or_else(|| format!("{about}{}", bytes_text(stream.bytes)));
    let flow = format!(
        "{} · {about}{}",
        rate(stream),
        bandwidth(stream.bandwidth())
    );
    [what, flow]
}

/// A limit that is passed, as a few words.
pub fn overload(overload: &Overload) -> String {
    match overload {
        Overload::Network(bytes) => format!("Network: {}", bandwidth(*bytes)),
        Overload::Queues(bytes) => format!("Queues: {}", bytes_text(*bytes)),
        Overload::Video(amount) => format!("Video encoder: {}", pixels(*amount)),
        Overload::Mjpeg(amount) => format!("MJPEG encoder: {}", pixels(*amount)),
    }
}
