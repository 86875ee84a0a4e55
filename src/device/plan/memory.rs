//! The plan for bytes at an offset of a memory: limits, and what they touch.

use super::{add_write, empty, memory_size, require, sha256_hex};
use crate::{
    bootloader::{Layout, Memory, RequestKind, Section},
    device::{
        CameraInfo, Confirmation, KindEvidence, Operation, Plan, PlannedWrite, PowerCut, Refusal,
        RegionUse, Warning,
    },
};

/// What a person types to overwrite memory.
const WORD: &str = "overwrite";

/// Writes `bytes` at `offset` of `memory`. Always wants a typed word; needs a bootloader that can read, because what is
/// overwritten is kept first and what was written is compared.
pub fn write_memory(info: &CameraInfo, memory: Memory, offset: u64, bytes: &[u8]) -> Plan {
    let mut plan = empty(info, Operation::WriteMemory, PowerCut::PartlyWritten);
    plan.confirmation = Confirmation::TypedWord {
        word: WORD.to_owned(),
    };
    require(&mut plan, info, RequestKind::ReadFlash.since());
    let memory = match memory {
        Memory::Auto => Memory::Flash,
        memory => memory,
    };
    let size = bytes.len() as u64;
    check_range(&mut plan, info, memory, offset, size);
    let used_for = touched(info, memory, offset, size);
    if matches!(used_for, RegionUse::Header | RegionUse::Bootloader) {
        plan.power_cut = PowerCut::Unreachable;
        plan.warnings.push(Warning::OverwritesBootloader);
    }
    let write = PlannedWrite {
        used_for,
        memory,
        offset,
        size,
        from: String::new(),
        to: format!("{size} bytes"),
        sha256: sha256_hex(bytes),
    };
    add_write(&mut plan, info, write);
    plan
}

/// Why a range of a memory cannot be read or written; empty if it can.
pub fn range_refusals(info: &CameraInfo, memory: Memory, offset: u64, size: u64) -> Vec<Refusal> {
    let mut plan = empty(info, Operation::WriteMemory, PowerCut::PartlyWritten);
    require(&mut plan, info, RequestKind::ReadFlash.since());
    check_range(&mut plan, info, memory, offset, size);
    plan.refusals
}

fn check_range(plan: &mut Plan, info: &CameraInfo, memory: Memory, offset: u64, size: u64) {
    let Some(end) = memory_size(info, memory) else {
        plan.refusals.push(if info.memories.is_empty() {
            Refusal::SizeUnknown
        } else {
            Refusal::NoSuchMemory { memory }
        });
        return;
    };
    // Requests name places by 32 bits.
    let reach = end.min(u64::from(u32::MAX));
    let inside = offset.checked_add(size).is_some_and(|last| last <= reach);
    if size == 0 || !inside {
        plan.refusals.push(Refusal::OutsideMemory {
            memory,
            offset,
            size,
            end: reach,
        });
    }
}

/// The most delicate region that the range touches. With an unknown kind both layouts count: what is a network camera's
/// bootloader could be a USB camera's application.
fn touched(info: &CameraInfo, memory: Memory, offset: u64, size: u64) -> RegionUse {
    if memory == Memory::Emmc {
        return RegionUse::Application;
    }
    let mut layout = Layout::of(info.kind);
    if info.kind_evidence == KindEvidence::Unknown {
        layout = Layout::of(crate::bootloader::BootloaderKind::Network);
    }
    let end = offset.saturating_add(size);
    let touches = |section: Section| {
        let start = u64::from(section.offset);
        let stop = section
            .size
            .map_or(u64::MAX, |size| start + u64::from(size));
        offset < stop && end > start
    };
    let sections = [
        (RegionUse::Header, Some(layout.header)),
        (RegionUse::Bootloader, Some(layout.bootloader)),
        (RegionUse::UserBootloader, layout.user_bootloader),
        (RegionUse::Config, Some(layout.config)),
        (RegionUse::Application, Some(layout.application)),
    ];
    sections
        .into_iter()
        .find(|(_, section)| section.is_some_and(touches))
        .map_or(RegionUse::Free, |(used_for, _)| used_for)
}
