//! A camera served by the `oak` binary, and the binary itself.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use oak_flasher::virtual_camera::Violation;
use tempfile::TempDir;

use super::limited;

/// The `oak` binary under a time limit.
pub(crate) fn oak() -> Command {
    limited(env!("CARGO_BIN_EXE_oak"))
}

/// A served camera.
pub(crate) struct Served {
    process: Child,
    report: PathBuf,
    /// Goes when the camera goes.
    _folder: Option<TempDir>,
}

impl Served {
    /// A camera with a quick memory, which is kept in a file.
    pub(crate) fn start(address: &str, options: &[&str], memory: &Path) -> Self {
        let memory_image = memory.to_str().unwrap();
        let own = ["--speed", "1000", "--memory-image", memory_image];
        let options = [&own, options].concat();
        let report = memory.with_extension("report.json");
        Self::launch(address, &options, report, None)
    }

    /// A camera whose memory goes with it.
    pub(crate) fn forgetful(address: &str, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("report.json");
        Self::launch(address, options, report, Some(folder))
    }

    fn launch(address: &str, options: &[&str], report: PathBuf, folder: Option<TempDir>) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_oak"))
            .args(["virtual-camera", "--address", address])
            .args(["--watchdog", "10000"])
            .args(options)
            .arg("--report")
            .arg(&report)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = process.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        assert!(line.contains("ready"), "the camera said {line:?}");
        Self {
            process,
            report,
            _folder: folder,
        }
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
