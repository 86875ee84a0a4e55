//! Plans for the factory bootloader: flashing it, and the factory reset.

use bytes::Bytes;

use super::{add_write, can_read_back, empty, memory_size, require, sha256_hex};
use crate::{
    bootloader::{BootloaderKind, Layout, Memory, RequestKind, Section, Version, image},
    device::{
        CameraInfo, Confirmation, KindEvidence, Operation, Plan, PlannedWrite, PowerCut, Refusal,
        RegionUse, Warning,
    },
};

/// What a person types to erase everything but the bootloader.
const RESET_WORD: &str = "reset";
/// Bytes of the application's place that a factory reset erases. The reference pads the image to the offset of the
/// application and 512 bytes, counted from the image's own place, which is 512.
const ERASED_APPLICATION_BYTES: u64 = 1024;

/// Flashes `image` as the factory bootloader of a camera that is to be of kind `target`.
///
/// Another kind than the camera's own wants a typed word, and so does a kind that nothing but a person tells.
pub fn bootloader(info: &CameraInfo, target: BootloaderKind, image: &[u8]) -> Plan {
    let mut plan = factory(info, Operation::FlashBootloader, target, image);
    let write = PlannedWrite {
        used_for: RegionUse::Bootloader,
        memory: Memory::Flash,
        offset: Layout::of(target).bootloader.offset.into(),
        size: image.len() as u64,
        from: flashed(info),
        to: described(image_version(image), target),
        sha256: sha256_hex(image),
    };
    add_write(&mut plan, info, write);
    plan.expected_secs += super::RESTART_SECS;
    plan
}

/// Flashes `image` and erases everything behind it up to the table of the application, in one write of the stock
/// command, as the reference's own tool does.
pub fn factory_reset(info: &CameraInfo, target: BootloaderKind, image: &[u8]) -> Plan {
    let mut plan = factory(info, Operation::FactoryReset, target, image);
    if plan.confirmation == Confirmation::Click {
        plan.confirmation = Confirmation::TypedWord {
            word: RESET_WORD.to_owned(),
        };
    }
    plan.warnings.push(Warning::ErasesEverything);
    if !can_read_back(info) {
        plan.warnings.push(Warning::NoReadBack);
    }
    let layout = Layout::of(target);
    let bytes = reset_image(target, image);
    let end = u64::from(layout.bootloader.offset) + bytes.len() as u64;
    if let Some(room) = memory_size(info, Memory::Flash).filter(|room| *room < end) {
        plan.refusals.push(Refusal::OutsideMemory {
            memory: Memory::Flash,
            offset: layout.bootloader.offset.into(),
            size: bytes.len() as u64,
            end: room,
        });
    }
    let sha256 = sha256_hex(&bytes);
    let erased = |used_for, section: Section| PlannedWrite {
        used_for,
        memory: Memory::Flash,
        offset: section.offset.into(),
        size: section.size.map_or(ERASED_APPLICATION_BYTES, u64::from),
        from: String::new(),
        to: String::new(),
        sha256: String::new(),
    };
    let first = PlannedWrite {
        from: flashed(info),
        to: described(image_version(image), target),
        sha256,
        ..erased(RegionUse::Bootloader, layout.bootloader)
    };
    add_write(&mut plan, info, first);
    if let Some(user) = layout.user_bootloader {
        add_write(&mut plan, info, erased(RegionUse::UserBootloader, user));
    }
    add_write(&mut plan, info, erased(RegionUse::Config, layout.config));
    add_write(
        &mut plan,
        info,
        erased(RegionUse::Application, layout.application),
    );
    plan.expected_secs += super::RESTART_SECS;
    plan
}

/// The bytes of a factory reset: the image, then erased bytes to behind the application's table.
pub(in crate::device) fn reset_image(target: BootloaderKind, image: &[u8]) -> Bytes {
    let layout = Layout::of(target);
    let end = layout.application.offset - layout.bootloader.offset;
    let mut bytes = image.to_vec();
    bytes.resize(end as usize + ERASED_APPLICATION_BYTES as usize, 0xFF);
    bytes.into()
}

/// What both plans check.
fn factory(info: &CameraInfo, operation: Operation, target: BootloaderKind, image: &[u8]) -> Plan {
    let mut plan = empty(info, operation, PowerCut::RomRecovery);
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
    check_image(&mut plan, info, target, image);
    check_fit(&mut plan, info, target, image.len() as u64);
    plan
}

/// The bootloader in the flash, for people.
fn flashed(info: &CameraInfo) -> String {
    info.flashed
        .map(|version| described(Some(version), info.kind))
        .unwrap_or_default()
}

/// The version an image tells, if it is one.
pub(super) fn image_version(image: &[u8]) -> Option<Version> {
    image::inspect(image).ok()?.version
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

/// Refuses what is no whole bootloader image of the wanted kind.
pub(super) fn check_image(
    plan: &mut Plan,
    info: &CameraInfo,
    target: BootloaderKind,
    image: &[u8],
) {
    let found = match image::inspect(image) {
        Ok(found) => found,
        Err(error) => {
            plan.refusals.push(Refusal::BadImage {
                reason: error.to_string(),
            });
            return;
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
}

pub(super) fn described(version: Option<Version>, kind: BootloaderKind) -> String {
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
