//! Everything the studio knows. Plain data; changed only by [`super::reduce()`].

use std::{collections::BTreeMap, rc::Rc};

use super::{Gesture, Viewport};
use crate::studio::{Document, History, PortId, Scene, Selection};

/// The studio's whole state.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The open project.
    pub history: Option<History>,
    /// What the canvas draws of it.
    pub scene: Scene,
    /// What is selected.
    pub selection: Selection,
    /// The part of the canvas that is seen.
    pub viewport: Viewport,
    /// What a pointer does.
    pub gesture: Gesture,
    /// While a link is drawn: the ports it may end at, by node.
    pub targets: BTreeMap<i64, Rc<Vec<PortId>>>,
    /// Words in the palette's search field.
    pub search: String,
    /// Why the last edit was refused, in words.
    pub refused: Option<String>,
    /// What the live region says.
    pub said: String,
    /// The connected camera's room for an application, in bytes.
    pub room_bytes: Option<u64>,
    /// Whether everything shall be brought into sight as soon as the canvas has a size.
    pub fit_wanted: bool,
}

impl State {
    /// The open document.
    pub fn document(&self) -> Option<&Document> {
        self.history.as_ref().map(History::document)
    }

    /// The document's revision; 0 without one.
    pub fn revision(&self) -> u64 {
        self.history.as_ref().map_or(0, History::revision)
    }
}
