//! Writing only what differs of an application: right whatever the camera erases around a write (design 3.4).
//!
//! 1. The table is overwritten with erased bytes: from here on there is no application.
//! 2. The first block and its neighbours are read. A camera that erased more than it was told is left to its own
//!    command, which sends the whole package.
//! 3. Blocks that differ are written whole, with the table's bytes left erased; they and their neighbours are read.
//! 4. The table is written, and the first block is read once more.
//!
//! Whatever differs in between, the stock command steps in. Without it (a memory it does not write to) the table is
//! erased again: no application rather than half of one.

use std::{collections::BTreeMap, ops::Range};

use bytes::Bytes;

use super::{Broken, Done, application::erased, difference, receipt_line};
use crate::{
    bootloader::{Config, Layout, Memory},
    device::{
        Camera, CameraInfo, Control, Failure, FailureCause, Plan, PlannedWrite, ReceiptLine,
        RegionUse, Stage, Unplug, Verdict,
        plan::{
            ApplicationHints, BLOCK_BYTES, Blocks, CheckedPackage, Present, application_of,
            blocks_to_read, changed, checked_application, destination, stock_can_step_in, update,
        },
        progress::Meter,
    },
    package::{Package, TABLE_BYTES},
};

/// An update on its way.
struct Update<'a> {
    camera: &'a Camera,
    memory: Memory,
    /// Offset of the application in its memory.
    start: u64,
    blocks: Blocks,
    runs: Vec<Range<usize>>,
    present: Present,
    /// What lies right before the application in the same memory, as far as an erase unit could reach.
    before: Vec<u8>,
}

impl Camera {
    /// Plans writing only what differs of `package` from what lies on the camera, which is read for that; the plan is one
    /// for the whole package where that would not be less. Nothing is written.
    pub async fn plan_update(
        &mut self,
        memory: Memory,
        package: &CheckedPackage,
        hints: &ApplicationHints,
    ) -> Result<Plan, Failure> {
        let planned = async {
            let info = self.ask_info().await?;
            let full = checked_application(&info, memory, package, hints);
            self.planned_update(&info, full, memory, package.bytes())
                .await
        };
        let planned = planned.await;
        planned.map_err(|cause| self.failure(cause, Verdict::NothingWritten, Some(Stage::Prepare)))
    }

    async fn planned_update(
        &self,
        info: &CameraInfo,
        full: Plan,
        memory: Memory,
        package: &Bytes,
    ) -> Result<Plan, FailureCause> {
        let Ok(package) = Package::read(package.clone()) else {
            return Ok(full);
        };
        if !full.refusals.is_empty() {
            return Ok(full);
        }
        Ok(match self.present(info, memory, &package).await? {
            Some(present) => update(full, info, memory, &package, &present),
            None => full,
        })
    }

    /// The plan for an update anew, before it is carried out.
    pub(super) async fn update_again(
        &self,
        info: &CameraInfo,
        memory: Memory,
        package: &Bytes,
        sha256: &str,
    ) -> Result<Plan, FailureCause> {
        let size = package.len() as u64;
        let hints = ApplicationHints::default();
        let full = application_of(info, memory, size, sha256, &hints);
        self.planned_update(info, full, memory, package).await
    }

    /// The table and the blocks for which it does not vouch; `None` if there is no application or it cannot be read.
    async fn present(
        &self,
        info: &CameraInfo,
        memory: Memory,
        package: &Package,
    ) -> Result<Option<Present>, FailureCause> {
        let (memory, _) = destination(info, memory);
        let start = u64::from(Layout::of(info.kind).application.offset);
        let blocks = Blocks::new(info, memory, package.bytes());
        if !crate::device::plan::can_read_back(info) || blocks.range(&(0..1)).len() < TABLE_BYTES {
            return Ok(None);
        }
        let table = (start, start + TABLE_BYTES as u64);
        let table = self.read_range(memory, table).await?;
        let Some(wanted) = blocks_to_read(&table, package) else {
            return Ok(None);
        };
        let mut read = BTreeMap::new();
        for block in wanted {
            let range = blocks.range(&(block..block + 1));
            let place = (start + range.start as u64, start + range.end as u64);
            read.insert(block, self.read_range(memory, place).await?);
        }
        Ok(Some(Present {
            table,
            blocks: read,
        }))
    }

