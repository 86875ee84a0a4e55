//! The it-fits meter: what a package needs, part by part, against the memory of a camera.
//!
//! Sizes are those the package writer makes: the firmware as it is stored, then sections on boundaries of 64 KiB, the
//! first of them on 1 MiB; in the storage each asset starts at its own alignment.

use super::{Pipeline, PipelineError};

/// Bytes of the table in front of a package.
const TABLE: u64 = 512;

/// Boundary of the section after the firmware, in bytes.
const FIRST_BOUNDARY: u64 = 1 << 20;

/// Boundary of the sections after that, in bytes.
const BOUNDARY: u64 = 1 << 16;

/// Bytes of the firmware version.
const VERSION: u64 = 40;

/// Bytes of the application's name, at most.
const NAME: u64 = 64;

/// An asset is worth a word when it is at least this share of the package.
const WORTH_A_WORD: u64 = 20;

/// One part of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Bytes it takes, alignment in front of it included.
    pub bytes: u64,
}

/// What a part of a package is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// The device firmware.
    Firmware,
    /// Nodes, properties and links.
    Graph,
    /// An asset, by its key.
    Asset {
        /// Key, such as `/node/3/__blob`.
        key: String,
        /// The node it belongs to; nothing for assets of the pipeline.
        node: Option<i64>,
    },
    /// What lies between sections, and the small ones.
    Gaps,
}

/// Need and room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// The parts, in the order they lie in the package.
    pub parts: Vec<Part>,
    /// Bytes for an application in the camera's memory; nothing where it is not known.
    pub room: Option<u64>,
}

impl Meter {
    /// Measures a pipeline. `firmware` is the size of the firmware as stored, in bytes. Fails on a pipeline that
    /// cannot become a package.
    pub fn of(
        pipeline: &Pipeline,
        firmware: u64,
        room: Option<u64>,
    ) -> Result<Self, PipelineError> {
        let sections = pipeline.sections()?;
        let graph = sections.pipeline.len() as u64 + sections.assets.len() as u64;
        let mut parts = vec![
            Part {
                kind: PartKind::Firmware,
                bytes: firmware,
            },
            Part {
                kind: PartKind::Graph,
                bytes: graph,
            },
        ];
        let mut end: u64 = 0;
        for asset in pipeline.assets() {
            let start = end.next_multiple_of(u64::from(asset.alignment.max(1)));
            let last = start.saturating_add(asset.bytes.len() as u64);
            parts.push(Part {
                kind: PartKind::Asset {
                    node: owner(&asset.key),
                    key: asset.key.clone(),
                },
                bytes: last.saturating_sub(end),
            });
            end = last;
        }
        let stored = [
            sections.pipeline.len() as u64,
            sections.assets.len() as u64,
            sections.asset_storage.len() as u64,
            VERSION,
        ];
        let mut size = TABLE
            .saturating_add(firmware)
            .next_multiple_of(FIRST_BOUNDARY);
        for section in stored {
            size = size.saturating_add(section).next_multiple_of(BOUNDARY);
        }
        size = size.saturating_add(NAME);
        let known: u64 = parts.iter().map(|part| part.bytes).sum();
        parts.push(Part {
            kind: PartKind::Gaps,
            bytes: size.saturating_sub(known),
        });
        Ok(Self { parts, room })
    }

    /// Bytes of the package.
    pub fn needs(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }

    /// Bytes by which it is too large; nothing if it fits or the room is not known.
    pub fn over(&self) -> Option<u64> {
        let over = self.needs().saturating_sub(self.room?);
        (over > 0).then_some(over)
    }

    /// Bytes of a node's assets.
    pub fn node(&self, id: i64) -> u64 {
        let own = self.parts.iter().filter(
            |part| matches!(part.kind, PartKind::Asset { node: Some(node), .. } if node == id),
        );
        own.map(|part| part.bytes).sum()
    }

    /// The node whose assets take most.
    pub fn largest_node(&self) -> Option<i64> {
        let assets = self.parts.iter().filter_map(|part| match &part.kind {
            PartKind::Asset { node, .. } => Some((part.bytes, (*node)?)),
            _ => None,
        });
        assets.max().map(|(_, node)| node)
    }

    /// What to change so that it fits, the most effective first; sentences without a full stop.
    pub fn advice(&self) -> Vec<String> {
        let mut advice = Vec::new();
        let needs = self.needs();
        let mut assets: Vec<_> = self
            .parts
            .iter()
            .filter(|part| {
                let large = part.bytes.saturating_mul(WORTH_A_WORD) >= needs;
                large && matches!(part.kind, PartKind::Asset { .. })
            })
            .collect();
        assets.sort_by_key(|part| core::cmp::Reverse(part.bytes));
        for part in assets {
            if let PartKind::Asset { key, node } = &part.kind {
                let owner = node.map_or_else(String::new, |node| format!(" of node {node}"));
                let name = key.rsplit('/').next().unwrap_or(key);
                let mib = part.bytes as f64 / f64::from(1 << 20);
                advice.push(format!(
                    "{name}{owner} takes {mib:.1} MiB; use a smaller one"
                ));
            }
        }
        let firmware = self.parts.first().map_or(0, |part| part.bytes);
        // The compressed firmware has some 9 MiB, the plain one some 27.
        if firmware > 20 << 20 {
            advice.insert(
                0,
                "compress the firmware, which saves two thirds of it".into(),
            );
        }
        if advice.is_empty() {
            advice.push("use a memory or camera with more room".into());
        }
        advice
    }
}

/// The node of an asset's key.
fn owner(key: &str) -> Option<i64> {
    let rest = key.strip_prefix("/node/")?;
    rest.split('/').next()?.parse().ok()
}
