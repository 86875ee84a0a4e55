//! Writing a package: sections in, bytes out (protocol 8.2).

use bytes::Bytes;

use super::{
    Entry, Flags, PIPELINE_ALIGNMENT, PackageError, SECTION_ALIGNMENT, TABLE_BYTES, Table, names,
};
use crate::{
    codec::djb2,
    firmware::{BaseFirmware, BoardConfig, section},
    pipeline::Pipeline,
};

/// Choices of the person who builds a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildOptions {
    /// The application's name; may be empty.
    pub name: String,
    /// Whether the firmware is compressed. A third of the size, and the only form that fits most cameras.
    pub compressed: bool,
    /// Whether the camera checks the firmware's checksum at every start.
    pub check_checksum: bool,
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self {
            name: String::new(),
            compressed: true,
            check_checksum: false,
        }
    }
}

/// The content of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The firmware section as stored.
    pub firmware: Bytes,
    /// Whether [`Contents::firmware`] is a zlib stream.
    pub compressed: bool,
    /// Whether the camera checks the firmware's checksum at every start.
    pub check_checksum: bool,
    /// The serialised pipeline.
    pub pipeline: Bytes,
    /// The serialised list of assets.
    pub assets: Bytes,
    /// The bytes of all assets.
    pub asset_storage: Bytes,
    /// The commit of the device firmware.
    pub firmware_version: String,
    /// The application's name.
    pub app_name: String,
}

impl Contents {
    /// The content of a package that runs `pipeline`.
    pub fn new(
        pipeline: &Pipeline,
        base: &BaseFirmware,
        board: &BoardConfig,
        options: &BuildOptions,
    ) -> Result<Self, PackageError> {
        let sections = pipeline.sections()?;
        Ok(Self {
            firmware: section(base, board, options.compressed)?,
            compressed: options.compressed,
            check_checksum: options.check_checksum,
            pipeline: sections.pipeline.into(),
            assets: sections.assets.into(),
            asset_storage: sections.asset_storage.into(),
            firmware_version: base.commit().to_owned(),
            app_name: options.name.clone(),
        })
    }
}

/// The package that runs `pipeline` on `base`.
///
/// `base` must be of the version that the pipeline needs ([`crate::firmware::Store::base`]).
pub fn build(
    pipeline: &Pipeline,
    base: &BaseFirmware,
    board: &BoardConfig,
    options: &BuildOptions,
) -> Result<Bytes, PackageError> {
    write(&Contents::new(pipeline, base, board, options)?)
}

/// The package with `contents`.
///
/// All six sections are always there. An empty one has the offset its successor would have, and the file ends with the
/// last section, so an empty name ends it on a boundary of 64 KiB.
pub fn write(contents: &Contents) -> Result<Bytes, PackageError> {
    let sections: [(&'static str, &[u8]); 6] = [
        (names::FIRMWARE, &contents.firmware),
        (names::PIPELINE, &contents.pipeline),
        (names::ASSETS, &contents.assets),
        (names::ASSET_STORAGE, &contents.asset_storage),
        (
            names::FIRMWARE_VERSION,
            contents.firmware_version.as_bytes(),
        ),
        (names::APP_NAME, contents.app_name.as_bytes()),
    ];
    let mut table = Table::default();
    let mut end = TABLE_BYTES;
    for (index, (name, content)) in sections.into_iter().enumerate() {
        let offset = end.next_multiple_of(alignment(index));
        end = offset.saturating_add(content.len());
        let too_large = |_| PackageError::TooLarge { name };
        // The end must be reachable as well.
        u32::try_from(end).map_err(too_large)?;
        table.entries.push(Entry {
            name: name.to_owned(),
            size: u32::try_from(content.len()).map_err(too_large)?,
            offset: u32::try_from(offset).map_err(too_large)?,
            checksum: djb2(content),
            kind: 0,
            flags: if index == 0 {
                Flags::firmware(contents.compressed, contents.check_checksum)
            } else {
                Flags::NONE
            },
        });
    }
    let mut package = Vec::with_capacity(end);
    package.extend_from_slice(&table.to_bytes()?);
    for (index, (_, content)) in sections.into_iter().enumerate() {
        package.resize(package.len().next_multiple_of(alignment(index)), 0);
        package.extend_from_slice(content);
    }
    Ok(package.into())
}

/// Boundary on which the section at `index` of [`names::ALL`] starts, in bytes.
pub(super) const fn alignment(index: usize) -> usize {
    match index {
        0 => TABLE_BYTES,
        1 => PIPELINE_ALIGNMENT,
        _ => SECTION_ALIGNMENT,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Package, *};

    pub(crate) fn contents() -> Contents {
        Contents {
            firmware: Bytes::from_static(b"MA2x firmware"),
            compressed: false,
            check_checksum: true,
            pipeline: Bytes::from_static(b"pipeline"),
            assets: Bytes::from_static(b"assets"),
            asset_storage: Bytes::new(),
            firmware_version: "a".repeat(40),
            app_name: "name".to_owned(),
        }
    }

    #[test]
    fn sections_lie_where_the_official_library_puts_them() {
        let package = Package::read(write(&contents()).unwrap()).unwrap();
        let places: Vec<_> = package
            .sections()
            .iter()
            .map(|section| (section.name(), section.offset(), section.size()))
            .collect();
        assert_eq!(
            places,
            [
                ("__firmware", 512, 13),
                ("pipeline", 0x10_0000, 8),
                ("assets", 0x11_0000, 6),
                ("asset_storage", 0x12_0000, 0),
                ("__fw_version", 0x12_0000, 40),
                ("app_name", 0x13_0000, 4),
            ]
        );
        assert_eq!(package.bytes().len(), 0x13_0004);
    }

    #[test]
    fn an_empty_name_ends_on_a_boundary() {
        let contents = Contents {
            app_name: String::new(),
            ..contents()
        };
        assert_eq!(write(&contents).unwrap().len(), 0x13_0000);
    }
}