    pub(super) async fn update_application(
        &self,
        info: &CameraInfo,
        plan: &Plan,
        package: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let prepared = self.prepare_update(info, plan, package).await;
        let update = prepared.map_err(Broken::nothing_written)?;
        let mut done = match update.carry_out(plan, meter).await? {
            Ok(lines) => Done {
                lines,
                notes: vec![update.left_alone(package.len())],
            },
            Err(reason) => self
                .whole_instead(info, &update, package, control, meter, &reason)
                .await
                .map_err(|broken| Broken::safe(broken.cause))?,
        };
        let stored = info.config.as_deref().map(Config::from_json);
        let remembered = stored.is_some_and(|config| {
            config.is_ok_and(|config| config.app_mem() == Some(update.memory))
        });
        if !remembered && let Err(reason) = self.remember_memory(info, update.memory).await {
            done.notes.push(format!(
                "The configuration could not be told where the application is: {reason}."
            ));
        }
        Ok(done)
    }

    async fn prepare_update(
        &self,
        info: &CameraInfo,
        plan: &Plan,
        package: &Bytes,
    ) -> Result<Update<'_>, FailureCause> {
        let memory = plan
            .writes
            .first()
            .map_or(Memory::Flash, |write| write.memory);
        let read = Package::read(package.clone()).map_err(|error| FailureCause::BadInput {
            sentence: error.to_string(),
        })?;
        let present = self.present(info, memory, &read).await?;
        let present = present.ok_or_else(super::wrong_payload)?;
        let start = u64::from(Layout::of(info.kind).application.offset);
        let blocks = Blocks::new(info, memory, package);
        let before = (start - BLOCK_BYTES as u64, start);
        Ok(Update {
            camera: self,
            memory,
            start,
            runs: changed(&blocks, &present),
            blocks,
            present,
            before: self.read_range(memory, before).await?,
        })
    }

    /// The whole package by the stock command, or no application where that one does not lead to this memory.
    async fn whole_instead(
        &self,
        info: &CameraInfo,
        update: &Update<'_>,
        package: &Bytes,
        control: &Control,
        meter: &mut Meter,
        reason: &FailureCause,
    ) -> Result<Done, Broken> {
        if !stock_can_step_in(info, update.memory) {
            let none = erased(TABLE_BYTES);
            // Best effort: the failure that is told is the one that led here.
            let _ = self.raw_write(update.memory, update.start, &none).await;
            return Err(Broken::safe(reason.clone()));
        }
        let write = PlannedWrite {
            used_for: RegionUse::Application,
            memory: update.memory,
            offset: update.start,
            size: package.len() as u64,
            from: String::new(),
            to: String::new(),
            sha256: String::new(),
        };
        let line = self.by_stock(&write, package, control, meter).await?;
        Ok(Done {
            lines: vec![line],
            notes: vec![
                "This camera erases what lies beside a write, so the whole application was sent."
                    .to_owned(),
            ],
        })
    }
}

