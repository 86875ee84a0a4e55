//! The colour camera of the recipes.

use serde_json::json;

use super::values::Values;
use crate::pipeline::{Pipeline, PipelineError, blob::Tensor};

/// `ColorCameraProperties::SensorResolution` of 1920 x 1080.
const THE_1080_P: i64 = 0;
/// `ColorCameraProperties::SensorResolution` of 3840 x 2160.
const THE_4_K: i64 = 1;
/// `TensorInfo::DataType` of 16-bit floats.
const FP16: i32 = 0;
/// `TensorInfo::DataType` of bytes.
const U8: i32 = 1;

/// A size of the picture.
struct Size {
    value: &'static str,
    /// `ColorCameraProperties::SensorResolution`.
    resolution: i64,
    /// Numerator and denominator of the scale behind the sensor.
    scale: Option<(i64, i64)>,
}

/// Widths and heights are multiples of 32 and 8, as the video encoder wants them.
const SIZES: [Size; 4] = [
    Size {
        value: "1280x720",
        resolution: THE_1080_P,
        scale: Some((2, 3)),
    },
    Size {
        value: "1920x1080",
        resolution: THE_1080_P,
        scale: None,
    },
    Size {
        value: "3840x2160",
        resolution: THE_4_K,
        scale: None,
    },
    Size {
        value: "640x360",
        resolution: THE_1080_P,
        scale: Some((1, 3)),
    },
];

/// Has a camera send the chosen size at `video`.
pub(super) fn video(
    pipeline: &mut Pipeline,
    camera: i64,
    values: &Values<'_>,
) -> Result<(), PipelineError> {
    let chosen = values.text("resolution");
    let size = SIZES.iter().find(|size| size.value == chosen);
    if let Some(size) = size {
        pipeline.set(camera, "resolution", size.resolution)?;
        if let Some((numerator, denominator)) = size.scale {
            let scale = json!({
                "horizNumerator": numerator, "horizDenominator": denominator,
                "vertNumerator": numerator, "vertDenominator": denominator,
            });
            pipeline.set(camera, "ispScale", scale)?;
        }
    }
    Ok(())
}

/// Has a camera send pictures as the network's input wants them at `preview`.
pub(super) fn preview(
    pipeline: &mut Pipeline,
    camera: i64,
    values: &Values<'_>,
    input: &Tensor,
) -> Result<(), PipelineError> {
    let refuse = |problem: &str| {
        let shape = input.describe();
        let name = &input.name;
        Err(PipelineError::Form {
            path: format!("neural network, input {name}"),
            problem: format!("it takes {shape}; {problem}"),
        })
    };
    let (Some((width, height)), Some(3)) = (input.image_size(), input.channels()) else {
        return refuse("the camera gives colour pictures of three channels");
    };
    // The camera's preview and the video encoder end at 4 K.
    if !(1..=3840).contains(&width) || !(1..=2160).contains(&height) {
        return refuse("the camera gives pictures up to 3840 x 2160");
    }
    if input.data_type != U8 && input.data_type != FP16 {
        return refuse("the camera gives bytes or 16-bit floats");
    }
    pipeline.set(
        camera,
        "resolution",
        if height > 1080 || width > 1920 {
            THE_4_K
        } else {
            THE_1080_P
        },
    )?;
    pipeline.set(camera, "previewWidth", width)?;
    pipeline.set(camera, "previewHeight", height)?;
    pipeline.set(camera, "interleaved", false)?;
    pipeline.set(camera, "fp16", input.data_type == FP16)?;
    let rgb = values.text("colorOrder") == "rgb";
    pipeline.set(camera, "colorOrder", i64::from(rgb))
}
