//! Files of a node and of the pipeline: which property stands for which asset.

use super::{Field, node_fields};
use crate::pipeline::{Asset, Pipeline, help::Widget};

/// Where the library puts the file of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSlot {
    /// Name of the asset.
    pub name: String,
    /// Property that counts its bytes.
    pub size: Option<&'static str>,
    /// The properties whose files share that size.
    pub(in crate::pipeline) sharing: &'static [&'static str],
}

impl FileSlot {
    /// The slot of a property that stands for a file.
    pub fn of(property: &str) -> Self {
        let last = property.rsplit('.').next().unwrap_or(property);
        let slot = |name: &str, size, sharing| Self {
            name: name.to_owned(),
            size,
            sharing,
        };
        // Names and sizes as the official setters write them.
        match last {
            "blobUri" => slot("__blob", Some("blobSize"), &[]),
            "scriptUri" => slot("__script", None, &[]),
            "cameraTuningBlobUri" => slot("camTuning", Some("cameraTuningBlobSize"), &[]),
            "meshLeftUri" | "meshRightUri" => slot(
                last.trim_end_matches("Uri"),
                Some("mesh.meshSize"),
                &["/mesh/meshLeftUri", "/mesh/meshRightUri"],
            ),
            _ => slot(last.trim_end_matches("Uri"), None, &[]),
        }
    }
}

/// An asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetRow {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// The property that stands for it, if one does.
    pub property: Option<String>,
}

/// The assets of a node, in storage order.
pub fn node_files(pipeline: &Pipeline, node: i64) -> Vec<AssetRow> {
    let fields = pipeline.node(node).map(node_fields).unwrap_or_default();
    rows(pipeline, &Asset::node_key(node, ""), &fields)
}

/// The assets of the pipeline itself.
pub fn pipeline_files(pipeline: &Pipeline) -> Vec<AssetRow> {
    rows(
        pipeline,
        &Asset::pipeline_key(""),
        &super::global_fields(pipeline),
    )
}

fn rows(pipeline: &Pipeline, prefix: &str, fields: &[Field]) -> Vec<AssetRow> {
    let row = |asset: &Asset| {
        let name = asset.key.strip_prefix(prefix)?;
        let uri = format!("asset:{name}");
        let mut stands = fields.iter().filter(|field| {
            matches!(field.widget(), Widget::Asset | Widget::Script)
                && field.value.as_str() == Some(&uri)
        });
        Some(AssetRow {
            key: asset.key.clone(),
            name: name.to_owned(),
            bytes: asset.bytes.len(),
            property: stands.next().map(|field| field.name.clone()),
        })
    };
    pipeline.assets().iter().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn assets_know_their_property() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("NeuralNetwork").unwrap();
        pipeline.set_blob(id, b"12345").unwrap();
        pipeline.set_asset(id, "notes", Bytes::from_static(b"1"));
        let other = pipeline.create("Script").unwrap();
        pipeline.set_script(other, "pass").unwrap();
        let rows = node_files(&pipeline, id);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].name.as_str(), rows[0].bytes), ("__blob", 5));
        assert_eq!(rows[0].property.as_deref(), Some("blobUri"));
        assert_eq!(rows[1].property, None);
        let script = node_files(&pipeline, other);
        assert_eq!(script[0].property.as_deref(), Some("scriptUri"));
        assert!(pipeline_files(&pipeline).is_empty());
    }

    #[test]
    fn slots_are_the_librarys() {
        assert_eq!(FileSlot::of("mesh.meshLeftUri").name, "meshLeft");
        assert_eq!(FileSlot::of("warpMeshUri").name, "warpMesh");
        assert_eq!(FileSlot::of("blobUri").size, Some("blobSize"));
    }
}
