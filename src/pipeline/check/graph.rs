//! Rules about nodes, links and ports.

use std::collections::BTreeSet;

use super::{Check, Rule, Severity, show};
use crate::pipeline::{
    Connection,
    catalog::{Direction, PortType},
    fix::{Fix, Route, command_kind},
};

/// Node types whose work leaves the camera without a computer that asks for it.
const SINKS: [&str; 3] = ["Script", "SPIOut", "UVC"];

impl Check<'_> {
    pub(super) fn nodes(&mut self) {
        for node in self.pipeline.nodes() {
            if self.node_type(node).is_none() {
                let (id, name, library) = (node.id, &node.name, &self.catalog.library);
                let text = format!("node {id} is of type {name}, which {library} does not have");
                let fix = Fix::RemoveNodes(vec![id]);
                self.error(Rule::KnownNode, id, text).fix(fix);
            }
            if node.name.starts_with("XLink") {
                self.xlink(node.id, &node.name);
            }
        }
    }

    fn xlink(&mut self, id: i64, name: &str) {
        let pipeline = self.pipeline;
        let same = pipeline.nodes().iter().filter(|node| node.name == name);
        let all: Vec<_> = same.map(|node| node.id).collect();
        let text = format!(
            "node {id} ({name}) talks to a computer, and a standalone camera has none; \
             remove it, or use the network or SPI in its place"
        );
        let finding = self.error(Rule::NoXlink, id, text);
        // One Script for all streams of a kind; each node can still be removed alone.
        if name == "XLinkOut" {
            for route in Route::ALL {
                let nodes = all.clone();
                finding.fix(Fix::Reroute { nodes, route });
            }
        } else if all.iter().all(|id| command_kind(pipeline, *id).is_some()) {
            finding.fix(Fix::Receive { nodes: all.clone() });
        }
        finding.fix(Fix::RemoveNodes(vec![id]));
        if all.len() > 1 {
            finding.fix(Fix::RemoveNodes(all));
        }
    }

    pub(super) fn outputs(&mut self) {
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

    pub(super) fn links(&mut self) {
        let mut seen = BTreeSet::new();
        for link in self.pipeline.connections() {
            let key = (
                (link.from_node, &link.output_group, &link.output),
                (link.to_node, &link.input_group, &link.input),
            );
            if !seen.insert(key) {
                let text = format!("the link {} is there twice", show(link));
                let fix = Fix::RemoveCopies(link.clone());
                let finding = self.warning(Rule::DuplicateLink, link.to_node, text);
                finding.port(&link.input).fix(fix);
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
                let fix = Fix::RemoveLink(link.clone());
                let finding = self.error(Rule::LinkTypes, link.to_node, text);
                finding.port(&link.input).fix(fix);
            }
        }
    }

    /// The port at one end of a link; says so if there is none.
    fn end(&mut self, link: &Connection, direction: Direction) -> Option<&'static PortType> {
        let (id, group, name, what) = match direction {
            Direction::Out => (link.from_node, &link.output_group, &link.output, "output"),
            Direction::In => (link.to_node, &link.input_group, &link.input, "input"),
        };
        let fix = Fix::RemoveLink(link.clone());
        let Some(node) = self.pipeline.node(id) else {
            let text = format!(
                "the link {} names node {id}, which does not exist",
                show(link)
            );
            self.error(Rule::LinkEnds, id, text).fix(fix);
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
            self.error(Rule::LinkEnds, id, text).port(name).fix(fix);
        }
        port
    }

    pub(super) fn inputs(&mut self) {
        let pipeline = self.pipeline;
        for node in pipeline.nodes() {
            let Some(node_type) = self.node_type(node) else {
                continue;
            };
            // These go anyway.
            if node.name.starts_with("XLink") {
                continue;
            }
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
            let Some(first) = missing.first() else {
                continue;
            };
            let used = links
                .iter()
                .any(|link| link.from_node == id || link.to_node == id);
            let (names, name) = (missing.join(", "), &node.name);
            let fix = Fix::RemoveNodes(vec![id]);
            let finding = if used {
                let text = format!("node {id} ({name}) gets nothing at {names}; link it");
                self.error(Rule::LinkedInputs, id, text)
            } else {
                let text =
                    format!("node {id} ({name}) is not linked and does nothing; remove or link it");
                self.warning(Rule::LinkedInputs, id, text)
            };
            finding.port(first).fix(fix);
        }
    }
}

fn list(messages: &[String]) -> String {
    let names: Vec<_> = messages
        .iter()
        .map(|name| name.trim_end_matches('+'))
        .collect();
    names.join(" or ")
}
