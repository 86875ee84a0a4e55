//! Input of every kind: an error with its place, never a panic, never much memory.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{fs, path::Path, sync::LazyLock};

use oak_flasher::pipeline::{Pipeline, PipelineError, Sections};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

static FIXTURE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let name = "tests/fixtures/pipelines/pyth__Sync__imu_video_synced.json";
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
});

static SECTIONS: LazyLock<Sections> =
    LazyLock::new(|| Pipeline::from_json(&FIXTURE).unwrap().sections().unwrap());

/// Reads JSON and takes whatever came out through everything that can be done with it.
fn exercise(json: &[u8]) {
    if let Ok(pipeline) = Pipeline::from_json(json) {
        pipeline.check();
        let _firmware = pipeline.firmware_version();
        if let Ok(sections) = pipeline.sections() {
            let back = Pipeline::from_sections(
                &sections.pipeline,
                &sections.assets,
                &sections.asset_storage,
            );
            assert_eq!(back.unwrap().sections().unwrap(), sections);
        }
    }
}

fn sentence(json: &[u8]) -> String {
    Pipeline::from_json(json).unwrap_err().to_string()
}

/// The fixture with one place replaced.
fn changed(pointer: &str, value: Value) -> Vec<u8> {
    let mut whole: Value = serde_json::from_slice(&FIXTURE).unwrap();
    *whole.pointer_mut(pointer).unwrap() = value;
    serde_json::to_vec(&whole).unwrap()
}

#[test]
fn wrong_json_is_told_with_its_place() {
    assert_eq!(
        sentence(b"{\n \"pipeline\": [}"),
        "line 2, column 13, pipeline: invalid type: sequence, \
         expected an object with connections, globalProperties and nodes"
    );
    assert!(sentence(b"{\"pipeline\": NaN}").contains("pipeline: expected value"));
    assert!(sentence(b"{}").contains("this JSON holds no pipeline"));
    assert!(
        sentence(b"[]").contains("an object, as pipeline.serializeToJson() gives"),
        "{}",
        sentence(b"[]")
    );
    assert!(sentence(b"7").contains("expected an object, as pipeline.serializeToJson() gives"));
    assert!(sentence(b"\xff\xfe").contains("line 1, column"));
    let text = sentence(&changed(
        "/pipeline/nodes/0/1/ioInfo/0/1/queueSize",
        json!("8"),
    ));
    assert!(
        text.contains("pipeline.nodes[0][1].ioInfo[0][1].queueSize: invalid type: string"),
        "{text}"
    );
    let text = sentence(&changed("/pipeline/nodes/1/1/id", json!(0)));
    assert!(text.contains("node 0 is filed under 1"), "{text}");
    let text = sentence(&changed("/assetStorage", json!([256])));
    assert!(
        text.contains("assetStorage[0]: invalid value: integer `256`"),
        "{text}"
    );
    let asset = json!({"map": {"/node/0/x": {"offset": 4, "size": 4, "alignment": 64}}});
    assert_eq!(
        sentence(&changed("/assets", asset)),
        "asset /node/0/x: it lies at 4 to 8, the asset storage has 0 bytes"
    );
}

#[test]
fn a_value_that_does_not_fit_is_told_with_property_and_range() {
    let at = |property: &str, value: Value| {
        let json = changed(&format!("/pipeline/nodes/0/1/properties/{property}"), value);
        let pipeline = Pipeline::from_json(&json).unwrap();
        // What cannot be flashed is still kept from JSON to JSON.
        let whole: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(pipeline.to_json().unwrap(), whole);
        pipeline.sections().unwrap_err().to_string()
    };
    assert_eq!(
        at("initialControl/brightness", json!(128)),
        "node 0 (ColorCamera), initialControl.brightness: 128 is given, \
         allowed is a whole number from -128 to 127"
    );
    assert_eq!(
        at("fps", json!("fast")),
        "node 0 (ColorCamera), fps: \"fast\" is given, allowed is a number"
    );
    assert!(at("resolution", json!(null)).contains("one of 0 (THE_1080_P), 1 (THE_4_K)"));
    assert!(at("ispScale", json!({"newer": 1})).contains("ispScale.newer: 1 is given"));
}

#[test]
fn what_a_newer_library_writes_survives_but_is_not_encoded() {
    let mut whole: Value = serde_json::from_slice(&FIXTURE).unwrap();
    whole["pipeline"]["nodes"][1][1]["name"] = json!("HolographicCamera");
    whole["pipeline"]["nodes"][1][1]["alias"] = json!("left");
    whole["pipeline"]["bridges"] = json!([[1, 2]]);
    let pipeline = Pipeline::from_json(&serde_json::to_vec(&whole).unwrap()).unwrap();
    assert_eq!(pipeline.to_json().unwrap(), whole);
    // The schema alone is the other form that the library writes.
    let alone = serde_json::to_vec(&whole["pipeline"]).unwrap();
    let alone = Pipeline::from_json(&alone).unwrap();
    assert_eq!(alone.to_json().unwrap()["pipeline"], whole["pipeline"]);
    let error = pipeline.sections().unwrap_err().to_string();
    assert!(
        error.contains("no field of this name in depthai 2.33.0.0"),
        "{error}"
    );
    whole["pipeline"].as_object_mut().unwrap().remove("bridges");
    let pipeline = Pipeline::from_json(&serde_json::to_vec(&whole).unwrap()).unwrap();
    assert_eq!(
        pipeline.sections().unwrap_err().to_string(),
        "node 1 is of type HolographicCamera, which depthai 2.33.0.0 does not have; it cannot be flashed"
    );
}

