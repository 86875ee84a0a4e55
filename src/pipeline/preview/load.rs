//! What the streams ask of the camera, and where that is more than it has.

use serde_json::Value;

use super::{Preview, Stream};
use crate::pipeline::{Asset, Connection, Node, Pipeline, script};

/// Pixels a second that the video encoder takes as H.264 or H.265, all streams together: 3840 x 2160 at 30 frames.
pub(in crate::pipeline) const VIDEO_PIXELS: f64 = 3840.0 * 2160.0 * 30.0;

/// Pixels a second that the encoder takes as MJPEG.
pub(in crate::pipeline) const MJPEG_PIXELS: f64 = 500e6;

/// Bytes a second that a 1 Gbit/s network carries, without the protocols' own share.
const NETWORK_BYTES: f64 = 112e6;

/// Memory that a running application has for frames and networks, in bytes, as cameras report it (about 340 MiB).
const MEMORY_BYTES: u64 = 340 << 20;

/// What the pipeline as a whole asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Bytes a second into Scripts that use the network.
    pub leaving: f64,
    /// Bytes in queues when all of them are full.
    pub queues: u64,
    /// Pixels a second into H.264 and H.265 encoders.
    pub video_pixels: f64,
    /// Pixels a second into MJPEG encoders.
    pub mjpeg_pixels: f64,
}

/// A limit that is passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Overload {
    /// More leaves the camera than a network carries, in bytes a second.
    Network(f64),
    /// Full queues take more memory than there is, in bytes.
    Queues(u64),
    /// More pixels a second for H.264 and H.265 than the encoder takes.
    Video(f64),
    /// More pixels a second for MJPEG than the encoder takes.
    Mjpeg(f64),
}

impl Load {
    /// The limits that are passed.
    pub fn overloads(&self) -> Vec<Overload> {
        let checks = [
            (
                self.leaving > NETWORK_BYTES,
                Overload::Network(self.leaving),
            ),
            (self.queues > MEMORY_BYTES, Overload::Queues(self.queues)),
            (
                self.video_pixels > VIDEO_PIXELS,
                Overload::Video(self.video_pixels),
            ),
            (
                self.mjpeg_pixels > MJPEG_PIXELS,
                Overload::Mjpeg(self.mjpeg_pixels),
            ),
        ];
        let passed = checks.into_iter().filter(|(passed, _)| *passed);
        passed.map(|(_, overload)| overload).collect()
    }
}

impl Preview {
    /// Memory of a link's queue when it is full, in bytes.
    pub fn queue(&self, pipeline: &Pipeline, link: &Connection) -> Option<u64> {
        let stream = self.link(link)?;
        let node = pipeline.node(link.to_node)?;
        let port = node
            .ports
            .iter()
            .find(|port| port.group == link.input_group && port.name == link.input)?;
        let length = u64::try_from(port.queue_size).unwrap_or_default();
        Some(stream.bytes.saturating_mul(length))
    }

    /// The whole load.
    pub fn load(&self, pipeline: &Pipeline) -> Load {
        let mut load = Load {
            leaving: 0.0,
            queues: 0,
            video_pixels: 0.0,
            mjpeg_pixels: 0.0,
        };
        let links = pipeline.connections();
        for (index, link) in links.iter().enumerate() {
            // A link that is there twice is another rule's finding.
            if links.iter().take(index).any(|earlier| earlier == link) {
                continue;
            }
            let Some((stream, to)) = self.link(link).zip(pipeline.node(link.to_node)) else {
                continue;
            };
            // Messages are shared, not copied: a queue holds references, but each keeps its frame alive.
            let queue = self.queue(pipeline, link).unwrap_or_default();
            load.queues = load.queues.saturating_add(queue);
            match to.name.as_str() {
                "Script" if sends(pipeline, to) => load.leaving += stream.bandwidth(),
                "VideoEncoder" => load.encode(to, stream),
                _ => {}
            }
        }
        load
    }
}

/// Whether a Script uses the network.
fn sends(pipeline: &Pipeline, node: &Node) -> bool {
    let uri = node.properties.get("scriptUri").and_then(Value::as_str);
    let name = uri.and_then(|uri| uri.strip_prefix("asset:"));
    let source = name.and_then(|name| pipeline.asset(&Asset::node_key(node.id, name)));
    source.is_some_and(|source| script::uses_network(&String::from_utf8_lossy(source)))
}

impl Load {
    fn encode(&mut self, encoder: &Node, stream: &Stream) {
        const MJPEG: i64 = 4;
        let pixels = stream
            .picture
            .map_or(0.0, |picture| picture.pixels() as f64);
        let sum = if super::whole(encoder, "/profile") == Some(MJPEG) {
            &mut self.mjpeg_pixels
        } else {
            &mut self.video_pixels
        };
        *sum += pixels * stream.rate;
    }
}
