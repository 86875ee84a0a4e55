//! One node: its properties, ports and assets.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Writer, literal, lookup,
    table::{Ways, ways},
};
use crate::pipeline::{
    Asset, INPUT, Node,
    blob::BlobHeader,
    build::{ALIGNMENT, End},
    catalog::{Direction, NodeType},
    types::Type,
};

/// Writes one node.
pub(super) struct NodeWriter<'a, 'b> {
    pub(super) writer: &'b mut Writer<'a>,
    pub(super) node: &'a Node,
    node_type: &'static NodeType,
    /// The node's variable.
    pub(super) name: String,
    ways: Option<&'static Ways>,
    defaults: Value,
    /// Leaves with their types.
    leaves: Vec<(String, &'static Type)>,
    /// Leaves that are written.
    pub(super) done: BTreeSet<String>,
    /// Leaves that an earlier call changed and that must be set, even to their default.
    touched: BTreeSet<String>,
    /// Assets that a setter brought along, by name.
    brought: BTreeSet<String>,
}

impl<'a, 'b> NodeWriter<'a, 'b> {
    pub(super) fn new(
        writer: &'b mut Writer<'a>,
        node: &'a Node,
        node_type: &'static NodeType,
        name: String,
    ) -> Self {
        let leaves = node_type.properties.leaves();
        Self {
            writer,
            node,
            node_type,
            name,
            ways: ways(&node_type.class),
            defaults: node_type.properties.defaults().into(),
            leaves: leaves
                .into_iter()
                .map(|(name, leaf)| (name, &leaf.ty))
                .collect(),
            done: BTreeSet::new(),
            touched: BTreeSet::new(),
            brought: BTreeSet::new(),
        }
    }

    /// What is given first: all else may depend on it.
    pub(super) fn contents(&mut self) {
        self.blob();
        self.script();
    }

    /// Everything that is not written yet.
    pub(super) fn rest(mut self) {
        self.setters();
        self.raw();
        self.assigned();
        self.unreachable();
        self.ports();
        self.assets();
    }

    /// The value of a leaf.
    pub(super) fn value(&self, leaf: &str) -> Option<&'a Value> {
        lookup(&self.node.properties, leaf)
    }

    /// Whether a leaf differs from a fresh node's.
    pub(super) fn differs(&self, leaf: &str) -> bool {
        self.value(leaf) != lookup(&self.defaults, leaf)
    }

    /// Whether a leaf must still be written.
    fn open(&self, leaf: &str) -> bool {
        !self.done.contains(leaf) && (self.differs(leaf) || self.touched.contains(leaf))
    }

    /// A leaf's value as Python.
    pub(super) fn literal(&self, leaf: &str) -> String {
        let ty = self.leaves.iter().find(|(name, _)| name == leaf);
        match ty.zip(self.value(leaf)) {
            Some(((_, ty), value)) => literal::value(value, ty),
            None => "None".into(),
        }
    }

    /// A member's value in a list of structures, as Python.
    pub(super) fn item(&self, leaf: &str, member: &str, value: &Value) -> String {
        let ty = self.leaves.iter().find(|(name, _)| name == leaf);
        let item = ty.and_then(|(_, ty)| match ty {
            Type::Vector(item) => match item.as_ref() {
                Type::Structure(structure) => structure.member(member),
                _ => None,
            },
            _ => None,
        });
        item.map_or_else(|| value.to_string(), |ty| literal::value(value, ty))
    }

    /// Writes `variable.method(arguments)`; `leaves` are done with it.
    pub(super) fn call(&mut self, method: &str, arguments: &[String], leaves: &[&str]) {
        let line = format!("{}.{method}({})", self.name, arguments.join(", "));
        self.writer.line(line);
        self.done
            .extend(leaves.iter().map(|leaf| (*leaf).to_owned()));
        let touched = self.ways.and_then(|ways| ways.touches.get(method));
        self.touched.extend(touched.into_iter().flatten().cloned());
    }

    fn setters(&mut self) {
        let Some(ways) = self.ways else { return };
        for (method, leaves) in &ways.setters {
            let wanted = leaves.iter().any(|leaf| self.open(leaf));
            let whole = leaves
                .iter()
                .all(|leaf| self.value(leaf).is_some_and(settable) && !self.done.contains(leaf));
            if wanted && whole {
                let arguments: Vec<_> = leaves.iter().map(|leaf| self.literal(leaf)).collect();
                let names: Vec<_> = leaves.iter().map(String::as_str).collect();
                self.call(method, &arguments, &names);
            }
        }
    }

