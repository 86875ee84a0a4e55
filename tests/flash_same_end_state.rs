//! The same end state: what our flasher and the official library leave in a camera's flash differs in nothing but the
//! bytes of compressed streams and the order of what has none.
//!
//! Each scenario runs twice, on two served cameras of the same make: once by the official library
//! (`tests/judge/flash_scenario.py`), once by the `oak` binary. Then both flashes are compared region by region, and the
//! applications section by section, decoded.

#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "the helpers of a test may panic and print, too"
)]

#[path = "support/mod.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootloaderKind, Layout, Section},
    package::{Package, compare},
};
use serde_json::{Value, json};
use support::{
    library::script,
    run,
    served::{Served, oak},
};

/// One scenario: a kind of camera and what is done to it.
struct Scenario<'a> {
    kind: BootloaderKind,
    options: &'a [&'a str],
    operations: Value,
}

/// Two of the 256 loopback addresses of each test.
fn addresses(test: u8, index: usize) -> (String, String) {
    (
        format!("127.78.{test}.{}", 2 * index + 1),
        format!("127.78.{test}.{}", 2 * index + 2),
    )
}

fn both(test: u8, scenarios: &[Scenario<'_>]) {
    for (index, scenario) in scenarios.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let (theirs, ours) = addresses(test, index);
        let name = format!("scenario {test}.{index}: {}", scenario.operations);
        println!("{name}");
        let official = folder.path().join("official");
        let camera = serve(&theirs, scenario, &official);
        official_library(&theirs, scenario, folder.path());
        let theirs_by_us = our_look(&theirs);
        camera.stop();
        let own = folder.path().join("own");
        let camera = serve(&ours, scenario, &own);
        let operations = scenario.operations.as_array().unwrap();
        for operation in operations {
            our_flasher(&ours, operation, folder.path());
        }
        let ours_by_them = official_look(&ours);
        assert_eq!(ours_by_them, theirs_by_us, "{name}");
        let mut violations = camera.stop();
        // Two processes on a busy machine: pings in time are shown on simulated time (`flash_virtual_camera`).
        violations.retain(|what| what != "watchdog ping too late");
        assert_eq!(violations, Vec::<String>::new(), "{name}");
        for suffix in ["", ".emmc"] {
            let read = |path: &Path| fs::read(format!("{}{suffix}", path.display())).ok();
            match (read(&official), read(&own)) {
                (Some(official), Some(own)) => same(&name, scenario.kind, &official, &own),
                (None, None) => {}
                _ => panic!("{name}: only one camera has a memory {suffix}"),
            }
        }
    }
}

fn serve(address: &str, scenario: &Scenario<'_>, memory: &Path) -> Served {
    let kind = match scenario.kind {
        BootloaderKind::Usb => "usb",
        BootloaderKind::Network => "network",
    };
    let options: Vec<&str> = ["--type", kind]
        .iter()
        .chain(scenario.options)
        .copied()
        .collect();
    Served::start(address, &options, memory)
}

fn official_library(address: &str, scenario: &Scenario<'_>, folder: &Path) {
    let file = folder.join("scenario.json");
    let document = json!({"address": address, "operations": scenario.operations});
    fs::write(&file, document.to_string()).unwrap();
    run(script("flash_scenario.py").arg(&file));
}

/// What the official library sees of a camera that our flasher wrote.
fn official_look(address: &str) -> Value {
    let out = run(script("look.py").arg(address));
    let out = String::from_utf8(out).unwrap();
    let line = out.lines().find(|line| line.starts_with('{')).unwrap();
    serde_json::from_str(line).unwrap()
}

/// What our flasher sees of a camera that the official library wrote, in the same words.
fn our_look(address: &str) -> Value {
    let out = run(oak().args(["camera", "info", "--json", "--address", address]));
    let info: Value = serde_json::from_slice(&out).unwrap();
    let find = |list: &str| {
        let items = info[list].as_array().unwrap();
        let found = items.iter().find(|item| item["memory"] == "flash");
        found.cloned().unwrap_or_default()
    };
    let application = find("applications");
    let text = |key: &str| {
        let value = application[key].as_str().unwrap_or_default();
        if application["present"] == true {
            json!(value)
        } else {
            Value::Null
        }
    };
    let running = &info["running"];
    json!({
        "version": format!("{}.{}.{}", running["major"], running["minor"], running["patch"]),
        "user": info["user_bootloader"] == true,
        "config": info["config"],
        "application": text("name"),
        "firmware": text("firmware_version"),
        "flash": find("memories")["size_bytes"],
    })
}

