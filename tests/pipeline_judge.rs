//! The official library judges pipelines: what it writes we read and write the same, over demos, random pipelines of
//! the whole catalog and networks. Its side is `tests/judge/pipeline_*.py`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "support/mod.rs"]
mod support;

use std::{collections::BTreeMap, fs};

use oak_flasher::pipeline::{
    Pipeline, Rule,
    blob::{BlobHeader, Tensor},
    build::End,
    catalog::{Catalog, Direction},
    fix::{Fix, Route},
    preview::Preview,
};
use serde_json::{Value, json};
use support::{
    judged::{Official, compare, judge, same},
    root,
};
use tempfile::TempDir;

#[test]
fn the_catalog_is_the_librarys() {
    let folder = judge("pipeline_catalog.py", &[]);
    let nodes = Official::all(folder.path());
    assert_eq!(nodes.len(), Catalog::shipped().nodes.len());
    for node in &nodes {
        let official = compare(node);
        let mut made = Pipeline::default();
        made.create(&node.stem).unwrap();
        same(&node.stem, &made, &official);
    }
    let links = fs::read(folder.path().join("links.json")).unwrap();
    let links: Vec<(String, String, String, String, bool)> =
        serde_json::from_slice(&links).unwrap();
    assert!(links.len() > 3000, "{} pairs", links.len());
    let messages = |direction, class: &str, port: &str| {
        let nodes = &Catalog::shipped().nodes;
        &nodes[class].port(direction, port).unwrap().messages
    };
    for (from, output, to, input, linkable) in &links {
        let sent = messages(Direction::Out, from, output);
        let taken = messages(Direction::In, to, input);
        assert_eq!(
            Catalog::shipped().compatible(sent, taken),
            *linkable,
            "{from}.{output} to {to}.{input}"
        );
    }
}

#[test]
fn demos_rebuilt_by_the_library_have_our_sections() {
    let source = root().join("tests/fixtures/pipelines");
    let folder = judge("pipeline_fixtures.py", &[source.to_str().unwrap()]);
    let unreachable = fs::read_to_string(folder.path().join("unreachable.txt")).unwrap();
    assert_eq!(unreachable, "{}", "not every property could be rebuilt");
    let demos = Official::all(folder.path());
    assert_eq!(demos.len(), 128);
    for demo in &demos {
        compare(demo);
        let fixture = fs::read(source.join(format!("{}.json", demo.stem))).unwrap();
        let ours = Pipeline::from_json(&fixture).unwrap().sections().unwrap();
        let ours =
            Pipeline::from_sections(&ours.pipeline, &ours.assets, &ours.asset_storage).unwrap();
        same(&demo.stem, &ours, &demo.decoded());
    }
}

#[test]
fn random_pipelines_over_the_whole_catalog_agree() {
    let folder = judge("pipeline_random.py", &["400", "2033"]);
    let untouched = fs::read_to_string(folder.path().join("untouched.txt")).unwrap();
    assert_eq!(untouched, "", "these properties were never changed");
    let pipelines = Official::all(folder.path());
    assert_eq!(pipelines.len(), 400);
    for official in &pipelines {
        let pipeline = compare(official);
        let links = [
            Rule::LinkTypes,
            Rule::LinkEnds,
            Rule::KnownNode,
            Rule::DuplicateLink,
        ];
        for finding in pipeline.check() {
            assert!(
                !links.contains(&finding.rule),
                "{}: {finding:?}",
                official.stem
            );
        }
    }
}

#[test]
fn network_headers_read_as_in_the_library() {
    let folder = judge("pipeline_blob.py", &[]);
    let facts = fs::read(folder.path().join("facts.json")).unwrap();
    let facts: BTreeMap<String, Value> = serde_json::from_slice(&facts).unwrap();
    assert_eq!(facts.len(), 90);
    let side = |tensors: &[Tensor]| {
        let facts = tensors.iter().map(|tensor| {
            let fact = json!([tensor.data_type, tensor.order, tensor.dims, tensor.offset]);
            (tensor.name.clone(), fact)
        });
        Value::Object(facts.collect())
    };
    for (name, fact) in &facts {
        let header = BlobHeader::read(&fs::read(folder.path().join(name)).unwrap()).unwrap();
        let ours = json!({
            "version": header.version.to_string(),
            "shaves": header.shaves,
            "slices": header.slices,
            "stages": header.stages,
            "inputs": side(&header.inputs),
            "outputs": side(&header.outputs),
        });
        assert_eq!(ours, *fact, "{name}");
    }
}

