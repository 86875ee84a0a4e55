//! What the canvas shows of a node, and how large that is.

use serde_json::Value;

use super::{Document, Family, Point, PortId, family, linked::Linked};
use crate::pipeline::{
    INPUT, Node, Port,
    catalog::{Direction, PortType},
    form::{Field, node_fields},
};

/// Width of a card.
pub const WIDTH: i32 = 216;

/// Height of a row of ports.
pub const PORT_ROW: i32 = 20;

/// Height of title and class.
const HEAD: i32 = 48;

/// Height of the summary of changed properties.
const SUMMARY: i32 = 24;

/// Room below the ports.
const FOOT: i32 = 8;

/// Most changed properties that the summary names.
const SUMMARY_ITEMS: usize = 3;

/// What a node type is about, for its colour and icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Cameras and sensors.
    Source,
    /// Works on pictures.
    Picture,
    /// Measures distances.
    Depth,
    /// Neural networks.
    Network,
    /// Finds and follows things without a network.
    Analysis,
    /// Scripts, and what brings messages together.
    Flow,
    /// Leads out of the camera, or into it.
    Port,
    /// Of another library version.
    Unknown,
}

impl Kind {
    /// All kinds of this library version, in the order of the palette.
    pub const ALL: [Self; 7] = [
        Self::Source,
        Self::Picture,
        Self::Depth,
        Self::Network,
        Self::Analysis,
        Self::Flow,
        Self::Port,
    ];

    /// Its name in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Picture => "picture",
            Self::Depth => "depth",
            Self::Network => "network",
            Self::Analysis => "analysis",
            Self::Flow => "flow",
            Self::Port => "port",
            Self::Unknown => "unknown",
        }
    }

    /// The kind of a class.
    pub fn of(class: &str) -> Self {
        match class {
            "Camera" | "ColorCamera" | "MonoCamera" | "IMU" | "SystemLogger" | "ToF" => {
                Self::Source
            }
            "ImageManip" | "ImageAlign" | "Warp" | "VideoEncoder" | "EdgeDetector" | "Cast" => {
                Self::Picture
            }
            "StereoDepth" | "SpatialLocationCalculator" | "PointCloud" => Self::Depth,
            "NeuralNetwork"
            | "DetectionParser"
            | "MobileNetDetectionNetwork"
            | "MobileNetSpatialDetectionNetwork"
            | "YoloDetectionNetwork"
            | "YoloSpatialDetectionNetwork" => Self::Network,
            "AprilTag" | "FeatureTracker" | "ObjectTracker" => Self::Analysis,
            "Script" | "Sync" | "MessageDemux" => Self::Flow,
            "SPIIn" | "SPIOut" | "UVC" | "XLinkIn" | "XLinkOut" => Self::Port,
            _ => Self::Unknown,
        }
    }
}

/// What the canvas shows of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Node.
    pub id: i64,
    /// Python class; the name in the file for one of another library version.
    pub class: String,
    /// The title a person gave it.
    pub title: Option<String>,
    /// What it is about.
    pub kind: Kind,
    /// Changed properties, the first few: label and value.
    pub changed: Vec<(String, String)>,
    /// How many properties are changed.
    pub n_changed: usize,
    /// Inputs, from the top.
    pub inputs: Vec<CardPort>,
    /// Outputs, from the top.
    pub outputs: Vec<CardPort>,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// A port on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardPort {
    /// The port; without a name it is the place where another one of its group is made.
    pub id: PortId,
    /// What it carries.
    pub family: Family,
    /// Message types, as the catalog writes them.
    pub messages: Vec<String>,
    /// Whether a link is at it.
    pub linked: bool,
    /// Whether the node does nothing useful without a link here.
    pub required: bool,
}

impl CardPort {
    /// Whether linking makes it.
    pub const fn is_new(&self) -> bool {
        self.id.name.is_empty()
    }
}

