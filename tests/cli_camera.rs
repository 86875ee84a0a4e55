//! The `oak` binary against a served virtual camera: every command, its output, its exit status, and what it refuses.

#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of a test may panic, too"
)]

#[path = "support/mod.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootloaderKind, Layout, Version, image},
    package::{self, Contents, Package},
};
use serde_json::{Value, json};
use support::{
    run,
    served::{Served, oak},
};

/// A camera, a folder for files, and the address between them.
struct Bench {
    folder: tempfile::TempDir,
    camera: Option<Served>,
    address: &'static str,
}

impl Bench {
    fn new(address: &'static str, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let camera = Served::start(address, options, &folder.path().join("memory"));
        Self {
            folder,
            camera: Some(camera),
            address,
        }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// `oak camera ...`, which must work; what it printed.
    fn camera(&self, args: &[&str]) -> String {
        let mut command = oak();
        command.arg("camera").args(args);
        String::from_utf8(run(command.args(["--address", self.address]))).unwrap()
    }

    /// `oak camera ...`, which must fail with status 1; the last line it told, which is the verdict.
    fn fails(&self, args: &[&str]) -> (String, String) {
        let (status, told) = self.try_camera(args);
        assert_eq!(status, Some(1), "{args:?}: {told}");
        let verdict = told.trim_end().lines().last().unwrap_or_default();
        (told.clone(), verdict.to_owned())
    }

    fn try_camera(&self, args: &[&str]) -> (Option<i32>, String) {
        let mut command = oak();
        command.arg("camera").args(args);
        let output = command
            .args(["--address", self.address])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), told)
    }

    /// Stops the camera; its flash.
    fn stop(&mut self) -> Vec<u8> {
        let mut violations = self.camera.take().unwrap().stop();
        violations.retain(|what| what != "watchdog ping too late");
        assert_eq!(violations, Vec::<String>::new());
        fs::read(self.folder.path().join("memory")).unwrap()
    }
}

const NOTHING_WRITTEN: &str = "Nothing was written.";

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn small_package(firmware_bytes: usize) -> Bytes {
    let mut firmware = b"MA2x".to_vec();
    firmware.resize(firmware_bytes, 7);
    package::write(&Contents {
        firmware: firmware.into(),
        compressed: false,
        check_checksum: true,
        pipeline: Bytes::from_static(b"a pipeline"),
        assets: Bytes::from_static(b"assets"),
        asset_storage: vec![1; 100].into(),
        firmware_version: "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9".to_owned(),
        app_name: "small".to_owned(),
    })
    .unwrap()
}

#[test]
fn a_camera_is_listed_and_described() {
    let mut bench = Bench::new("127.79.1.1", &["--type", "network", "--nor-mib", "16"]);
    let list: Value = serde_json::from_str(&bench.camera(&["list", "--json"])).unwrap();
    assert_eq!(list[0]["id"], "127.79.1.1");
    assert_eq!(list[0]["state"], "bootloader");
    assert_eq!(list[0]["mx_id"], "14442C10D13EABCE00");
    assert!(bench.camera(&["list"]).contains("bootloader running"));
    let info: Value = serde_json::from_str(&bench.camera(&["info", "--json"])).unwrap();
    assert_eq!(info["kind"], "network");
    assert_eq!(info["kind_evidence"], "running");
    assert_eq!(info["memories"][0]["size_bytes"], 16 << 20);
    assert!(bench.camera(&["info"]).contains("NETWORK"));
    bench.stop();
}

