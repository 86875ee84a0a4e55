//! What can be wrong, and where.

use serde::{Deserialize, Serialize};

/// Something wrong with a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What.
    pub kind: Kind,
    /// Where.
    pub place: Place,
}

impl Problem {
    pub(super) const fn new(kind: Kind, place: Place) -> Self {
        Self { kind, place }
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        match self.kind {
            Kind::HostName(_)
            | Kind::UnreadInput(_)
            | Kind::BusyLoop
            | Kind::TooDeep
            | Kind::NeedsNetwork(_)
            | Kind::MissingModule(_) => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It is not Python, in the parser's words.
    Syntax(String),
    /// `return`, `yield` or `await` outside a function.
    OutsideFunction(String),
    /// `break` or `continue` outside a loop.
    OutsideLoop(String),
    /// An input is read that the node does not have, or that gets nothing.
    UnknownInput(String),
    /// Something is sent to an output that the node does not have.
    UnknownOutput(String),
    /// A linked input that is never read: its queue fills and the sender stops.
    UnreadInput(String),
    /// A host name, which a camera cannot look up.
    HostName(String),
    /// A module that the camera's Python does not have.
    MissingModule(String),
    /// A module that only the other processor has.
    NeedsNetwork(String),
    /// A loop without end that never waits.
    BusyLoop,
    /// Nested so deep that it was not read.
    TooDeep,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The script stops.
    Error,
    /// The script may not do what is meant.
    Warning,
}

/// A part of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column, in characters from 1.
    pub column: u32,
    /// Beginning, in the units that browsers count texts in (UTF-16).
    pub from: u32,
    /// End, in the same units.
    pub to: u32,
}
