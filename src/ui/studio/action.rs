//! What can happen in the studio, and what it asks of its surroundings in answer.

use super::{
    bridge::{StudioCommand, StudioEvent},
    gesture::{Hit, Pointer},
};
use crate::{
    pipeline::Pipeline,
    studio::{Edit, PortId, Selection},
};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The page says something.
    Command(StudioCommand),
    /// A pipeline is opened as a new project.
    Open {
        /// Its name.
        name: String,
        /// The pipeline.
        pipeline: Box<Pipeline>,
    },
    /// Change the document.
    Edit(Edit),
    /// The next edit is a step of its own: a drag ended, a field was left.
    Pause,
    /// Take the last edit back.
    Undo,
    /// Make it again.
    Redo,
    /// Select.
    Select(Selection),
    /// Select nodes and bring them into sight, for lists that jump.
    Show(Selection),
    /// Delete what is selected; whether to link across the gap.
    Delete {
        /// Links across.
        reconnect: bool,
    },

    /// The canvas got another size, in pixels.
    Sized {
        /// Width.
        width: f64,
        /// Height.
        height: f64,
    },
    /// Move the canvas by pixels.
    Scroll {
        /// To the right.
        dx: f64,
        /// Down.
        dy: f64,
    },
    /// Change the scale at a pixel.
    Zoom {
        /// Factor.
        factor: f64,
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
    },
    /// Change the scale around the middle.
    ZoomBy(f64),
    /// Show everything.
    Fit,
    /// A pointer went down.
    Down(Pointer, Hit),
    /// It moved.
    Moved(Pointer, Hit),
    /// It went up.
    Up(Pointer, Hit),
    /// It is lost, or Escape was pressed.
    Cancelled,

    /// Words in the palette's search field.
    Search(String),
    /// Put a node of a class into the middle of what is seen.
    Add(&'static str),
    /// Link a port to another, from a list.
    Link {
        /// One port.
        from: PortId,
        /// The other.
        to: PortId,
    },
    /// What was refused was read.
    Dismiss,
}

/// Something the studio asks of the browser or the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the page.
    Tell(StudioEvent),
    /// Move the focus to this element after the next drawing.
    Focus(String),
}
