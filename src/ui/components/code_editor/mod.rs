//! A code editor for scripts that run on a camera: highlighting and completion by CodeMirror, which is loaded when the
//! first editor opens; problems by a real parser in a worker. Until it is there, and where it cannot be loaded, a plain
//! field does the same.

mod bridge;
mod component;
mod problems;

pub(in crate::ui) use component::{CodeEditor, NewPort, Spot};
