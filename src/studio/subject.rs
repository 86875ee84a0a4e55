//! What the properties column shows: the selected nodes, or the pipeline itself.

use std::collections::BTreeMap;

use super::{Document, Selection};
use crate::{
    firmware::BoardConfig,
    pipeline::{
        Asset, INPUT, Node,
        blob::BlobHeader,
        form::{
            AssetRow, BoardForm, Field, PortGroup, PortRow, board_fields, global_fields,
            node_files, pipeline_files, port_groups, port_rows, shared_fields,
        },
    },
    python::{Ports, Script},
};

/// Property value of a Script that runs on the processor with the network.
const LEON_CSS: i64 = 0;

/// Asset of a Script's source.
const SCRIPT_ASSET: &str = "__script";

/// Asset of a network.
const NETWORK_ASSET: &str = "__blob";

/// What is selected, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// Nothing that has properties: those of the pipeline are shown.
    Pipeline(Box<PipelineSubject>),
    /// One node.
    Node(Box<NodeSubject>),
    /// Several nodes.
    Nodes(NodesSubject),
}

/// The pipeline itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PipelineSubject {
    /// Global properties.
    pub globals: Vec<Field>,
    /// Board configuration, as fields.
    pub board: Vec<Field>,
    /// The same, to change it.
    pub board_form: BoardForm,
    /// Files.
    pub files: Vec<AssetRow>,
    /// Shaves of all networks, and what is left for them; nothing without a network.
    pub shaves: Option<(i64, i64)>,
}

/// One node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeSubject {
    /// Number.
    pub id: i64,
    /// Python class, or the type's name in files.
    pub class: String,
    /// Whether the library version has the type.
    pub known: bool,
    /// Title that a person gave.
    pub title: String,
    /// Properties.
    pub fields: Vec<Field>,
    /// Ports.
    pub ports: Vec<PortRow>,
    /// Groups that take new ports.
    pub groups: Vec<PortGroup>,
    /// Names of the nodes it is linked with.
    pub neighbours: BTreeMap<i64, String>,
    /// Files.
    pub files: Vec<AssetRow>,
    /// Header of its network, or what is wrong with it.
    pub network: Option<Result<BlobHeader, String>>,
    /// Its script.
    pub script: Option<Script>,
    /// Shaves of all networks, and what is left for them.
    pub shaves: Option<(i64, i64)>,
}

/// Several nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct NodesSubject {
    /// Their numbers.
    pub ids: Vec<i64>,
    /// Their class, if it is one.
    pub class: Option<String>,
    /// The properties they share.
    pub fields: Vec<Field>,
}

impl Subject {
    /// What a selection shows of a document.
    pub fn of(document: &Document, selection: &Selection) -> Self {
        let pipeline = document.pipeline();
        let nodes: Vec<_> = selection
            .nodes
            .iter()
            .filter_map(|id| pipeline.node(*id))
            .collect();
        match nodes.as_slice() {
            [] => Self::Pipeline(Box::new(PipelineSubject::of(document))),
            [node] => Self::Node(Box::new(NodeSubject::of(document, node))),
            [first, others @ ..] => {
                let class = class(first);
                let same = others.iter().all(|other| self::class(other) == class);
                Self::Nodes(NodesSubject {
                    ids: nodes.iter().map(|node| node.id).collect(),
                    class: same.then_some(class),
                    fields: shared_fields(&nodes),
                })
            }
        }
    }
}

/// The board configuration of a document; all default where it has none, or one of another library version.
pub fn board(document: &Document) -> BoardConfig {
    let json = document.board().map(ToString::to_string);
    json.and_then(|json| BoardConfig::from_json(json.as_bytes()).ok())
        .unwrap_or_default()
}

fn class(node: &Node) -> String {
    let known = node.node_type().map(|node_type| node_type.class.clone());
    known.unwrap_or_else(|| node.name.clone())
}

fn shaves(document: &Document) -> Option<(i64, i64)> {
    let budget = document.pipeline().shave_budget();
    (!budget.networks.is_empty()).then(|| (budget.sum(), budget.free))
}

impl PipelineSubject {
    fn of(document: &Document) -> Self {
        let board = board(document);
        Self {
            globals: global_fields(document.pipeline()),
            board: board_fields(&board),
            board_form: BoardForm::from(&board),
            files: pipeline_files(document.pipeline()),
            shaves: shaves(document),
        }
    }
}

