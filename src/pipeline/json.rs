//! The JSON form that the official library's `serializeToJson` writes, whole (`assets`, `assetStorage`, `pipeline`)
//! and the schema alone (`connections`, `globalProperties`, `nodes`).

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    error::PipelineError,
    graph::{Asset, Connection, Node},
    storage::{self, Entry},
};
use crate::codec::without_mark;

/// The whole form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Full<'a> {
    pub(super) asset_storage: &'a [u8],
    pub(super) assets: AssetMap,
    pub(super) pipeline: &'a Schema,
}

/// Either form as it is read.
#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    expecting = "an object, as pipeline.serializeToJson() gives"
)]
struct Either {
    #[serde(default)]
    asset_storage: Vec<u8>,
    #[serde(default)]
    assets: AssetMap,
    pipeline: Option<Schema>,
    connections: Option<Vec<Connection>>,
    global_properties: Option<Map<String, Value>>,
    #[serde(default, with = "nodes_or_none")]
    nodes: Option<Vec<Node>>,
    /// Fields of other library versions, where the schema is alone.
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// The table of assets.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(expecting = "an object with map")]
pub(super) struct AssetMap {
    pub(super) map: Map<String, Value>,
}

/// The schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    expecting = "an object with connections, globalProperties and nodes"
)]
pub(super) struct Schema {
    pub(super) connections: Vec<Connection>,
    pub(super) global_properties: Map<String, Value>,
    #[serde(with = "nodes")]
    pub(super) nodes: Vec<Node>,
    /// Fields of other library versions.
    #[serde(flatten)]
    pub(super) extra: Map<String, Value>,
}

/// Reads either form.
pub(super) fn read(bytes: &[u8]) -> Result<(Schema, Vec<Asset>), PipelineError> {
    let mut source = serde_json::Deserializer::from_slice(without_mark(bytes));
    let either: Either = serde_path_to_error::deserialize(&mut source).map_err(located)?;
    source.end().map_err(|error| PipelineError::Json {
        path: String::new(),
        line: error.line(),
        column: error.column(),
        problem: "something follows the pipeline; the file must hold one JSON value".into(),
    })?;
    let entries = either.assets.entries()?;
    let assets = storage::split(entries, &Bytes::from(either.asset_storage))?;
    let schema = match (either.pipeline, either.connections, either.nodes) {
        (Some(schema), _, _) => schema,
        (None, Some(connections), Some(nodes)) => Schema {
            connections,
            global_properties: either.global_properties.unwrap_or_default(),
            nodes,
            extra: either.extra,
        },
        _ => {
            return Err(PipelineError::Form {
                path: "top level".into(),
                problem: "this JSON holds no pipeline; write one with json.dump(pipeline.serializeToJson(), file)"
                    .into(),
            });
        }
    };
    Ok((schema, assets))
}

fn located(error: serde_path_to_error::Error<serde_json::Error>) -> PipelineError {
    let path = error.path().to_string();
    let inner = error.into_inner();
    let text = inner.to_string();
    // serde_json repeats the place at the end of its message.
    let problem = text.split(" at line ").next().unwrap_or(&text).to_owned();
    PipelineError::Json {
        path: if path == "." { String::new() } else { path },
        line: inner.line(),
        column: inner.column(),
        problem,
    }
}

impl AssetMap {
    fn entries(self) -> Result<Vec<Entry>, PipelineError> {
        self.map
            .into_iter()
            .map(|(key, value)| {
                let number = |name: &str| {
                    value
                        .get(name)
                        .and_then(Value::as_u64)
                        .and_then(|number| u32::try_from(number).ok())
                        .ok_or_else(|| PipelineError::Form {
                            path: format!("assets.map.{key}.{name}"),
                            problem: "a whole number from 0 to 4294967295 must be here".into(),
                        })
                };
                Ok(Entry {
                    offset: number("offset")?,
                    size: number("size")?,
                    alignment: number("alignment")?,
                    key,
                })
            })
            .collect()
    }
}

impl From<&[Entry]> for AssetMap {
    fn from(entries: &[Entry]) -> Self {
        let object = |entry: &Entry| serde_json::json!({"alignment": entry.alignment, "offset": entry.offset, "size": entry.size});
        let map = entries
            .iter()
            .map(|entry| (entry.key.clone(), object(entry)))
            .collect();
        Self { map }
    }
}

/// Nodes as a list of pairs of id and node.
mod nodes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Node;

    pub(super) fn serialize<S: Serializer>(nodes: &[Node], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(nodes.iter().map(|node| (node.id, node)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Node>, D::Error> {
        let pairs = Vec::<(i64, Node)>::deserialize(from)?;
        pairs
            .into_iter()
            .map(|(id, node)| {
                if id == node.id {
                    Ok(node)
                } else {
                    let text = format!("node {} is filed under {id}", node.id);
                    Err(D::Error::custom(text))
                }
            })
            .collect()
    }
}

/// [`nodes`], where they may be missing.
mod nodes_or_none {
    use serde::Deserializer;

    use super::Node;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Vec<Node>>, D::Error> {
        super::nodes::deserialize(from).map(Some)
    }
}

/// Ports as a list of pairs of (group, name) and port.
pub(super) mod ports {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::pipeline::graph::Port;

    pub(in crate::pipeline) fn serialize<S: Serializer>(
        ports: &[Port],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(
            ports
                .iter()
                .map(|port| ((port.group.as_str(), port.name.as_str()), port)),
        )
    }

    pub(in crate::pipeline) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Port>, D::Error> {
        let pairs = Vec::<((String, String), Port)>::deserialize(from)?;
        pairs
            .into_iter()
            .map(|((group, name), port)| {
                if group == port.group && name == port.name {
                    Ok(port)
                } else {
                    let text = format!(
                        "port {}/{} is filed under {group}/{name}",
                        port.group, port.name
                    );
                    Err(D::Error::custom(text))
                }
            })
            .collect()
    }
}
