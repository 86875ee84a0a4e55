//! `oak camera`: ask and flash cameras on the network.

use std::net::IpAddr;

use clap::{Args, Subcommand};

use super::{
    bad_input,
    boot::{self, DiagnoseArgs, HeaderArgs, ResetArgs},
    config::ConfigCommand,
    confirm::confirmable,
    flash::ApplicationArgs,
    flash_bootloader::BootloaderArgs,
    memory::{ApplicationCommand, BackupCommand, MemoryCommand},
    say, show,
    target::{MemoryArg, Target, WriteArgs, memory},
};
use crate::{
    device::{Payload, plan},
    text,
    transport::{Bus, tcp::TcpBus},
};

#[derive(Debug, Subcommand)]
pub(super) enum CameraCommand {
    /// List cameras
    List(ListArgs),
    /// Show what a camera is
    Info(InfoArgs),
    /// Flash a bootloader
    FlashBootloader(BootloaderArgs),
    /// Flash an application
    Flash(ApplicationArgs),
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
    FactoryReset(ResetArgs),
    /// Write the boot header: what the camera starts
    BootHeader(HeaderArgs),
    /// Send the camera to its USB ROM
    UsbRom(WriteArgs),
    /// Look for what is wrong with the camera's flash
    Diagnose(DiagnoseArgs),
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

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Memory; where the bootloader itself would look without
    #[arg(long, value_enum)]
    memory: Option<MemoryArg>,
    #[command(flatten)]
    write: WriteArgs,
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
            Self::Boot(target) => boot::application(&target).await,
            Self::Application(command) => command.run().await,
            Self::RemoveUserBootloader(write) => boot::remove_user_bootloader(&write).await,
            Self::FactoryReset(args) => args.run().await,
            Self::BootHeader(args) => args.run().await,
            Self::UsbRom(write) => boot::usb_rom(&write).await,
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
