//! Edits: everything that changes a document, as data. `apply` makes them.

mod apply;

use bytes::Bytes;
use serde_json::Value;

use super::{Fragment, Point, PortId, Rect, Selection};
use crate::pipeline::{Connection, Pipeline, edit::Queue, files::Owner};

/// A change of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// A new node; nodes there are not covered.
    Add {
        /// Python class.
        class: String,
        /// Upper left corner.
        at: Point,
    },
    /// A new node, linked to a port: with the first of its ports that fits.
    AddLinked {
        /// Python class.
        class: String,
        /// Upper left corner.
        at: Point,
        /// The port it is linked to.
        port: PortId,
    },
    /// A node comes between the two ends of a link.
    OnWire {
        /// The node.
        node: i64,
        /// The link.
        link: Connection,
    },
    /// A new node comes between the two ends of a link.
    AddOnWire {
        /// Python class.
        class: String,
        /// Upper left corner.
        at: Point,
        /// The link.
        link: Connection,
    },
    /// Nodes and notes get other places.
    Move {
        /// Nodes with their new upper left corners.
        nodes: Vec<(i64, Point)>,
        /// Notes with theirs.
        notes: Vec<(u32, Point)>,
    },
    /// A new link; a port with an empty name is made.
    Link {
        /// The sending port.
        from: PortId,
        /// The receiving port.
        to: PortId,
    },
    /// A link goes.
    Unlink(Connection),
    /// A link gets another end.
    Relink {
        /// The link as it is.
        old: Connection,
        /// The sending port.
        from: PortId,
        /// The receiving port.
        to: PortId,
    },
    /// Nodes, notes, a link go.
    Remove {
        /// What goes.
        what: Selection,
        /// Whether senders and receivers of a node that goes are linked to each other where they fit.
        reconnect: bool,
    },
    /// A copied part comes in.
    Paste {
        /// The part.
        fragment: Box<Fragment>,
        /// Where its corner comes; beside where it was without.
        at: Option<Point>,
    },
    /// A node gets a title; an empty one goes.
    Title {
        /// Node.
        node: i64,
        /// Title.
        title: String,
    },
    /// The project gets a name.
    Name(String),
    /// A property of nodes by its dotted name.
    Set {
        /// Nodes.
        nodes: Vec<i64>,
        /// Property.
        property: String,
        /// New value.
        value: Value,
    },
    /// A property of another library version, unchecked.
    SetUnknown {
        /// Node.
        node: i64,
        /// Property.
        property: String,
        /// New value.
        value: Value,
    },
    /// A global property.
    SetGlobal {
        /// Property.
        property: String,
        /// New value.
        value: Value,
    },
    /// Properties by their dotted names, of nodes alike or of the pipeline; those of other library versions, too.
    SetProperties {
        /// Whose.
        owner: Owner,
        /// Names and values.
        values: Vec<(String, Value)>,
    },
    /// A property that stands for a file gets one, or loses it; name and size follow.
    SetFile {
        /// Whose.
        owner: Owner,
        /// Property.
        property: String,
        /// The file.
        file: Option<Bytes>,
    },
    /// The content of an asset is replaced.
    ReplaceAsset {
        /// Key.
        key: String,
        /// The file.
        bytes: Bytes,
    },
    /// How an input takes messages.
    SetQueue {
        /// Input.
        port: PortId,
        /// The queue.
        queue: Queue,
    },
    /// A port in a group.
    AddPort(PortId),
    /// Another name for a port of a group.
    RenamePort {
        /// The port.
        port: PortId,
        /// New name.
        name: String,
    },
    /// A port of a group goes.
    RemovePort(PortId),
    /// The source of a Script.
    SetScript {
        /// Node.
        node: i64,
        /// Source.
        source: String,
    },
    /// The network of a node.
    SetBlob {
        /// Node.
        node: i64,
        /// The file.
        bytes: Bytes,
    },
    /// An asset of a node, or of the pipeline itself.
    SetAsset {
        /// Node; the pipeline itself without.
        node: Option<i64>,
        /// Name.
        name: String,
        /// The file.
        bytes: Bytes,
    },
    /// An asset goes, by its key.
    RemoveAsset(String),
    /// The board's configuration in the official JSON form.
    SetBoard(Option<Value>),
    /// Another pipeline takes the place of this one, such as one that a fix made; nodes keep their places by id.
    Replace(Box<Pipeline>),
    /// Nodes become a group; they leave the groups they are in.
    Group(Vec<i64>),
    /// A group goes; its nodes stay.
    Ungroup(u32),
    /// A group gets a title.
    GroupTitle {
        /// Group.
        group: u32,
        /// Title.
        title: String,
    },
    /// A new note.
    AddNote(Rect),
    /// The text of a note.
    NoteText {
        /// Note.
        note: u32,
        /// Text.
        text: String,
    },
    /// The size of a note.
    NoteArea {
        /// Note.
        note: u32,
        /// Its area.
        area: Rect,
    },
}

/// What an edit made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// What is selected now, if that changes.
    pub select: Option<Selection>,
}

impl Applied {
    fn selecting(select: Selection) -> Self {
        Self {
            select: Some(select),
        }
    }
}

impl Edit {
    /// Edits with equal keys, one after the other, are taken back together: dragging, and typing into one field.
    pub(in crate::studio) fn merges(&self) -> Option<String> {
        match self {
            Self::Move { nodes, notes } => {
                let nodes: Vec<i64> = nodes.iter().map(|(id, _)| *id).collect();
                let notes: Vec<u32> = notes.iter().map(|(id, _)| *id).collect();
                Some(format!("move {nodes:?} {notes:?}"))
            }
            Self::Title { node, .. } => Some(format!("title {node}")),
            Self::Name(_) => Some("name".into()),
            Self::Set {
                nodes, property, ..
            } => Some(format!("set {nodes:?} {property}")),
            Self::SetUnknown { node, property, .. } => Some(format!("set {node} {property}")),
            Self::SetGlobal { property, .. } => Some(format!("global {property}")),
            Self::SetProperties { owner, values } => match values.as_slice() {
                [(name, _)] => Some(format!("set {owner:?} {name}")),
                _ => None,
            },
            Self::SetQueue { port, .. } => Some(format!("queue {port:?}")),
            Self::SetScript { node, .. } => Some(format!("script {node}")),
            Self::SetBoard(_) => Some("board".into()),
            Self::GroupTitle { group, .. } => Some(format!("group {group}")),
            Self::NoteText { note, .. } => Some(format!("note {note}")),
            Self::NoteArea { note, .. } => Some(format!("area {note}")),
            _ => None,
        }
    }
}
