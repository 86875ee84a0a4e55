//! Raw writes: what is overwritten is kept first, and what lies beside a write is compared afterwards, because how a
//! camera erases around a write is not known (protocol 12).

use bytes::Bytes;

use super::{Broken, Done, difference, receipt_line};
use crate::{
    bootloader::{Memory, Request},
    device::{
        Camera, CameraInfo, CancelToken, Control, FailureCause, PlannedWrite, RegionUse,
        SavedRange, Stage, Unplug, Verdict, plan::sha256_hex, progress::Meter,
    },
};

/// The largest erase unit of a NOR in bytes: what lies in the same unit as a write may be lost.
pub(super) const ERASE_UNIT_BYTES: u64 = 64 * 1024;

impl Camera {
    pub(super) async fn write_memory(
        &mut self,
        info: &CameraInfo,
        write: &PlannedWrite,
        bytes: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let range = around(info, write.memory, write.offset, write.size);
        let before = self
            .read_range(write.memory, range)
            .await
            .map_err(Broken::nothing_written)?;
        self.overwritten = Some(SavedRange {
            memory: write.memory,
            offset: range.0,
            bytes: before.clone().into(),
        });
        let delicate = matches!(write.used_for, RegionUse::Header | RegionUse::Bootloader);
        let unplug = if delicate {
            Unplug::Dangerous
        } else {
            Unplug::Safe
        };
        let request = Request::write(write.memory, write.offset as u32, write.size as u32);
        if let Err(failure) = self
            .write_request(request, bytes, control, meter, unplug)
            .await
        {
            let verdict = match failure.may_have_written {
                false => Verdict::NothingWritten,
                true => self.after_raw(delicate),
            };
            return Err(Broken {
                cause: failure.cause,
                verdict,
            });
        }
        let mut wanted = before;
        let at = (write.offset - range.0) as usize;
        wanted.splice(at..at + bytes.len(), bytes.iter().copied());
        meter.enter(Stage::ReadBack, unplug);
        let wanted = Bytes::from(wanted);
        let settled = self.settle_range(write.memory, range.0, &wanted);
        let rewritten = settled.await.map_err(|cause| Broken {
            cause,
            verdict: self.after_raw(delicate),
        })?;
        let mut done = Done {
            lines: vec![receipt_line(write, sha256_hex(bytes))],
            notes: Vec::new(),
        };
        if rewritten {
            done.notes.push(
                "This camera erases what lies beside a write; it was written again.".to_owned(),
            );
        }
        Ok(done)
    }

    fn after_raw(&self, delicate: bool) -> Verdict {
        if delicate {
            self.danger()
        } else {
            Verdict::SafeTryAgain
        }
    }

    /// Reads `range` (start and end) whole.
    pub(super) async fn read_range(
        &self,
        memory: Memory,
        range: (u64, u64),
    ) -> Result<Vec<u8>, FailureCause> {
        let size = u32::try_from(range.1.saturating_sub(range.0)).unwrap_or(u32::MAX);
        self.client()?
            .read_bytes(memory, range.0 as u32, size)
            .await
    }

    /// Sees that `wanted` lies at `offset`: what differs, as after an erase that took its neighbours along, is written
    /// once more as whole erase units. Tells whether that was needed.
    async fn settle_range(
        &self,
        memory: Memory,
        offset: u64,
        wanted: &Bytes,
    ) -> Result<bool, FailureCause> {
        let range = (offset, offset + wanted.len() as u64);
        let found = self.read_range(memory, range).await?;
        if found == wanted[..] {
            return Ok(false);
        }
        let unit = ERASE_UNIT_BYTES as usize;
        let pairs = wanted.chunks(unit).zip(found.chunks(unit)).enumerate();
        for (index, _) in pairs.filter(|(_, (wanted, found))| wanted != found) {
            let start = index * unit;
            let block = wanted.slice(start..(start + unit).min(wanted.len()));
            self.raw_write(memory, offset + start as u64, &block)
                .await?;
        }
        let found = self.read_range(memory, range).await?;
        if found == wanted[..] {
            Ok(true)
        } else {
            Err(difference(offset, wanted, &found))
        }
    }

    /// One raw write that nobody can cancel.
    pub(super) async fn raw_write(
        &self,
        memory: Memory,
        offset: u64,
        bytes: &Bytes,
    ) -> Result<(), FailureCause> {
        let request = Request::write(memory, offset as u32, bytes.len() as u32);
        self.client()?
            .write(request, bytes, &CancelToken::default(), &mut |_| {})
            .await
            .map_err(|failure| failure.cause)
    }
}

/// The whole erase units that a range touches, within the memory: start and end.
pub(super) fn around(info: &CameraInfo, memory: Memory, offset: u64, size: u64) -> (u64, u64) {
    let end = info
        .memories
        .iter()
        .find(|m| m.memory == memory && m.available)
        .map_or(u64::MAX, |m| m.size_bytes);
    let start = offset / ERASE_UNIT_BYTES * ERASE_UNIT_BYTES;
    let stop = offset
        .saturating_add(size)
        .next_multiple_of(ERASE_UNIT_BYTES);
    (start, stop.min(end))
}
