//! The ways out of the studio.

use std::io::{Cursor, Write};

use serde_bytes::ByteBuf;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    engine::{
        file_stem,
        protocol::{ApplicationSource, NamedFile},
    },
    pipeline::{PythonExport, share},
    studio::{Document, PROJECT_ENDING},
};

/// A form in which a project leaves the studio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An application package, which the worker builds.
    Package,
    /// The official library's JSON.
    Pipeline,
    /// A script for the official library.
    Python,
    /// The studio's own file.
    Project,
    /// A link with the whole project.
    Link,
}

impl Format {
    /// All, in the order of the menu.
    pub const ALL: [Self; 5] = [
        Self::Package,
        Self::Pipeline,
        Self::Python,
        Self::Project,
        Self::Link,
    ];

    /// Its name in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Pipeline => "pipeline",
            Self::Python => "python",
            Self::Project => "project",
            Self::Link => "link",
        }
    }
}

/// What leaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Exported {
    /// A file, with sentences about what is missing in it.
    File(NamedFile, Vec<String>),
    /// The worker builds it of this.
    Build(ApplicationSource),
    /// The part of a link behind `project=`.
    Link(String),
}

/// Makes what leaves. The error is a sentence.
pub fn export(document: &Document, format: Format) -> Result<Exported, String> {
    let pipeline = document.pipeline();
    Ok(match format {
        Format::Package => Exported::Build(source(document, true)?),
        Format::Pipeline => {
            let json = pipeline
                .to_json_bytes()
                .map_err(|error| error.to_string())?;
            Exported::File(file(document, "json", json), Vec::new())
        }
        Format::Project => Exported::File(
            file(document, PROJECT_ENDING, document.to_project()),
            Vec::new(),
        ),
        Format::Python => {
            let PythonExport {
                script,
                files,
                missing,
            } = pipeline.to_python();
            let made = if files.is_empty() {
                file(document, "py", script.into_bytes())
            } else {
                let stem = file_stem(document.name());
                let script = (format!("{stem}.py"), bytes::Bytes::from(script));
                let all = std::iter::once(script).chain(files);
                file(document, "zip", archive(all)?)
            };
            Exported::File(made, missing)
        }
        Format::Link => {
            let text = share::to_text(&document.to_project());
            Exported::Link(text.map_err(|error| error.to_string())?)
        }
    })
}

/// What the worker builds a package of, or loads for the steps.
pub fn source(document: &Document, compressed: bool) -> Result<ApplicationSource, String> {
    let json = document.pipeline().to_json_bytes();
    let json = json.map_err(|error| error.to_string())?;
    Ok(ApplicationSource::File {
        file: file(document, "json", json),
        app_name: document.name().to_owned(),
        compressed,
        board_config: document.board().map(ToString::to_string),
    })
}

fn file(document: &Document, ending: &str, bytes: Vec<u8>) -> NamedFile {
    NamedFile {
        name: format!("{}.{ending}", file_stem(document.name())),
        bytes: ByteBuf::from(bytes),
    }
}

/// Files in one archive, as they are: networks hardly compress.
fn archive(files: impl Iterator<Item = (String, bytes::Bytes)>) -> Result<Vec<u8>, String> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in files {
        let written = archive.start_file(name, options);
        written.map_err(|error| error.to_string())?;
        let written = archive.write_all(&content);
        written.map_err(|error| error.to_string())?;
    }
    let done = archive.finish().map_err(|error| error.to_string())?;
    Ok(done.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Pipeline, recipe};

    fn server() -> Document {
        let pipeline = recipe("mjpeg-server").unwrap();
        let pipeline = pipeline.build(&serde_json::Map::new(), None, None).unwrap();
        Document::new("Street 7", pipeline)
    }

    fn made(document: &Document, format: Format) -> NamedFile {
        match export(document, format) {
            Ok(Exported::File(file, _)) => file,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn files_hold_the_pipeline_and_have_its_name() {
        let document = server();
        let json = made(&document, Format::Pipeline);
        assert_eq!(json.name, "Street-7.json");
        assert_eq!(
            Pipeline::from_json(&json.bytes).as_ref(),
            Ok(document.pipeline())
        );
        let file = made(&document, Format::Project);
        assert_eq!(file.name, "Street-7.oakstudio");
        assert_eq!(Document::from_project(&file.bytes).as_ref(), Ok(&document));
        let Ok(Exported::Build(ApplicationSource::File {
            app_name,
            board_config,
            ..
        })) = export(&document, Format::Package)
        else {
            panic!("a package is built by the worker")
        };
        assert_eq!((app_name.as_str(), board_config), ("Street 7", None));
    }

    #[test]
    fn python_with_files_is_an_archive() {
        let script = made(&server(), Format::Python);
        assert!(script.name.ends_with(".zip") || script.name.ends_with(".py"));
        let mut pipeline = Pipeline::default();
        let node = pipeline.create("NeuralNetwork").unwrap();
        pipeline.set_blob(node, &[7; 10_000]).unwrap();
        let archive = made(&Document::new("net", pipeline), Format::Python);
        assert_eq!(archive.name, "net.zip");
        let mut read = zip::ZipArchive::new(Cursor::new(archive.bytes.into_vec())).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read.by_index(0).unwrap().name().unwrap(), "net.py");
        assert_eq!(read.by_index(1).unwrap().size(), 10_000);
    }

    #[test]
    fn a_link_carries_a_small_project_and_says_what_is_too_large() {
        let document = server();
        let Ok(Exported::Link(text)) = export(&document, Format::Link) else {
            panic!("a server fits into a link")
        };
        let back = Document::from_project(&share::from_text(&text).unwrap());
        assert_eq!(back.as_ref(), Ok(&document));
        let mut seed = 1_u32;
        let noise: Vec<u8> = (0..90_000)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 17;
                seed ^= seed << 5;
                (seed >> 24) as u8
            })
            .collect();
        let mut pipeline = Pipeline::default();
        let node = pipeline.create("NeuralNetwork").unwrap();
        pipeline.set_blob(node, &noise).unwrap();
        let refused = export(&Document::new("net", pipeline), Format::Link).unwrap_err();
        assert!(refused.contains("too large for a link"), "{refused}");
    }
}
