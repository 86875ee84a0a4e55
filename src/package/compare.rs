//! Two packages, section by section, by what they mean.

use serde_json::Value;

use super::{Package, PackageError, Section, names};
use crate::{firmware::read_preboot_header, pipeline::Pipeline};

/// One difference between two packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The section.
    pub section: String,
    /// What differs.
    pub detail: Detail,
}

/// What differs in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Only the first package has it.
    OnlyFirst,
    /// Only the second package has it.
    OnlySecond,
    /// Its flags, first and second.
    Flags(u8, u8),
    /// Its offset, first and second; not reported when a section before it has another size.
    Offset(u32, u32),
    /// The board configuration in the preboot header.
    BoardConfig,
    /// Its bytes, from this offset of the content on; compressed content is inflated first.
    Content(usize),
}

/// The three sections that make one pipeline.
const PIPELINE: [&str; 3] = [names::PIPELINE, names::ASSETS, names::ASSET_STORAGE];

/// Everything in which `second` differs from `first`.
///
/// Not a difference are the bytes of a compressed section that inflates to the same, and the order of what has none:
/// entries of the board configuration, nodes, links, ports and assets (the official library's builds differ in it,
/// too).
pub fn compare(first: &Package, second: &Package) -> Result<Vec<Difference>, PackageError> {
    let mut differences = Vec::new();
    let mut shifted = false;
    for section in first.sections() {
        let Some(other) = second.find(section.name()) else {
            differences.push(difference(section, Detail::OnlyFirst));
            continue;
        };
        let details = details(section, other, shifted)?;
        differences.extend(
            details
                .into_iter()
                .map(|detail| difference(section, detail)),
        );
        shifted |= section.size() != other.size();
    }
    let unknown = |section: &&Section| first.find(section.name()).is_none();
    let only_second = second.sections().iter().filter(unknown);
    differences.extend(only_second.map(|section| difference(section, Detail::OnlySecond)));
    if differences.iter().any(in_pipeline) && same_pipeline(first, second) {
        differences.retain(|difference| !in_pipeline(difference));
    }
    Ok(differences)
}

fn difference(section: &Section, detail: Detail) -> Difference {
    Difference {
        section: section.name().to_owned(),
        detail,
    }
}

fn in_pipeline(difference: &Difference) -> bool {
    matches!(difference.detail, Detail::Content(_))
        && PIPELINE.contains(&difference.section.as_str())
}

fn details(first: &Section, second: &Section, shifted: bool) -> Result<Vec<Detail>, PackageError> {
    let mut details = Vec::new();
    if first.flags() != second.flags() {
        details.push(Detail::Flags(first.flags().0, second.flags().0));
    }
    // How long a compressed firmware is says nothing about the sections behind it.
    if !shifted && first.offset() != second.offset() {
        details.push(Detail::Offset(first.offset(), second.offset()));
    }
    if first.bytes() == second.bytes() {
        // Nothing to decode, which a foreign firmware might not allow.
        return Ok(details);
    }
    let (one, two) = (first.content()?, second.content()?);
    if first.name() == names::FIRMWARE {
        let (board, start) = read_preboot_header(&one)?;
        let (other, other_start) = read_preboot_header(&two)?;
        if board != other {
            details.push(Detail::BoardConfig);
        }
        let (one, two) = (one.slice(start..), two.slice(other_start..));
        details.extend(differs(&one, &two).map(|at| Detail::Content(start + at)));
    } else {
        details.extend(differs(&one, &two).map(Detail::Content));
    }
    Ok(details)
}

/// The first place where two contents differ.
fn differs(first: &[u8], second: &[u8]) -> Option<usize> {
    if first == second {
        return None;
    }
    let same = first.iter().zip(second).take_while(|(a, b)| a == b);
    Some(same.count())
}

fn same_pipeline(first: &Package, second: &Package) -> bool {
    match (first.pipeline(), second.pipeline()) {
        (Ok(first), Ok(second)) => {
            ordered(&first) == ordered(&second) && assets(&first) == assets(&second)
        }
        _ => false,
    }
}

/// The schema with every list that has no order of its own sorted.
fn ordered(pipeline: &Pipeline) -> Value {
    let mut schema = pipeline.schema_json();
    for list in ["connections", "nodes"] {
        sort(schema.get_mut(list));
    }
    let nodes = schema.get_mut("nodes").and_then(Value::as_array_mut);
    for node in nodes.into_iter().flatten() {
        // A node is a pair of id and object, its ports are pairs of name and object.
        sort(node.get_mut(1).and_then(|node| node.get_mut("ioInfo")));
    }
    schema
}

fn sort(list: Option<&mut Value>) {
    if let Some(Value::Array(values)) = list {
        values.sort_by_cached_key(Value::to_string);
    }
}

fn assets(pipeline: &Pipeline) -> Vec<(&str, &[u8], u32)> {
    let mut assets: Vec<_> = pipeline
        .assets()
        .iter()
        .map(|asset| (asset.key.as_str(), &asset.bytes[..], asset.alignment))
        .collect();
    assets.sort_unstable();
    assets
}
