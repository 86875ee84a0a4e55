//! Every pipeline of real demos goes from JSON to package sections and back without a change.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::PathBuf};

use oak_flasher::pipeline::{Pipeline, Rule};
use serde_json::Value;

fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pipelines");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let bytes = fs::read(&path).unwrap();
            (path, bytes)
        })
        .collect();
    files.sort();
    assert_eq!(files.len(), 128);
    files
}

#[test]
fn json_to_sections_to_json_is_the_identity() {
    for (path, bytes) in fixtures() {
        let original: Value = serde_json::from_slice(&bytes).unwrap();
        let pipeline = Pipeline::from_json(&bytes).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        assert_eq!(pipeline.to_json().unwrap(), original, "{path:?}");
        let sections = pipeline
            .sections()
            .unwrap_or_else(|e| panic!("{path:?}: {e}"));
        let back = Pipeline::from_sections(
            &sections.pipeline,
            &sections.assets,
            &sections.asset_storage,
        )
        .unwrap_or_else(|e| panic!("{path:?}: {e}"));
        assert_eq!(back.to_json().unwrap(), original, "{path:?}");
        assert_eq!(back.sections().unwrap(), sections, "{path:?}");
    }
}

#[test]
fn the_written_text_reads_as_the_same_pipeline() {
    for (path, bytes) in fixtures() {
        let pipeline = Pipeline::from_json(&bytes).unwrap();
        let text = pipeline.to_json_bytes().unwrap();
        assert_eq!(Pipeline::from_json(&text).unwrap(), pipeline, "{path:?}");
    }
}

#[test]
fn the_schema_alone_is_enough() {
    for (path, bytes) in fixtures() {
        let whole: Value = serde_json::from_slice(&bytes).unwrap();
        let schema = serde_json::to_vec(&whole["pipeline"]).unwrap();
        let pipeline = Pipeline::from_json(&schema).unwrap();
        assert_eq!(pipeline.schema_json(), whole["pipeline"], "{path:?}");
        assert!(pipeline.assets().is_empty());
    }
}

#[test]
fn the_check_finds_what_is_wrong_with_demos_and_nothing_else() {
    // The demos were made for a computer that listens, and their networks are stand-ins.
    let expected = [Rule::NoXlink, Rule::Output, Rule::Networks];
    for (path, bytes) in fixtures() {
        let pipeline = Pipeline::from_json(&bytes).unwrap();
        for finding in pipeline.check() {
            assert!(expected.contains(&finding.rule), "{path:?}: {finding:?}");
        }
    }
}
