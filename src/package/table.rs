//! The table of sections: `BR`, then 17 entries of 30 bytes (protocol 8.1).
//!
//! | offset | type | field |
//! |---|---|---|
//! | 0 | 16 bytes | name, zero padded; 16 bytes need no terminator |
//! | 16 | u32 | size |
//! | 20 | u32 | offset from the start of the package |
//! | 24 | u32 | checksum |
//! | 28 | u8 | type, 0 |
//! | 29 | u8 | flags |
//!
//! An entry is used if the first byte of its name is neither 00 nor FF. Unused entries are zero.

use super::PackageError;
use crate::codec::{Reader, UnexpectedEnd, Writer};

/// Size of the table in bytes; `BR` and 17 entries fill it.
pub const TABLE_BYTES: usize = 512;

/// Most entries.
pub const ENTRIES_MAX: usize = 17;

/// Size of one entry in bytes.
pub const ENTRY_BYTES: usize = 30;

/// First bytes of a package.
pub(super) const MAGIC: &[u8] = b"BR";
const NAME_BYTES: usize = 16;

/// The table of a package.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Used entries, in order.
    pub entries: Vec<Entry>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Name, 1 to 16 bytes.
    pub name: String,
    /// Size in bytes.
    pub size: u32,
    /// Offset from the start of the package, in bytes.
    pub offset: u32,
    /// djb2 of the bytes as stored.
    pub checksum: u32,
    /// Type; always 0.
    pub kind: u8,
    /// Flags.
    pub flags: Flags,
}

/// Flags of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u8);

/// How a section is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// zlib (RFC 1950).
    Zlib,
    /// Another one: gz is 2, xz is 3, the rest has no meaning. No package is known that uses them.
    Other(u8),
}

impl Flags {
    const BOOTABLE: u8 = 1;
    const IGNORE_CHECKSUM: u8 = 2;
    const COMPRESSION_SHIFT: u32 = 2;
    const COMPRESSION_MASK: u8 = 7;
    const ZLIB: u8 = 1;

    /// No flag.
    pub const NONE: Self = Self(0);

    /// Flags of the firmware section: bootable.
    pub const fn firmware(compressed: bool, check_checksum: bool) -> Self {
        let mut flags = Self::BOOTABLE;
        if !check_checksum {
            flags |= Self::IGNORE_CHECKSUM;
        }
        if compressed {
            flags |= Self::ZLIB << Self::COMPRESSION_SHIFT;
        }
        Self(flags)
    }

    /// Whether the camera starts this section.
    pub const fn bootable(self) -> bool {
        self.0 & Self::BOOTABLE != 0
    }

    /// Whether the camera starts it without looking at its checksum.
    pub const fn ignore_checksum(self) -> bool {
        self.0 & Self::IGNORE_CHECKSUM != 0
    }

    /// How it is compressed.
    pub const fn compression(self) -> Compression {
        match (self.0 >> Self::COMPRESSION_SHIFT) & Self::COMPRESSION_MASK {
            0 => Compression::None,
            Self::ZLIB => Compression::Zlib,
            code => Compression::Other(code),
        }
    }
}

impl Table {
    /// Reads the table at the start of `package`.
    pub fn read(package: &[u8]) -> Result<Self, PackageError> {
        let mut reader = Reader::new(package);
        if package.len() >= MAGIC.len() && !package.starts_with(MAGIC) {
            return Err(PackageError::NotAPackage);
        }
        let short = |_end: UnexpectedEnd| PackageError::TooShort {
            bytes: package.len(),
        };
        reader.skip(MAGIC.len()).map_err(short)?;
        let mut entries: Vec<Entry> = Vec::new();
        for index in 0..ENTRIES_MAX {
            let bytes = reader.bytes(ENTRY_BYTES).map_err(short)?;
            if let Some(entry) = Entry::read(bytes, index)? {
                if entries.iter().any(|other| other.name == entry.name) {
                    let name = entry.name;
                    return Err(PackageError::Duplicate { index, name });
                }
                entries.push(entry);
            }
        }
        Ok(Self { entries })
    }

    /// The table as its 512 bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackageError> {
        let count = self.entries.len();
        if count > ENTRIES_MAX {
            return Err(PackageError::TooManySections { count });
        }
        let mut out = Writer::new();
        out.bytes(MAGIC);
        for entry in &self.entries {
            entry.write(&mut out)?;
        }
        out.pad_to(TABLE_BYTES);
        Ok(out.finish())
    }
}

