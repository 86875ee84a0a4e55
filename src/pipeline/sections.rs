//! The three sections of a package that hold a pipeline: `pipeline` (the schema), `assets` (where each asset lies) and
//! `asset_storage` (the assets).

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::codec::Reader;

use super::{
    catalog::Catalog,
    error::PipelineError,
    graph::{Asset, Connection, Node, Port},
    json::Schema,
    storage::{self, Entry},
    types::{Integer, Structure, Type},
    wire::{self, Located, Malformed, Unfit, WireProblem, malformed, tag},
};

/// A pipeline as a package carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sections {
    /// Section `pipeline`.
    pub pipeline: Vec<u8>,
    /// Section `assets`.
    pub assets: Vec<u8>,
    /// Section `asset_storage`.
    pub asset_storage: Vec<u8>,
}

/// Members of the fixed structures, in numbers.
const SCHEMA_MEMBERS: usize = 3;
const CONNECTION_MEMBERS: usize = 6;
const NODE_MEMBERS: usize = 4;
const PORT_MEMBERS: usize = 7;
const ASSETS_MEMBERS: usize = 1;
const ASSET_MEMBERS: usize = 3;

const U32: Integer = Integer {
    bits: 32,
    signed: false,
};
const I32: Integer = Integer {
    bits: 32,
    signed: true,
};

/// Encodes the schema and the assets.
pub(super) fn encode(schema: &Schema, assets: &[Asset]) -> Result<Sections, PipelineError> {
    let (entries, asset_storage) = storage::join(assets)?;
    Ok(Sections {
        pipeline: encode_schema(schema)?,
        assets: encode_assets(&entries),
        asset_storage,
    })
}

fn encode_schema(schema: &Schema) -> Result<Vec<u8>, PipelineError> {
    const GLOBALS: &str = "global properties";
    refuse_extra("pipeline", None, "", &schema.extra)?;
    let mut out = Vec::new();
    wire::put_head(tag::STRUCTURE, SCHEMA_MEMBERS, &mut out);
    wire::put_head(tag::ARRAY, schema.connections.len(), &mut out);
    for connection in &schema.connections {
        put_connection(connection, &mut out);
    }
    // A clone of a short object: global properties are ten values, calibration data at most some kilobytes.
    let globals = Value::Object(schema.global_properties.clone());
    wire::encode_structure(&globals, &Catalog::shipped().globals, &mut out)
        .map_err(|unfit| value_error(GLOBALS, None, unfit))?;
    wire::put_head(tag::MAP, schema.nodes.len(), &mut out);
    for node in &schema.nodes {
        wire::put_signed(node.id, &mut out);
        put_node(node, &mut out)?;
    }
    Ok(out)
}

fn put_connection(connection: &Connection, out: &mut Vec<u8>) {
    wire::put_head(tag::STRUCTURE, CONNECTION_MEMBERS, out);
    wire::put_signed(connection.from_node, out);
    wire::put_text(&connection.output_group, out);
    wire::put_text(&connection.output, out);
    wire::put_signed(connection.to_node, out);
    wire::put_text(&connection.input_group, out);
    wire::put_text(&connection.input, out);
}

fn put_node(node: &Node, out: &mut Vec<u8>) -> Result<(), PipelineError> {
    let catalog = Catalog::shipped();
    let layout =
        catalog
            .node(&node.name, &node.properties)
            .ok_or_else(|| PipelineError::UnknownNode {
                node: node.id,
                name: node.name.clone(),
                library: catalog.library.clone(),
            })?;
    let place = place(node);
    refuse_extra(&place, Some(node.id), "", &node.extra)?;
    let mut properties = Vec::new();
    wire::encode_structure(&node.properties, &layout.properties, &mut properties)
        .map_err(|unfit| value_error(&place, Some(node.id), unfit))?;
    wire::put_head(tag::STRUCTURE, NODE_MEMBERS, out);
    wire::put_signed(node.id, out);
    wire::put_text(&node.name, out);
    wire::put_binary(&properties, out);
    wire::put_head(tag::MAP, node.ports.len(), out);
    for port in &node.ports {
        refuse_extra(&place, Some(node.id), &port.name, &port.extra)?;
        put_port(port, out);
    }
    Ok(())
}

