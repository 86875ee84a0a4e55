//! Template: results of a neural network go to a computer on the network as lines of JSON.

use serde_json::json;

use super::{
    Input, Template, camera, network,
    values::{choice, fill_in, integer, ip, line},
};
use crate::pipeline::{
    Pipeline, PipelineError,
    build::End,
    template_info::{MadeFor, TemplateInfo},
};

const SCRIPT: &str = include_str!("detections.py");
/// `ProcessorType` with the network.
const LEON_CSS: i64 = 0;

pub(super) fn template() -> Template {
    let mut parameters = vec![
        ip(
            "host",
            "Computer's address",
            "IPv4 address of the computer that listens; a camera cannot look up names.",
            "192.168.1.10",
        ),
        integer(
            "port",
            "Port",
            "Port the computer listens on.",
            1..=65_535,
            5000,
        ),
        choice(
            "protocol",
            "Protocol",
            "TCP arrives complete; UDP never waits.",
            &[("tcp", "TCP"), ("udp", "UDP")],
        ),
        camera::frame_rate(15),
        line(
            "labels",
            "Labels",
            "Names of the classes between commas, in the network's order; may be empty.",
            4000,
            "",
        ),
    ];
    parameters.splice(3..3, network::parameters(true));
    let info = TemplateInfo {
        id: "detection-reporter".into(),
        title: "Detections to a computer".into(),
        summary: "The camera runs your neural network and sends what it finds to a computer, one line of JSON per \
                  picture."
            .into(),
        parameters,
        script: Some(SCRIPT.into()),
        needs_blob: true,
        made_for: MadeFor::Network,
    };
    Template { info, build }
}

fn build(input: &Input<'_>) -> Result<Pipeline, PipelineError> {
    let values = &input.values;
    let mut pipeline = Pipeline::default();
    let network = network::build(&mut pipeline, input)?;
    let script = pipeline.create("Script")?;
    pipeline.set(script, "processor", LEON_CSS)?;
    let constants = [
        ("HOST", json!(values.text("host"))),
        ("PORT", json!(values.integer("port"))),
        ("PROTOCOL", json!(values.text("protocol"))),
        ("LABELS", json!(values.words("labels"))),
    ];
    let source = fill_in(input.script.unwrap_or(SCRIPT), &constants);
    pipeline.set_script(script, &source)?;
    let results = End::grouped(script, "io", "result");
    pipeline.connect(End::fixed(network, "out"), results)?;
    pipeline.set_input(results, false, 4)?;
    Ok(pipeline)
}
