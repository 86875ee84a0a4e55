//! A small Linux guest with a USB core of its own, for tests of the whole stack: kernel, libusb, Chromium.
//!
//! The guest is a program (User Mode Linux): it needs no virtualisation, no module and no rights. Its root is this machine's,
//! read-only below memory, so that everything installed here exists there; only `target/` is written through.

mod kernel;
mod measure;
mod packages;
mod suite;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use clap::Args;

pub(crate) use self::{measure::measure, suite::suite};
use crate::{
    pool, room,
    shell::{program, root, written},
    tools,
};

/// What to run in the guest.
#[derive(Args)]
pub(crate) struct GuestOptions {
    /// Memory of the guest
    #[arg(long, default_value = MEMORY)]
    memory: String,
    /// Kill the guest after so many seconds
    #[arg(long, default_value_t = LIMIT_SECS)]
    limit: u32,
    /// The command and its arguments; a shell without
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// Enough for Chromium, its tests, and two cameras with their memories. Only what is used is taken from this machine.
const MEMORY: &str = "4G";

/// Memory that must be free in `/dev/shm`, where the guest's lies, in MiB.
const SHARED_MEMORY_MIB: u64 = 3000;

/// A guest that does not come up within this time never does. It takes two seconds on a machine with nothing else to do.
const STARTING_SECS: u32 = 120;

/// A guest that takes longer hangs.
const LIMIT_SECS: u32 = 2400;

/// Before a guest is killed it tells for so long what hangs.
const LAST_WORDS_SECS: u32 = 20;

/// What is only there or not.
pub(crate) enum Ready {
    /// The guest can be started.
    Yes(Machine),
    /// This machine cannot run it; the sentence says why, and what would help.
    No(String),
}

/// A guest that can be started.
#[derive(Clone)]
pub(crate) struct Machine {
    kernel: PathBuf,
    memory: String,
    limit: u32,
    /// Tells guests apart that run at the same time.
    number: usize,
}

/// Looks whether a guest can run here, and installs and builds what it needs.
///
/// # Errors
///
/// When something that should work does not: that is no reason to leave its tests out.
pub(crate) fn ready() -> Result<Ready> {
    if let Some(why) = shortage() {
        return Ok(Ready::No(why));
    }
    if let Some(why) = packages::install(packages::RUNNING)? {
        return Ok(Ready::No(why));
    }
    let mut machine = match kernel::ready()? {
        kernel::Kernel::At(kernel) => Machine {
            kernel,
            memory: MEMORY.to_owned(),
            limit: STARTING_SECS,
            number: 0,
        },
        kernel::Kernel::None(why) => return Ok(Ready::No(why)),
    };
    if let Some(why) = machine.does_not_start()? {
        return Ok(Ready::No(why));
    }
    machine.limit = LIMIT_SECS;
    Ok(Ready::Yes(machine))
}

/// What this machine lacks that cannot be installed.
fn shortage() -> Option<String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Some("the guest is a program for Linux on x86_64".to_owned());
    }
    let free = shared_memory_mib()?;
    (free < SHARED_MEMORY_MIB).then(|| {
        format!("/dev/shm has {free} MiB free, the guest's memory needs {SHARED_MEMORY_MIB}. Mount it larger")
    })
}

/// What is free where the guest's memory lies, in MiB; `None` where nobody can say.
fn shared_memory_mib() -> Option<u64> {
    room::free_mib(Path::new("/dev/shm"))
}

/// Runs a command in the guest; its exit status.
///
/// # Errors
///
/// When this machine cannot run a guest, or the guest ended before the command.
pub(crate) fn run(options: &GuestOptions) -> Result<u8> {
    let mut machine = match ready()? {
        Ready::Yes(machine) => machine,
        Ready::No(why) => bail!("the guest cannot run here: {why}"),
    };
    machine.memory.clone_from(&options.memory);
    machine.limit = options.limit;
    let words: Vec<&str> = match options.command.as_slice() {
        [] => vec!["sh"],
        words => words.iter().map(String::as_str).collect(),
    };
    let mut command = Command::new(words.first().copied().unwrap_or_default());
    command.args(words.get(1..).unwrap_or_default());
    command.current_dir(root());
    let mut guest = pool::pinned(machine.command(&command)?, 0);
    let ended = guest.stdin(Stdio::inherit()).status();
    ended.with_context(|| format!("`{}` could not be started", written(&guest)))?;
    machine.status()
}

impl Machine {
    /// The folder that the guest shares with this machine; each has its own.
    fn folder(&self) -> PathBuf {
        root().join(format!(
            "target/guest/{}-{}",
            std::process::id(),
            self.number
        ))
    }

