//! A pipeline with its picture.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Card, Point, Rect, linked::Linked};
use crate::pipeline::Pipeline;

/// Room between a new node and those around it.
const GAP: i32 = 48;

/// Room around the nodes of a group, and for its title.
const GROUP_MARGIN: i32 = 24;

/// A project: the pipeline, where its parts lie, and what a person wrote beside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    pub(super) pipeline: Pipeline,
    pub(super) side: Side,
}

/// What a document has besides the pipeline.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Side {
    pub(super) name: String,
    pub(super) places: BTreeMap<i64, Point>,
    pub(super) titles: BTreeMap<i64, String>,
    pub(super) groups: Vec<Group>,
    pub(super) notes: Vec<Note>,
    pub(super) board: Option<Value>,
}

/// Nodes that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Number, unique among the groups.
    pub id: u32,
    /// Title.
    pub title: String,
    /// Its nodes; each node is in one group at most.
    pub nodes: BTreeSet<i64>,
}

/// A text on the canvas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Number, unique among the notes.
    pub id: u32,
    /// Where it lies.
    pub area: Rect,
    /// The text.
    pub text: String,
}

impl Document {
    /// A document around a pipeline; its nodes are laid out.
    pub fn new(name: impl Into<String>, pipeline: Pipeline) -> Self {
        let mut document = Self {
            pipeline,
            side: Side {
                name: name.into(),
                ..Side::default()
            },
        };
        document.place_all();
        document
    }

    /// A document with a board configuration of its own.
    pub fn with_board(name: impl Into<String>, pipeline: Pipeline, board: Option<Value>) -> Self {
        let mut document = Self::new(name, pipeline);
        document.side.board = board;
        document
    }

    /// The project's name.
    pub fn name(&self) -> &str {
        &self.side.name
    }

    /// The pipeline.
    pub const fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The board's configuration in the official JSON form, if it is not all default.
    pub const fn board(&self) -> Option<&Value> {
        self.side.board.as_ref()
    }

    /// Where a node lies: its upper left corner.
    pub fn place(&self, node: i64) -> Point {
        self.side.places.get(&node).copied().unwrap_or_default()
    }

    /// The title a person gave a node.
    pub fn title(&self, node: i64) -> Option<&str> {
        self.side.titles.get(&node).map(String::as_str)
    }

    /// Groups.
    pub fn groups(&self) -> &[Group] {
        &self.side.groups
    }

    /// A group.
    pub fn group(&self, id: u32) -> Option<&Group> {
        self.side.groups.iter().find(|group| group.id == id)
    }

    /// The group a node is in.
    pub fn group_of(&self, node: i64) -> Option<&Group> {
        self.side
            .groups
            .iter()
            .find(|group| group.nodes.contains(&node))
    }

    /// Notes.
    pub fn notes(&self) -> &[Note] {
        &self.side.notes
    }

    /// A note.
    pub fn note(&self, id: u32) -> Option<&Note> {
        self.side.notes.iter().find(|note| note.id == id)
    }

    /// The area a node covers.
    pub fn area(&self, node: i64) -> Option<Rect> {
        let card = Card::new(self, self.pipeline.node(node)?);
        Some(Rect::new(self.place(node), card.width, card.height))
    }

    /// The area a group covers, its title included.
    pub fn group_area(&self, group: &Group, area: impl Fn(i64) -> Option<Rect>) -> Option<Rect> {
        let inside = Rect::around(group.nodes.iter().filter_map(|node| area(*node)))?;
        let mut area = inside.grown(GROUP_MARGIN);
        area.y -= GROUP_MARGIN;
        area.height += GROUP_MARGIN;
        Some(area)
    }

    /// A place near `wanted` where a node of this size covers no other.
    pub(super) fn free_place(&self, wanted: Point, width: i32, height: i32) -> Point {
        let linked = Linked::of(&self.pipeline);
        let nodes = self.pipeline.nodes().iter();
        let taken: Vec<Rect> = nodes
            .filter(|node| self.side.places.contains_key(&node.id))
            .map(|node| {
                let card = Card::with(self, node, &linked);
                Rect::new(self.place(node.id), card.width, card.height)
            })
            .collect();
        let mut place = wanted.snapped();
        // Each step passes at least one node, so this ends.
        for _ in 0..=taken.len() {
            let own = Rect::new(place, width, height).grown(GAP / 4);
            let Some(hit) = taken.iter().find(|other| other.meets(&own)) else {
                break;
            };
            place = Point::new(place.x, hit.bottom() + GAP / 2).snapped();
        }
        place
    }

    /// Gives every node without a place one: all anew when none has one, else below the others.
    pub(super) fn place_all(&mut self) {
        let without: Vec<i64> = self
            .pipeline
            .nodes()
            .iter()
            .map(|node| node.id)
            .filter(|id| !self.side.places.contains_key(id))
            .collect();
        if without.is_empty() {
            return;
        }
        if self.side.places.is_empty() {
            self.side.places = super::layout::layered(self, &without);
            return;
        }
        for id in without {
            let place = self.place_beside(id);
            self.side.places.insert(id, place);
        }
    }

    /// A place for a node that has none: right of a node it gets messages from, left of one it sends to, else below.
    fn place_beside(&self, id: i64) -> Point {
        let Some(own) = self.pipeline.node(id).map(|node| Card::new(self, node)) else {
            return Point::default();
        };
        let placed = |node: i64| {
            self.area(node)
                .filter(|_| self.side.places.contains_key(&node))
        };
        let links = self.pipeline.connections();
        let from = links.iter().find_map(|link| {
            let area = (link.to_node == id).then(|| placed(link.from_node))??;
            Some(Point::new(area.right() + GAP, area.y))
        });
        let to = links.iter().find_map(|link| {
            let area = (link.from_node == id).then(|| placed(link.to_node))??;
            Some(Point::new(area.x - GAP - own.width, area.y))
        });
        let nodes = self.pipeline.nodes().iter();
        let below = || {
            let all = Rect::around(nodes.filter_map(|node| placed(node.id)))?;
            Some(Point::new(all.x, all.bottom() + GAP))
        };
        let wanted = from.or(to).or_else(below).unwrap_or_default();
        self.free_place(wanted, own.width, own.height)
    }

    /// The number for a new group or note.
    pub(super) fn next_number(taken: impl Iterator<Item = u32>) -> u32 {
        taken.max().map_or(1, |last| last.saturating_add(1))
    }

    /// Takes side entries out whose nodes are gone.
    pub(super) fn forget_missing(&mut self) {
        let there: BTreeSet<i64> = self.pipeline.nodes().iter().map(|node| node.id).collect();
        self.side.places.retain(|id, _| there.contains(id));
        self.side.titles.retain(|id, _| there.contains(id));
        for group in &mut self.side.groups {
            group.nodes.retain(|id| there.contains(id));
        }
        self.side.groups.retain(|group| !group.nodes.is_empty());
    }
}
