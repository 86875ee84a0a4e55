//! The check of scripts in a worker of its own: the parser is large, and a text that it cannot take must not take the
//! engine with it.

mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
mod worker;

pub use protocol::{Answer, Question, Told};
#[cfg(target_arch = "wasm32")]
pub(super) use worker::run;
