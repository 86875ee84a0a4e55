//! Packages of the distribution that building and running the guest needs.

use anyhow::Result;

use crate::{
    shell::{output, program, run, say},
    tools::in_path,
};

/// A program and the package it comes in.
type Needed = (&'static str, &'static str);

/// What runs in the guest beside the tests.
pub(super) const RUNNING: &[Needed] = &[
    ("udevadm", "udev"),
    ("ip", "iproute2"),
    ("Xvfb", "xvfb"),
    ("xdotool", "xdotool"),
];

/// What the kernel is built with.
pub(super) const BUILDING: &[Needed] = &[
    ("gcc", "gcc"),
    ("make", "make"),
    ("flex", "flex"),
    ("bison", "bison"),
    ("bc", "bc"),
    ("xz", "xz-utils"),
    ("perl", "perl"),
];

/// Installs what is missing; the reason if that is not possible here.
pub(super) fn install(needed: &[Needed]) -> Result<Option<String>> {
    let missing: Vec<&str> = needed
        .iter()
        .filter(|(name, _)| in_path(name).is_none() && in_system(name).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let names = missing.join(" ");
    let is_root = output(&mut program("id", ["-u"])).is_some_and(|id| id == "0");
    if !is_root || in_path("apt-get").is_none() {
        return Ok(Some(format!(
            "these packages are missing, and only root on Debian can install them from here: {names}"
        )));
    }
    say(format!("installing {names} from the system's packages"));
    let fix = "Check the network and the system's package sources";
    let mut update = program("apt-get", ["-qq", "update"]);
    run(&mut update, fix)?;
    let mut install = program(
        "apt-get",
        ["-qq", "install", "-y", "--no-install-recommends"],
    );
    install
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut install, fix)?;
    Ok(None)
}

/// Programs of the system are not in everybody's search path.
fn in_system(name: &str) -> Option<std::path::PathBuf> {
    ["/usr/sbin", "/sbin"]
        .into_iter()
        .map(|folder| std::path::Path::new(folder).join(name))
        .find(|path| path.is_file())
}
