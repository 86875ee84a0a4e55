//! Families of messages: what the shape and colour of a port tell.

use crate::pipeline::{
    Node,
    catalog::{Direction, PortType},
};

/// What kind of message a port carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Pictures.
    Image,
    /// Encoded video.
    Video,
    /// Raw results of a network.
    Tensor,
    /// Things found in pictures, and followed through them.
    Detection,
    /// Other measurements.
    Measurement,
    /// Settings and control.
    Control,
    /// Several messages as one.
    Bundle,
    /// Any message.
    Any,
    /// Of another library version.
    Unknown,
}

impl Family {
    /// All, in the order of a legend.
    pub const ALL: [Self; 9] = [
        Self::Image,
        Self::Video,
        Self::Tensor,
        Self::Detection,
        Self::Measurement,
        Self::Control,
        Self::Bundle,
        Self::Any,
        Self::Unknown,
    ];

    /// Its name in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Tensor => "tensor",
            Self::Detection => "detection",
            Self::Measurement => "measurement",
            Self::Control => "control",
            Self::Bundle => "bundle",
            Self::Any => "any",
            Self::Unknown => "unknown",
        }
    }

    /// The family of a port that carries these messages; the first counts.
    pub fn of(messages: &[String]) -> Self {
        let Some(first) = messages.first() else {
            return Self::Unknown;
        };
        match first.trim_end_matches('+') {
            "ImgFrame" => Self::Image,
            "EncodedFrame" => Self::Video,
            "NNData" => Self::Tensor,
            "ImgDetections" | "SpatialImgDetections" | "Tracklets" => Self::Detection,
            "MessageGroup" => Self::Bundle,
            "Buffer" => Self::Any,
            name if name.ends_with("Config") || name.ends_with("Control") => Self::Control,
            _ => Self::Measurement,
        }
    }
}

/// The catalog's words about a port of a node.
pub(super) fn port_type(
    node: &Node,
    direction: Direction,
    group: &str,
    name: &str,
) -> Option<&'static PortType> {
    node.node_type()?.find(direction, group, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::catalog::Catalog;

    #[test]
    fn every_port_of_the_catalog_has_a_family() {
        let mut found: Vec<Family> = Vec::new();
        for node in Catalog::shipped().nodes.values() {
            for port in node.ports.iter().chain(&node.groups) {
                found.push(Family::of(&port.messages));
            }
        }
        found.sort();
        found.dedup();
        // All but those of other versions.
        assert_eq!(found, Family::ALL[..8]);
    }
}
