//! Tests of recipes: values reach nodes and scripts, wrong ones are refused in words.

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
fn every_folder_is_a_recipe() {
    for folder in FOLDERS {
        let recipe = Recipe::read(*folder).unwrap();
        let used: Vec<_> = recipe
            .form
            .nodes
            .iter()
            .filter_map(|node| node.script.as_deref())
            .chain(["recipe.json", "host.py"])
            .collect();
        for (file, _) in folder.1 {
            assert!(
                used.contains(file),
                "recipes/{}/{file} is not used",
                folder.0
            );
        }
    }
    assert_eq!(recipes().len(), FOLDERS.len());
    assert!(recipes().len() >= 10);
}

#[test]
fn constants_are_in_the_scripts_and_parameters_are_used() {
    for (id, files) in FOLDERS {
        let info = &recipe(id).unwrap().info;
        let scripts: Vec<_> = files
            .iter()
            .filter(|(name, _)| name.ends_with(".py"))
            .collect();
        for name in info.constants.keys() {
            let line = format!("\n{name} = ");
            assert!(
                scripts.iter().any(|(_, text)| text.contains(&line)),
                "{id}: no script has {name}"
            );
        }
        let (_, text) = files
            .iter()
            .find(|(name, _)| *name == "recipe.json")
            .unwrap();
        let applied = [
            "resolution",
            "network",
            "threshold",
            "colorOrder",
            "classes",
            "iou",
            "anchors",
            "masks",
        ];
        for parameter in &info.parameters {
            let used = text.contains(&format!("\"parameter\": \"{}\"", parameter.id));
            assert!(
                used || applied.contains(&parameter.id.as_str()),
                "{id}: nothing uses {}",
                parameter.id
            );
        }
    }
}

#[test]
fn the_host_program_gets_the_values() {
    let info = &recipe("detection-reporter").unwrap().info;
    let host = info
        .host_with(&values(json!({"port": 6001, "protocol": "udp"})))
        .unwrap();
    assert!(
        host.contains("\nPORT = 6001\nPROTOCOL = \"udp\"\n"),
        "{host}"
    );
    let defaults = info.host_with(&Map::new()).unwrap();
    assert_eq!(Some(defaults), info.host);
}

#[test]
fn recipes_are_found_by_words() {
    let found = |search| {
        let all = recipes()
            .iter()
            .filter(|recipe| recipe.info.matches(search));
        all.map(|recipe| recipe.info.id.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("mqtt"), ["people-counter"]);
    assert_eq!(found("GPIO stereo"), ["distance-guard"]);
    assert_eq!(found("zeppelin"), [""; 0]);
    assert_eq!(found("").len(), recipes().len());
}

#[test]
fn other_units_and_names_of_enumerations_reach_the_nodes() {
    let synced = recipe("synced-cameras").unwrap();
    let synced = synced
        .build(&values(json!({"tolerance": 7})), None, None)
        .unwrap();
    assert_eq!(
        node(&synced, "Sync").properties["syncThresholdNs"],
        json!(7_000_000)
    );
    let imu = recipe("imu-logger")
        .unwrap()
        .build(&values(json!({"rate": "400"})), None, None)
        .unwrap();
    let sensors = &node(&imu, "IMU").properties["imuSensors"];
    assert_eq!(sensors[1]["sensorId"], json!(21));
    assert_eq!(sensors[1]["reportRate"], json!(400));
    assert_eq!(sensors[1]["sensitivityEnabled"], json!(false));
}

#[test]
fn broken_recipes_are_refused_with_the_place() {
    let text = |change: fn(&mut Value)| {
        let (_, files) = FOLDERS
            .iter()
            .find(|(id, _)| *id == "mjpeg-server")
            .unwrap();
        let (_, text) = files
            .iter()
            .find(|(name, _)| *name == "recipe.json")
            .unwrap();
        let mut value: Value = serde_json::from_str(text).unwrap();
        change(&mut value);
        let text: &'static str = value.to_string().leak();
        let files: &'static [_] = vec![("recipe.json", text)].leak();
        Recipe::read(("test", files)).unwrap_err()
    };
    assert_eq!(
        text(|value| value["links"][0]["from"] = json!("camrea.video")),
        "recipes/test: the link camrea.video to encoder.in names no node"
    );
    assert_eq!(
        text(|value| value["parameters"][0] = json!("colour")),
        "recipes/test: there is no shared parameter colour"
    );
    assert!(text(|value| value["tittle"] = json!("")).contains("unknown field `tittle`"));
    let empty: &'static [(&str, &str)] = &[];
    assert_eq!(
        Recipe::read(("test", empty)).unwrap_err(),
        "recipes/test has no recipe.json"
    );
}

#[test]
fn every_recipe_builds_from_its_defaults_and_passes_the_check() {
    let network = blob::tests::network(2022, 1);
    for recipe in recipes() {
        let blob = recipe.info.needs_blob.then_some(network.as_slice());
        let pipeline = recipe.build(&Map::new(), None, blob).unwrap();
        assert_eq!(pipeline.check(), [], "{}", recipe.info.id);
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
    let recipe = recipe("mjpeg-server").unwrap();
    let given = json!({"resolution": "640x360", "fps": "25", "quality": 55, "port": 81});
    let pipeline = recipe.build(&values(given), None, None).unwrap();
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
    let recipe = recipe("mjpeg-server").unwrap();
    let own = "# mine\nPORT = 1\nprint(PORT == 1)";
    let pipeline = recipe.build(&Map::new(), Some(own), None).unwrap();
    assert_eq!(script(&pipeline), "# mine\nPORT = 8080\nprint(PORT == 1)\n");
}

#[test]
fn the_network_sets_the_picture() {
    let recipe = recipe("detection-reporter").unwrap();
    let network = blob::tests::network(2021, 3);
    let given = json!({
        "network": "yolo", "anchors": "10, 14,23.5,27", "masks": "side26: 0, 1; side13: 1",
        "labels": "a \"quoted\" one, two", "host": "10.0.0.7", "protocol": "udp", "threshold": 0.55,
    });
    let pipeline = recipe.build(&values(given), None, Some(&network)).unwrap();
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
    let recipe = recipe("detection-reporter").unwrap();
    let network = blob::tests::network(2022, 1);
    let refusal = |given: Value| {
        recipe
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
    let recipe = recipe("spi-reporter").unwrap();
    let refusal = |blob: Option<&[u8]>| {
        recipe
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
