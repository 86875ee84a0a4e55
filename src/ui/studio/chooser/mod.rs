//! The list at the cursor: a node to add, or what to link by keyboard.

mod items;
mod reduce;
mod state;

#[cfg(target_arch = "wasm32")]
mod view;

pub use items::{items, node_title};
pub(super) use reduce::{mark, open_add, open_on_wire, open_ports, take};
pub use state::{Chooser, ChooserKind, Item, Take, Tone};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;
