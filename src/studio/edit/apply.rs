//! Making edits.

use std::collections::BTreeMap;

use super::{
    super::{Card, Document, Group, Note, Point, PortId, Rect, Selection, target},
    Applied, Edit,
};
use crate::pipeline::{Connection, PipelineError, catalog::Direction};

impl Document {
    /// Makes an edit. When it fails the document may be half changed; [`History::apply`](crate::studio::History::apply) brings it back.
    pub(in crate::studio) fn apply(&mut self, edit: Edit) -> Result<Applied, PipelineError> {
        match edit {
            Edit::Add { class, at } => {
                let id = self.add(&class, at)?;
                return Ok(Applied::selecting(Selection::node(id)));
            }
            Edit::AddLinked { class, at, port } => {
                let id = self.add_linked(&class, at, &port)?;
                return Ok(Applied::selecting(Selection::node(id)));
            }
            Edit::OnWire { node, link } => self.put_on_wire(node, &link)?,
            Edit::AddOnWire { class, at, link } => {
                let id = self.add(&class, at)?;
                self.put_on_wire(id, &link)?;
                return Ok(Applied::selecting(Selection::node(id)));
            }
            Edit::Move { nodes, notes } => self.move_to(&nodes, &notes),
            Edit::Link { from, to } => self.link(from, to)?,
            Edit::Unlink(link) => drop(self.pipeline.unlink(&link)),
            Edit::Relink { old, from, to } => {
                self.pipeline.unlink(&old);
                self.link(from, to)?;
            }
            Edit::Remove { what, reconnect } => self.remove(&what, reconnect)?,
            Edit::Paste { fragment, at } => {
                return Ok(Applied::selecting(self.paste(*fragment, at)?));
            }
            Edit::Title { node, title } => {
                if title.trim().is_empty() {
                    self.side.titles.remove(&node);
                } else {
                    self.side.titles.insert(node, title);
                }
            }
            Edit::Name(name) => self.side.name = name,
            Edit::Replace(pipeline) => {
                self.pipeline = *pipeline;
                self.forget_missing();
                self.place_all();
            }
            other => return self.apply_beside(other),
        }
        Ok(Applied::default())
    }

    /// Groups, notes, and the board.
    fn apply_beside(&mut self, edit: Edit) -> Result<Applied, PipelineError> {
        match edit {
            Edit::SetBoard(board) => self.side.board = board,
            Edit::Group(nodes) => {
                let id = self.make_group(nodes);
                return Ok(Applied::selecting(Selection::group(id)));
            }
            Edit::Ungroup(id) => {
                let nodes = self.group(id).map(|group| group.nodes.clone());
                self.side.groups.retain(|group| group.id != id);
                return Ok(Applied::selecting(Selection::nodes(
                    nodes.unwrap_or_default(),
                )));
            }
            Edit::GroupTitle { group, title } => {
                let mut groups = self.side.groups.iter_mut();
                if let Some(group) = groups.find(|it| it.id == group) {
                    group.title = title;
                }
            }
            Edit::AddNote(area) => {
                let id = Self::next_number(self.side.notes.iter().map(|note| note.id));
                let text = String::new();
                self.side.notes.push(Note { id, area, text });
                return Ok(Applied::selecting(Selection::note(id)));
            }
            Edit::NoteText { note, text } => {
                if let Some(note) = self.note_mut(note) {
                    note.text = text;
                }
            }
            Edit::NoteArea { note, area } => {
                if let Some(note) = self.note_mut(note) {
                    note.area = area;
                }
            }
            other => self.apply_inside(other)?,
        }
        Ok(Applied::default())
    }

