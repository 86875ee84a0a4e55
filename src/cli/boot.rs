//! `oak camera`: what starts on a camera. User bootloader, factory reset, boot headers, ROM, application.

use clap::{Args, ValueEnum};

use super::{
    bad_input,
    confirm::confirmable,
    nothing_written, progress, say,
    target::{KindArg, Target, WriteArgs},
};
use crate::{
    bootloader::{BootHeader, BootHeaderKind},
    device::{ApplicationStart, FailureCause, KindEvidence, Payload, Refusal, plan},
    text,
};

#[derive(Debug, Args)]
pub(super) struct ResetArgs {
    /// Kind of the bootloader; the camera's own without
    #[arg(long = "type", value_enum)]
    kind: Option<KindArg>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Args)]
pub(super) struct HeaderArgs {
    /// What the camera starts
    #[arg(value_enum)]
    kind: HeaderArg,
    /// GPIO boot mode, for gpio
    #[arg(long)]
    gpio_mode: Option<u16>,
    /// SPI clock, for normal and fast
    #[arg(long)]
    frequency: Option<u32>,
    /// Offset of the program, for normal and fast
    #[arg(long, value_parser = super::number)]
    location: Option<u64>,
    /// SPI dummy cycles, for normal and fast
    #[arg(long)]
    dummy_cycles: Option<u16>,
    /// Offset of the header itself
    #[arg(long, value_parser = super::number)]
    offset: Option<u64>,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum HeaderArg {
    /// As the pins say
    Gpio,
    /// The ROM, which waits for USB
    Recovery,
    /// The bootloader
    Normal,
    /// The application, without a bootloader
    Fast,
}

impl ResetArgs {
    pub(super) async fn run(self) -> Result<(), String> {
        confirmable(self.write.yes)?;
        let control = progress::control();
        let mut camera = self.write.target.connect(&control).await?;
        let result = async {
            let info = camera
                .info()
                .await
                .map_err(|failure| text::failure_lines(&failure))?;
            let known = (info.kind_evidence != KindEvidence::Unknown).then_some(info.kind);
            let Some(kind) = self.kind.map(KindArg::kind).or(known) else {
                return Err(nothing_written(FailureCause::Refused {
                    refusals: vec![Refusal::KindUnknown],
                }));
            };
            let images = self.write.target.firmware.images();
            let image = images
                .bootloader(kind)
                .await
                .map_err(|detail| nothing_written(FailureCause::FirmwareMissing { detail }))?;
            let plan = plan::factory_reset(&info, kind, &image);
            self.write
                .carry_out(&mut camera, &plan, Payload::Bootloader(image), &control)
                .await
        }
        .await;
        camera.close().await;
        result
    }
}

impl HeaderArgs {
    pub(super) async fn run(self) -> Result<(), String> {
        confirmable(self.write.yes)?;
        let place = |given: Option<u64>| {
            let place = given.map(u32::try_from).transpose();
            place.map_err(|_too_large| bad_input("offsets end at 4 GiB"))
        };
        let header = BootHeader {
            kind: match self.kind {
                HeaderArg::Gpio => BootHeaderKind::GpioMode,
                HeaderArg::Recovery => BootHeaderKind::UsbRecovery,
                HeaderArg::Normal => BootHeaderKind::Normal,
                HeaderArg::Fast => BootHeaderKind::Fast,
            },
            gpio_mode: self.gpio_mode,
            frequency: self.frequency,
            location: place(self.location)?,
            dummy_cycles: self.dummy_cycles,
            offset: place(self.offset)?,
        };
        let plan_it = |info: &_| plan::boot_header(info, &header);
        self.write
            .execute(plan_it, Payload::BootHeader(header))
            .await
    }
}

/// `oak camera remove-user-bootloader`
pub(super) async fn remove_user_bootloader(write: &WriteArgs) -> Result<(), String> {
    confirmable(write.yes)?;
    write
        .execute(plan::remove_user_bootloader, Payload::None)
        .await
}

/// `oak camera boot`
pub(super) async fn application(target: &Target) -> Result<(), String> {
    let control = progress::control();
    let mut camera = target.connect(&control).await?;
    let started = camera.boot_application(&control).await;
    camera.close().await;
    match started.map_err(|failure| text::failure_lines(&failure))? {
        ApplicationStart::Seen => say("The application runs."),
        ApplicationStart::NotVisible => say("The camera accepted and left to run its application."),
    }
    Ok(())
}

/// `oak camera usb-rom`
pub(super) async fn usb_rom(write: &WriteArgs) -> Result<(), String> {
    confirmable(write.yes)?;
    let mut camera = write.target.connect(&progress::control()).await?;
    let sent = camera.boot_usb_rom().await;
    camera.close().await;
    sent.map_err(|failure| text::failure_lines(&failure))?;
    say(
        "The camera waits in its USB ROM. It is not reachable over the network until it is powered anew.",
    );
    Ok(())
}

#[derive(Debug, Args)]
pub(super) struct DiagnoseArgs {
    #[command(flatten)]
    target: Target,
    /// Machine-readable
    #[arg(long)]
    json: bool,
}

impl DiagnoseArgs {
    pub(super) async fn run(self) -> Result<(), String> {
        let control = progress::control();
        let mut camera = self.target.connect(&control).await?;
        let diagnosis = camera.diagnose(&control).await;
        camera.close().await;
        let diagnosis = diagnosis.map_err(|failure| text::failure_lines(&failure))?;
        if self.json {
            say(&serde_json::to_string(&diagnosis).map_err(bad_input)?);
            return Ok(());
        }
        if diagnosis.findings.is_empty() {
            say("Nothing is wrong with what is on this camera.");
        }
        for finding in &diagnosis.findings {
            say(&text::finding(finding).paragraph());
        }
        for (number, repair) in diagnosis.repairs.iter().enumerate() {
            say(&format!("{}. {}.", number + 1, text::repair(*repair)));
        }
        Ok(())
    }
}
