//! The configuration's BSON as the official Python library sends it, against ours, byte for byte.
//!
//! `tests/judge/config_bson.py` writes documents to a virtual camera and tells what arrived.

#![allow(clippy::unwrap_used, reason = "the helpers of a test may panic, too")]

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use oak_flasher::bootloader::Config;
use serde::Deserialize;

/// This test's own camera; no other test may use the address.
const ADDRESS: &str = "127.77.8.1";
/// The script needs some seconds; one that takes this long hangs.
const LIMIT_SECS: &str = "240";

#[derive(Debug, Deserialize)]
struct Told {
    text: String,
    bson: Option<String>,
    error: Option<String>,
}

/// A served virtual camera, ended with the test.
struct Camera(Child);

impl Camera {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_oak"))
            .args(["virtual-camera", "--address", ADDRESS, "--type", "usb"])
            .args(["--nor-mib", "32", "--speed", "300", "--watchdog", "10000"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = process.stdout.take().unwrap();
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).unwrap();
        assert!(line.contains("ready"), "the camera said {line:?}");
        Self(process)
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _status = self.0.wait();
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn told() -> Vec<Told> {
    let python = std::env::var_os("OAK_JUDGE_PYTHON")
        .map_or_else(|| root().join(".cache/judge/bin/python"), PathBuf::from);
    let output = Command::new("timeout")
        .args([LIMIT_SECS.as_ref(), python.as_os_str()])
        .arg(root().join("tests/judge/config_bson.py"))
        .arg(ADDRESS)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "the script ended with {} (is {} there? `cargo xtask test` installs it): {}",
        output.status,
        python.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[test]
fn our_bson_is_the_official_one() {
    let _camera = Camera::start();
    let told = told();
    assert!(told.len() > 70, "only {} documents came", told.len());
    let accepted = told.iter().filter(|told| told.bson.is_some()).count();
    assert!(accepted > 60, "the library accepted only {accepted}");
    for Told { text, bson, error } in told {
        let ours = Config::from_json(&text).and_then(|config| config.to_bson());
        match (bson, ours) {
            (Some(official), Ok(ours)) => assert_eq!(hex(&ours), official, "{text}"),
            (None, Err(_)) => {}
            (official, ours) => panic!("{text}: official {official:?} {error:?}, ours {ours:?}"),
        }
    }
}
