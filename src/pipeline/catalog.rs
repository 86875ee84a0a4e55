//! The node catalog: every node type of one library version, as data.
//!
//! `catalog.json` is the data file of depthai 2.33.0.0: node types with their ports and properties in wire order
//! (types, defaults, the first Python setter), enumerations, fixed structures, message families. The codecs, the
//! standalone check and the recipes are driven by it; a newer library version is another such file.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::types::{Enumeration, Member, MemberForm, Scope, Structure, Type};

/// Name of the structure of global properties, made from the catalog's `globals`.
const GLOBALS: &str = "GlobalProperties";

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    // A test proves that the shipped file parses; an empty catalog would call every node type unknown.
    Catalog::parse(include_str!("catalog.json")).unwrap_or_default()
});

/// Everything known about one library version.
#[derive(Debug, Default)]
pub struct Catalog {
    /// Library and version, such as `depthai 2.33.0.0`.
    pub library: String,
    /// Commit of the device firmware that belongs to it, 40 hex digits.
    pub firmware: String,
    /// Node types by the name of their Python class.
    pub nodes: BTreeMap<String, NodeType>,
    /// Enumerations by their C++ name.
    pub enums: BTreeMap<String, Arc<Enumeration>>,
    /// Layout of the global properties.
    pub globals: Structure,
    descendants: BTreeMap<String, Vec<String>>,
}

/// One node type.
#[derive(Debug)]
pub struct NodeType {
    /// Name of the Python class.
    pub class: String,
    /// Name in files; several classes may share it.
    pub schema: String,
    /// Fixed ports.
    pub ports: Vec<PortType>,
    /// Groups of ports that are made on use.
    pub groups: Vec<PortType>,
    /// Properties in wire order.
    pub properties: Structure,
    /// [`family`] of its defaults.
    family: Option<i64>,
}

/// What tells classes apart that share a name in files.
fn family(properties: &Value) -> Option<i64> {
    properties.pointer("/parser/nnFamily")?.as_i64()
}

/// A fixed port, or a group of ports that are made on use.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortType {
    /// Name of the port, or of the group, in files.
    pub name: String,
    /// Whether messages come in or go out.
    pub direction: Direction,
    /// Python attribute, where it differs from the name.
    pub attribute: Option<String>,
    /// Message types; a trailing `+` includes their descendants.
    pub messages: Vec<String>,
    /// Inputs: whether a full queue holds up the sender.
    #[serde(default)]
    pub blocking: bool,
    /// Inputs: length of the queue; outputs carry 8.
    #[serde(default = "PortType::output_queue")]
    pub queue_size: i32,
    /// Inputs: whether the node waits for a message here.
    #[serde(default)]
    pub wait_for_message: bool,
    /// Whether the node does nothing useful while this input has no link.
    #[serde(default)]
    pub required: bool,
    /// Whether the library lists the port in files; a few can be linked only.
    #[serde(default = "yes")]
    pub listed: bool,
    /// Whether Python offers the port as an attribute.
    #[serde(default = "yes")]
    pub python: bool,
}

/// Direction of a port, seen from its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Receives messages.
    In,
    /// Sends messages.
    Out,
}

const fn yes() -> bool {
    true
}

impl PortType {
    const fn output_queue() -> i32 {
        8
    }
}

impl NodeType {
    /// The fixed port `name` of a direction.
    pub fn port(&self, direction: Direction, name: &str) -> Option<&PortType> {
        self.ports
            .iter()
            .find(|port| port.direction == direction && port.name == name)
    }

    /// The group `name` of a direction.
    pub fn group(&self, direction: Direction, name: &str) -> Option<&PortType> {
        self.groups
            .iter()
            .find(|group| group.direction == direction && group.name == name)
    }

    /// The port type behind `group` and `name` as links carry them: `group` is empty for fixed ports.
    pub fn find(&self, direction: Direction, group: &str, name: &str) -> Option<&PortType> {
        if group.is_empty() {
            self.port(direction, name)
        } else {
            self.group(direction, group)
        }
    }
}