#[test]
fn scripts_of_fixes_send_what_arrives() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, source: &str| {
        fs::write(folder.path().join(format!("{name}.py")), source).unwrap();
    };
    let streams = ["video".to_owned(), "found".to_owned()];
    for (name, route) in [
        ("http", Route::Http),
        ("tcp", Route::Tcp),
        ("udp", Route::Udp),
        ("mqtt", Route::Mqtt),
    ] {
        write(name, &route.sender(&streams).unwrap());
    }
    let mut pipeline = Pipeline::default();
    let control = pipeline.create("XLinkIn").unwrap();
    pipeline.set(control, "streamName", "control").unwrap();
    let camera = pipeline.create("ColorCamera").unwrap();
    let (from, to) = (
        End::fixed(control, "out"),
        End::fixed(camera, "inputControl"),
    );
    pipeline.connect(from, to).unwrap();
    let fix = Fix::Receive {
        nodes: vec![control],
    };
    let pipeline = fix.apply(&pipeline).unwrap();
    let source = pipeline.asset("/node/2/__script").unwrap();
    write("control", std::str::from_utf8(source).unwrap());
    let path = folder.path().to_str().unwrap();
    judge("pipeline_senders.py", &[path]);
}

#[test]
fn outputs_of_cameras_have_the_librarys_sizes() {
    type Sizes = BTreeMap<String, (u32, u32)>;
    let folder = judge("pipeline_sizes.py", &[]);
    let cases = fs::read(folder.path().join("sizes.json")).unwrap();
    let cases: Vec<(Value, Sizes)> = serde_json::from_slice(&cases).unwrap();
    assert!(cases.len() > 140, "{} cases", cases.len());
    for (form, sizes) in &cases {
        let pipeline = Pipeline::from_json(form.to_string().as_bytes()).unwrap();
        let preview = Preview::of(&pipeline);
        for (output, size) in sizes {
            let picture = preview.stream(0, output).unwrap().picture.unwrap();
            let properties = &pipeline.node(0).unwrap().properties;
            let place = format!("{output} of {} {properties}", picture.format.name());
            assert_eq!((picture.width, picture.height), *size, "{place}");
        }
    }
}

/// Exports pipelines as Python, has the library run it, and compares.
fn through_python(pipelines: &[(String, Pipeline)]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let mut missing = Vec::new();
    for (stem, pipeline) in pipelines {
        let export = pipeline.to_python();
        let own = folder.path().join(stem);
        fs::create_dir(&own).unwrap();
        fs::write(own.join("pipeline.py"), &export.script).unwrap();
        for (name, bytes) in &export.files {
            fs::write(own.join(name), bytes).unwrap();
        }
        missing.extend(export.missing.iter().map(|what| format!("{stem}: {what}")));
    }
    let built = judge("pipeline_python.py", &[folder.path().to_str().unwrap()]);
    let built = Official::all(built.path());
    assert_eq!(built.len(), pipelines.len());
    for official in &built {
        let found = pipelines.iter().find(|(stem, _)| *stem == official.stem);
        same(&official.stem, &found.unwrap().1, &official.decoded());
    }
    missing
}

#[test]
fn demos_exported_as_python_build_the_same() {
    let folder = root().join("tests/fixtures/pipelines");
    let mut pipelines = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let pipeline = Pipeline::from_json(&fs::read(&path).unwrap()).unwrap();
            pipelines.push((stem, pipeline));
        }
    }
    assert_eq!(pipelines.len(), 128);
    assert_eq!(through_python(&pipelines), Vec::<String>::new());
}

#[test]
fn random_pipelines_exported_as_python_build_the_same() {
    let folder = judge("pipeline_random.py", &["300", "77"]);
    let official = Official::all(folder.path());
    let pipelines: Vec<_> = official
        .iter()
        .map(|official| (official.stem.clone(), official.decoded()))
        .collect();
    assert_eq!(pipelines.len(), 300);
    assert_eq!(through_python(&pipelines), Vec::<String>::new());
}
