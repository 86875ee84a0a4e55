//! What a file with an application is, told from its bytes: names of files are no help.

use bytes::Bytes;

use super::table;
use crate::{
    codec::without_mark,
    pipeline::{Pipeline, PipelineError},
};

/// A file that is or becomes an application.
#[derive(Debug)]
pub enum Content {
    /// A package, not yet read.
    Package(Bytes),
    /// A pipeline.
    Pipeline(Pipeline),
}

/// A file is no application.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// It does not even begin like one.
    #[error("neither a package (.dap) nor a pipeline in JSON")]
    Neither,
    /// It is JSON, but no pipeline.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
}

impl Content {
    /// Tells packages and pipelines apart, and reads the latter.
    ///
    /// # Errors
    ///
    /// [`ContentError`], for what is neither.
    pub fn of(bytes: Bytes) -> Result<Self, ContentError> {
        if begins_package(&bytes) {
            Ok(Self::Package(bytes))
        } else if begins_json(&bytes) {
            Ok(Self::Pipeline(Pipeline::from_json(&bytes)?))
        } else {
            Err(ContentError::Neither)
        }
    }
}

/// Whether a file begins as packages do.
pub fn begins_package(bytes: &[u8]) -> bool {
    bytes.starts_with(table::MAGIC)
}

/// Whether a file begins as a JSON object does: with a brace, maybe behind a byte order mark and white space.
pub fn begins_json(bytes: &[u8]) -> bool {
    without_mark(bytes).trim_ascii_start().first() == Some(&b'{')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &'static [u8]) -> Result<Content, ContentError> {
        Content::of(Bytes::from_static(bytes))
    }

    #[test]
    fn json_starts_with_a_brace() {
        assert!(begins_json(b"\xEF\xBB\xBF \r\n\t{\"nodes\": []}"));
        for other in [&b"[]"[..], b"", b"BR{"] {
            assert!(!begins_json(other), "{other:?}");
        }
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert!(matches!(of(b"BR"), Ok(Content::Package(_))));
        assert!(matches!(of(b""), Err(ContentError::Neither)));
        assert!(matches!(of(b"PK\x03\x04"), Err(ContentError::Neither)));
        assert!(matches!(of(b"{"), Err(ContentError::Pipeline(_))));
        let schema = br#"{"connections": [], "globalProperties": {}, "nodes": []}"#;
        assert!(matches!(of(schema), Ok(Content::Pipeline(_))));
        let marked = b"\xEF\xBB\xBF{\"connections\": [], \"globalProperties\": {}, \"nodes\": []}";
        assert!(matches!(of(marked), Ok(Content::Pipeline(_))));
    }
}
