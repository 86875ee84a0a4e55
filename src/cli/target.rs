//! What the commands of `oak camera` share: which camera, which kind, which memory, and how a plan is carried out on it.

use std::{net::IpAddr, path::PathBuf, rc::Rc, time::Duration};

use clap::{Args, ValueEnum};

use super::{
    bad_input, confirm::confirm, files::save, firmware::FirmwareArgs, progress, say, show,
};
use crate::{
    bootloader::{BootloaderKind, Memory},
    device::{Camera, CameraInfo, Context, Control, FailureCause, Outcome, Payload, Plan},
    recording::About,
    runtime::NativeRuntime,
    text,
    transport::tcp::TcpBus,
};

/// How long a camera at a given address may stay silent: it may be restarting after the command before.
const APPEAR: Duration = Duration::from_secs(10);
/// Between two tries to connect.
const PAUSE: Duration = Duration::from_millis(250);

/// The camera a command is about.
#[derive(Debug, Args)]
pub(super) struct Target {
    /// Address of the camera
    #[arg(long, value_name = "IP")]
    address: IpAddr,
    /// Save what was said with the camera, in any outcome
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Leave identity and addresses out of the recording
    #[arg(long, requires = "record")]
    redact: bool,
    #[command(flatten)]
    pub(super) firmware: FirmwareArgs,
}

/// A command that writes.
#[derive(Debug, Args)]
pub(super) struct WriteArgs {
    #[command(flatten)]
    pub(super) target: Target,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum KindArg {
    Usb,
    Network,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum MemoryArg {
    Flash,
    Emmc,
}

pub(super) const fn memory(argument: Option<MemoryArg>) -> Memory {
    match argument {
        None => Memory::Auto,
        Some(MemoryArg::Flash) => Memory::Flash,
        Some(MemoryArg::Emmc) => Memory::Emmc,
    }
}

impl KindArg {
    pub(super) const fn kind(self) -> BootloaderKind {
        match self {
            Self::Usb => BootloaderKind::Usb,
            Self::Network => BootloaderKind::Network,
        }
    }
}

impl Target {
    fn context(&self) -> Context {
        Context {
            bus: Rc::new(TcpBus::at(vec![self.address])),
            runtime: Rc::new(NativeRuntime::new()),
            images: self.firmware.images(),
        }
    }

    /// Connects. A camera that is not there, or leaves at once, is tried again for a while.
    pub(super) async fn connect(&self, control: &Control) -> Result<Camera, String> {
        let context = self.context();
        let start = context.runtime.now();
        loop {
            let found = context.bus.list().await.map_err(bad_input)?;
            let late = context.runtime.now().saturating_sub(start) > APPEAR;
            let Some(camera) = found.first() else {
                if late {
                    return Err(bad_input(format_args!(
                        "no camera answers at {}; check address and cable",
                        self.address
                    )));
                }
                continue;
            };
            match Camera::connect(&context, &camera.id, control).await {
                Ok(camera) => return Ok(camera),
                Err(failure) if late || !passing(&failure.cause) => {
                    return Err(text::failure_lines(&failure));
                }
                Err(_) => context.runtime.sleep(PAUSE).await,
            }
        }
    }

    /// Writes the recording that was asked for.
    fn save_recording(
        &self,
        control: &Control,
        plan: &Plan,
        outcome: &Outcome,
    ) -> Result<(), String> {
        let Some(path) = &self.record else {
            return Ok(());
        };
        let value = |value: Result<serde_json::Value, _>| value.unwrap_or_default();
        let environment = [
            ("program", concat!("oak ", env!("CARGO_PKG_VERSION"))),
            ("system", std::env::consts::OS),
        ];
        let recording = control.recorder.recording(About {
            environment: environment
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .into(),
            camera: serde_json::json!({"mx_id": plan.mx_id}),
            plan: value(serde_json::to_value(plan)),
            outcome: value(serde_json::to_value(outcome)),
        });
        let recording = if self.redact {
            recording.redacted()
        } else {
            recording
        };
        save(path, &recording.write())
    }

    /// Connects, asks, and lets go.
    pub(super) async fn info(&self) -> Result<CameraInfo, String> {
        let mut camera = self.connect(&progress::control()).await?;
        let info = camera.info().await;
        camera.close().await;
        info.map_err(|failure| text::failure_lines(&failure))
    }
}

impl WriteArgs {
    /// Connects, asks, plans, confirms, executes, and lets go.
    pub(super) async fn execute(
        &self,
        plan_it: impl FnOnce(&CameraInfo) -> Plan,
        payload: Payload,
    ) -> Result<(), String> {
        let control = progress::control();
        let mut camera = self.target.connect(&control).await?;
        let result = async {
            let info = camera
                .info()
                .await
                .map_err(|failure| text::failure_lines(&failure))?;
            let plan = plan_it(&info);
            self.carry_out(&mut camera, &plan, payload, &control).await
        }
        .await;
        camera.close().await;
        result
    }

    pub(super) async fn carry_out(
        &self,
        camera: &mut Camera,
        plan: &Plan,
        payload: Payload,
        control: &Control,
    ) -> Result<(), String> {
        confirm(plan, self.yes)?;
        progress::cancel_on_interrupt(&control.cancel);
        let outcome = camera.execute(plan, payload, control).await;
        self.target.save_recording(control, plan, &outcome)?;
        match outcome {
            Outcome::Done(receipt) => {
                say(&show::receipt(&receipt));
                Ok(())
            }
            Outcome::Failed(failure) => Err(text::failure_lines(&failure)),
        }
    }
}

/// Whether a failure to connect may be one of a camera that is just restarting.
const fn passing(cause: &FailureCause) -> bool {
    matches!(
        cause,
        FailureCause::CameraGone
            | FailureCause::AccessRefused { .. }
            | FailureCause::NoAnswer { .. }
            | FailureCause::InUse { .. }
    )
}