impl Card {
    /// The card of a node.
    pub fn new(document: &Document, node: &Node) -> Self {
        let linked = Linked::of_node(document.pipeline(), node.id);
        Self::with(document, node, &linked)
    }

    /// The same, where it is known which ports have links.
    pub(super) fn with(document: &Document, node: &Node, linked: &Linked<'_>) -> Self {
        let node_type = node.node_type();
        let class = node_type.map_or(node.name.as_str(), |node_type| &node_type.class);
        let (changed, n_changed) = changed(node);
        let (inputs, outputs) = (
            ports(node, Direction::In, linked),
            ports(node, Direction::Out, linked),
        );
        let rows = i32::try_from(inputs.len().max(outputs.len())).unwrap_or(i32::MAX / PORT_ROW);
        let summary = if changed.is_empty() { 0 } else { SUMMARY };
        Self {
            id: node.id,
            kind: node_type.map_or(Kind::Unknown, |node_type| Kind::of(&node_type.class)),
            class: class.to_owned(),
            title: document.title(node.id).map(str::to_owned),
            changed,
            n_changed,
            inputs,
            outputs,
            width: WIDTH,
            height: super::snap(HEAD + rows.saturating_mul(PORT_ROW) + summary + FOOT),
        }
    }

    /// Whether its ports have the links that they are shown with.
    pub(super) fn is_linked_as(&self, linked: &Linked<'_>) -> bool {
        let mut ports = self.inputs.iter().chain(&self.outputs);
        let shown = ports.clone().filter(|port| port.linked).count();
        shown == linked.count(self.id)
            && ports.all(|port| port.is_new() || port.linked == linked.has(&port.id))
    }

    /// Ports of a direction.
    pub fn ports(&self, direction: Direction) -> &[CardPort] {
        match direction {
            Direction::In => &self.inputs,
            Direction::Out => &self.outputs,
        }
    }

    /// Where a port of this index is, from the card's corner.
    pub fn port_at(&self, direction: Direction, index: usize) -> Point {
        let row = i32::try_from(index).unwrap_or(0);
        let x = match direction {
            Direction::In => 0,
            Direction::Out => self.width,
        };
        Point::new(x, HEAD + row * PORT_ROW + PORT_ROW / 2)
    }

    /// Where a port is, from the card's corner. One that is not shown is at the middle of its side.
    pub fn anchor(&self, port: &PortId) -> Point {
        let ports = self.ports(port.direction);
        let found = ports.iter().position(|it| it.id == *port);
        found.map_or_else(
            || {
                let x = match port.direction {
                    Direction::In => 0,
                    Direction::Out => self.width,
                };
                Point::new(x, self.height / 2)
            },
            |index| self.port_at(port.direction, index),
        )
    }

    /// A port on it.
    pub fn port(&self, port: &PortId) -> Option<&CardPort> {
        self.ports(port.direction).iter().find(|it| it.id == *port)
    }
}

fn ports(node: &Node, direction: Direction, linked: &Linked<'_>) -> Vec<CardPort> {
    let node_type = node.node_type();
    let is_own = |port: &&Port| match direction {
        Direction::In => port.kind == INPUT,
        Direction::Out => port.kind != INPUT,
    };
    let mut shown: Vec<CardPort> = node
        .ports
        .iter()
        .filter(is_own)
        .map(|port| {
            let known = family::port_type(node, direction, &port.group, &port.name);
            let at = port_id(node, direction, &port.group, &port.name);
            card_port(at, known, linked)
        })
        .filter(|port| port.linked || !port.id.name.starts_with("debug"))
        .collect();
    let Some(node_type) = node_type else {
        return shown;
    };
    let unlisted = node_type
        .ports
        .iter()
        .filter(|port| port.direction == direction && !port.listed);
    for port in unlisted {
        let at = port_id(node, direction, "", &port.name);
        let new = card_port(at, Some(port), linked);
        if !shown.iter().any(|it| it.id == new.id) {
            shown.push(new);
        }
    }
    let groups = node_type.groups.iter();
    for group in groups.filter(|group| group.direction == direction) {
        let at = port_id(node, direction, &group.name, "");
        shown.push(card_port(at, Some(group), linked));
    }
    shown
}

