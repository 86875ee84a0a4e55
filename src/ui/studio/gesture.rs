//! What pointers do on the canvas.

use crate::{
    pipeline::Connection,
    studio::{Point, PortId},
};

/// What lies below a pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// The empty canvas.
    Canvas,
    /// A node.
    Node(i64),
    /// A port of a node.
    Port(PortId),
    /// A link, by its position in the pipeline.
    Wire(usize),
    /// A note.
    Note(u32),
    /// The corner that sizes a note.
    NoteCorner(u32),
    /// The title or edge of a group.
    Group(u32),
}

/// A pointer's place and what is pressed with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pointer {
    /// Pixels from the canvas' left edge.
    pub x: f64,
    /// From its upper edge.
    pub y: f64,
    /// Whether it adds to the selection.
    pub more: bool,
    /// Whether it moves the canvas whatever is below it: the middle button.
    pub pans: bool,
    /// Whether it is a finger.
    pub touch: bool,
}

/// What is going on between pointer down and up.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// The canvas is moved; where the pointer was last.
    Pan {
        /// Pixels from the left.
        x: f64,
        /// From the top.
        y: f64,
        /// Whether it has left its start.
        moved: bool,
    },
    /// What is selected is moved.
    Drag {
        /// Where it was taken, on the canvas.
        start: Point,
        /// Places when it began.
        nodes: Vec<(i64, Point)>,
        /// Those of notes.
        notes: Vec<(u32, Point)>,
        /// Whether it has left its start.
        moved: bool,
        /// The link that the one dragged node would come onto.
        onto: Option<Connection>,
        /// The node that was pressed, when releasing without a move selects it alone.
        alone: Option<i64>,
    },
    /// A link is drawn from a port.
    Connect {
        /// The port.
        from: PortId,
        /// Where the pointer is, on the canvas.
        at: Point,
        /// The port below the pointer, if it may be linked.
        over: Option<PortId>,
        /// The link that is moved by this end.
        old: Option<Connection>,
        /// Whether it has left its start.
        moved: bool,
    },
    /// A rectangle selects.
    Band {
        /// Where it began.
        start: Point,
        /// Where the pointer is.
        at: Point,
        /// Whether it adds to what is selected.
        more: bool,
    },
    /// A note gets another size.
    Size {
        /// Note.
        note: u32,
        /// Where the pointer is.
        at: Point,
    },
}

impl Gesture {
    /// Its name in the document.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pan { .. } => "pan",
            Self::Drag { .. } => "drag",
            Self::Connect { .. } => "connect",
            Self::Band { .. } => "band",
            Self::Size { .. } => "size",
        }
    }

    /// Whether a pointer is down: what is beside the canvas is drawn when it is up again.
    pub const fn is_on(&self) -> bool {
        !matches!(self, Self::None)
    }
}
