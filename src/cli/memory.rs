//! `oak camera memory`, `application` and `backup`: what is on a camera, into files and back.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use clap::{Args, Subcommand};

use super::{
    bad_input,
    confirm::confirmable,
    files::{located, read_file, save},
    progress, say,
    target::{MemoryArg, Target, WriteArgs, memory},
};
use crate::{
    device::{Backup, Camera, Failure, FailureCause, Payload, plan},
    package::{Package, compare},
    text,
};

#[derive(Debug, Subcommand)]
pub(super) enum MemoryCommand {
    /// Read a range into a file
    Read(ReadArgs),
    /// Write a file at an offset; what it overwrites is kept
    Write(MemoryWriteArgs),
}

#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// First byte; decimal or 0x...
    #[arg(long, value_parser = super::number)]
    offset: u64,
    /// Bytes; decimal or 0x...
    #[arg(long, value_parser = super::number)]
    size: u64,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Memory; flash without
    #[arg(long, value_enum, default_value = "flash")]
    memory: MemoryArg,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(super) struct MemoryWriteArgs {
    /// The bytes
    file: PathBuf,
    /// Where the first one goes; decimal or 0x...
    #[arg(long, value_parser = super::number)]
    offset: u64,
    /// Where what is overwritten is kept; beside the file without
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Memory; flash without
    #[arg(long, value_enum, default_value = "flash")]
    memory: MemoryArg,
    #[command(flatten)]
    write: WriteArgs,
}

impl MemoryCommand {
    pub(super) async fn run(self) -> Result<(), String> {
        match self {
            Self::Read(args) => args.run().await,
            Self::Write(args) => args.run().await,
        }
    }
}

impl ReadArgs {
    async fn run(self) -> Result<(), String> {
        let control = progress::control();
        let mut camera = self.target.connect(&control).await?;
        let read = async {
            let info = camera.info().await?;
            let memory = memory(Some(self.memory));
            let refusals = plan::range_refusals(&info, memory, self.offset, self.size);
            if !refusals.is_empty() {
                return Err(Failure {
                    cause: FailureCause::Refused { refusals },
                    verdict: crate::device::Verdict::NothingWritten,
                    stage: None,
                    trace: Vec::new(),
                });
            }
            camera
                .read_memory(memory, self.offset, self.size, &control)
                .await
        }
        .await;
        camera.close().await;
        let bytes = read.map_err(|failure| text::failure_lines(&failure))?;
        save(&self.out, &bytes)
    }
}

impl MemoryWriteArgs {
    async fn run(self) -> Result<(), String> {
        let bytes = Bytes::from(read_file(&self.file)?);
        confirmable(self.write.yes)?;
        let control = progress::control();
        let mut camera = self.write.target.connect(&control).await?;
        let result = self.carry_out(&mut camera, bytes, &control).await;
        let kept = camera.take_overwritten();
        camera.close().await;
        if let Some(kept) = kept {
            let beside = self
                .file
                .with_extension(format!("before-{:#x}", kept.offset));
            save(self.keep.as_ref().unwrap_or(&beside), &kept.bytes)?;
        }
        result
    }

