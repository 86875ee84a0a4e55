//! What flows through a pipeline, worked out without a camera: sizes, formats, rates, bytes.
//!
//! Cameras and encoders tell what they will send by their properties; everything behind them follows. Where a number
//! depends on what the camera sees (compressed pictures) it is an estimate and says so; where nothing is known (a
//! Script's own messages) there is no stream. Sizes of cameras are those of the official library's getters.

mod camera;
mod load;
mod node;

use std::collections::BTreeMap;

pub use self::load::{Load, Overload};
pub(super) use self::{
    camera::sensor,
    load::{MJPEG_PIXELS, VIDEO_PIXELS},
};
use super::{Connection, Node, Pipeline};

/// Streams are followed through at most this many nodes, so a loop of links ends.
const MAX_DEPTH: u32 = 32;

/// What one output sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// Size and format, for uncompressed pictures.
    pub picture: Option<Picture>,
    /// Bytes of one message.
    pub bytes: u64,
    /// Messages a second.
    pub rate: f64,
    /// Whether [`Self::bytes`] is a guess from experience.
    pub estimated: bool,
}

impl Stream {
    /// Bytes a second.
    pub fn bandwidth(&self) -> f64 {
        self.bytes as f64 * self.rate
    }

    fn picture(width: u32, height: u32, format: Format, rate: f64) -> Self {
        Self {
            picture: Some(Picture {
                width,
                height,
                format,
            }),
            bytes: format.bytes(width, height),
            rate,
            estimated: false,
        }
    }

    const fn data(bytes: u64, rate: f64) -> Self {
        Self {
            picture: None,
            bytes,
            rate,
            estimated: true,
        }
    }
}

/// Size and format of an uncompressed picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How its pixels lie in memory.
    pub format: Format,
}

impl Picture {
    /// Pixels of one picture.
    pub const fn pixels(self) -> u64 {
        self.width as u64 * self.height as u64
    }
}

/// Pixel formats, by their number in the library's `ImgFrame.Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format(pub i64);

impl Format {
    /// Planar 4:2:0 with three planes.
    pub const YUV420P: Self = Self(2);
    /// Planar blue, green, red.
    pub const BGR888P: Self = Self(8);
    /// 16-bit samples.
    pub const RAW16: Self = Self(14);
    /// 10-bit samples.
    pub const RAW10: Self = Self(17);
    /// 8-bit samples.
    pub const RAW8: Self = Self(18);
    /// 8-bit grey pictures.
    pub const GRAY8: Self = Self(30);
    /// 4:2:0 with two planes.
    pub const NV12: Self = Self(22);

    /// Name as the library spells it.
    pub fn name(self) -> String {
        let enums = &super::catalog::Catalog::shipped().enums;
        let values = enums.get("RawImgFrame::Type").map(|found| &found.values);
        values
            .and_then(|values| values.iter().find(|(_, value)| *value == self.0))
            .map_or_else(|| self.0.to_string(), |(name, _)| name.clone())
    }

    /// Bytes of a picture.
    pub const fn bytes(self, width: u32, height: u32) -> u64 {
        let bits: u64 = match self.0 {
            2 | 22 | 23 => 12,
            0 | 3 | 14 | 31 => 16,
            1 | 7..=10 | 21 => 24,
            5 => 32,
            6 | 26..=29 => 48,
            17 | 19 => 10,
            16 | 20 => 12,
            15 => 14,
            _ => 8,
        };
        (width as u64 * height as u64)
            .saturating_mul(bits)
            .div_ceil(8)
    }
}

/// All streams of a pipeline.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    streams: BTreeMap<(i64, String), Option<Stream>>,
}

impl Preview {
    /// Works out what every linked output sends.
    pub fn of(pipeline: &Pipeline) -> Self {
        let mut preview = Self::default();
        let mut followed = Follower {
            pipeline,
            streams: &mut preview.streams,
        };
        for link in pipeline.connections() {
            followed.output(link.from_node, &link.output, MAX_DEPTH);
        }
        preview
    }

    /// What an output sends; nothing where it cannot be told, or where nothing is linked.
    pub fn stream(&self, node: i64, output: &str) -> Option<&Stream> {
        let key = (node, output.to_owned());
        self.streams.get(&key).and_then(Option::as_ref)
    }

    /// What a link carries.
    pub fn link(&self, link: &Connection) -> Option<&Stream> {
        self.stream(link.from_node, &link.output)
    }
}

/// Follows links backwards, from an output to what feeds its node.
struct Follower<'a> {
    pipeline: &'a Pipeline,
    streams: &'a mut BTreeMap<(i64, String), Option<Stream>>,
}

impl Follower<'_> {
    fn output(&mut self, id: i64, output: &str, depth: u32) -> Option<Stream> {
        let key = (id, output.to_owned());
        if let Some(known) = self.streams.get(&key) {
            return known.clone();
        }
        let depth = depth.checked_sub(1)?;
        let pipeline = self.pipeline;
        let stream = node::stream(self, pipeline.node(id)?, output, depth);
        self.streams.insert(key, stream.clone());
        stream
    }

    fn linked(&self, node: &Node, input: &str) -> bool {
        let mut links = self.pipeline.connections().iter();
        links.any(|link| link.to_node == node.id && link.input == input)
    }

    /// What arrives at an input; of several links the one that brings most.
    fn input(&mut self, node: &Node, input: &str, depth: u32) -> Option<Stream> {
        let links = self.pipeline.connections().iter();
        let feeding: Vec<_> = links
            .filter(|link| link.to_node == node.id && link.input == input)
            .collect();
        feeding
            .into_iter()
            .filter_map(|link| self.output(link.from_node, &link.output, depth))
            .max_by(|one, other| one.bandwidth().total_cmp(&other.bandwidth()))
    }
}

/// A number among a node's properties, by its pointer.
pub(super) fn number(node: &Node, pointer: &str) -> Option<f64> {
    node.properties.pointer(pointer)?.as_f64()
}

/// A whole number among a node's properties, by its pointer.
pub(super) fn whole(node: &Node, pointer: &str) -> Option<i64> {
    node.properties.pointer(pointer)?.as_i64()
}

/// A positive size among a node's properties; the library writes -1 and 0 for "not set".
fn size(node: &Node, width: &str, height: &str) -> Option<(u32, u32)> {
    let side = |pointer| {
        let value = u32::try_from(whole(node, pointer)?).ok()?;
        (value > 0).then_some(value)
    };
    Some((side(width)?, side(height)?))
}
