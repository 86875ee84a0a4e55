//! Changing a pipeline that is there: what an editor, a fix and a recipe need beside the functions of
//! [`super::build`].
//!
//! Each function leaves the pipeline as it was when it fails. Nodes and properties of other library versions are kept
//! and may be moved, linked and removed; their values are not checked, because nothing is known about them.

use bytes::Bytes;
use serde_json::Value;

use super::{
    Asset, Connection, Node, Pipeline, PipelineError,
    build::{End, form, kind},
    catalog::{Catalog, Direction, NodeType},
    wire::{self, Located as _},
};

/// How an input takes messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Whether a full queue holds up the sender; otherwise the oldest message gives way.
    pub blocking: bool,
    /// Messages the queue holds.
    pub size: i32,
    /// Whether the node waits for a message here before it works.
    pub wait: bool,
}

impl Node {
    /// The node's type, unless the shipped library version does not have it.
    pub fn node_type(&self) -> Option<&'static NodeType> {
        Catalog::shipped().node(&self.name, &self.properties)
    }

    /// `node 3 (ColorCamera)`, as the messages name it.
    pub fn place(&self) -> String {
        format!("node {} ({})", self.id, self.name)
    }
}

impl Connection {
    /// A link between two ports.
    pub fn new(from: End<'_>, to: End<'_>) -> Self {
        Self {
            from_node: from.node,
            output: from.port.into(),
            output_group: from.group.into(),
            to_node: to.node,
            input: to.port.into(),
            input_group: to.group.into(),
        }
    }

    /// Where it starts.
    pub fn from_end(&self) -> End<'_> {
        End::grouped(self.from_node, &self.output_group, &self.output)
    }

    /// Where it ends.
    pub fn to_end(&self) -> End<'_> {
        End::grouped(self.to_node, &self.input_group, &self.input)
    }

    /// Whether it starts or ends at a node.
    pub const fn touches(&self, node: i64) -> bool {
        self.from_node == node || self.to_node == node
    }

    /// Whether a port is its start or end; `direction` tells which of the two.
    pub fn is_at(&self, end: End<'_>, direction: Direction) -> bool {
        match direction {
            Direction::Out => self.from_end() == end,
            Direction::In => self.to_end() == end,
        }
    }
}

impl Pipeline {
    /// Puts a node in that was made elsewhere, such as a copy, with its assets by name; it gets an id and port ids
    /// of its own. Gives the id.
    pub fn insert(&mut self, mut node: Node, assets: Vec<(String, Bytes)>) -> i64 {
        node.id = self.next_id();
        for (id, port) in (self.next_port()..).zip(&mut node.ports) {
            port.id = id;
        }
        let id = node.id;
        self.schema.nodes.push(node);
        for (name, bytes) in assets {
            self.set_asset(id, &name, bytes);
        }
        id
    }

    /// Takes a node out, with its links and its assets.
    pub fn remove(&mut self, node: i64) -> Result<(), PipelineError> {
        self.node_mut(node)?;
        self.schema.nodes.retain(|each| each.id != node);
        self.schema.connections.retain(|link| !link.touches(node));
        let prefix = Asset::node_key(node, "");
        self.assets.retain(|asset| !asset.key.starts_with(&prefix));
        Ok(())
    }

    /// Links two ports: both must exist, be it in the library's list of a node type only; ports of a group are made.
    /// A link that is there already is refused. Whether the types match is the check's business.
    pub fn link(&mut self, link: Connection) -> Result<(), PipelineError> {
        if self.schema.connections.contains(&link) {
            let place = format!("node {}", link.to_node);
            return Err(form(place, "this link is there already"));
        }
        let unmade = self.node_mut(link.from_node)?.ports.len();
        self.ensure_port(link.from_end(), Direction::Out)?;
        if let Err(error) = self.ensure_port(link.to_end(), Direction::In) {
            self.node_mut(link.from_node)?.ports.truncate(unmade);
            return Err(error);
        }
        self.schema.connections.push(link);
        Ok(())
    }

    fn ensure_port(&mut self, end: End<'_>, direction: Direction) -> Result<(), PipelineError> {
        let node_type = self.node_mut(end.node)?.node_type();
        let unlisted = node_type
            .and_then(|it| it.find(direction, end.group, end.port))
            .is_some_and(|port| !port.listed && end.group.is_empty());
        if unlisted {
            return Ok(());
        }
        self.port(end, direction).map(drop)
    }

    /// Takes a link out; tells whether it was there. Of two equal ones the first goes.
    pub fn unlink(&mut self, link: &Connection) -> bool {
        let links = &mut self.schema.connections;
        let found = links.iter().position(|each| each == link);
        if let Some(at) = found {
            links.remove(at);
        }
        found.is_some()
    }

    /// Sets a property of another library version, which [`Self::set`] refuses, unchecked. It must be there.
    pub fn set_unknown(
        &mut self,
        node: i64,
        property: &str,
        value: impl Into<Value>,
    ) -> Result<(), PipelineError> {
        let node = self.node_mut(node)?;
        let place = node.place();
        let pointer = format!("/{}", property.replace('.', "/"));
        let slot = node.properties.pointer_mut(&pointer);
        *slot.ok_or_else(|| form(place, format!("there is no property {property}")))? =
            value.into();
        Ok(())
    }