    /// The program that runs `inner` in the guest, with its arguments, environment and folder. What it prints goes to
    /// the standard output. Start it [`pool::pinned`]: its kernel and its programs are processes that hand over to each other
    /// all the time, and that takes two to three times as long when another processor must wake up for it.
    ///
    /// # Errors
    ///
    /// When the shared folder cannot be written.
    pub(crate) fn command(&self, inner: &Command) -> Result<Command> {
        let folder = self.folder();
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("run.sh"), script(inner))?;
        let variable = |name, path: &Path| format!("{name}={}", path.display());
        let mut command = limited_with_us();
        command
            .args(["--kill-after=10", &self.limit.to_string()])
            .arg(&self.kernel)
            .arg(format!("mem={}", self.memory))
            .args(["root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro"])
            .args(["con=null", "con0=fd:0,fd:1", "ssl=null", "loglevel=1"])
            // The other way, by ptrace, takes several times as long.
            .arg("seccomp=auto")
            .arg("init=/bin/sh")
            .arg(variable("OAK_OUT", &root().join("target")))
            .arg(variable("OAK_RUN", &folder))
            .arg(format!(
                "OAK_SECS={}",
                self.limit.saturating_sub(LAST_WORDS_SECS)
            ))
            .arg("--")
            .arg(root().join("xtask/guest/init.sh"));
        Ok(command)
    }

    /// The same, killed after so many seconds.
    pub(crate) fn limited(self, limit: u32) -> Self {
        Self { limit, ..self }
    }

    /// Guests that may run at the same time.
    pub(crate) fn twins(&self, count: usize) -> Vec<Self> {
        (0..count)
            .map(|number| Self {
                number,
                ..self.clone()
            })
            .collect()
    }

    /// How many guests run at the same time: one for each processor, as far as their memory is there. More would be quicker,
    /// but then the browser with a window, which a person answers by keyboard, is too slow now and then.
    fn at_once() -> usize {
        let memories = shared_memory_mib().unwrap_or_default() / SHARED_MEMORY_MIB;
        pool::processors()
            .min(usize::try_from(memories).unwrap_or(usize::MAX))
            .max(1)
    }

    /// Why no guest starts here, if so: containers may forbid what a program needs that runs others.
    fn does_not_start(&self) -> Result<Option<String>> {
        let mut guest = self.command(&Command::new("true"))?;
        let said = guest.stdin(Stdio::null()).output();
        let said = said.with_context(|| format!("`{}` could not be started", written(&guest)))?;
        if self.status().is_ok_and(|status| status == 0) {
            return Ok(None);
        }
        let said = [said.stdout, said.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let last = said
            .lines()
            .rev()
            .map(str::trim)
            .find(|line| !line.is_empty());
        Ok(Some(format!(
            "a User Mode Linux does not start here. Its last words: {:?}",
            last.unwrap_or("none")
        )))
    }

    /// How the command in the guest ended.
    ///
    /// # Errors
    ///
    /// When it did not.
    pub(crate) fn status(&self) -> Result<u8> {
        let limit = self.limit;
        let folder = self.folder();
        let text = fs::read_to_string(folder.join("status")).with_context(|| {
            format!("the guest ended before its command did, or was stopped after {limit} s")
        })?;
        fs::remove_dir_all(folder)?;
        Ok(text.trim().parse()?)
    }
}

/// The program that ends another one after some time. It is out of a terminal's reach, so it must be told when we are ended.
fn limited_with_us() -> Command {
    const LIMIT: &str = "timeout";
    match tools::in_path("setpriv") {
        Some(_) => program("setpriv", ["--pdeathsig", "TERM", LIMIT]),
        None => program(LIMIT, [] as [&str; 0]),
    }
}

/// A command with its folder and the variables it was given, for a shell.
fn script(command: &Command) -> String {
    let mut text = String::new();
    let path = std::env::var("PATH").unwrap_or_default();
    // Output goes through a terminal, and must look as if it did not.
    let set = [
        ("PATH", path.as_str()),
        ("HOME", "/tmp"),
        ("NO_COLOR", "1"),
        ("OAK_GUEST", "1"),
    ];
    let given = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)));
    for (name, value) in set.into_iter().chain(given) {
        text.push_str(&format!("export {name}={}\n", quoted(value)));
    }
    if let Some(folder) = command.get_current_dir() {
        text.push_str(&format!("cd {}\n", quoted(&folder.to_string_lossy())));
    }
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| quoted(&word.to_string_lossy())).collect();
    text.push_str(&format!("exec {}\n", words.join(" ")));
    text
}

/// A word as a shell takes it unchanged.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What the tests in the guest find in their environment.
///
/// # Errors
///
/// When something of it cannot be installed.
pub(crate) fn environment(command: &mut Command) -> Result<()> {
    command
        .env("OAK_CHROMIUM", tools::chromium()?)
        .env("OAK_JUDGE_PYTHON", tools::judge()?)
        .env("OAK_XTASK", std::env::current_exe()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_written_for_a_shell() {
        let mut command = Command::new("node");
        command
            .args(["--test", "it's"])
            .env("A", "b c")
            .current_dir("/here");
        let text = script(&command);
        assert!(text.contains("export A='b c'\n"));
        assert!(
            text.ends_with("cd '/here'\nexec 'node' '--test' 'it'\\''s'\n"),
            "{text}"
        );
    }
}
