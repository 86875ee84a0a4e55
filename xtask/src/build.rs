//! The page as one static folder: `dist/`.
//!
//! Page, worker, studio and the reader of Python are WebAssembly programs of the library crate, bound with wasm-bindgen's
//! library. They and the script editor get names with their hashes, so that they can be cached for ever.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    editor,
    files::{Output, Written, hex, short_hash},
    firmware::{self, FirmwareOptions},
    headers,
    shell::{cargo, root, run as run_command, say},
    tools::{WASM, wasm_target},
};

/// Where `index.html` gets its links to the built files.
const HEAD_PLACEHOLDER: &str = "<!-- build:head -->";

/// Where it gets the icons.
const ICONS_PLACEHOLDER: &str = "<!-- build:icons -->";

/// How to build.
#[derive(Args, Clone)]
pub(crate) struct BuildOptions {
    /// Build quickly: no optimisation, no compressed twins, no offline use
    #[arg(long)]
    pub(crate) dev: bool,
    /// Folder to write, emptied first
    #[arg(long, default_value = "dist")]
    pub(crate) out: PathBuf,
}

impl BuildOptions {
    /// The optimised build into `dist/`.
    pub(crate) fn release() -> Self {
        Self {
            dev: false,
            out: "dist".into(),
        }
    }
}

/// One bound WebAssembly program.
struct Bound {
    wasm: Vec<u8>,
    glue: String,
}

/// What the page loads when it is needed.
struct Late {
    worker: Written,
    python: Written,
    editor: Written,
    studio: Module,
}

/// A program of the page's own thread, as files.
struct Module {
    wasm: Written,
    glue: Written,
}

impl Module {
    fn write(output: &mut Output, name: &str, bound: &Bound) -> Result<Self> {
        Ok(Self {
            wasm: output.hashed(name, "wasm", &bound.wasm)?,
            glue: output.hashed(&format!("{name}-glue"), "js", bound.glue.as_bytes())?,
        })
    }
}

/// Builds the page and returns the folder it is in.
///
/// # Errors
///
/// When a step fails; the message names the fix.
pub(crate) fn run(options: &BuildOptions) -> Result<PathBuf> {
    let started = Instant::now();
    wasm_target()?;
    firmware::run(&FirmwareOptions::default())?;
    compile(options.dev)?;
    let (page, worker) = (bind("page", options.dev)?, bind("worker", options.dev)?);
    let (python, studio) = (bind("python", options.dev)?, bind("studio", options.dev)?);
    let editor = editor::bundle()?;

    let folder = root().join(&options.out);
    let mut output = Output::new(
        folder.clone(),
        root().join(".cache/compressed"),
        !options.dev,
    )?;
    let late = Late {
        worker: write_worker(&mut output, "worker", &worker)?,
        python: write_worker(&mut output, "python", &python)?,
        editor: output.hashed("editor", "js", editor.script.as_bytes())?,
        studio: Module::write(&mut output, "studio", &studio)?,
    };
    output.plain("licenses/editor.txt", editor.licences.as_bytes())?;
    let head = write_page(&mut output, &page, &late, options.dev)?;
    copy_static(&mut output)?;
    let firmware = copy_firmware(&output)?;
    write_document(&mut output, &head)?;
    if !options.dev {
        write_service_worker(&mut output, &firmware)?;
    }
    fs::write(folder.join("_headers"), headers::file())?;
    say(format!(
        "wrote {} in {:.1} s",
        options.out.display(),
        started.elapsed().as_secs_f64()
    ));
    Ok(folder)
}

fn compile(dev: bool) -> Result<()> {
    let mut command = cargo([
        "build", "--locked", "--target", WASM, "--bin", "page", "--bin", "worker", "--bin",
        "python", "--bin", "studio",
    ]);
    if dev {
        // Binding has no use for it and would read it all.
        command.args(["--config", "profile.dev.strip = 'debuginfo'"]);
    } else {
        command.args(["--profile", "web"]);
    }
    run_command(&mut command, "The compiler's messages above say where")
}

fn bind(name: &str, dev: bool) -> Result<Bound> {
    let profile = if dev { "debug" } else { "web" };
    let path = target_folder()
        .join(WASM)
        .join(profile)
        .join(format!("{name}.wasm"));
    let mut output = Bindgen::new()
        .input_path(&path)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(!dev)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("cannot bind {}", path.display()))?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "{name} brings JavaScript files of its own, which this build does not place. Move them to xtask/templates"
    );
    Ok(Bound {
        wasm: output.wasm_mut().emit_wasm(),
        glue: output.js().to_owned(),
    })
}

/// Where cargo builds.
pub(crate) fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Writes the three files of a program that runs in a worker and returns its starter.
fn write_worker(output: &mut Output, name: &str, worker: &Bound) -> Result<Written> {
    let wasm = output.hashed(name, "wasm", &worker.wasm)?;
    let glue = output.hashed(&format!("{name}-glue"), "js", worker.glue.as_bytes())?;
    let starter = include_str!("../templates/worker.js")
        .replace("@WORKER_GLUE@", &glue.name)
        .replace("@WORKER_WASM@", &wasm.name)
        .replace("@WORKER_WASM_INTEGRITY@", &wasm.integrity);
    output.hashed(name, "js", starter.as_bytes())
}

