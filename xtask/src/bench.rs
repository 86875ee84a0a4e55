//! The figures of `BENCHMARKS.md`, measured here and now.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::Ordering,
    time::Instant,
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use serde::Deserialize;

use crate::{
    build::{self, BuildOptions},
    guest,
    shell::{cargo, output, program, root, run as run_program, say},
    tools, wire,
};

/// Between these lines of `BENCHMARKS.md` stand the measured figures.
const MARKERS: (&str, &str) = ("<!-- measured -->", "<!-- /measured -->");

/// The same for what is measured in the guest.
const GUEST_MARKERS: (&str, &str) = ("<!-- guest -->", "<!-- /guest -->");

/// Addresses of the virtual camera and of the relay in front of it.
const CAMERA: &str = "127.0.0.41";
const RELAY: &str = "127.0.0.42";

/// What to do with the figures.
#[derive(Args)]
pub(crate) struct BenchOptions {
    /// Write the figures into BENCHMARKS.md
    #[arg(long)]
    write: bool,
    /// How often each thing is measured
    #[arg(long, default_value_t = 7)]
    repeats: u32,
    /// Measure what was built before
    #[arg(long)]
    no_build: bool,
    /// Measure over USB instead, in the Linux guest: some minutes
    #[arg(long)]
    guest: bool,
}

/// What the official library's script prints.
#[derive(Deserialize)]
struct Official {
    seconds: Vec<f64>,
    bytes: u64,
}

/// What the browser's script prints. Times in milliseconds, sizes in bytes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InBrowser {
    browser: String,
    build_millis: Vec<f64>,
    first_build_millis: f64,
    interactive_millis: Vec<f64>,
    engine_millis: Vec<f64>,
    page_bytes: u64,
    worker_bytes: u64,
    firmware_bytes: u64,
}

/// What the studio's script prints.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InStudio {
    drag_fps: f64,
    layout_millis: f64,
}

/// Measures.
///
/// # Errors
///
/// When something that is needed cannot be built or started.
pub(crate) fn run(options: &BenchOptions) -> Result<()> {
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder)?;
    if !options.no_build {
        build::run(&BuildOptions::release())?;
        run_program(
            &mut cargo(["build", "--locked", "--release", "--bin", "oak"]),
            "The compiler's messages above say where",
        )?;
    }
    let mut report = Report::new(if options.guest {
        GUEST_MARKERS
    } else {
        MARKERS
    })?;
    if options.guest {
        guest::measure(&mut report, options.repeats, &oak())?;
    } else {
        packages(&mut report, &folder, options.repeats)?;
        bytes_on_the_wire(&mut report, &folder)?;
        browser(&mut report, options.repeats)?;
        studio(&mut report)?;
    }
    println!("\n{}", report.text);
    if options.write {
        report.write()?;
    }
    Ok(())
}

/// The table, row by row.
pub(crate) struct Report {
    text: String,
    markers: (&'static str, &'static str),
}

impl Report {
    fn new(markers: (&'static str, &'static str)) -> Result<Self> {
        let mut text = String::new();
        let cores = std::thread::available_parallelism()?;
        let rustc = output(&mut program("rustc", ["--version"])).unwrap_or_default();
        writeln!(
            text,
            "{cores} cores, {}; {rustc}.\n",
            std::env::consts::ARCH
        )?;
        writeln!(
            text,
            "| what | ours | official library | |\n|---|---|---|---|"
        )?;
        Ok(Self { text, markers })
    }

    pub(crate) fn row(&mut self, what: &str, ours: &str, official: &str, note: &str) -> Result<()> {
        Ok(writeln!(
            self.text,
            "| {what} | {ours} | {official} | {note} |"
        )?)
    }

    fn write(&self) -> Result<()> {
        let path = root().join("BENCHMARKS.md");
        let old = fs::read_to_string(&path)?;
        let (start, end) = self.markers;
        let parts = old.split_once(start).zip(old.split_once(end));
        let ((before, _), (_, after)) =
            parts.context("BENCHMARKS.md has lost its markers. Take them back from git")?;
        let new = format!("{before}{start}\n{}\n{end}{after}", self.text.trim_end(),);
        say("wrote BENCHMARKS.md");
        Ok(fs::write(path, new)?)
    }
}

fn oak() -> PathBuf {
    build::target_folder()
        .join("release")
        .join(format!("oak{}", std::env::consts::EXE_SUFFIX))
}

/// Making a package, natively, beside the official library, from the same pipeline.
fn packages(report: &mut Report, folder: &std::path::Path, repeats: u32) -> Result<()> {
    say("the official library makes packages");
    let mut command = Command::new(tools::judge()?);
    command
        .arg(root().join("tests/judge/measure_package.py"))
        .arg(folder)
        .arg("3");
    let text = output(&mut command).context("the official library could not make a package")?;
    let official: Official = serde_json::from_str(text.lines().last().unwrap_or_default())?;
    say("`oak` makes packages");
    let package = folder.join("ours.dap");
    let mut seconds = Vec::new();
    for _ in 0..repeats {
        let mut command = Command::new(oak());
        command.args(["package", "build", "--name", "measured", "--pipeline"]);
        command
            .arg(folder.join("pipeline.json"))
            .arg("--out")
            .arg(&package);
        let started = Instant::now();
        ensure!(
            output(&mut command).is_some(),
            "`oak package build` failed. Run it by hand to see why"
        );
        seconds.push(started.elapsed().as_secs_f64());
    }
    let (ours, theirs) = (median(&seconds), median(&official.seconds));
    let times = format!("{:.0} times faster", theirs / ours);
    let what =
        "package from a pipeline, natively (whole process of `oak`; one call of the library)";
    report.row(what, &millis(ours * 1e3), &millis(theirs * 1e3), &times)?;
    let size = fs::metadata(&package)?.len();
    let smaller = format!(
        "{:.1} % smaller",
        100.0 * (1.0 - size as f64 / official.bytes as f64)
    );
    report.row(
        "size of that package, compressed",
        &bytes(size),
        &bytes(official.bytes),
        &smaller,
    )
}

