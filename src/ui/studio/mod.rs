//! The studio: the graph editor, a WebAssembly program of its own that the page loads when it is first opened.
//!
//! It mounts into `#studio`, beside the page's `#app`: two programs of this kind must not draw into one another. They
//! speak by the messages of [`bridge`].
//!
//! Everything that happens is an [`Action`]; [`reduce()`] changes the [`State`] and names the [`Effect`]s; only the root
//! component touches the browser. **To change the document**, emit [`Action::Edit`] with an
//! [`Edit`](crate::studio::Edit): it is applied by [`History::apply`](crate::studio::History::apply), can be taken back,
//! and what it refuses is shown ([`State::refused`]). Edits of one field or one drag that follow each other are taken back
//! together until [`Action::Pause`]. An edit that no variant has is `Edit::Replace` with a changed copy of the pipeline.
//!
//! Parts: `canvas` with `chooser` (the list at the cursor) and `tools` over it, `palette`, `inspector` (the right column),
//! `problems` (below the canvas), `bar` (the line above it), `start` (beginnings and projects), `files` (in and out).

mod action;
pub mod analysis;
pub mod bridge;
mod chooser;
mod editing;
pub mod files;
mod gesture;
mod inspecting;
mod keeping;
mod keys;
pub mod meter;
mod pointing;
pub mod problems;
pub mod projects;
mod reduce;
mod sight;
mod state;
mod viewport;
mod writing;

#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod held;
#[cfg(target_arch = "wasm32")]
mod inspector;
#[cfg(target_arch = "wasm32")]
mod links;
#[cfg(target_arch = "wasm32")]
mod palette;
#[cfg(target_arch = "wasm32")]
mod root;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
mod store;
#[cfg(target_arch = "wasm32")]
mod tools;
#[cfg(target_arch = "wasm32")]
mod view;

pub use action::{Action, Effect};
pub use chooser::{Chooser, ChooserKind, Item, Take, Tone, items, node_title};
pub use gesture::{Gesture, Hit, Pointer};
pub use keeping::is_dirty;
pub use keys::{Key, Place, action as key_action};
pub use reduce::reduce;
#[cfg(target_arch = "wasm32")]
pub use root::mount;
pub use state::{Sheet, State, Writing};
pub use viewport::Viewport;
pub use writing::written;
