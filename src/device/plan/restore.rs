//! The plan for bringing back what a backup holds.
//!
//! The configuration is a document like any other. The table of the application is only brought back when what it names
//! still lies on the camera, and the boot header only when the camera is known to start by it.

use super::{
    add_write,
    boot_header::HEADER_BYTES,
    config::{clear_config, config_write, document, write_config},
    empty, require, require_kind, sha256_hex,
};
use crate::{
    bootloader::{Layout, Memory, RequestKind},
    device::{
        Backup, CameraInfo, Confirmation, LeftAlone, Operation, Plan, PlannedWrite, PowerCut,
        Refusal, RegionUse, Warning,
    },
    package::{TABLE_BYTES, Table},
};

/// What a person types to overwrite the boot header.
const WORD: &str = "restore";

/// Brings back what differs between the camera, as `now` tells it, and `backup`; `stands` says whether what the backup's
/// table names lies on the camera.
pub(in crate::device) fn restore(
    info: &CameraInfo,
    now: &Backup,
    backup: &Backup,
    stands: bool,
) -> Plan {
    let mut plan = empty(info, Operation::RestoreBackup, PowerCut::ConfigOldNewOrNone);
    require(&mut plan, info, RequestKind::ReadFlash.since());
    require_kind(&mut plan, info);
    if backup.mx_id != info.mx_id {
        plan.warnings.push(Warning::BackupOfOther {
            camera: backup.mx_id.clone(),
        });
    }
    config(&mut plan, info, now, backup);
    table(&mut plan, info, now, backup, stands);
    header(&mut plan, info, now, backup);
    if plan.writes.is_empty() && plan.refusals.is_empty() {
        plan.refusals.push(Refusal::NothingToRestore);
    }
    plan
}

fn config(plan: &mut Plan, info: &CameraInfo, now: &Backup, backup: &Backup) {
    let same = now.document.is_some() == backup.document.is_some()
        && now.config().difference(&backup.config()).is_empty();
    if same {
        return;
    }
    let Some(json) = &backup.document else {
        for write in clear_config(info).writes {
            add_write(plan, info, write);
        }
        return;
    };
    match document(json) {
        Ok(bson) => {
            let size = bson.len() as u64;
            add_write(
                plan,
                info,
                config_write(info, size, "configuration of the backup", &bson),
            );
        }
        Err(_) => plan.refusals.extend(write_config(info, json).refusals),
    }
}

/// Why a part that lies in the flash as bytes cannot be brought back at all.
fn elsewhere(info: &CameraInfo, backup: &Backup) -> Option<LeftAlone> {
    if backup.mx_id != info.mx_id {
        Some(LeftAlone::OtherCamera)
    } else if backup.kind != info.kind {
        Some(LeftAlone::OtherKind)
    } else {
        None
    }
}

fn leave(plan: &mut Plan, part: RegionUse, because: LeftAlone) {
    plan.warnings.push(Warning::NotRestored { part, because });
}

fn table(plan: &mut Plan, info: &CameraInfo, now: &Backup, backup: &Backup, stands: bool) {
    if now.table == backup.table || backup.table.len() != TABLE_BYTES {
        return;
    }
    // A camera that had no application is not made to lose the one it has: that is an operation of its own.
    let because = match backup.has_application() {
        false if now.has_application() => Some(LeftAlone::HadNone),
        false => return,
        true => elsewhere(info, backup).or_else(|| (!stands).then_some(LeftAlone::ApplicationGone)),
    };
    if let Some(because) = because {
        leave(plan, RegionUse::Application, because);
        return;
    }
    plan.power_cut = PowerCut::OldNewOrNone;
    let name = match backup.application.as_str() {
        "" => "table of the application".to_owned(),
        name => format!("table of {name}"),
    };
    let from = if Table::read(&now.table).is_ok() {
        "table"
    } else {
        "no table"
    };
    let write = PlannedWrite {
        used_for: RegionUse::Application,
        memory: Memory::Flash,
        offset: Layout::of(info.kind).application.offset.into(),
        size: TABLE_BYTES as u64,
        from: from.to_owned(),
        to: name,
        sha256: sha256_hex(&backup.table),
    };
    add_write(plan, info, write);
}

fn header(plan: &mut Plan, info: &CameraInfo, now: &Backup, backup: &Backup) {
    if now.header == backup.header || backup.header.len() as u64 != HEADER_BYTES {
        return;
    }
    let unproven = !backup.header_starts || info.flashed.is_none();
    let because = elsewhere(info, backup).or_else(|| unproven.then_some(LeftAlone::HeaderUnproven));
    if let Some(because) = because {
        leave(plan, RegionUse::Header, because);
        return;
    }
    plan.power_cut = PowerCut::Unreachable;
    plan.confirmation = Confirmation::TypedWord {
        word: WORD.to_owned(),
    };
    plan.warnings.push(Warning::OverwritesBootloader);
    let write = PlannedWrite {
        used_for: RegionUse::Header,
        memory: Memory::Flash,
        offset: Layout::of(info.kind).header.offset.into(),
        size: HEADER_BYTES,
        from: "boot header".to_owned(),
        to: "boot header of the backup".to_owned(),
        sha256: sha256_hex(&backup.header),
    };
    add_write(plan, info, write);
    plan.expected_secs += super::RESTART_SECS;
}
