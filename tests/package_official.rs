//! Packages by the official Python library against ours: section by section, decoded.
//!
//! `tests/judge/package_cases.py` makes packages with depthai 2.33.0.0; the same pipelines and board configurations go
//! through this crate. Most cases use a small stand-in for the firmware, some the real one.

#![allow(clippy::unwrap_used, reason = "the helpers of a test may panic, too")]

#[path = "support/mod.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    rc::Rc,
    sync::OnceLock,
};

use bytes::Bytes;
use oak_flasher::{
    firmware::{
        BaseFirmware, BoardConfig, DirectorySource, FirmwareVersion, Store, read_preboot_header,
        wheel::FIRMWARE_COMMIT,
    },
    package::{BuildOptions, Package, build, compare, names},
    pipeline::Pipeline,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use support::{library::script, root, run};

#[derive(Deserialize, Clone)]
struct Case {
    name: String,
    board: Map<String, Value>,
    app_name: String,
    compressed: bool,
    check_checksum: bool,
    firmware: Option<FirmwareVersion>,
}

/// The folder with the official packages, made once per run.
fn official() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("package_official");
        run(script("package_cases.py").arg(&folder));
        folder
    })
}

fn cases() -> Vec<Case> {
    serde_json::from_slice(&fs::read(official().join("cases.json")).unwrap()).unwrap()
}

fn read(case: &Case, extension: &str) -> Vec<u8> {
    fs::read(official().join(format!("{}.{extension}", case.name))).unwrap()
}

fn board(case: &Case) -> BoardConfig {
    let text = Value::Object(case.board.clone()).to_string();
    BoardConfig::from_json(text.as_bytes()).unwrap()
}

fn ours(case: &Case, base: &BaseFirmware) -> Package {
    let pipeline = Pipeline::from_json(&read(case, "pipeline.json")).unwrap();
    let options = BuildOptions {
        name: case.app_name.clone(),
        compressed: case.compressed,
        check_checksum: case.check_checksum,
    };
    let package = Package::read(build(&pipeline, base, &board(case), &options).unwrap()).unwrap();
    package
        .check()
        .unwrap_or_else(|error| panic!("{}: {error}", case.name));
    package
}

/// Everything but the bytes of compressed sections and the order of what has none.
fn assert_same(case: &Case, base: &BaseFirmware) -> (Package, Package) {
    let theirs = Package::read(read(case, "dap").into()).unwrap();
    theirs
        .check()
        .unwrap_or_else(|error| panic!("official {}: {error}", case.name));
    let ours = ours(case, base);
    assert_eq!(compare(&ours, &theirs), Ok(Vec::new()), "{}", case.name);
    let names = |package: &Package| -> Vec<String> {
        let sections = package.sections().iter();
        sections.map(|section| section.name().to_owned()).collect()
    };
    assert_eq!(names(&ours), names(&theirs), "{}", case.name);
    assert_eq!(theirs.board_config(), Ok(board(case)), "{}", case.name);
    (ours, theirs)
}

#[test]
fn packages_with_a_stand_in_firmware_equal_the_official_ones() {
    let raw = Bytes::from(fs::read(official().join("stand-in.cmd")).unwrap());
    let base = BaseFirmware::from_raw(FirmwareVersion::Universal, FIRMWARE_COMMIT, raw);
    let cases: Vec<Case> = cases()
        .into_iter()
        .filter(|case| case.firmware.is_none())
        .collect();
    assert!(cases.len() > 70, "{} cases", cases.len());
    let mut identical = 0;
    for case in &cases {
        let (ours, theirs) = assert_same(case, &base);
        // With one key per map there is one order only, and our bytes must be theirs.
        let one_order = |map| {
            case.board
                .get(map)
                .and_then(Value::as_object)
                .is_none_or(|map| map.len() < 2)
        };
        if one_order("gpio") && one_order("uart") {
            assert_eq!(ours.firmware(), theirs.firmware(), "{}", case.name);
            if !case.compressed && case.name != "script" {
                assert_eq!(ours.bytes(), theirs.bytes(), "{}", case.name);
                identical += 1;
            }
        }
    }
    assert!(identical > 30, "{identical} identical packages");
}

/// `www/firmware`, which tests of the real firmware need.
async fn store() -> Store {
    let folder = root().join("www/firmware");
    let store = Store::open(Rc::new(DirectorySource::new(folder))).await;
    store.unwrap_or_else(|error| panic!("{error}; run `cargo xtask firmware`"))
}

#[tokio::test]
async fn packages_with_the_real_firmware_equal_the_official_ones() {
    let store = store().await;
    let cases: Vec<Case> = cases()
        .into_iter()
        .filter(|case| case.firmware.is_some())
        .collect();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let version = case.firmware.unwrap();
        let pipeline = Pipeline::from_json(&read(&case, "pipeline.json")).unwrap();
        // A forced version is not in the library's JSON.
        if !case.name.starts_with("real-forced") {
            assert_eq!(pipeline.firmware_version(), Ok(version), "{}", case.name);
        }
        let base = store.base(version).await.unwrap();
        let (package, theirs) = assert_same(&case, &base);
        let firmware = theirs.firmware().unwrap();
        assert_eq!(package.firmware(), Ok(firmware.clone()), "{}", case.name);
        assert_eq!(package.firmware_version(), FIRMWARE_COMMIT);
        if FirmwareVersion::PATCHED.contains(&base.version()) && !case.compressed {
            // The ready-made stream is of the universal firmware; this one was compressed here.
            let compressed = Case {
                compressed: true,
                ..case.clone()
            };
            assert_eq!(
                ours(&compressed, &base).firmware(),
                Ok(firmware),
                "{}",
                case.name
            );
        }
    }
}

#[tokio::test]
async fn the_default_package_is_a_mebibyte_smaller_than_the_official_one() {
    let store = store().await;
    let case = cases()
        .into_iter()
        .find(|case| case.name == "real-default")
        .unwrap();
    let base = store.base(FirmwareVersion::Universal).await.unwrap();
    let package = ours(&case, &base);
    assert_eq!(package.bytes().len(), 9_633_792);
    assert_eq!(read(&case, "dap").len(), 10_682_368);
    assert_eq!(package.find(names::FIRMWARE).unwrap().size(), 9_316_591);
}

/// The header counts 16 bits of words. The official library lets the count wrap; we refuse one byte earlier.
#[test]
fn the_largest_board_configuration_is_the_official_one() {
    let case = cases()
        .into_iter()
        .find(|case| case.name == "largest")
        .unwrap();
    let theirs = Package::read(read(&case, "dap").into())
        .unwrap()
        .firmware()
        .unwrap();
    let (config, _) = read_preboot_header(&theirs).unwrap();
    assert_eq!(theirs[45..47], [0xff, 0xff]);
    let mut larger = config;
    larger.log_path.as_mut().unwrap().push('x');
    let error = oak_flasher::firmware::preboot_header(&larger).unwrap_err();
    assert!(error.to_string().contains("262129"), "{error}");
}
