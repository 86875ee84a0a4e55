//! `oak camera`: ask and flash cameras on the network.

use std::{net::IpAddr, path::PathBuf, rc::Rc, time::Duration};

use clap::{Args, Subcommand, ValueEnum};

use super::{
    bad_input,
    config::ConfigCommand,
    confirm::{confirm, confirmable},
    firmware::FirmwareArgs,
    memory::{ApplicationCommand, BackupCommand, MemoryCommand},
    progress, say, show,
};
use crate::{
    bootloader::Memory,
    device::{Camera, CameraInfo, Context, Control, FailureCause, Outcome, Payload, Plan, plan},
    recording::About,
    runtime::NativeRuntime,
    text,
    transport::{Bus, tcp::TcpBus},
};

/// How long a camera at a given address may stay silent: it may be restarting after the command before.
const APPEAR: Duration = Duration::from_secs(10);
/// Between two tries to connect.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug, Subcommand)]
pub(super) enum CameraCommand {
    /// List cameras
    List(ListArgs),
    /// Show what a camera is
    Info(InfoArgs),
    /// Flash a bootloader
    FlashBootloader(super::flash_bootloader::BootloaderArgs),
    /// Flash an application
    Flash(super::flash::ApplicationArgs),
    /// Remove the application
    RemoveApplication(RemoveArgs),
    /// Start the flashed application now
    Boot(Target),
    /// Save or compare the application on the camera
    #[command(subcommand)]
    Application(ApplicationCommand),
    /// Make the factory bootloader start again
    RemoveUserBootloader(WriteArgs),
    /// Flash the bootloader and erase configuration, user bootloader and application
    FactoryReset(super::boot::ResetArgs),
    /// Write the boot header: what the camera starts
    BootHeader(super::boot::HeaderArgs),
    /// Send the camera to its USB ROM
    UsbRom(WriteArgs),
    /// Look for what is wrong with the camera's flash
    Diagnose(super::boot::DiagnoseArgs),
    /// Read and write memory
    #[command(subcommand)]
    Memory(MemoryCommand),
    /// Save, restore and compare backups
    #[command(subcommand)]
    Backup(BackupCommand),
    /// Show, write or clear the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Look only here; may be repeated
    #[arg(long, value_name = "IP")]
    address: Vec<IpAddr>,
    /// Machine-readable
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct InfoArgs {
    #[command(flatten)]
    target: Target,
    /// Machine-readable
    #[arg(long)]
    json: bool,
}

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

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Memory; where the bootloader itself would look without
    #[arg(long, value_enum)]
    memory: Option<MemoryArg>,
    #[command(flatten)]
    write: WriteArgs,
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

impl CameraCommand {
    pub(super) async fn run(self) -> Result<(), String> {
        match self {
            Self::List(args) => args.run().await,
            Self::Info(args) => {
                let info = args.target.info().await?;
                say(&if args.json {
                    show::camera_json(&info).to_string()
                } else {
                    show::camera(&info)
                });
                Ok(())
            }
            Self::FlashBootloader(args) => args.run().await,
            Self::Flash(args) => args.run().await,
            Self::RemoveApplication(args) => {
                confirmable(args.write.yes)?;
                let plan_it = |info: &_| plan::remove_application(info, memory(args.memory));
                args.write.execute(plan_it, Payload::None).await
            }
            Self::Config(command) => command.run().await,
            Self::Boot(target) => super::boot::application(&target).await,
            Self::Application(command) => command.run().await,
            Self::RemoveUserBootloader(write) => super::boot::remove_user_bootloader(&write).await,
            Self::FactoryReset(args) => args.run().await,
            Self::BootHeader(args) => args.run().await,
            Self::UsbRom(write) => super::boot::usb_rom(&write).await,
            Self::Diagnose(args) => args.run().await,
            Self::Memory(command) => command.run().await,
            Self::Backup(command) => command.run().await,
        }
    }
}

impl ListArgs {
    async fn run(&self) -> Result<(), String> {
        let bus = if self.address.is_empty() {
            TcpBus::everywhere()
        } else {
            TcpBus::at(self.address.clone())
        };
        let mut cameras = bus.list().await.map_err(bad_input)?;
        cameras.sort_by_key(|camera| camera.id.parse::<IpAddr>().ok());
        if self.json {
            say(&serde_json::to_string(&cameras).map_err(bad_input)?);
            return Ok(());
        }
        for camera in &cameras {
            let mx_id = camera
                .mx_id
                .as_ref()
                .map_or("unknown", |mx_id| mx_id.0.as_str());
            say(&format!(
                "{:<15}  {mx_id}  {}",
                camera.id,
                text::state(camera.state)
            ));
        }
        if cameras.is_empty() {
            super::remark("No camera answered.");
        }
        Ok(())
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
        super::boot::save(path, &recording.write())
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