fn put_port(port: &Port, out: &mut Vec<u8>) {
    wire::put_head(tag::ARRAY, 2, out);
    wire::put_text(&port.group, out);
    wire::put_text(&port.name, out);
    wire::put_head(tag::STRUCTURE, PORT_MEMBERS, out);
    wire::put_text(&port.group, out);
    wire::put_text(&port.name, out);
    wire::put_signed(i64::from(port.kind), out);
    out.push(u8::from(port.blocking));
    wire::put_signed(i64::from(port.queue_size), out);
    out.push(u8::from(port.wait_for_message));
    wire::put_unsigned(u64::from(port.id), out);
}

fn encode_assets(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    wire::put_head(tag::STRUCTURE, ASSETS_MEMBERS, &mut out);
    wire::put_head(tag::MAP, entries.len(), &mut out);
    for entry in entries {
        wire::put_text(&entry.key, &mut out);
        wire::put_head(tag::STRUCTURE, ASSET_MEMBERS, &mut out);
        for number in [entry.offset, entry.size, entry.alignment] {
            wire::put_unsigned(u64::from(number), &mut out);
        }
    }
    out
}

fn place(node: &Node) -> String {
    format!("node {} ({})", node.id, node.name)
}

fn value_error(place: &str, node: Option<i64>, unfit: Unfit) -> PipelineError {
    PipelineError::Value {
        place: place.to_owned(),
        node,
        path: unfit.path,
        value: unfit.value,
        allowed: unfit.allowed,
    }
}

/// Fields that this library version does not have cannot be encoded.
fn refuse_extra(
    place: &str,
    node: Option<i64>,
    inside: &str,
    extra: &Map<String, Value>,
) -> Result<(), PipelineError> {
    let Some((name, value)) = extra.iter().next() else {
        return Ok(());
    };
    let library = &Catalog::shipped().library;
    let allowed = format!("no field of this name in {library}");
    let unfit = wire::unfit(value, allowed).inside(name);
    let unfit = if inside.is_empty() {
        unfit
    } else {
        unfit.inside(inside)
    };
    Err(value_error(place, node, unfit))
}

/// Decodes the three sections.
pub(super) fn decode(
    pipeline: &[u8],
    assets: &[u8],
    asset_storage: &[u8],
) -> Result<(Schema, Vec<Asset>), PipelineError> {
    let schema = whole(pipeline, decode_schema).map_err(|error| located("pipeline", error))?;
    let entries = whole(assets, decode_assets).map_err(|error| located("assets", error))?;
    let assets = storage::split(entries, &Bytes::copy_from_slice(asset_storage))?;
    Ok((schema, assets))
}

fn located(section: &'static str, error: Malformed) -> PipelineError {
    PipelineError::Section {
        section,
        offset: error.offset,
        path: error.path,
        problem: Box::new(error.problem),
    }
}

