//! The parts of a pipeline as it lies in memory: nodes, ports, connections, assets.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object that is a node")]
pub struct Node {
    /// Number, unique in the pipeline.
    pub id: i64,
    /// Type as files name it; look it up with [`super::catalog::Catalog::node`].
    pub name: String,
    /// Ports, in the file's order.
    #[serde(rename = "ioInfo", with = "super::json::ports")]
    pub ports: Vec<Port>,
    /// Settings, an object.
    pub properties: Value,
    /// Fields of other library versions; they survive a round trip through JSON and stop encoding.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A port of a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object that is a port")]
pub struct Port {
    /// Whether a full queue holds up the sender.
    pub blocking: bool,
    /// Group of ports made on use, or empty.
    pub group: String,
    /// Number, unique in the pipeline.
    #[serde(default)]
    pub id: u32,
    /// Name.
    pub name: String,
    /// Length of the queue.
    pub queue_size: i32,
    /// 0 sends, 3 receives; 1 and 2 are not used by the library.
    #[serde(rename = "type")]
    pub kind: i32,
    /// Whether the node waits for a message here.
    pub wait_for_message: bool,
    /// Fields of other library versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// [`Port::kind`] of an output.
pub const OUTPUT: i32 = 0;

/// [`Port::kind`] of an input.
pub const INPUT: i32 = 3;

/// A link from an output to an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "an object that is a link")]
pub struct Connection {
    /// Sending node.
    #[serde(rename = "node1Id")]
    pub from_node: i64,
    /// Its port.
    #[serde(rename = "node1Output")]
    pub output: String,
    /// Group of that port, or empty.
    #[serde(rename = "node1OutputGroup", default)]
    pub output_group: String,
    /// Receiving node.
    #[serde(rename = "node2Id")]
    pub to_node: i64,
    /// Its port.
    #[serde(rename = "node2Input")]
    pub input: String,
    /// Group of that port, or empty.
    #[serde(rename = "node2InputGroup", default)]
    pub input_group: String,
}

/// A file that travels with the pipeline: a script, a neural network, a mesh, a camera tuning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// `/node/<id>/<name>` or `/pipeline/<name>`.
    pub key: String,
    /// The asset starts at a multiple of this in the storage, in bytes; the library uses 64.
    pub alignment: u32,
    /// Content.
    pub bytes: Bytes,
}

impl Asset {
    /// Key of an asset of a node.
    pub fn node_key(node: i64, name: &str) -> String {
        format!("/node/{node}/{name}")
    }

    /// Key of an asset of the pipeline.
    pub fn pipeline_key(name: &str) -> String {
        format!("/pipeline/{name}")
    }
}
