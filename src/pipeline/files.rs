//! Files that travel with the pipeline: giving one to a property, and taking it away.
//!
//! Each function leaves the pipeline as it was when it fails.

use bytes::Bytes;
use serde_json::Value;

use super::{Asset, Pipeline, PipelineError, build::form, catalog::Catalog, form::FileSlot};

/// Whose property it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Nodes of one type, changed alike.
    Nodes(Vec<i64>),
    /// The pipeline itself: its global properties.
    Pipeline,
}

impl Pipeline {
    /// Gives the property that stands for a file one, or takes it away; name and size follow, as the official setters
    /// write them.
    pub fn set_file(
        &mut self,
        owner: &Owner,
        property: &str,
        file: Option<&Bytes>,
    ) -> Result<(), PipelineError> {
        // Assets are shared, so this copies the graph only.
        let mut changed = self.clone();
        changed.change_file(owner, property, file)?;
        *self = changed;
        Ok(())
    }

    /// Replaces the content of an asset; it keeps its name and its place.
    pub fn replace_asset(&mut self, key: &str, bytes: Bytes) -> Result<(), PipelineError> {
        let asset = self.assets.iter_mut().find(|asset| asset.key == key);
        asset
            .ok_or_else(|| form(key, "there is no such file in the pipeline"))?
            .bytes = bytes;
        Ok(())
    }

    /// Sets a property of all owners, checked where the library version knows it.
    pub fn set_all(
        &mut self,
        owner: &Owner,
        property: &str,
        value: &Value,
    ) -> Result<(), PipelineError> {
        let Owner::Nodes(nodes) = owner else {
            return self.set_global_any(property, value);
        };
        for id in nodes {
            let node_type = self.node_mut(*id)?.node_type();
            let known = node_type.is_some_and(|it| it.properties.member(property).is_some());
            if known {
                self.set(*id, property, value.clone())?;
            } else {
                self.set_unknown(*id, property, value.clone())?;
            }
        }
        Ok(())
    }

    fn set_global_any(&mut self, property: &str, value: &Value) -> Result<(), PipelineError> {
        if Catalog::shipped().globals.member(property).is_some() {
            return self.set_global(property, value.clone());
        }
        let slot = self.schema.global_properties.get_mut(property);
        *slot.ok_or_else(|| {
            form(
                "global properties",
                format!("there is no property {property}"),
            )
        })? = value.clone();
        Ok(())
    }

    fn change_file(
        &mut self,
        owner: &Owner,
        property: &str,
        file: Option<&Bytes>,
    ) -> Result<(), PipelineError> {
        let slot = FileSlot::of(property);
        let uri = file.map_or_else(String::new, |_| format!("asset:{}", slot.name));
        if file.is_none() {
            self.drop_file(owner, property);
        }
        self.set_all(owner, property, &uri.into())?;
        let Some(file) = file else {
            return self.drop_size(owner, &slot);
        };
        if let Some(size) = slot.size {
            self.set_all(owner, size, &file.len().into())?;
        }
        match owner {
            Owner::Pipeline => self.set_pipeline_asset(&slot.name, file.clone()),
            Owner::Nodes(nodes) => {
                for node in nodes {
                    self.set_asset(*node, &slot.name, file.clone());
                }
            }
        }
        Ok(())
    }

    /// The size goes with the last of the files that share it.
    fn drop_size(&mut self, owner: &Owner, slot: &FileSlot) -> Result<(), PipelineError> {
        let Some(size) = slot.size else {
            return Ok(());
        };
        let filled = |pipeline: &Self, id: &i64| {
            let properties = pipeline.node(*id).map(|node| &node.properties);
            let text = |pointer: &&str| properties?.pointer(pointer)?.as_str();
            slot.sharing
                .iter()
                .any(|pointer| text(pointer).is_some_and(|uri| !uri.is_empty()))
        };
        match owner {
            Owner::Nodes(nodes) if nodes.iter().any(|id| filled(self, id)) => Ok(()),
            _ => self.set_all(owner, size, &Value::Null),
        }
    }

    /// Takes the asset out that a property names.
    fn drop_file(&mut self, owner: &Owner, property: &str) {
        let pointer = format!("/{}", property.replace('.', "/"));
        let name = |value: Option<&Value>| {
            let uri = value?.as_str()?;
            uri.strip_prefix("asset:").map(str::to_owned)
        };
        match owner {
            Owner::Pipeline => {
                if let Some(name) = name(self.schema.global_properties.get(property)) {
                    self.remove_asset(&Asset::pipeline_key(&name));
                }
            }
            Owner::Nodes(nodes) => {
                for id in nodes {
                    let value = self
                        .node(*id)
                        .and_then(|node| node.properties.pointer(&pointer));
                    if let Some(name) = name(value) {
                        self.remove_asset(&Asset::node_key(*id, &name));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_brings_name_and_size_and_takes_them_along() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("NeuralNetwork").unwrap();
        let owner = Owner::Nodes(vec![id]);
        let untouched = pipeline.clone();
        let file = Bytes::from_static(b"12345");
        pipeline.set_file(&owner, "blobUri", Some(&file)).unwrap();
        let node = pipeline.node(id).unwrap();
        assert_eq!(node.properties["blobUri"], json!("asset:__blob"));
        assert_eq!(node.properties["blobSize"], json!(5));
        assert_eq!(pipeline.assets().len(), 1);
        pipeline.set_file(&owner, "blobUri", None).unwrap();
        assert_eq!(pipeline, untouched);

        let owner = Owner::Pipeline;
        let property = "cameraTuningBlobUri";
        pipeline.set_file(&owner, property, Some(&file)).unwrap();
        assert_eq!(
            pipeline.global_properties()["cameraTuningBlobSize"],
            json!(5)
        );
        assert!(pipeline.asset("/pipeline/camTuning").is_some());
        pipeline.set_file(&owner, property, None).unwrap();
        assert_eq!(pipeline, untouched);
    }

    #[test]
    fn two_meshes_share_their_size() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("StereoDepth").unwrap();
        let owner = Owner::Nodes(vec![id]);
        let untouched = pipeline.clone();
        let file = Bytes::from_static(b"1234");
        let size = |pipeline: &Pipeline| {
            let properties = &pipeline.node(id).unwrap().properties;
            properties["mesh"]["meshSize"].clone()
        };
        let (left, right) = ("mesh.meshLeftUri", "mesh.meshRightUri");
        pipeline.set_file(&owner, left, Some(&file)).unwrap();
        pipeline.set_file(&owner, right, Some(&file)).unwrap();
        pipeline.set_file(&owner, left, None).unwrap();
        assert_eq!(size(&pipeline), json!(4));
        pipeline.set_file(&owner, right, None).unwrap();
        assert_eq!(pipeline, untouched);
    }

    #[test]
    fn an_asset_is_replaced_by_key() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("Script").unwrap();
        pipeline.set_script(id, "pass").unwrap();
        let key = Asset::node_key(id, "__script");
        let bytes = Bytes::from_static(b"x = 1");
        pipeline.replace_asset(&key, bytes.clone()).unwrap();
        assert_eq!(pipeline.asset(&key), Some(&bytes));
        assert!(pipeline.replace_asset("/node/9/x", bytes).is_err());
    }

    #[test]
    fn all_owners_or_none() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("NeuralNetwork").unwrap();
        let before = pipeline.clone();
        let owner = Owner::Nodes(vec![id, 99]);
        let file = Bytes::from_static(b"1");
        assert!(pipeline.set_file(&owner, "blobUri", Some(&file)).is_err());
        assert_eq!(pipeline, before);
    }
}