/// Decodes a section to its last byte.
fn whole<T>(
    bytes: &[u8],
    decode: impl FnOnce(&mut Reader<'_>) -> Result<T, Malformed>,
) -> Result<T, Malformed> {
    let mut reader = Reader::new(bytes);
    let value = decode(&mut reader)?;
    match reader.remaining() {
        0 => Ok(value),
        n => Err(malformed(reader.offset(), WireProblem::Trailing(n))),
    }
}

fn decode_schema(reader: &mut Reader<'_>) -> Result<Schema, Malformed> {
    wire::take_structure_head(reader, "PipelineSchema", SCHEMA_MEMBERS)?;
    let n = wire::take_head(reader, tag::ARRAY, "an array")?;
    let connections = (0..n)
        .map(|index| {
            take_connection(reader).map_err(|error| error.inside(&format!("connections[{index}]")))
        })
        .collect::<Result<_, _>>()?;
    let global_properties = wire::take_structure(reader, &Catalog::shipped().globals)
        .map_err(|error| error.inside("globalProperties"))?;
    let n = wire::take_head(reader, tag::MAP, "a map")?;
    let nodes = (0..n)
        .map(|index| take_node(reader).map_err(|error| error.inside(&format!("nodes[{index}]"))))
        .collect::<Result<_, _>>()?;
    Ok(Schema {
        connections,
        global_properties,
        nodes,
        extra: Map::new(),
    })
}

fn take_connection(reader: &mut Reader<'_>) -> Result<Connection, Malformed> {
    wire::take_structure_head(reader, "NodeConnectionSchema", CONNECTION_MEMBERS)?;
    let from_node = take_i64(reader)?;
    let output_group = wire::take_text(reader)?;
    let output = wire::take_text(reader)?;
    let to_node = take_i64(reader)?;
    let input_group = wire::take_text(reader)?;
    let input = wire::take_text(reader)?;
    Ok(Connection {
        from_node,
        output,
        output_group,
        to_node,
        input,
        input_group,
    })
}

fn take_i64(reader: &mut Reader<'_>) -> Result<i64, Malformed> {
    // The cast is exact: the number was checked against the type.
    Ok(wire::take_integer(reader, wire::I64)? as i64)
}

fn take_u32(reader: &mut Reader<'_>) -> Result<u32, Malformed> {
    Ok(wire::take_integer(reader, U32)? as u32)
}

fn take_i32(reader: &mut Reader<'_>) -> Result<i32, Malformed> {
    Ok(wire::take_integer(reader, I32)? as i32)
}

fn take_bool(reader: &mut Reader<'_>) -> Result<bool, Malformed> {
    Ok(wire::decode(reader, &Type::Bool)?
        .as_bool()
        .unwrap_or_default())
}

fn take_node(reader: &mut Reader<'_>) -> Result<Node, Malformed> {
    let offset = reader.offset();
    let key = take_i64(reader)?;
    wire::take_structure_head(reader, "NodeObjInfo", NODE_MEMBERS)?;
    let id = take_i64(reader)?;
    if id != key {
        let problem = format!("node {id} is filed under {key}");
        return Err(malformed(offset, WireProblem::Other(problem)));
    }
    let name = wire::take_text(reader)?;
    let bytes = wire::take_binary(reader)?;
    let start = reader.offset().saturating_sub(bytes.len());
    let properties = take_properties(&name, bytes).map_err(|mut error| {
        error.offset = error.offset.saturating_add(start);
        error.inside(&name)
    })?;
    let n = wire::take_head(reader, tag::MAP, "a map")?;
    let ports = (0..n)
        .map(|index| take_port(reader).map_err(|error| error.inside(&format!("ioInfo[{index}]"))))
        .collect::<Result<_, _>>()?;
    Ok(Node {
        id,
        name,
        ports,
        properties,
        extra: Map::new(),
    })
}

fn take_properties(name: &str, bytes: &[u8]) -> Result<Value, Malformed> {
    let catalog = Catalog::shipped();
    let Some(layout) = catalog.node(name, &Value::Null) else {
        // Without a layout the members have no names; the bytes are shown as they are, and cannot be encoded again.
        return Ok(bytes.iter().map(|byte| Value::from(*byte)).collect());
    };
    let structure: &Structure = &layout.properties;
    whole(bytes, |reader| wire::take_structure(reader, structure)).map(Value::Object)
}

fn take_port(reader: &mut Reader<'_>) -> Result<Port, Malformed> {
    let offset = reader.offset();
    let n = wire::take_head(reader, tag::ARRAY, "an array")?;
    if n != 2 {
        let (found, wanted) = (n as u64, 2);
        return Err(malformed(offset, WireProblem::Elements { found, wanted }));
    }
    let key = (wire::take_text(reader)?, wire::take_text(reader)?);
    wire::take_structure_head(reader, "NodeIoInfo", PORT_MEMBERS)?;
    let group = wire::take_text(reader)?;
    let name = wire::take_text(reader)?;
    let kind = take_i32(reader)?;
    let blocking = take_bool(reader)?;
    let queue_size = take_i32(reader)?;
    let wait_for_message = take_bool(reader)?;
    let id = take_u32(reader)?;
    if key.0 != group || key.1 != name {
        let problem = format!("port {group}/{name} is filed under {}/{}", key.0, key.1);
        return Err(malformed(offset, WireProblem::Other(problem)));
    }
    Ok(Port {
        blocking,
        group,
        id,
        name,
        queue_size,
        kind,
        wait_for_message,
        extra: Map::new(),
    })
}

fn decode_assets(reader: &mut Reader<'_>) -> Result<Vec<Entry>, Malformed> {
    wire::take_structure_head(reader, "Assets", ASSETS_MEMBERS)?;
    let n = wire::take_head(reader, tag::MAP, "a map")?;
    (0..n)
        .map(|index| take_asset(reader).map_err(|error| error.inside(&format!("map[{index}]"))))
        .collect()
}

fn take_asset(reader: &mut Reader<'_>) -> Result<Entry, Malformed> {
    let key = wire::take_text(reader)?;
    wire::take_structure_head(reader, "Assets::AssetInternal", ASSET_MEMBERS)?;
    Ok(Entry {
        offset: take_u32(reader)?,
        size: take_u32(reader)?,
        alignment: take_u32(reader)?,
        key,
    })
}
