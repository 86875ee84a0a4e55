//! Coverage-guided fuzzing of everything that reads foreign bytes, on the stable toolchain.
//!
//! `fuzz/` holds one program per target. This builds them with the instrumentation libFuzzer wants, writes a small
//! corpus of real values, and lets each program run for a while. What it finds stays in `fuzz/artifacts/<target>`;
//! what it learns in `fuzz/corpus/<target>`. Neither is committed.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use oak_flasher::{
    bootloader::{
        BootloaderKind, Config, Memory, Request, RequestKind, Response, Storage, Version,
        image::stand_in,
    },
    firmware::{BoardConfig, preboot_header},
    package::{Contents, write},
    pipeline::Pipeline,
    xlink::{Event, EventKind},
};

use crate::shell::{cargo, output, program, root, run, say};

/// The programs in `fuzz/targets`.
const TARGETS: [&str; 11] = [
    "link_bytes",
    "link_steps",
    "messages",
    "config",
    "image",
    "package",
    "board_config",
    "pipeline_json",
    "pipeline_sections",
    "blob",
    "wheel",
];

/// Coverage counters and comparisons, as libFuzzer reads them; what `cargo fuzz` passes, without its nightly parts.
const INSTRUMENTATION: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Ccodegen-units=1";

/// Fixtures above this size make poor seeds: libFuzzer prefers small inputs.
const SEED_MAX_BYTES: u64 = 16 * 1024;

/// What to fuzz, and for how long.
#[derive(Args)]
pub(crate) struct FuzzOptions {
    /// One target; all of them if none is named
    target: Option<String>,
    /// Seconds for each target
    #[arg(default_value_t = 60)]
    seconds: u32,
}

/// Builds the targets and runs them one after the other.
///
/// # Errors
///
/// When a target does not exist, does not build, or finds something.
pub(crate) fn fuzz(options: &FuzzOptions) -> Result<()> {
    let targets: Vec<&str> = match &options.target {
        None => TARGETS.to_vec(),
        Some(name) => {
            let known = TARGETS.iter().find(|target| *target == name);
            let list = TARGETS.join(", ");
            vec![known.with_context(|| format!("there is no target \"{name}\". Targets: {list}"))?]
        }
    };
    let host = output(&mut program("rustc", ["--print", "host-tuple"]))
        .context("there is no `rustc`. Install Rust with rustup, then run this again")?;
    build(&host)?;
    for target in targets {
        seed(target)?;
        fuzz_target(&host, target, options.seconds)?;
    }
    Ok(())
}

fn folder() -> PathBuf {
    root().join("fuzz")
}

fn build(host: &str) -> Result<()> {
    // Naming the target keeps the flags away from build scripts and macros.
    let folder = folder();
    let target = folder.join("target");
    let mut command = cargo(["build", "--release", "--target", host]);
    command
        .arg("--target-dir")
        .arg(target)
        .current_dir(folder)
        .env("RUSTFLAGS", INSTRUMENTATION);
    run(&mut command, "Fuzzing needs a C++ compiler (Debian: g++)")
}

fn fuzz_target(host: &str, target: &str, seconds: u32) -> Result<()> {
    let folder = folder();
    let artifacts = folder.join("artifacts").join(target);
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&artifacts)?;
    let binary = folder
        .join("target")
        .join(host)
        .join("release")
        .join(target);
    let arguments = [
        corpus.display().to_string(),
        format!("-max_total_time={seconds}"),
        format!("-artifact_prefix={}/", artifacts.display()),
        "-timeout=10".to_owned(),
        "-malloc_limit_mb=512".to_owned(),
        "-max_len=65536".to_owned(),
        "-print_final_stats=1".to_owned(),
        "-verbosity=0".to_owned(),
    ];
    run(
        &mut program(&binary.display().to_string(), arguments),
        &format!(
            "The input is in fuzz/artifacts/{target}; run the program with its path to see it fail again"
        ),
    )
}

/// Writes the corpus every target starts from.
fn seed(target: &str) -> Result<()> {
    let corpus = folder().join("corpus").join(target);
    fs::create_dir_all(&corpus)?;
    let seeds = match target {
        "link_bytes" => vec![device_side()],
        "messages" => messages(),
        "config" => configs()?,
        "image" => images(),
        "package" => packages()?,
        "board_config" => board_configs()?,
        "pipeline_json" => pipelines()?,
        "pipeline_sections" => sections()?,
        "blob" => vec![network()],
        _ => Vec::new(),
    };
    for (index, seed) in seeds.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{index}")), seed)?;
    }
    say(format!("{target}: {} seeds", seeds.len()));
    Ok(())
}

/// What a device sends that opens its streams at the ping and answers one question.
fn device_side() -> Vec<u8> {
    let mut bytes = vec![0x53];
    let mut event = |kind, id, name: &str, stream, payload: &[u8]| {
        let mut event = Event::new(kind, id);
        event.stream_id = stream;
        event.size = if payload.is_empty() {
            64
        } else {
            payload.len() as u32
        };
        name.clone_into(&mut event.stream_name);
        bytes.extend(event.encode());
        bytes.extend_from_slice(payload);
    };
    let version = Response::BootloaderVersion(Version::new(0, 0, 29)).encode();
    event(EventKind::PingResp, 11, "", 0, &[]);
    event(EventKind::CreateStreamReq, 1, "__bootloader", u32::MAX, &[]);
    event(EventKind::CreateStreamResp, 12, "__bootloader", 0, &[]);
    event(EventKind::CreateStreamResp, 13, "__watchdog", 1, &[]);
    event(EventKind::WriteResp, 14, "", 1, &[]);
    event(EventKind::ReadRelReq, 2, "", 1, &[]);
    event(EventKind::WriteReq, 3, "", 0, &version);
    event(EventKind::ReadRelResp, 15, "", 0, &[]);
    bytes
}

