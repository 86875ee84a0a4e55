//! Reading memories into files: any range, and the application as a package.

use super::{
    Camera, Control, Failure, FailureCause, Refusal, Stage, Unplug, Verdict,
    client::{Client, READ_BYTES},
    progress::Meter,
};
use crate::{
    bootloader::{Layout, Memory, RequestKind},
    package::{Inspection, Package, TABLE_BYTES, Table},
    runtime::try_in_slices,
};

/// Most bytes of one reading: a whole NOR of the largest camera.
pub const MOST_READ_BYTES: u64 = 128 << 20;

impl Camera {
    /// Reads `size` bytes at `offset`, with progress in [`Stage::ReadBack`]. Can be cancelled at any time; nothing is
    /// ever written.
    pub async fn read_memory(
        &mut self,
        memory: Memory,
        offset: u64,
        size: u64,
        control: &Control,
    ) -> Result<Vec<u8>, Failure> {
        let read = self.read_whole(memory, offset, size, control).await;
        read.map_err(|cause| self.unread(cause))
    }

    /// Reads the application of `memory` and compares its checksums. What comes back is the package that was flashed.
    pub async fn read_application(
        &mut self,
        memory: Memory,
        control: &Control,
    ) -> Result<Package, Failure> {
        let read = self.read_package(memory, control).await;
        read.map_err(|cause| self.unread(cause))
    }

    async fn read_package(
        &self,
        memory: Memory,
        control: &Control,
    ) -> Result<Package, FailureCause> {
        let info = self.ask_info().await?;
        let (memory, _) = super::plan::destination(&info, memory);
        let start = Layout::of(info.kind).application.offset;
        self.require_read()?;
        let table = TABLE_BYTES as u32;
        let table = self.client()?.read_bytes(memory, start, table).await?;
        let no_application = || FailureCause::BadInput {
            sentence: "the camera holds no application in this memory".to_owned(),
        };
        let table = Table::read(&table).map_err(|_no_table| no_application())?;
        let ends = table
            .entries
            .iter()
            .map(|entry| u64::from(entry.offset) + u64::from(entry.size));
        let size = ends.max().ok_or_else(no_application)?;
        let bytes = self.read_whole(memory, start.into(), size, control).await?;
        let damaged = |error: crate::package::PackageError| FailureCause::Nonsense {
            detail: format!("the application on the camera is damaged: {error}"),
        };
        let package = Package::read(bytes.into()).map_err(damaged)?;
        let mut inspection = Inspection::new(package.clone());
        let checked = try_in_slices(&*self.context.runtime, || inspection.step()).await;
        checked.map_err(damaged)?;
        Ok(package)
    }

    async fn read_whole(
        &self,
        memory: Memory,
        offset: u64,
        size: u64,
        control: &Control,
    ) -> Result<Vec<u8>, FailureCause> {
        self.require_read()?;
        if size > MOST_READ_BYTES || offset.saturating_add(size) > u64::from(u32::MAX) {
            return Err(FailureCause::BadInput {
                sentence: format!(
                    "at most {} MiB can be read at a time, and nothing beyond 4 GiB; {size} bytes at {offset:#x} were \
                     asked for",
                    MOST_READ_BYTES >> 20
                ),
            });
        }
        let runtime = self.context.runtime.clone();
        let mut meter = Meter::new(control, &runtime, size, &[Stage::ReadBack]);
        meter.enter(Stage::ReadBack, Unplug::Safe);
        let mut bytes = Vec::with_capacity(size as usize);
        while (bytes.len() as u64) < size {
            if control.cancel.is_cancelled() {
                return Err(FailureCause::Cancelled);
            }
            let at = offset + bytes.len() as u64;
            let part = (size - bytes.len() as u64).min(READ_BYTES.into());
            read_part(self.client()?, memory, at, part, &mut bytes).await?;
            meter.advance(bytes.len() as u64, true);
        }
        meter.finish();
        Ok(bytes)
    }

    fn require_read(&self) -> Result<(), FailureCause> {
        let (needed, found) = (RequestKind::ReadFlash.since(), self.running.version);
        if self.running.knows(RequestKind::ReadFlash) {
            Ok(())
        } else {
            Err(FailureCause::Refused {
                refusals: vec![Refusal::BootloaderTooOld { needed, found }],
            })
        }
    }

    fn unread(&self, cause: FailureCause) -> Failure {
        self.failure(cause, Verdict::NothingWritten, Some(Stage::ReadBack))
    }
}

async fn read_part(
    client: &Client,
    memory: Memory,
    offset: u64,
    size: u64,
    bytes: &mut Vec<u8>,
) -> Result<(), FailureCause> {
    client
        .read(memory, offset as u32, size as u32, |part| {
            bytes.extend_from_slice(part);
        })
        .await
}
