//! Rules about scripts.

use serde_json::Value;

use super::{Check, Rule, assets::asset_name, text_property};
use crate::pipeline::{Asset, fix::Fix, script};

/// Property value of a Script that runs on the processor with the network.
const LEON_CSS: i64 = 0;

impl Check<'_> {
    pub(super) fn scripts(&mut self) {
        let pipeline = self.pipeline;
        for node in pipeline.nodes().iter().filter(|node| node.name == "Script") {
            let id = node.id;
            let Some(uri) = text_property(node, "scriptUri").filter(|uri| !uri.is_empty()) else {
                let text = format!("node {id} (Script) has no script");
                self.error(Rule::Assets, id, text).property("scriptUri");
                continue;
            };
            let key = asset_name(uri).map(|name| Asset::node_key(id, name));
            let Some(bytes) = key.and_then(|key| pipeline.asset(&key)) else {
                continue;
            };
            let source = String::from_utf8_lossy(bytes);
            self.source(id, &source);
            let processor = node.properties.get("processor").and_then(Value::as_i64);
            if processor.is_some_and(|processor| processor != LEON_CSS)
                && script::uses_network(&source)
            {
                let text = format!(
                    "node {id} (Script) uses the network, which only processor LEON_CSS has; \
                     set processor to LEON_CSS"
                );
                let values = vec![("processor".to_owned(), LEON_CSS.into())];
                let finding = self.warning(Rule::ScriptProcessor, id, text);
                finding
                    .property("processor")
                    .fix(Fix::Set { node: id, values });
            }
        }
    }

    fn source(&mut self, id: i64, source: &str) {
        let read = self.options.parser.map(|parse| parse(id, source));
        for found in read.into_iter().flatten() {
            let (line, column, problem) = (found.line, found.column, found.problem);
            let rule = match found.syntax {
                true => Rule::ScriptSyntax,
                false => Rule::ScriptUse,
            };
            let text = format!("node {id} (Script), line {line}, column {column}: {problem}");
            let finding = self.find(found.severity, rule, Some(id), text);
            finding.property("scriptUri").line = Some(line);
            finding.column = Some(column);
        }
        for found in script::host_names(source) {
            let text = format!(
                "node {id} (Script), line {}: {} is a name, and a camera cannot look up names; use an IP address",
                found.line, found.name
            );
            let finding = self.warning(Rule::HostNames, id, text);
            finding.property("scriptUri").line = Some(found.line);
        }
    }
}
