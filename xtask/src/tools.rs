//! What the build and the tests need from the machine, installed when it is missing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    files::short_hash,
    shell::{cargo, output, program, root, run, say},
};

/// The official library that our formats and our virtual camera are judged by.
const JUDGE_VERSION: &str = "2.33.0.0";

/// The target of the page and its worker.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the WebAssembly target to the toolchain if it is not there.
///
/// # Errors
///
/// When there is no rustc, or rustup cannot add the target.
pub(crate) fn wasm_target() -> Result<()> {
    let sysroot = output(&mut program("rustc", ["--print", "sysroot"]))
        .context("there is no `rustc`. Install Rust with rustup, then run this again")?;
    if Path::new(&sysroot)
        .join("lib/rustlib")
        .join(WASM)
        .join("lib")
        .exists()
    {
        return Ok(());
    }
    say("adding the WebAssembly target to the toolchain");
    run(
        &mut program("rustup", ["target", "add", WASM]),
        "Check the network, or install the target with the package manager that Rust came from",
    )
}

/// The browser that drives the page in tests: the one in `OAK_CHROMIUM`, one that is installed, or Debian's.
///
/// # Errors
///
/// When there is none and it cannot be installed here.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    let fix = "Install Chromium, or name one in the environment variable OAK_CHROMIUM";
    let root_user = output(&mut program("id", ["-u"])).is_some_and(|id| id == "0");
    let debian = output(&mut program("apt-get", ["--version"])).is_some();
    ensure!(
        root_user && debian,
        "the browser tests need Chromium, and only root on Debian can install it from here. {fix}"
    );
    say("installing Chromium from the system's packages");
    let apt = |arguments: &[&str]| {
        let mut command = program("apt-get", arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command, fix)
    };
    apt(&["-qq", "update"])?;
    apt(&[
        "-qq",
        "install",
        "-y",
        "--no-install-recommends",
        "chromium",
        "fonts-dejavu-core",
    ])?;
    installed_chromium().with_context(|| format!("Chromium was installed but is not found. {fix}"))
}

fn installed_chromium() -> Option<PathBuf> {
    const APPLE: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    if let Some(named) = std::env::var_os("OAK_CHROMIUM") {
        return Some(named.into());
    }
    [
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ]
    .into_iter()
    .find_map(in_path)
    .or_else(|| Path::new(APPLE).exists().then(|| APPLE.into()))
}

/// Where a program is, if it is in the search path.
pub(crate) fn in_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// The library that drives the browser, as `tests/browser/package-lock.json` pins it.
///
/// # Errors
///
/// When there is no node, or npm cannot install.
pub(crate) fn browser_driver() -> Result<()> {
    node_packages(
        "tests/browser",
        "the browser tests need",
        "the browser driver",
    )
}

/// The editor's parts and their bundler, as `xtask/editor/package-lock.json` pins them.
///
/// # Errors
///
/// When there is no node, or npm cannot install.
pub(crate) fn editor_parts() -> Result<()> {
    node_packages(
        "xtask/editor",
        "the page's script editor needs",
        "the script editor",
    )
}

/// Installs the packages of a folder if its lock file changed since.
fn node_packages(folder: &str, needs: &str, what: &str) -> Result<()> {
    let version = output(&mut program("node", ["--version"]))
        .with_context(|| format!("{needs} Node.js 20 or newer. Install it, then run this again"))?;
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    ensure!(
        major.is_some_and(|major: u32| major >= 20),
        "{needs} Node.js 20 or newer, this is {version}. Install a newer one, then run this again"
    );
    let path = root().join(folder);
    let wanted = short_hash(&fs::read(path.join("package-lock.json"))?);
    let stamp = path.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say(format!("installing {what}"));
    let mut command = program("npm", ["ci", "--silent"]);
    run(
        command.current_dir(&path),
        &format!("Check the network, or remove {folder}/node_modules and try again"),
    )?;
    Ok(fs::write(stamp, wanted)?)
}

/// A Python with the official library, the judge of our formats: `OAK_JUDGE_PYTHON`, or an environment under `.cache`.
///
/// # Errors
///
/// When there is no Python 3, or pip cannot install.
pub(crate) fn judge() -> Result<PathBuf> {
    let fix = format!(
        "Check the network and that Python 3.9 or newer is installed, or name a Python that has depthai \
         {JUDGE_VERSION} in the environment variable OAK_JUDGE_PYTHON"
    );
    if let Some(named) = std::env::var_os("OAK_JUDGE_PYTHON").map(PathBuf::from) {
        ensure!(
            is_judge(&named),
            "{} does not have depthai {JUDGE_VERSION} and numpy. {fix}",
            named.display()
        );
        return Ok(named);
    }
    let folder = root().join(".cache/judge");
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if is_judge(&python) {
        return Ok(python);
    }
    say("making a Python environment with the official library");
    let base = ["python3", "python"]
        .into_iter()
        .find_map(in_path)
        .with_context(|| fix.clone())?;
    let mut make = Command::new(base);
    make.args(["-m", "venv", "--clear"])
        .arg(&folder)
        .current_dir(root());
    run(&mut make, &fix)?;
    let wanted = format!("depthai=={JUDGE_VERSION}");
    let mut install = Command::new(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary=:all:",
        &wanted,
        // The library's asset interface works on its arrays, but does not ask for it.
        "numpy<3",
    ]);
    run(&mut install, &fix)?;
    ensure!(
        is_judge(&python),
        "the Python environment was made but does not work. {fix}"
    );
    Ok(python)
}

fn is_judge(python: &Path) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", "import depthai, numpy; print(depthai.__version__)"]);
    // The library itself prints a warning first where there is no USB.
    output(&mut command).is_some_and(|text| text.lines().last() == Some(JUDGE_VERSION))
}

/// Runs cargo-deny as `deny.toml` says; installs it under `.cache` when it is not there.
///
/// # Errors
///
/// When it cannot be installed, or a rule is broken.
pub(crate) fn deny() -> Result<()> {
    const VERSION: &str = "0.20.2";
    let folder = root().join(".cache/tools");
    let installed = folder
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !installed.exists() {
        say("installing cargo-deny");
        let mut install = cargo([
            "install",
            "--quiet",
            "--locked",
            "--no-default-features",
            "--version",
            VERSION,
        ]);
        run(
            install.arg("--root").arg(&folder).arg("cargo-deny"),
            "Check the network, then run this again",
        )?;
    }
    let mut command = Command::new(installed);
    command
        .args(["check", "bans", "licenses", "sources"])
        .current_dir(root());
    run(
        &mut command,
        "The messages above say which dependency; change it, or the policy in deny.toml",
    )
}
