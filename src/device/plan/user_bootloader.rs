//! Plans for the user bootloader, the second slot of network cameras: data first, then the configuration that makes the
//! factory bootloader start it.

use super::{
    add_write,
    bootloader::{check_image, described, image_version},
    config::{config_write, stored_config},
    empty, memory_size, require, require_kind, sha256_hex,
};
use crate::{
    bootloader::{
        BootloaderKind, Config, Layout, Memory, RequestKind, UserBootloader, Version, gate,
    },
    codec::djb2,
    device::{CameraInfo, Operation, Plan, PlannedWrite, PowerCut, Refusal, RegionUse, Warning},
};

/// Flashes `image` into the user slot and makes the camera start it.
pub fn user_bootloader(info: &CameraInfo, image: &[u8]) -> Plan {
    let mut plan = empty(
        info,
        Operation::FlashUserBootloader,
        PowerCut::FactoryBootloader,
    );
    let Some(slot) = Layout::of(info.kind).user_bootloader else {
        plan.refusals.push(Refusal::NoUserBootloader);
        return plan;
    };
    check_factory(&mut plan, info);
    check_image(&mut plan, info, BootloaderKind::Network, image);
    let (offset, size) = (u64::from(slot.offset), image.len() as u64);
    let section = u64::from(slot.size.unwrap_or_default());
    let room = memory_size(info, Memory::Flash)
        .map_or(0, |end| end.saturating_sub(offset))
        .min(section);
    if size > room {
        plan.refusals.push(Refusal::TooLarge {
            memory: Memory::Flash,
            offset,
            size,
            room,
            fits_compressed: None,
        });
    }
    let write = PlannedWrite {
        used_for: RegionUse::UserBootloader,
        memory: Memory::Flash,
        offset,
        size,
        from: present(info),
        to: described(image_version(image), BootloaderKind::Network),
        sha256: sha256_hex(image),
    };
    add_write(&mut plan, info, write);
    add_config(&mut plan, info, Some(slot_of(image)));
    plan.expected_secs += super::RESTART_SECS;
    plan
}

/// Makes the camera start its factory bootloader again; the slot keeps its bytes.
pub fn remove_user_bootloader(info: &CameraInfo) -> Plan {
    let mut plan = empty(
        info,
        Operation::RemoveUserBootloader,
        PowerCut::ConfigOldNewOrNone,
    );
    if info.kind == BootloaderKind::Usb {
        plan.refusals.push(Refusal::NoUserBootloader);
        return plan;
    }
    check_factory(&mut plan, info);
    let configured = stored_config(info).user_bootloader().is_some();
    if !configured && info.user_bootloader != Some(true) {
        plan.refusals.push(Refusal::NoUserBootloaderToRemove);
    }
    add_config(&mut plan, info, None);
    plan.expected_secs += super::RESTART_SECS;
    plan
}

/// The camera's configuration with the slot set or unset; every other key stays.
pub(in crate::device) fn with_slot(info: &CameraInfo, slot: Option<UserBootloader>) -> Config {
    let mut config = stored_config(info);
    config.set_user_bootloader(slot);
    config
}

/// What the configuration says of a slot that holds `image`.
pub(in crate::device) fn slot_of(image: &[u8]) -> UserBootloader {
    UserBootloader {
        size: u32::try_from(image.len()).unwrap_or(u32::MAX),
        checksum: djb2(image),
    }
}

fn add_config(plan: &mut Plan, info: &CameraInfo, slot: Option<UserBootloader>) {
    match with_slot(info, slot).to_bson() {
        Ok(bson) => {
            let to = match slot {
                Some(slot) => format!("user bootloader of {} bytes", slot.size),
                None => "no user bootloader".to_owned(),
            };
            let write = config_write(info, bson.len() as u64, &to, &bson);
            add_write(plan, info, write);
        }
        Err(error) => plan.refusals.push(Refusal::BadConfig {
            reason: error.to_string(),
        }),
    }
}

/// The *flashed* bootloader starts the user bootloader, so it must be known and new enough.
fn check_factory(plan: &mut Plan, info: &CameraInfo) {
    require_kind(plan, info);
    let needed = gate::Operation::FlashUserBootloader.since(BootloaderKind::Network);
    if info.booted_in_memory {
        plan.refusals.push(Refusal::BootloaderNotFlashed);
        return;
    }
    require(plan, info, RequestKind::IsUserBootloader.since());
    match info.flashed {
        Some(found) if found < needed => {
            plan.refusals
                .push(Refusal::BootloaderTooOld { needed, found });
        }
        Some(version) if version < gate::RELIABLE_SINCE => {
            plan.warnings.push(Warning::FactoryStaysOld { version });
        }
        _ => {}
    }
}

/// What is in the slot now, as far as it is known.
fn present(info: &CameraInfo) -> String {
    let running: Option<Version> = (info.user_bootloader == Some(true)).then_some(info.running);
    running.map_or_else(String::new, |version| {
        described(Some(version), BootloaderKind::Network)
    })
}
