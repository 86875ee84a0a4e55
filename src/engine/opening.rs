//! The way into the studio: a pipeline taken out of a recipe, a file or a package; and what the meter there needs.

use bytes::Bytes;
use serde_bytes::ByteBuf;

use super::{
    application::{content, from_recipe},
    protocol::{ApplicationSource, FirmwareSize, PipelineFile},
    shelf::Shelf,
};
use crate::{
    firmware::{BoardConfig, FirmwareVersion, section_sizes},
    package::{Content, Package},
    pipeline::Pipeline,
    text,
};

/// Takes the pipeline out. The error is a sentence.
pub(super) fn read_pipeline(source: ApplicationSource) -> Result<PipelineFile, String> {
    match source {
        ApplicationSource::Recipe {
            id,
            parameters,
            script,
            blob,
            app_name,
            ..
        } => {
            let pipeline = from_recipe(&id, &parameters, script.as_deref(), blob.as_ref())?;
            whole(&pipeline, app_name, None)
        }
        ApplicationSource::File {
            file,
            app_name,
            board_config,
            ..
        } => match content(&file.name, Bytes::from(file.bytes.into_vec()))? {
            Content::Package(bytes) => of_package(&file.name, bytes, app_name),
            Content::Pipeline(pipeline) => whole(&pipeline, app_name, board_config),
        },
    }
}

fn of_package(file: &str, bytes: Bytes, app_name: String) -> Result<PipelineFile, String> {
    let package = Package::read(bytes).map_err(|error| text::bad_file(file, &error))?;
    let pipeline = package.pipeline();
    let pipeline = pipeline.map_err(|error| text::bad_file(file, &error))?;
    let name = package.app_name();
    // A firmware that cannot be unpacked is none of the pipeline's business: it gets a fresh one.
    let board = package.board_config().ok();
    let board = board.filter(|board| *board != BoardConfig::default());
    let name = if name.is_empty() { app_name } else { name };
    whole(
        &pipeline,
        name,
        board.map(|board| board.to_json().to_string()),
    )
}

fn whole(pipeline: &Pipeline, name: String, board: Option<String>) -> Result<PipelineFile, String> {
    let json = pipeline
        .to_json_bytes()
        .map_err(|error| error.to_string())?;
    Ok(PipelineFile {
        name,
        json: ByteBuf::from(json),
        board,
    })
}

/// What each firmware takes in a package. Nothing where there is none.
pub(super) async fn firmware_sizes(shelf: &Shelf) -> Vec<FirmwareSize> {
    let Ok(store) = shelf.store().await else {
        return Vec::new();
    };
    let Ok(header) = section_sizes(&BoardConfig::default()) else {
        return Vec::new();
    };
    let manifest = store.manifest();
    let base = &manifest.firmware.base;
    let size = |version, raw: usize| FirmwareSize {
        version,
        compressed: (header.compressed + base.bytes) as u64,
        plain: (header.plain + raw) as u64,
    };
    let mut sizes = vec![size(FirmwareVersion::Universal, base.raw_bytes)];
    sizes.extend(FirmwareVersion::PATCHED.into_iter().filter_map(|version| {
        let patch = manifest.patch(version).ok()?;
        Some(size(version, patch.raw_bytes))
    }));
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::protocol::NamedFile;
    use crate::pipeline::recipe;

    fn file(name: &str, bytes: Vec<u8>) -> ApplicationSource {
        ApplicationSource::File {
            file: NamedFile {
                name: name.to_owned(),
                bytes: ByteBuf::from(bytes),
            },
            app_name: "street".to_owned(),
            compressed: true,
            board_config: None,
        }
    }

    #[test]
    fn a_recipe_becomes_its_pipeline() {
        let source = ApplicationSource::Recipe {
            id: "mjpeg-server".to_owned(),
            parameters: "{}".to_owned(),
            script: Some("# mine".to_owned()),
            blob: None,
            app_name: "Camera 7".to_owned(),
            compressed: true,
        };
        let read = read_pipeline(source).unwrap();
        let built = recipe("mjpeg-server")
            .unwrap()
            .build(&serde_json::Map::new(), Some("# mine"), None)
            .unwrap();
        assert_eq!(read.name, "Camera 7");
        assert_eq!(Pipeline::from_json(&read.json), Ok(built));
    }

    #[test]
    fn files_that_hold_no_pipeline_get_a_sentence() {
        for (bytes, words) in [
            (&b"PK\x03\x04"[..], "ZIP"),
            (b"{\"a\": 1}", "no pipeline"),
            (b"BR", "street.dap"),
            (b"", "empty"),
        ] {
            let sentence = read_pipeline(file("street.dap", bytes.to_vec())).unwrap_err();
            assert!(sentence.contains(words), "{sentence}");
        }
    }
}
