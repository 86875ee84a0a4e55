//! Messages between the page and the worker.

mod command;
mod content;
mod event;
mod facts;

pub use command::Command;
pub use content::{
    ApplicationSource, ApplicationSummary, BlobFacts, Download, FirmwareSize, NamedFile,
    PipelineFile, SectionSummary, VirtualCameraStatus,
};
pub use event::Event;
pub use facts::{LinkFacts, NodeFacts, PackageFacts, SectionFacts};
