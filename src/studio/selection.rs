//! What is selected.

use std::collections::BTreeSet;

use crate::pipeline::Connection;

use super::Document;

/// What is selected: nodes, notes, a group, a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Nodes by id.
    pub nodes: BTreeSet<i64>,
    /// Notes by id.
    pub notes: BTreeSet<u32>,
    /// A group by id; then it alone.
    pub group: Option<u32>,
    /// A link; then it alone.
    pub link: Option<Connection>,
}

impl Selection {
    /// One node.
    pub fn node(id: i64) -> Self {
        Self::nodes([id])
    }

    /// Some nodes.
    pub fn nodes(ids: impl IntoIterator<Item = i64>) -> Self {
        Self {
            nodes: ids.into_iter().collect(),
            ..Self::default()
        }
    }

    /// One note.
    pub fn note(id: u32) -> Self {
        Self {
            notes: BTreeSet::from([id]),
            ..Self::default()
        }
    }

    /// A link.
    pub fn link(link: Connection) -> Self {
        Self {
            link: Some(link),
            ..Self::default()
        }
    }

    /// A group.
    pub fn group(id: u32) -> Self {
        Self {
            group: Some(id),
            ..Self::default()
        }
    }

    /// Everything that can be moved.
    pub fn all(document: &Document) -> Self {
        Self {
            nodes: document.pipeline().nodes().iter().map(|it| it.id).collect(),
            notes: document.notes().iter().map(|it| it.id).collect(),
            ..Self::default()
        }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The one node that is selected, if it alone is.
    pub fn only_node(&self) -> Option<i64> {
        let mut nodes = self.nodes.iter();
        let first = *nodes.next()?;
        (nodes.next().is_none() && self.notes.is_empty()).then_some(first)
    }

    /// Takes a node in, or out if it is in.
    pub fn toggle_node(&mut self, id: i64) {
        self.link = None;
        self.group = None;
        if !self.nodes.remove(&id) {
            self.nodes.insert(id);
        }
    }

    /// Takes a note in, or out if it is in.
    pub fn toggle_note(&mut self, id: u32) {
        self.link = None;
        self.group = None;
        if !self.notes.remove(&id) {
            self.notes.insert(id);
        }
    }

    /// Drops what the document does not have (any more).
    pub fn keep_existing(&mut self, document: &Document) {
        self.nodes
            .retain(|id| document.pipeline().node(*id).is_some());
        self.notes.retain(|id| document.note(*id).is_some());
        let links = document.pipeline().connections();
        self.link = self.link.take().filter(|link| links.contains(link));
        self.group = self.group.filter(|id| document.group(*id).is_some());
    }
}
