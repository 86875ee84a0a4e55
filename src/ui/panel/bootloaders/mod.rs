//! Bootloaders: update with the right place chosen, factory reset, boot headers.

mod advice;
mod header;

#[cfg(target_arch = "wasm32")]
mod gates;
#[cfg(target_arch = "wasm32")]
mod header_view;
#[cfg(target_arch = "wasm32")]
mod view;

pub use advice::{Advice, Target, advice};
pub use header::{HeaderForm, HeaderInput};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;

/// State of the part; the chosen kind and image are the camera's (step 1 shows them, too).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Letters in the field that unlocks boot headers.
    pub word: String,
    /// The boot header.
    pub header: HeaderForm,
    /// The camera went to its ROM because it was told to.
    pub rom_started: bool,
}

impl State {
    /// Whether boot headers are unlocked.
    pub fn unlocked(&self) -> bool {
        self.word.trim() == crate::text::page::panel::bootloaders::HEADERS_WORD
    }
}
