//! The standalone check: what a pipeline needs to work on a camera that no computer talks to.
//!
//! Each rule adds findings with a place and, where it can, fixes. The rules about resources use what the camera's
//! chip has (16 shaves, 16 slices of fast memory, one encoder) and what the library documents or logs about its use.

mod assets;
mod frames;
mod graph;
mod resources;
mod scripts;

pub use resources::ShaveBudget;
use serde::{Deserialize, Serialize};

use super::{
    Connection, Node, Pipeline,
    catalog::{Catalog, NodeType},
    fit::Meter,
    fix::Fix,
    preview::Preview,
};

/// What the check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The rule that found it.
    pub rule: Rule,
    /// The node it is about.
    pub node: Option<i64>,
    /// The port of that node.
    #[serde(default)]
    pub port: Option<String>,
    /// The property of that node, or the global property, by its dotted name.
    #[serde(default)]
    pub property: Option<String>,
    /// Line of the script, from 1.
    #[serde(default)]
    pub line: Option<usize>,
    /// Column in that line, from 1.
    #[serde(default)]
    pub column: Option<usize>,
    /// What is wrong and what to do, a sentence.
    pub text: String,
    /// Changes that remove it, the best first.
    #[serde(default)]
    pub fixes: Vec<Fix>,
}

impl Finding {
    fn port(&mut self, port: &str) -> &mut Self {
        self.port = Some(port.to_owned());
        self
    }

    fn property(&mut self, property: &str) -> &mut Self {
        self.property = Some(property.to_owned());
        self
    }

    fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
        self
    }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// Scripts can be parsed.
    ScriptSyntax,
    /// Scripts use what their node and the camera have, and wait.
    ScriptUse,
    /// Networks are there, readable, of their stated size and of a version with firmware.
    Networks,
    /// All networks are of one OpenVINO version.
    OneOpenVino,
    /// Pictures have the size and format that the next node takes.
    Frames,
    /// No two nodes use one camera.
    Sockets,
    /// What the chip has once is used once.
    OnlyOne,
    /// Shaves and fast memory suffice.
    Shaves,
    /// The encoder takes that many pixels, of that width.
    Encoder,
    /// Queues and network carry what flows.
    Load,
    /// The package fits into the camera's memory.
    Fits,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 21] = [
        Self::KnownNode,
        Self::NoXlink,
        Self::Output,
        Self::LinkedInputs,
        Self::LinkEnds,
        Self::LinkTypes,
        Self::DuplicateLink,
        Self::Assets,
        Self::HostNames,
        Self::ScriptProcessor,
        Self::ScriptSyntax,
        Self::ScriptUse,
        Self::Networks,
        Self::OneOpenVino,
        Self::Frames,
        Self::Sockets,
        Self::OnlyOne,
        Self::Shaves,
        Self::Encoder,
        Self::Load,
        Self::Fits,
    ];
}

/// Something wrong with a script that only a reader of Python can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptProblem {
    /// How bad it is.
    pub severity: Severity,
    /// Whether it is not Python there.
    pub syntax: bool,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: String,
}

/// Reads the script of a node; tells what the rules about scripts do not find by themselves.
pub type Parser<'a> = dyn Fn(i64, &str) -> Vec<ScriptProblem> + 'a;

/// What the check may use besides the pipeline.
#[derive(Clone, Copy, Default)]
pub struct CheckOptions<'a> {
    /// A Python parser; without one scripts are not parsed.
    pub parser: Option<&'a Parser<'a>>,
    /// The it-fits meter for the camera at hand; without one the size is not checked.
    pub meter: Option<&'a Meter>,
}

/// Runs all rules.
pub(super) fn check(pipeline: &Pipeline, options: CheckOptions<'_>) -> Vec<Finding> {
    let mut check = Check {
        pipeline,
        options,
        catalog: Catalog::shipped(),
        preview: Preview::of(pipeline),
        findings: Vec::new(),
    };
    check.nodes();
    check.outputs();
    check.links();
    check.inputs();
    check.assets();
    check.scripts();
    check.networks();
    check.frames();
    check.sockets();
    check.only_one();
    check.shaves();
    check.encoder();
    check.load();
    check.fits();
    check.findings
}

struct Check<'a> {
    pipeline: &'a Pipeline,
    options: CheckOptions<'a>,
    catalog: &'static Catalog,
    preview: Preview,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn find(
        &mut self,
        severity: Severity,
        rule: Rule,
        node: Option<i64>,
        text: String,
    ) -> &mut Finding {
        self.findings.push_mut(Finding {
            severity,
            rule,
            node,
            port: None,
            property: None,
            line: None,
            column: None,
            text,
            fixes: Vec::new(),
        })
    }

    fn error(&mut self, rule: Rule, node: i64, text: String) -> &mut Finding {
        self.find(Severity::Error, rule, Some(node), text)
    }

    fn warning(&mut self, rule: Rule, node: i64, text: String) -> &mut Finding {
        self.find(Severity::Warning, rule, Some(node), text)
    }

    fn node_type(&self, node: &Node) -> Option<&'static NodeType> {
        self.catalog.node(&node.name, &node.properties)
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

fn text_property<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    node.properties.get(name)?.as_str()
}