/// Writes the page's files and returns what goes into the document's head.
fn write_page(output: &mut Output, page: &Bound, late: &Late, dev: bool) -> Result<String> {
    let Module { wasm, glue } = Module::write(output, "page", page)?;
    let boot = include_str!("../templates/boot.js")
        .replace("@PAGE_GLUE@", &glue.name)
        .replace("@PAGE_WASM@", &wasm.name)
        .replace("@PAGE_WASM_INTEGRITY@", &wasm.integrity)
        .replace("@WORKER@", &late.worker.name)
        .replace("@PYTHON@", &late.python.name)
        .replace("@EDITOR@", &late.editor.name)
        .replace("@STUDIO_GLUE@", &late.studio.glue.name)
        .replace("@STUDIO_WASM@", &late.studio.wasm.name)
        .replace("@STUDIO_WASM_INTEGRITY@", &late.studio.wasm.integrity)
        .replace("@OFFLINE@", if dev { "false" } else { "true" });
    let boot = output.hashed("boot", "js", boot.as_bytes())?;
    let styles = output.hashed("styles", "css", styles()?.as_bytes())?;
    Ok([
        format!(
            r#"<meta http-equiv="Content-Security-Policy" content="{}">"#,
            headers::META_POLICY
        ),
        format!(
            r#"<link rel="stylesheet" href="{}" integrity="{}">"#,
            styles.name, styles.integrity
        ),
        format!(
            r#"<link rel="modulepreload" href="{}" integrity="{}">"#,
            glue.name, glue.integrity
        ),
        format!(
            r#"<link rel="preload" href="{}" as="fetch" type="application/wasm" crossorigin>"#,
            wasm.name
        ),
        format!(
            r#"<script type="module" src="{}" integrity="{}"></script>"#,
            boot.name, boot.integrity
        ),
    ]
    .join("\n    "))
}

/// All style sheets in the order of their names, as one.
fn styles() -> Result<String> {
    let folder = root().join("www/styles");
    let mut text = String::new();
    for path in files_below(&folder)? {
        if path.extension().is_some_and(|extension| extension == "css") {
            text.push_str(&fs::read_to_string(&path)?);
            text.push('\n');
        }
    }
    Ok(text)
}

/// All icons as one hidden drawing with a symbol `icon-NAME` for each file, so that none is fetched.
fn icons() -> Result<String> {
    let mut symbols = String::new();
    for path in files_below(&root().join("www/icons"))? {
        if path.extension().is_none_or(|extension| extension != "svg") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let inside = text
            .trim()
            .strip_prefix("<svg xmlns=\"http://www.w3.org/2000/svg\"")
            .and_then(|text| text.strip_suffix("</svg>"))
            .with_context(|| format!("{} is not one plain <svg>", path.display()))?;
        symbols.push_str(&format!("<symbol id=\"icon-{name}\"{inside}</symbol>"));
    }
    Ok(format!("<div hidden><svg>{symbols}</svg></div>"))
}

/// Copies what `www/` has besides style sheets, icons (but for their licence) and firmware.
fn copy_static(output: &mut Output) -> Result<()> {
    let folder = root().join("www");
    for path in files_below(&folder)? {
        let name = name_in(&folder, &path);
        let elsewhere = ["styles/", "icons/", "firmware/"];
        if name == "icons/LICENSE" || !elsewhere.iter().any(|folder| name.starts_with(folder)) {
            output.plain(&name, &fs::read(&path)?)?;
        }
    }
    Ok(())
}

/// Copies the firmware, and returns each file's name and hash.
fn copy_firmware(output: &Output) -> Result<serde_json::Value> {
    let folder = root().join("www");
    let mut hashes = serde_json::Map::new();
    for path in files_below(&folder.join("firmware"))? {
        let name = name_in(&folder, &path);
        output.copy(&path, &name)?;
        hashes.insert(name, hex(&Sha256::digest(fs::read(&path)?)).into());
    }
    Ok(hashes.into())
}

fn write_document(output: &mut Output, head: &str) -> Result<()> {
    let path = root().join("index.html");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    for (placeholder, place) in [(HEAD_PLACEHOLDER, "head"), (ICONS_PLACEHOLDER, "body")] {
        ensure!(
            text.contains(placeholder),
            "index.html lacks the line {placeholder}, which the build fills in. Put it into the {place}"
        );
    }
    let text = text
        .replace(HEAD_PLACEHOLDER, head)
        .replace(ICONS_PLACEHOLDER, &icons()?);
    output.plain("index.html", text.as_bytes())?;
    Ok(())
}

fn write_service_worker(output: &mut Output, firmware: &serde_json::Value) -> Result<()> {
    let names: Vec<&str> = output
        .names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != "index.html")
        .collect();
    let names = serde_json::to_string(&names)?;
    let document = short_hash(&fs::read(root().join("index.html"))?);
    let build = short_hash(format!("{names}{firmware}{document}{}", icons()?).as_bytes());
    let text = include_str!("../templates/sw.js")
        .replace("@BUILD@", &build)
        .replace("@STATIC@", &names)
        .replace("@FIRMWARE@", &firmware.to_string());
    output.plain("sw.js", text.as_bytes())?;
    Ok(())
}

/// All files below a folder in the order of their paths; none if it does not exist.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn name_in(folder: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join("/")
}
