//! The recorder: what was said with the camera as a file, and a file played with a virtual camera.

mod play;
mod tape;

#[cfg(target_arch = "wasm32")]
mod view;

pub use play::{Playing, Replay};
pub(super) use play::{advance, told};
pub use tape::Tape;
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use view::save_buttons;
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;

/// State of the part.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Whether identity and addresses are left out when the recording is saved.
    pub redacted: bool,
    /// The recording that was opened.
    pub tape: Option<Box<Tape>>,
    /// Why a file is no recording.
    pub refused: Option<String>,
    /// The replay, while the recorded camera is or was there.
    pub replay: Option<Replay>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            redacted: true,
            tape: None,
            refused: None,
            replay: None,
        }
    }
}
