//! Plans for the configuration.

use super::{add_write, empty, require, require_kind, sha256_hex};
use crate::{
    bootloader::{Config, Layout, Memory, RequestKind},
    device::{
        Backup, CameraInfo, Operation, Plan, PlannedWrite, PowerCut, Refusal, RegionUse, Warning,
    },
};

/// Makes the configuration exactly the document in `json`, unknown keys included.
pub fn write_config(info: &CameraInfo, json: &str) -> Plan {
    let mut plan = empty(info, Operation::WriteConfig, PowerCut::ConfigOldNewOrNone);
    require(&mut plan, info, RequestKind::SetBootloaderConfig.since());
    require_kind(&mut plan, info);
    match document(json) {
        Ok(bson) => add_write(
            &mut plan,
            info,
            config_write(info, bson.len() as u64, "new configuration", &bson),
        ),
        Err(reason) => plan.refusals.push(Refusal::BadConfig { reason }),
    }
    plan
}

/// Makes the configuration what it was in a backup; none where it had none.
pub fn restore_config(info: &CameraInfo, backup: &Backup) -> Plan {
    let mut plan = match &backup.document {
        Some(json) => write_config(info, json),
        None => clear_config(info),
    };
    if backup.mx_id != info.mx_id {
        plan.warnings.push(Warning::BackupOfOther {
            camera: backup.mx_id.clone(),
        });
    }
    plan
}

/// Erases the configuration; the bootloader then uses its defaults.
pub fn clear_config(info: &CameraInfo) -> Plan {
    let mut plan = empty(info, Operation::ClearConfig, PowerCut::ConfigOldNewOrNone);
    require(&mut plan, info, RequestKind::SetBootloaderConfig.since());
    require_kind(&mut plan, info);
    let size = Layout::of(info.kind).config.size.unwrap_or_default();
    let write = config_write(info, size.into(), "no configuration", &[]);
    add_write(&mut plan, info, write);
    plan
}

/// The document the camera told; an empty one if there is none or it cannot be read.
pub(super) fn stored_config(info: &CameraInfo) -> Config {
    let json = info.config.as_deref();
    json.and_then(|json| Config::from_json(json).ok())
        .unwrap_or_else(Config::empty)
}

pub(super) fn config_write(info: &CameraInfo, size: u64, to: &str, bytes: &[u8]) -> PlannedWrite {
    PlannedWrite {
        used_for: RegionUse::Config,
        memory: Memory::Flash,
        offset: Layout::of(info.kind).config.offset.into(),
        size,
        from: match &info.config {
            Some(_) => "configuration".to_owned(),
            None => String::new(),
        },
        to: to.to_owned(),
        sha256: if bytes.is_empty() {
            String::new()
        } else {
            sha256_hex(bytes)
        },
    }
}

/// The document as it will be stored.
pub(super) fn document(json: &str) -> Result<Vec<u8>, String> {
    let config = Config::from_json(json).map_err(|error| error.to_string())?;
    let findings = config.check();
    if let Some(finding) = findings.first() {
        return Err(finding.to_string());
    }
    config.to_bson().map_err(|error| error.to_string())
}
