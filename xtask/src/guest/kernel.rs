//! The guest's kernel: the newest source package of the distribution, built as a program, once.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

use super::packages;
use crate::{
    files::short_hash,
    room,
    shell::{output, program, root, run, say},
    tools::in_path,
};

/// The kernel's switches.
const CONFIG: &str = include_str!("../../guest/kernel.config");

/// Since this version a guest's programs run under seccomp; before, under ptrace, three to four times slower.
const OLDEST: (u32, u32) = (6, 16);

/// Where newer kernels than those of a release are, and a release.
const SUITES: [&str; 2] = ["trixie-backports", "trixie"];

/// Parts of the source that are large, and of which nothing is built here: two thirds of it. The lists of switches in these
/// folders are read all the same, and stay.
const LEFT_OUT: [&str; 15] = [
    "*/Documentation/*.rst",
    "*/Documentation/*.yaml",
    "*/arch/*/boot/dts",
    "*/arch/[mprs]*/*.[chS]",
    "*/arch/arm*/*.[chS]",
    "*/drivers/accel/*.[ch]",
    "*/drivers/clk/*.[ch]",
    "*/drivers/gpu/*.[ch]",
    "*/drivers/infiniband/*.[ch]",
    "*/drivers/media/*.[ch]",
    "*/drivers/net/*/*.[ch]",
    "*/drivers/scsi/*.[ch]",
    "*/drivers/staging/*.[ch]",
    "*/sound/*.[ch]",
    "*/tools/testing",
];

/// What the source takes while it is unpacked and built, in MiB.
const SCRATCH_MIB: u64 = 1200;

/// The virtual host controller, whose defect is mended here.
const CONTROLLER: &str = "drivers/usb/usbip/vhci_hcd.c";

/// Where a connection that ended is cleaned up.
const CLEANUP: &str = "static void vhci_device_unlink_cleanup(struct vhci_device *vdev)\n{\n";

/// A transfer that was neither sent nor given back when a camera left, and that its program cancelled at that moment, is
/// looked for among those that were sent only, and so never ends: its program and the whole USB core wait forever. A page
/// that closes a camera which is just restarting does that now and then.
const UNSENT_TOO: &str = "\tunsigned long flags;

\tspin_lock_irqsave(&vdev->priv_lock, flags);
\tlist_splice_tail_init(&vdev->priv_tx, &vdev->priv_rx);
\tspin_unlock_irqrestore(&vdev->priv_lock, flags);

";

/// The keys of the archive.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// A kernel, or why there is none.
pub(super) enum Kernel {
    At(PathBuf),
    None(String),
}

/// The kernel in `OAK_GUEST_KERNEL`, the one that was built before, or a new one.
pub(super) fn ready() -> Result<Kernel> {
    if let Some(named) = std::env::var_os("OAK_GUEST_KERNEL") {
        return Ok(Kernel::At(named.into()));
    }
    let folder = root().join(".cache/guest");
    let made_of = [CONFIG, UNSENT_TOO].concat();
    let built = folder.join(format!("linux-{}", short_hash(made_of.as_bytes())));
    if built.exists() {
        return Ok(Kernel::At(built));
    }
    let none = |why: &str| {
        Ok(Kernel::None(format!(
            "{why}. Or name a User Mode Linux of {}.{} or newer in OAK_GUEST_KERNEL",
            OLDEST.0, OLDEST.1
        )))
    };
    let Some(archive) = in_path("dpkg-deb").and_then(|_| archive()) else {
        return none(
            "its kernel is built from Debian's source package, and this machine has no Debian archive",
        );
    };
    if let Some(why) = packages::install(packages::BUILDING)? {
        return none(&why);
    }
    let apt = Apt::new(&folder.join("apt"), &archive)?;
    let Some((package, version)) = apt.newest_source() else {
        return none(
            "the Debian archive of this machine cannot be reached, or has no kernel source",
        );
    };
    if version < OLDEST {
        return none("the newest kernel source of the Debian archive is too old");
    }
    let scratch = folder.join("build");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    fs::create_dir_all(&scratch)?;
    room::ensure(&scratch, SCRATCH_MIB)?;
    build(&apt, &package, &scratch, &built)?;
    fs::remove_dir_all(&scratch)?;
    Ok(Kernel::At(built))
}

/// The mirror of the Debian archive that this machine uses.
fn archive() -> Option<String> {
    let mut files: Vec<PathBuf> = fs::read_dir("/etc/apt/sources.list.d")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.push("/etc/apt/sources.list".into());
    files.sort();
    let texts = files
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok());
    texts.filter_map(|text| archive_in(&text)).next()
}

/// The first address of a list of sources that ends as the archive's do.
fn archive_in(text: &str) -> Option<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_whitespace)
        .find(|word| word.contains("://") && word.trim_end_matches('/').ends_with("/debian"))
        .map(str::to_owned)
}

/// A package manager with sources and state of its own, so that the machine's stay as they are.
struct Apt {
    options: Vec<String>,
}

