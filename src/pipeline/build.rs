//! Making a pipeline by hand: nodes with their defaults, properties, links, assets.
//!
//! What these functions refuse, the caller got wrong, so each refusal names the node type, the property or the port.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    Asset, Connection, INPUT, Node, OUTPUT, Pipeline, PipelineError, Port,
    catalog::{Catalog, Direction, PortType},
    wire::{self, Located as _},
};

/// Alignment of assets, in bytes, as the library writes them.
pub(super) const ALIGNMENT: u32 = 64;

/// One end of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End<'a> {
    /// Node id.
    pub node: i64,
    /// Group for ports that are made on use, else empty.
    pub group: &'a str,
    /// Port name.
    pub port: &'a str,
}

impl<'a> End<'a> {
    /// A fixed port.
    pub const fn fixed(node: i64, port: &'a str) -> Self {
        let group = "";
        Self { node, group, port }
    }

    /// A port of a group; linking makes it.
    pub const fn grouped(node: i64, group: &'a str, port: &'a str) -> Self {
        Self { node, group, port }
    }
}

pub(super) fn form(path: impl Into<String>, problem: impl Into<String>) -> PipelineError {
    PipelineError::Form {
        path: path.into(),
        problem: problem.into(),
    }
}

impl Pipeline {
    /// Adds a node of a Python class with its default properties and fixed ports; gives its id.
    pub fn create(&mut self, class: &str) -> Result<i64, PipelineError> {
        let catalog = Catalog::shipped();
        let unknown = || form(class, format!("{} has no such node type", catalog.library));
        let node_type = catalog.nodes.get(class).ok_or_else(unknown)?;
        let properties = catalog.defaults(class).ok_or_else(unknown)?;
        let id = self.next_id();
        let listed = node_type.ports.iter().filter(|port| port.listed);
        let first = self.next_port();
        let ports = (first..)
            .zip(listed)
            .map(|(id, port)| new_port(port, "", &port.name, id))
            .collect();
        self.schema.nodes.push(Node {
            id,
            name: node_type.schema.clone(),
            ports,
            properties: Value::Object(properties),
            extra: Map::new(),
        });
        Ok(id)
    }

    /// Sets a property by its dotted name. The value is checked against the property's type, and kept as a package
    /// would keep it: 32-bit floats are rounded.
    pub fn set(
        &mut self,
        node: i64,
        property: &str,
        value: impl Into<Value>,
    ) -> Result<(), PipelineError> {
        let node = self.node_mut(node)?;
        let place = format!("node {} ({})", node.id, node.name);
        let missing = || form(place.as_str(), format!("there is no property {property}"));
        let node_type = Catalog::shipped().node(&node.name, &node.properties);
        let ty = node_type
            .and_then(|node_type| node_type.properties.member(property))
            .ok_or_else(missing)?;
        let value = wire::canonical(&value.into(), ty).map_err(|unfit| PipelineError::Value {
            place: place.clone(),
            node: Some(node.id),
            value: unfit.value.clone(),
            allowed: unfit.allowed.clone(),
            path: unfit.inside(property).path,
        })?;
        let pointer = format!("/{}", property.replace('.', "/"));
        let slot = node.properties.pointer_mut(&pointer);
        *slot.ok_or_else(missing)? = value;
        Ok(())
    }

    /// Sets queue length and blocking of an input; ports of a group are made.
    pub fn set_input(
        &mut self,
        end: End<'_>,
        blocking: bool,
        queue_size: i32,
    ) -> Result<(), PipelineError> {
        let port = self.port(end, Direction::In)?;
        port.blocking = blocking;
        port.queue_size = queue_size;
        Ok(())
    }

    /// Links an output to an input.
    pub fn connect(&mut self, from: End<'_>, to: End<'_>) -> Result<(), PipelineError> {
        self.port(from, Direction::Out)?;
        self.port(to, Direction::In)?;
        self.schema.connections.push(Connection::new(from, to));
        Ok(())
    }

    /// Adds or replaces an asset of a node.
    pub fn set_asset(&mut self, node: i64, name: &str, bytes: Bytes) {
        let key = Asset::node_key(node, name);
        self.assets.retain(|asset| asset.key != key);
        self.assets.push(Asset {
            key,
            alignment: ALIGNMENT,
            bytes,
        });
    }

    /// Gives a Script node its source.
    pub fn set_script(&mut self, node: i64, source: &str) -> Result<(), PipelineError> {
        self.set(node, "scriptUri", "asset:__script")?;
        self.set_asset(node, "__script", Bytes::copy_from_slice(source.as_bytes()));
        Ok(())
    }

    /// Gives a neural network node its network.
    pub fn set_blob(&mut self, node: i64, blob: &[u8]) -> Result<(), PipelineError> {
        self.set(node, "blobUri", "asset:__blob")?;
        self.set(node, "blobSize", blob.len() as u64)?;
        self.set_asset(node, "__blob", Bytes::copy_from_slice(blob));
        Ok(())
    }

    pub(super) fn node_mut(&mut self, id: i64) -> Result<&mut Node, PipelineError> {
        let found = self.schema.nodes.iter_mut().find(|node| node.id == id);
        found.ok_or_else(|| form(format!("node {id}"), "there is no such node"))
    }

    /// The id for a new port.
    pub(super) fn next_port(&self) -> u32 {
        let ports = self.schema.nodes.iter().flat_map(|node| &node.ports);
        let last = ports.map(|port| port.id).max().unwrap_or_default();
        last.saturating_add(1)
    }

    pub(super) fn port(
        &mut self,
        end: End<'_>,
        direction: Direction,
    ) -> Result<&mut Port, PipelineError> {
        let next = self.next_port();
        let node = self.node_mut(end.node)?;
        let (id, name) = (node.id, node.name.clone());
        let kind = kind(direction);
        let named = |port: &Port| port.group == end.group && port.name == end.port;
        let is_it = |port: &Port| port.kind == kind && named(port);
        // Inputs and outputs of a group share their names: an output is not made beside an input.
        if !node.ports.iter().any(named) && !end.group.is_empty() {
            let types = Catalog::shipped().node(&name, &node.properties);
            if let Some(group) = types.and_then(|types| types.group(direction, end.group)) {
                let port = new_port(group, end.group, end.port, next);
                node.ports.push(port);
            }
        }
        node.ports
            .iter_mut()
            .find(|port| is_it(port))
            .ok_or_else(|| {
                let problem = format!("there is no port {}", end.port);
                form(format!("node {id} ({name})"), problem)
            })
    }
}

pub(super) const fn kind(direction: Direction) -> i32 {
    match direction {
        Direction::In => INPUT,
        Direction::Out => OUTPUT,
    }
}

pub(super) fn new_port(port: &PortType, group: &str, name: &str, id: u32) -> Port {
    Port {
        blocking: port.blocking,
        group: group.to_owned(),
        id,
        name: name.to_owned(),
        queue_size: port.queue_size,
        kind: kind(port.direction),
        wait_for_message: port.wait_for_message,
        extra: Map::new(),
    }
}
