//! Set-up, firmware, build, serving and tests of the flasher: `cargo xtask help`.
//!
//! Every command is idempotent, says what it does, and fails with a sentence that names the fix.
#![expect(
    clippy::disallowed_methods,
    reason = "this program runs on the host only, where the clock exists"
)]

mod batch;
mod bench;
mod build;
mod count;
mod editor;
mod files;
mod firmware;
mod fuzz;
mod guest;
mod headers;
mod node;
mod pool;
mod programs;
mod room;
mod serve;
mod shell;
mod test;
mod tools;
mod wire;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{
    bench::BenchOptions, build::BuildOptions, firmware::FirmwareOptions, fuzz::FuzzOptions,
    guest::GuestOptions, serve::ServeOptions, test::TestOptions,
};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, serves and tests the flasher",
    version
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fetch the cameras' firmware into `www/firmware`
    Firmware(FirmwareOptions),
    /// Build the page and serve it on this machine
    Serve(ServeOptions),
    /// Build the page into `dist/`, one static folder for any web server
    Build(BuildOptions),
    /// Run every check and test, and install what they need
    Test(TestOptions),
    /// Run a command in a small Linux guest that has USB, with this machine's files below memory
    Guest(GuestOptions),
    /// Fuzz everything that reads foreign bytes: [target] [seconds for each]
    Fuzz(FuzzOptions),
    /// Measure sizes and times, beside the official library
    Bench(BenchOptions),
    /// Check licences and sources of the dependencies; installs cargo-deny, which takes some minutes
    Deny,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Firmware(options) => firmware::run(&options),
        Command::Serve(options) => serve::run(&options),
        Command::Build(options) => build::run(&options).map(drop),
        Command::Test(options) => test::run(&options),
        Command::Guest(options) => match guest::run(&options) {
            Ok(status) => return ExitCode::from(status),
            Err(error) => Err(error),
        },
        Command::Fuzz(options) => fuzz::fuzz(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Deny => tools::deny(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
