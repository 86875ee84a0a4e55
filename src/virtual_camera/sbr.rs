//! The table at the start of an application package, as the device reads it (protocol 8.1).
//!
//! Apart from the host's package code on purpose: the model checks what that code made.

use super::chip::Chip;
use crate::codec::{Reader, UnexpectedEnd, djb2};

/// Size of the table in bytes.
pub(super) const TABLE_BYTES: u64 = 512;
const ENTRIES: usize = 17;
const NAME_BYTES: usize = 16;
const BOOTABLE: u8 = 1;
const IGNORE_CHECKSUM: u8 = 1 << 1;
const COMPRESSION: u8 = 0b111 << 2;

/// One section of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Name, at most 16 bytes.
    pub(super) name: String,
    /// Size in bytes.
    pub(super) size: u32,
    /// Offset from the start of the package, in bytes.
    pub(super) offset: u32,
    checksum: u32,
    flags: u8,
}

impl Entry {
    /// Whether it can be started.
    pub(super) const fn bootable(&self) -> bool {
        self.flags & BOOTABLE != 0
    }

    /// Whether it is compressed in any way.
    pub(super) const fn compressed(&self) -> bool {
        self.flags & COMPRESSION != 0
    }
}

/// The used entries of a table; `None` if it is none.
pub(super) fn table(bytes: &[u8]) -> Option<Vec<Entry>> {
    entries(bytes).ok().filter(|entries| !entries.is_empty())
}

fn entries(bytes: &[u8]) -> Result<Vec<Entry>, UnexpectedEnd> {
    let mut reader = Reader::new(bytes);
    if reader.bytes(2)? != b"BR" {
        return Ok(Vec::new());
    }
    let mut entries = Vec::new();
    for _ in 0..ENTRIES {
        let name = reader.bytes(NAME_BYTES)?;
        let used = !matches!(name.first(), None | Some(0 | 0xFF));
        let name = Reader::new(name).text(NAME_BYTES)?;
        let (size, offset, checksum) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let (_, flags) = (reader.u8()?, reader.u8()?);
        if used {
            entries.push(Entry {
                name,
                size,
                offset,
                checksum,
                flags,
            });
        }
    }
    Ok(entries)
}

/// What the device checks of a whole package before it touches the memory; the error is its text.
pub(super) fn check(package: &[u8]) -> Result<(), String> {
    let entries = table(package).ok_or("Error parsing SBR structure")?;
    for (index, entry) in entries.iter().enumerate() {
        let start = entry.offset as usize;
        let section = start
            .checked_add(entry.size as usize)
            .and_then(|end| package.get(start..end));
        if section.map(djb2) != Some(entry.checksum) {
            return Err(format!("Sbr section index: {index} checksum mismatch"));
        }
    }
    if entries.iter().any(Entry::bootable) {
        Ok(())
    } else {
        Err("SBR must specify at least one bootable section".to_owned())
    }
}

/// A package in a memory.
#[derive(Debug, Clone)]
pub(super) struct Application {
    entries: Vec<Entry>,
    offset: u64,
}

impl Application {
    /// The package whose table lies at `offset`, if there is one with something to start.
    pub(super) fn find(chip: &Chip, offset: u64) -> Option<Self> {
        let entries = table(&chip.read(offset, TABLE_BYTES))?;
        entries
            .iter()
            .any(Entry::bootable)
            .then_some(Self { entries, offset })
    }

    /// Whether its bootable section is intact, or asks not to be checked.
    pub(super) fn starts(&self, chip: &Chip) -> bool {
        self.entries
            .iter()
            .filter(|entry| entry.bootable())
            .any(|entry| {
                let section = self.read(chip, entry);
                section.len() == entry.size as usize
                    && section.starts_with(if entry.compressed() {
                        &[0x78]
                    } else {
                        super::image::MAGIC
                    })
                    && (entry.flags & IGNORE_CHECKSUM != 0 || djb2(&section) == entry.checksum)
            })
    }

    /// Whether what would be started is compressed.
    pub(super) fn compressed(&self) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.bootable() && entry.compressed())
    }

    /// The text of section `name`, if it is there and not empty.
    pub(super) fn text(&self, chip: &Chip, name: &str) -> Option<String> {
        let entry = self
            .entries
            .iter()
            .find(|entry| entry.name == name && entry.size > 0)?;
        Some(String::from_utf8_lossy(&self.read(chip, entry)).into_owned())
    }

    fn read(&self, chip: &Chip, entry: &Entry) -> Vec<u8> {
        chip.read(self.offset + u64::from(entry.offset), entry.size.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::virtual_camera::tests::build;

    #[test]
    fn a_package_is_found_and_checked() {
        let package = build(&[("__firmware", b"MA2x firmware"), ("app_name", b"demo")]);
        assert_eq!(check(&package), Ok(()));
        let mut nor = Chip::nor(4 << 20);
        nor.program(0x10_0000, &package);
        let application = Application::find(&nor, 0x10_0000).expect("an application");
        assert!(application.starts(&nor));
        assert!(!application.compressed());
        assert_eq!(application.text(&nor, "app_name").as_deref(), Some("demo"));
        assert_eq!(application.text(&nor, "pipeline"), None);
        assert!(Application::find(&nor, 0).is_none());
    }

    #[test]
    fn damage_is_named_as_the_device_names_it() {
        let package = build(&[("__firmware", b"MA2x firmware"), ("app_name", b"demo")]);
        assert_eq!(
            check(&package[1..]).unwrap_err(),
            "Error parsing SBR structure"
        );
        let cut = &package[..package.len() - 1];
        assert_eq!(
            check(cut).unwrap_err(),
            "Sbr section index: 1 checksum mismatch"
        );
        let mut dull = package.to_vec();
        dull[2 + 29] = 0;
        assert_eq!(
            check(&dull).unwrap_err(),
            "SBR must specify at least one bootable section"
        );
    }
}
