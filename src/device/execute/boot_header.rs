//! Writing a boot header. Its bytes are the camera's own; what can be checked is that it is there, that the bootloader
//! behind it is whole, and that the camera starts.

use bytes::Bytes;

use super::{Broken, Done, difference, receipt_line};
use crate::{
    bootloader::{BootHeader, BootHeaderKind, Memory},
    device::{
        Camera, Control, FailureCause, PlannedWrite, Stage, Unplug, Verdict,
        plan::{HEADER_BYTES, restarts, sha256_hex},
        progress::Meter,
    },
    transport::DeviceState,
};

/// What is read around a header, in bytes: the largest erase unit of a NOR.
const AROUND_BYTES: u32 = 64 * 1024;

impl Camera {
    pub(super) async fn write_boot_header(
        &mut self,
        write: &PlannedWrite,
        header: &BootHeader,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let start = write.offset as u32 / AROUND_BYTES * AROUND_BYTES;
        let around = |client| read_around(client, start);
        let client = self.client().map_err(Broken::nothing_written)?;
        let before = around(client).await.map_err(Broken::nothing_written)?;
        if let Err(failure) = self
            .write_request(
                header.request(),
                &Bytes::new(),
                control,
                meter,
                Unplug::Dangerous,
            )
            .await
        {
            return Err(self.write_broken(failure).await);
        }
        meter.enter(Stage::ReadBack, Unplug::Dangerous);
        let client = self.client().map_err(|cause| self.unverified(cause))?;
        let after = around(client)
            .await
            .map_err(|cause| self.unverified(cause))?;
        let at = (write.offset as u32 - start) as usize;
        let end = at + HEADER_BYTES as usize;
        let part = |bytes: &[u8]| bytes.get(at..end).unwrap_or_default().to_vec();
        let without = |bytes: &[u8]| {
            let mut rest = bytes.to_vec();
            rest.splice(at..end.min(bytes.len()), vec![0; HEADER_BYTES as usize]);
            rest
        };
        if without(&before) != without(&after) {
            let cause = difference(start.into(), &without(&before), &without(&after));
            return Err(self.unverified(cause));
        }
        let stored = part(&after);
        let mut line = receipt_line(write, sha256_hex(&stored));
        line.verified = stored.iter().any(|byte| *byte != 0xFF);
        let mut done = Done {
            lines: vec![line],
            notes: Vec::new(),
        };
        if restarts(header.kind) {
            self.check_header_starts(&mut done, control, meter).await?;
        } else {
            done.notes.push(effect(header.kind).to_owned());
        }
        Ok(done)
    }

    /// Restarts the camera, which must come back with a bootloader.
    pub(super) async fn check_header_starts(
        &mut self,
        done: &mut Done,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<(), Broken> {
        let needs_recovery = |cause| Broken {
            cause,
            verdict: Verdict::NeedsRecovery,
        };
        match self.restarted(control, meter).await {
            Ok(Some(info)) => {
                done.notes.push(format!(
                    "Checked after a restart: bootloader {} runs.",
                    info.running
                ));
                Ok(())
            }
            Ok(None) => Err(needs_recovery(FailureCause::DidNotComeBack {
                state: DeviceState::Bootloader,
            })),
            Err(cause) => Err(needs_recovery(cause)),
        }
    }
}

async fn read_around(client: &super::Client, start: u32) -> Result<Vec<u8>, FailureCause> {
    client.read_bytes(Memory::Flash, start, AROUND_BYTES).await
}

/// When a header that is not tried at once takes effect.
const fn effect(kind: BootHeaderKind) -> &'static str {
    match kind {
        BootHeaderKind::Fast => {
            "From the next start on the application starts without a bootloader. Until then a \
             normal header undoes this."
        }
        _ => {
            "From the next start on the camera waits in USB recovery. Until then a normal header \
             undoes this."
        }
    }
}
