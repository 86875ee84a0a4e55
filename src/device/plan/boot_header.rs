//! The plan for a boot header: what the ROM reads first decides what the camera starts.

use super::{add_write, empty, memory_size, require};
use crate::{
    bootloader::{BootHeader, BootHeaderKind, Layout, Memory, RequestKind},
    device::{
        CameraInfo, Confirmation, Operation, Plan, PlannedWrite, PowerCut, Refusal, RegionUse,
        Warning,
    },
    transport::Attachment,
};

/// Size of a boot header in bytes.
pub(in crate::device) const HEADER_BYTES: u64 = 512;

/// Writes `header`. Always wants a typed word, the header's name.
pub fn boot_header(info: &CameraInfo, header: &BootHeader) -> Plan {
    let mut plan = empty(info, Operation::WriteBootHeader, PowerCut::RomRecovery);
    plan.confirmation = Confirmation::TypedWord {
        word: name(header.kind).to_owned(),
    };
    require(&mut plan, info, RequestKind::UpdateFlashBootHeader.since());
    match header.kind {
        BootHeaderKind::Fast => {
            plan.power_cut = PowerCut::Unreachable;
            plan.warnings.push(Warning::SkipsBootloader);
        }
        BootHeaderKind::UsbRecovery if info.attachment == Attachment::Network => {
            plan.warnings.push(Warning::OnlyUsbAfterwards);
        }
        _ => {}
    }
    let offset = u64::from(header.offset.unwrap_or_default());
    check(&mut plan, info, header, offset);
    let write = PlannedWrite {
        used_for: RegionUse::Header,
        memory: Memory::Flash,
        offset,
        size: HEADER_BYTES,
        from: String::new(),
        to: described(header),
        // The camera makes the bytes; what stands here only tells this header from another one.
        sha256: super::sha256_hex(&header.request().encode()),
    };
    add_write(&mut plan, info, write);
    if restarts(header.kind) {
        plan.expected_secs += super::RESTART_SECS;
    }
    plan
}

/// Whether the camera is restarted after this header was written. A fast header leads to the application and out of
/// reach, and USB recovery out of a network; both can be undone as long as the bootloader still runs.
pub(in crate::device) const fn restarts(kind: BootHeaderKind) -> bool {
    matches!(kind, BootHeaderKind::Normal | BootHeaderKind::GpioMode)
}

fn check(plan: &mut Plan, info: &CameraInfo, header: &BootHeader, offset: u64) {
    let bad = |reason: &str| Refusal::BadBootHeader {
        reason: reason.to_owned(),
    };
    match memory_size(info, Memory::Flash) {
        Some(end) if offset + HEADER_BYTES > end => plan.refusals.push(Refusal::OutsideMemory {
            memory: Memory::Flash,
            offset,
            size: HEADER_BYTES,
            end,
        }),
        Some(_) => {}
        None => plan.refusals.push(Refusal::NoSuchMemory {
            memory: Memory::Flash,
        }),
    }
    if header.kind == BootHeaderKind::GpioMode && header.gpio_mode.is_none() {
        plan.refusals.push(bad("a header by GPIO needs a mode"));
    }
    let bootloader = Layout::of(info.kind).bootloader;
    let end = u64::from(bootloader.offset + bootloader.size.unwrap_or_default());
    if offset != 0 && offset < end {
        plan.refusals.push(bad(
            "a header at this offset would overwrite the bootloader",
        ));
    }
    // Without a flashed bootloader a header that starts it leads nowhere, not even to the ROM.
    let starts_bootloader = header.kind != BootHeaderKind::UsbRecovery;
    if starts_bootloader && info.flashed.is_none() {
        plan.refusals.push(Refusal::BootloaderNotFlashed);
    }
    if header.kind == BootHeaderKind::Fast && header.location.is_none() {
        let in_flash = info
            .applications
            .iter()
            .any(|a| a.memory == Memory::Flash && a.present);
        if !in_flash {
            plan.refusals.push(bad(
                "a fast header starts an application from flash, and there is none",
            ));
        }
    }
}

const fn name(kind: BootHeaderKind) -> &'static str {
    match kind {
        BootHeaderKind::GpioMode => "gpio",
        BootHeaderKind::UsbRecovery => "recovery",
        BootHeaderKind::Normal => "normal",
        BootHeaderKind::Fast => "fast",
    }
}

fn described(header: &BootHeader) -> String {
    match (header.kind, header.gpio_mode) {
        (BootHeaderKind::GpioMode, Some(mode)) => format!("gpio mode {mode}"),
        (kind, _) => name(kind).to_owned(),
    }
}
