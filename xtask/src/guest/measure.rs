//! Page and official library over USB, beside each other in one run of the guest.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::{Ready, environment, ready};
use crate::{
    bench::{Report, bytes, median},
    pool,
    shell::{program, root, say},
    tools,
};

/// What `tests/guest/measure.mjs` prints. Times in seconds, sizes in bytes.
#[derive(Deserialize)]
struct Seen {
    browser: String,
    size: u64,
    ours: Side,
    theirs: Side,
    real: Option<Real>,
}

#[derive(Deserialize)]
struct Side {
    upload: Vec<f64>,
    boot: Vec<f64>,
    flash: Vec<f64>,
    cpu: Vec<f64>,
    /// With the read-back, which the library does not do.
    #[serde(default)]
    all: Vec<f64>,
}

/// At a real memory's speed: the time the camera wrote, and what its memory takes for itself.
#[derive(Deserialize)]
struct Real {
    write: f64,
    memory: f64,
}

/// Measures, and adds the figures to a report.
///
/// # Errors
///
/// When the guest cannot run, or a flash fails in it.
pub(crate) fn measure(report: &mut Report, repeats: u32, oak: &Path) -> Result<()> {
    let machine = match ready()? {
        Ready::Yes(machine) => machine,
        Ready::No(why) => bail!("the guest cannot run here: {why}"),
    };
    tools::browser_driver()?;
    say("page and official library flash virtual cameras over USB");
    let mut inner = program("node", ["measure.mjs", &repeats.to_string(), "real"]);
    inner
        .current_dir(root().join("tests/guest"))
        .env("OAK_BIN", oak);
    environment(&mut inner)?;
    let output = pool::pinned(machine.command(&inner)?, 0).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rev().find(|line| line.starts_with('{'));
    let line = line.with_context(|| format!("tests/guest/measure.mjs failed:\n{text}"))?;
    rows(report, &serde_json::from_str(line)?)
}

fn rows(report: &mut Report, seen: &Seen) -> Result<()> {
    let mib = seen.size as f64 / f64::from(1 << 20);
    let mut compare = |what: &str, ours: &[f64], theirs: &[f64], note: &str| {
        let (ours, theirs) = (median(ours), median(theirs));
        let note = format!("{:.2}x{note}", theirs / ours);
        report.row(what, &secs(ours), &secs(theirs), &note)
    };
    let (ours, theirs) = (&seen.ours, &seen.theirs);
    compare(
        "boot image into the ROM, as the ROM sees it",
        &ours.upload,
        &theirs.upload,
        "",
    )?;
    compare(
        "from the ROM to a bootloader that answers",
        &ours.boot,
        &theirs.boot,
        ", with the restart",
    )?;
    let what = format!(
        "package of {} bytes, memory without delay",
        bytes(seen.size)
    );
    compare(&what, &ours.flash, &theirs.flash, "")?;
    let per_mib = |all: &[f64]| all.iter().map(|cpu| cpu / mib).collect::<Vec<_>>();
    let browser = format!(
        ", Chromium {}, all processes, with the read-back",
        seen.browser
    );
    compare(
        "processor time per MiB of it",
        &per_mib(&ours.cpu),
        &per_mib(&theirs.cpu),
        &browser,
    )?;
    report.row("with the read-back", &secs(median(&ours.all)), "", "")?;
    if let Some(real) = &seen.real {
        let beside = 100.0 * (real.write / real.memory - 1.0).abs();
        let over = format!("{beside:.2} % beside it");
        let note = format!("the memory's own time is {}", secs(real.memory));
        report.row(
            "the same at a real memory's speed, from the last byte sent to the answer",
            &secs(real.write),
            "",
            &format!("{note}: {over}"),
        )?;
    }
    Ok(())
}

fn secs(secs: f64) -> String {
    match secs {
        0.0..0.1 => format!("{:.1} ms", secs * 1e3),
        0.1..1.0 => format!("{:.0} ms", secs * 1e3),
        _ => format!("{secs:.2} s"),
    }
}
