//! Template: a web server that shows the camera's picture.

use serde_json::{Value, json};

use super::{
    Input, Template, camera,
    values::{fill_in, integer},
};
use crate::pipeline::{
    Pipeline, PipelineError,
    build::End,
    template_info::{MadeFor, TemplateInfo},
};

const SCRIPT: &str = include_str!("mjpeg.py");
/// `VideoEncoderProperties::Profile` of JPEG pictures.
const MJPEG: i64 = 4;
/// `ProcessorType` with the network.
const LEON_CSS: i64 = 0;

pub(super) fn template() -> Template {
    let info = TemplateInfo {
        id: "mjpeg-server".into(),
        title: "Web page with live video".into(),
        summary: "The camera serves a page with its live picture. Open its address in any browser on the network."
            .into(),
        parameters: vec![
            camera::resolution(),
            camera::frame_rate(15),
            integer(
                "quality",
                "Picture quality",
                "JPEG quality. More is sharper and needs more of the network.",
                1..=100,
                80,
            )
            .in_unit("%"),
            integer(
                "port",
                "Port",
                "The page is at http://camera-address:port.",
                1..=65_535,
                8080,
            ),
        ],
        script: Some(SCRIPT.into()),
        needs_blob: false,
        made_for: MadeFor::Network,
    };
    Template { info, build }
}

fn build(input: &Input<'_>) -> Result<Pipeline, PipelineError> {
    let values = &input.values;
    let mut pipeline = Pipeline::default();
    let camera = camera::video(&mut pipeline, values)?;
    let encoder = pipeline.create("VideoEncoder")?;
    pipeline.set(encoder, "profile", MJPEG)?;
    pipeline.set(encoder, "frameRate", values.number("fps"))?;
    pipeline.set(encoder, "quality", values.integer("quality"))?;
    let script = pipeline.create("Script")?;
    pipeline.set(script, "processor", LEON_CSS)?;
    let port: Value = json!(values.integer("port"));
    let source = fill_in(input.script.unwrap_or(SCRIPT), &[("PORT", port)]);
    pipeline.set_script(script, &source)?;
    pipeline.connect(End::fixed(camera, "video"), End::fixed(encoder, "in"))?;
    let frames = End::grouped(script, "io", "frame");
    pipeline.connect(End::fixed(encoder, "bitstream"), frames)?;
    // Old pictures are worth nothing: the newest replaces the one that waits.
    pipeline.set_input(frames, false, 1)?;
    Ok(pipeline)
}
