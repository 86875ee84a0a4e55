//! A browser flasher for Luxonis OAK cameras, and everything below the page.
//!
//! Layers, lowest first; each knows only those above it in this list:
//!
//! | module | is |
//! |---|---|
//! | [`codec`] | little-endian reading and writing |
//! | [`runtime`] | clock, sleep and tasks of the platform |
//! | [`xlink`] | one XLink session without IO |
//! | [`bootloader`] | the bootloader's requests, responses, versions, configuration and flash layout |
//! | [`firmware`] | wheel to images; board configuration to preboot header |
//! | [`pipeline`] | graph, node catalog, codecs, standalone rules |
//! | [`python`] | what is wrong with a script, without running it |
//! | [`package`] | application packages (`.dap`) |
//! | [`transport`] | bytes to and from one camera |
//! | [`recording`] | what was said with a camera, as a file that replays |
//! | [`virtual_camera`] | a model of the device |
//! | [`device`] | operations on one camera |
//! | [`studio`] | a pipeline with its picture, and its edits |
//! | [`text`] | every sentence a person reads |
//! | [`engine`] | runs [`device`] in a worker for the page |
//! | [`cli`] | the command-line twin |
//! | [`ui`] | the page |
//!
//! `ARCHITECTURE.md` has the map and the invariants.

pub mod bootloader;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod codec;
pub mod device;
pub mod engine;
pub mod firmware;
pub mod package;
pub mod pipeline;
pub mod python;
pub mod recording;
pub mod runtime;
pub mod studio;
pub mod text;
pub mod transport;
pub mod ui;
pub mod virtual_camera;
pub mod xlink;
