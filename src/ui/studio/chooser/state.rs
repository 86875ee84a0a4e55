//! A list at the cursor.

use crate::{
    pipeline::Connection,
    studio::{Family, Kind, Point, PortId},
};

/// An open list.
#[derive(Debug, Clone, PartialEq)]
pub struct Chooser {
    /// What is chosen.
    pub kind: ChooserKind,
    /// Where it opens: pixels from the canvas' left edge and upper edge.
    pub at: (f64, f64),
    /// Words in its field.
    pub search: String,
    /// The marked item, by its position among those that are found.
    pub marked: usize,
}

/// What a list is for.
#[derive(Debug, Clone, PartialEq)]
pub enum ChooserKind {
    /// A node to add.
    Add {
        /// Where it comes.
        at: Point,
        /// A port it is linked to; only classes that fit are offered.
        port: Option<PortId>,
        /// A link it comes onto.
        link: Option<Connection>,
    },
    /// A port of a node, to link.
    Port {
        /// The node.
        node: i64,
    },
    /// What a port is linked to.
    Target {
        /// The port.
        from: PortId,
    },
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is called.
    pub title: String,
    /// What is told about it.
    pub hint: String,
    /// What it is about, for its colour.
    pub tone: Tone,
    /// What choosing it does.
    pub take: Take,
}

/// Colour of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A node type's.
    Kind(Kind),
    /// A port's.
    Family(Family),
}

/// What choosing an item does.
#[derive(Debug, Clone, PartialEq)]
pub enum Take {
    /// Adds a node of this class.
    Class(&'static str),
    /// Goes on with this port.
    Port(PortId),
    /// Links to this port.
    Target(PortId),
    /// Offers nodes to add that fit.
    New,
}

impl Chooser {
    /// A list for a kind, at a pixel.
    pub const fn new(kind: ChooserKind, at: (f64, f64)) -> Self {
        Self {
            kind,
            at,
            search: String::new(),
            marked: 0,
        }
    }
}
