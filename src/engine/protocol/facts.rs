//! What a package holds, as the page is told.

use serde::{Deserialize, Serialize};

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