    async fn carry_out(
        &self,
        camera: &mut Camera,
        bytes: Bytes,
        control: &crate::device::Control,
    ) -> Result<(), String> {
        let info = camera
            .info()
            .await
            .map_err(|failure| text::failure_lines(&failure))?;
        let plan = plan::write_memory(&info, memory(Some(self.memory)), self.offset, &bytes);
        self.write
            .carry_out(camera, &plan, Payload::Bytes(bytes), control)
            .await
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum ApplicationCommand {
    /// Save the camera's application as a package
    Save(SaveArgs),
    /// Compare the camera's application with a package
    Compare(CompareArgs),
}

#[derive(Debug, Args)]
pub(super) struct SaveArgs {
    /// The package to write
    #[arg(long, value_name = "FILE.dap")]
    out: PathBuf,
    #[command(flatten)]
    from: FromArgs,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The package
    file: PathBuf,
    #[command(flatten)]
    from: FromArgs,
}

/// The application of a camera.
#[derive(Debug, Args)]
pub(super) struct FromArgs {
    /// Memory; where the bootloader itself would look without
    #[arg(long, value_enum)]
    memory: Option<MemoryArg>,
    #[command(flatten)]
    target: Target,
}

impl ApplicationCommand {
    pub(super) async fn run(self) -> Result<(), String> {
        match self {
            Self::Save(args) => save(&args.out, args.from.read().await?.bytes()),
            Self::Compare(args) => {
                let package = Package::read(read_file(&args.file)?.into())
                    .map_err(|error| bad_input(located(&args.file, &error)))?;
                same(&args.from.read().await?, &package)
            }
        }
    }
}

impl FromArgs {
    async fn read(&self) -> Result<Package, String> {
        let control = progress::control();
        let mut camera = self.target.connect(&control).await?;
        let read = camera.read_application(memory(self.memory), &control).await;
        camera.close().await;
        read.map_err(|failure| text::failure_lines(&failure))
    }
}

/// Says in what two packages differ; differing ones are a failure, as with `diff`.
pub(super) fn same(first: &Package, second: &Package) -> Result<(), String> {
    let differences = compare(first, second).map_err(bad_input)?;
    if differences.is_empty() {
        say("The packages are the same.");
        return Ok(());
    }
    let lines: Vec<String> = differences.iter().map(text::package_difference).collect();
    Err(lines.join("\n"))
}

#[derive(Debug, Subcommand)]
pub(super) enum BackupCommand {
    /// Save header, configuration and application table
    Save(BackupSaveArgs),
    /// Bring back what differs of a backup: configuration, table of the application, boot header
    Restore(RestoreArgs),
    /// Say in what two backups differ
    Compare(BackupCompareArgs),
}

#[derive(Debug, Args)]
pub(super) struct BackupSaveArgs {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The backup
    file: PathBuf,
    /// Only the configuration, also of another camera's backup
    #[arg(long)]
    config_only: bool,
    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, Args)]
pub(super) struct BackupCompareArgs {
    /// One backup
    first: PathBuf,
    /// The other
    second: PathBuf,
}

impl BackupCommand {
    pub(super) async fn run(self) -> Result<(), String> {
        match self {
            Self::Save(args) => args.run().await,
            Self::Restore(args) => args.run().await,
            Self::Compare(args) => {
                let (first, second) = (read_backup(&args.first)?, read_backup(&args.second)?);
                let lines: Vec<String> = first
                    .differences(&second)
                    .iter()
                    .map(text::backup_difference)
                    .collect();
                if lines.is_empty() {
                    say("The backups are the same.");
                    return Ok(());
                }
                Err(lines.join("\n"))
            }
        }
    }
}

impl RestoreArgs {
    async fn run(self) -> Result<(), String> {
        let backup = read_backup(&self.file)?;
        confirmable(self.write.yes)?;
        if self.config_only {
            let payload = match &backup.document {
                Some(json) => Payload::Config(json.clone()),
                None => Payload::None,
            };
            let plan_it = |info: &_| plan::restore_config(info, &backup);
            return self.write.execute(plan_it, payload).await;
        }
        let control = progress::control();
        let mut camera = self.write.target.connect(&control).await?;
        let result = match camera.plan_restore(&backup).await {
            Ok(plan) => {
                let payload = Payload::Backup(Box::new(backup));
                self.write
                    .carry_out(&mut camera, &plan, payload, &control)
                    .await
            }
            Err(failure) => Err(text::failure_lines(&failure)),
        };
        camera.close().await;
        result
    }
}

impl BackupSaveArgs {
    async fn run(self) -> Result<(), String> {
        let mut camera = self.target.connect(&progress::control()).await?;
        let taken = camera.take_backup().await;
        camera.close().await;
        let taken = taken.map_err(|failure| text::failure_lines(&failure))?;
        let backup = taken.ok_or_else(|| bad_input(text::no_backup()))?;
        save(&self.out, &backup.write())
    }
}

fn read_backup(path: &Path) -> Result<Backup, String> {
    Backup::read(&read_file(path)?).map_err(|error| bad_input(located(path, &error)))
}