impl NodeSubject {
    fn of(document: &Document, node: &Node) -> Self {
        let pipeline = document.pipeline();
        let ports = port_rows(pipeline, node);
        let name = |id: i64| {
            let own = document.title(id).map(str::to_owned);
            own.or_else(|| pipeline.node(id).map(class))
                .unwrap_or_else(|| id.to_string())
        };
        let neighbours = ports
            .iter()
            .flat_map(|row| &row.links)
            .flat_map(|link| [link.from_node, link.to_node])
            .filter(|id| *id != node.id)
            .map(|id| (id, name(id)))
            .collect();
        let assets = pipeline.node_assets(node.id);
        let asset = |wanted: &str| {
            let mut assets = assets.iter();
            assets.find(|(name, _)| name == wanted).map(|it| &it.1)
        };
        let network = asset(NETWORK_ASSET)
            .map(|bytes| BlobHeader::read(bytes).map_err(|error| error.to_string()));
        let is_script = node.name == "Script";
        let script = is_script.then(|| script(node, asset(SCRIPT_ASSET)));
        Self {
            id: node.id,
            class: class(node),
            known: node.node_type().is_some(),
            title: document.title(node.id).unwrap_or_default().to_owned(),
            fields: shared_fields(&[node]),
            groups: port_groups(node),
            neighbours,
            files: node_files(pipeline, node.id),
            shaves: network.is_some().then(|| shaves(document)).flatten(),
            network,
            script,
            ports,
        }
    }
}

fn script(node: &Node, source: Option<&bytes::Bytes>) -> Script {
    let names = |inputs: bool| {
        let ports = node.ports.iter();
        let own = ports.filter(|port| (port.kind == INPUT) == inputs);
        own.map(|port| port.name.clone()).collect()
    };
    let processor = node.properties.get("processor").and_then(|it| it.as_i64());
    Script {
        source: source
            .map(|source| String::from_utf8_lossy(source).into_owned())
            .unwrap_or_default(),
        ports: Some(Ports {
            inputs: names(true),
            outputs: names(false),
        }),
        has_network: processor.is_none_or(|processor| processor == LEON_CSS),
    }
}

/// The scripts of a document, by node.
pub fn scripts(document: &Document) -> Vec<(i64, Script)> {
    let pipeline = document.pipeline();
    let nodes = pipeline.nodes().iter().filter(|node| node.name == "Script");
    nodes
        .map(|node| {
            let source = pipeline.asset(&Asset::node_key(node.id, SCRIPT_ASSET));
            (node.id, script(node, source))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Connection, Pipeline, build::End};

    fn document() -> Document {
        let mut pipeline = Pipeline::default();
        let camera = pipeline.create("ColorCamera").unwrap();
        let script = pipeline.create("Script").unwrap();
        pipeline.create("ColorCamera").unwrap();
        let link = Connection::new(
            End::fixed(camera, "preview"),
            End::grouped(script, "io", "frames"),
        );
        pipeline.link(link).unwrap();
        pipeline.set_script(script, "pass").unwrap();
        Document::new("test", pipeline)
    }

    #[test]
    fn a_selection_decides_what_is_shown() {
        let document = document();
        let of = |nodes: &[i64]| Subject::of(&document, &Selection::nodes(nodes.iter().copied()));
        let Subject::Pipeline(shown) = of(&[]) else {
            panic!("the pipeline");
        };
        assert_eq!((shown.globals.len(), shown.shaves), (10, None));
        let Subject::Node(shown) = of(&[1]) else {
            panic!("a node");
        };
        assert_eq!(
            shown.neighbours.get(&0).map(String::as_str),
            Some("ColorCamera")
        );
        let script = shown.script.unwrap();
        // A script runs on the other processor unless it is told otherwise.
        assert_eq!(
            (script.source.as_str(), script.has_network),
            ("pass", false)
        );
        assert_eq!(script.ports.unwrap().inputs, ["frames"]);
        let Subject::Nodes(shown) = of(&[0, 2]) else {
            panic!("two nodes");
        };
        assert_eq!(shown.class.as_deref(), Some("ColorCamera"));
        let Subject::Nodes(shown) = of(&[0, 1]) else {
            panic!("two nodes");
        };
        assert_eq!(shown.class, None);
        assert_eq!(scripts(&document).len(), 1);
    }
}