    /// Sets a global property by its dotted name, checked against its type.
    pub fn set_global(
        &mut self,
        property: &str,
        value: impl Into<Value>,
    ) -> Result<(), PipelineError> {
        let place = "global properties";
        let missing = || form(place, format!("there is no property {property}"));
        let globals = &Catalog::shipped().globals;
        let ty = globals.member(property).ok_or_else(missing)?;
        let value = wire::canonical(&value.into(), ty).map_err(|unfit| PipelineError::Value {
            place: place.into(),
            node: None,
            value: unfit.value.clone(),
            allowed: unfit.allowed.clone(),
            path: unfit.inside(property).path,
        })?;
        let properties = &mut self.schema.global_properties;
        let Some((first, rest)) = property.split_once('.') else {
            properties.insert(property.to_owned(), value);
            return Ok(());
        };
        let pointer = format!("/{}", rest.replace('.', "/"));
        let slot = properties
            .get_mut(first)
            .and_then(|it| it.pointer_mut(&pointer));
        *slot.ok_or_else(missing)? = value;
        Ok(())
    }

    /// Sets how an input takes messages; ports of a group are made.
    pub fn set_queue(&mut self, end: End<'_>, queue: Queue) -> Result<(), PipelineError> {
        if queue.size < 1 {
            let place = format!("node {}", end.node);
            return Err(form(place, "a queue holds at least one message"));
        }
        let port = self.port(end, Direction::In)?;
        port.blocking = queue.blocking;
        port.queue_size = queue.size;
        port.wait_for_message = queue.wait;
        Ok(())
    }

    /// Makes a port in a group, such as an input of a Script. Refuses an empty name and one that is taken.
    pub fn add_port(&mut self, end: End<'_>, direction: Direction) -> Result<(), PipelineError> {
        let node = self.node_mut(end.node)?;
        let (place, name) = (node.place(), end.port);
        let taken = |port: &super::Port| port.group == end.group && port.name == name;
        if name.is_empty() {
            return Err(form(place, "a port needs a name"));
        }
        if node.ports.iter().any(taken) {
            let problem =
                format!("the name {name} is taken; inputs and outputs must have different names");
            return Err(form(place, problem));
        }
        self.port(end, direction).map(drop)
    }

    /// Takes a port of a group out, with its links. Fixed ports stay.
    pub fn remove_port(&mut self, end: End<'_>, direction: Direction) -> Result<(), PipelineError> {
        let node = self.node_mut(end.node)?;
        let place = node.place();
        if end.group.is_empty() {
            let problem = format!("{} belongs to the node type and stays", end.port);
            return Err(form(place, problem));
        }
        let is_it = |port: &super::Port| {
            port.kind == kind(direction) && port.group == end.group && port.name == end.port
        };
        if !node.ports.iter().any(is_it) {
            return Err(form(place, format!("there is no port {}", end.port)));
        }
        node.ports.retain(|port| !is_it(port));
        let links = &mut self.schema.connections;
        links.retain(|link| !link.is_at(end, direction));
        Ok(())
    }

    /// Gives a port of a group another name; its links follow.
    pub fn rename_port(
        &mut self,
        end: End<'_>,
        direction: Direction,
        name: &str,
    ) -> Result<(), PipelineError> {
        let node = self.node_mut(end.node)?;
        let place = node.place();
        let of_group = |port: &super::Port| port.group == end.group && !end.group.is_empty();
        if name.is_empty() {
            return Err(form(place, "a port needs a name"));
        }
        if name == end.port {
            return Ok(());
        }
        let mut ports = node.ports.iter();
        if ports.any(|port| of_group(port) && port.name == name) {
            return Err(form(place, format!("the name {name} is taken")));
        }
        let found = node
            .ports
            .iter_mut()
            .find(|port| port.kind == kind(direction) && of_group(port) && port.name == end.port);
        let Some(port) = found else {
            return Err(form(place, format!("there is no port {}", end.port)));
        };
        name.clone_into(&mut port.name);
        for link in &mut self.schema.connections {
            if link.is_at(end, direction) {
                name.clone_into(match direction {
                    Direction::Out => &mut link.output,
                    Direction::In => &mut link.input,
                });
            }
        }
        Ok(())
    }

    /// Adds or replaces an asset of the pipeline itself, such as a camera tuning.
    pub fn set_pipeline_asset(&mut self, name: &str, bytes: Bytes) {
        let key = Asset::pipeline_key(name);
        self.assets.retain(|asset| asset.key != key);
        self.assets.push(Asset {
            key,
            alignment: super::build::ALIGNMENT,
            bytes,
        });
    }

    /// Takes an asset out; tells whether it was there.
    pub fn remove_asset(&mut self, key: &str) -> bool {
        let before = self.assets.len();
        self.assets.retain(|asset| asset.key != key);
        self.assets.len() < before
    }

