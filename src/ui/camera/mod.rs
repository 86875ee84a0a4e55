//! Step 1: connect a camera, see what it is, look after its bootloader.

mod facts;
mod parts;
mod state;

#[cfg(target_arch = "wasm32")]
mod bootloader;
#[cfg(target_arch = "wasm32")]
mod connect;
#[cfg(target_arch = "wasm32")]
mod map;
#[cfg(target_arch = "wasm32")]
mod panel;

#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use bootloader::{image, kinds};
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use connect::{list, view, waiting_in_operation};
pub use facts::{BootloaderState, Dot, bootloader_state, dot, known_kind};
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use map::view as map_view;
#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use panel::{applications, memories, targets};
pub use parts::{Part, parts};
pub use state::{Chooser, Connection, Goal, State};
