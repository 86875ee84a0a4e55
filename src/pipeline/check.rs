//! The standalone check: what a pipeline needs to work on a camera that no computer talks to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Asset, Connection, Node, Pipeline,
    blob::{BlobError, BlobHeader, OpenVino},
    catalog::{Catalog, Direction, NodeType, PortType},
    script,
};

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The rule that found it.
    pub rule: Rule,
    /// The node it is about.
    pub node: Option<i64>,
    /// What is wrong and what to do, a sentence.
    pub text: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The application cannot work.
    Error,
    /// The application may not work as meant.
    Warning,
}

/// Rules of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The library version has this node type.
    KnownNode,
    /// Nothing waits for a computer.
    NoXlink,
    /// Something leaves the camera.
    Output,
    /// Inputs that a node cannot do without are linked.
    LinkedInputs,
    /// Both ends of a link exist.
    LinkEnds,
    /// What a link carries is what its input takes.
    LinkTypes,
    /// No link is there twice.
    DuplicateLink,
    /// Assets that properties name are there.
    Assets,
    /// Scripts use addresses; the camera resolves no names.
    HostNames,
    /// Scripts that use the network run where the network is.
    ScriptProcessor,
    /// Networks are there, readable, of their stated size and of a version with firmware.
    Networks,
    /// All networks are of one OpenVINO version.
    OneOpenVino,
}

/// Node types whose work leaves the camera without a computer that asks for it.
const SINKS: [&str; 3] = ["Script", "SPIOut", "UVC"];

/// Property value of a Script that runs on the processor with the network.
const LEON_CSS: i64 = 0;

/// Runs all rules.
pub(super) fn check(pipeline: &Pipeline) -> Vec<Finding> {
    let mut check = Check {
        pipeline,
        catalog: Catalog::shipped(),
        findings: Vec::new(),
    };
    check.nodes();
    check.outputs();
    check.links();
    check.inputs();
    check.assets();
    check.scripts();
    check.networks();
    check.findings
}

struct Check<'a> {
    pipeline: &'a Pipeline,
    catalog: &'static Catalog,
    findings: Vec<Finding>,
}

impl<'a> Check<'a> {
    fn find(&mut self, severity: Severity, rule: Rule, node: Option<i64>, text: String) {
        self.findings.push(Finding {
            severity,
            rule,
            node,
            text,
        });
    }

    fn error(&mut self, rule: Rule, node: i64, text: String) {
        self.find(Severity::Error, rule, Some(node), text);
    }

    fn warning(&mut self, rule: Rule, node: i64, text: String) {
        self.find(Severity::Warning, rule, Some(node), text);
    }

