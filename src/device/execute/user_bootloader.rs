//! The user bootloader of network cameras: its slot first, and the configuration that makes the camera start it only
//! after the slot was read back. Whatever goes wrong before that, the factory bootloader starts.

use bytes::Bytes;

use super::{Broken, Done, difference, receipt_line};
use crate::{
    bootloader::{Config, Request, Version, image},
    device::{
        Camera, CameraInfo, Control, FailureCause, PlannedWrite, ReceiptLine, Unplug, Verdict,
        plan::{sha256_hex, slot_of, with_slot},
        progress::Meter,
    },
    transport::DeviceState,
};

impl Camera {
    pub(super) async fn flash_user_bootloader(
        &mut self,
        info: &CameraInfo,
        writes: &[PlannedWrite],
        image: &Bytes,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let [slot, config] = writes else {
            return Err(Broken::nothing_written(super::wrong_payload()));
        };
        let request = Request::write(slot.memory, slot.offset as u32, image.len() as u32);
        self.write_request(request, image, control, meter, Unplug::UserBootloaderLost)
            .await
            .map_err(|failure| Broken {
                verdict: if failure.may_have_written {
                    Verdict::SafeTryAgain
                } else {
                    Verdict::NothingWritten
                },
                cause: failure.cause,
            })?;
        let written = self
            .read_back(slot, image, meter, Unplug::UserBootloaderLost)
            .await
            .map_err(Broken::safe)?;
        let document = with_slot(info, Some(slot_of(image)));
        let activated = self.store_config(info, config, &document, meter).await;
        let mut done = Done {
            lines: vec![written, activated.map_err(later)?],
            notes: Vec::new(),
        };
        let version = image::inspect(image).ok().and_then(|found| found.version);
        self.check_slot(true, version, &mut done, control, meter)
            .await?;
        Ok(done)
    }

    pub(super) async fn remove_user_bootloader(
        &mut self,
        info: &CameraInfo,
        config: &PlannedWrite,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let document = with_slot(info, None);
        let line = self.store_config(info, config, &document, meter).await?;
        let mut done = Done {
            lines: vec![line],
            notes: Vec::new(),
        };
        self.check_slot(false, None, &mut done, control, meter)
            .await?;
        Ok(done)
    }

    /// Writes a configuration and reads it back.
    async fn store_config(
        &self,
        info: &CameraInfo,
        write: &PlannedWrite,
        document: &Config,
        meter: &mut Meter,
    ) -> Result<ReceiptLine, Broken> {
        let bson = document.to_bson().map_err(|error| {
            Broken::nothing_written(FailureCause::BadInput {
                sentence: error.to_string(),
            })
        })?;
        match self
            .set_and_read_config(info, Some(bson.clone()), meter)
            .await?
        {
            Ok(stored) if stored == bson => Ok(receipt_line(write, sha256_hex(&stored))),
            Ok(stored) => Err(Broken::safe(difference(write.offset, &bson, &stored))),
            Err(reason) => Err(Broken::safe(FailureCause::RefusedByCamera { reason })),
        }
    }

    /// Restarts the camera and looks which bootloader runs.
    async fn check_slot(
        &mut self,
        user: bool,
        expected: Option<Version>,
        done: &mut Done,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<(), Broken> {
        let Some(info) = self.restarted(control, meter).await.map_err(Broken::safe)? else {
            return Err(Broken::safe(FailureCause::DidNotComeBack {
                state: DeviceState::Bootloader,
            }));
        };
        let wrong = |detail: String| Err(Broken::safe(FailureCause::Nonsense { detail }));
        let running = info.running;
        match (user, info.user_bootloader) {
            (true, Some(true)) | (false, Some(false) | None) => {}
            (true, _) => {
                return wrong(format!(
                    "the factory bootloader {running} runs after the restart, not the user \
                     bootloader"
                ));
            }
            (false, Some(true)) => {
                return wrong(format!(
                    "the user bootloader {running} still runs after the restart"
                ));
            }
        }
        if let Some(version) = expected.filter(|version| *version != running) {
            return wrong(format!(
                "bootloader {running} runs after the restart, {version} was flashed"
            ));
        }
        let slot = if user { "user" } else { "factory" };
        done.notes.push(format!(
            "Checked after a restart: the {slot} bootloader {running} runs."
        ));
        Ok(())
    }
}

fn later(broken: Broken) -> Broken {
    Broken::safe(broken.cause)
}
