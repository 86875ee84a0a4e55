//! What is done with files, and what became of it.

use super::export::Format;
use crate::engine::protocol::NamedFile;

/// Something done with files.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A file came in: chosen, dropped or pasted.
    Take(NamedFile),
    /// It could not be read; the sentence.
    Unreadable(String),
    /// Export.
    Export(Format),
    /// Copy the line of Python.
    CopyLine,
    /// It is in the clipboard, or the clipboard is out of reach.
    Copied(bool),
    /// The link is in the clipboard, or the clipboard is out of reach.
    LinkCopied(String, bool),
    /// Take the pipeline to the steps.
    Flash,
    /// Close the message.
    Dismiss,
}

/// State of files.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// What is being opened, until the worker has taken its pipeline out.
    pub opening: Option<String>,
    /// Whether the worker builds a package.
    pub building: bool,
    /// What became of the last way in or out.
    pub message: Option<Message>,
    /// Whether the line of Python was copied.
    pub line_copied: bool,
}

/// What became of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How it is meant.
    pub tone: Tone,
    /// Title.
    pub title: &'static str,
    /// Sentences.
    pub lines: Vec<String>,
    /// A link to copy by hand.
    pub link: Option<String>,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Good,
    /// It worked in part.
    Warning,
    /// It did not work.
    Bad,
}
