//! `oak camera config`: the camera's configuration.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{
    bad_input,
    confirm::confirmable,
    files::{located, read_file},
    say,
    target::{Target, WriteArgs},
};
use crate::{
    bootloader::Config,
    device::{Payload, plan},
};

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the configuration as JSON
    Show(Target),
    /// Make the configuration exactly the document in a file, unknown keys included
    Write(ConfigWriteArgs),
    /// Erase the configuration; the bootloader then uses its defaults
    Clear(WriteArgs),
}

#[derive(Debug, Args)]
pub(super) struct ConfigWriteArgs {
    /// The document
    file: PathBuf,
    #[command(flatten)]
    write: WriteArgs,
}

impl ConfigCommand {
    pub(super) async fn run(self) -> Result<(), String> {
        match self {
            Self::Show(target) => show(&target).await,
            Self::Write(args) => {
                let text = String::from_utf8(read_file(&args.file)?)
                    .map_err(|error| bad_input(located(&args.file, &error)))?;
                Config::from_json(&text).map_err(|error| bad_input(located(&args.file, &error)))?;
                confirmable(args.write.yes)?;
                let plan_it = |info: &_| plan::write_config(info, &text);
                args.write
                    .execute(plan_it, Payload::Config(text.clone()))
                    .await
            }
            Self::Clear(args) => {
                confirmable(args.yes)?;
                args.execute(plan::clear_config, Payload::None).await
            }
        }
    }
}

async fn show(target: &Target) -> Result<(), String> {
    let info = target.info().await?;
    match (info.config, info.config_error) {
        (Some(config), _) => {
            let document: serde_json::Value = serde_json::from_str(&config).map_err(bad_input)?;
            let pretty = serde_json::to_string_pretty(&document).map_err(bad_input)?;
            say(&pretty);
            Ok(())
        }
        (None, Some(reason)) => Err(bad_input(format_args!(
            "the camera has no configuration, its bootloader uses its defaults (it says: \
             \"{reason}\")"
        ))),
        (None, None) => Err(bad_input(format_args!(
            "bootloader {} cannot tell its configuration; flash a newer one",
            info.running
        ))),
    }
}