impl Apt {
    fn new(folder: &Path, archive: &str) -> Result<Self> {
        for name in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(name))?;
        }
        let trust = if Path::new(KEYRING).exists() {
            format!("[signed-by={KEYRING}] ")
        } else {
            String::new()
        };
        let source = |suite| format!("deb {trust}{archive} {suite} main\n");
        fs::write(folder.join("sources.list"), SUITES.map(source).concat())?;
        let set = |name: &str, path: &Path| format!("-o{name}={}", path.display());
        Ok(Self {
            options: vec![
                set("Dir::Etc::sourcelist", &folder.join("sources.list")),
                set("Dir::Etc::sourceparts", Path::new("/dev/null")),
                set("Dir::State::lists", &folder.join("lists")),
                set("Dir::Cache", &folder.join("cache")),
                "-oAPT::Sandbox::User=root".to_owned(),
                "-oAcquire::Retries=3".to_owned(),
            ],
        })
    }

    fn command(&self, name: &str, arguments: &[&str]) -> std::process::Command {
        let mut command = program(name, &self.options);
        command.args(arguments);
        command
    }

    /// The newest package with a kernel's source, and its version.
    fn newest_source(&self) -> Option<(String, (u32, u32))> {
        say("looking for the newest kernel source");
        output(&mut self.command("apt-get", &["-qq", "update"]))?;
        let pattern = "^linux-source-[0-9]+[.][0-9]+$";
        let found = output(&mut self.command("apt-cache", &["search", "--names-only", pattern]))?;
        newest(&found)
    }
}

/// The newest of the packages that a search printed, one a line.
fn newest(found: &str) -> Option<(String, (u32, u32))> {
    let version = |name: &str| {
        let (major, minor) = name.strip_prefix("linux-source-")?.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    found
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter_map(|name| Some((name.to_owned(), version(name)?)))
        .max_by_key(|(_, version)| *version)
}

fn build(apt: &Apt, package: &str, scratch: &Path, built: &Path) -> Result<()> {
    let fix = "Check the network and the free space, then run this again";
    let mut download = apt.command("apt-get", &["-qq", "download", package]);
    run(download.current_dir(scratch), fix)?;
    let deb = only(scratch, ".deb")?;
    let mut unpack = program("dpkg-deb", ["-x"]);
    run(unpack.arg(&deb).arg(scratch.join("deb")), fix)?;
    fs::remove_file(deb)?;
    let tar = only(&scratch.join("deb/usr/src"), ".tar.xz")?;
    let mut unpack = program("tar", LEFT_OUT.map(|folder| format!("--exclude={folder}")));
    run(unpack.arg("-C").arg(scratch).arg("-xf").arg(&tar), fix)?;
    fs::remove_dir_all(scratch.join("deb"))?;
    let source = scratch.join(package);
    ensure!(source.is_dir(), "{package} has no folder of that name");
    let controller = source.join(CONTROLLER);
    let code = fs::read_to_string(&controller)?;
    let mended = code.replacen(CLEANUP, &[CLEANUP, UNSENT_TOO].concat(), 1);
    if mended == code {
        say(format!(
            "{CONTROLLER} of {package} is not what is known, and is built as it is"
        ));
    }
    fs::write(controller, mended)?;
    let config = scratch.join("kernel.config");
    fs::write(&config, CONFIG)?;
    let make = |arguments: &[&str]| {
        let mut command = program("make", ["--silent", "ARCH=um"]);
        command.args(arguments).current_dir(&source);
        command.env("KCONFIG_ALLCONFIG", &config);
        run(&mut command, "The compiler's messages above say where")
    };
    make(&["allnoconfig"])?;
    let cores = std::thread::available_parallelism()?;
    make(&[&format!("-j{cores}"), "linux"])?;
    // Complete or not there at all.
    let part = built.with_extension("part");
    fs::copy(source.join("linux"), &part)?;
    Ok(fs::rename(&part, built)?)
}

/// The one file of a folder whose name ends so.
fn only(folder: &Path, end: &str) -> Result<PathBuf> {
    fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.to_string_lossy().ends_with(end))
        .with_context(|| format!("there is no {end} in {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_source_is_chosen_by_number() {
        let found = "linux-source-6.9 - a\nlinux-source-6.16 - b\nlinux-source - c\nlinux-source-6.12 - d\n";
        assert_eq!(
            newest(found),
            Some(("linux-source-6.16".to_owned(), (6, 16)))
        );
        assert_eq!(newest(""), None);
    }

    #[test]
    fn the_archive_is_found_in_both_forms_of_lists() {
        let lines = "# deb http://old.example/debian x main\ndeb http://mirror.example/debian/ bookworm main\n";
        assert_eq!(
            archive_in(lines).as_deref(),
            Some("http://mirror.example/debian/")
        );
        let fields =
            "Types: deb\nURIs: http://a.example/other http://b.example/debian\nSuites: x\n";
        assert_eq!(
            archive_in(fields).as_deref(),
            Some("http://b.example/debian")
        );
        assert_eq!(
            archive_in("deb http://a.example/debian-security x main"),
            None
        );
    }
}
