//! The flasher against the virtual camera: every operation, every failure, 1,000 cuts. Time is simulated.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "the helpers of a test may panic and print, too"
)]

mod bootloaders;
mod cuts;
mod failures;
mod first_flight;
mod memory;
mod peers;
mod permission;
mod random_cuts;
mod recordings;
mod refusals;
mod repair;
mod rig;
mod update;
mod versions;