impl Update<'_> {
    /// The lines of the receipt; the inner error is what keeps an update from ending well and leaves it to the whole
    /// package.
    async fn carry_out(
        &self,
        plan: &Plan,
        meter: &mut Meter,
    ) -> Result<Result<Vec<ReceiptLine>, FailureCause>, Broken> {
        meter.enter(Stage::Write, Unplug::ApplicationLost);
        let none = erased(TABLE_BYTES);
        self.write(0, &none).await.map_err(Broken::safe)?;
        let mut done = none.len() as u64;
        meter.advance(done, false);
        if let Err(reason) = self.first_block_stands().await.map_err(Broken::safe)? {
            return Ok(Err(reason));
        }
        for run in &self.runs {
            let bytes = self.blocks.without_table(run);
            let at = self.blocks.range(run).start;
            self.write(at, &bytes).await.map_err(Broken::safe)?;
            done += bytes.len() as u64;
            meter.advance(done, false);
        }
        meter.enter(Stage::ReadBack, Unplug::ApplicationLost);
        if let Err(reason) = self.runs_stand().await.map_err(Broken::safe)? {
            return Ok(Err(reason));
        }
        let table = self.blocks.table();
        self.write(0, &table).await.map_err(Broken::safe)?;
        let whole = self.blocks.first();
        let found = self.read(&(0..whole.len())).await.map_err(Broken::safe)?;
        if found != whole[..] {
            return Ok(Err(difference(self.start, &whole, &found)));
        }
        meter.advance(done, false);
        Ok(Ok(plan
            .writes
            .iter()
            .map(|write| receipt_line(write, write.sha256.clone()))
            .collect()))
    }

    /// Whether nothing but the table changed: the rest of the first block, the second one, and what lies before.
    async fn first_block_stands(&self) -> Result<Result<(), FailureCause>, FailureCause> {
        let first = self.present.blocks.get(&0).cloned().unwrap_or_default();
        let mut wanted = first;
        if let Some(table) = wanted.get_mut(..TABLE_BYTES) {
            table.fill(0xFF);
        }
        let found = self.read(&(0..wanted.len())).await?;
        if found != wanted {
            return Ok(Err(difference(self.start, &wanted, &found)));
        }
        if let Err(reason) = self.block_stands(1).await? {
            return Ok(Err(reason));
        }
        self.before_stands().await
    }

    async fn before_stands(&self) -> Result<Result<(), FailureCause>, FailureCause> {
        let at = self.start - BLOCK_BYTES as u64;
        let place = (at, self.start);
        let found = self.camera.read_range(self.memory, place).await?;
        Ok(if found == self.before {
            Ok(())
        } else {
            Err(difference(at, &self.before, &found))
        })
    }

    /// Whether a block that was not written is still what it was.
    async fn block_stands(&self, block: usize) -> Result<Result<(), FailureCause>, FailureCause> {
        if block >= self.blocks.count() {
            return Ok(Ok(()));
        }
        let range = self.blocks.range(&(block..block + 1));
        let found = self.read(&range).await?;
        let stands = match self.present.blocks.get(&block) {
            Some(before) if !self.blocks.holds(block, before) => *before == found,
            _ => self.blocks.holds(block, &found),
        };
        Ok(if stands {
            Ok(())
        } else {
            let wanted = self.blocks.without_table(&(block..block + 1));
            Err(difference(self.start + range.start as u64, &wanted, &found))
        })
    }

    /// Whether everything that was written is there, and the blocks beside it are what they were.
    async fn runs_stand(&self) -> Result<Result<(), FailureCause>, FailureCause> {
        for run in &self.runs {
            let range = self.blocks.range(run);
            let wanted = self.blocks.without_table(run);
            let found = self.read(&range).await?;
            if found != wanted[..] {
                let at = self.start + range.start as u64;
                return Ok(Err(difference(at, &wanted, &found)));
            }
            let beside = [run.start.checked_sub(1), Some(run.end)];
            for block in beside.into_iter().flatten() {
                if let Err(reason) = self.block_stands(block).await? {
                    return Ok(Err(reason));
                }
            }
        }
        self.before_stands().await
    }

    fn left_alone(&self, size: usize) -> String {
        let written: usize = self
            .runs
            .iter()
            .map(|run| self.blocks.range(run).len())
            .sum();
        format!(
            "{} of {size} bytes were on the camera already, by its table or by reading them.",
            size.saturating_sub(written)
        )
    }

    async fn write(&self, at: usize, bytes: &Bytes) -> Result<(), FailureCause> {
        let offset = self.start + at as u64;
        self.camera.raw_write(self.memory, offset, bytes).await
    }

    async fn read(&self, range: &Range<usize>) -> Result<Vec<u8>, FailureCause> {
        let place = (
            self.start + range.start as u64,
            self.start + range.end as u64,
        );
        self.camera.read_range(self.memory, place).await
    }
}