    fn node_type(&self, node: &Node) -> Option<&'static NodeType> {
        self.catalog.node(&node.name, &node.properties)
    }

    fn nodes(&mut self) {
        for node in self.pipeline.nodes() {
            let (id, name) = (node.id, &node.name);
            if self.node_type(node).is_none() {
                let library = &self.catalog.library;
                let text = format!("node {id} is of type {name}, which {library} does not have");
                self.error(Rule::KnownNode, id, text);
            }
            if name.starts_with("XLink") {
                let text = format!(
                    "node {id} ({name}) talks to a computer, and a standalone camera has none; \
                     remove it, or send with a Script or SPIOut"
                );
                self.error(Rule::NoXlink, id, text);
            }
        }
    }

    fn outputs(&mut self) {
        let nodes = self.pipeline.nodes();
        if nodes.iter().any(|node| SINKS.contains(&node.name.as_str())) {
            return;
        }
        let text = if nodes.is_empty() {
            "the pipeline is empty".to_owned()
        } else {
            "nothing leaves the camera; add a Script that sends, an SPIOut or a UVC node".to_owned()
        };
        self.find(Severity::Error, Rule::Output, None, text);
    }

    fn links(&mut self) {
        let mut seen = BTreeSet::new();
        for link in self.pipeline.connections() {
            let key = (
                (link.from_node, &link.output_group, &link.output),
                (link.to_node, &link.input_group, &link.input),
            );
            if !seen.insert(key) {
                let text = format!("the link {} is there twice", show(link));
                self.warning(Rule::DuplicateLink, link.to_node, text);
            }
            let output = self.end(link, Direction::Out);
            let input = self.end(link, Direction::In);
            if let (Some(output), Some(input)) = (output, input)
                && !self.catalog.compatible(&output.messages, &input.messages)
            {
                let (sent, taken) = (list(&output.messages), list(&input.messages));
                let text = format!(
                    "the link {} sends {sent} where {taken} is taken",
                    show(link)
                );
                self.error(Rule::LinkTypes, link.to_node, text);
            }
        }
    }

    /// The port at one end of a link; says so if there is none.
    fn end(&mut self, link: &Connection, direction: Direction) -> Option<&'static PortType> {
        let (id, group, name, what) = match direction {
            Direction::Out => (link.from_node, &link.output_group, &link.output, "output"),
            Direction::In => (link.to_node, &link.input_group, &link.input, "input"),
        };
        let Some(node) = self.pipeline.node(id) else {
            let text = format!(
                "the link {} names node {id}, which does not exist",
                show(link)
            );
            self.error(Rule::LinkEnds, id, text);
            return None;
        };
        let node_type = self.node_type(node)?;
        let port = node_type.find(direction, group, name);
        if port.is_none() {
            let text = format!(
                "the link {} names {what} {name}, which node {id} ({}) does not have",
                show(link),
                node.name
            );
            self.error(Rule::LinkEnds, id, text);
        }
        port
    }

    fn inputs(&mut self) {
        let pipeline = self.pipeline;
        for node in pipeline.nodes() {
            let Some(node_type) = self.node_type(node) else {
                continue;
            };
            let id = node.id;
            let links = pipeline.connections();
            let linked = |port: &PortType| {
                links.iter().any(|link| {
                    let fixed = link.input_group.is_empty() && link.input == port.name;
                    // Neural networks take their tensors at `in` or at ports of their group, each named as an input.
                    let grouped = !link.input_group.is_empty() && port.name == "in";
                    link.to_node == id && (fixed || grouped)
                })
            };
            let required = node_type.ports.iter().filter(|port| port.required);
            let missing: Vec<_> = required
                .filter(|port| !linked(port))
                .map(|port| port.name.as_str())
                .collect();
            if missing.is_empty() {
                continue;
            }
            let used = links
                .iter()
                .any(|link| link.from_node == id || link.to_node == id);
            let (names, name) = (missing.join(", "), &node.name);
            if used {
                let text = format!("node {id} ({name}) gets nothing at {names}; link it");
                self.error(Rule::LinkedInputs, id, text);
            } else {
                let text =
                    format!("node {id} ({name}) is not linked and does nothing; remove or link it");
                self.warning(Rule::LinkedInputs, id, text);
            }
        }
    }

    fn assets(&mut self) {
        let pipeline = self.pipeline;
        for node in pipeline.nodes() {
            let id = node.id;
            for (path, name) in asset_names(&node.properties) {
                if pipeline.asset(&Asset::node_key(id, name)).is_none() {
                    let text = format!(
                        "node {id} ({}): {path} names the file {name}, which is not in the pipeline; \
                         save the pipeline with its assets",
                        node.name
                    );
                    self.error(Rule::Assets, id, text);
                }
            }
        }
        let tuning = pipeline.global_properties().get("cameraTuningBlobUri");
        let name = tuning.and_then(Value::as_str).and_then(asset_name);
        if let Some(name) = name
            && pipeline.asset(&Asset::pipeline_key(name)).is_none()
        {
            let text = format!("the camera tuning {name} is not in the pipeline");
            self.find(Severity::Error, Rule::Assets, None, text);
        }
    }

    fn scripts(&mut self) {
        let pipeline = self.pipeline;
        for node in pipeline.nodes().iter().filter(|node| node.name == "Script") {
            let id = node.id;
            let Some(uri) = text_property(node, "scriptUri").filter(|uri| !uri.is_empty()) else {
                self.error(
                    Rule::Assets,
                    id,
                    format!("node {id} (Script) has no script"),
                );
                continue;
            };
            let key = asset_name(uri).map(|name| Asset::node_key(id, name));
            let Some(bytes) = key.and_then(|key| pipeline.asset(&key)) else {
                continue;
            };
            let source = String::from_utf8_lossy(bytes);
            for found in script::host_names(&source) {
                let text = format!(
                    "node {id} (Script), line {}: {} is a name, and a camera cannot look up names; use an IP address",
                    found.line, found.name
                );
                self.warning(Rule::HostNames, id, text);
            }
            let processor = node.properties.get("processor").and_then(Value::as_i64);
            if processor.is_some_and(|processor| processor != LEON_CSS)
                && script::uses_network(&source)
            {
                let text = format!(
                    "node {id} (Script) uses the network, which only processor LEON_CSS has; \
                     set processor to LEON_CSS"
                );
                self.warning(Rule::ScriptProcessor, id, text);
            }
        }
    }

    fn networks(&mut self) {
        let mut versions = BTreeMap::new();
        for node in self.pipeline.nodes() {
            match network(self.pipeline, node) {
                None => {}
                Some(Ok(version)) => {
                    versions.insert(node.id, version);
                }
                Some(Err(problem)) => {
                    let text = format!("node {} ({}): {problem}", node.id, node.name);
                    self.error(Rule::Networks, node.id, text);
                }
            }
        }
        let Some((last, chosen)) = versions.last_key_value() else {
            return;
        };
        if let Some((id, other)) = versions.iter().find(|(_, version)| *version != chosen) {
            let text = format!(
                "the network of node {id} is for OpenVINO {other}, that of node {last} for {chosen}; \
                 the firmware is chosen for {chosen}; compile all for one version"
            );
            self.warning(Rule::OneOpenVino, *id, text);
        }
    }
}

