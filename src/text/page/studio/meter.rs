//! Words of the it-fits meter.

use crate::{pipeline::fit::PartKind, text::bytes_text};

/// Title.
pub const TITLE: &str = "Does it fit?";
/// Opens the details.
pub const DETAILS: &str = "What takes the room";
/// Chooses the camera.
pub const CAMERA: &str = "Camera";
/// The connected camera.
pub const CONNECTED: &str = "The connected camera";
/// What it is, when several memories hold applications.
pub const EMMC: &str = "eMMC";
/// The firmware.
pub const FIRMWARE: &str = "Firmware";
/// Nodes and links.
pub const GRAPH: &str = "Nodes and links";
/// Room between sections.
pub const GAPS: &str = "Alignment and the small sections";
/// What is left.
pub const LEFT: &str = "Left";
/// What is too much.
pub const OVER: &str = "Too much";
/// Whether the firmware is compressed.
pub const COMPRESSED: &str = "Compress the firmware";
/// Title of the advice.
pub const ADVICE: &str = "To make it fit";
/// No firmware on this site.
pub const NO_FIRMWARE: &str = "This site has no firmware, so the size is not known.";
/// The firmware's size is on its way.
pub const WAITING: &str = "Waiting for the firmware's size";
/// What the sizes are.
pub const PATCHED: &str = "Networks for an older OpenVINO need another firmware; its size is known to a hundredth before it is made.";
/// It cannot become a package.
pub const UNKNOWN: &str = "Size not known yet";

/// Need and room in one line, short enough for a phone: a unit that both have is told once.
pub fn line(needs: u64, room: u64) -> String {
    let (needs, room) = (bytes_text(needs), bytes_text(room));
    let units = needs.split_once(' ').zip(room.split_once(' '));
    match units {
        Some(((number, one), (_, other))) if one == other => format!("{number} of {room}"),
        _ => format!("{needs} of {room}"),
    }
}

/// It fits.
pub fn fits(left: u64) -> String {
    format!("Fits, {} left", bytes_text(left))
}

/// It does not.
pub fn over(over: u64) -> String {
    format!("Does not fit: {} too much", bytes_text(over))
}

/// A part of the package. `title` is the name of its node.
pub fn part(kind: &PartKind, title: impl Fn(i64) -> String) -> String {
    match kind {
        PartKind::Firmware => FIRMWARE.to_owned(),
        PartKind::Graph => GRAPH.to_owned(),
        PartKind::Gaps => GAPS.to_owned(),
        PartKind::Asset { key, node } => {
            let name = key.rsplit('/').next().unwrap_or(key);
            let name = name.trim_start_matches("__");
            match node {
                Some(node) => format!("{}: {name}", title(*node)),
                None => name.to_owned(),
            }
        }
    }
}

/// A model of camera to measure against.
pub fn model(poe: bool, mib: Option<u32>) -> String {
    let kind = if poe {
        "PoE camera"
    } else {
        "USB or IoT camera"
    };
    match mib {
        Some(mib) => format!("{kind}, {mib} MiB flash"),
        None => format!("{kind}, eMMC (16 GB)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_unit_is_told_once() {
        assert_eq!(line(9_699_336, 24 << 20), "9.3 of 24 MiB");
        assert_eq!(line(9_699_336, 16_000_000_000), "9.3 MiB of 14.9 GiB");
    }
}
