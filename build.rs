//! Lists the recipes for the program: every folder of `recipes/` with all its files, so that adding one is adding a folder.

use std::{
    env, fs,
    io::{Error, Result},
    path::{Path, PathBuf},
};

fn main() -> Result<()> {
    let variable = |name| env::var_os(name).ok_or_else(|| Error::other(format!("no {name}")));
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("recipes");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("[\n");
    for recipe in entries(&folder)? {
        if !recipe.is_dir() {
            continue;
        }
        list.push_str(&format!("({:?}, &[\n", name(&recipe)));
        for file in entries(&recipe)? {
            list.push_str(&format!("({:?}, include_str!({file:?})),\n", name(&file)));
        }
        list.push_str("]),\n");
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(variable("OUT_DIR")?).join("recipes.rs"), list)
}

/// What a folder holds, in the order of names, so that the same sources give the same program.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