    /// The assets of a node by name, without their common prefix.
    pub fn node_assets(&self, node: i64) -> Vec<(String, Bytes)> {
        let prefix = Asset::node_key(node, "");
        let name = |asset: &Asset| asset.key.strip_prefix(&prefix).map(str::to_owned);
        self.assets
            .iter()
            .filter_map(|asset| Some((name(asset)?, asset.bytes.clone())))
            .collect()
    }

    /// The id for a new node.
    pub(super) fn next_id(&self) -> i64 {
        let ids = self.schema.nodes.iter().map(|node| node.id);
        ids.max().map_or(0, |id| id.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A camera whose preview goes to a script.
    fn pair() -> (Pipeline, i64, i64) {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        let link = Connection::new(
            End::fixed(camera, "preview"),
            End::grouped(script, "io", "frames"),
        );
        pipeline.link(link).unwrap();
        pipeline.set_script(script, "pass").unwrap();
        (pipeline, camera, script)
    }

    #[test]
    fn removing_a_node_takes_links_and_assets_along() {
        let (mut pipeline, camera, script) = pair();
        pipeline.remove(script).unwrap();
        assert_eq!(pipeline.nodes().len(), 1);
        assert!(pipeline.connections().is_empty() && pipeline.assets().is_empty());
        assert!(pipeline.remove(script).is_err());
        assert!(pipeline.node(camera).is_some());
    }

    #[test]
    fn a_copy_gets_its_own_ids() {
        let (mut pipeline, _, script) = pair();
        let copy = pipeline.node(script).unwrap().clone();
        let id = pipeline.insert(copy, pipeline.node_assets(script));
        assert_ne!(id, script);
        assert_eq!(
            pipeline.asset(&Asset::node_key(id, "__script")).unwrap(),
            "pass"
        );
        let mut ports: Vec<_> = pipeline.nodes().iter().flat_map(|it| &it.ports).collect();
        let n = ports.len();
        ports.sort_by_key(|port| port.id);
        ports.dedup_by_key(|port| port.id);
        assert_eq!(ports.len(), n, "port ids differ");
    }

    #[test]
    fn a_link_is_made_once_and_only_between_ports_that_exist() {
        let (mut pipeline, camera, script) = pair();
        let there = pipeline.connections()[0].clone();
        assert!(pipeline.link(there.clone()).is_err());
        let before = pipeline.clone();
        let nowhere = Connection::new(
            End::grouped(script, "io", "fresh"),
            End::fixed(camera, "no such input"),
        );
        assert!(pipeline.link(nowhere).is_err());
        assert_eq!(pipeline, before, "a failed link leaves no port behind");
        assert!(pipeline.unlink(&there));
        assert!(!pipeline.unlink(&there));
    }

    #[test]
    fn ports_of_a_group_come_and_go_with_their_links() {
        let (mut pipeline, _, script) = pair();
        let frames = End::grouped(script, "io", "frames");
        assert!(pipeline.add_port(frames, Direction::Out).is_err());
        pipeline
            .add_port(End::grouped(script, "io", "out"), Direction::Out)
            .unwrap();
        assert!(pipeline.rename_port(frames, Direction::In, "out").is_err());
        pipeline
            .rename_port(frames, Direction::In, "video")
            .unwrap();
        assert_eq!(pipeline.connections()[0].input, "video");
        let video = End::grouped(script, "io", "video");
        pipeline.remove_port(video, Direction::In).unwrap();
        assert!(pipeline.connections().is_empty());
        assert!(pipeline.remove_port(video, Direction::In).is_err());
    }

    #[test]
    fn queues_and_global_properties_are_checked() {
        let (mut pipeline, _, script) = pair();
        let frames = End::grouped(script, "io", "frames");
        let queue = |size| Queue {
            blocking: false,
            size,
            wait: true,
        };
        assert!(pipeline.set_queue(frames, queue(0)).is_err());
        pipeline.set_queue(frames, queue(3)).unwrap();
        let port = pipeline.node(script).unwrap().ports.iter();
        let port = port.into_iter().find(|port| port.name == "frames").unwrap();
        assert_eq!((port.queue_size, port.wait_for_message), (3, true));
        pipeline.set_global("sippBufferSize", 20_000).unwrap();
        assert!(pipeline.set_global("sippBufferSize", "much").is_err());
        assert!(pipeline.set_global("nothing", 1).is_err());
    }

    #[test]
    fn unknown_properties_can_be_set_where_they_are() {
        let (mut pipeline, camera, _) = pair();
        let properties = &mut pipeline.schema.nodes[0].properties;
        properties["future"] = serde_json::json!({"mode": 1});
        assert!(pipeline.set(camera, "future.mode", 2).is_err());
        pipeline.set_unknown(camera, "future.mode", 2).unwrap();
        assert_eq!(
            pipeline.node(camera).unwrap().properties["future"]["mode"],
            2
        );
        assert!(pipeline.set_unknown(camera, "past", 2).is_err());
    }
}