    /// Properties, ports and assets.
    fn apply_inside(&mut self, edit: Edit) -> Result<(), PipelineError> {
        let pipeline = &mut self.pipeline;
        match edit {
            Edit::Set {
                nodes,
                property,
                value,
            } => {
                for node in nodes {
                    pipeline.set(node, &property, value.clone())?;
                }
            }
            Edit::SetUnknown {
                node,
                property,
                value,
            } => pipeline.set_unknown(node, &property, value)?,
            Edit::SetGlobal { property, value } => pipeline.set_global(&property, value)?,
            Edit::SetProperties { owner, values } => {
                for (name, value) in values {
                    pipeline.set_all(&owner, &name, &value)?;
                }
            }
            Edit::SetFile {
                owner,
                property,
                file,
            } => pipeline.set_file(&owner, &property, file.as_ref())?,
            Edit::ReplaceAsset { key, bytes } => pipeline.replace_asset(&key, bytes)?,
            Edit::SetQueue { port, queue } => pipeline.set_queue(port.end(), queue)?,
            Edit::AddPort(port) => pipeline.add_port(port.end(), port.direction)?,
            Edit::RenamePort { port, name } => {
                pipeline.rename_port(port.end(), port.direction, &name)?;
            }
            Edit::RemovePort(port) => pipeline.remove_port(port.end(), port.direction)?,
            Edit::SetScript { node, source } => pipeline.set_script(node, &source)?,
            Edit::SetBlob { node, bytes } => pipeline.set_blob(node, &bytes)?,
            Edit::SetAsset {
                node: Some(node),
                name,
                bytes,
            } => pipeline.set_asset(node, &name, bytes),
            Edit::SetAsset {
                node: None,
                name,
                bytes,
            } => pipeline.set_pipeline_asset(&name, bytes),
            Edit::RemoveAsset(key) => drop(pipeline.remove_asset(&key)),
            // All others are taken by `apply` and `apply_beside`.
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, class: &str, at: Point) -> Result<i64, PipelineError> {
        let id = self.pipeline.create(class)?;
        if let Some(card) = self.pipeline.node(id).map(|node| Card::new(self, node)) {
            let place = self.free_place(at, card.width, card.height);
            self.side.places.insert(id, place);
        }
        Ok(id)
    }

    fn add_linked(&mut self, class: &str, at: Point, port: &PortId) -> Result<i64, PipelineError> {
        let id = self.add(class, at)?;
        let node = self.pipeline.node(id);
        let other = node.and_then(|node| target::first_fitting(self, node, port));
        if let Some(other) = other {
            match port.direction {
                Direction::Out => self.link(port.clone(), other)?,
                Direction::In => self.link(other, port.clone())?,
            }
        }
        Ok(id)
    }

    /// Links two ports; one with an empty name is made and named after the other.
    fn link(&mut self, mut from: PortId, mut to: PortId) -> Result<(), PipelineError> {
        if from.name.is_empty() {
            from.name = self.fresh_name(&from, &to.name);
        }
        if to.name.is_empty() {
            to.name = self.fresh_name(&to, &from.name);
        }
        self.pipeline.link(Connection::new(from.end(), to.end()))
    }

    /// A name for a new port that no port of its group has: `wanted`, or with a number.
    pub(in crate::studio) fn fresh_name(&self, port: &PortId, wanted: &str) -> String {
        let node = self.pipeline.node(port.node);
        let taken = |name: &str| {
            let mut ports = node.into_iter().flat_map(|node| &node.ports);
            ports.any(|it| it.group == port.group && it.name == name)
        };
        let wanted = match (wanted, port.direction) {
            ("", Direction::In) => "in",
            ("", Direction::Out) => "out",
            (wanted, _) => wanted,
        };
        let mut numbered = (2..).map(|n| format!("{wanted}{n}"));
        let first = wanted.to_owned();
        if !taken(&first) {
            return first;
        }
        numbered.find(|name| !taken(name)).unwrap_or(first)
    }

    fn put_on_wire(&mut self, node: i64, link: &Connection) -> Result<(), PipelineError> {
        let (from, to) = (PortId::sender(link), PortId::receiver(link));
        let found = self.pipeline.node(node).and_then(|it| {
            let input = target::first_fitting(self, it, &from)?;
            let output = target::first_fitting(self, it, &to)?;
            Some((input, output))
        });
        let Some((input, output)) = found else {
            return Err(PipelineError::Form {
                path: format!("node {node}"),
                problem: "it has no input and output that fit this link".into(),
            });
        };
        self.pipeline.unlink(link);
        self.link(from, input)?;
        self.link(output, to)
    }

    fn move_to(&mut self, nodes: &[(i64, Point)], notes: &[(u32, Point)]) {
        for (id, place) in nodes {
            self.side.places.insert(*id, place.shifted(0, 0));
        }
        for (id, place) in notes {
            if let Some(note) = self.note_mut(*id) {
                let place = place.shifted(0, 0);
                note.area = Rect::new(place, note.area.width, note.area.height);
            }
        }
    }

    fn remove(&mut self, what: &Selection, reconnect: bool) -> Result<(), PipelineError> {
        if let Some(link) = &what.link {
            self.pipeline.unlink(link);
        }
        if let Some(group) = what.group {
            self.side.groups.retain(|it| it.id != group);
        }
        let mut bridges = Vec::new();
        for node in &what.nodes {
            if reconnect {
                bridges.extend(target::bridges(&self.pipeline, *node));
            }
            self.pipeline.remove(*node)?;
            for (from, to) in std::mem::take(&mut bridges) {
                // One that is there already is as good.
                drop(self.link(from, to));
            }
        }
        self.side
            .notes
            .retain(|note| !what.notes.contains(&note.id));
        self.forget_missing();
        Ok(())
    }

    fn make_group(&mut self, nodes: Vec<i64>) -> u32 {
        for group in &mut self.side.groups {
            group.nodes.retain(|id| !nodes.contains(id));
        }
        self.side.groups.retain(|group| !group.nodes.is_empty());
        let id = Self::next_number(self.side.groups.iter().map(|group| group.id));
        self.side.groups.push(Group {
            id,
            title: String::new(),
            nodes: nodes.into_iter().collect(),
        });
        id
    }

    fn note_mut(&mut self, id: u32) -> Option<&mut Note> {
        self.side.notes.iter_mut().find(|note| note.id == id)
    }

    /// Places of some nodes, shifted.
    pub fn shifted(
        &self,
        selection: &Selection,
        dx: i32,
        dy: i32,
    ) -> (BTreeMap<i64, Point>, BTreeMap<u32, Point>) {
        let nodes = selection
            .nodes
            .iter()
            .map(|id| (*id, self.place(*id).shifted(dx, dy)))
            .collect();
        let notes = selection
            .notes
            .iter()
            .filter_map(|id| Some((*id, self.note(*id)?.area.corner().shifted(dx, dy))))
            .collect();
        (nodes, notes)
    }
}
