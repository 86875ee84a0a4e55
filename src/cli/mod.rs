//! The command-line twin.
//!
//! Exit status: 0 done, 1 failed with a sentence on standard error, 2 wrong usage.

mod boot;
mod camera;
mod config;
mod confirm;
mod files;
mod firmware;
mod flash;
mod flash_bootloader;
mod memory;
mod package;
mod progress;
mod show;
mod target;
mod virtual_camera;

use std::{
    fmt::Display,
    future::Future,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    device::{Failure, FailureCause, Verdict},
    text,
};

/// Flash Luxonis OAK cameras over the network, and build what is flashed.
#[derive(Debug, Parser)]
#[command(name = "oak", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build and look into application packages (.dap)
    #[command(subcommand)]
    Package(package::PackageCommand),
    /// Ask and flash cameras on the network
    #[command(subcommand)]
    Camera(camera::CameraCommand),
    VirtualCamera(Box<virtual_camera::VirtualCameraArgs>),
}

/// Entry point of the `oak` binary.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::VirtualCamera(args) => return args.run(),
        Command::Package(command) => block_on(command.run()),
        Command::Camera(command) => block_on(command.run()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => fail(&sentence),
    }
}

/// Prints one line. A reader that went away is no reason to stop.
fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _closed = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Prints one line for the person, beside what other programs read.
fn remark(line: &str) {
    let _closed = writeln!(io::stderr(), "{line}");
}

/// Prints why a command failed.
fn fail(sentence: &str) -> ExitCode {
    let _closed = writeln!(io::stderr(), "{sentence}");
    ExitCode::from(1)
}

/// Runs `future` on this thread.
fn block_on<T>(future: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the system gives no event loop: {error}"))?;
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

/// A failure before anything was sent, as lines that end in the verdict.
fn nothing_written(cause: FailureCause) -> String {
    text::failure_lines(&Failure {
        cause,
        verdict: Verdict::NothingWritten,
        stage: None,
        trace: Vec::new(),
    })
}

/// [`nothing_written`] for an input that cannot be used.
fn bad_input(sentence: impl Display) -> String {
    nothing_written(FailureCause::BadInput {
        sentence: sentence.to_string(),
    })
}

/// A number of an argument: decimal, or hexadecimal with 0x.
fn number(text: &str) -> Result<u64, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|error| error.to_string())
}
