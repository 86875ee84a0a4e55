//! The configuration editor: a form and a document for the same draft, checked before anything is sent.

mod card;
mod field;
mod shown;
mod state;

#[cfg(target_arch = "wasm32")]
mod card_view;
#[cfg(target_arch = "wasm32")]
mod form;
#[cfg(target_arch = "wasm32")]
mod view;

pub use card::NetworkCard;
pub use field::{Field, Kind, Problem, mac_text};
pub use shown::{finding_text, shown};
pub use state::{Finding, Mode, State};
#[cfg(target_arch = "wasm32")]
pub(super) use view::{before_plan, list, view};
