//! What a package holds, for people and programs: sections, nodes and links; and in what two packages differ.

use super::protocol::{LinkFacts, NamedFile, NodeFacts, PackageFacts, SectionFacts};
use crate::{
    package::{Compression, Inspection, Package, Section, compare},
    pipeline::Pipeline,
    runtime::{Runtime, try_in_slices},
    text,
};

/// Everything `file` tells; the error is a sentence.
pub(super) async fn inspect(
    file: NamedFile,
    runtime: &dyn Runtime,
) -> Result<PackageFacts, String> {
    let package = read(file)?;
    let mut inspection = Inspection::new(package.clone());
    let checked = try_in_slices(runtime, || inspection.step()).await;
    let pipeline = package.pipeline();
    let (nodes, links, assets) = match &pipeline {
        Ok(pipeline) => (nodes(pipeline), links(pipeline), assets(pipeline)),
        Err(_) => Default::default(),
    };
    Ok(PackageFacts {
        name: package.app_name(),
        firmware_version: package.firmware_version(),
        size: package.bytes().len() as u64,
        problem: checked.err().map(|error| error.to_string()),
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
