//! The list of stored firmware: what set-up wrote into `www/firmware`, with sizes and hashes.

use serde::{Deserialize, Serialize};

use super::{FirmwareError, FirmwareVersion, IMAGE_MAX_BYTES};
use crate::bootloader::{BootloaderKind, Version};

/// File name of the manifest.
pub const MANIFEST_NAME: &str = "manifest.json";

/// Everything set-up stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Layout of this file and way of making the others; another number means they are to be made again.
    pub format: u32,
    /// Where the binaries come from: library and version.
    pub library: String,
    /// SHA-256 of the wheel they were taken from.
    pub wheel_sha256: String,
    /// Device firmware.
    pub firmware: DeviceFirmware,
    /// Bootloaders.
    pub bootloaders: Bootloaders,
    /// Licence notices, to be shown next to every download.
    pub notices: StoredFile,
}

/// Device firmware.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceFirmware {
    /// The commit it was built from, 40 hex digits: `__fw_version` of packages.
    pub commit: String,
    /// The universal firmware as a raw deflate stream.
    pub base: StoredFile,
    /// Adler-32 of the universal firmware.
    pub base_adler32: u32,
    /// Patches of the universal firmware, BSDIFF40.
    pub patches: Vec<Patch>,
}

/// A patch of the universal firmware.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// The version it makes.
    pub version: FirmwareVersion,
    /// The patch; its raw form is the patched firmware.
    pub file: StoredFile,
}

/// Bootloaders, as raw deflate streams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bootloaders {
    /// Their version, three numbers with dots.
    pub version: String,
    /// For USB cameras.
    pub usb: StoredFile,
    /// For network cameras.
    pub network: StoredFile,
}

/// A stored file, and what it becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredFile {
    /// File name inside the folder.
    pub name: String,
    /// Size in bytes.
    pub bytes: usize,
    /// SHA-256 of the file, 64 lower-case hex digits.
    pub sha256: String,
    /// Size of what it becomes (inflated, applied), in bytes.
    pub raw_bytes: usize,
    /// SHA-256 of what it becomes.
    pub raw_sha256: String,
}

impl Manifest {
    /// The layout this code reads and writes.
    pub const FORMAT: u32 = 1;

    /// Reads and validates a manifest.
    pub fn from_json(text: &[u8]) -> Result<Self, FirmwareError> {
        let manifest: Self =
            serde_json::from_slice(text).map_err(|error| FirmwareError::Manifest {
                line: error.line(),
                column: error.column(),
                reason: error.to_string(),
            })?;
        manifest.validate()?;
        Ok(manifest)
    }

    /// As JSON text with a final line break.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Every stored file.
    pub fn files(&self) -> impl Iterator<Item = &StoredFile> {
        let firmware = &self.firmware;
        [
            &firmware.base,
            &self.bootloaders.usb,
            &self.bootloaders.network,
            &self.notices,
        ]
        .into_iter()
        .chain(firmware.patches.iter().map(|patch| &patch.file))
    }

    /// The file of a bootloader.
    pub const fn bootloader(&self, kind: BootloaderKind) -> &StoredFile {
        match kind {
            BootloaderKind::Usb => &self.bootloaders.usb,
            BootloaderKind::Network => &self.bootloaders.network,
        }
    }

    /// The version of the bootloaders.
    pub fn bootloader_version(&self) -> Result<Version, FirmwareError> {
        let version = self.bootloaders.version.parse();
        version.map_err(|error: crate::bootloader::VersionError| invalid(error.to_string()))
    }

    /// The patch that makes `version`.
    pub fn patch(&self, version: FirmwareVersion) -> Result<&StoredFile, FirmwareError> {
        let mut patches = self.firmware.patches.iter();
        patches
            .find(|patch| patch.version == version)
            .map(|patch| &patch.file)
            .ok_or(FirmwareError::NoVersion(version))
    }

