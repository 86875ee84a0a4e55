//! Writing and clearing the configuration.

use super::{Broken, Done, WriteFailure, receipt_line};
use crate::{
    bootloader::Config,
    device::{
        Camera, CameraInfo, FailureCause, PlannedWrite, Stage, Unplug, Verdict, info::ConfigPlace,
        plan::sha256_hex, progress::Meter,
    },
};

impl Camera {
    pub(super) async fn write_config(
        &self,
        info: &CameraInfo,
        write: &PlannedWrite,
        json: &str,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let document = Config::from_json(json)
            .and_then(|config| config.to_bson())
            .map_err(|error| {
                Broken::nothing_written(FailureCause::BadInput {
                    sentence: error.to_string(),
                })
            })?;
        let stored = self
            .set_and_read_config(info, Some(document.clone()), meter)
            .await?;
        match stored {
            Ok(bson) if bson == document => {
                let mut line = receipt_line(write, sha256_hex(&bson));
                line.size = bson.len() as u64;
                Ok(Done {
                    lines: vec![line],
                    notes: Vec::new(),
                })
            }
            Ok(bson) => Err(Broken::safe(difference(write.offset, &document, &bson))),
            Err(reason) => Err(Broken::safe(FailureCause::RefusedByCamera { reason })),
        }
    }

    pub(super) async fn clear_config(
        &self,
        info: &CameraInfo,
        write: &PlannedWrite,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        match self.set_and_read_config(info, None, meter).await? {
            Err(_) => Ok(Done {
                lines: vec![super::ReceiptLine {
                    verified: true,
                    ..receipt_line(write, String::new())
                }],
                notes: Vec::new(),
            }),
            Ok(bson) => Err(Broken::safe(FailureCause::VerifyFailed {
                offset: write.offset,
                differing: bson.len() as u64,
            })),
        }
    }

    /// Writes or clears, and asks for what is there now: BSON, or the camera's reason for having none.
    pub(super) async fn set_and_read_config(
        &self,
        info: &CameraInfo,
        document: Option<Vec<u8>>,
        meter: &mut Meter,
    ) -> Result<Result<Vec<u8>, String>, Broken> {
        let client = self.client().map_err(Broken::nothing_written)?;
        let place = ConfigPlace::of(info.kind, self.running.kind);
        meter.enter(Stage::Send, Unplug::Safe);
        meter.enter(Stage::Write, Unplug::Safe);
        client
            .set_config(&place, document.map(Into::into))
            .await
            .map_err(|failure| {
                let WriteFailure {
                    cause,
                    may_have_written,
                } = failure;
                Broken {
                    cause,
                    verdict: if may_have_written {
                        Verdict::SafeTryAgain
                    } else {
                        Verdict::NothingWritten
                    },
                }
            })?;
        meter.enter(Stage::ReadBack, Unplug::Safe);
        let stored = client
            .config(place.memory, place.offset, place.max_size)
            .await
            .map_err(Broken::safe)?;
        Ok(stored.map(|bson| bson.to_vec()))
    }
}

/// The first difference of what was written to `offset` and what was found there.
pub(super) fn difference(offset: u64, written: &[u8], found: &[u8]) -> FailureCause {
    let differs = |at: &usize| written.get(*at) != found.get(*at);
    let len = written.len().max(found.len());
    let first = (0..len).find(differs).unwrap_or_default();
    FailureCause::VerifyFailed {
        offset: offset + first as u64,
        differing: (first..len).filter(differs).count() as u64,
    }
}