impl Entry {
    fn read(bytes: &[u8], index: usize) -> Result<Option<Self>, PackageError> {
        let damaged = || PackageError::Name {
            index,
            offset: MAGIC.len() + index * ENTRY_BYTES,
        };
        let (name, rest) = bytes.split_at_checked(NAME_BYTES).ok_or_else(damaged)?;
        if matches!(name.first(), None | Some(0x00 | 0xff)) {
            return Ok(None);
        }
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        let name = str::from_utf8(name)
            .ok()
            .filter(|name| !name.contains(char::is_control));
        let name = name.ok_or_else(damaged)?.to_owned();
        Self::read_fields(name, rest)
            .map(Some)
            .map_err(|_end| damaged())
    }

    fn read_fields(name: String, fields: &[u8]) -> Result<Self, UnexpectedEnd> {
        let mut reader = Reader::new(fields);
        Ok(Self {
            name,
            size: reader.u32()?,
            offset: reader.u32()?,
            checksum: reader.u32()?,
            kind: reader.u8()?,
            flags: Flags(reader.u8()?),
        })
    }

    fn write(&self, out: &mut Writer) -> Result<(), PackageError> {
        if self.name.is_empty() || self.name.len() > NAME_BYTES {
            return Err(PackageError::NameTooLong {
                name: self.name.clone(),
            });
        }
        out.text(&self.name, NAME_BYTES)
            .u32(self.size)
            .u32(self.offset)
            .u32(self.checksum)
            .u8(self.kind)
            .u8(self.flags.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        Entry {
            name: name.to_owned(),
            size: 1,
            offset: 2,
            checksum: 3,
            kind: 0,
            flags: Flags::firmware(true, false),
        }
    }

    #[test]
    fn a_table_survives_with_a_full_name() {
        let table = Table {
            entries: vec![entry("__firmware"), entry("sixteen_bytes_16")],
        };
        let bytes = table.to_bytes().unwrap();
        assert_eq!(bytes.len(), TABLE_BYTES);
        assert_eq!(bytes[..12], *b"BR__firmware");
        assert_eq!(Table::read(&bytes), Ok(table));
    }

    #[test]
    fn the_table_has_limits() {
        let table = |entries: Vec<Entry>| Table { entries }.to_bytes();
        assert!(table(vec![entry("seventeen_bytes_1")]).is_err());
        assert!(table(vec![entry("")]).is_err());
        let many = |count| (0..count).map(|n| entry(&n.to_string())).collect();
        assert_eq!(table(many(17)).map(|bytes| bytes.len()), Ok(TABLE_BYTES));
        assert_eq!(
            table(many(18)),
            Err(PackageError::TooManySections { count: 18 })
        );
    }

    #[test]
    fn erased_and_zero_entries_are_unused() {
        let mut bytes = Table {
            entries: vec![entry("a"), entry("b")],
        }
        .to_bytes()
        .unwrap();
        bytes[2] = 0xff;
        assert_eq!(
            Table::read(&bytes),
            Ok(Table {
                entries: vec![entry("b")]
            })
        );
    }

    #[test]
    fn flags_have_the_official_values() {
        assert_eq!(Flags::firmware(false, false), Flags(3));
        assert_eq!(Flags::firmware(false, true), Flags(1));
        assert_eq!(Flags::firmware(true, false), Flags(7));
        assert_eq!(Flags::firmware(true, true), Flags(5));
        assert_eq!(Flags(7).compression(), Compression::Zlib);
        assert_eq!(Flags(0x0f).compression(), Compression::Other(3));
        assert!(Flags(1).bootable() && !Flags(1).ignore_checksum());
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(Table::read(b""), Err(PackageError::TooShort { bytes: 0 }));
        assert_eq!(Table::read(b"BR"), Err(PackageError::TooShort { bytes: 2 }));
        assert_eq!(
            Table::read(b"{\"pipeline\":1}"),
            Err(PackageError::NotAPackage)
        );
        let twice = Table {
            entries: vec![entry("a"), entry("a")],
        }
        .to_bytes()
        .unwrap();
        assert!(matches!(
            Table::read(&twice),
            Err(PackageError::Duplicate { index: 1, .. })
        ));
        let mut name = Table {
            entries: vec![entry("a")],
        }
        .to_bytes()
        .unwrap();
        name[3] = 0xff;
        assert_eq!(
            Table::read(&name),
            Err(PackageError::Name {
                index: 0,
                offset: 2
            })
        );
    }
}