fn port_id(node: &Node, direction: Direction, group: &str, name: &str) -> PortId {
    PortId {
        node: node.id,
        direction,
        group: group.to_owned(),
        name: name.to_owned(),
    }
}

fn card_port(id: PortId, known: Option<&PortType>, linked: &Linked<'_>) -> CardPort {
    CardPort {
        family: known.map_or(Family::Unknown, |port| Family::of(&port.messages)),
        messages: known.map(|port| port.messages.clone()).unwrap_or_default(),
        linked: !id.name.is_empty() && linked.has(&id),
        required: known.is_some_and(|port| port.required),
        id,
    }
}

/// The first changed properties, and how many there are. Sizes and places of files change with the files, and are
/// left out.
fn changed(node: &Node) -> (Vec<(String, String)>, usize) {
    let fields: Vec<Field> = node_fields(node)
        .into_iter()
        .filter(|field| field.changed() && !field.name.ends_with("Uri"))
        .filter(|field| !field.name.ends_with("Size") || field.name != "blobSize")
        .collect();
    let shown = fields.iter().take(SUMMARY_ITEMS);
    let shown = shown.map(|field| (field.label().to_owned(), short(field)));
    (shown.collect(), fields.len())
}

/// A value in a few characters.
fn short(field: &Field) -> String {
    let named = field.value.as_i64().and_then(|value| {
        let choices = field.choices();
        let found = choices.iter().find(|(_, own)| *own == value)?;
        Some(found.0.to_owned())
    });
    match (&field.value, named) {
        (_, Some(name)) => name,
        (Value::Bool(true), None) => "on".into(),
        (Value::Bool(false), None) => "off".into(),
        (Value::Array(values), None) => format!("[{}]", values.len()),
        (Value::Object(values), None) => format!("{{{}}}", values.len()),
        _ => field.text().chars().take(24).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Pipeline, catalog::Catalog};

    fn card(class: &str, change: impl Fn(&mut Pipeline, i64)) -> Card {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create(class).unwrap();
        change(&mut pipeline, id);
        let document = Document::new("", pipeline);
        Card::new(&document, document.pipeline().node(id).unwrap())
    }

    #[test]
    fn every_class_has_a_kind_and_room_for_its_ports() {
        for class in Catalog::shipped().nodes.keys() {
            let card = card(class, |_, _| {});
            assert_ne!(card.kind, Kind::Unknown, "{class}");
            assert!(card.changed.is_empty(), "{class}");
            for direction in [Direction::In, Direction::Out] {
                for (index, port) in card.ports(direction).iter().enumerate() {
                    let at = card.port_at(direction, index);
                    assert!(at.y + PORT_ROW / 2 <= card.height, "{class}");
                    assert_eq!(card.anchor(&port.id), at);
                }
            }
        }
    }

    #[test]
    fn changed_properties_are_named() {
        let card = card("ColorCamera", |pipeline, id| {
            pipeline.set(id, "fps", 12.5).unwrap();
            pipeline.set(id, "resolution", 1).unwrap();
        });
        assert_eq!(card.n_changed, 2);
        let values: Vec<&str> = card
            .changed
            .iter()
            .map(|(_, value)| value.as_str())
            .collect();
        assert!(values.contains(&"12.5"), "{values:?}");
        assert!(values.contains(&"THE_4_K"), "{values:?}");
    }

    #[test]
    fn a_script_offers_to_make_ports() {
        let card = card("Script", |_, _| {});
        assert!(card.inputs.iter().any(CardPort::is_new));
        assert!(card.outputs.iter().any(CardPort::is_new));
    }
}
