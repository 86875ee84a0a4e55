//! Flashing a factory bootloader, and the factory reset.
//!
//! Always by the stock command: it lays a boot header for USB recovery first, so a power cut in the middle leaves a
//! camera that waits for USB instead of one that starts half a program. A bootloader of the other kind only writes to its
//! own kind's places, so for a change of kind the new kind is started in memory first.

use bytes::Bytes;

use super::{Broken, Client, Done, WriteFailure};
use crate::{
    bootloader::{
        Layout, Memory, Request, Storage, Version,
        image::{self, ImageInfo},
        packet_count,
    },
    device::{
        Camera, Control, FailureCause, PlannedWrite, ReceiptLine, Stage, Unplug, Verdict,
        plan::reset_image, progress::Meter,
    },
    transport::DeviceState,
};

impl Camera {
    pub(super) async fn flash_bootloader(
        &mut self,
        write: &PlannedWrite,
        bytes: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let image = self.enter_kind(bytes, control).await?;
        let line = self.stock(write, bytes, control, meter).await?;
        let mut done = Done::default();
        self.restart_and_check(image.version, &line, &mut done, control, meter)
            .await?;
        done.lines.push(line);
        Ok(done)
    }

    /// The image and the erased places behind it, as one write of the stock command: cut short, it leaves a camera that
    /// waits for USB.
    pub(super) async fn factory_reset(
        &mut self,
        writes: &[PlannedWrite],
        bytes: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let image = self.enter_kind(bytes, control).await?;
        let padded = reset_image(image.kind, bytes);
        let whole = match writes.first() {
            Some(first) => PlannedWrite {
                size: padded.len() as u64,
                ..first.clone()
            },
            None => return Err(Broken::nothing_written(super::wrong_payload())),
        };
        let line = self.stock(&whole, &padded, control, meter).await?;
        let mut done = Done::default();
        self.restart_and_check(image.version, &line, &mut done, control, meter)
            .await?;
        // One read-back covers all of them.
        done.lines.extend(writes.iter().map(|write| ReceiptLine {
            verified: line.verified,
            ..super::receipt_line(write, line.sha256.clone())
        }));
        Ok(done)
    }

    /// What `bytes` is; the running bootloader is of its kind afterwards.
    async fn enter_kind(&mut self, bytes: &Bytes, control: &Control) -> Result<ImageInfo, Broken> {
        let image = image::inspect(bytes).map_err(|error| {
            Broken::nothing_written(FailureCause::BadInput {
                sentence: error.to_string(),
            })
        })?;
        if image.kind != self.running.kind {
            self.jump(image.kind, control)
                .await
                .map_err(Broken::nothing_written)?;
            // A camera that ignored the image would write this kind to the places of the other.
            if image.kind != self.running.kind {
                return Err(Broken::nothing_written(FailureCause::Nonsense {
                    detail: "the bootloader that was put into memory does not run".to_owned(),
                }));
            }
        }
        Ok(image)
    }

    /// Writes `bytes` by the stock command and reads them back.
    async fn stock(
        &self,
        write: &PlannedWrite,
        bytes: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        let total = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let request = Request::UpdateFlash {
            storage: Storage::Bootloader,
            total,
            packets: packet_count(total),
        };
        if let Err(failure) = self
            .write_request(request, bytes, control, meter, Unplug::Dangerous)
            .await
        {
            return Err(self.write_broken(failure).await);
        }
        self.read_back(write, bytes, meter, Unplug::Dangerous)
            .await
            .map_err(|cause| self.unverified(cause))
    }

    /// What a failed write means: the boot header is the first thing the command changes.
    pub(super) async fn write_broken(&self, failure: WriteFailure) -> Broken {
        let WriteFailure {
            cause,
            may_have_written,
        } = failure;
        if !may_have_written {
            return Broken::nothing_written(cause);
        }
        let header = match self.client() {
            Ok(client) if self.is_connected() => header(client).await,
            _ => None,
        };
        let verdict = match (header, &self.backup) {
            (Some(now), Some(backup)) if now == backup.header => Verdict::NothingWritten,
            _ => self.danger(),
        };
        Broken { cause, verdict }
    }

    pub(super) fn unverified(&self, cause: FailureCause) -> Broken {
        Broken {
            cause,
            verdict: self.danger(),
        }
    }

    /// The flash may hold half a bootloader: as long as the one in memory answers it can be done again at once.
    pub(super) fn danger(&self) -> Verdict {
        if self.is_connected() {
            Verdict::DoNotUnplug
        } else {
            Verdict::NeedsRecovery
        }
    }

    async fn restart_and_check(
        &mut self,
        expected: Option<Version>,
        line: &ReceiptLine,
        done: &mut Done,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<(), Broken> {
        let unverified = |cause| Broken {
            cause,
            verdict: if line.verified {
                Verdict::SafeTryAgain
            } else {
                Verdict::NeedsRecovery
            },
        };
        meter.enter(Stage::Restart, Unplug::Safe);
        let from_rom = self.identity.found_as == DeviceState::Unbooted;
        let started = self.restart(control).await.map_err(unverified)?;
        meter.enter(Stage::Check, Unplug::Safe);
        if !started {
            if from_rom && line.verified {
                // Boot switches or a recovery button lead to the ROM whatever the flash holds.
                done.notes.push(
                    "The camera started in USB recovery again. Set its boot switches or button \
                     back to flash boot and plug it in again."
                        .to_owned(),
                );
                return Ok(());
            }
            return Err(Broken {
                cause: FailureCause::DidNotComeBack {
                    state: DeviceState::Bootloader,
                },
                verdict: Verdict::NeedsRecovery,
            });
        }
        let info = self.ask_info().await.map_err(unverified)?;
        if info.user_bootloader == Some(true) {
            done.notes.push(format!(
                "The user bootloader {} runs; the factory bootloader starts when it is removed.",
                self.running.version
            ));
            return Ok(());
        }
        match expected {
            Some(version) if version != self.running.version => {
                Err(unverified(FailureCause::Nonsense {
                    detail: format!(
                        "bootloader {} runs after the restart, {version} was flashed",
                        self.running.version
                    ),
                }))
            }
            _ => {
                done.notes.push(format!(
                    "Checked after a restart: the factory bootloader {} runs.",
                    self.running.version
                ));
                Ok(())
            }
        }
    }
}

/// The boot header, if it can be read.
async fn header(client: &Client) -> Option<Vec<u8>> {
    let section = Layout::of(crate::bootloader::BootloaderKind::Usb).header;
    client
        .read_bytes(
            Memory::Flash,
            section.offset,
            section.size.unwrap_or_default(),
        )
        .await
        .ok()
}
