//! The standalone check: for each rule a pipeline that breaks it and one that does not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oak_flasher::{
    firmware::FirmwareVersion,
    pipeline::{Pipeline, PipelineError, Rule, Severity, build::End},
};
use serde_json::{Value, json};

/// A network file without inputs and outputs, the smallest there is.
fn network(major: u32, minor: u32) -> Vec<u8> {
    let mut file = vec![0; 132];
    for (at, word) in [(52, 0x25ed), (56, 132), (60, major), (64, minor)] {
        let word: u32 = word;
        file.splice(at..at + 4, word.to_le_bytes());
    }
    file
}

/// Camera to Script: the least that passes.
struct Sound {
    pipeline: Pipeline,
    camera: i64,
    script: i64,
}

impl Sound {
    fn new() -> Self {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        pipeline.set(script, "processor", 0).unwrap();
        pipeline.set_script(script, "import time\n").unwrap();
        let mut sound = Self {
            pipeline,
            camera,
            script,
        };
        sound.link(
            End::fixed(camera, "video"),
            End::grouped(script, "io", "frame"),
        );
        sound
    }

    fn link(&mut self, from: End<'_>, to: End<'_>) {
        self.pipeline.connect(from, to).unwrap();
    }

    fn add(&mut self, class: &str) -> i64 {
        self.pipeline.create(class).unwrap()
    }

    /// Adds a network that gets the camera's picture.
    fn add_network(&mut self, blob: Option<&[u8]>) -> i64 {
        let network = self.add("NeuralNetwork");
        if let Some(blob) = blob {
            self.pipeline.set_blob(network, blob).unwrap();
        }
        self.link(
            End::fixed(self.camera, "preview"),
            End::fixed(network, "in"),
        );
        network
    }

    fn script(&mut self, source: &str) {
        self.pipeline.set_script(self.script, source).unwrap();
    }
}

/// Findings as (severity, rule, node), and the text of the first.
fn findings(pipeline: &Pipeline) -> (Vec<(Severity, Rule, Option<i64>)>, String) {
    let found = pipeline.check();
    let text = found.first().map(|finding| finding.text.clone());
    let keys = found.into_iter().map(|f| (f.severity, f.rule, f.node));
    (keys.collect(), text.unwrap_or_default())
}

fn only(pipeline: &Pipeline, severity: Severity, rule: Rule, node: Option<i64>, text: &str) {
    let (keys, first) = findings(pipeline);
    assert_eq!(keys, [(severity, rule, node)], "{first}");
    assert!(first.contains(text), "{first}");
}

#[test]
fn a_sound_pipeline_passes() {
    let mut sound = Sound::new();
    sound.add_network(Some(&network(2022, 1)));
    assert_eq!(sound.pipeline.check(), []);
}

#[test]
fn a_node_of_another_version_is_an_error() {
    let mut json = Sound::new().pipeline.to_json().unwrap();
    let camera = json.pointer_mut("/pipeline/nodes/0/1/name").unwrap();
    *camera = json!("HolographicCamera");
    let pipeline = Pipeline::from_json(json.to_string().as_bytes()).unwrap();
    only(
        &pipeline,
        Severity::Error,
        Rule::KnownNode,
        Some(0),
        "HolographicCamera",
    );
}

#[test]
fn links_to_a_computer_are_errors() {
    let mut sound = Sound::new();
    let node = sound.add("XLinkOut");
    sound.link(End::fixed(sound.camera, "isp"), End::fixed(node, "in"));
    only(
        &sound.pipeline,
        Severity::Error,
        Rule::NoXlink,
        Some(node),
        "a standalone camera has none",
    );
}

#[test]
fn something_must_leave_the_camera() {
    let mut pipeline = Pipeline::default();
    only(&pipeline, Severity::Error, Rule::Output, None, "is empty");
    pipeline.create("ColorCamera").unwrap();
    only(
        &pipeline,
        Severity::Error,
        Rule::Output,
        None,
        "nothing leaves the camera",
    );
    for sink in ["SPIOut", "UVC"] {
        let mut pipeline = pipeline.clone();
        let node = pipeline.create(sink).unwrap();
        let (from, to) = (End::fixed(0, "video"), End::fixed(node, "in"));
        pipeline.connect(from, to).unwrap();
        assert_eq!(pipeline.check(), [], "{sink}");
    }
}

#[test]
fn an_input_without_a_link_is_an_error_where_it_matters() {
    let mut sound = Sound::new();
    let encoder = sound.add("VideoEncoder");
    only(
        &sound.pipeline,
        Severity::Warning,
        Rule::LinkedInputs,
        Some(encoder),
        "remove or link it",
    );
    sound.link(
        End::fixed(encoder, "bitstream"),
        End::grouped(sound.script, "io", "jpeg"),
    );
    only(
        &sound.pipeline,
        Severity::Error,
        Rule::LinkedInputs,
        Some(encoder),
        "gets nothing at in",
    );
    sound.link(End::fixed(sound.camera, "video"), End::fixed(encoder, "in"));
    assert_eq!(sound.pipeline.check(), []);
}

