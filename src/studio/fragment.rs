//! A part of a document, as it is copied and pasted: nodes with their links and assets, notes, groups.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Document, Group, Note, Point, Rect, Selection, project::Base64};
use crate::pipeline::{Connection, Node, PipelineError};

/// What a copied text begins with, so that others are told apart.
const MARK: &str = "oak-flasher-nodes";

/// How far a copy lies from what it was copied from.
pub(super) const OFFSET: i32 = 32;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fragment {
    kind: String,
    nodes: Vec<Copied>,
    links: Vec<Connection>,
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    notes: Vec<Note>,
}

/// A node with what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Copied {
    node: Node,
    place: Point,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    assets: BTreeMap<String, Base64>,
}

impl Fragment {
    /// What is selected; none where that is nothing that can be copied.
    pub fn copy(document: &Document, selection: &Selection) -> Option<Self> {
        let group = selection.group.and_then(|id| document.group(id));
        let nodes = group.map_or(&selection.nodes, |group| &group.nodes);
        let copied = nodes.iter().filter_map(|id| {
            let assets = document.pipeline().node_assets(*id);
            let assets = assets
                .into_iter()
                .map(|(name, bytes)| (name, Base64(bytes)));
            Some(Copied {
                node: document.pipeline().node(*id)?.clone(),
                place: document.place(*id),
                title: document.title(*id).map(str::to_owned),
                assets: assets.collect(),
            })
        });
        let inside = |id: i64| nodes.contains(&id);
        let links = document.pipeline().connections().iter();
        let whole = |group: &&Group| group.nodes.iter().all(|id| inside(*id));
        let notes = document.notes().iter();
        let fragment = Self {
            kind: MARK.to_owned(),
            nodes: copied.collect(),
            links: links
                .filter(|link| inside(link.from_node) && inside(link.to_node))
                .cloned()
                .collect(),
            groups: document.groups().iter().filter(whole).cloned().collect(),
            notes: notes
                .filter(|note| selection.notes.contains(&note.id))
                .cloned()
                .collect(),
        };
        (!fragment.nodes.is_empty() || !fragment.notes.is_empty()).then_some(fragment)
    }

    /// Its number of nodes.
    pub const fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// As text.
    pub fn to_text(&self) -> String {
        // Maps with text keys: this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Out of a text, if it is one of ours.
    pub fn from_text(text: &str) -> Option<Self> {
        let fragment: Self = serde_json::from_str(text).ok()?;
        (fragment.kind == MARK).then_some(fragment)
    }

    /// The upper left corner of what is in it.
    fn corner(&self) -> Point {
        let nodes = self.nodes.iter().map(|it| Rect::new(it.place, 0, 0));
        let notes = self.notes.iter().map(|it| it.area);
        Rect::around(nodes.chain(notes)).map_or_else(Point::default, |area| area.corner())
    }
}

impl Document {
    /// Puts a fragment in, with its corner at a place, or a little beside where it was; gives what is new.
    pub(super) fn paste(
        &mut self,
        fragment: Fragment,
        at: Option<Point>,
    ) -> Result<Selection, PipelineError> {
        let corner = fragment.corner();
        let to = at
            .unwrap_or_else(|| corner.shifted(OFFSET, OFFSET))
            .snapped();
        let (dx, dy) = (to.x - corner.x, to.y - corner.y);
        let mut ids = BTreeMap::new();
        for copied in fragment.nodes {
            let assets: Vec<(String, Bytes)> = copied
                .assets
                .into_iter()
                .map(|(name, bytes)| (name, bytes.0))
                .collect();
            let old = copied.node.id;
            let new = self.pipeline.insert(copied.node, assets);
            ids.insert(old, new);
            self.side.places.insert(new, copied.place.shifted(dx, dy));
            if let Some(title) = copied.title {
                self.side.titles.insert(new, title);
            }
        }
        for mut link in fragment.links {
            if let (Some(from), Some(to)) = (ids.get(&link.from_node), ids.get(&link.to_node)) {
                (link.from_node, link.to_node) = (*from, *to);
                self.pipeline.link(link)?;
            }
        }
        for mut group in fragment.groups {
            group.id = Self::next_number(self.side.groups.iter().map(|it| it.id));
            group.nodes = group
                .nodes
                .iter()
                .filter_map(|id| ids.get(id).copied())
                .collect();
            self.side.groups.push(group);
        }
        let mut selection = Selection::nodes(ids.into_values());
        for mut note in fragment.notes {
            note.id = Self::next_number(self.side.notes.iter().map(|it| it.id));
            let corner = note.area.corner().shifted(dx, dy);
            note.area = Rect::new(corner, note.area.width, note.area.height);
            selection.notes.insert(note.id);
            self.side.notes.push(note);
        }
        Ok(selection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pipeline::{Pipeline, build::End},
        studio::{Edit, History},
    };

    #[test]
    fn copies_keep_links_titles_and_assets() {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        pipeline.set_script(script, "pass").unwrap();
        let link = Connection::new(
            End::fixed(camera, "preview"),
            End::grouped(script, "io", "frames"),
        );
        pipeline.link(link).unwrap();
        let mut history = History::new(Document::new("", pipeline));
        let title = Edit::Title {
            node: script,
            title: "Logic".into(),
        };
        history.apply(title).unwrap();
        history.apply(Edit::Group(vec![camera, script])).unwrap();
        let all = Selection::nodes([camera, script]);
        let text = Fragment::copy(history.document(), &all).unwrap().to_text();
        let fragment = Fragment::from_text(&text).unwrap();
        let paste = Edit::Paste {
            fragment: Box::new(fragment),
            at: None,
        };
        let new = history.apply(paste).unwrap().select.unwrap();
        let document = history.document();
        assert_eq!(new.nodes.len(), 2);
        let copy = *new.nodes.last().unwrap();
        assert_eq!(document.title(copy), Some("Logic"));
        assert_eq!(document.pipeline().node_assets(copy)[0].1, "pass");
        assert_eq!(document.pipeline().connections().len(), 2);
        assert_eq!(document.groups().len(), 2);
        assert_eq!(
            document.place(copy),
            document.place(script).shifted(OFFSET, OFFSET)
        );
    }

    #[test]
    fn other_texts_are_not_ours() {
        for text in ["", "{}", "{\"kind\":\"other\",\"nodes\":[],\"links\":[]}"] {
            assert_eq!(Fragment::from_text(text), None);
        }
        let nothing = Fragment::copy(&Document::default(), &Selection::default());
        assert_eq!(nothing, None);
    }
}
