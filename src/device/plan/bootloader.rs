//! The plan for flashing a factory bootloader.

use super::{add_write, empty, memory_size, require, sha256_hex};
use crate::{
    bootloader::{BootloaderKind, Layout, Memory, RequestKind, Version, image},
    device::{
        CameraInfo, Confirmation, KindEvidence, Operation, Plan, PlannedWrite, PowerCut, Refusal,
        RegionUse, Warning,
    },
};

/// Flashes `image` as the factory bootloader of a camera that is to be of kind `target`.
///
/// Another kind than the camera's own wants a typed word, and so does a kind that nothing but a person tells.
pub fn bootloader(info: &CameraInfo, target: BootloaderKind, image: &[u8]) -> Plan {
    let mut plan = empty(info, Operation::FlashBootloader, PowerCut::RomRecovery);
    let kind_change = target != info.running_kind;
    require(
        &mut plan,
        info,
        if kind_change {
            RequestKind::BootMemory.since()
        } else {
            RequestKind::UpdateFlash.since()
        },
    );
    check_kind(&mut plan, info, target);
    let version = check_image(&mut plan, info, target, image);
    check_fit(&mut plan, info, target, image.len() as u64);
    let write = PlannedWrite {
        used_for: RegionUse::Bootloader,
        memory: Memory::Flash,
        offset: Layout::of(target).bootloader.offset.into(),
        size: image.len() as u64,
        from: info
            .flashed
            .map(|version| described(Some(version), info.kind))
            .unwrap_or_default(),
        to: described(version, target),
        sha256: sha256_hex(image),
    };
    add_write(&mut plan, info, write);
    plan.expected_secs += super::RESTART_SECS;
    plan
}

fn check_kind(plan: &mut Plan, info: &CameraInfo, target: BootloaderKind) {
    let unknown = info.kind_evidence == KindEvidence::Unknown;
    if unknown {
        plan.warnings.push(Warning::KindNotConfirmed);
    } else if target != info.kind {
        plan.warnings.push(Warning::KindChange {
            from: info.kind,
            to: target,
        });
    }
    if unknown || target != info.kind {
        plan.confirmation = Confirmation::TypedWord {
            word: kind_word(target).to_lowercase(),
        };
    }
}

fn check_fit(plan: &mut Plan, info: &CameraInfo, target: BootloaderKind, size: u64) {
    let section = Layout::of(target).bootloader;
    let offset = u64::from(section.offset);
    let mut room = u64::from(section.size.unwrap_or(u32::MAX));
    match memory_size(info, Memory::Flash) {
        Some(memory) => room = room.min(memory.saturating_sub(offset)),
        None if info.memories.is_empty() => plan.warnings.push(Warning::FitUnknown),
        None => plan.refusals.push(Refusal::NoSuchMemory {
            memory: Memory::Flash,
        }),
    }
    if size > room {
        plan.refusals.push(Refusal::TooLarge {
            memory: Memory::Flash,
            offset,
            size,
            room,
            fits_compressed: None,
        });
    }
}

/// Refuses what is no whole bootloader image of the wanted kind; the image's version, if it tells.
fn check_image(
    plan: &mut Plan,
    info: &CameraInfo,
    target: BootloaderKind,
    image: &[u8],
) -> Option<Version> {
    let found = match image::inspect(image) {
        Ok(found) => found,
        Err(error) => {
            plan.refusals.push(Refusal::BadImage {
                reason: error.to_string(),
            });
            return None;
        }
    };
    if found.kind != target {
        plan.refusals.push(Refusal::WrongKind {
            image: found.kind,
            camera: target,
        });
    }
    if let (Some(from), Some(to)) = (info.flashed, found.version)
        && to < from
    {
        plan.warnings.push(Warning::Downgrade { from, to });
    }
    found.version
}

fn described(version: Option<Version>, kind: BootloaderKind) -> String {
    match version {
        Some(version) => format!("{version} {}", kind_word(kind)),
        None => kind_word(kind).to_owned(),
    }
}

const fn kind_word(kind: BootloaderKind) -> &'static str {
    match kind {
        BootloaderKind::Usb => "USB",
        BootloaderKind::Network => "NETWORK",
    }
}
