//! Plans: what an operation will write, and why it may not. Pure functions of facts and bytes; nothing is sent.

mod application;
mod boot_header;
mod bootloader;
mod config;
mod memory;
mod restore;
mod update;
mod user_bootloader;

pub use application::{
    ApplicationHints, CheckedPackage, application, checked_application, remove_application,
};
pub(super) use application::{ApplicationRoute, application_of, destination};
pub use boot_header::boot_header;
pub(super) use boot_header::{HEADER_BYTES, restarts};
pub(super) use bootloader::reset_image;
pub use bootloader::{bootloader, factory_reset};
pub use config::{clear_config, restore_config, write_config};
pub use memory::{range_refusals, write_memory};
pub(super) use restore::restore;
pub(super) use update::{
    BLOCK_BYTES, Blocks, Present, blocks_to_read, changed, stock_can_step_in, update,
};
pub use user_bootloader::{remove_user_bootloader, user_bootloader};
pub(super) use user_bootloader::{slot_of, with_slot};

pub use crate::codec::sha256_hex;

use super::{
    CameraInfo, Confirmation, KindEvidence, Operation, Plan, PlannedWrite, PowerCut, Refusal,
};
use crate::bootloader::{Memory, RequestKind, Version};

/// Bytes per second at which a camera's NOR takes a write, erase and verification included. The one public figure is
/// 786,864 bytes in 7.56 s.
pub const NOR_WRITE_BYTES_PER_SEC: f64 = 104_000.0;
/// Bytes per second expected over USB 2 or 100 Mbit Ethernet; only used to divide the progress bar.
pub const SEND_BYTES_PER_SEC: f64 = 10_000_000.0;
/// Bytes per second expected when memory is read back; only used to divide the progress bar.
pub const READ_BYTES_PER_SEC: f64 = 4_000_000.0;
/// Seconds a restart usually takes: reset, start-up, a new link.
pub const RESTART_SECS: f64 = 5.0;

/// A plan without writes, refusals or warnings.
fn empty(info: &CameraInfo, operation: Operation, power_cut: PowerCut) -> Plan {
    Plan {
        operation,
        mx_id: info.mx_id.clone(),
        writes: Vec::new(),
        total_bytes: 0,
        expected_secs: 0.0,
        power_cut,
        confirmation: Confirmation::Click,
        refusals: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Adds a write and its expected time: sending, writing, reading back where the bootloader can.
fn add_write(plan: &mut Plan, info: &CameraInfo, write: PlannedWrite) {
    let bytes = write.size as f64;
    plan.expected_secs += bytes / SEND_BYTES_PER_SEC + bytes / NOR_WRITE_BYTES_PER_SEC;
    if can_read_back(info) {
        plan.expected_secs += bytes / READ_BYTES_PER_SEC;
    }
    plan.total_bytes += write.size;
    plan.writes.push(write);
}

/// Whether the running bootloader knows the request that reads memory.
pub(super) fn can_read_back(info: &CameraInfo) -> bool {
    info.running >= RequestKind::ReadFlash.since()
}

/// Refuses when the running bootloader does not know `request`.
fn require(plan: &mut Plan, info: &CameraInfo, needed: Version) {
    if info.running < needed {
        plan.refusals.push(Refusal::BootloaderTooOld {
            needed,
            found: info.running,
        });
    }
}

/// Refuses when the camera's kind, and so the place of everything behind the bootloader, is not known.
fn require_kind(plan: &mut Plan, info: &CameraInfo) {
    if info.kind_evidence == KindEvidence::Unknown {
        plan.refusals.push(Refusal::KindUnknown);
    }
}

/// Size of `memory` in bytes, if the camera told.
fn memory_size(info: &CameraInfo, memory: Memory) -> Option<u64> {
    info.memories
        .iter()
        .find(|m| m.memory == memory && m.available)
        .map(|m| m.size_bytes)
}
