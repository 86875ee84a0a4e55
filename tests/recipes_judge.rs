//! The official library judges recipes: it builds the same pipelines, flashes their packages, and its messages run their
//! scripts with their host programs. Its side is `tests/judge/recipes_*.py` and `pipeline_recipes.py`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/mod.rs"]
mod support;

use std::{collections::BTreeMap, fs};

use oak_flasher::{
    bootloader::{BootloaderKind, Layout},
    firmware::{BaseFirmware, BoardConfig, FirmwareVersion, wheel::FIRMWARE_COMMIT},
    package::{BuildOptions, build},
    pipeline::{recipe, recipes},
};
use serde_json::{Map, Value, json};
use support::{
    judged::{Official, compare, judge, same},
    library::python,
    limited, root, run,
    served::Served,
};
use tempfile::TempDir;

#[test]
fn recipes_build_what_one_writes_with_the_library() {
    let folder = judge("pipeline_recipes.py", &[]);
    let cases = Official::all(folder.path());
    assert_eq!(cases.len(), 8);
    for official in &cases {
        let theirs = compare(official);
        let case = fs::read(folder.path().join(format!("{}.case.json", official.stem))).unwrap();
        let case: Value = serde_json::from_slice(&case).unwrap();
        let blob: Option<Vec<u8>> = serde_json::from_value(case["blob"].clone()).unwrap();
        let made = recipe(case["recipe"].as_str().unwrap())
            .unwrap()
            .build(case["values"].as_object().unwrap(), None, blob.as_deref())
            .unwrap();
        same(&official.stem, &made, &theirs);
        assert_eq!(made.check(), [], "{}", official.stem);
    }
}

/// A network with one picture of 300 x 300 as its input, for recipes that need one.
fn small_network() -> Vec<u8> {
    let folder = judge("pipeline_recipes.py", &[]);
    let case = fs::read(folder.path().join("4.case.json")).unwrap();
    let case: Value = serde_json::from_slice(&case).unwrap();
    serde_json::from_value(case["blob"].clone()).unwrap()
}

#[test]
fn recipes_rebuilt_by_the_library_have_our_sections() {
    let network = small_network();
    let source = TempDir::new().unwrap();
    let mut ours = BTreeMap::new();
    for recipe in recipes() {
        let (id, blob) = (&recipe.info.id, recipe.info.needs_blob);
        let blob = blob.then_some(network.as_slice());
        let pipeline = recipe.build(&Map::new(), None, blob).unwrap();
        let path = source.path().join(format!("{id}.json"));
        fs::write(path, pipeline.to_json_bytes().unwrap()).unwrap();
        ours.insert(id.as_str(), pipeline);
    }
    let folder = judge("pipeline_fixtures.py", &[source.path().to_str().unwrap()]);
    let unreachable = fs::read_to_string(folder.path().join("unreachable.txt")).unwrap();
    assert_eq!(unreachable, "{}", "the library cannot make such a pipeline");
    let official = Official::all(folder.path());
    assert_eq!(official.len(), ours.len());
    for official in &official {
        same(
            &official.stem,
            &ours[official.stem.as_str()],
            &compare(official),
        );
    }
}

#[test]
fn the_library_flashes_the_package_of_every_recipe() {
    let network = small_network();
    let folder = TempDir::new().unwrap();
    let firmware = [b"MA2x".as_slice(), &[0x5A; 60_000]].concat();
    let base = BaseFirmware::from_raw(FirmwareVersion::Universal, FIRMWARE_COMMIT, firmware.into());
    let mut operations = Vec::new();
    let mut last = Vec::new();
    for recipe in recipes() {
        let blob = recipe.info.needs_blob.then_some(network.as_slice());
        let pipeline = recipe.build(&Map::new(), None, blob).unwrap();
        let options = BuildOptions {
            name: recipe.info.title.clone(),
            compressed: false,
            check_checksum: false,
        };
        let package = build(&pipeline, &base, &BoardConfig::default(), &options).unwrap();
        let path = folder.path().join(format!("{}.dap", recipe.info.id));
        fs::write(&path, &package).unwrap();
        operations.push(json!({"do": "flash_package", "path": path}));
        last = package.to_vec();
    }
    let scenario = folder.path().join("scenario.json");
    let document = json!({"address": "127.77.9.1", "operations": operations});
    fs::write(&scenario, document.to_string()).unwrap();
    let memory = folder.path().join("memory");
    let camera = Served::start(
        "127.77.9.1",
        &["--type", "network", "--nor-mib", "16"],
        &memory,
    );
    run(limited(python())
        .arg(root().join("tests/judge/flash_scenario.py"))
        .arg(&scenario)
        .env("PYTHONDONTWRITEBYTECODE", "1"));
    camera.stop();
    let flash = fs::read(&memory).unwrap();
    let start = Layout::of(BootloaderKind::Network).application.offset as usize;
    assert!(
        flash[start..start + last.len()] == last[..],
        "not what was flashed last"
    );
}

#[test]
fn scripts_of_recipes_are_python() {
    let mut paths = Vec::new();
    for folder in fs::read_dir(root().join("recipes")).unwrap() {
        let folder = folder.unwrap().path();
        for name in ["script.py", "host.py"] {
            let path = folder.join(name);
            if path.exists() {
                paths.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    assert!(paths.len() > 20, "{paths:?}");
    let arguments: Vec<_> = paths.iter().map(String::as_str).collect();
    judge("recipes_scripts.py", &arguments);
}

#[test]
fn what_the_editor_completes_is_in_the_library() {
    judge("python_device.py", &[]);
}

#[test]
fn recipes_run_and_their_host_programs_receive() {
    judge("recipes_run.py", &[]);
}
