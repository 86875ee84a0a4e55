//! From what the person chose to a package that can be planned, saved and flashed.

use std::time::Duration;

use bytes::Bytes;
use serde_bytes::ByteBuf;
use serde_json::{Map, Value};

use super::{
    protocol::{ApplicationSource, ApplicationSummary, BlobFacts, NamedFile, SectionSummary},
    shelf::Shelf,
};
use crate::{
    device::plan::{ApplicationHints, CheckedPackage},
    firmware::BoardConfig,
    package::{self, BuildOptions, Content, Package},
    pipeline::{
        Pipeline, PipelineError, Severity,
        blob::{BlobHeader, Tensor},
        recipe,
        recipe_info::RecipeInfo,
        recipes,
    },
    runtime::Runtime,
    text,
};

/// An application ready to be planned.
pub(super) struct Loaded {
    pub(super) package: CheckedPackage,
    pub(super) hints: ApplicationHints,
    pub(super) summary: ApplicationSummary,
}

impl Loaded {
    /// The package as a file for download.
    pub(super) fn file(&self) -> NamedFile {
        NamedFile {
            name: format!("{}.dap", file_stem(&self.summary.name)),
            bytes: ByteBuf::from(self.package.bytes().to_vec()),
        }
    }
}

/// An application's name as the name of a file.
pub(crate) fn file_stem(name: &str) -> String {
    let usable = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let name: String = name
        .chars()
        .map(|c| if usable(c) { c } else { '-' })
        .collect();
    if name.is_empty() {
        "application".to_owned()
    } else {
        name
    }
}

/// Reads, builds and checks. The error is a sentence.
pub(super) async fn load(
    source: ApplicationSource,
    shelf: &Shelf,
    runtime: &dyn Runtime,
) -> Result<Loaded, String> {
    match source {
        ApplicationSource::Recipe {
            id,
            parameters,
            script,
            blob,
            app_name,
            compressed,
        } => {
            let pipeline = from_recipe(&id, &parameters, script.as_deref(), blob.as_ref())?;
            let options = options(app_name, compressed);
            build(&pipeline, &BoardConfig::default(), options, shelf, runtime).await
        }
        ApplicationSource::File {
            file,
            app_name,
            compressed,
            board_config,
        } => match content(&file.name, Bytes::from(file.bytes.into_vec()))? {
            Content::Package(bytes) => read_package(&file.name, bytes, runtime).await,
            Content::Pipeline(pipeline) => {
                let board = board_of(board_config.as_deref())?;
                let options = options(app_name, compressed);
                build(&pipeline, &board, options, shelf, runtime).await
            }
        },
    }
}

const fn options(name: String, compressed: bool) -> BuildOptions {
    BuildOptions {
        name,
        compressed,
        check_checksum: false,
    }
}

fn board_of(json: Option<&str>) -> Result<BoardConfig, String> {
    let Some(json) = json else {
        return Ok(BoardConfig::default());
    };
    BoardConfig::from_json(json.as_bytes())
        .map_err(|error| text::bad_file("Board configuration", &error))
}

/// What a file is. The error is a sentence.
pub(super) fn content(name: &str, bytes: Bytes) -> Result<Content, String> {
    Content::of(bytes.clone()).map_err(|error| text::bad_content(name, &bytes, &error))
}

pub(super) fn from_recipe(
    id: &str,
    parameters: &str,
    script: Option<&str>,
    blob: Option<&NamedFile>,
) -> Result<Pipeline, String> {
    let found = recipe(id).map_err(|error| error.to_string())?;
    let values: Map<String, Value> = serde_json::from_str(parameters)
        .map_err(|error| text::bad_file("Values of the recipe", &error))?;
    let bytes = blob.map(|file| file.bytes.as_slice());
    found
        .build(&values, script, bytes)
        .map_err(|error| match blob {
            Some(file) if matches!(error, PipelineError::Blob(_)) => {
                text::bad_file(&file.name, &error)
            }
            _ => error.to_string(),
        })
}

/// What a network's header says, or what is wrong with it.
pub(super) fn blob_facts(file: &NamedFile) -> Result<BlobFacts, String> {
    let header =
        BlobHeader::read(&file.bytes).map_err(|error| text::bad_file(&file.name, &error))?;
    let describe = |tensor: &Tensor| format!("{}: {}", tensor.name, tensor.describe());
    Ok(BlobFacts {
        openvino: header.version.to_string(),
        shaves: header.shaves,
        inputs: header.inputs.iter().map(describe).collect(),
        outputs: header.outputs.iter().map(describe).collect(),
    })
}

