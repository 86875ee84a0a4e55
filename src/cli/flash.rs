//! `oak camera flash`: an application, from a package or a pipeline.

use std::path::PathBuf;

use bytes::Bytes;
use clap::Args;

use super::{
    bad_input,
    confirm::confirmable,
    files::{located, read_file},
    package::build,
    progress,
    target::{MemoryArg, WriteArgs, memory},
};
use crate::{
    device::{
        Payload,
        plan::{self, ApplicationHints, CheckedPackage},
    },
    firmware::BoardConfig,
    package::{BuildOptions, Content, Package},
    pipeline::Pipeline,
    text,
};

#[derive(Debug, Args)]
pub(super) struct ApplicationArgs {
    /// Package (.dap) or pipeline (JSON)
    file: PathBuf,
    /// Memory; where the bootloader itself would put it without
    #[arg(long, value_enum)]
    memory: Option<MemoryArg>,
    /// Write only what differs from the application on the camera
    #[arg(long)]
    update: bool,
    #[command(flatten)]
    write: WriteArgs,
}

impl ApplicationArgs {
    pub(super) async fn run(self) -> Result<(), String> {
        let bytes = Bytes::from(read_file(&self.file)?);
        let (package, mut hints) = self.package(bytes).await?;
        let package = CheckedPackage::new(package);
        confirmable(self.write.yes)?;
        hints.compressed_size = self.compressed_size(package.bytes()).await;
        if self.update {
            return self.update(&package, &hints).await;
        }
        let plan_it =
            |info: &_| plan::checked_application(info, memory(self.memory), &package, &hints);
        self.write
            .execute(plan_it, Payload::Package(package.bytes().clone()))
            .await
    }

    async fn update(
        &self,
        package: &CheckedPackage,
        hints: &ApplicationHints,
    ) -> Result<(), String> {
        let control = progress::control();
        let mut camera = self.write.target.connect(&control).await?;
        let planned = camera
            .plan_update(memory(self.memory), package, hints)
            .await;
        let result = match planned {
            Ok(plan) => {
                let payload = Payload::Package(package.bytes().clone());
                self.write
                    .carry_out(&mut camera, &plan, payload, &control)
                    .await
            }
            Err(failure) => Err(text::failure_lines(&failure)),
        };
        camera.close().await;
        result
    }

    /// The package of the file, or one built from its pipeline; checked. What the standalone check finds is told, not
    /// refused: a camera is not harmed by an application that waits for a computer.
    async fn package(&self, bytes: Bytes) -> Result<(Bytes, ApplicationHints), String> {
        let name = self.file.display().to_string();
        let content = Content::of(bytes.clone())
            .map_err(|error| bad_input(text::bad_content(&name, &bytes, &error)))?;
        let bytes = match content {
            Content::Package(bytes) => bytes,
            Content::Pipeline(pipeline) => {
                // Without a name, as the official library flashes a pipeline by default.
                let options = BuildOptions::default();
                let firmware = &self.write.target.firmware;
                let package = build(&pipeline, &BoardConfig::default(), &options, firmware).await?;
                return Ok((package, hints(&pipeline)));
            }
        };
        let bad = |error| bad_input(located(&self.file, &error));
        let package = Package::read(bytes).map_err(bad)?;
        package.check().map_err(bad)?;
        let hints = package.pipeline().map(|pipeline| hints(&pipeline));
        // A pipeline this version cannot read is the camera's to judge.
        Ok((package.bytes().clone(), hints.unwrap_or_default()))
    }

    /// What the package would take with a compressed firmware; `None` if it is, or if that cannot be found out here.
    async fn compressed_size(&self, package: &Bytes) -> Option<u64> {
        let package = Package::read(package.clone()).ok()?;
        if package.compressed() {
            return None;
        }
        let options = BuildOptions {
            name: package.app_name(),
            ..BuildOptions::default()
        };
        let (pipeline, board) = (package.pipeline().ok()?, package.board_config().ok()?);
        let built = build(&pipeline, &board, &options, &self.write.target.firmware).await;
        Some(built.ok()?.len() as u64)
    }
}

fn hints(pipeline: &Pipeline) -> ApplicationHints {
    ApplicationHints {
        warnings: pipeline
            .check()
            .into_iter()
            .map(|found| found.text)
            .collect(),
        ..ApplicationHints::default()
    }
}
