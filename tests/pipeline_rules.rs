//! The standalone check's rules about pictures, resources and size, and the fixes: what each changes, and that its
//! finding is gone afterwards. `pipeline_check.rs` has the rules about the graph, scripts and networks.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use oak_flasher::{
    package,
    pipeline::{
        CheckOptions, Finding, Pipeline, Rule, ScriptProblem, Severity,
        build::End,
        fit::Meter,
        fix::{Fix, Route},
    },
};
use serde_json::json;

/// A network file with one input picture, compiled for some shaves.
fn network(width: u32, height: u32, shaves: u32) -> Vec<u8> {
    let name = b"data\0\0\0\0";
    let dims = [width, height, 3];
    let table = 132_u32;
    let constants = table + 12 + 8 + 28;
    let size = constants + 12;
    let mut words: Vec<u32> = vec![0; 20];
    for (index, word) in [
        (0, 0x25ed),
        (1, size),
        (2, 2022),
        (3, 1),
        (4, 1),
        (11, shaves),
        (12, shaves),
        (16, table),
        (17, table),
        (19, constants),
    ] {
        *words.get_mut(index).unwrap() = word;
    }
    let mut file = vec![0; 52];
    file.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    // Index, offset, length of the name.
    file.extend([0_u32, 0, 8].iter().flat_map(|word| word.to_le_bytes()));
    file.extend(name);
    // U8F, CHW, three dimensions at the start of the constants.
    let rest = [1_u32, 0x321, 3, 0, 0, 0, 0];
    file.extend(rest.iter().flat_map(|word| word.to_le_bytes()));
    file.extend(dims.iter().flat_map(|word| word.to_le_bytes()));
    file
}

/// A pipeline under construction, with a Script that takes whatever comes.
struct Made {
    pipeline: Pipeline,
    script: i64,
    links: usize,
}

impl Made {
    fn new() -> Self {
        let mut pipeline = Pipeline::default();
        let script = pipeline.create("Script").unwrap();
        pipeline.set(script, "processor", 0).unwrap();
        pipeline.set_script(script, "import socket\n").unwrap();
        let links = 0;
        Self {
            pipeline,
            script,
            links,
        }
    }

    fn add(&mut self, class: &str, values: &[(&str, serde_json::Value)]) -> i64 {
        let node = self.pipeline.create(class).unwrap();
        for (name, value) in values {
            self.pipeline.set(node, name, value.clone()).unwrap();
        }
        node
    }

    fn link(&mut self, from: (i64, &str), to: (i64, &str)) {
        let (from, to) = (End::fixed(from.0, from.1), End::fixed(to.0, to.1));
        self.pipeline.connect(from, to).unwrap();
    }

    /// Links an output to a new input of the Script.
    fn send(&mut self, from: (i64, &str)) {
        self.links += 1;
        let name = format!("in{}", self.links);
        let to = End::grouped(self.script, "io", &name);
        self.pipeline
            .connect(End::fixed(from.0, from.1), to)
            .unwrap();
    }

    /// Camera, encoder, Script.
    fn encode(&mut self, camera: &[(&str, serde_json::Value)], output: &str, profile: i64) {
        let camera = self.add("ColorCamera", camera);
        let encoder = self.add("VideoEncoder", &[("profile", json!(profile))]);
        self.link((camera, output), (encoder, "in"));
        self.send((encoder, "bitstream"));
    }

    /// Camera, network, Script.
    fn infer(&mut self, size: u32, shaves: u32, camera: i64) -> i64 {
        let node = self.add("NeuralNetwork", &[]);
        let blob = network(size, size, shaves);
        self.pipeline.set_blob(node, &blob).unwrap();
        self.link((camera, "preview"), (node, "in"));
        self.send((node, "out"));
        node
    }

    /// The findings of one rule; other rules must have none.
    fn only(&self, rule: Rule) -> Vec<Finding> {
        only(&self.pipeline, rule)
    }
}

fn only(pipeline: &Pipeline, rule: Rule) -> Vec<Finding> {
    let findings = pipeline.check();
    let others: Vec<_> = findings.iter().filter(|found| found.rule != rule).collect();
    assert!(others.is_empty(), "{others:#?}");
    findings
}

