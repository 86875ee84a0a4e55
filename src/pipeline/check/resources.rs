//! Rules about what the chip has: cameras, shaves, fast memory, the encoder, one of each sensor.

use std::collections::BTreeMap;

use super::{Check, Rule, Severity, assets::network};
use crate::pipeline::{
    Node, Pipeline,
    catalog::Catalog,
    fix::Fix,
    preview::{MJPEG_PIXELS, Overload, VIDEO_PIXELS, sensor, whole},
};

/// Shaves of the chip, its vector processors.
const SHAVES: i64 = 16;

/// Slices of fast memory that nodes share with networks; a network takes one for each of its shaves.
const SLICES: i64 = 16;

/// Slices of the cameras, up to 1080 lines and above, as cameras log it.
const CAMERA_SLICES: (i64, i64) = (3, 6);

/// Widest sensor picture for the smaller share, in pixels.
const SMALL_WIDTH: u32 = 1920;

/// Slices of a StereoDepth node, as cameras log it.
const STEREO_SLICES: i64 = 3;

/// Streams that the encoder takes at once as H.264 and H.265.
const VIDEO_STREAMS: usize = 3;

/// Node types of which the hardware is there once.
const SINGLE: [&str; 2] = ["IMU", "UVC"];

impl Check<'_> {
    pub(super) fn sockets(&mut self) {
        let mut used = BTreeMap::new();
        for node in self.pipeline.nodes() {
            let Some(socket) = camera_socket(node) else {
                continue;
            };
            let Some(first) = used.insert(socket, node.id) else {
                continue;
            };
            let (id, name) = (node.id, socket_name(socket));
            let text = format!(
                "nodes {first} and {id} use the camera at socket {name}; a camera belongs to one node"
            );
            let finding = self.error(Rule::Sockets, id, text);
            finding.property("boardSocket");
        }
    }

    pub(super) fn only_one(&mut self) {
        for name in SINGLE {
            let nodes = self.pipeline.nodes().iter();
            let mut ids = nodes.filter(|node| node.name == name).map(|node| node.id);
            let Some(first) = ids.next() else {
                continue;
            };
            for id in ids {
                let text = format!(
                    "nodes {first} and {id} are both of type {name}, and a camera has one; use one node"
                );
                let fix = Fix::RemoveNodes(vec![id]);
                self.error(Rule::OnlyOne, id, text).fix(fix);
            }
        }
    }

    pub(super) fn shaves(&mut self) {
        let free = free_shaves(self.pipeline);
        let mut sum = 0;
        let mut count = 0;
        let mut last = None;
        for node in self.pipeline.nodes() {
            let Some(Ok(header)) = network(self.pipeline, node) else {
                continue;
            };
            let needs = i64::from(header.shaves);
            if needs > free {
                let id = node.id;
                let text = format!(
                    "node {id} ({}): the network is compiled for {needs} shaves, and {free} of {SHAVES} \
                     are free beside the other nodes; compile it for {} or fewer",
                    node.name,
                    best(free)
                );
                let finding = self.error(Rule::Shaves, id, text);
                finding.property("blobUri");
            }
            sum += needs;
            count += 1;
            last = Some(node.id);
        }
        if let Some(id) = last
            && count > 1
            && sum > free
        {
            let text = format!(
                "{count} networks are compiled for {sum} shaves together, and {free} are free; \
                 they take turns and are slower; compile each for {}",
                (free / count).max(1)
            );
            self.warning(Rule::Shaves, id, text);
        }
    }

    pub(super) fn encoder(&mut self) {
        let load = self.preview.load(self.pipeline);
        let encoders = self.pipeline.nodes().iter();
        let video: Vec<_> = encoders
            .filter(|node| node.name == "VideoEncoder" && whole(node, "/profile") != Some(4))
            .map(|node| node.id)
            .collect();
        if let Some(id) = video.get(VIDEO_STREAMS) {
            let text = format!(
                "{} encoders make H.264 or H.265, and a camera can do {VIDEO_STREAMS} at once; \
                 use fewer, or MJPEG",
                video.len()
            );
            self.error(Rule::Encoder, *id, text).property("profile");
        }
        for (pixels, limit, what) in [
            (load.video_pixels, VIDEO_PIXELS, "H.264 and H.265"),
            (load.mjpeg_pixels, MJPEG_PIXELS, "MJPEG"),
        ] {
            if pixels > limit {
                let text = format!(
                    "the encoder gets {} million pixels a second for {what}, and it takes {}; \
                     lower the frame rate or the size",
                    (pixels / 1e6).round(),
                    (limit / 1e6).round()
                );
                self.find(Severity::Warning, Rule::Encoder, None, text);
            }
        }
    }

    pub(super) fn load(&mut self) {
        for overload in self.preview.load(self.pipeline).overloads() {
            let text = match overload {
                Overload::Network(rate) => format!(
                    "about {} MB/s go to Scripts, more than a network carries; encode or shrink the pictures",
                    (rate / 1e6).round()
                ),
                Overload::Queues(bytes) => format!(
                    "full queues would hold {} MiB, more than a camera has; shorten queues of large pictures",
                    bytes >> 20
                ),
                Overload::Video(_) | Overload::Mjpeg(_) => continue,
            };
            self.find(Severity::Warning, Rule::Load, None, text);
        }
    }
}

