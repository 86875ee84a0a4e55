//! What the person does in the camera view.

use super::config::{Field, Mode};
use crate::engine::protocol::NamedFile;

/// Something done in the camera view.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A field of the configuration changed.
    SetField(Field, String),
    /// The configuration as form or as document.
    SetMode(Mode),
    /// The document was edited.
    SetDocument(String),
    /// A configuration comes from a file.
    ImportConfig(NamedFile),
    /// The configuration goes to a file.
    ExportConfig,
    /// The draft starts again from what the camera holds.
    RevertConfig,
    /// Plan writing the draft.
    PlanConfig,
    /// Plan clearing the configuration.
    PlanClearConfig,
}
