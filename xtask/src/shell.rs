//! Where things are, and running other programs with a word about it.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Says what is being done.
pub(crate) fn say(text: impl AsRef<str>) {
    println!("- {}", text.as_ref());
}

/// A program with its arguments, run in the root of the repository.
pub(crate) fn program<S: AsRef<OsStr>>(
    name: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(name);
    command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null());
    command
}

/// The cargo that runs this program.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let name = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = program(&name, arguments);
    // In the environment these would replace what `.cargo/config.toml` says.
    command
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

/// How a command is written on a terminal.
pub(crate) fn written(command: &Command) -> String {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    std::iter::once(name)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs a command that must succeed; `fix` is the sentence for when it does not.
///
/// # Errors
///
/// When it cannot be started or exits with a failure.
pub(crate) fn run(command: &mut Command, fix: &str) -> Result<()> {
    let text = written(command);
    say(&text);
    let status = command
        .status()
        .with_context(|| format!("`{text}` could not be started. {fix}"))?;
    if !status.success() {
        bail!("`{text}` failed ({status}). {fix}");
    }
    Ok(())
}

/// The output of a command, or nothing if it could not be started or failed.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
