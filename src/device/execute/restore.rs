//! Bringing back what a backup holds: the configuration, then the table of the application, the boot header last.
//!
//! The table goes by the order of an update: erased first, which also shows whether this camera keeps what lies beside a
//! write, then written, then the whole application is read and its checksums are compared. What does not stand is made
//! no application.

use bytes::Bytes;

use super::{Broken, Done, application::erased, difference, raw, receipt_line};
use crate::{
    bootloader::{Layout, Memory},
    device::{
        Backup, Camera, CameraInfo, Control, Failure, FailureCause, Plan, PlannedWrite,
        ReceiptLine, RegionUse, Stage, Unplug, Verdict,
        plan::{can_read_back, restore, sha256_hex},
        progress::Meter,
    },
    package::{Package, TABLE_BYTES, Table},
};

impl Camera {
    /// Plans bringing back what differs of `backup`; the camera is read for that. Nothing is written.
    pub async fn plan_restore(&mut self, backup: &Backup) -> Result<Plan, Failure> {
        let planned = async {
            let info = self.ask_info().await?;
            self.restore_again(&info, backup).await
        };
        let planned = planned.await;
        planned.map_err(|cause| self.failure(cause, Verdict::NothingWritten, Some(Stage::Prepare)))
    }

    /// The same from fresh facts.
    pub(super) async fn restore_again(
        &self,
        info: &CameraInfo,
        backup: &Backup,
    ) -> Result<Plan, FailureCause> {
        let now = match can_read_back(info) {
            true => self.backup_of(info).await?,
            false => None,
        };
        let Some(now) = now else {
            // Refused by the plan.
            return Ok(restore(info, backup, backup, false));
        };
        let same_place = backup.mx_id == info.mx_id && backup.kind == info.kind;
        let stands =
            same_place && now.table != backup.table && self.stands(info, backup).await?.is_ok();
        Ok(restore(info, &now, backup, stands))
    }

    /// Whether what the table of `backup` names lies on the camera, by its checksums.
    async fn stands(
        &self,
        info: &CameraInfo,
        backup: &Backup,
    ) -> Result<Result<(), FailureCause>, FailureCause> {
        let damaged = |detail: String| Ok(Err(FailureCause::Nonsense { detail }));
        let Some(table) = backup.table() else {
            return damaged("the backup holds no table".to_owned());
        };
        let start = u64::from(Layout::of(info.kind).application.offset);
        let size = end_of(&table);
        let room = info
            .memories
            .iter()
            .find(|m| m.memory == Memory::Flash && m.available)
            .map_or(0, |m| m.size_bytes.saturating_sub(start));
        if size > room {
            return damaged("its application would reach beyond the memory".to_owned());
        }
        let mut bytes = self
            .read_range(Memory::Flash, (start, start + size))
            .await?;
        if let Some(place) = bytes.get_mut(..TABLE_BYTES) {
            place.copy_from_slice(&backup.table);
        }
        let whole = Package::read(bytes.into()).and_then(|package| {
            package.check()?;
            package
                .sections()
                .iter()
                .try_for_each(crate::package::Section::check_checksum)
        });
        match whole {
            Ok(()) => Ok(Ok(())),
            Err(error) => damaged(error.to_string()),
        }
    }

    pub(super) async fn restore_backup(
        &mut self,
        info: &CameraInfo,
        plan: &Plan,
        backup: &Backup,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let mut done = Done::default();
        for write in &plan.writes {
            let first = done.lines.is_empty();
            let written = match write.used_for {
                RegionUse::Config => self.restore_document(info, write, backup, meter).await,
                RegionUse::Application => self.restore_table(info, write, backup, meter).await,
                RegionUse::Header => {
                    self.restore_header(info, write, backup, &mut done, control, meter)
                        .await
                }
                _ => Err(Broken::nothing_written(super::wrong_payload())),
            };
            done.lines
                .push(written.map_err(|broken| match broken.verdict {
                    // An earlier part was written.
                    Verdict::NothingWritten if !first => Broken::safe(broken.cause),
                    _ => broken,
                })?);
        }
        Ok(done)
    }

    async fn restore_document(
        &self,
        info: &CameraInfo,
        write: &PlannedWrite,
        backup: &Backup,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        let done = match &backup.document {
            Some(json) => self.write_config(info, write, json, meter).await?,
            None => self.clear_config(info, write, meter).await?,
        };
        let line = done.lines.into_iter().next();
        line.ok_or_else(|| Broken::safe(super::wrong_payload()))
    }

    async fn restore_table(
        &self,
        info: &CameraInfo,
        write: &PlannedWrite,
        backup: &Backup,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        let none = erased(TABLE_BYTES);
        meter.enter(Stage::Write, Unplug::ApplicationLost);
        let range = raw::around(info, write.memory, write.offset, write.size);
        // An erase of a whole unit before the table would take the configuration along.
        let range = (range.0.saturating_sub(raw::ERASE_UNIT_BYTES), range.1);
        let mut wanted = self
            .read_range(write.memory, range)
            .await
            .map_err(Broken::nothing_written)?;
        let at = (write.offset - range.0) as usize;
        if let Some(place) = wanted.get_mut(at..at + TABLE_BYTES) {
            place.fill(0xFF);
        }
        self.raw_write(write.memory, write.offset, &none)
            .await
            .map_err(Broken::safe)?;
        let found = self
            .read_range(write.memory, range)
            .await
            .map_err(Broken::safe)?;
        if found != wanted {
            return Err(Broken::safe(difference(range.0, &wanted, &found)));
        }
        let table = Bytes::copy_from_slice(&backup.table);
        self.raw_write(write.memory, write.offset, &table)
            .await
            .map_err(Broken::safe)?;
        meter.enter(Stage::ReadBack, Unplug::ApplicationLost);
        let stored = self
            .read_range(write.memory, (write.offset, write.offset + write.size))
            .await
            .map_err(Broken::safe)?;
        let stands = self.stands(info, backup).await.map_err(Broken::safe)?;
        let stands = match stands {
            Ok(()) if stored == backup.table => Ok(()),
            Ok(()) => Err(difference(write.offset, &backup.table, &stored)),
            Err(cause) => Err(cause),
        };
        if let Err(cause) = stands {
            // Best effort: the failure that is told is the one that led here.
            let _ = self.raw_write(write.memory, write.offset, &none).await;
            return Err(Broken::safe(cause));
        }
        Ok(receipt_line(write, sha256_hex(&stored)))
    }

    /// Writes the header as raw bytes, sees that nothing beside it was lost, and has the camera start by it.
    async fn restore_header(
        &mut self,
        info: &CameraInfo,
        write: &PlannedWrite,
        backup: &Backup,
        done: &mut Done,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        let bytes = Bytes::copy_from_slice(&backup.header);
        let written = self
            .write_memory(info, write, &bytes, control, meter)
            .await?;
        // What it overwrote is what the backup before this write holds.
        self.overwritten = None;
        done.notes.extend(written.notes);
        self.check_header_starts(done, control, meter).await?;
        let line = written.lines.into_iter().next();
        line.ok_or_else(|| Broken::safe(super::wrong_payload()))
    }
}

/// Where the last section of a table ends.
fn end_of(table: &Table) -> u64 {
    let ends = table
        .entries
        .iter()
        .map(|entry| u64::from(entry.offset) + u64::from(entry.size));
    ends.max().unwrap_or_default().max(TABLE_BYTES as u64)
}
