//! Other ways out of the camera, and into it, than a computer at the end of an XLink.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::pipeline::{
    Connection, Node, Pipeline, PipelineError,
    build::End,
    catalog::{Catalog, Direction},
};

/// Property value of a Script that runs on the processor with the network.
const LEON_CSS: i64 = 0;

/// Length of the queues of a sending Script: the newest messages, not a backlog.
const QUEUE: i32 = 4;

/// A way for messages to leave the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// A web server.
    Http,
    /// A server that computers connect to.
    Tcp,
    /// Datagrams to whoever asked for them.
    Udp,
    /// Messages to an MQTT broker.
    Mqtt,
    /// The SPI bus of IoT cameras.
    Spi,
}

impl Route {
    /// All routes, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Http, Self::Tcp, Self::Udp, Self::Mqtt, Self::Spi];

    /// What a button says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Http => "Serve over HTTP with a Script",
            Self::Tcp => "Send over TCP with a Script",
            Self::Udp => "Send over UDP with a Script",
            Self::Mqtt => "Publish over MQTT with a Script",
            Self::Spi => "Send over SPI",
        }
    }

    /// The sending half of the Script; nothing where no Script is needed.
    const fn script(self) -> Option<&'static str> {
        match self {
            Self::Http => Some(include_str!("http.py")),
            Self::Tcp => Some(include_str!("tcp.py")),
            Self::Udp => Some(include_str!("udp.py")),
            Self::Mqtt => Some(include_str!("mqtt.py")),
            Self::Spi => None,
        }
    }

    /// The whole Script for streams, ready for a camera.
    pub fn sender(self, streams: &[String]) -> Option<String> {
        let names: Vec<_> = streams.iter().map(|name| literal(name)).collect();
        let names = names.join(", ");
        let messages = include_str!("messages.py");
        let send = self.script()?;
        Some(format!("STREAMS = [{names}]\n\n{messages}\n\n{send}"))
    }
}

/// A text as a Python literal. JSON's escapes are Python's.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Puts `route` in the place of XLinkOut nodes.
pub(super) fn reroute(
    pipeline: &mut Pipeline,
    nodes: &[i64],
    route: Route,
) -> Result<(), PipelineError> {
    let ends = replaced(pipeline, nodes, "XLinkOut")?;
    match route.sender(
        &ends
            .iter()
            .map(|end| end.stream.clone())
            .collect::<Vec<_>>(),
    ) {
        Some(source) => {
            let script = network_script(pipeline, &source)?;
            for end in &ends {
                let input = End::grouped(script, "io", &end.stream);
                for link in links(pipeline, |link| link.to_node == end.node) {
                    pipeline.link(Connection::new(link.from_end(), input))?;
                }
                pipeline.set_input(input, false, QUEUE)?;
            }
        }
        None => {
            for end in &ends {
                let out = pipeline.create("SPIOut")?;
                pipeline.set(out, "streamName", end.stream.as_str())?;
                for link in links(pipeline, |link| link.to_node == end.node) {
                    pipeline.link(Connection::new(link.from_end(), End::fixed(out, "in")))?;
                }
            }
        }
    }
    for end in &ends {
        pipeline.remove(end.node)?;
    }
    Ok(())
}

/// Puts a Script that takes commands from the network in the place of XLinkIn nodes.
pub(super) fn receive(pipeline: &mut Pipeline, nodes: &[i64]) -> Result<(), PipelineError> {
    let ends = replaced(pipeline, nodes, "XLinkIn")?;
    let kinds: Vec<_> = ends
        .iter()
        .map(|end| {
            let kind = command_kind(pipeline, end.node).unwrap_or_else(|| "Buffer".into());
            format!("{}: {kind}", literal(&end.stream))
        })
        .collect();
    let source = format!(
        "KINDS = {{{}}}\n\n{}",
        kinds.join(", "),
        include_str!("control.py")
    );
    let script = network_script(pipeline, &source)?;
    for end in &ends {
        for link in links(pipeline, |link| link.from_node == end.node) {
            pipeline.link(Connection::new(
                End::grouped(script, "io", &end.stream),
                link.to_end(),
            ))?;
        }
        pipeline.remove(end.node)?;
    }
    Ok(())
}

/// The message that commands of an XLinkIn become: the one type all of its receivers take, if a Script can make it.
pub(in crate::pipeline) fn command_kind(pipeline: &Pipeline, node: i64) -> Option<String> {
    let mut kinds = BTreeSet::new();
    for link in links(pipeline, |link| link.from_node == node) {
        let to = pipeline.node(link.to_node)?;
        let node_type = Catalog::shipped().node(&to.name, &to.properties)?;
        let port = node_type.find(Direction::In, &link.input_group, &link.input)?;
        kinds.extend(port.messages.iter().map(|kind| kind.trim_end_matches('+')));
    }
    let kind = kinds.pop_first()?;
    let makes = kind == "CameraControl" || kind.ends_with("Config");
    (kinds.is_empty() && makes).then(|| kind.to_owned())
}

/// A node that goes, and the name of its stream.
struct Replaced {
    node: i64,
    stream: String,
}

/// The nodes to replace, with stream names that differ.
fn replaced(
    pipeline: &Pipeline,
    nodes: &[i64],
    name: &str,
) -> Result<Vec<Replaced>, PipelineError> {
    let mut taken = BTreeSet::new();
    nodes
        .iter()
        .map(|id| {
            let node = pipeline.node(*id).filter(|node| node.name == name);
            let node = node.ok_or_else(|| PipelineError::Form {
                path: format!("node {id}"),
                problem: format!("there is no {name} here any more"),
            })?;
            let stream = stream_name(node);
            let stream = if taken.insert(stream.clone()) {
                stream
            } else {
                format!("{stream}-{id}")
            };
            taken.insert(stream.clone());
            Ok(Replaced { node: *id, stream })
        })
        .collect()
}

fn stream_name(node: &Node) -> String {
    let name = node.properties.get("streamName");
    match name.and_then(serde_json::Value::as_str) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => format!("stream-{}", node.id),
    }
}

fn network_script(pipeline: &mut Pipeline, source: &str) -> Result<i64, PipelineError> {
    let script = pipeline.create("Script")?;
    pipeline.set(script, "processor", LEON_CSS)?;
    pipeline.set_script(script, source)?;
    Ok(script)
}

/// Links that are wanted, each once.
fn links(pipeline: &Pipeline, wanted: impl Fn(&Connection) -> bool) -> Vec<Connection> {
    let mut found = Vec::new();
    for link in pipeline.connections() {
        if wanted(link) && !found.contains(link) {
            found.push(link.clone());
        }
    }
    found
}
