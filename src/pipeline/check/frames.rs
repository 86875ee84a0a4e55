//! Rules about pictures: what a node sends is what the next one takes.

use super::{Check, Rule, assets::network};
use crate::pipeline::{
    Node,
    fix::Fix,
    preview::{Format, Stream, whole},
};

/// H.264 and H.265 take widths that are a multiple of this, in pixels.
const WIDTH_STEP: u32 = 32;

/// Widest picture for H.264 and H.265, in pixels.
const WIDEST: u32 = 4096;

/// MJPEG in `VideoEncoderProperties::Profile`.
const MJPEG: i64 = 4;

impl Check<'_> {
    pub(super) fn frames(&mut self) {
        for node in self.pipeline.nodes() {
            match node.name.as_str() {
                "VideoEncoder" => self.encoder_input(node),
                "NeuralNetwork" | "DetectionNetwork" | "SpatialDetectionNetwork" => {
                    self.network_input(node);
                }
                "ImageManip" | "Warp" | "EdgeDetector" => self.output_size(node),
                _ => {}
            }
        }
    }

    /// The picture that arrives at a fixed input, with the node that sends it and its output.
    fn arriving(&self, node: &Node, input: &str) -> Option<(Stream, i64, String)> {
        let links = self.pipeline.connections().iter();
        let mut links = links.filter(|link| link.to_node == node.id && link.input == input);
        let link = links.next()?;
        let stream = self.preview.link(link)?.clone();
        Some((stream, link.from_node, link.output.clone()))
    }

    fn encoder_input(&mut self, node: &Node) {
        let Some((stream, _, _)) = self.arriving(node, "in") else {
            return;
        };
        let Some(picture) = stream.picture else {
            return;
        };
        let (id, width) = (node.id, picture.width);
        if !encodable(picture.format) {
            let text = format!(
                "node {id} (VideoEncoder) gets {}, and it encodes NV12 or grey pictures only; \
                 link a video output, or put an ImageManip in between",
                picture.format.name()
            );
            self.error(Rule::Frames, id, text).port("in");
        }
        if whole(node, "/profile") != Some(MJPEG) && (width % WIDTH_STEP != 0 || width > WIDEST) {
            let text = format!(
                "node {id} (VideoEncoder) gets pictures {width} wide; H.264 and H.265 take widths \
                 that are a multiple of {WIDTH_STEP}, up to {WIDEST}"
            );
            self.error(Rule::Frames, id, text).port("in");
        }
    }

    fn network_input(&mut self, node: &Node) {
        let Some(Ok(header)) = network(self.pipeline, node) else {
            return;
        };
        let [input] = header.inputs.as_slice() else {
            return;
        };
        let (Some((width, height)), Some((stream, sender, output))) =
            (input.image_size(), self.arriving(node, "in"))
        else {
            return;
        };
        let Some(picture) = stream.picture else {
            return;
        };
        if (picture.width, picture.height) == (width, height) {
            return;
        }
        let id = node.id;
        let text = format!(
            "node {id} ({}) gets pictures of {} x {}, and its network takes {width} x {height}",
            node.name, picture.width, picture.height
        );
        let fix = self.resize(sender, &output, width, height);
        let finding = self.error(Rule::Frames, id, text).port("in");
        finding.fixes.extend(fix);
    }

    /// Makes the sender's pictures `width` x `height`, where its properties can.
    fn resize(&self, sender: i64, output: &str, width: u32, height: u32) -> Option<Fix> {
        let node = self.pipeline.node(sender)?;
        let names = match (node.name.as_str(), output) {
            ("Camera" | "ColorCamera", "preview") => ["previewWidth", "previewHeight"],
            ("ImageManip", _) => [
                "initialConfig.resizeConfig.width",
                "initialConfig.resizeConfig.height",
            ],
            _ => return None,
        };
        let mut values: Vec<_> = names
            .into_iter()
            .zip([width, height])
            .map(|(name, side)| (name.to_owned(), side.into()))
            .collect();
        if node.name == "ImageManip" {
            values.push(("initialConfig.enableResize".to_owned(), true.into()));
        }
        let node = sender;
        Some(Fix::Set { node, values })
    }

    /// Output frames must have room in the node's buffers.
    fn output_size(&mut self, node: &Node) {
        let Some(room) = whole(node, "/outputFrameSize").and_then(|room| u64::try_from(room).ok())
        else {
            return;
        };
        let output = if node.name == "EdgeDetector" {
            "outputImage"
        } else {
            "out"
        };
        let Some(stream) = self.preview.stream(node.id, output) else {
            return;
        };
        let bytes = stream.bytes;
        if stream.picture.is_none() || bytes <= room {
            return;
        }
        let id = node.id;
        let text = format!(
            "node {id} ({}) makes pictures of {bytes} bytes and has room for {room}; \
             set outputFrameSize to {bytes}",
            node.name
        );
        let values = vec![("outputFrameSize".to_owned(), bytes.into())];
        let finding = self.error(Rule::Frames, id, text);
        finding
            .property("outputFrameSize")
            .fix(Fix::Set { node: id, values });
    }
}

/// NV12, and the 8-bit formats of grey pictures.
const fn encodable(format: Format) -> bool {
    matches!(format, Format::NV12 | Format::RAW8 | Format::GRAY8)
}
