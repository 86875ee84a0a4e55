//! `oak package`: build and look into application packages.

use std::path::PathBuf;

use bytes::Bytes;
use clap::{Args, Subcommand};

use super::{
    bad_input,
    files::{located, read_file},
    firmware::FirmwareArgs,
    say, show,
};
use crate::{
    firmware::BoardConfig,
    package::{self, BuildOptions, Package},
    pipeline::Pipeline,
    text,
};

#[derive(Debug, Subcommand)]
pub(super) enum PackageCommand {
    /// Build a package from a pipeline
    Build(BuildArgs),
    /// Show what a package holds
    Show(ShowArgs),
    /// Say in what two packages differ
    Compare(CompareArgs),
}

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// Pipeline as the official library serialises it to JSON
    #[arg(long, value_name = "FILE.json")]
    pipeline: PathBuf,
    /// Board configuration as JSON
    #[arg(long, value_name = "FILE.json")]
    board_config: Option<PathBuf>,
    /// Name of the application
    #[arg(long, value_name = "TEXT", default_value = "")]
    name: String,
    /// Leave the firmware uncompressed; three times the size
    #[arg(long)]
    uncompressed: bool,
    /// Let the camera check the firmware's checksum at every start
    #[arg(long)]
    check_checksum: bool,
    /// The package to write
    #[arg(long, value_name = "FILE.dap")]
    out: PathBuf,
    #[command(flatten)]
    firmware: FirmwareArgs,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// One package
    first: PathBuf,
    /// The other
    second: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The package
    file: PathBuf,
    /// Machine-readable: sections, flags, checksums, board configuration, pipeline and assets
    #[arg(long)]
    json: bool,
}

impl PackageCommand {
    pub(super) async fn run(self) -> Result<(), String> {
        match self {
            Self::Build(args) => args.run().await,
            Self::Compare(args) => {
                let read = |path: &PathBuf| {
                    Package::read(read_file(path)?.into())
                        .map_err(|error| bad_input(located(path, &error)))
                };
                super::memory::same(&read(&args.first)?, &read(&args.second)?)
            }
            Self::Show(args) => {
                let package = Package::read(read_file(&args.file)?.into())
                    .map_err(|error| bad_input(located(&args.file, &error)))?;
                say(&if args.json {
                    show::package_json(&package).to_string()
                } else {
                    show::package(&package)
                });
                Ok(())
            }
        }
    }
}

impl BuildArgs {
    async fn run(&self) -> Result<(), String> {
        let json = read_file(&self.pipeline)?;
        let board = match &self.board_config {
            Some(path) => BoardConfig::from_json(&read_file(path)?)
                .map_err(|error| bad_input(located(path, &error)))?,
            None => BoardConfig::default(),
        };
        let pipeline = Pipeline::from_json(&json).map_err(|error| {
            bad_input(text::bad_file(&self.pipeline.display().to_string(), &error))
        })?;
        let options = BuildOptions {
            name: self.name.clone(),
            compressed: !self.uncompressed,
            check_checksum: self.check_checksum,
        };
        let package = build(&pipeline, &board, &options, &self.firmware).await?;
        std::fs::write(&self.out, &package).map_err(|error| {
            bad_input(format_args!("cannot write {}: {error}", self.out.display()))
        })?;
        say(&format!(
            "{}: {} bytes ({})",
            self.out.display(),
            package.len(),
            text::bytes_text(package.len() as u64)
        ));
        Ok(())
    }
}

/// A package that runs `pipeline`, on the firmware its networks need.
pub(super) async fn build(
    pipeline: &Pipeline,
    board: &BoardConfig,
    options: &BuildOptions,
    firmware: &FirmwareArgs,
) -> Result<Bytes, String> {
    let version = pipeline.firmware_version().map_err(bad_input)?;
    let store = firmware.store().await.map_err(bad_input)?;
    let base = store.base(version).await.map_err(bad_input)?;
    package::build(pipeline, &base, board, options).map_err(bad_input)
}