#[test]
fn damaged_sections_are_told_with_offset_and_path() {
    let sections = &*SECTIONS;
    let read = |pipeline: &[u8]| {
        Pipeline::from_sections(pipeline, &sections.assets, &sections.asset_storage)
    };
    let whole = &sections.pipeline;
    assert!(read(whole).is_ok());
    for end in 0..whole.len() {
        let error = read(&whole[..end]).unwrap_err();
        assert!(matches!(
            error,
            PipelineError::Section {
                section: "pipeline",
                ..
            }
        ));
    }
    let mut longer = whole.clone();
    longer.push(0);
    let n = whole.len();
    assert_eq!(
        read(&longer).unwrap_err().to_string(),
        format!("section pipeline, offset {n}: 1 bytes follow the value")
    );
    let mut other = whole.clone();
    // The first node's properties: the count of members behind the tag of a structure.
    let name = other
        .windows(5)
        .position(|window| window == b"\xbd\x03IMU")
        .unwrap();
    other[name + 8] = 9;
    let error = read(&other).unwrap_err().to_string();
    assert!(
        error.contains("has 9 members, 4 in this library version"),
        "{error}"
    );
}

#[test]
fn a_count_without_elements_allocates_nothing() {
    // An array that claims 2^64 - 1 connections.
    let bytes = [0xb9, 3, 0xba, 0x83, 255, 255, 255, 255, 255, 255, 255, 255];
    let error = Pipeline::from_sections(&bytes, &[], &[]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the section ends inside the value")
    );
    // An asset with an alignment that would need gigabytes of zeros.
    let assets = [
        0xb9, 1, 0xbb, 1, 0xbd, 1, b'a', 0xb9, 3, 0, 0, 0x82, 0, 0, 0, 0x80,
    ];
    let error = Pipeline::from_sections(&SECTIONS.pipeline, &assets, &[]).unwrap_err();
    assert!(
        error.to_string().contains("alignment 2147483648"),
        "{error}"
    );
}

#[test]
fn deep_json_is_refused() {
    let deep = format!("{{\"pipeline\":{}", "[".repeat(100_000));
    assert!(Pipeline::from_json(deep.as_bytes()).is_err());
}

/// Replaces bytes at random places.
fn mutate(bytes: &mut [u8], places: &[(Index, u8)]) {
    for (place, byte) in places {
        if !bytes.is_empty() {
            let index = place.index(bytes.len());
            bytes[index] = *byte;
        }
    }
}

/// A value of any kind for any place of the JSON.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        vec(any::<i32>(), 0..4).prop_map(Value::from),
        Just(json!({"x": 1})),
    ]
}

/// Replaces the `n`th value of a tree, counted in depth first order.
fn replace(tree: &mut Value, n: &mut usize, value: &Value) -> bool {
    if *n == 0 {
        *tree = value.clone();
        return true;
    }
    *n -= 1;
    match tree {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, n, value)),
        Value::Object(items) => items.values_mut().any(|item| replace(item, n, value)),
        _ => false,
    }
}

proptest! {
    #[test]
    fn changed_bytes_of_json_never_panic(places in vec((any::<Index>(), any::<u8>()), 1..6)) {
        let mut bytes = FIXTURE.clone();
        mutate(&mut bytes, &places);
        exercise(&bytes);
    }

    #[test]
    fn changed_values_of_json_never_panic(n in 0_usize..400, value in any_value()) {
        let mut whole: Value = serde_json::from_slice(&FIXTURE).unwrap();
        replace(&mut whole, &mut n.clone(), &value);
        exercise(&serde_json::to_vec(&whole).unwrap());
    }

    #[test]
    fn changed_sections_never_panic(
        pipeline in vec((any::<Index>(), any::<u8>()), 0..6),
        assets in vec((any::<Index>(), any::<u8>()), 0..3),
    ) {
        let mut sections = SECTIONS.clone();
        mutate(&mut sections.pipeline, &pipeline);
        mutate(&mut sections.assets, &assets);
        let read = Pipeline::from_sections(&sections.pipeline, &sections.assets, &sections.asset_storage);
        if let Ok(pipeline) = read {
            pipeline.check();
            // What was read can be shown, and read back.
            let json = pipeline.to_json_bytes().unwrap();
            prop_assert_eq!(Pipeline::from_json(&json).unwrap(), pipeline);
        }
    }

    #[test]
    fn any_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        exercise(&bytes);
        let _refused = Pipeline::from_sections(&bytes, &bytes, &bytes);
    }
}
