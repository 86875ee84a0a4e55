//! The project file: a document whole, as JSON with a version; assets as text where they are text, else in base64.
//!
//! A newer version is refused with a sentence; fields that this version does not know are left out of the way.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;

use super::{Document, Group, Note, Point, document::Side};
use crate::pipeline::{Asset, Pipeline, PipelineError, without_mark};

/// Ending of a project's file.
pub const ENDING: &str = "oakstudio";

/// What the file says it is.
pub const KIND: &str = "oak-flasher-project";

/// The version this program writes.
const VERSION: u32 = 1;

/// Alignment of assets that does not have to be said.
const ALIGNMENT: u32 = 64;

/// Whether a text is a project, told by its first entry.
pub fn is_project(text: &[u8]) -> bool {
    let after = |text: &'_ [u8], word: &[u8]| -> Option<usize> {
        let rest = text.trim_ascii_start().strip_prefix(word)?;
        Some(text.len() - rest.len())
    };
    let kind = format!("\"{KIND}\"");
    let words: [&[u8]; 4] = [b"{", b"\"kind\"", b":", kind.as_bytes()];
    let mut rest = without_mark(text);
    words.into_iter().all(|word| {
        let found = after(rest, word).and_then(|at| rest.get(at..));
        rest = found.unwrap_or_default();
        found.is_some()
    })
}

/// Bytes as base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base64(pub(super) Bytes);

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = STANDARD.decode(text).map_err(D::Error::custom)?;
        Ok(Self(bytes.into()))
    }
}

#[derive(Serialize, Deserialize)]
struct File {
    kind: String,
    version: u32,
    name: String,
    pipeline: Value,
    #[serde(default)]
    assets: Vec<StoredAsset>,
    #[serde(default)]
    nodes: BTreeMap<i64, Placed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Group>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Note>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    board: Option<Value>,
}

#[derive(Serialize, Deserialize)]
struct StoredAsset {
    key: String,
    #[serde(default = "alignment", skip_serializing_if = "is_usual")]
    alignment: u32,
    #[serde(flatten)]
    content: Content,
}

/// An asset's bytes. Text stays readable, and short in a link: packed base64 takes twice as much.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    Text(String),
    Base64(Base64),
}

impl Content {
    fn of(bytes: &Bytes) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(Base64(bytes.clone())),
        }
    }

    fn bytes(self) -> Bytes {
        match self {
            Self::Text(text) => text.into(),
            Self::Base64(bytes) => bytes.0,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Placed {
    #[serde(flatten)]
    at: Point,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

const fn alignment() -> u32 {
    ALIGNMENT
}

const fn is_usual(alignment: &u32) -> bool {
    *alignment == ALIGNMENT
}

/// A file is no project that this version can open.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// It is not JSON, or lacks a part.
    #[error("this is no project of this page, or a part of it is missing: {0}")]
    Form(String),
    /// It is of a newer version.
    #[error(
        "the project was saved by a newer version of this page (format {0}, this page reads {VERSION}); reload the page and try again"
    )]
    Newer(u32),
    /// Its pipeline is none.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
}

impl Document {
    /// The project file.
    pub fn to_project(&self) -> Vec<u8> {
        let placed = |node: &crate::pipeline::Node| {
            let placed = Placed {
                at: self.place(node.id),
                title: self.title(node.id).map(str::to_owned),
            };
            (node.id, placed)
        };
        let stored = |asset: &Asset| StoredAsset {
            key: asset.key.clone(),
            alignment: asset.alignment,
            content: Content::of(&asset.bytes),
        };
        let file = File {
            kind: KIND.to_owned(),
            version: VERSION,
            name: self.side.name.clone(),
            pipeline: self.pipeline.schema_json(),
            assets: self.pipeline.assets().iter().map(stored).collect(),
            nodes: self.pipeline.nodes().iter().map(placed).collect(),
            groups: self.side.groups.clone(),
            notes: self.side.notes.clone(),
            board: self.side.board.clone(),
        };
        // Maps with text or number keys: this cannot fail.
        serde_json::to_vec(&file).unwrap_or_default()
    }

