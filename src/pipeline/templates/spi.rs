//! Template: detections go over SPI to the processor beside the camera.

use super::{
    Input, Template, camera, network,
    values::{integer, line},
};
use crate::pipeline::{
    Pipeline, PipelineError,
    build::End,
    template_info::{MadeFor, TemplateInfo},
};

pub(super) fn template() -> Template {
    let mut parameters = network::parameters(false);
    parameters.extend([
        camera::frame_rate(15),
        line(
            "stream",
            "Stream name",
            "Name the processor asks for.",
            64,
            "detections",
        ),
        integer("bus", "SPI bus", "Number of the bus.", 0..=3, 0),
    ]);
    let info = TemplateInfo {
        id: "spi-reporter".into(),
        title: "Detections over SPI".into(),
        summary: "The camera runs your neural network and offers what it finds to the processor beside it, over SPI."
            .into(),
        parameters,
        script: None,
        needs_blob: true,
        made_for: MadeFor::Iot,
    };
    Template { info, build }
}

fn build(input: &Input<'_>) -> Result<Pipeline, PipelineError> {
    let values = &input.values;
    if values.text("stream").is_empty() {
        return Err(values.problem("stream", "enter a name"));
    }
    let mut pipeline = Pipeline::default();
    let network = network::build(&mut pipeline, input)?;
    let output = pipeline.create("SPIOut")?;
    pipeline.set(output, "streamName", values.text("stream"))?;
    pipeline.set(output, "busId", values.integer("bus"))?;
    let results = End::fixed(output, "in");
    pipeline.connect(End::fixed(network, "out"), results)?;
    // The processor reads when it likes; the network must not wait for it.
    pipeline.set_input(results, false, 2)?;
    Ok(pipeline)
}
