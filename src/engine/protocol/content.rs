//! What commands and events carry.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::firmware::FirmwareVersion;

/// A file from the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedFile {
    /// File name.
    pub name: String,
    /// Content.
    pub bytes: ByteBuf,
}

/// Where an application comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationSource {
    /// A recipe with the person's values.
    Recipe {
        /// Recipe id, see [`crate::pipeline`].
        id: String,
        /// Values by parameter id, as JSON text of an object.
        parameters: String,
        /// Script text, if changed.
        script: Option<String>,
        /// Neural network, for recipes that need one.
        blob: Option<NamedFile>,
        /// Application name.
        app_name: String,
        /// Whether the firmware is compressed.
        compressed: bool,
    },
    /// A dropped file: pipeline JSON or `.dap`, told apart by content.
    File {
        /// The file.
        file: NamedFile,
        /// Application name, used for a pipeline.
        app_name: String,
        /// Whether the firmware is compressed, used for a pipeline.
        compressed: bool,
        /// The board configuration in the official JSON form, used for a pipeline; all default without.
        #[serde(default)]
        board_config: Option<String>,
    },
}

/// A pipeline taken out of what it was in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineFile {
    /// Name of the application.
    pub name: String,
    /// The pipeline in the official library's JSON, whole.
    pub json: ByteBuf,
    /// Board configuration as JSON text, if it is not the default.
    pub board: Option<String>,
}

/// What one firmware takes in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmwareSize {
    /// Version, which follows from a pipeline's networks.
    pub version: FirmwareVersion,
    /// Bytes as stored when it is compressed. Of patched versions it is known only when they are made; this is the
    /// universal one's, from which they differ by less than a hundredth.
    pub compressed: u64,
    /// Bytes as stored when it is not.
    pub plain: u64,
}

/// What a loaded application is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationSummary {
    /// Application name, may be empty.
    pub name: String,
    /// Firmware version text of the package.
    pub firmware_version: String,
    /// Package size in bytes.
    pub size: u64,
    /// SHA-256 of the package, lower-case hex.
    pub sha256: String,
    /// Whether the firmware is compressed.
    pub compressed: bool,
    /// Sections: name, offset, size.
    pub sections: Vec<SectionSummary>,
    /// Node names in id order.
    pub nodes: Vec<String>,
    /// Number of connections.
    pub connections: u32,
    /// Findings of the standalone check that stop it.
    pub errors: Vec<String>,
    /// Findings that do not.
    pub warnings: Vec<String>,
    /// Milliseconds the build took.
    pub build_millis: f64,
}

/// What a network's header says, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobFacts {
    /// OpenVINO version it was compiled for.
    pub openvino: String,
    /// Shave cores it was compiled for.
    pub shaves: u32,
    /// Inputs: name, numbers and dimensions.
    pub inputs: Vec<String>,
    /// Outputs: name, numbers and dimensions.
    pub outputs: Vec<String>,
}

/// One section of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionSummary {
    /// Name.
    pub name: String,
    /// Offset in bytes.
    pub offset: u64,
    /// Size in bytes.
    pub size: u64,
}

/// A step of loading one firmware file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// File name.
    pub name: String,
    /// Bytes loaded.
    pub done_bytes: u64,
    /// Bytes in all, when the server tells. Equal to `done_bytes` at the end.
    pub total_bytes: Option<u64>,
}

/// The virtual camera, for the band that tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VirtualCameraStatus {
    /// Profile name it was made from.
    pub profile: String,
    /// [`Candidate::id`](crate::transport::Candidate::id) now; `None` while it is unplugged or restarts.
    pub id: Option<String>,
    /// Breaches of the protocol by this program so far, oldest first.
    pub violations: Vec<String>,
}
