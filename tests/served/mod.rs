//! A camera served by the `oak` binary, and the binary itself, for the tests that use both.

#![allow(dead_code, reason = "not every test uses everything")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use oak_flasher::virtual_camera::Violation;

/// A command that takes longer hangs, in seconds.
const LIMIT_SECS: &str = "240";

/// The `oak` binary under a time limit.
pub(crate) fn oak() -> Command {
    limited(env!("CARGO_BIN_EXE_oak"))
}

/// A served camera.
pub(crate) struct Served {
    process: Child,
    report: PathBuf,
}

impl Served {
    pub(crate) fn start(address: &str, options: &[&str], memory: &Path) -> Self {
        let report = memory.with_extension("report.json");
        let mut process = Command::new(env!("CARGO_BIN_EXE_oak"))
            .args(["virtual-camera", "--address", address])
            .args(["--watchdog", "10000", "--speed", "1000"])
            .args(options)
            .arg("--memory-image")
            .arg(memory)
            .arg("--report")
            .arg(&report)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = process.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        assert!(line.contains("ready"), "the camera said {line:?}");
        Self { process, report }
    }

    /// Stops the camera, which writes its memory; tells what its hosts did wrong.
    pub(crate) fn stop(mut self) -> Vec<String> {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").arg(&pid).status().unwrap().success());
        assert!(self.process.wait().unwrap().success());
        let report: Vec<Violation> =
            serde_json::from_slice(&fs::read(&self.report).unwrap()).unwrap();
        report.into_iter().map(|violation| violation.what).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone unless a test failed.
        let _gone = self.process.kill();
        let _status = self.process.wait();
    }
}

/// Runs a command that must work; what it printed.
pub(crate) fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?} ended with {}:\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// A program under a time limit.
pub(crate) fn limited(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("timeout");
    command.arg(LIMIT_SECS).arg(program);
    command
}