fn our_flasher(address: &str, operation: &Value, folder: &Path) {
    let text = |key: &str| operation[key].as_str();
    let mut command = oak();
    command.arg("camera");
    match text("do").unwrap() {
        "reconnect" => return,
        "flash_bootloader" => {
            command.arg("flash-bootloader");
            if let Some(kind) = text("type") {
                command.args(["--type", kind]);
            }
        }
        "flash" => {
            let package = our_package(operation, folder);
            command.arg("flash").arg(package);
        }
        "remove_application" => {
            command.arg("remove-application");
        }
        "write_config" => {
            let file = folder.join("config.json");
            fs::write(&file, operation["config"].to_string()).unwrap();
            command.args(["config", "write"]).arg(file);
        }
        "clear_config" => {
            command.args(["config", "clear"]);
        }
        "flash_user_bootloader" => {
            command.args(["flash-bootloader", "--user"]);
        }
        "factory_reset" => {
            command.args(["factory-reset", "--type", text("type").unwrap()]);
        }
        "boot_header" => {
            command.args(["boot-header", text("header").unwrap()]);
            if let Some(mode) = operation["gpio_mode"].as_u64() {
                command.args(["--gpio-mode", &mode.to_string()]);
            }
        }
        "write_raw" => {
            let bytes = oak_flasher::recording::from_hex(text("hex").unwrap()).unwrap();
            let file = folder.join("raw.bin");
            fs::write(&file, bytes).unwrap();
            let offset = operation["offset"].to_string();
            command
                .args(["memory", "write", "--offset", &offset])
                .arg(file);
        }
        other => panic!("{other}"),
    }
    if let Some(memory) = text("memory") {
        command.args(["--memory", memory]);
    }
    run(command.args(["--address", address, "--yes"]));
}

/// What is flashed: the pipeline's JSON where that is how the library flashes it, else a package built from it.
fn our_package(operation: &Value, folder: &Path) -> PathBuf {
    let pipeline = folder.join("pipeline.json");
    let json = run(script("pipelines.py").arg(operation["pipeline"].as_str().unwrap()));
    // The library logs to the same place.
    let json = String::from_utf8(json).unwrap();
    let json = json.lines().find(|line| line.starts_with('{')).unwrap();
    fs::write(&pipeline, json).unwrap();
    let flag = |key: &str| operation[key].as_bool().unwrap_or_default();
    let name = operation["name"].as_str().unwrap_or_default();
    if flag("compress") && name.is_empty() && !flag("check_checksum") {
        return pipeline;
    }
    let package = folder.join("package.dap");
    let mut command = oak();
    command
        .args(["package", "build", "--name", name, "--pipeline"])
        .arg(&pipeline)
        .arg("--out")
        .arg(&package);
    if !flag("compress") {
        command.arg("--uncompressed");
    }
    if flag("check_checksum") {
        command.arg("--check-checksum");
    }
    run(&mut command);
    package
}

/// Compares two memories region by region.
fn same(name: &str, kind: BootloaderKind, official: &[u8], own: &[u8]) {
    assert_eq!(official.len(), own.len(), "{name}");
    let layout = Layout::of(kind);
    let start = layout.application.offset as usize;
    let regions = [
        ("header", Some(layout.header)),
        ("bootloader", Some(layout.bootloader)),
        ("user bootloader", layout.user_bootloader),
        ("configuration", Some(layout.config)),
    ];
    for (region, section) in regions {
        let Some(section) = section else { continue };
        assert!(
            part(official, section) == part(own, section),
            "{name}: the {region} differs"
        );
    }
    let (Some(official), Some(own)) = (official.get(start..), own.get(start..)) else {
        return;
    };
    let read = |bytes: &[u8]| Package::read(Bytes::copy_from_slice(bytes));
    match (read(official), read(own)) {
        (Ok(first), Ok(second)) => {
            second.check().unwrap();
            let differences = compare(&first, &second).unwrap();
            assert_eq!(differences, [], "{name}");
        }
        (Err(_), Err(_)) => assert!(official[..512] == own[..512], "{name}: the table differs"),
        (first, second) => panic!(
            "{name}: one holds an application: {:?}, {:?}",
            first.err(),
            second.err()
        ),
    }
}

/// A region, as far as the memory reaches: an eMMC's file ends with its content.
fn part(memory: &[u8], section: Section) -> &[u8] {
    let start = (section.offset as usize).min(memory.len());
    let end = start + section.size.unwrap_or_default() as usize;
    &memory[start..end.min(memory.len())]
}

const NOR_16: &[&str] = &["--nor-mib", "16"];
const NOR_32: &[&str] = &["--nor-mib", "32"];
const NOR_40: &[&str] = &["--nor-mib", "40"];
const NOR_128: &[&str] = &["--nor-mib", "128"];
const EMMC: &[&str] = &["--nor-mib", "40", "--emmc-mib", "64"];
const OLD: &[&str] = &["--nor-mib", "40", "--bootloader", "0.0.24"];

