//! What can happen in the studio, and what it asks of its surroundings in answer.

use super::{
    bridge::{StudioCommand, StudioEvent},
    files,
    gesture::{Hit, Pointer},
    meter, problems,
    projects::{Job, Stored},
    state::Sheet,
};
use crate::{
    engine::protocol::NamedFile,
    pipeline::Pipeline,
    studio::{Arrange, Arrow, Edit, Point, PortId, ScriptAnswer, Selection},
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
    /// It moved. What lies below it is told only while a link is drawn.
    Moved(Pointer, Hit),
    /// It went up.
    Up(Pointer, Hit),
    /// It is lost, or Escape was pressed.
    Cancelled,

    /// Words in the palette's search field.
    Search(String),
    /// Put a node of a class into the middle of what is seen.
    Add(&'static str),
    /// A class was dropped from the palette.
    Drop {
        /// Its name.
        class: String,
        /// Where.
        at: Pointer,
        /// What lies there.
        hit: Hit,
    },
    /// A double click.
    Twice(Pointer, Hit),
    /// A finger rested.
    Rested(Pointer, Hit),

    /// Open the list of nodes to add, at a pixel of the canvas.
    OpenAdd {
        /// From the left and from the top.
        at: (f64, f64),
    },
    /// The same in the middle of what is seen.
    OpenAddMiddle,
    /// Open the list of a node's ports, to link one; the selected node's without.
    OpenLink(Option<i64>),
    /// Words in an open list's field.
    ChooserSearch(String),
    /// Move the mark in it.
    ChooserMark(isize),
    /// Choose the item at a position.
    ChooserTake(usize),
    /// Close it.
    ChooserClose,

    /// An arrow key, with the node that has the focus.
    Arrow(Arrow, Option<i64>),
    /// Move what is selected by steps of the grid.
    Nudge(i32, i32),
    /// Select the node that has the focus, or no more.
    Toggle(i64),
    /// Go to the properties of the node that has the focus.
    Enter(i64),
    /// Select everything.
    SelectAll,
    /// Copy what is selected.
    Copy,
    /// Copy it, then take it out.
    Cut,
    /// A text comes from the clipboard.
    Pasted(String),
    /// Put a copy of what is selected beside it.
    Duplicate,
    /// Bring what is selected into line.
    Arrange(Arrange),
    /// Lay out what is selected, or all.
    LayOut,
    /// Make what is selected a group.
    Group,
    /// Dissolve the selected group.
    Ungroup,
    /// Put a note into the middle of what is seen.
    AddNote,
    /// Write the title or text of what is selected.
    Rename,
    /// A letter in that field.
    Write(String),
    /// That field was left.
    EndWriting,

    /// Move the focus to the palette's search field.
    GoToSearch,
    /// Full size.
    ZoomFull,
    /// Show what is selected.
    FitSelection,
    /// Put a place of the canvas into the middle.
    Center(Point),
    /// Show or hide the small map.
    ToggleMap,
    /// Show or hide the list of keys.
    ShowKeys(bool),
    /// Show a part over the canvas, on a small screen.
    Sheet(Sheet),

    /// Show or hide the list of projects.
    ShowProjects(bool),
    /// The store answers.
    Stored(Result<Stored, String>),
    /// Keep the open project now, if it changed.
    Keep,
    /// Open a project of the list.
    OpenProject(u64),
    /// Delete one.
    DeleteProject(u64),
    /// Bring the deleted one back.
    UndeleteProject,
    /// What is told about a deleted project was read.
    DismissDeleted,
    /// A file was chosen, dropped or pasted.
    File(NamedFile),
    /// A file could not be read; the sentence.
    Unread(String),
    /// Link a port to another, from a list.
    Link {
        /// One port.
        from: PortId,
        /// The other.
        to: PortId,
    },
    /// The parser said something about a node's script.
    ScriptTold {
        /// The node.
        node: i64,
        /// What it said.
        answer: ScriptAnswer,
    },
    /// Save the board configuration as a file.
    SaveBoard,
    /// A file was dropped on a node.
    Dropped {
        /// The node.
        node: i64,
        /// Name of the file.
        name: String,
        /// Its content, or why it cannot be read.
        chosen: Result<Vec<u8>, String>,
    },
    /// Save an asset as a file.
    SaveAsset {
        /// Its key.
        key: String,
        /// Name of the file.
        name: String,
    },
    /// What was refused was read.
    Dismiss,

    /// Work out what follows from the pipeline.
    Analyse,
    /// Something in the list of problems.
    Problems(problems::Action),
    /// Something with the meter.
    Meter(meter::Action),
    /// Something with files.
    Files(files::Action),
    /// Show what flows through links, or hide it.
    ToggleFlow,
}

impl Action {
    /// Whether it changes nothing but what is seen of the canvas.
    pub const fn only_looks(&self) -> bool {
        matches!(
            self,
            Self::Scroll { .. } | Self::Zoom { .. } | Self::ZoomBy(_) | Self::Center(_)
        )
    }
}

/// Something the studio asks of the browser or the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the page.
    Tell(StudioEvent),
    /// Move the focus to this element after the next drawing.
    Focus(String),
    /// Copy a text.
    Copy(String),
    /// Ask the store.
    Store(Job),
    /// Remember which project is open.
    Remember(Option<u64>),
    /// Bring what has this attribute with this value in the right column into sight, with the focus in it.
    ShowSpot {
        /// Attribute.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// Answer with [`Action::Analyse`] a moment after the last time this was asked for.
    AnalyseSoon,
    /// Copy the line of Python, and answer with [`files::Action::Copied`].
    CopyLine(&'static str),
    /// Copy the address that carries this project, and answer with [`files::Action::LinkCopied`].
    CopyLink(String),
    /// The address shall no longer carry a project.
    ForgetLink,
}
