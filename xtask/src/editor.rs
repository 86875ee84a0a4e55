//! The script editor: CodeMirror and what we add to it (`xtask/editor`), as one script that the page loads when an
//! editor opens. Bundled again only when something of it changed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::{
    files::short_hash,
    shell::{program, root, run, say},
    tools,
};

/// What the bundle is made from, besides the packages that the lock file pins.
const SOURCES: [&str; 4] = [
    "xtask/editor/package-lock.json",
    "xtask/editor/editor.js",
    "xtask/editor/completion.js",
    "src/python/device.json",
];

/// The bundle.
pub(crate) struct Editor {
    /// One script, a module.
    pub(crate) script: String,
    /// The licences of everything in it.
    pub(crate) licences: String,
}

/// Bundles the editor, or takes the bundle of the same sources from the last time.
///
/// # Errors
///
/// When npm or the bundler fails; the message names the fix.
pub(crate) fn bundle() -> Result<Editor> {
    let mut bytes = Vec::new();
    for source in SOURCES {
        let read = fs::read(root().join(source));
        bytes.extend(read.with_context(|| format!("cannot read {source}"))?);
    }
    let folder = root().join(".cache/editor").join(short_hash(&bytes));
    let (script, licences) = (folder.join("editor.js"), folder.join("licences.txt"));
    if !licences.exists() {
        tools::editor_parts()?;
        say("bundling the script editor");
        fs::create_dir_all(&folder)?;
        let editor = root().join("xtask/editor");
        let mut command = program(
            "node_modules/.bin/esbuild",
            [
                "editor.js",
                "--bundle",
                "--minify",
                "--format=esm",
                "--target=es2022",
                "--legal-comments=none",
                "--log-level=warning",
            ],
        );
        command.arg(format!("--outfile={}", script.display()));
        run(
            command.current_dir(&editor),
            "The messages above say where in xtask/editor",
        )?;
        fs::write(&licences, texts(&editor.join("node_modules"))?)?;
    }
    Ok(Editor {
        script: fs::read_to_string(script)?,
        licences: fs::read_to_string(licences)?,
    })
}

/// The licences of the packages that are bundled, each text once with the packages it is for.
fn texts(modules: &Path) -> Result<String> {
    let mut packages = BTreeMap::<String, Vec<String>>::new();
    for path in package_folders(modules)? {
        let name = path
            .strip_prefix(modules)
            .unwrap_or(&path)
            .display()
            .to_string();
        // The bundler is not in the bundle.
        if name.contains("esbuild") {
            continue;
        }
        let text = fs::read_to_string(path.join("LICENSE"));
        let text = text.with_context(|| format!("the package {name} has no file LICENSE"))?;
        packages.entry(text).or_default().push(name);
    }
    let parts = packages.into_iter().map(|(text, mut names)| {
        names.sort();
        format!("{}\n\n{}", names.join(", "), text.trim())
    });
    Ok(parts.collect::<Vec<_>>().join("\n\n----\n\n") + "\n")
}

/// The folders of all installed packages: `name` and `@scope/name`.
fn package_folders(modules: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(modules)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || !path.is_dir() {
            continue;
        }
        if name.starts_with('@') {
            found.extend(package_folders(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