/// The first finding of a rule, which must have this text.
fn finding(made: &Made, rule: Rule, text: &str) -> Finding {
    let found = made.only(rule);
    let first = found.first().unwrap_or_else(|| panic!("no {rule:?}"));
    assert!(first.text.contains(text), "{}", first.text);
    first.clone()
}

/// Applies the first fix of a finding and checks that nothing is left to find.
fn fixed(made: &Made, finding: &Finding) -> Pipeline {
    let fix = finding.fixes.first().unwrap();
    assert!(!fix.label().is_empty());
    let pipeline = fix.apply(&made.pipeline).unwrap();
    assert_eq!(pipeline.check(), [], "after {fix:?}");
    pipeline
}

const H264: i64 = 2;
const MJPEG: i64 = 4;

#[test]
fn encoders_take_two_formats_and_widths_in_steps() {
    let mut made = Made::new();
    made.encode(&[], "video", H264);
    assert_eq!(made.only(Rule::Frames), []);
    let mut made = Made::new();
    made.encode(&[], "isp", MJPEG);
    finding(&made, Rule::Frames, "gets YUV420p");
    let size = [("videoWidth", json!(1000)), ("videoHeight", json!(600))];
    let mut made = Made::new();
    made.encode(&size, "video", MJPEG);
    assert_eq!(made.only(Rule::Frames), []);
    let mut made = Made::new();
    made.encode(&size, "video", H264);
    finding(&made, Rule::Frames, "1000 wide");
}

#[test]
fn networks_get_pictures_of_their_size() {
    let mut made = Made::new();
    let camera = made.add("ColorCamera", &[]);
    let node = made.infer(416, 5, camera);
    let found = finding(&made, Rule::Frames, "gets pictures of 300 x 300");
    assert_eq!(
        (found.node, found.port.as_deref()),
        (Some(node), Some("in"))
    );
    let pipeline = fixed(&made, &found);
    let size = &pipeline.node(camera).unwrap().properties["previewWidth"];
    assert_eq!(size, 416);
}

#[test]
fn converted_pictures_need_room() {
    let mut made = Made::new();
    let camera = made.add("ColorCamera", &[]);
    let manip = made.add(
        "ImageManip",
        &[
            ("initialConfig.resizeConfig.width", json!(1280)),
            ("initialConfig.resizeConfig.height", json!(720)),
            ("initialConfig.formatConfig.type", json!(8)),
        ],
    );
    made.link((camera, "video"), (manip, "inputImage"));
    made.send((manip, "out"));
    let found = finding(&made, Rule::Frames, "makes pictures of 2764800 bytes");
    assert_eq!(found.property.as_deref(), Some("outputFrameSize"));
    fixed(&made, &found);
}

#[test]
fn a_camera_belongs_to_one_node() {
    let socket = |socket: i64| [("boardSocket", json!(socket))];
    let mut made = Made::new();
    for number in [0, 1, 2] {
        let class = if number == 0 {
            "ColorCamera"
        } else {
            "MonoCamera"
        };
        let camera = made.add(class, &socket(number));
        let output = if number == 0 { "preview" } else { "out" };
        made.send((camera, output));
    }
    assert_eq!(made.only(Rule::Sockets), []);
    let again = made.add("MonoCamera", &socket(2));
    made.send((again, "out"));
    let found = finding(&made, Rule::Sockets, "socket CAM_C");
    assert_eq!(found.node, Some(again));
    // Two cameras that the device finds are not the same one.
    let mut made = Made::new();
    for _ in 0..2 {
        let camera = made.add("MonoCamera", &[]);
        made.send((camera, "out"));
    }
    assert_eq!(made.only(Rule::Sockets), []);
}

#[test]
fn there_is_one_imu() {
    let mut made = Made::new();
    let first = made.add("IMU", &[]);
    made.send((first, "out"));
    assert_eq!(made.only(Rule::OnlyOne), []);
    let second = made.add("IMU", &[]);
    made.send((second, "out"));
    let found = finding(&made, Rule::OnlyOne, "both of type IMU");
    assert!(fixed(&made, &found).node(second).is_none());
}

