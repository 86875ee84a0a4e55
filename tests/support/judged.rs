//! What the official library's side wrote, read and compared, for the tests that ask it about pipelines.

use std::{collections::BTreeMap, fs, path::Path};

use oak_flasher::pipeline::Pipeline;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{library::script, run};

/// Runs a script of the judge with the given arguments and an empty folder, and gives the filled folder.
pub(crate) fn judge(name: &str, arguments: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    run(script(name)
        .env("DEPTHAI_LEVEL", "error")
        .args(arguments)
        .arg(folder.path()));
    folder
}

/// One pipeline that the judge wrote: its JSON and its sections.
pub(crate) struct Official {
    pub(crate) stem: String,
    pub(crate) json: Vec<u8>,
    pub(crate) pipeline: Vec<u8>,
    pub(crate) assets: Vec<u8>,
    pub(crate) asset_storage: Vec<u8>,
}

impl Official {
    pub(crate) fn all(folder: &Path) -> Vec<Self> {
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

    pub(crate) fn decoded(&self) -> Pipeline {
        Pipeline::from_sections(&self.pipeline, &self.assets, &self.asset_storage)
            .unwrap_or_else(|error| panic!("{}: {error}", self.stem))
    }
}

/// A pipeline without what carries no meaning: the order of maps, port ids, and where assets lie.
pub(crate) fn meaning(pipeline: &Pipeline) -> Value {
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
pub(crate) fn same(stem: &str, ours: &Pipeline, theirs: &Pipeline) {
    if let Some(difference) = difference("", &meaning(ours), &meaning(theirs)) {
        panic!("{stem}: {difference}");
    }
}

pub(crate) fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
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
pub(crate) fn compare(official: &Official) -> Pipeline {
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
