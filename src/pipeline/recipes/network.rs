//! The neural network of the recipes: a detector (MobileNet-SSD or YOLO) or any network.

use serde_json::{Map, Value};

use super::{
    Input,
    form::{Apply, Form},
    values::Values,
};
use crate::pipeline::{
    BlobError, Pipeline, PipelineError,
    blob::{BlobHeader, Tensor},
};

/// Frames a second thread can work on while the first waits.
const THREADS: i64 = 2;

/// The person's network.
pub(super) struct Network<'a> {
    blob: &'a [u8],
    /// Its one input.
    pub(super) input: Tensor,
}

/// Reads the network, if the recipe uses one.
pub(super) fn read<'a>(
    form: &Form,
    input: &Input<'a>,
) -> Result<Option<Network<'a>>, PipelineError> {
    if form
        .nodes
        .iter()
        .all(|node| node.apply != Some(Apply::Network))
    {
        return Ok(None);
    }
    let refuse = |problem: String| PipelineError::Form {
        path: "neural network".into(),
        problem,
    };
    let blob = input
        .blob
        .ok_or_else(|| refuse("choose a .blob file".into()))?;
    let header = BlobHeader::read(blob)?;
    if header.version.firmware().is_none() {
        return Err(BlobError::TooOld.into());
    }
    let n = header.inputs.len();
    match <[Tensor; 1]>::try_from(header.inputs) {
        Ok([input]) => Ok(Some(Network { blob, input })),
        Err(_) => Err(refuse(format!(
            "it has {n} inputs; this recipe feeds exactly one"
        ))),
    }
}

/// Gives a node the network, and says how its results are read.
pub(super) fn set(
    pipeline: &mut Pipeline,
    node: i64,
    network: &Network<'_>,
    values: &Values<'_>,
) -> Result<(), PipelineError> {
    pipeline.set_blob(node, network.blob)?;
    pipeline.set(node, "numThreads", THREADS)?;
    let kind = values.text("network");
    if kind == "tensors" {
        return Ok(());
    }
    let threshold = values.number("threshold");
    pipeline.set(node, "parser.confidenceThreshold", threshold)?;
    if kind == "yolo" {
        set_yolo(pipeline, node, values)?;
    }
    Ok(())
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
