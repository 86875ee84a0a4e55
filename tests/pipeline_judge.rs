//! The official library judges pipelines: what it writes we read and write the same, over demos, random pipelines of
//! the whole catalog, networks and recipes. Its side is `tests/judge/pipeline_*.py`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "served/mod.rs"]
mod served;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use oak_flasher::{
    bootloader::{BootloaderKind, Layout},
    firmware::{BaseFirmware, BoardConfig, FirmwareVersion, wheel::FIRMWARE_COMMIT},
    package::{BuildOptions, build},
    pipeline::{
        Pipeline, Rule,
        blob::{BlobHeader, Tensor},
        build::End,
        catalog::{Catalog, Direction},
        fix::{Fix, Route},
        preview::Preview,
        recipe, recipes,
    },
};
use serde_json::{Map, Value, json};
use served::{Served, limited, run};
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Python that has the official library.
fn python() -> PathBuf {
    std::env::var_os("OAK_JUDGE_PYTHON")
        .map_or_else(|| root().join(".cache/judge/bin/python"), PathBuf::from)
}

/// Runs a script of the judge with the given arguments and an empty folder, and gives the filled folder.
fn judge(script: &str, arguments: &[&str]) -> TempDir {
    let python = python();
    let folder = TempDir::new().unwrap();
    let output = Command::new(&python)
        .env("DEPTHAI_LEVEL", "error")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(root().join("tests/judge").join(script))
        .args(arguments)
        .arg(folder.path())
        .output()
        .unwrap_or_else(|error| {
            panic!(
                "the official library's Python {} cannot be started ({error}); run `cargo xtask test` once, \
                 which installs it, or set OAK_JUDGE_PYTHON",
                python.display()
            )
        });
    assert!(
        output.status.success(),
        "{script} failed: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    folder
}

/// One pipeline that the judge wrote: its JSON and its sections.
struct Official {
    stem: String,
    json: Vec<u8>,
    pipeline: Vec<u8>,
    assets: Vec<u8>,
    asset_storage: Vec<u8>,
}

impl Official {
    fn all(folder: &Path) -> Vec<Self> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|name| name == "pipeline"))
            .collect();
        files.sort();
        files
            .into_iter()
            .map(|path| {
                let read = |extension| fs::read(path.with_extension(extension)).unwrap();
                Self {
                    stem: path.file_stem().unwrap().to_string_lossy().into_owned(),
                    json: read("json"),
                    pipeline: read("pipeline"),
                    assets: read("assets"),
                    asset_storage: read("asset_storage"),
                }
            })
            .collect()
    }

    fn decoded(&self) -> Pipeline {
        Pipeline::from_sections(&self.pipeline, &self.assets, &self.asset_storage)
            .unwrap_or_else(|error| panic!("{}: {error}", self.stem))
    }
}

/// A pipeline without what carries no meaning: the order of maps, port ids, and where assets lie.
fn meaning(pipeline: &Pipeline) -> Value {
    let mut schema = pipeline.schema_json();
    let sort = |value: &mut Value| {
        let list = value.as_array_mut().unwrap();
        list.sort_by_cached_key(Value::to_string);
    };
    for node in schema["nodes"].as_array_mut().unwrap() {
        for port in node[1]["ioInfo"].as_array_mut().unwrap() {
            port[1].as_object_mut().unwrap().remove("id");
        }
        sort(&mut node[1]["ioInfo"]);
        if node[1]["name"] == "UVC" {
            for (_, pairs) in node[1]["properties"].as_object_mut().unwrap() {
                sort(pairs);
            }
        }
    }
    sort(&mut schema["nodes"]);
    sort(&mut schema["connections"]);
    if let Some(cameras) = schema.pointer_mut("/globalProperties/calibData/cameraData") {
        sort(cameras);
    }
    let assets: BTreeMap<_, _> = pipeline
        .assets()
        .iter()
        .map(|asset| (&asset.key, (asset.alignment, asset.bytes.to_vec())))
        .collect();
    json!({"schema": schema, "assets": assets})
}

/// Fails with the first place where two pipelines mean different things.
fn same(stem: &str, ours: &Pipeline, theirs: &Pipeline) {
    if let Some(difference) = difference("", &meaning(ours), &meaning(theirs)) {
        panic!("{stem}: {difference}");
    }
}

fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => a
            .iter()
            .find_map(|(name, value)| difference(&format!("{path}.{name}"), value, &b[name])),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(index, (a, b))| difference(&format!("{path}[{index}]"), a, b))
        }
        _ => (one != other).then(|| format!("{path}: ours {one}, official {other}")),
    }
}

/// Everything that must hold between the library's JSON, its sections and ours.
fn compare(official: &Official) -> Pipeline {
    let stem = &official.stem;
    let theirs = official.decoded();
    let ours = Pipeline::from_json(&official.json).unwrap_or_else(|e| panic!("{stem}: {e}"));
    same(stem, &ours, &theirs);
    let sections = ours.sections().unwrap_or_else(|e| panic!("{stem}: {e}"));
    let back = Pipeline::from_sections(
        &sections.pipeline,
        &sections.assets,
        &sections.asset_storage,
    )
    .unwrap_or_else(|e| panic!("{stem}: {e}"));
    same(stem, &back, &theirs);
    // In the library's order our bytes are the library's.
    let again = theirs.sections().unwrap_or_else(|e| panic!("{stem}: {e}"));
    assert_eq!(again.pipeline, official.pipeline, "{stem}");
    assert_eq!(again.asset_storage, official.asset_storage, "{stem}");
    ours
}

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
