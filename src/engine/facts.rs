//! What a package holds, for people and programs: sections, nodes and links; and in what two packages differ.

use serde::{Deserialize, Serialize};

use super::protocol::NamedFile;
use crate::{
    package::{Compression, Package, Section, compare},
    pipeline::Pipeline,
    text,
};

/// Everything a package tells about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageFacts {
    /// Application name, may be empty.
    pub name: String,
    /// Firmware version text.
    pub firmware_version: String,
    /// Its bytes.
    pub size: u64,
    /// Why a camera would not start it; `None` if it would.
    pub problem: Option<String>,
    /// Its sections, in the order of the table.
    pub sections: Vec<SectionFacts>,
    /// Nodes of its pipeline.
    pub nodes: Vec<NodeFacts>,
    /// Links between them.
    pub links: Vec<LinkFacts>,
    /// Assets: key and bytes.
    pub assets: Vec<(String, u64)>,
    /// Why the pipeline cannot be read; `None` if it can.
    pub pipeline_problem: Option<String>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionFacts {
    /// Name.
    pub name: String,
    /// Offset in the package, in bytes.
    pub offset: u64,
    /// Bytes, as stored.
    pub size: u64,
    /// Checksum in the table.
    pub checksum: u32,
    /// Whether it is the checksum of the bytes.
    pub checksum_right: bool,
    /// Whether the camera starts it.
    pub bootable: bool,
    /// Whether the camera starts it without looking at the checksum.
    pub ignore_checksum: bool,
    /// Whether it is compressed.
    pub compressed: bool,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeFacts {
    /// Number in the pipeline.
    pub id: i64,
    /// Type.
    pub name: String,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFacts {
    /// Sending node.
    pub from: i64,
    /// Its port, group first where it has one.
    pub output: String,
    /// Receiving node.
    pub to: i64,
    /// Its port.
    pub input: String,
}

/// Everything `file` tells; the error is a sentence.
pub(super) fn inspect(file: NamedFile) -> Result<PackageFacts, String> {
    let package = read(file)?;
    let pipeline = package.pipeline();
    let (nodes, links, assets) = match &pipeline {
        Ok(pipeline) => (nodes(pipeline), links(pipeline), assets(pipeline)),
        Err(_) => Default::default(),
    };
    Ok(PackageFacts {
        name: package.app_name(),
        firmware_version: package.firmware_version(),
        size: package.bytes().len() as u64,
        problem: package.check().err().map(|error| error.to_string()),
        sections: package.sections().iter().map(section).collect(),
        nodes,
        links,
        assets,
        pipeline_problem: pipeline.err().map(|error| error.to_string()),
    })
}

/// In what `second` differs from `first`, as sentences; the error is one, too.
pub(super) fn differences(first: NamedFile, second: NamedFile) -> Result<Vec<String>, String> {
    let (first, second) = (read(first)?, read(second)?);
    let found = compare(&first, &second).map_err(|error| error.to_string())?;
    Ok(found.iter().map(text::package_difference).collect())
}

fn read(file: NamedFile) -> Result<Package, String> {
    let NamedFile { name, bytes } = file;
    Package::read(bytes.into_vec().into()).map_err(|error| text::bad_file(&name, &error))
}

fn section(section: &Section) -> SectionFacts {
    let flags = section.flags();
    SectionFacts {
        name: section.name().to_owned(),
        offset: section.offset().into(),
        size: section.size().into(),
        checksum: section.entry().checksum,
        checksum_right: section.check_checksum().is_ok(),
        bootable: flags.bootable(),
        ignore_checksum: flags.ignore_checksum(),
        compressed: flags.compression() != Compression::None,
    }
}

fn nodes(pipeline: &Pipeline) -> Vec<NodeFacts> {
    let mut nodes: Vec<NodeFacts> = pipeline
        .nodes()
        .iter()
        .map(|node| NodeFacts {
            id: node.id,
            name: node.name.clone(),
        })
        .collect();
    nodes.sort_by_key(|node| node.id);
    nodes
}

fn links(pipeline: &Pipeline) -> Vec<LinkFacts> {
    let port = |group: &str, name: &str| match group {
        "" => name.to_owned(),
        group => format!("{group}[{name}]"),
    };
    pipeline
        .connections()
        .iter()
        .map(|link| LinkFacts {
            from: link.from_node,
            output: port(&link.output_group, &link.output),
            to: link.to_node,
            input: port(&link.input_group, &link.input),
        })
        .collect()
}

fn assets(pipeline: &Pipeline) -> Vec<(String, u64)> {
    pipeline
        .assets()
        .iter()
        .map(|asset| (asset.key.clone(), asset.bytes.len() as u64))
        .collect()
}