/// `3.video to 5.in`.
fn show(link: &Connection) -> String {
    let end = |node: i64, group: &str, name: &str| {
        if group.is_empty() {
            format!("{node}.{name}")
        } else {
            format!("{node}.{group}[{name}]")
        }
    };
    format!(
        "{} to {}",
        end(link.from_node, &link.output_group, &link.output),
        end(link.to_node, &link.input_group, &link.input)
    )
}

fn list(messages: &[String]) -> String {
    let names: Vec<_> = messages
        .iter()
        .map(|name| name.trim_end_matches('+'))
        .collect();
    names.join(" or ")
}

fn text_property<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    node.properties.get(name).and_then(Value::as_str)
}

/// Name in `asset:<name>`.
fn asset_name(uri: &str) -> Option<&str> {
    uri.strip_prefix("asset:")
}

/// Assets that properties name, with the path of the property.
fn asset_names(properties: &Value) -> Vec<(String, &str)> {
    fn walk<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a str)>) {
        match value {
            Value::String(text) => {
                if let Some(name) = asset_name(text) {
                    found.push((path.to_owned(), name));
                }
            }
            Value::Object(object) => {
                for (name, value) in object {
                    let path = if path.is_empty() {
                        name.clone()
                    } else {
                        format!("{path}.{name}")
                    };
                    walk(value, &path, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(properties, "", &mut found);
    found
}

/// OpenVINO version of a node's network, or why it cannot be used; nothing for other nodes and for a network whose
/// asset is missing, which is another rule's finding.
pub(super) fn network(pipeline: &Pipeline, node: &Node) -> Option<Result<OpenVino, String>> {
    let uri = text_property(node, "blobUri")?;
    if uri.is_empty() {
        return Some(Err("it has no network; choose a .blob file".into()));
    }
    let asset = pipeline.asset(&Asset::node_key(node.id, asset_name(uri)?))?;
    let size = node.properties.get("blobSize").and_then(Value::as_u64);
    let header = BlobHeader::read(asset).and_then(|header| {
        let usable = header.version.firmware().map(|_| header.version);
        usable.ok_or(BlobError::TooOld)
    });
    Some(match (header, size) {
        (Err(error), _) => Err(error.to_string()),
        (Ok(_), Some(size)) if size != asset.len() as u64 => {
            let n = asset.len();
            Err(format!(
                "blobSize is {size}, the network has {n} bytes; set it to {n}"
            ))
        }
        (Ok(_), None) => Err(format!("blobSize is empty; set it to {}", asset.len())),
        (Ok(version), Some(_)) => Ok(version),
    })
}