#[test]
fn shaves_are_counted_beside_the_other_nodes() {
    // The library's documentation: 13 are free with a camera of 1080 lines, 10 with one of 2160.
    for (resolution, free) in [(0, 13), (1, 10)] {
        let mut made = Made::new();
        let camera = made.add("ColorCamera", &[("resolution", json!(resolution))]);
        made.infer(300, free, camera);
        assert_eq!(made.only(Rule::Shaves), []);
        let mut made = Made::new();
        let camera = made.add("ColorCamera", &[("resolution", json!(resolution))]);
        made.infer(300, free + 1, camera);
        finding(&made, Rule::Shaves, &format!("{free} of 16 are free"));
    }
    let mut made = Made::new();
    let camera = made.add("ColorCamera", &[]);
    for _ in 0..2 {
        made.infer(300, 7, camera);
    }
    finding(&made, Rule::Shaves, "take turns");
}

#[test]
fn the_encoder_has_limits() {
    let camera = [("resolution", json!(1)), ("fps", json!(30.0))];
    let mut made = Made::new();
    made.encode(&camera, "video", H264);
    assert_eq!(made.only(Rule::Encoder), []);
    made.encode(&[("boardSocket", json!(1))], "video", H264);
    finding(&made, Rule::Encoder, "311 million pixels a second");
    let mut made = Made::new();
    for socket in 0..4 {
        let small = [
            ("boardSocket", json!(socket)),
            ("videoWidth", json!(640)),
            ("videoHeight", json!(480)),
        ];
        made.encode(&small, "video", H264);
    }
    finding(&made, Rule::Encoder, "3 at once");
}

#[test]
fn a_network_carries_so_much() {
    let mut made = Made::new();
    let camera = made.add("ColorCamera", &[]);
    made.send((camera, "video"));
    assert_eq!(made.only(Rule::Load), []);
    made.send((camera, "isp"));
    finding(&made, Rule::Load, "about 187 MB/s");
    let mut made = Made::new();
    let camera = made.add(
        "ColorCamera",
        &[("resolution", json!(1)), ("fps", json!(5.0))],
    );
    made.send((camera, "video"));
    let input = End::grouped(made.script, "io", "in1");
    made.pipeline.set_input(input, false, 40).unwrap();
    finding(&made, Rule::Load, "full queues would hold 474 MiB");
}

#[test]
fn scripts_are_parsed_by_the_given_parser() {
    let mut made = Made::new();
    let camera = made.add("ColorCamera", &[]);
    made.send((camera, "preview"));
    let told = |syntax, severity, line, problem: &str| ScriptProblem {
        severity,
        syntax,
        line,
        column: 8,
        problem: problem.into(),
    };
    let parser = |_: i64, source: &str| match source.contains("import") {
        true => vec![
            told(true, Severity::Error, 1, "a name is missing"),
            told(false, Severity::Warning, 2, "it never waits"),
        ],
        false => vec![],
    };
    let options = CheckOptions {
        parser: Some(&parser),
        meter: None,
    };
    let found = made.pipeline.check_with(options);
    let [found, other] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((found.rule, found.line), (Rule::ScriptSyntax, Some(1)));
    assert!(found.text.contains("line 1, column 8: a name is missing"));
    let place = (other.line, other.column);
    assert_eq!((other.rule, place), (Rule::ScriptUse, (Some(2), Some(8))));
    assert_eq!(other.severity, Severity::Warning);
    made.pipeline.set_script(made.script, "pass\n").unwrap();
    assert_eq!(made.pipeline.check_with(options), []);
}

#[test]
fn the_package_must_fit() {
    let mut made = Made::new();
    let camera = made.add("ColorCamera", &[]);
    let node = made.infer(300, 5, camera);
    let mut blob = network(300, 300, 5);
    blob.resize(3 << 20, 0);
    made.pipeline.set_blob(node, &blob).unwrap();
    let check = |firmware, room| {
        let meter = Meter::of(&made.pipeline, firmware, Some(room)).unwrap();
        made.pipeline.check_with(CheckOptions {
            parser: None,
            meter: Some(&meter),
        })
    };
    assert_eq!(check(9 << 20, 16 << 20), []);
    let found = check(9 << 20, 12 << 20);
    let [found] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((found.rule, found.node), (Rule::Fits, Some(node)));
    assert!(found.text.contains("takes 3.0 MiB"), "{}", found.text);
    let found = check(27 << 20, 16 << 20);
    assert!(
        found
            .first()
            .unwrap()
            .text
            .contains("compress the firmware")
    );
}

