//! Everything the studio knows. Plain data; changed only by [`super::reduce()`].

use std::{collections::BTreeMap, rc::Rc};

use super::{
    Gesture, Viewport, analysis::Analysis, chooser::Chooser, files, meter, problems,
    projects::Projects,
};
use crate::studio::{Document, Fragment, History, PortId, Scene, ScriptAnswers, Selection};

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
    /// What the parser said about the scripts.
    pub scripts: ScriptAnswers,
    /// Why the last edit was refused, in words.
    pub refused: Option<String>,
    /// What the live region says.
    pub said: String,
    /// An open list at the cursor.
    pub chooser: Option<Chooser>,
    /// What is being written on the canvas.
    pub writing: Option<Writing>,
    /// What was copied last, where the browser's clipboard cannot be had.
    pub clipboard: Option<Fragment>,
    /// Projects kept in the browser.
    pub projects: Projects,
    /// Whether the small map is hidden.
    pub map_hidden: bool,
    /// Whether the list of keys is shown.
    pub keys_shown: bool,
    /// What lies over the canvas on a small screen.
    pub sheet: Sheet,
    /// The element that shall have the focus next.
    pub focus_wanted: Option<String>,
    /// Milliseconds of the computer's clock when the last action came.
    pub now_millis: u64,
    /// What was worked out from the pipeline last.
    pub analysis: Option<Rc<Analysis>>,
    /// Whether the pipeline changed since.
    pub stale: bool,
    /// The list of problems.
    pub problems: problems::State,
    /// The it-fits meter.
    pub meter: meter::State,
    /// Ways in and out.
    pub files: files::State,
    /// Whether links tell what flows through them.
    pub flow_shown: bool,
    /// Whether everything shall be brought into sight as soon as the canvas has a size.
    pub fit_wanted: bool,
    /// What was seen when everything was brought into sight last, until something is edited.
    pub fitted: Option<Viewport>,
}

/// A text that is being written on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// The title of a node.
    Title(i64),
    /// The title of a group.
    Group(u32),
    /// A note.
    Note(u32),
}

/// What lies over the canvas on a small screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sheet {
    /// Nothing.
    #[default]
    None,
    /// The palette.
    Palette,
    /// Properties.
    Inspector,
    /// Problems.
    Problems,
}

impl Sheet {
    /// Its name in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Palette => "palette",
            Self::Inspector => "inspector",
            Self::Problems => "problems",
        }
    }
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
