//! What set-up stored under `www/firmware`: it is the pinned release, and damage is found before use.

#![allow(clippy::unwrap_used, reason = "the helpers of a test may panic, too")]

use std::{fs, path::Path, rc::Rc};

use oak_flasher::{
    bootloader::{BootloaderKind, Version},
    firmware::{
        DirectorySource, FirmwareError, FirmwareVersion, MANIFEST_NAME, Store, sha256_hex, wheel,
    },
};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/www/firmware"))
}

async fn open(folder: &Path) -> Result<Store, FirmwareError> {
    Store::open(Rc::new(DirectorySource::new(folder))).await
}

async fn store() -> Store {
    open(folder())
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

/// A copy of the folder, to be damaged.
fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let entries = fs::read_dir(folder()).unwrap_or_else(|error| {
        panic!("www/firmware cannot be read ({error}); run `cargo xtask firmware`")
    });
    for entry in entries {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

#[tokio::test]
async fn the_images_are_the_pinned_ones() {
    let store = store().await;
    for (kind, pinned) in [
        (BootloaderKind::Usb, wheel::BOOTLOADER_USB),
        (BootloaderKind::Network, wheel::BOOTLOADER_NETWORK),
    ] {
        let image = store.bootloader(kind).await.unwrap();
        assert_eq!(
            (image.len(), sha256_hex(&image)),
            (pinned.bytes, pinned.sha256.to_owned())
        );
    }
    assert_eq!(store.bootloader_version(), Version::new(0, 0, 29));
    let base = store.base(FirmwareVersion::Universal).await.unwrap();
    assert_eq!(base.commit(), wheel::FIRMWARE_COMMIT);
    assert_eq!(sha256_hex(&base.raw().unwrap()), wheel::UNIVERSAL.sha256);
    assert_eq!(base.deflate().len(), 9_316_473);
    let again = store.base(FirmwareVersion::Universal).await.unwrap();
    assert!(Rc::ptr_eq(&base, &again), "loaded once");
}

#[tokio::test]
async fn the_notices_say_where_the_binaries_come_from() {
    let store = store().await;
    for text in [
        "depthai 2.33.0.0",
        "Luxonis hardware",
        "Copyright (c) 2020 Luxonis LLC",
        "MIT License",
    ] {
        assert!(store.notices().contains(text), "{text}");
    }
}

#[tokio::test]
async fn a_changed_file_is_not_used() {
    let copy = copy();
    let manifest = store().await.manifest().clone();
    for file in manifest.files() {
        let path = copy.path().join(&file.name);
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
    }
    let error = open(copy.path()).await.unwrap_err();
    assert!(
        matches!(&error, FirmwareError::Hash { name, .. } if name == "NOTICES.txt"),
        "{error}"
    );
    fs::copy(
        folder().join("NOTICES.txt"),
        copy.path().join("NOTICES.txt"),
    )
    .unwrap();
    let store = open(copy.path()).await.unwrap();
    for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
        let error = store.bootloader(kind).await.unwrap_err();
        assert!(matches!(error, FirmwareError::Hash { .. }), "{error}");
    }
    let error = store.base(FirmwareVersion::V2021_3).await.unwrap_err();
    assert!(matches!(error, FirmwareError::Hash { .. }), "{error}");
}

#[tokio::test]
async fn a_patch_of_another_version_is_not_used() {
    let copy = copy();
    let mut manifest = store().await.manifest().clone();
    let other = manifest.firmware.patches[1].file.clone();
    // Name and hash fit each other; what it makes does not.
    let patch = &mut manifest.firmware.patches[0].file;
    patch.name = other.name;
    patch.sha256 = other.sha256;
    let version = manifest.firmware.patches[0].version;
    fs::write(copy.path().join(MANIFEST_NAME), manifest.to_json()).unwrap();
    let error = open(copy.path())
        .await
        .unwrap()
        .base(version)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            FirmwareError::Hash { .. } | FirmwareError::Patch { .. }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let error = open(empty.path()).await.unwrap_err();
    assert!(
        matches!(&error, FirmwareError::Read { name, .. } if name.ends_with("manifest.json")),
        "{error}"
    );
}