#[test]
fn nobody_answers() {
    let output = oak()
        .args(["camera", "info", "--address", "127.79.9.9"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("127.79.9.9"), "{told}");
    assert!(told.trim_end().ends_with(NOTHING_WRITTEN), "{told}");
}

#[test]
fn wrong_usage_is_status_2() {
    for args in [
        &["camera", "flash"][..],
        &["camera", "flash-bootloader", "--address", "here"],
        &["nothing"],
        &[
            "camera",
            "flash-bootloader",
            "--address",
            "127.0.0.1",
            "--type",
            "both",
        ],
    ] {
        assert_eq!(
            oak().args(args).output().unwrap().status.code(),
            Some(2),
            "{args:?}"
        );
    }
}

#[test]
fn configurations_are_exactly_what_was_given() {
    let mut bench = Bench::new("127.79.2.1", &["--type", "network", "--nor-mib", "16"]);
    let (told, verdict) = bench.fails(&["config", "show"]);
    assert!(told.contains("no configuration"), "{told}");
    assert_eq!(verdict, NOTHING_WRITTEN);
    let document = json!({
        "appMem": 0,
        "mine": {"deep": [1, null, true, 0.25, "x"]},
        "network": {"ipv4": 3_355_617_472_u32, "timeoutMs": 1000},
    });
    let file = bench.file("config.json", document.to_string());
    bench.camera(&["config", "write", path(&file), "--yes"]);
    let shown: Value = serde_json::from_str(&bench.camera(&["config", "show"])).unwrap();
    assert_eq!(shown, document);
    let smaller = bench.file("smaller.json", r#"{"other": 1}"#);
    bench.camera(&["config", "write", path(&smaller), "--yes"]);
    let shown: Value = serde_json::from_str(&bench.camera(&["config", "show"])).unwrap();
    assert_eq!(shown, json!({"other": 1}));
    bench.camera(&["config", "clear", "--yes"]);
    bench.fails(&["config", "show"]);
    for bad in ["", "[1]", "{\"a\": }", "{\"a\": 1e400}"] {
        let file = bench.file("bad.json", bad);
        let (told, verdict) = bench.fails(&["config", "write", path(&file), "--yes"]);
        assert!(told.contains(path(&file)), "{told}");
        assert_eq!(verdict, NOTHING_WRITTEN);
    }
    bench.stop();
}

#[test]
fn bootloaders_are_flashed_and_wrong_ones_refused() {
    let options = ["--type", "usb", "--nor-mib", "16", "--bootloader", "0.0.24"];
    let mut bench = Bench::new("127.79.3.1", &options);
    let refuse = |bench: &Bench, name: &str, bytes: &[u8], kind: &[&str]| {
        let file = bench.file(name, bytes);
        let mut args = vec!["flash-bootloader", "--image", path(&file), "--yes"];
        args.extend(kind);
        let (told, verdict) = bench.fails(&args);
        assert_eq!(verdict, NOTHING_WRITTEN, "{told}");
        told
    };
    let old = Version::new(0, 0, 27);
    let usb = image::stand_in(BootloaderKind::Usb, old, 50_000);
    let network = image::stand_in(BootloaderKind::Network, old, 50_000);
    refuse(&bench, "empty", b"", &[]);
    refuse(&bench, "text", b"not an image", &[]);
    refuse(&bench, "package", &small_package(100), &[]);
    let told = refuse(&bench, "network", &network, &[]);
    assert!(told.contains("NETWORK"), "{told}");
    refuse(&bench, "network-as-usb", &network, &["--type", "usb"]);
    refuse(&bench, "usb-as-network", &usb, &["--type", "network"]);
    let huge = image::stand_in(BootloaderKind::Usb, old, 1_031_681);
    refuse(&bench, "huge", &huge, &[]);
    let file = bench.file("usb", &usb);
    let (told, verdict) = bench.fails(&["flash-bootloader", "--image", path(&file)]);
    assert!(told.contains("--yes"), "{told}");
    assert_eq!(verdict, NOTHING_WRITTEN);
    let info: Value = serde_json::from_str(&bench.camera(&["info", "--json"])).unwrap();
    assert_eq!(info["flashed"]["patch"], 24);

    bench.camera(&["flash-bootloader", "--image", path(&file), "--yes"]);
    let info: Value = serde_json::from_str(&bench.camera(&["info", "--json"])).unwrap();
    assert_eq!(info["flashed"]["patch"], 27);
    let flash = bench.stop();
    assert_eq!(flash[512..512 + usb.len()], usb);
}

#[test]
fn packages_are_flashed_and_wrong_ones_refused() {
    let options = ["--type", "usb", "--nor-mib", "4"];
    let mut bench = Bench::new("127.79.4.1", &options);
    let good = small_package(200_000);
    let mut wrong_sum = good.to_vec();
    wrong_sum[600] ^= 1;
    let mut not_bootable = good.to_vec();
    not_bootable[2 + 29] = 0;
    let cases: [(&str, &[u8]); 6] = [
        ("truncated.dap", &good[..good.len() - 1]),
        ("cut.dap", &good[..300]),
        ("wrong-sum.dap", &wrong_sum),
        ("not-bootable.dap", &not_bootable),
        ("pipeline.json", b"{\"pipeline\": 1"),
        ("empty.json", b""),
    ];
    for (name, bytes) in cases {
        let file = bench.file(name, bytes);
        let (told, verdict) = bench.fails(&["flash", path(&file), "--yes"]);
        assert!(told.contains(name), "{told}");
        // The words of the JSON reader are none of a person's.
        assert!(!told.contains("EOF"), "{told}");
        assert_eq!(verdict, NOTHING_WRITTEN, "{told}");
    }
    let large = bench.file("large.dap", small_package(4_000_000));
    let (told, verdict) = bench.fails(&["flash", path(&large), "--yes"]);
    assert!(told.contains("does not fit"), "{told}");
    assert_eq!(verdict, NOTHING_WRITTEN);
    let file = bench.file("good.dap", &good);
    let (told, _) = bench.fails(&["flash", path(&file), "--memory", "emmc", "--yes"]);
    assert!(told.contains("eMMC"), "{told}");
    let (_, verdict) = bench.fails(&["flash", path(&file)]);
    assert_eq!(verdict, NOTHING_WRITTEN);

    let told = bench.camera(&["flash", path(&file), "--yes"]);
    assert!(told.contains("read back and equal"), "{told}");
    let info: Value = serde_json::from_str(&bench.camera(&["info", "--json"])).unwrap();
    assert_eq!(info["applications"][0]["name"], "small");
    assert_eq!(info["config"], json!({"appMem": 0}));
    bench.camera(&["remove-application", "--yes"]);
    let info: Value = serde_json::from_str(&bench.camera(&["info", "--json"])).unwrap();
    assert_eq!(info["applications"][0]["present"], false);
    let (told, _) = bench.fails(&["remove-application", "--yes"]);
    assert!(told.contains("no application"), "{told}");
    let flash = bench.stop();
    let start = Layout::of(BootloaderKind::Usb).application.offset as usize;
    assert!(flash[start..start + 512].iter().all(|byte| *byte == 0xFF));
    assert_eq!(flash[start + 512..start + good.len()], good[512..]);
}

#[test]
fn a_power_cut_ends_in_a_verdict_and_a_second_run_repairs() {
    let options = [
        "--type",
        "usb",
        "--nor-mib",
        "4",
        "--fault",
        r#"{"power-cut-after":{"bytes":400000}}"#,
    ];
    let mut bench = Bench::new("127.79.5.1", &options);
    let good = small_package(200_000);
    let file = bench.file("good.dap", &good);
    let (told, verdict) = bench.fails(&["flash", path(&file), "--yes"]);
    assert_eq!(verdict, "The camera is safe, try again.", "{told}");
    bench.camera(&["flash", path(&file), "--yes"]);
    let flash = bench.stop();
    let start = Layout::of(BootloaderKind::Usb).application.offset as usize;
    assert_eq!(flash[start..start + good.len()], good);
}

#[test]
fn a_pipeline_becomes_a_package_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/pipelines/pyth__Script__script_mjpeg_server.json");
    let out = folder.path().join("server.dap");
    run(oak()
        .args(["package", "build", "--name", "server", "--pipeline"])
        .arg(&fixture)
        .arg("--out")
        .arg(&out));
    let package = Package::read(fs::read(&out).unwrap().into()).unwrap();
    package.check().unwrap();
    assert_eq!(package.app_name(), "server");
    let shown = run(oak().args(["package", "show", "--json"]).arg(&out));
    let shown: Value = serde_json::from_slice(&shown).unwrap();
    assert_eq!(shown["problem"], Value::Null);
    assert_eq!(shown["sections"].as_array().unwrap().len(), 6);
    let nodes = |value: &Value| value["pipeline"]["nodes"].as_array().unwrap().len();
    let official: Value = serde_json::from_slice(&fs::read(&fixture).unwrap()).unwrap();
    let whole = if official.get("pipeline").is_some() {
        nodes(&official)
    } else {
        official["nodes"].as_array().unwrap().len()
    };
    assert_eq!(nodes(&shown["pipeline"]), whole);
    let text = String::from_utf8(run(oak().args(["package", "show"]).arg(&out))).unwrap();
    assert!(
        text.contains("A camera would start this package."),
        "{text}"
    );
}

#[test]
fn what_is_on_a_camera_is_saved_compared_and_updated() {
    let mut bench = Bench::new("127.79.1.40", &["--type", "usb", "--nor-mib", "16"]);
    let package = |name: &str| {
        package::write(&Contents {
            firmware: [b"MA2x".as_slice(), &[7; 200_000]].concat().into(),
            compressed: false,
            check_checksum: true,
            pipeline: Bytes::from_static(b"a pipeline"),
            assets: Bytes::from_static(b"assets"),
            asset_storage: Bytes::from_static(b"storage"),
            firmware_version: "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9".to_owned(),
            app_name: name.to_owned(),
        })
        .unwrap()
    };
    let (one, two) = (package("one"), package("two"));
    let one_file = bench.file("one.dap", &one);
    let two_file = bench.file("two.dap", &two);
    let path = |name: &str| bench.folder.path().join(name);
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    bench.camera(&["flash", &text(&one_file), "--yes"]);
    let saved = text(&path("saved.dap"));
    bench.camera(&["application", "save", "--out", &saved]);
    assert!(fs::read(&saved).unwrap() == one);
    let same = bench.camera(&["application", "compare", &text(&one_file)]);
    assert!(same.contains("are the same"), "{same}");
    let before = text(&path("before.json"));
    bench.camera(&["backup", "save", "--out", &before]);

    let record = text(&path("record.json"));
    let update = [
        "flash",
        &text(&two_file),
        "--update",
        "--yes",
        "--record",
        &record,
        "--redact",
    ];
    let receipt = bench.camera(&update);
    assert!(receipt.contains("Update application: done"), "{receipt}");
    let recording = fs::read_to_string(&record).unwrap();
    assert!(recording.contains("oak-recording-1") && !recording.contains(bench.address));
    let read = text(&path("read.bin"));
    bench.camera(&[
        "memory", "read", "--offset", "0x100000", "--size", "512", "--out", &read,
    ]);
    assert!(fs::read(&read).unwrap() == two[..512]);

    let after = text(&path("after.json"));
    bench.camera(&["backup", "save", "--out", &after]);
    let output = oak()
        .args(["camera", "backup", "compare", &before, &after])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("The section app_name of the application differs."),
        "{told}"
    );
    // The table of the application that is gone does not come back, the configuration does.
    let config = bench.camera(&["config", "show"]);
    let other = text(&bench.file("config.json", br#"{"usb": {"timeoutMs": 1234}}"#));
    bench.camera(&["config", "write", &other, "--yes"]);
    bench.camera(&["backup", "restore", &before, "--yes"]);
    assert_eq!(bench.camera(&["config", "show"]), config);
    let diagnosis = bench.camera(&["diagnose"]);
    assert!(diagnosis.contains("Nothing is wrong"), "{diagnosis}");
    bench.stop();
}

#[test]
fn a_slot_comes_and_goes() {
    let mut bench = Bench::new("127.79.1.41", &["--type", "network", "--nor-mib", "16"]);
    bench.camera(&["flash-bootloader", "--user", "--yes"]);
    let info: Value = serde_json::from_str(&bench.camera(&["info", "--json"])).unwrap();
    assert_eq!(info["user_bootloader"], json!(true));
    bench.camera(&["remove-user-bootloader", "--yes"]);
    let info: Value = serde_json::from_str(&bench.camera(&["info", "--json"])).unwrap();
    assert_eq!(info["user_bootloader"], json!(false));
    let read = [
        "memory",
        "read",
        "--offset",
        "0",
        "--size",
        "0x10000000",
        "--out",
        "x",
    ];
    let (told, verdict) = bench.fails(&read);
    assert_eq!(verdict, NOTHING_WRITTEN);
    assert!(told.contains("reaches beyond the end"), "{told}");
    bench.stop();
}
