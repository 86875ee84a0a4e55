//! Tests of templates: values reach nodes and scripts, wrong ones are refused in words.

use serde_json::json;

use super::*;
use crate::pipeline::{blob, graph::Node};

fn values(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn node<'a>(pipeline: &'a Pipeline, name: &str) -> &'a Node {
    let mut found = pipeline.nodes().iter().filter(|node| node.name == name);
    let node = found.next().unwrap();
    assert!(found.next().is_none());
    node
}

fn script(pipeline: &Pipeline) -> String {
    let key = format!("/node/{}/__script", node(pipeline, "Script").id);
    String::from_utf8(pipeline.asset(&key).unwrap().to_vec()).unwrap()
}

#[test]
fn every_template_builds_from_its_defaults_and_passes_the_check() {
    let network = blob::tests::network(2022, 1);
    for template in templates() {
        let blob = template.info.needs_blob.then_some(network.as_slice());
        let pipeline = template.build(&Map::new(), None, blob).unwrap();
        assert_eq!(pipeline.check(), [], "{}", template.info.id);
        let sections = pipeline.sections().unwrap();
        let back = Pipeline::from_sections(
            &sections.pipeline,
            &sections.assets,
            &sections.asset_storage,
        )
        .unwrap();
        assert_eq!(back.to_json().unwrap(), pipeline.to_json().unwrap());
        assert_eq!(
            Pipeline::from_json(&pipeline.to_json_bytes().unwrap()).unwrap(),
            pipeline
        );
    }
}

#[test]
fn values_reach_nodes_and_script() {
    let template = template("mjpeg-server").unwrap();
    let given = json!({"resolution": "640x360", "fps": "25", "quality": 55, "port": 81});
    let pipeline = template.build(&values(given), None, None).unwrap();
    let camera = &node(&pipeline, "ColorCamera").properties;
    assert_eq!(camera["fps"], json!(25.0));
    assert_eq!(camera["ispScale"]["vertDenominator"], json!(3));
    let encoder = &node(&pipeline, "VideoEncoder").properties;
    assert_eq!(
        (&encoder["quality"], &encoder["profile"]),
        (&json!(55), &json!(4))
    );
    assert!(script(&pipeline).contains("\nPORT = 81\n"));
}

#[test]
fn a_changed_script_keeps_its_text_and_takes_the_values() {
    let template = template("mjpeg-server").unwrap();
    let own = "# mine\nPORT = 1\nprint(PORT == 1)";
    let pipeline = template.build(&Map::new(), Some(own), None).unwrap();
    assert_eq!(script(&pipeline), "# mine\nPORT = 8080\nprint(PORT == 1)\n");
}

#[test]
fn the_network_sets_the_picture() {
    let template = template("detection-reporter").unwrap();
    let network = blob::tests::network(2021, 3);
    let given = json!({
        "network": "yolo", "anchors": "10, 14,23.5,27", "masks": "side26: 0, 1; side13: 1",
        "labels": "a \"quoted\" one, two", "host": "10.0.0.7", "protocol": "udp", "threshold": 0.55,
    });
    let pipeline = template
        .build(&values(given), None, Some(&network))
        .unwrap();
    let camera = &node(&pipeline, "ColorCamera").properties;
    assert_eq!(
        (&camera["previewWidth"], &camera["previewHeight"]),
        (&json!(300), &json!(200))
    );
    let parser = &node(&pipeline, "DetectionNetwork").properties["parser"];
    assert_eq!(parser["anchors"], json!([10.0, 14.0, 23.5, 27.0]));
    assert_eq!(
        parser["anchorMasks"],
        json!({"side26": [0, 1], "side13": [1]})
    );
    assert_eq!(parser["confidenceThreshold"], json!(f64::from(0.55_f32)));
    let script = script(&pipeline);
    assert!(
        script.contains("LABELS = [\"a \\\"quoted\\\" one\",\"two\"]"),
        "{script}"
    );
    assert!(script.contains("HOST = \"10.0.0.7\""));
    assert_eq!(
        pipeline.firmware_version().unwrap(),
        crate::firmware::FirmwareVersion::V2021_3
    );
}

#[test]
fn wrong_values_are_refused_in_words() {
    let template = template("detection-reporter").unwrap();
    let network = blob::tests::network(2022, 1);
    let refusal = |given: Value| {
        template
            .build(&values(given), None, Some(&network))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refusal(json!({"host": "server.example.com"})),
        "Computer's address: a camera cannot look up the name server.example.com; \
         enter an IPv4 address such as 192.168.1.10"
    );
    assert_eq!(
        refusal(json!({"port": 0})),
        "Port: enter a whole number from 1 to 65535"
    );
    assert_eq!(
        refusal(json!({"threshold": "much"})),
        "Confidence threshold: enter a number from 0 to 1"
    );
    assert_eq!(
        refusal(json!({"protocol": "http"})),
        "Protocol: choose one of tcp, udp"
    );
    assert_eq!(
        refusal(json!({"network": "yolo", "anchors": "ten"})),
        "YOLO: anchors: enter numbers between commas"
    );
    assert!(refusal(json!({"colour": 1})).starts_with("colour: there is no such parameter"));
}

#[test]
fn networks_that_do_not_fit_are_refused() {
    let template = template("spi-reporter").unwrap();
    let refusal = |blob: Option<&[u8]>| {
        template
            .build(&Map::new(), None, blob)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(refusal(None), "neural network: choose a .blob file");
    assert!(refusal(Some(&[0; 10])).contains("the file has 10 bytes"));
    let old = blob::tests::network(2020, 3);
    assert!(refusal(Some(&old)).contains("compile it for 2022.1"));
    let mut grey = blob::tests::network(2022, 1);
    let channels = grey.len() - 6 * 4;
    grey[channels..channels + 4].copy_from_slice(&1_u32.to_le_bytes());
    assert!(
        refusal(Some(&grey)).contains("three channels"),
        "{}",
        refusal(Some(&grey))
    );
}