    fn validate(&self) -> Result<(), FirmwareError> {
        if self.format != Self::FORMAT {
            let reason = format!(
                "format {}, this program reads {}",
                self.format,
                Self::FORMAT
            );
            return Err(invalid(reason));
        }
        if !is_hex(&self.firmware.commit, 40) {
            return Err(invalid(format!("commit {:?}", self.firmware.commit)));
        }
        self.bootloader_version()?;
        self.files().try_for_each(StoredFile::validate)
    }
}

impl StoredFile {
    fn validate(&self) -> Result<(), FirmwareError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        // The name becomes part of a path or an address.
        if self.name.is_empty() || self.name.starts_with('.') || !self.name.bytes().all(plain) {
            return Err(invalid(format!("file name {:?}", self.name)));
        }
        if !is_hex(&self.sha256, 64) || !is_hex(&self.raw_sha256, 64) {
            return Err(invalid(format!("sha256 of {}", self.name)));
        }
        if self.bytes > IMAGE_MAX_BYTES || self.raw_bytes > IMAGE_MAX_BYTES {
            return Err(invalid(format!("size of {}", self.name)));
        }
        Ok(())
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn invalid(reason: String) -> FirmwareError {
    FirmwareError::Manifest {
        line: 0,
        column: 0,
        reason: format!("cannot be used: {reason}"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn file(name: &str) -> StoredFile {
        StoredFile {
            name: name.to_owned(),
            bytes: 1,
            sha256: "0".repeat(64),
            raw_bytes: 2,
            raw_sha256: "f".repeat(64),
        }
    }

    pub(crate) fn manifest() -> Manifest {
        Manifest {
            format: Manifest::FORMAT,
            library: "depthai 2.33.0.0".to_owned(),
            wheel_sha256: "0".repeat(64),
            firmware: DeviceFirmware {
                commit: "a".repeat(40),
                base: file("base.deflate"),
                base_adler32: 1,
                patches: vec![Patch {
                    version: FirmwareVersion::V2021_3,
                    file: file("2021.3.patch"),
                }],
            },
            bootloaders: Bootloaders {
                version: "0.0.29".to_owned(),
                usb: file("usb.deflate"),
                network: file("network.deflate"),
            },
            notices: file("NOTICES.txt"),
        }
    }

    #[test]
    fn it_survives_json() {
        let manifest = manifest();
        assert_eq!(
            Manifest::from_json(manifest.to_json().as_bytes()),
            Ok(manifest.clone())
        );
        assert!(manifest.patch(FirmwareVersion::V2021_3).is_ok());
        assert_eq!(
            manifest.patch(FirmwareVersion::V2020_4),
            Err(FirmwareError::NoVersion(FirmwareVersion::V2020_4))
        );
    }

    #[test]
    fn values_that_cannot_be_are_refused() {
        let refused = |change: fn(&mut Manifest)| {
            let mut manifest = manifest();
            change(&mut manifest);
            let text = manifest.to_json();
            assert!(Manifest::from_json(text.as_bytes()).is_err(), "{text}");
        };
        refused(|manifest| manifest.format += 1);
        refused(|manifest| manifest.firmware.commit.clear());
        refused(|manifest| manifest.bootloaders.version = "29".to_owned());
        refused(|manifest| manifest.notices.name = "../NOTICES.txt".to_owned());
        refused(|manifest| manifest.notices.name = "..".to_owned());
        refused(|manifest| manifest.notices.name.clear());
        refused(|manifest| manifest.firmware.base.sha256 = "A".repeat(64));
        refused(|manifest| manifest.firmware.base.raw_bytes = IMAGE_MAX_BYTES + 1);
    }

    proptest! {
        #[test]
        fn a_changed_manifest_is_one_or_an_error(at in any::<prop::sample::Index>(), value in any::<u8>()) {
            let mut text = manifest().to_json().into_bytes();
            let at = at.index(text.len());
            text[at] = value;
            let _ = Manifest::from_json(&text);
        }
    }
}
