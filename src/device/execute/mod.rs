//! Carrying out a plan: check again, back up, write, read back, restart, check.
//!
//! One function per operation in the modules below; here is what they share: the checks before the first byte, the
//! verdicts, and comparing what was read back.
//!
//! Where cancelling is possible: before the data is complete on the camera's side. The camera then has nothing to write;
//! the link is dropped, and its watchdog restarts it.

mod application;
mod boot_header;
mod bootloader;
mod comparison;
mod config;
mod raw;
mod restore;
mod update;
mod user_bootloader;

use bytes::Bytes;
use comparison::Comparison;
use config::difference;

use super::{
    Backup, Camera, CameraInfo, Control, Failure, FailureCause, Operation, Outcome, Payload, Plan,
    PlannedWrite, Receipt, ReceiptLine, RegionUse, Stage, Unplug, Verdict,
    client::{Client, WriteFailure, WriteStep},
    plan::{self, ApplicationHints},
    progress::Meter,
};
use crate::{
    bootloader::{Memory, Request, RequestKind},
    codec::{Hashing, to_hex},
    runtime::in_slices,
};

/// A failure inside an operation, on its way to become a [`Failure`].
#[derive(Debug)]
struct Broken {
    cause: FailureCause,
    verdict: Verdict,
}

impl Broken {
    const fn nothing_written(cause: FailureCause) -> Self {
        Self {
            cause,
            verdict: Verdict::NothingWritten,
        }
    }

    const fn safe(cause: FailureCause) -> Self {
        Self {
            cause,
            verdict: Verdict::SafeTryAgain,
        }
    }
}

/// What an operation hands back when it worked.
#[derive(Debug, Default)]
struct Done {
    lines: Vec<ReceiptLine>,
    notes: Vec<String>,
}

impl Camera {
    /// Carries out `plan`. Calls `control.progress` with rising fractions and ends exactly once.
    ///
    /// The payload must be the one the plan was made for. Facts are asked anew and the plan is checked against them
    /// before anything is sent.
    pub async fn execute(&mut self, plan: &Plan, payload: Payload, control: &Control) -> Outcome {
        let stages = self.stages(plan);
        let runtime = self.context.runtime.clone();
        let mut meter = Meter::new(control, &runtime, plan.total_bytes, &stages);
        meter.enter(Stage::Prepare, Unplug::Safe);
        self.trace.add(
            runtime.now(),
            format_args!("{:?}, {} bytes", plan.operation, plan.total_bytes),
        );
        let before = self.running.version;
        match self.run(plan, payload, control, &mut meter).await {
            Ok(done) => {
                meter.finish();
                Outcome::Done(Receipt {
                    operation: plan.operation,
                    mx_id: plan.mx_id.clone(),
                    lines: done.lines,
                    before: Some(before),
                    after: self.is_connected().then_some(self.running.version),
                    secs: meter.secs(),
                    notes: done.notes,
                })
            }
            Err(broken) => Outcome::Failed(self.broken(broken, &meter).await),
        }
    }

    /// Makes a failure of it. A session that a cancelled or unanswered request left behind is of no use and is ended.
    async fn broken(&mut self, broken: Broken, meter: &Meter) -> Failure {
        let (cancelled, confused) = match broken.cause {
            FailureCause::Cancelled => (self.sending(), false),
            FailureCause::NoAnswer { .. } | FailureCause::Nonsense { .. } => (false, true),
            _ => (false, false),
        };
        if (cancelled || confused)
            && let Some(client) = self.client.take()
        {
            if cancelled {
                // A reset would have to wait for the rest of the data.
                client.drop_link().await;
            } else {
                client.reset().await;
            }
        }
        self.failure(broken.cause, broken.verdict, meter.stage())
    }

    /// Whether data is still on its way out.
    fn sending(&self) -> bool {
        self.client
            .as_ref()
            .is_some_and(|client| client.session().queued_bytes() > 0)
    }

    fn stages(&self, plan: &Plan) -> Vec<Stage> {
        let operation = plan.operation;
        let mut stages = vec![Stage::Prepare, Stage::Send, Stage::Write];
        let config = matches!(operation, Operation::WriteConfig | Operation::ClearConfig);
        if config || self.running.knows(RequestKind::ReadFlash) {
            stages.push(Stage::ReadBack);
        }
        let restarts = operation == Operation::RestoreBackup
            && plan
                .writes
                .iter()
                .any(|it| it.used_for == RegionUse::Header);
        if restarts
            || matches!(
                operation,
                Operation::FlashBootloader
                    | Operation::FlashUserBootloader
                    | Operation::RemoveUserBootloader
                    | Operation::FactoryReset
                    | Operation::WriteBootHeader
            )
        {
            stages.extend([Stage::Restart, Stage::Check]);
        }
        stages
    }