/// Recipes to choose from.
pub(super) fn recipe_list() -> Vec<RecipeInfo> {
    let recipes = recipes().iter();
    recipes.map(|recipe| recipe.info.clone()).collect()
}

async fn build(
    pipeline: &Pipeline,
    board: &BoardConfig,
    mut options: BuildOptions,
    shelf: &Shelf,
    runtime: &dyn Runtime,
) -> Result<Loaded, String> {
    let start = runtime.now();
    // Reading a pipeline, and building below, take a moment each: pings go out in between.
    runtime.sleep(Duration::ZERO).await;
    let version = pipeline.firmware_version();
    let version = version.map_err(|error| error.to_string())?;
    let base = shelf
        .base(version)
        .await
        .map_err(|error| error.to_string())?;
    if !options.compressed {
        let unpacked = shelf.unpack(&base).await;
        unpacked.map_err(|error| error.to_string())?;
    }
    runtime.sleep(Duration::ZERO).await;
    let package = package::build(pipeline, &base, board, &options);
    let package = package.map_err(|error| error.to_string())?;
    runtime.sleep(Duration::ZERO).await;
    let took = runtime.now().saturating_sub(start);
    let mut hints = findings(pipeline);
    if !options.compressed {
        options.compressed = true;
        let smaller = package::build(pipeline, &base, board, &options);
        hints.compressed_size = smaller.ok().map(|package| package.len() as u64);
    }
    let read = Package::read(package.clone()).map_err(|error| error.to_string())?;
    let checked = CheckedPackage::look(package, runtime).await;
    checked.verdict()?;
    let mut loaded = summarise(&read, checked, Some(pipeline), hints);
    loaded.summary.build_millis = took.as_secs_f64() * 1000.0;
    Ok(loaded)
}

async fn read_package(file: &str, bytes: Bytes, runtime: &dyn Runtime) -> Result<Loaded, String> {
    let start = runtime.now();
    let package = Package::read(bytes.clone());
    let package = package.map_err(|error| text::bad_file(file, &error))?;
    let checked = CheckedPackage::look(bytes, runtime).await;
    if let Err(reason) = checked.verdict() {
        return Err(text::bad_file(file, &reason));
    }
    let mut loaded = match package.pipeline() {
        Ok(pipeline) => summarise(&package, checked, Some(&pipeline), findings(&pipeline)),
        Err(error) => {
            // A package of another library version may hold what we do not know; the camera takes it all the same.
            let hints = ApplicationHints {
                warnings: vec![text::pipeline_unread(&error)],
                ..ApplicationHints::default()
            };
            summarise(&package, checked, None, hints)
        }
    };
    let took = runtime.now().saturating_sub(start);
    loaded.summary.build_millis = took.as_secs_f64() * 1000.0;
    Ok(loaded)
}

fn findings(pipeline: &Pipeline) -> ApplicationHints {
    let mut hints = ApplicationHints::default();
    for finding in pipeline.check() {
        match finding.severity {
            Severity::Error => hints.errors.push(finding.text),
            Severity::Warning => hints.warnings.push(finding.text),
        }
    }
    hints
}

fn summarise(
    package: &Package,
    checked: CheckedPackage,
    pipeline: Option<&Pipeline>,
    hints: ApplicationHints,
) -> Loaded {
    let mut nodes: Vec<(i64, String)> = pipeline
        .map(|pipeline| {
            pipeline
                .nodes()
                .iter()
                .map(|node| (node.id, node.name.clone()))
        })
        .into_iter()
        .flatten()
        .collect();
    nodes.sort_unstable();
    let connections = pipeline.map_or(0, |pipeline| pipeline.connections().len());
    let summary = ApplicationSummary {
        name: package.app_name(),
        firmware_version: package.firmware_version(),
        size: package.bytes().len() as u64,
        sha256: checked.sha256().to_owned(),
        compressed: package.compressed(),
        sections: package
            .sections()
            .iter()
            .map(|section| SectionSummary {
                name: section.name().to_owned(),
                offset: section.offset().into(),
                size: section.size().into(),
            })
            .collect(),
        nodes: nodes.into_iter().map(|(_, name)| name).collect(),
        connections: u32::try_from(connections).unwrap_or(u32::MAX),
        errors: hints.errors.clone(),
        warnings: hints.warnings.clone(),
        build_millis: 0.0,
    };
    Loaded {
        package: checked,
        hints,
        summary,
    }
}
