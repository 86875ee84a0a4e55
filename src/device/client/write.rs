//! Requests that write: data out in packets, progress and one end in.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};

use super::{Client, unexpected};
use crate::{
    bootloader::{DATA_PACKET_BYTES, Request, Response, packet_count},
    device::{CancelToken, FailureCause, info::ConfigPlace, limits},
};

/// What a writing request tells while it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::device) enum WriteStep {
    /// Bytes that left this side; `cancellable` while the camera cannot have all of them.
    Sending {
        /// Bytes.
        sent: u64,
        /// Whether stopping now writes nothing.
        cancellable: bool,
    },
    /// The camera has everything and writes; its own fraction, 0 to 1.
    Writing(f64),
}

/// How a writing request failed, and how far it had come.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::device) struct WriteFailure {
    /// The cause.
    pub(in crate::device) cause: FailureCause,
    /// Whether the camera may have had all data, and so may have begun to write.
    pub(in crate::device) may_have_written: bool,
}

impl Client {
    /// Sends a writing request with its data and follows it to its end. `step` hears of every advance.
    ///
    /// Cancelling drops the link while the camera cannot have all data; afterwards this client is of no use.
    pub(in crate::device) async fn write(
        &self,
        request: Request,
        data: &Bytes,
        cancel: &CancelToken,
        step: &mut dyn FnMut(WriteStep),
    ) -> Result<(), WriteFailure> {
        self.send_with_data(request, data, cancel, step).await?;
        step(WriteStep::Writing(0.0));
        let silence = limits::write_silence(data.len() as u64);
        self.end_of_write(silence, step).await
    }

    /// Waits for the end of a write. An answer that came before the camera had all data is a refusal, and what was on
    /// its way is still coming: this client is of no use then.
    async fn end_of_write(
        &self,
        silence: Duration,
        step: &mut dyn FnMut(WriteStep),
    ) -> Result<(), WriteFailure> {
        let completed = self.completion(silence, step).await;
        if self.session.is_sending() {
            self.session.abandon();
        }
        completed.map_err(|cause| WriteFailure {
            cause,
            may_have_written: true,
        })
    }

    /// Waits for the end of a write, its progress messages on the way.
    async fn completion(
        &self,
        silence: Duration,
        step: &mut dyn FnMut(WriteStep),
    ) -> Result<(), FailureCause> {
        loop {
            match self.answer("the camera to write", silence).await? {
                Response::FlashStatusUpdate { progress } => {
                    step(WriteStep::Writing(f64::from(progress)));
                }
                Response::FlashComplete { success: true, .. } => return Ok(()),
                Response::FlashComplete { error, .. } => {
                    return Err(FailureCause::RefusedByCamera { reason: error });
                }
                other => return Err(unexpected(&other)),
            }
        }
    }

    /// Sends a request and its data packets until the camera has all of them.
    pub(in crate::device) async fn send_with_data(
        &self,
        request: Request,
        data: &Bytes,
        cancel: &CancelToken,
        step: &mut dyn FnMut(WriteStep),
    ) -> Result<(), WriteFailure> {
        let nothing = |cause| WriteFailure {
            cause,
            may_have_written: false,
        };
        if cancel.is_cancelled() {
            return Err(nothing(FailureCause::Cancelled));
        }
        self.note(format_args!("> {request:?}"));
        let before = self.session.sent_bytes();
        let mut last = self
            .session
            .send(request.encode().into())
            .map_err(nothing)?;
        let mut rest = data.clone();
        while !rest.is_empty() {
            let packet = rest.split_to(rest.len().min(DATA_PACKET_BYTES));
            last = self.session.send(packet).map_err(nothing)?;
        }
        self.sending(last, before, data.len() as u64, cancel, step)
            .await?;
        self.note(format_args!("> {} bytes of data", data.len()));
        Ok(())
    }

    async fn sending(
        &self,
        last: u64,
        before: u64,
        total: u64,
        cancel: &CancelToken,
        step: &mut dyn FnMut(WriteStep),
    ) -> Result<(), WriteFailure> {
        loop {
            let sent_now = self.session.sent_bytes();
            let queued = self.session.queued_bytes() as u64;
            if cancel.is_cancelled() && queued > 0 {
                return Err(WriteFailure {
                    cause: FailureCause::Cancelled,
                    may_have_written: false,
                });
            }
            // An answer before the data is complete is a refusal; the caller reads it.
            if self.session.has_answer() && queued > 0 {
                return Ok(());
            }
            step(WriteStep::Sending {
                sent: sent_now.saturating_sub(before).min(total),
                cancellable: queued > 0,
            });
            let moved = self
                .session
                .written_or_moved(last, sent_now, limits::SEND_STALL);
            let cancelled = cancel.cancelled();
            let moved = if queued > 0 {
                match select(std::pin::pin!(moved), std::pin::pin!(cancelled)).await {
                    Either::Left((moved, _)) => moved,
                    Either::Right(_) => continue,
                }
            } else {
                moved.await
            };
            match moved {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(cause) => {
                    self.runtime.0.sleep(limits::SETTLE).await;
                    return Err(WriteFailure {
                        cause,
                        may_have_written: !self.session.is_data_incomplete(),
                    });
                }
            }
        }
    }

    /// Writes the configuration, or clears it without a document.
    pub(in crate::device) async fn set_config(
        &self,
        place: &ConfigPlace,
        document: Option<Bytes>,
    ) -> Result<(), WriteFailure> {
        let data = document.clone().unwrap_or_default();
        let request = Request::SetBootloaderConfig {
            memory: place.memory.to_wire(),
            offset: place.offset,
            clear: document.is_none(),
            total: u32::try_from(data.len()).unwrap_or(u32::MAX),
            packets: document.is_some().into(),
        };
        self.send_with_data(request, &data, &CancelToken::default(), &mut |_| {})
            .await?;
        self.end_of_write(limits::CONFIG_WRITE, &mut |_| {}).await
    }

    /// Sends an image that replaces the running program; the link falls then.
    pub(in crate::device) async fn boot_memory(
        &self,
        image: &Bytes,
        cancel: &CancelToken,
    ) -> Result<(), FailureCause> {
        let total = u32::try_from(image.len()).unwrap_or(u32::MAX);
        let request = Request::BootMemory {
            total,
            packets: packet_count(total),
        };
        self.send_with_data(request, image, cancel, &mut |_| {})
            .await
            .map_err(|failure| failure.cause)
    }
}