fn scenario<'a>(kind: BootloaderKind, options: &'a [&'a str], operations: Value) -> Scenario<'a> {
    Scenario {
        kind,
        options,
        operations,
    }
}

fn flash(pipeline: &str) -> Value {
    json!({"do": "flash", "pipeline": pipeline, "name": "demo"})
}

#[test]
fn applications_on_usb_cameras() {
    let kind = BootloaderKind::Usb;
    both(
        1,
        &[
            scenario(kind, NOR_32, json!([flash("script")])),
            scenario(kind, NOR_128, json!([flash("encoder")])),
            scenario(kind, NOR_40, json!([flash("depth"), flash("script")])),
            scenario(
                kind,
                NOR_16,
                json!([{"do": "flash", "pipeline": "spi", "compress": true}]),
            ),
            scenario(
                kind,
                NOR_32,
                json!([{"do": "write_config", "config": {"usb": {"timeoutMs": 1}, "mine": [1, {"a": null}]}}, flash("spi")]),
            ),
            scenario(
                kind,
                OLD,
                json!([{"do": "flash", "pipeline": "empty", "check_checksum": true}]),
            ),
        ],
    );
}

#[test]
fn applications_on_network_cameras() {
    let kind = BootloaderKind::Network;
    both(
        2,
        &[
            scenario(kind, NOR_128, json!([flash("script")])),
            scenario(
                kind,
                NOR_32,
                json!([{"do": "flash", "pipeline": "encoder", "compress": true, "name": "a longer name"}]),
            ),
            scenario(kind, NOR_40, json!([flash("encoder"), flash("empty")])),
            scenario(
                kind,
                NOR_40,
                json!([{"do": "write_config", "config": {"network": {"ipv4": 168_274_112, "staticIpv4": true}, "appMem": -1, "x": 4_000_000_000_u32}}, flash("depth")]),
            ),
            scenario(kind, EMMC, json!([flash("spi")])),
            scenario(
                kind,
                EMMC,
                json!([{"do": "flash", "pipeline": "script", "memory": "flash"}]),
            ),
            scenario(kind, OLD, json!([flash("encoder")])),
        ],
    );
}

#[test]
fn bootloaders_and_configurations() {
    let (usb, network) = (BootloaderKind::Usb, BootloaderKind::Network);
    let config = json!({"appMem": 0, "usb": {"timeoutMs": -1, "maxUsbSpeed": 2}, "half": 0.5});
    both(
        3,
        &[
            scenario(usb, NOR_16, json!([{"do": "flash_bootloader"}])),
            scenario(usb, OLD, json!([{"do": "flash_bootloader"}])),
            scenario(network, NOR_16, json!([{"do": "flash_bootloader"}])),
            scenario(network, OLD, json!([{"do": "flash_bootloader"}])),
            scenario(
                usb,
                NOR_32,
                json!([{"do": "write_config", "config": config}]),
            ),
            scenario(
                network,
                NOR_16,
                json!([{"do": "write_config", "config": config}, {"do": "write_config", "config": {"other": "x"}}]),
            ),
            scenario(
                network,
                NOR_16,
                json!([{"do": "write_config", "config": config}, {"do": "clear_config"}]),
            ),
            scenario(
                usb,
                NOR_32,
                json!([{"do": "flash_bootloader"}, {"do": "reconnect"}, flash("script"), {"do": "remove_application"}]),
            ),
            scenario(
                network,
                NOR_40,
                json!([{"do": "flash_bootloader"}, {"do": "reconnect"}, flash("encoder"), {"do": "write_config", "config": config}]),
            ),
            scenario(
                network,
                EMMC,
                json!([flash("spi"), {"do": "remove_application", "memory": "emmc"}]),
            ),
        ],
    );
}

/// What a bootloader can do beside applications and configurations.
#[test]
fn slots_resets_headers_and_raw_bytes() {
    let (usb, network) = (BootloaderKind::Usb, BootloaderKind::Network);
    let config = json!({"mine": {"a": [1, 2]}, "network": {"timeoutMs": 5}});
    let raw = json!({"do": "write_raw", "offset": 9_437_184, "hex": "00112233445566778899"});
    both(
        4,
        &[
            scenario(
                network,
                NOR_16,
                json!([{"do": "write_config", "config": config}, {"do": "flash_user_bootloader"}]),
            ),
            scenario(
                network,
                NOR_16,
                json!([{"do": "flash_user_bootloader"}, {"do": "reconnect"}, {"do": "write_config", "config": {"userBlSize": 0, "userBlChecksum": 0}}]),
            ),
            scenario(
                network,
                NOR_16,
                json!([{"do": "write_config", "config": config}, {"do": "factory_reset", "type": "network"}]),
            ),
            scenario(usb, NOR_16, json!([{"do": "factory_reset", "type": "usb"}])),
            scenario(
                usb,
                NOR_16,
                json!([{"do": "boot_header", "header": "gpio", "gpio_mode": 3}]),
            ),
            scenario(
                network,
                NOR_16,
                json!([{"do": "boot_header", "header": "normal"}, raw]),
            ),
        ],
    );
}
