//! In and out of the studio: files, links, the worker's packages.

mod export;
mod kind;
mod reduce;
mod state;

#[cfg(target_arch = "wasm32")]
mod view;

pub use export::{Exported, Format, export, source};
pub use kind::{Kind, is_whole, stem};
pub use reduce::reduce;
pub(super) use reduce::{answered, built, take, went};
pub use state::{Action, Message, State, Tone};
#[cfg(target_arch = "wasm32")]
pub(super) use view::{
    export_menu, export_words, flash_button, message, open_button, pick, python_line,
};

#[cfg(test)]
mod tests;