    /// Everything that goes through `get()` and `set()` of a configuration, one configuration after the other.
    fn raw(&mut self) {
        let Some(ways) = self.ways else { return };
        let mut roots: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for leaf in &ways.raw {
            if self.open(leaf)
                && let Some((root, rest)) = leaf.split_once('.')
            {
                roots.entry(root).or_default().push((leaf, rest));
            }
        }
        for (root, leaves) in roots {
            let name = self.name.clone();
            self.writer.line(format!("config = {name}.{root}.get()"));
            for (leaf, rest) in leaves {
                let line = format!("config.{rest} = {}", self.literal(leaf));
                self.writer.line(line);
                self.done.insert(leaf.to_owned());
            }
            self.writer.line(format!("{name}.{root}.set(config)"));
        }
    }

    fn assigned(&mut self) {
        let Some(ways) = self.ways else { return };
        for leaf in &ways.assigned {
            if self.open(leaf) {
                let line = format!("{}.properties.{leaf} = {}", self.name, self.literal(leaf));
                self.writer.line(line);
                self.done.insert(leaf.clone());
            }
        }
    }

    fn unreachable(&mut self) {
        for (leaf, _) in self.leaves.clone() {
            if self.open(&leaf) {
                let what = format!("{}.{leaf} = {}", self.name, self.literal(&leaf));
                self.writer.cannot(what);
            }
        }
    }

    /// The asset that a uri property names, if it is stored as the library's setters store it.
    fn named(&self, leaf: &str, name: &str) -> Option<&'a Asset> {
        let uri = self.value(leaf)?.as_str()?;
        if uri.strip_prefix("asset:") != Some(name) {
            return None;
        }
        let key = Asset::node_key(self.node.id, name);
        let assets = self.writer.pipeline.assets();
        assets
            .iter()
            .find(|asset| asset.key == key && asset.alignment == ALIGNMENT)
    }

    fn blob(&mut self) {
        let Some(asset) = self.named("blobUri", "__blob") else {
            return;
        };
        let size = self.value("blobSize").and_then(Value::as_u64);
        // The library refuses files it cannot read.
        if BlobHeader::read(&asset.bytes).is_err() || size != Some(asset.bytes.len() as u64) {
            return;
        }
        let file = self.writer.file(&asset.key, &asset.bytes);
        self.call("setBlobPath", &[file], &["blobUri", "blobSize"]);
        self.brought.insert("__blob".into());
    }

    fn script(&mut self) {
        let Some(asset) = self.named("scriptUri", "__script") else {
            return;
        };
        let Ok(source) = std::str::from_utf8(&asset.bytes) else {
            return;
        };
        self.call("setScript", &[literal::long_text(source)], &["scriptUri"]);
        self.brought.insert("__script".into());
    }

    fn ports(&mut self) {
        let node = self.node;
        for port in &node.ports {
            let (direction, group) = if port.kind == INPUT {
                (Direction::In, port.group.as_str())
            } else {
                (Direction::Out, port.group.as_str())
            };
            let end = End::grouped(node.id, group, &port.name);
            let (Some(place), Some(fresh)) = (
                self.writer.port(end, direction),
                self.node_type.find(direction, group, &port.name),
            ) else {
                continue;
            };
            let links = self.writer.pipeline.connections().iter();
            let linked = links.into_iter().any(|link| link.is_at(end, direction));
            let before = self.writer.body.len();
            if direction == Direction::In {
                if port.blocking != fresh.blocking {
                    let blocking = if port.blocking { "True" } else { "False" };
                    self.writer.line(format!("{place}.setBlocking({blocking})"));
                }
                if port.queue_size != fresh.queue_size {
                    self.writer
                        .line(format!("{place}.setQueueSize({})", port.queue_size));
                }
                if port.wait_for_message != fresh.wait_for_message {
                    let wait = if port.wait_for_message {
                        "True"
                    } else {
                        "False"
                    };
                    self.writer
                        .line(format!("{place}.setWaitForMessage({wait})"));
                }
            }
            // Naming a port of a group makes it.
            if !group.is_empty() && !linked && self.writer.body.len() == before {
                self.writer.line(place);
            }
        }
    }

    fn assets(&mut self) {
        let prefix = Asset::node_key(self.node.id, "");
        let pipeline = self.writer.pipeline;
        for asset in pipeline.assets() {
            if let Some(name) = asset.key.strip_prefix(&prefix)
                && !self.brought.contains(name)
            {
                self.writer.asset(&self.name, name, asset);
            }
        }
    }
}

/// Whether setters take a value: none takes None, and most take 32-bit integers.
fn settable(value: &Value) -> bool {
    let large = value
        .as_i64()
        .is_some_and(|number| number > i64::from(i32::MAX));
    !value.is_null() && !large
}
