//! Reading a package: where its sections are. What they hold is judged by [`Package::check`].

use bytes::Bytes;

use super::{Compression, Entry, Flags, PackageError, TABLE_BYTES, Table, names};
use crate::{
    codec::djb2,
    firmware::{BoardConfig, IMAGE_MAX_BYTES, inflate_zlib, read_preboot_header},
    pipeline::Pipeline,
};

/// A package whose sections all lie inside it and apart from each other.
#[derive(Debug, Clone)]
pub struct Package {
    bytes: Bytes,
    sections: Vec<Section>,
}

/// One section of a package.
#[derive(Debug, Clone)]
pub struct Section {
    entry: Entry,
    bytes: Bytes,
}

impl Package {
    /// Finds the sections of `bytes`; nothing is copied.
    pub fn read(bytes: Bytes) -> Result<Self, PackageError> {
        let table = Table::read(&bytes)?;
        if table.entries.is_empty() {
            return Err(PackageError::NoSections);
        }
        let sections = table
            .entries
            .into_iter()
            .map(|entry| Section::read(entry, &bytes))
            .collect::<Result<Vec<_>, _>>()?;
        apart(&sections)?;
        Ok(Self { bytes, sections })
    }

    /// Its sections, in the order of the table.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The bytes of the section with this name, as stored.
    pub fn section(&self, name: &str) -> Option<Bytes> {
        self.find(name).map(|section| section.bytes.clone())
    }

    /// The section with this name.
    pub fn find(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name() == name)
    }

    /// The section with this name, which a camera needs.
    pub fn required(&self, name: &'static str) -> Result<&Section, PackageError> {
        self.find(name).ok_or(PackageError::Missing { name })
    }

    /// The whole package.
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The commit of its device firmware; empty if it does not say. Foreign bytes are replaced.
    pub fn firmware_version(&self) -> String {
        self.text(names::FIRMWARE_VERSION)
    }

    /// The application's name; empty if it has none. Foreign bytes are replaced.
    pub fn app_name(&self) -> String {
        self.text(names::APP_NAME)
    }

    /// Whether the firmware is compressed.
    pub fn compressed(&self) -> bool {
        self.find(names::FIRMWARE)
            .is_some_and(|section| section.flags().compression() != Compression::None)
    }

    /// Preboot header and firmware, inflated where needed (about 0.2 s; at most 64 MiB).
    pub fn firmware(&self) -> Result<Bytes, PackageError> {
        self.required(names::FIRMWARE)?.content()
    }

    /// What the preboot header tells the firmware.
    pub fn board_config(&self) -> Result<BoardConfig, PackageError> {
        Ok(read_preboot_header(&self.firmware()?)?.0)
    }

    /// The pipeline with its assets.
    pub fn pipeline(&self) -> Result<Pipeline, PackageError> {
        let pipeline = Pipeline::from_sections(
            self.required(names::PIPELINE)?.bytes(),
            self.required(names::ASSETS)?.bytes(),
            self.required(names::ASSET_STORAGE)?.bytes(),
        )?;
        Ok(pipeline)
    }

    fn text(&self, name: &str) -> String {
        let bytes = self.section(name).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Section {
    fn read(entry: Entry, package: &Bytes) -> Result<Self, PackageError> {
        let start = usize::try_from(entry.offset).ok();
        let end = start.and_then(|start| start.checked_add(usize::try_from(entry.size).ok()?));
        match (start, end) {
            (Some(start), Some(end)) if end <= package.len() => Ok(Self {
                bytes: package.slice(start..end),
                entry,
            }),
            _ => Err(PackageError::Outside {
                name: entry.name,
                offset: entry.offset,
                size: entry.size,
                end: package.len(),
            }),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.entry.name
    }

    /// Offset in the package, in bytes.
    pub const fn offset(&self) -> u32 {
        self.entry.offset
    }

    /// Size in bytes, as stored.
    pub const fn size(&self) -> u32 {
        self.entry.size
    }

    /// Its flags.
    pub const fn flags(&self) -> Flags {
        self.entry.flags
    }

    /// Its line of the table.
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Its bytes, as stored.
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Its bytes, inflated where needed (at most 64 MiB).
    pub fn content(&self) -> Result<Bytes, PackageError> {
        match self.flags().compression() {
            Compression::None => Ok(self.bytes.clone()),
            Compression::Zlib => {
                let content = inflate_zlib(self.name(), &self.bytes, IMAGE_MAX_BYTES);
                content
                    .map(Bytes::from)
                    .map_err(|error| self.no_firmware(error.to_string()))
            }
            Compression::Other(code) => Err(PackageError::Compression {
                name: self.name().to_owned(),
                offset: self.offset(),
                code,
            }),
        }
    }

    /// Compares the bytes with the checksum in the table.
    pub fn check_checksum(&self) -> Result<(), PackageError> {
        let actual = djb2(&self.bytes);
        if actual == self.entry.checksum {
            return Ok(());
        }
        Err(PackageError::Checksum {
            name: self.name().to_owned(),
            offset: self.offset(),
            expected: self.entry.checksum,
            actual,
        })
    }

    pub(super) fn no_firmware(&self, reason: String) -> PackageError {
        PackageError::NotFirmware {
            name: self.name().to_owned(),
            offset: self.offset(),
            reason,
        }
    }
}

/// Sections with content must not share bytes with each other or the table; empty ones may lie anywhere.
fn apart(sections: &[Section]) -> Result<(), PackageError> {
    let mut used: Vec<&Section> = sections
        .iter()
        .filter(|section| section.size() > 0)
        .collect();
    used.sort_by_key(|section| section.offset());
    let mut end = TABLE_BYTES;
    let mut before = "the table";
    for section in used {
        let start = section.offset() as usize;
        if start < end {
            return Err(PackageError::Overlap {
                name: section.name().to_owned(),
                offset: section.offset(),
                other: before.to_owned(),
            });
        }
        end = start + section.bytes.len();
        before = section.name();
    }
    Ok(())
}