/// Shaves of the networks, and what is left for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShaveBudget {
    /// Shaves that the other nodes leave.
    pub free: i64,
    /// Networks by the node they belong to, with the shaves they were compiled for.
    pub networks: Vec<(i64, i64)>,
}

impl ShaveBudget {
    pub(in crate::pipeline) fn of(pipeline: &Pipeline) -> Self {
        let shaves = |node: &Node| match network(pipeline, node) {
            Some(Ok(header)) => Some((node.id, i64::from(header.shaves))),
            _ => None,
        };
        Self {
            free: free_shaves(pipeline),
            networks: pipeline.nodes().iter().filter_map(shaves).collect(),
        }
    }

    /// Shaves of all networks together.
    pub fn sum(&self) -> i64 {
        self.networks.iter().map(|(_, shaves)| shaves).sum()
    }
}

/// Shaves that the nodes other than networks leave, after their fast memory is taken as well.
fn free_shaves(pipeline: &Pipeline) -> i64 {
    let nodes = pipeline.nodes();
    let has = |name: &str| nodes.iter().any(|node| node.name == name);
    let sum = |name: &str, property: &str| -> i64 {
        let found = nodes.iter().filter(|node| node.name == name);
        found
            .filter_map(|node| whole(node, property))
            .map(|n| n.max(0))
            .sum()
    };
    // One shave serves all ImageManips, one all calculations of positions, one the filters of all depths unless
    // the node asks for more.
    let stereo = i64::from(has("StereoDepth"));
    let shaves = i64::from(has("ImageManip"))
        + i64::from(has("SpatialLocationCalculator") || has("SpatialDetectionNetwork"))
        + stereo.max(sum("StereoDepth", "/numPostProcessingShaves"))
        + sum("FeatureTracker", "/numShaves")
        + sum("ToF", "/numShaves")
        + sum("ImageAlign", "/numShaves");
    let widest = nodes
        .iter()
        .filter_map(sensor)
        .map(|(width, _)| width)
        .max();
    let (small, large) = CAMERA_SLICES;
    let cameras = match widest {
        Some(width) if width > SMALL_WIDTH => large,
        Some(_) => small,
        None => 0,
    };
    let slices = cameras
        + stereo * STEREO_SLICES.max(sum("StereoDepth", "/numPostProcessingMemorySlices"))
        + sum("FeatureTracker", "/numMemorySlices");
    (SHAVES - shaves).min(SLICES - slices).max(0)
}

/// Number of shaves that serves two threads of a network well.
const fn best(free: i64) -> i64 {
    if free < 2 { 1 } else { free / 2 }
}

/// The camera a node uses; nothing where the camera is found by name or by the device.
fn camera_socket(node: &Node) -> Option<i64> {
    let camera = matches!(node.name.as_str(), "Camera" | "ColorCamera" | "MonoCamera");
    let named = node
        .properties
        .get("cameraName")
        .is_some_and(|name| name != "");
    let socket = whole(node, "/boardSocket").filter(|socket| *socket >= 0);
    socket.filter(|_| camera && !named)
}

fn socket_name(socket: i64) -> String {
    let sockets = Catalog::shipped().enums.get("CameraBoardSocket");
    let values = sockets
        .map(|found| found.values.as_slice())
        .unwrap_or_default();
    let name = values.iter().find(|(_, value)| *value == socket);
    name.map_or_else(|| socket.to_string(), |(name, _)| name.clone())
}