#[test]
fn a_network_may_take_its_tensors_at_named_inputs() {
    let mut sound = Sound::new();
    let node = sound.add("NeuralNetwork");
    sound.pipeline.set_blob(node, &network(2022, 1)).unwrap();
    sound.link(
        End::fixed(sound.camera, "preview"),
        End::grouped(node, "inputs", "data"),
    );
    assert_eq!(sound.pipeline.check(), []);
}

#[test]
fn links_need_two_ends_of_one_type_and_one_link() {
    let sound = Sound::new();
    let json = sound.pipeline.to_json().unwrap();
    let with = |link: Value| {
        let mut json = json.clone();
        let links = json.pointer_mut("/pipeline/connections").unwrap();
        links.as_array_mut().unwrap().push(link);
        Pipeline::from_json(json.to_string().as_bytes()).unwrap()
    };
    let link = |from: &str, to_node: i64, group: &str, to: &str| {
        with(json!({
            "node1Id": 0, "node1Output": from, "node1OutputGroup": "",
            "node2Id": to_node, "node2Input": to, "node2InputGroup": group,
        }))
    };
    let error = Severity::Error;
    only(
        &link("video", 9, "", "in"),
        error,
        Rule::LinkEnds,
        Some(9),
        "node 9, which does not exist",
    );
    only(
        &link("vidio", 1, "io", "x"),
        error,
        Rule::LinkEnds,
        Some(0),
        "names output vidio",
    );
    only(
        &link("video", 0, "", "inputConfig"),
        error,
        Rule::LinkTypes,
        Some(0),
        "sends ImgFrame where ImageManipConfig is taken",
    );
    only(
        &link("video", 1, "io", "frame"),
        Severity::Warning,
        Rule::DuplicateLink,
        Some(1),
        "is there twice",
    );
    assert_eq!(link("isp", 1, "io", "frame").check(), []);
}

#[test]
fn named_files_must_be_there() {
    let mut json = Sound::new().pipeline.to_json().unwrap();
    let schema = json["pipeline"].to_string();
    only(
        &Pipeline::from_json(schema.as_bytes()).unwrap(),
        Severity::Error,
        Rule::Assets,
        Some(1),
        "names the file __script, which is not in the pipeline",
    );
    *json
        .pointer_mut("/pipeline/globalProperties/cameraTuningBlobUri")
        .unwrap() = json!("asset:camTuning");
    only(
        &Pipeline::from_json(json.to_string().as_bytes()).unwrap(),
        Severity::Error,
        Rule::Assets,
        None,
        "camera tuning camTuning",
    );
    let mut sound = Sound::new();
    sound.pipeline.set(sound.script, "scriptUri", "").unwrap();
    only(
        &sound.pipeline,
        Severity::Error,
        Rule::Assets,
        Some(1),
        "has no script",
    );
}

#[test]
fn scripts_are_warned_of_names_and_of_the_wrong_processor() {
    let mut sound = Sound::new();
    sound.script("import socket\ns = socket.create_connection((\"example.com\", 80))\n");
    only(
        &sound.pipeline,
        Severity::Warning,
        Rule::HostNames,
        Some(1),
        "line 2: example.com is a name",
    );
    sound.script("import socket\ns = socket.create_connection((\"10.0.0.1\", 80))\n");
    assert_eq!(sound.pipeline.check(), []);
    sound.pipeline.set(sound.script, "processor", 1).unwrap();
    only(
        &sound.pipeline,
        Severity::Warning,
        Rule::ScriptProcessor,
        Some(1),
        "set processor to LEON_CSS",
    );
}

#[test]
fn networks_are_read() {
    let broken = |blob: Option<&[u8]>, change: Option<Value>, text: &str| {
        let mut sound = Sound::new();
        let node = sound.add_network(blob);
        if let Some(size) = change {
            sound.pipeline.set(node, "blobSize", size).unwrap();
        }
        only(
            &sound.pipeline,
            Severity::Error,
            Rule::Networks,
            Some(node),
            text,
        );
    };
    let good = network(2022, 1);
    broken(None, None, "choose a .blob file");
    broken(Some(b"short"), None, "the file has 5 bytes");
    broken(Some(&network(2019, 3)), None, "version 2019.3 is not known");
    broken(Some(&network(2020, 3)), None, "OpenVINO 2020.3");
    broken(Some(&good), Some(json!(131)), "set it to 132");
    broken(Some(&good), Some(Value::Null), "blobSize is empty");
}

#[test]
fn networks_of_different_versions_are_a_warning() {
    let mut sound = Sound::new();
    let first = sound.add_network(Some(&network(2021, 1)));
    sound.add_network(Some(&network(2021, 3)));
    only(
        &sound.pipeline,
        Severity::Warning,
        Rule::OneOpenVino,
        Some(first),
        "the firmware is chosen for 2021.3",
    );
    // The last node's version decides, as in the official library.
    assert_eq!(
        sound.pipeline.firmware_version(),
        Ok(FirmwareVersion::V2021_3)
    );
    sound.add_network(Some(&network(2020, 3)));
    assert!(matches!(
        sound.pipeline.firmware_version(),
        Err(PipelineError::Blob(_))
    ));
    assert_eq!(
        Sound::new().pipeline.firmware_version(),
        Ok(FirmwareVersion::Universal)
    );
}