impl Catalog {
    /// The shipped catalog, parsed once.
    pub fn shipped() -> &'static Self {
        &CATALOG
    }

    /// Reads a catalog file; the message of a failure names the place.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let enums = file
            .enums
            .into_iter()
            .map(|(name, form)| Ok((name.clone(), Arc::new(form.build(name)?))))
            .collect::<Result<BTreeMap<_, _>, String>>()?;
        let scope = Scope::new(&enums, &file.structures);
        let nodes = file
            .nodes
            .into_iter()
            .map(|(class, form)| Ok((class.clone(), form.build(class, &scope)?)))
            .collect::<Result<_, String>>()?;
        let globals = scope.structure(GLOBALS, &file.globals)?;
        Ok(Self {
            library: file.library,
            firmware: file.firmware,
            nodes,
            globals,
            descendants: file.descendants,
            enums,
        })
    }

    /// The node type of a node as files name it. Classes that share a name share their layout; the detection family
    /// tells them apart, and with it their defaults.
    pub fn node(&self, schema: &str, properties: &Value) -> Option<&NodeType> {
        let types = || self.nodes.values().filter(|node| node.schema == schema);
        let wanted = family(properties);
        types()
            .find(|node| node.family == wanted)
            .or_else(|| types().next())
    }

    /// Default properties of a class, complete.
    pub fn defaults(&self, class: &str) -> Option<Map<String, Value>> {
        let node = self.nodes.get(class);
        node.map(|node| node.properties.defaults())
    }

    /// Whether a port sending `sent` may feed a port taking `taken`: they share a type, or one side includes the
    /// descendants of its type and the other's type is one of them.
    pub fn compatible(&self, sent: &[String], taken: &[String]) -> bool {
        sent.iter()
            .any(|sent| taken.iter().any(|taken| self.related(sent, taken)))
    }

    fn related(&self, one: &str, other: &str) -> bool {
        let split = |text: &str| {
            text.strip_suffix('+')
                .map_or_else(|| (text.to_owned(), false), |name| (name.to_owned(), true))
        };
        let ((one, one_wide), (other, other_wide)) = (split(one), split(other));
        let below = |name: &str, base: &str| {
            self.descendants
                .get(base)
                .is_some_and(|names| names.iter().any(|each| each == name))
        };
        one == other || (one_wide && below(&other, &one)) || (other_wide && below(&one, &other))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    library: String,
    firmware: String,
    descendants: BTreeMap<String, Vec<String>>,
    enums: BTreeMap<String, EnumForm>,
    structures: BTreeMap<String, Vec<MemberForm>>,
    globals: Vec<MemberForm>,
    nodes: BTreeMap<String, NodeForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnumForm {
    r#type: String,
    values: Map<String, Value>,
    python: Option<String>,
}

impl EnumForm {
    fn build(self, name: String) -> Result<Enumeration, String> {
        let integer = Type::integer(&self.r#type)
            .ok_or_else(|| format!("{name}: `{}` is no integer type", self.r#type))?;
        let values = self
            .values
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_i64()?)))
            .collect();
        Ok(Enumeration {
            name,
            integer,
            values,
            python: self.python,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NodeForm {
    schema: String,
    ports: Vec<PortType>,
    #[serde(default)]
    groups: Vec<PortType>,
    properties: Vec<MemberForm>,
}

impl NodeForm {
    fn build(self, class: String, scope: &Scope<'_>) -> Result<NodeType, String> {
        let properties = scope
            .structure(&format!("{}Properties", self.schema), &self.properties)
            .map_err(|problem| format!("{class}: {problem}"))?;
        Ok(NodeType {
            class,
            schema: self.schema,
            ports: self.ports,
            groups: self.groups,
            family: family(&properties.defaults().into()),
            properties,
        })
    }
}

impl Structure {
    /// Every leaf below this structure with its dotted name, in wire order.
    pub fn leaves(&self) -> Vec<(String, &Member)> {
        let mut leaves = Vec::new();
        self.collect_leaves("", &mut leaves);
        leaves
    }

    fn collect_leaves<'a>(&'a self, prefix: &str, leaves: &mut Vec<(String, &'a Member)>) {
        for member in &self.members {
            let name = format!("{prefix}{}", member.name);
            match &member.ty {
                Type::Structure(inner) => inner.collect_leaves(&format!("{name}."), leaves),
                _ => leaves.push((name, member)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_catalog_parses() {
        let catalog = Catalog::parse(include_str!("catalog.json")).unwrap();
        assert_eq!(catalog.library, "depthai 2.33.0.0");
        assert_eq!(catalog.nodes.len(), 32);
        let leaves: usize = catalog
            .nodes
            .values()
            .map(|node| node.properties.leaves().len())
            .sum();
        assert_eq!(leaves, 530);
        assert_eq!(catalog.globals.members.len(), 10);
    }

    #[test]
    fn classes_that_share_a_name_are_told_apart() {
        let catalog = Catalog::shipped();
        for class in ["YoloDetectionNetwork", "MobileNetSpatialDetectionNetwork"] {
            let defaults = Value::Object(catalog.defaults(class).unwrap());
            let schema = &catalog.nodes[class].schema;
            assert_eq!(catalog.node(schema, &defaults).unwrap().class, class);
        }
    }

    #[test]
    fn message_families_decide_about_links() {
        let catalog = Catalog::shipped();
        let list = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let compatible =
            |sent: &[&str], taken: &[&str]| catalog.compatible(&list(sent), &list(taken));
        assert!(compatible(&["ImgFrame"], &["Buffer+"]));
        assert!(compatible(&["Buffer+"], &["ImgFrame"]));
        assert!(compatible(&["ImgDetections"], &["ImgDetections"]));
        assert!(!compatible(&["ImgFrame"], &["NNData", "Buffer"]));
    }
}