    /// Reads a project file.
    pub fn from_project(bytes: &[u8]) -> Result<Self, ProjectError> {
        #[derive(Deserialize)]
        struct Head {
            kind: String,
            version: u32,
        }
        let bytes = without_mark(bytes);
        let form = |error: serde_json::Error| ProjectError::Form(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(form)?;
        if head.kind != KIND {
            return Err(ProjectError::Form(format!(
                "it is of the kind {}",
                head.kind
            )));
        }
        if head.version > VERSION {
            return Err(ProjectError::Newer(head.version));
        }
        let file: File = serde_json::from_slice(bytes).map_err(form)?;
        let schema = serde_json::to_vec(&file.pipeline).map_err(form)?;
        let mut pipeline = Pipeline::from_json(&schema)?;
        let assets = file.assets.into_iter().map(|asset| Asset {
            key: asset.key,
            alignment: asset.alignment,
            bytes: asset.content.bytes(),
        });
        pipeline.put_assets(assets.collect());
        let mut side = Side {
            name: file.name,
            groups: file.groups,
            notes: file.notes,
            board: file.board,
            ..Side::default()
        };
        for (id, placed) in file.nodes {
            side.places.insert(id, placed.at.shifted(0, 0));
            if let Some(title) = placed.title {
                side.titles.insert(id, title);
            }
        }
        let mut document = Self { pipeline, side };
        document.mend();
        Ok(document)
    }

    /// Makes numbers of groups and notes differ, and every node lie somewhere; files may say otherwise.
    fn mend(&mut self) {
        for (id, group) in (1..).zip(&mut self.side.groups) {
            group.id = id;
        }
        for (id, note) in (1..).zip(&mut self.side.notes) {
            note.id = id;
            note.area.width = note.area.width.clamp(64, 4000);
            note.area.height = note.area.height.clamp(64, 4000);
            let corner = note.area.corner().shifted(0, 0);
            (note.area.x, note.area.y) = (corner.x, corner.y);
        }
        let mut taken = std::collections::BTreeSet::new();
        for group in &mut self.side.groups {
            group.nodes.retain(|id| taken.insert(*id));
        }
        self.forget_missing();
        self.place_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::{Edit, History, Rect};

    fn sample() -> Document {
        let mut pipeline = Pipeline::default();
        pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        pipeline.set_script(script, "pass").unwrap();
        let mut history = History::new(Document::new("Sample", pipeline));
        for edit in [
            Edit::Group(vec![0, 1]),
            Edit::AddNote(Rect::new(Point::new(0, -100), 200, 80)),
            Edit::NoteText {
                note: 1,
                text: "Why".into(),
            },
            Edit::SetBoard(Some(serde_json::json!({"usb": {"vid": 1}}))),
        ] {
            history.apply(edit).unwrap();
        }
        history.document().clone()
    }

    #[test]
    fn a_project_comes_back_as_it_was() {
        let document = sample();
        let file = document.to_project();
        assert!(
            is_project(&file) && is_project(b"\xEF\xBB\xBF { \"kind\" : \"oak-flasher-project\"")
        );
        assert!(!is_project(&document.pipeline().to_json_bytes().unwrap()));
        assert!(String::from_utf8_lossy(&file).contains("\"text\":\"pass\""));
        let marked = [b"\xEF\xBB\xBF", file.as_slice()].concat();
        assert_eq!(Document::from_project(&marked).as_ref(), Ok(&document));
        assert_eq!(Document::from_project(&file), Ok(document));
    }

    #[test]
    fn bad_files_get_a_sentence() {
        let form = |bytes: &[u8]| Document::from_project(bytes).unwrap_err();
        assert!(matches!(form(b"not json"), ProjectError::Form(_)));
        assert!(matches!(form(b"{}"), ProjectError::Form(_)));
        let newer = br#"{"kind": "oak-flasher-project", "version": 2}"#;
        assert_eq!(form(newer), ProjectError::Newer(2));
        let other = br#"{"kind": "something", "version": 1}"#;
        assert!(form(other).to_string().contains("something"));
        let broken =
            br#"{"kind": "oak-flasher-project", "version": 1, "name": "", "pipeline": {}}"#;
        assert!(matches!(form(broken), ProjectError::Pipeline(_)));
    }

    #[test]
    fn hostile_pictures_are_mended() {
        let mut file: Value = serde_json::from_slice(&sample().to_project()).unwrap();
        file["nodes"] =
            serde_json::json!({"0": {"x": 2_000_000_000, "y": 0}, "9": {"x": 1, "y": 1}});
        file["groups"] = serde_json::json!([
            {"id": 1, "title": "", "nodes": [0, 7]},
            {"id": 1, "title": "", "nodes": [0]},
        ]);
        file["notes"][0]["area"]["width"] = serde_json::json!(-5);
        let document = Document::from_project(&serde_json::to_vec(&file).unwrap()).unwrap();
        assert_eq!(document.groups().len(), 1);
        assert!(document.notes()[0].area.width >= 64);
        assert!(document.place(0).x < 1_000_000);
        assert_ne!(document.place(0), document.place(1));
    }
}
