//! The neural network of the templates: a detector (MobileNet-SSD or YOLO) or any network.

use serde_json::{Map, Value};

use super::{
    Input, camera,
    values::{Values, choice, fraction, integer, line},
};
use crate::pipeline::{
    BlobError, Pipeline, PipelineError, blob::BlobHeader, build::End, template_info::Parameter,
};

/// Frames a second thread can work on while the first waits.
const THREADS: i64 = 2;

/// Parameters of a network that is a detector, or any.
pub(super) fn parameters(any: bool) -> Vec<Parameter> {
    let mut kinds = vec![("mobilenet", "MobileNet-SSD"), ("yolo", "YOLO")];
    if any {
        kinds.push(("tensors", "Other: send the output numbers"));
    }
    vec![
        choice(
            "network",
            "Network",
            "What the .blob file was compiled from; it decides how results are read.",
            &kinds,
        ),
        fraction(
            "threshold",
            "Confidence threshold",
            "Detections below are left out.",
            0.5,
        ),
        choice(
            "colorOrder",
            "Colour order",
            "Order of the colour channels the network was trained with.",
            &[("bgr", "BGR"), ("rgb", "RGB")],
        ),
        integer(
            "classes",
            "YOLO: classes",
            "Number of classes.",
            1..=10_000,
            80,
        ),
        fraction(
            "iou",
            "YOLO: overlap threshold",
            "Of two boxes that overlap more, the weaker is left out.",
            0.5,
        ),
        line(
            "anchors",
            "YOLO: anchors",
            "Numbers between commas; leave empty for versions without anchors (6, 8 and newer).",
            1000,
            "",
        ),
        line(
            "masks",
            "YOLO: anchor masks",
            "Such as side26: 1, 2, 3; side13: 3, 4, 5. Leave empty without anchors.",
            1000,
            "",
        ),
    ]
}

/// Adds camera and network, linked; gives the network's id.
pub(super) fn build(pipeline: &mut Pipeline, input: &Input<'_>) -> Result<i64, PipelineError> {
    let values = &input.values;
    let blob = input.blob.ok_or_else(|| PipelineError::Form {
        path: "neural network".into(),
        problem: "choose a .blob file".into(),
    })?;
    let header = BlobHeader::read(blob)?;
    if header.version.firmware().is_none() {
        return Err(BlobError::TooOld.into());
    }
    let [tensor] = header.inputs.as_slice() else {
        let n = header.inputs.len();
        return Err(PipelineError::Form {
            path: "neural network".into(),
            problem: format!("it has {n} inputs; this template feeds exactly one"),
        });
    };
    let camera = camera::preview(pipeline, values, tensor)?;
    let class = match values.text("network") {
        "mobilenet" => "MobileNetDetectionNetwork",
        "yolo" => "YoloDetectionNetwork",
        _ => "NeuralNetwork",
    };
    let network = pipeline.create(class)?;
    pipeline.set_blob(network, blob)?;
    pipeline.set(network, "numThreads", THREADS)?;
    if class != "NeuralNetwork" {
        pipeline.set(
            network,
            "parser.confidenceThreshold",
            values.number("threshold"),
        )?;
    }
    if class == "YoloDetectionNetwork" {
        set_yolo(pipeline, network, values)?;
    }
    let frames = End::fixed(network, "in");
    pipeline.connect(End::fixed(camera, "preview"), frames)?;
    // The newest picture is worth more than the one that waited.
    pipeline.set_input(frames, false, 1)?;
    Ok(network)
}

fn set_yolo(
    pipeline: &mut Pipeline,
    network: i64,
    values: &Values<'_>,
) -> Result<(), PipelineError> {
    pipeline.set(network, "parser.classes", values.integer("classes"))?;
    pipeline.set(network, "parser.coordinates", 4)?;
    pipeline.set(network, "parser.iouThreshold", values.number("iou"))?;
    let anchors = values
        .words("anchors")
        .into_iter()
        .map(|word| word.parse::<f32>().ok().filter(|anchor| anchor.is_finite()))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| values.problem("anchors", "enter numbers between commas"))?;
    let anchors: Value = anchors.into_iter().map(f64::from).collect();
    pipeline.set(network, "parser.anchors", anchors)?;
    let masks = masks(values.text("masks")).ok_or_else(|| {
        values.problem(
            "masks",
            "enter masks such as side26: 1, 2, 3; side13: 3, 4, 5",
        )
    })?;
    pipeline.set(network, "parser.anchorMasks", masks)
}

/// `side26: 1, 2, 3; side13: 3, 4, 5` as an object.
fn masks(text: &str) -> Option<Map<String, Value>> {
    text.split(';')
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let (side, numbers) = part.split_once(':')?;
            let numbers = numbers
                .split(',')
                .map(|number| number.trim().parse::<i32>().ok().map(Value::from))
                .collect::<Option<Vec<_>>>()?;
            Some((side.trim().to_owned(), numbers.into()))
        })
        .collect()
}
