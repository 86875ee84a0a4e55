//! The official Python library against the virtual camera, over the network.
//!
//! Every operation of its bootloader class, for both types of cameras, repeatedly, each script under a time limit.

#[path = "support/mod.rs"]
mod support;

use support::{library, run, served::Served};

/// What the official library does against the protocol, and a camera has to forgive (see `tests/judge/README.md`).
const KNOWN_VIOLATIONS: &[&str] = &[
    "SetBootloaderConfig with padding that is not zero",
    "GetBootloaderConfig with padding that is not zero",
    "UpdateFlashBootHeader with padding that is not zero",
    // Not the library's fault: two processes on a machine that is busy with other tests.
    "watchdog ping too late",
];

fn judge(address: &str, kind: &str, checks: &[&str]) {
    judge_at_speed(address, kind, "300", checks);
}

fn judge_at_speed(address: &str, kind: &str, speed: &str, checks: &[&str]) {
    let camera = Served::forgetful(
        address,
        &["--type", kind, "--nor-mib", "128", "--speed", speed],
    );
    let args: Vec<&str> = [address, kind].iter().chain(checks).copied().collect();
    run(library::script("bootloader.py").args(&args));
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
    judge("127.77.1.1", "usb", QUICK);
}

#[test]
fn a_network_camera_serves_the_official_library() {
    judge("127.77.1.2", "network", QUICK);
}

#[test]
fn the_official_library_flashes_bootloaders() {
    judge(
        "127.77.1.3",
        "usb",
        &[
            "flash_bootloader",
            "user_bootloader",
            "boot_memory",
            "other_bootloader",
        ],
    );
    judge(
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
    judge("127.77.1.5", "usb", &["pipeline", "compressed"]);
    judge("127.77.1.6", "network", &["pipeline", "compressed"]);
}

#[test]
fn an_application_runs_and_is_called_back() {
    judge("127.77.1.7", "usb", &["application"]);
    judge("127.77.1.8", "network", &["application"]);
}

#[test]
fn what_leads_away_from_the_bootloader_does() {
    judge("127.77.1.9", "usb", &["recovery"]);
    judge("127.77.1.10", "network", &["recovery"]);
    judge("127.77.1.11", "usb", &["rom"]);
    judge("127.77.1.12", "network", &["fast"]);
}

#[test]
fn twelve_sessions_in_a_row_do_not_hang() {
    judge("127.77.1.13", "usb", &["info"; 6]);
    judge("127.77.1.14", "network", &["info"; 6]);
}

#[test]
fn the_official_library_hears_of_progress() {
    judge_at_speed("127.77.1.15", "usb", "3", &["progress"]);
    judge_at_speed("127.77.1.16", "network", "12", &["progress"]);
}