    async fn run(
        &mut self,
        plan: &Plan,
        payload: Payload,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Done, Broken> {
        let (info, write) = self
            .check(plan, &payload)
            .await
            .map_err(Broken::nothing_written)?;
        let writes = &plan.writes;
        self.back_up(&info, control)
            .await
            .map_err(Broken::nothing_written)?;
        if control.cancel.is_cancelled() {
            return Err(Broken::nothing_written(FailureCause::Cancelled));
        }
        match (plan.operation, payload) {
            (Operation::FlashBootloader, Payload::Bootloader(image)) => {
                self.flash_bootloader(&write, &image, control, meter).await
            }
            (Operation::FactoryReset, Payload::Bootloader(image)) => {
                self.factory_reset(writes, &image, control, meter).await
            }
            (Operation::FlashUserBootloader, Payload::Bootloader(image)) => {
                self.flash_user_bootloader(&info, writes, &image, control, meter)
                    .await
            }
            (Operation::RemoveUserBootloader, _) => {
                self.remove_user_bootloader(&info, &write, control, meter)
                    .await
            }
            (Operation::WriteBootHeader, Payload::BootHeader(header)) => {
                self.write_boot_header(&write, &header, control, meter)
                    .await
            }
            (Operation::WriteMemory, Payload::Bytes(bytes)) => {
                self.write_memory(&info, &write, &bytes, control, meter)
                    .await
            }
            (Operation::FlashApplication, Payload::Package(package)) => {
                self.flash_application(&info, &write, &package, control, meter)
                    .await
            }
            (Operation::UpdateApplication, Payload::Package(package)) => {
                self.update_application(&info, plan, &package, control, meter)
                    .await
            }
            (Operation::RemoveApplication, _) => self.erase_table(&write, meter).await,
            (Operation::WriteConfig, Payload::Config(json)) => {
                self.write_config(&info, &write, &json, meter).await
            }
            (Operation::ClearConfig, _) => self.clear_config(&info, &write, meter).await,
            (Operation::RestoreBackup, Payload::Backup(backup)) => {
                self.restore_backup(&info, plan, &backup, control, meter)
                    .await
            }
            _ => Err(Broken::nothing_written(wrong_payload())),
        }
    }

    /// Everything that can be known before the first byte leaves.
    async fn check(
        &self,
        plan: &Plan,
        payload: &Payload,
    ) -> Result<(CameraInfo, PlannedWrite), FailureCause> {
        let refused = |refusals| Err(FailureCause::Refused { refusals });
        if !plan.refusals.is_empty() {
            return refused(plan.refusals.clone());
        }
        if plan.mx_id != self.identity.mx_id {
            return Err(FailureCause::OtherCamera {
                expected: plan.mx_id.clone(),
                found: self.identity.mx_id.clone(),
            });
        }
        let write = plan.writes.first().ok_or_else(wrong_payload)?.clone();
        let info = self.ask_info().await?;
        let sha256 = self.hash(payload).await;
        let again = match (plan.operation, payload) {
            (Operation::UpdateApplication, Payload::Package(package)) => {
                self.update_again(&info, write.memory, package, &sha256)
                    .await?
            }
            (Operation::RestoreBackup, Payload::Backup(backup)) => {
                self.restore_again(&info, backup).await?
            }
            _ => plan_again(&info, plan, &write, payload, &sha256).ok_or_else(wrong_payload)?,
        };
        if !again.refusals.is_empty() {
            return refused(again.refusals);
        }
        let place =
            |write: &PlannedWrite| (write.memory, write.offset, write.size, write.sha256.clone());
        if !again
            .writes
            .iter()
            .map(place)
            .eq(plan.writes.iter().map(place))
        {
            return Err(wrong_payload());
        }
        Ok((info, write))
    }

    /// SHA-256 of a package, with pauses in which the link can send its pings; empty for other payloads, which are small.
    async fn hash(&self, payload: &Payload) -> String {
        let Payload::Package(package) = payload else {
            return String::new();
        };
        let mut hashing = Hashing::default();
        in_slices(&*self.context.runtime, || hashing.step(package)).await;
        hashing.finish()
    }

    /// Keeps header, configuration and application table before the first write of a session, where the bootloader can
    /// read them.
    async fn back_up(&mut self, info: &CameraInfo, control: &Control) -> Result<(), FailureCause> {
        if self.backup.is_some() {
            return Ok(());
        }
        let Some(backup) = self.backup_of(info).await? else {
            return Ok(());
        };
        for (name, bytes) in [("header", &backup.header), ("table", &backup.table)] {
            self.trace.add(
                self.context.runtime.now(),
                format_args!("backup of the {name}: {}", to_hex(bytes)),
            );
        }
        (control.kept)(&backup);
        self.backup = Some(backup);
        Ok(())
    }

    pub(super) async fn backup_of(
        &self,
        info: &CameraInfo,
    ) -> Result<Option<Backup>, FailureCause> {
        let has_flash = info
            .memories
            .iter()
            .any(|m| m.memory == Memory::Flash && m.available);
        if !has_flash || !self.running.knows(RequestKind::ReadFlash) {
            return Ok(None);
        }
        Backup::take(self.client()?, info).await.map(Some)
    }

    /// Restarts the camera and asks it anew; `None` if it came back in its ROM.
    async fn restarted(
        &mut self,
        control: &Control,
        meter: &mut Meter,
    ) -> Result<Option<CameraInfo>, FailureCause> {
        meter.enter(Stage::Restart, Unplug::Safe);
        let started = self.restart(control).await?;
        meter.enter(Stage::Check, Unplug::Safe);
        if started {
            self.ask_info().await.map(Some)
        } else {
            Ok(None)
        }
    }

    /// Sends one writing request and follows it; `unplug` is what unplugging means while the camera writes.
    async fn write_request(
        &self,
        request: Request,
        data: &Bytes,
        control: &Control,
        meter: &mut Meter,
        unplug: Unplug,
    ) -> Result<(), WriteFailure> {
        let client = self.client().map_err(|cause| WriteFailure {
            cause,
            may_have_written: false,
        })?;
        meter.enter(Stage::Send, Unplug::Safe);
        let total = data.len() as u64;
        client
            .write(request, data, &control.cancel, &mut |step| match step {
                WriteStep::Sending { sent, cancellable } => {
                    meter.advance(sent.min(total), cancellable);
                }
                WriteStep::Writing(fraction) => {
                    meter.enter(Stage::Write, unplug);
                    meter.advance((fraction * total as f64) as u64, false);
                }
            })
            .await
    }

    /// Reads back what `write` says and compares it with `expected`.
    async fn read_back(
        &self,
        write: &PlannedWrite,
        expected: &[u8],
        meter: &mut Meter,
        unplug: Unplug,
    ) -> Result<ReceiptLine, FailureCause> {
        if !self.running.knows(RequestKind::ReadFlash) {
            return Ok(receipt_line(write, String::new()));
        }
        meter.enter(Stage::ReadBack, unplug);
        let client = self.client()?;
        let mut comparison = Comparison::new(expected);
        let offset = u32::try_from(write.offset).unwrap_or(u32::MAX);
        let size = u32::try_from(expected.len()).unwrap_or(u32::MAX);
        client
            .read(write.memory, offset, size, |part| {
                comparison.take(part);
                meter.advance(comparison.done as u64, false);
            })
            .await?;
        comparison.verdict(write.offset)?;
        Ok(receipt_line(write, comparison.sha256()))
    }
}

fn receipt_line(write: &PlannedWrite, sha256: String) -> ReceiptLine {
    ReceiptLine {
        used_for: write.used_for,
        memory: write.memory,
        offset: write.offset,
        size: write.size,
        verified: !sha256.is_empty(),
        sha256,
    }
}

fn wrong_payload() -> FailureCause {
    FailureCause::BadInput {
        sentence: "the plan was made for other bytes or another state of the camera; plan again"
            .to_owned(),
    }
}

/// The same plan from fresh facts. A package with the planned hash was checked when it was planned.
fn plan_again(
    info: &CameraInfo,
    plan: &Plan,
    write: &PlannedWrite,
    payload: &Payload,
    sha256: &str,
) -> Option<Plan> {
    match (plan.operation, payload) {
        (Operation::FlashBootloader, Payload::Bootloader(image)) => {
            let kind = crate::bootloader::image::inspect(image).ok()?.kind;
            Some(plan::bootloader(info, kind, image))
        }
        (Operation::FactoryReset, Payload::Bootloader(image)) => {
            let kind = crate::bootloader::image::inspect(image).ok()?.kind;
            Some(plan::factory_reset(info, kind, image))
        }
        (Operation::FlashUserBootloader, Payload::Bootloader(image)) => {
            Some(plan::user_bootloader(info, image))
        }
        (Operation::RemoveUserBootloader, _) => Some(plan::remove_user_bootloader(info)),
        (Operation::WriteBootHeader, Payload::BootHeader(header)) => {
            Some(plan::boot_header(info, header))
        }
        (Operation::WriteMemory, Payload::Bytes(bytes)) => {
            Some(plan::write_memory(info, write.memory, write.offset, bytes))
        }
        (Operation::FlashApplication, Payload::Package(package)) => Some(plan::application_of(
            info,
            write.memory,
            package.len() as u64,
            sha256,
            &ApplicationHints::default(),
        )),
        (Operation::RemoveApplication, _) => Some(plan::remove_application(info, write.memory)),
        (Operation::WriteConfig, Payload::Config(json)) => Some(plan::write_config(info, json)),
        (Operation::ClearConfig, _) => Some(plan::clear_config(info)),
        _ => None,
    }
}