/// Two streams to a computer and a control stream from it.
fn desktop() -> Made {
    let mut made = Made::new();
    made.pipeline = Pipeline::default();
    let camera = made.add("ColorCamera", &[]);
    let encoder = made.add("VideoEncoder", &[("profile", json!(MJPEG))]);
    made.link((camera, "video"), (encoder, "in"));
    for (name, from) in [
        ("video \"1\"", (encoder, "bitstream")),
        ("preview", (camera, "preview")),
    ] {
        let out = made.add("XLinkOut", &[("streamName", json!(name))]);
        made.link(from, (out, "in"));
    }
    let control = made.add("XLinkIn", &[("streamName", json!("control"))]);
    made.link((control, "out"), (camera, "inputControl"));
    made
}

#[test]
fn one_click_replaces_the_links_to_a_computer() {
    let made = desktop();
    let found = made.pipeline.check();
    let rules: BTreeSet<_> = found.iter().map(|found| found.rule).collect();
    assert_eq!(rules, BTreeSet::from([Rule::NoXlink, Rule::Output]));
    let out = found.iter().find(|found| found.node == Some(2)).unwrap();
    let into = found.iter().find(|found| found.node == Some(4)).unwrap();
    let receive = Fix::Receive { nodes: vec![4] };
    assert_eq!(into.fixes, [receive.clone(), Fix::RemoveNodes(vec![4])]);
    for route in Route::ALL {
        let fix = Fix::Reroute {
            nodes: vec![2, 3],
            route,
        };
        assert!(out.fixes.contains(&fix));
        let pipeline = fix.apply(&made.pipeline).unwrap();
        let pipeline = receive.apply(&pipeline).unwrap();
        assert_eq!(pipeline.check(), [], "{route:?}");
        assert!(pipeline.sections().is_ok());
        // The control stream, the encoder's input and two ways out.
        assert_eq!(pipeline.connections().len(), 4, "{route:?}");
        if route != Route::Spi {
            let script = pipeline
                .asset("/node/5/__script")
                .map(|bytes| String::from_utf8(bytes.to_vec()).unwrap());
            let first = script.unwrap().lines().next().unwrap().to_owned();
            assert_eq!(first, r#"STREAMS = ["video \"1\"", "preview"]"#);
        }
    }
    let gone = Fix::RemoveNodes(vec![2, 3]);
    assert!(out.fixes.contains(&gone));
    let pipeline = gone.apply(&made.pipeline).unwrap();
    assert!(pipeline.node(3).is_none() && pipeline.connections().len() == 2);
    // A fix for a pipeline that has changed is refused.
    assert!(receive.apply(&receive.apply(&pipeline).unwrap()).is_err());
}

#[test]
fn pictures_from_a_computer_have_no_other_way_in() {
    let mut made = Made::new();
    let source = made.add("XLinkIn", &[]);
    let manip = made.add("ImageManip", &[]);
    made.link((source, "out"), (manip, "inputImage"));
    made.send((manip, "out"));
    let found = finding(&made, Rule::NoXlink, "talks to a computer");
    assert_eq!(found.fixes, [Fix::RemoveNodes(vec![source])]);
}

#[test]
fn the_meter_shows_what_the_package_will_have() {
    let mut made = Made::new();
    let camera = made.add("ColorCamera", &[]);
    let node = made.infer(300, 5, camera);
    made.pipeline
        .set_asset(node, "extra", vec![7; 100_000].into());
    for firmware in [0, 1, (1 << 20) - 512, (1 << 20) - 511, 9 << 20] {
        let meter = Meter::of(&made.pipeline, firmware, None).unwrap();
        let sections = made.pipeline.sections().unwrap();
        let package = package::write(&package::Contents {
            firmware: vec![0; usize::try_from(firmware).unwrap()].into(),
            compressed: true,
            check_checksum: false,
            pipeline: sections.pipeline.into(),
            assets: sections.assets.into(),
            asset_storage: sections.asset_storage.into(),
            firmware_version: "a".repeat(40),
            app_name: "n".repeat(64),
        });
        assert_eq!(meter.needs(), package.unwrap().len() as u64);
        assert!(meter.node(node) > 100_000 && meter.over().is_none());
    }
}