fn messages() -> Vec<Vec<u8>> {
    let requests = RequestKind::ALL.into_iter().map(|kind| {
        let mut bytes = vec![0; kind.size()];
        if let Some(number) = bytes.first_mut() {
            *number = kind as u8;
        }
        bytes
    });
    let written = [
        Request::write(Memory::Flash, 0x10_0000, 5 << 20),
        Request::UpdateFlash {
            storage: Storage::Bootloader,
            total: 788_400,
            packets: 1,
        },
    ];
    let (success, error) = (false, "Not enough space: 1->2B".to_owned());
    let responses = [
        Response::FlashComplete { success, error },
        Response::FlashStatusUpdate { progress: 0.5 },
        Response::BootloaderVersion(Version::new(0, 0, 29)),
        Response::BootloaderCommit("6632d3a2".to_owned()),
        Response::ApplicationDetails {
            success: true,
            error: String::new(),
            has_application: true,
            firmware_version: Some("6632d3a2".to_owned()),
            application_name: Some("blinky".to_owned()),
        },
        Response::MemoryDetails {
            has_memory: true,
            memory: 0,
            size: 32 << 20,
            info: "JEDEC ID: 01 02 19".to_owned(),
        },
    ];
    requests
        .chain(written.iter().map(Request::encode))
        .chain(responses.iter().map(Response::encode))
        .collect()
}

fn configs() -> Result<Vec<Vec<u8>>> {
    let config = Config::default();
    let mixed = r#"{"a": [1, 2.5, null, true, "x", {}], "l": 4294967296, "n": -1}"#;
    let mixed = Config::from_json(mixed)?;
    Ok(vec![
        config.to_bson()?,
        config.to_json().into_bytes(),
        mixed.to_bson()?,
        mixed.to_json().into_bytes(),
    ])
}

fn images() -> Vec<Vec<u8>> {
    [BootloaderKind::Usb, BootloaderKind::Network]
        .map(|kind| stand_in(kind, Version::new(0, 0, 29), 256))
        .to_vec()
}

fn board_configs() -> Result<Vec<Vec<u8>>> {
    let board = BoardConfig::default();
    let json = serde_json::to_vec(&board.to_json())?;
    Ok(vec![preboot_header(&board)?, json])
}

/// The smaller pipelines of real programs that the tests use.
fn pipelines() -> Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for entry in fs::read_dir(root().join("tests/fixtures/pipelines"))? {
        let entry = entry?;
        if entry.metadata()?.len() <= SEED_MAX_BYTES {
            seeds.push(fs::read(entry.path())?);
        }
    }
    ensure!(
        !seeds.is_empty(),
        "there are no pipelines in tests/fixtures"
    );
    seeds.sort();
    Ok(seeds)
}

fn sections() -> Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for json in pipelines()? {
        let sections = Pipeline::from_json(&json)?.sections()?;
        let lengths = [&sections.pipeline, &sections.assets].map(|part| u16::try_from(part.len()));
        let [Ok(pipeline), Ok(assets)] = lengths else {
            continue;
        };
        let lengths = [pipeline.to_le_bytes(), assets.to_le_bytes()].concat();
        seeds.push(
            [
                lengths,
                sections.pipeline,
                sections.assets,
                sections.asset_storage,
            ]
            .concat(),
        );
    }
    Ok(seeds)
}

/// A network file with one input and one output, laid out as a compiler would.
fn network() -> Vec<u8> {
    let entry = |name: &[u8; 8], kind: [u32; 7]| {
        let numbers = |numbers: &[u32]| -> Vec<u8> {
            numbers
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect()
        };
        [numbers(&[0, 0, 8]), name.to_vec(), numbers(&kind)].concat()
    };
    let input = entry(b"data\0\0\0\0", [1, 0x4321, 4, 0, 0, 0, 0]);
    let output = entry(b"out\0\0\0\0\0", [0, 0x4213, 4, 0, 16, 0, 0]);
    let dims: [u32; 8] = [300, 200, 3, 1, 3, 5, 6, 1];
    // Magic, size, version 2021.4, one input, one output, stages, counts, then the offsets of tables and constants.
    let words: [u32; 20] = [
        9709, 260, 2021, 4, 1, 1, 7, 0, 0, 1, 0, 4, 6, 0, 0, 0, 132, 180, 228, 228,
    ];
    let mut file = vec![0; 52];
    file.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    file.extend(input);
    file.extend(output);
    file.extend(dims.iter().flat_map(|dim| dim.to_le_bytes()));
    file
}

/// The first KiB of a package with a preboot header for a firmware: a whole one is larger than libFuzzer's inputs, and
/// where its sections lie is for the fuzzer to change.
fn packages() -> Result<Vec<Vec<u8>>> {
    let package = write(&Contents {
        firmware: preboot_header(&BoardConfig::default())?.into(),
        compressed: false,
        check_checksum: true,
        pipeline: vec![1, 2, 3].into(),
        assets: vec![4].into(),
        asset_storage: vec![5].into(),
        firmware_version: "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9".to_owned(),
        app_name: "blinky".to_owned(),
    })?;
    let table = package.get(..1024).unwrap_or(&package).to_vec();
    Ok(vec![table])
}