/// Flashing that package into a virtual camera, counted by a relay between the two.
fn bytes_on_the_wire(report: &mut Report, folder: &std::path::Path) -> Result<()> {
    say("`oak` flashes a virtual camera through a relay");
    let camera = VirtualCamera::start()?;
    let counters = wire::relay(RELAY, CAMERA)?;
    let package = folder.join("ours.dap");
    let size = fs::metadata(&package)?.len() as f64;
    let mut command = Command::new(oak());
    command
        .args(["camera", "flash", "--yes", "--address", RELAY])
        .arg(&package)
        .stdin(Stdio::null());
    let flashed = command.output()?;
    drop(camera);
    ensure!(
        flashed.status.success(),
        "`oak camera flash` failed: {}",
        String::from_utf8_lossy(&flashed.stderr)
    );
    let ratio = |counter: &std::sync::atomic::AtomicU64| {
        format!("{:.4}", counter.load(Ordering::Relaxed) as f64 / size)
    };
    report.row(
        "bytes sent to the camera per flashed byte",
        &ratio(&counters.sent),
        "",
        "",
    )?;
    report.row(
        "bytes received per flashed byte (the read-back)",
        &ratio(&counters.received),
        "",
        "",
    )
}

/// A virtual camera that ends with this value.
struct VirtualCamera(Child);

impl VirtualCamera {
    fn start() -> Result<Self> {
        let mut command = Command::new(oak());
        command.args([
            "virtual-camera",
            "--address",
            CAMERA,
            "--type",
            "network",
            "--nor-mib",
            "32",
        ]);
        command.args(["--state", "bootloader", "--speed", "1000"]);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut ready = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut ready)?;
        }
        let camera = Self(child);
        if ready.is_empty() {
            bail!(
                "the virtual camera did not start on {CAMERA}. Stop the program that holds its ports, then try again"
            );
        }
        Ok(camera)
    }
}

impl Drop for VirtualCamera {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Runs a measuring script of `tests/browser`; its last line is JSON.
fn script<T: for<'de> Deserialize<'de>>(name: &str, arguments: &[&str]) -> Result<T> {
    let chromium = tools::chromium()?;
    tools::browser_driver()?;
    let mut command = program("node", [name]);
    command.args(arguments);
    command.current_dir(root().join("tests/browser"));
    command
        .env("OAK_CHROMIUM", chromium)
        .env("OAK_XTASK", std::env::current_exe()?);
    let result = command.stderr(Stdio::inherit()).output()?;
    ensure!(
        result.status.success(),
        "tests/browser/{name} failed; the messages above say why"
    );
    let text = String::from_utf8(result.stdout)?;
    Ok(serde_json::from_str(
        text.lines().last().unwrap_or_default(),
    )?)
}

/// The studio with a large graph.
fn studio(report: &mut Report) -> Result<()> {
    say("Chromium drags a node of a large graph");
    let seen: InStudio = script("studio-bench.mjs", &[])?;
    report.row(
        "studio, 300 nodes and 600 links: frames per second while a node is dragged",
        &format!("{:.0}", seen.drag_fps),
        "",
        "aim: above 50",
    )?;
    report.row(
        "the same: automatic layout",
        &millis(seen.layout_millis),
        "",
        "aim: under 200 ms",
    )
}

/// The page in Chromium.
fn browser(report: &mut Report, repeats: u32) -> Result<()> {
    say("Chromium loads the page and makes packages");
    let seen: InBrowser = script("measure.mjs", &[&repeats.to_string()])?;
    let build = millis(median(&seen.build_millis));
    report.row(
        "package from a recipe, in Chromium",
        &build,
        "",
        &format!("Chromium {}", seen.browser),
    )?;
    let first = millis(seen.first_build_millis);
    report.row(
        "the first one of a visit, with loading the firmware from this machine",
        &first,
        "",
        "",
    )?;
    let weight = |what: &str| format!("{what} over the network on a first visit, compressed");
    report.row(
        &weight("page"),
        &bytes(seen.page_bytes),
        "",
        "aim: under 500,000 without firmware",
    )?;
    report.row(
        &weight("worker"),
        &bytes(seen.worker_bytes),
        "",
        "loads beside the page",
    )?;
    report.row(
        "firmware, when the first application is built",
        &bytes(seen.firmware_bytes),
        "",
        "then stored",
    )?;
    let interactive = millis(median(&seen.interactive_millis));
    report.row(
        "page usable after the address was entered",
        &interactive,
        "",
        "this machine, empty cache",
    )?;
    let engine = millis(median(&seen.engine_millis));
    report.row(
        "camera connected (`?virtual=poe`) after the address was entered",
        &engine,
        "",
        "",
    )
}

pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn millis(millis: f64) -> String {
    match millis {
        0.0..10.0 => format!("{millis:.1} ms"),
        10.0..10_000.0 => format!("{millis:.0} ms"),
        _ => format!("{:.1} s", millis / 1e3),
    }
}

/// A number of bytes with separators.
pub(crate) fn bytes(bytes: u64) -> String {
    let digits = bytes.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(bytes(9_633_792), "9,633,792");
        assert_eq!(bytes(999), "999");
        assert_eq!(millis(12_345.0), "12.3 s");
        assert_eq!(millis(2.04), "2.0 ms");
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }
}
