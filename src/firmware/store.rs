//! Stored firmware, checked before use and kept once loaded.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use bytes::Bytes;

use super::{
    BaseFirmware, FirmwareError, FirmwareVersion, MANIFEST_NAME, Manifest, Source, StoredFile,
    patch::bspatch,
    sha256_hex,
    zlib::{self, Deflater},
};
use crate::{
    bootloader::{BootloaderKind, Version},
    codec::Hashing,
};

/// Stored firmware. Nothing but manifest and notices is loaded before it is asked for.
pub struct Store {
    source: Rc<dyn Source>,
    manifest: Manifest,
    bootloader_version: Version,
    notices: String,
    bases: RefCell<BTreeMap<FirmwareVersion, Rc<BaseFirmware>>>,
    bootloaders: RefCell<BTreeMap<i32, Bytes>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("library", &self.manifest.library)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Reads manifest and notices.
    pub async fn open(source: Rc<dyn Source>) -> Result<Self, FirmwareError> {
        let manifest = Manifest::from_json(&source.read(MANIFEST_NAME).await?)?;
        let notices = checked(&*source, &manifest.notices).await?;
        Ok(Self {
            source,
            bootloader_version: manifest.bootloader_version()?,
            notices: String::from_utf8_lossy(&notices).into_owned(),
            manifest,
            bases: RefCell::default(),
            bootloaders: RefCell::default(),
        })
    }

    /// What is stored.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Licence notices of the binaries.
    pub fn notices(&self) -> &str {
        &self.notices
    }

    /// Version of both bootloaders.
    pub const fn bootloader_version(&self) -> Version {
        self.bootloader_version
    }

    /// A bootloader image, ready to be flashed.
    pub async fn bootloader(&self, kind: BootloaderKind) -> Result<Bytes, FirmwareError> {
        let known = self.bootloaders.borrow().get(&kind.to_wire()).cloned();
        if let Some(image) = known {
            return Ok(image);
        }
        let file = self.manifest.bootloader(kind);
        let stream = checked(&*self.source, file).await?;
        let image = Bytes::from(zlib::inflate_exactly(&file.name, &stream, file.raw_bytes)?);
        expect_hash(&file.name, &file.raw_sha256, &image)?;
        let mut bootloaders = self.bootloaders.borrow_mut();
        bootloaders.insert(kind.to_wire(), image.clone());
        Ok(image)
    }

    /// The base firmware of `version`. The universal one is ready at once; the others are patched and compressed
    /// here, which takes some seconds and pauses in between ([`Source::pause`]).
    pub async fn base(&self, version: FirmwareVersion) -> Result<Rc<BaseFirmware>, FirmwareError> {
        let known = self.bases.borrow().get(&version).cloned();
        if let Some(base) = known {
            return Ok(base);
        }
        let base = Rc::new(match version {
            FirmwareVersion::Universal => self.universal().await?,
            version => self.patched(version).await?,
        });
        self.bases.borrow_mut().insert(version, Rc::clone(&base));
        Ok(base)
    }

    /// Inflates a base firmware, which packages without compression need, with pauses; [`BaseFirmware::raw`] is at once
    /// then.
    pub async fn unpack(&self, base: &BaseFirmware) -> Result<(), FirmwareError> {
        base.unpack(&*self.source).await.map(drop)
    }

    async fn universal(&self) -> Result<BaseFirmware, FirmwareError> {
        let firmware = &self.manifest.firmware;
        let deflate = checked(&*self.source, &firmware.base).await?;
        Ok(BaseFirmware {
            version: FirmwareVersion::Universal,
            commit: firmware.commit.clone(),
            raw_size: firmware.base.raw_bytes,
            adler32: firmware.base_adler32,
            deflate,
            raw: OnceCell::new(),
        })
    }

    async fn patched(&self, version: FirmwareVersion) -> Result<BaseFirmware, FirmwareError> {
        let file = self.manifest.patch(version)?;
        let universal = Box::pin(self.base(FirmwareVersion::Universal)).await?;
        let universal = universal.unpack(&*self.source).await?;
        let patch = checked(&*self.source, file).await?;
        self.source.pause().await;
        let raw =
            bspatch(&universal, &patch, file.raw_bytes).map_err(|error| FirmwareError::Patch {
                name: file.name.clone(),
                error,
            })?;
        self.source.pause().await;
        expect_hash(&file.name, &file.raw_sha256, &raw)?;
        let mut deflater = Deflater::new(&raw);
        while deflater.step() {
            self.source.pause().await;
        }
        Ok(BaseFirmware {
            version,
            commit: self.manifest.firmware.commit.clone(),
            raw_size: raw.len(),
            adler32: zlib::adler32(&raw),
            deflate: deflater.finish().into(),
            raw: OnceCell::from(Bytes::from(raw)),
        })
    }
}

/// The stored file, its hash checked.
async fn checked(source: &dyn Source, file: &StoredFile) -> Result<Bytes, FirmwareError> {
    let content = source.read(&file.name).await?;
    let mut hashing = Hashing::default();
    while hashing.step(&content) {
        source.pause().await;
    }
    equal(&file.name, &file.sha256, hashing.finish())?;
    Ok(content)
}

fn expect_hash(name: &str, expected: &str, content: &[u8]) -> Result<(), FirmwareError> {
    equal(name, expected, sha256_hex(content))
}

fn equal(name: &str, expected: &str, actual: String) -> Result<(), FirmwareError> {
    if actual == expected {
        return Ok(());
    }
    Err(FirmwareError::Hash {
        name: name.to_owned(),
        expected: expected.to_owned(),
        actual,
    })
}
