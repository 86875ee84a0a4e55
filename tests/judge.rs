//! The official Python library against the virtual camera, over the network.
//!
//! Every operation of its bootloader class, for both types of cameras, repeatedly, each script under a time limit.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use oak_flasher::virtual_camera::Violation;

/// A script that takes longer hangs, in seconds. The slowest one needs some 60 on a busy machine with two cores.
const LIMIT_SECS: u32 = 240;

/// What the official library does against the protocol, and a camera has to forgive (see `tests/judge/README.md`).
const KNOWN_VIOLATIONS: &[&str] = &[
    "SetBootloaderConfig with padding that is not zero",
    "GetBootloaderConfig with padding that is not zero",
    "UpdateFlashBootHeader with padding that is not zero",
    // Not the library's fault: two processes on a machine that is busy with other tests.
    "watchdog ping too late",
];

/// The Python that has the official library.
fn python() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = std::env::var_os("OAK_JUDGE_PYTHON")
        .map_or_else(|| root.join(".cache/judge/bin/python"), PathBuf::from);
    assert!(
        python.exists(),
        "{} is not there: run `cargo xtask test`, which installs the official library, or set OAK_JUDGE_PYTHON to a \
         Python that has depthai 2.33.0.0",
        python.display()
    );
    python
}

/// A served camera.
struct Served {
    process: Child,
    report: PathBuf,
    _folder: tempfile::TempDir,
}

impl Served {
    fn start(address: &str, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("report.json");
        let mut process = Command::new(env!("CARGO_BIN_EXE_oak"))
            .args([
                "virtual-camera",
                "--address",
                address,
                "--watchdog",
                "10000",
            ])
            .arg("--report")
            .arg(&report)
            .args(options)
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

    /// Stops the camera; tells what its hosts did wrong.
    fn stop(mut self) -> Vec<String> {
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

/// Runs a script of `tests/judge` under `timeout`, which ends it if it hangs; panics with its output if it fails.
fn script(name: &str, args: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge");
    let output = Command::new("timeout")
        .arg(LIMIT_SECS.to_string())
        .arg(python())
        .arg(folder.join(name))
        .args(args)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    text.truncate(text.floor_char_boundary(4000));
    assert!(
        output.status.success(),
        "{name} {args:?} ended with {}:\n{text}",
        output.status
    );
}

fn run(address: &str, kind: &str, checks: &[&str]) {
    run_at_speed(address, kind, "300", checks);
}

fn run_at_speed(address: &str, kind: &str, speed: &str, checks: &[&str]) {
    let camera = Served::start(
        address,
        &["--type", kind, "--nor-mib", "128", "--speed", speed],
    );
    let args: Vec<&str> = [address, kind].iter().chain(checks).copied().collect();
    script("bootloader.py", &args);
    let unknown: Vec<String> = camera
        .stop()
        .into_iter()
        .filter(|what| !KNOWN_VIOLATIONS.contains(&what.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "the library did something new: {unknown:?}"
    );
}

/// What needs no time: information, configuration, raw memory, boot headers, refusals, removal.
const QUICK: &[&str] = &["info", "config", "raw", "headers", "refused", "clear"];

#[test]
fn a_usb_camera_serves_the_official_library() {
    run("127.77.1.1", "usb", QUICK);
}

#[test]
fn a_network_camera_serves_the_official_library() {
    run("127.77.1.2", "network", QUICK);
}

#[test]
fn the_official_library_flashes_bootloaders() {
    run(
        "127.77.1.3",
        "usb",
        &[
            "flash_bootloader",
            "user_bootloader",
            "boot_memory",
            "other_bootloader",
        ],
    );
    run(
        "127.77.1.4",
        "network",
        &[
            "flash_bootloader",
            "user_bootloader",
            "boot_memory",
            "other_bootloader",
        ],
    );
}

#[test]
fn the_official_library_flashes_pipelines() {
    run("127.77.1.5", "usb", &["pipeline", "compressed"]);
    run("127.77.1.6", "network", &["pipeline", "compressed"]);
}

#[test]
fn an_application_runs_and_is_called_back() {
    run("127.77.1.7", "usb", &["application"]);
    run("127.77.1.8", "network", &["application"]);
}

#[test]
fn what_leads_away_from_the_bootloader_does() {
    run("127.77.1.9", "usb", &["recovery"]);
    run("127.77.1.10", "network", &["recovery"]);
    run("127.77.1.11", "usb", &["rom"]);
    run("127.77.1.12", "network", &["fast"]);
}

#[test]
fn twelve_sessions_in_a_row_do_not_hang() {
    run("127.77.1.13", "usb", &["info"; 6]);
    run("127.77.1.14", "network", &["info"; 6]);
}

#[test]
fn the_official_library_hears_of_progress() {
    run_at_speed("127.77.1.15", "usb", "3", &["progress"]);
    run_at_speed("127.77.1.16", "network", "12", &["progress"]);
}
