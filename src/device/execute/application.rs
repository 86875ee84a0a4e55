//! Flashing and removing an application.
//!
//! A package goes by the stock command wherever that leads to the wanted memory: the bootloader checks table and
//! checksums first and writes the first block last. Into another memory it goes by raw writes in an order that never
//! leaves half of it behind a valid table: the table is erased first and written last.

use bytes::{Bytes, BytesMut};

use super::{Broken, Comparison, Done, WriteFailure};
use crate::{
    bootloader::{Config, Memory, Request, RequestKind, Storage, packet_count},
    device::{
        Camera, CameraInfo, CancelToken, Control, FailureCause, PlannedWrite, ReceiptLine, Stage,
        Unplug, Verdict,
        info::ConfigPlace,
        plan::{ApplicationRoute, destination},
        progress::Meter,
    },
    package::TABLE_BYTES,
};

/// The largest erase unit of a NOR: what lies in the same unit as a write may be lost (protocol 12).
const ERASE_UNIT_BYTES: usize = 64 * 1024;

impl Camera {
    pub(super) async fn flash_application(
        &self,
        info: &CameraInfo,
        write: &PlannedWrite,
        package: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let (_, route) = destination(info, write.memory);
        let line = match route {
            ApplicationRoute::Stock => self.by_stock(write, package, control, meter).await?,
            ApplicationRoute::Raw => self.by_raw(write, package, control, meter).await?,
        };
        let mut done = Done {
            lines: vec![line],
            notes: Vec::new(),
        };
        if self.running.knows(RequestKind::SetBootloaderConfig)
            && let Err(reason) = self.remember_memory(info, write.memory).await
        {
            done.notes.push(format!(
                "The configuration could not be told where the application is: {reason}."
            ));
        }
        Ok(done)
    }

    /// Writes `appMem` as the official client does, unknown keys surviving (protocol 6.4, 9.2). Best effort, as there;
    /// the error says why it did not work.
    pub(super) async fn remember_memory(
        &self,
        info: &CameraInfo,
        memory: Memory,
    ) -> Result<(), String> {
        let told = |cause: FailureCause| format!("{cause:?}");
        let client = self.client().map_err(told)?;
        let place = ConfigPlace::of(info.kind, self.running.kind);
        let stored = client
            .config(place.memory, place.offset, place.max_size)
            .await
            .map_err(told)?;
        let mut config = match stored {
            Ok(bson) => Config::from_bson(&bson).map_err(|error| error.to_string())?,
            Err(_) => Config::empty(),
        };
        config.set_app_mem(memory);
        let document = config.to_bson().map_err(|error| error.to_string())?;
        client
            .set_config(&place, Some(document.into()))
            .await
            .map_err(|failure| told(failure.cause))
    }

    pub(super) async fn by_stock(
        &self,
        write: &PlannedWrite,
        package: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        let total = write.size as u32;
        let request = Request::UpdateFlash {
            storage: Storage::Application,
            total,
            packets: packet_count(total),
        };
        if let Err(failure) = self
            .write_request(request, package, control, meter, Unplug::ApplicationLost)
            .await
        {
            return Err(self.application_broken(write, failure).await);
        }
        self.verified(write, package, meter).await
    }

    /// What a failed write means. The table is the first thing the command changes: if it is what it was, so is the
    /// rest.
    async fn application_broken(&self, write: &PlannedWrite, failure: WriteFailure) -> Broken {
        let WriteFailure {
            cause,
            may_have_written,
        } = failure;
        if !may_have_written {
            return Broken::nothing_written(cause);
        }
        let untouched = match (self.client(), &self.backup) {
            // Without an application before, an erased table tells nothing.
            (Ok(client), Some(backup))
                if self.is_connected()
                    && write.memory == Memory::Flash
                    && backup.table.iter().any(|byte| *byte != 0xFF) =>
            {
                let offset = write.offset as u32;
                client
                    .read_bytes(write.memory, offset, TABLE_BYTES as u32)
                    .await
                    .is_ok_and(|table| table == backup.table)
            }
            _ => false,
        };
        if untouched {
            Broken::nothing_written(cause)
        } else {
            Broken::safe(cause)
        }
    }

    async fn by_raw(
        &self,
        write: &PlannedWrite,
        package: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        let first_block = package.slice(..package.len().min(ERASE_UNIT_BYTES));
        let table = package.slice(..package.len().min(TABLE_BYTES));
        let mut body = BytesMut::from(&package[..]);
        if let Some(head) = body.get_mut(..TABLE_BYTES) {
            head.fill(0xFF);
        }
        let body = body.freeze();
        meter.enter(Stage::Send, Unplug::Safe);
        self.raw(write, &erased(TABLE_BYTES)).await?;
        let request = Request::write(write.memory, write.offset as u32, body.len() as u32);
        self.write_request(request, &body, control, meter, Unplug::ApplicationLost)
            .await
            .map_err(|failure| Broken::safe(failure.cause))?;
        let readable = self.running.knows(RequestKind::ReadFlash);
        if readable {
            self.compare(write, &body).await.map_err(Broken::safe)?;
        }
        self.raw(write, &table).await.map_err(later)?;
        // A camera that erases what lies beside a write has lost the rest of the first block now. Writing that block
        // whole could be cut in its middle, behind a valid table: rather no application than half of one.
        if readable && let Err(cause) = self.compare(write, &first_block).await {
            let _ = self.raw(write, &erased(TABLE_BYTES)).await;
            return Err(Broken::safe(cause));
        }
        self.verified(write, package, meter).await
    }

    /// Reads the whole application back. A damaged one is made none.
    async fn verified(
        &self,
        write: &PlannedWrite,
        package: &Bytes,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        match self.read_back(write, package, meter, Unplug::Safe).await {
            Ok(line) => Ok(line),
            Err(cause) => {
                if matches!(cause, FailureCause::VerifyFailed { .. }) {
                    // Best effort: the failure that is told is the one that led here.
                    let _ = self.raw(write, &erased(TABLE_BYTES)).await;
                }
                Err(Broken::safe(cause))
            }
        }
    }

    /// Overwrites the table with erased bytes, as the official library does to remove an application.
    pub(super) async fn erase_table(
        &self,
        write: &PlannedWrite,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let table = erased(TABLE_BYTES);
        meter.enter(Stage::Send, Unplug::Safe);
        meter.enter(Stage::Write, Unplug::Safe);
        self.raw(write, &table).await?;
        let line = self
            .read_back(write, &table, meter, Unplug::Safe)
            .await
            .map_err(Broken::safe)?;
        Ok(Done {
            lines: vec![line],
            notes: Vec::new(),
        })
    }

    /// One small raw write at the start of the application's place; too short to be cancelled.
    async fn raw(&self, write: &PlannedWrite, bytes: &Bytes) -> Result<(), Broken> {
        let client = self.client().map_err(Broken::nothing_written)?;
        let request = Request::write(write.memory, write.offset as u32, bytes.len() as u32);
        client
            .write(request, bytes, &CancelToken::default(), &mut |_| {})
            .await
            .map_err(|failure| Broken {
                verdict: if failure.may_have_written {
                    Verdict::SafeTryAgain
                } else {
                    Verdict::NothingWritten
                },
                cause: failure.cause,
            })
    }

    /// Compares the start of the application's place without telling progress.
    async fn compare(&self, write: &PlannedWrite, expected: &[u8]) -> Result<(), FailureCause> {
        let size = u32::try_from(expected.len()).unwrap_or(u32::MAX);
        let mut comparison = Comparison::new(expected);
        self.client()?
            .read(write.memory, write.offset as u32, size, |part| {
                comparison.take(part);
            })
            .await?;
        comparison.verdict(write.offset)
    }
}

/// A failure after earlier writes of the same operation: something was written.
fn later(broken: Broken) -> Broken {
    Broken::safe(broken.cause)
}

pub(super) fn erased(bytes: usize) -> Bytes {
    vec![0xFF; bytes].into()
}
