//! From the published wheel to the images in it, by content.
//!
//! A wheel is a ZIP. Its compiled member carries two `tar.xz` archives as plain bytes; there is no index, so the
//! member is searched for xz headers and what decodes as a tar is taken. Offsets and order differ in every wheel and
//! are never relied on. Every length is limited: a wheel comes from a network or a person.

mod pinned;

use std::io::{Cursor, Read};

use lzma_rust2::XzReader;

pub use pinned::{
    BOOTLOADER_NETWORK, BOOTLOADER_USB, BOOTLOADER_VERSION, FIRMWARE_COMMIT, LIBRARY, PATCH_2020_4,
    PATCH_2021_1, PATCH_2021_2, PATCH_2021_3, PINNED, Pinned, UNIVERSAL, WHEEL_NAME, WHEEL_SHA256,
};

use super::{IMAGE_MAX_BYTES, sha256_hex};

/// Smallest size of the member that carries the archives; the others are below 1 MiB.
const MEMBER_MIN_BYTES: u64 = 10_000_000;
const MEMBER_MAX_BYTES: u64 = 256 << 20;
const ARCHIVE_MAX_BYTES: u64 = 128 << 20;
/// The published archives need 9 MiB.
const XZ_MEMORY_MAX_KIB: u32 = 64 << 10;
const FILES_MAX: usize = 64;
const XZ_MAGIC: [u8; 6] = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

/// A file out of a wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name in the archive.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A wheel does not hold what it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WheelError {
    /// It is not a ZIP.
    #[error("the wheel is not a readable zip archive")]
    Zip(#[from] zip::result::ZipError),
    /// A member cannot be unpacked.
    #[error("wheel member {member} cannot be unpacked")]
    Member {
        /// Name in the wheel.
        member: String,
        /// What went wrong.
        source: std::io::Error,
    },
    /// No member can carry the archives.
    #[error(
        "the wheel has no compiled member (.so or .pyd) of {MEMBER_MIN_BYTES} to {MEMBER_MAX_BYTES} bytes"
    )]
    NoMember,
    /// It has no licence file.
    #[error("the wheel has no LICENSE file")]
    NoLicence,
    /// An image is missing.
    #[error("the wheel has no {0}")]
    NoImage(&'static str),
    /// An image is not the pinned one.
    #[error("{name} in the wheel has sha256 {actual}, expected {expected}")]
    Hash {
        /// Name in the archive.
        name: &'static str,
        /// Pinned SHA-256.
        expected: &'static str,
        /// SHA-256 found.
        actual: String,
    },
}

/// All pinned images of `wheel`, checked, in the order of [`PINNED`].
pub fn images(wheel: &[u8]) -> Result<Vec<File>, WheelError> {
    let files: Vec<File> = archives(&member(wheel)?)
        .iter()
        .flat_map(|archive| files(archive))
        .collect();
    PINNED.iter().map(|pinned| pick(&files, pinned)).collect()
}

fn pick(files: &[File], pinned: &Pinned) -> Result<File, WheelError> {
    let file = files.iter().find(|file| file.name == pinned.name);
    let file = file.ok_or(WheelError::NoImage(pinned.name))?;
    let actual = sha256_hex(&file.bytes);
    if actual != pinned.sha256 {
        return Err(WheelError::Hash {
            name: pinned.name,
            expected: pinned.sha256,
            actual,
        });
    }
    Ok(file.clone())
}

/// The compiled member that carries the archives.
pub fn member(wheel: &[u8]) -> Result<Vec<u8>, WheelError> {
    let mut zip = zip::ZipArchive::new(Cursor::new(wheel))?;
    for index in 0..zip.len() {
        let file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        let compiled = name.ends_with(".so") || name.ends_with(".pyd");
        if compiled && (MEMBER_MIN_BYTES..=MEMBER_MAX_BYTES).contains(&file.size()) {
            return unpack(file, name, MEMBER_MAX_BYTES);
        }
    }
    Err(WheelError::NoMember)
}

/// The text of the wheel's licence file.
pub fn licence(wheel: &[u8]) -> Result<String, WheelError> {
    let mut zip = zip::ZipArchive::new(Cursor::new(wheel))?;
    for index in 0..zip.len() {
        let file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        if name.ends_with("/LICENSE") {
            let text = unpack(file, name, 1 << 20)?;
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
    }
    Err(WheelError::NoLicence)
}

/// Reads at most `limit` bytes: the size in the index is only a claim.
fn unpack(file: impl Read, member: String, limit: u64) -> Result<Vec<u8>, WheelError> {
    let mut bytes = Vec::new();
    match file.take(limit).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(source) => Err(WheelError::Member { member, source }),
    }
}

/// Every xz stream in `member` that decodes, decoded.
pub fn archives(member: &[u8]) -> Vec<Vec<u8>> {
    let mut archives = Vec::new();
    let mut from = 0;
    while let Some(rest) = member.get(from..) {
        let Some(found) = rest
            .windows(XZ_MAGIC.len())
            .position(|window| window == XZ_MAGIC)
        else {
            break;
        };
        from += found;
        let decoded = member.get(from..).and_then(decode);
        // A constant of the statically linked xz library looks like a start, too.
        from += decoded.as_ref().map_or(1, |(_, used)| (*used).max(1));
        archives.extend(decoded.map(|(archive, _)| archive));
    }
    archives
}

/// One xz stream and its size in bytes, if `bytes` start with one.
fn decode(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let flags = bytes.get(6..8)?;
    let stored = u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?);
    if crc32(flags) != stored {
        return None;
    }
    let mut archive = Vec::new();
    let mut reader = XzReader::new_mem_limit(Cursor::new(bytes), false, XZ_MEMORY_MAX_KIB);
    let read = (&mut reader)
        .take(ARCHIVE_MAX_BYTES + 1)
        .read_to_end(&mut archive);
    if read.is_err() || archive.len() as u64 > ARCHIVE_MAX_BYTES {
        return None;
    }
    let used = usize::try_from(reader.into_inner().position()).ok()?;
    Some((archive, used))
}

/// CRC-32 (IEEE), bit by bit: it only ever sees two bytes.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(sum & 1))
        })
    })
}

/// The regular files of a tar archive; what is damaged ends the list.
pub fn files(archive: &[u8]) -> Vec<File> {
    let mut tar = tar::Archive::new(archive);
    let Ok(entries) = tar.entries() else {
        return Vec::new();
    };
    entries
        .map_while(Result::ok)
        .filter(|entry| entry.header().entry_type().is_file())
        .take(FILES_MAX)
        .map_while(|entry| {
            let name = entry.path().ok()?.to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            // A sparse entry may claim more than the archive has.
            entry
                .take(IMAGE_MAX_BYTES as u64)
                .read_to_end(&mut bytes)
                .ok()?;
            Some(File { name, bytes })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    /// Two small files; provenance in `tests/fixtures/README.md`.
    const ARCHIVE: &[u8] = include_bytes!("../../../tests/fixtures/two_files.tar.xz");

    fn two_files() -> Vec<File> {
        let file = |name: &str, bytes: &[u8]| File {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        vec![
            file("one.cmd", b"MA2x one"),
            file("folder/two.patch", b"BSDIFF40 two"),
        ]
    }

    fn wheel(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn archives_are_found_between_other_bytes() {
        let mut member = b"code ".repeat(100);
        // A header without a stream, as in the xz library's own constants.
        member.extend_from_slice(&XZ_MAGIC);
        member.extend_from_slice(b" more code");
        member.extend_from_slice(ARCHIVE);
        member.extend_from_slice(&ARCHIVE[..40]);
        member.extend_from_slice(ARCHIVE);
        member.extend_from_slice(b"the end");
        let found = archives(&member);
        assert_eq!(found.len(), 2);
        assert_eq!(files(&found[0]), two_files());
        assert_eq!(files(&found[1]), two_files());
    }

    #[test]
    fn a_dictionary_of_gibibytes_is_refused() {
        let mut archive = ARCHIVE.to_vec();
        // Block header: size, flags, LZMA2 with one property byte, padding, CRC-32.
        assert_eq!(archive[12..16], [2, 0, 0x21, 1]);
        archive[16] = 40;
        let sum = crc32(&archive[12..20]);
        archive[20..24].copy_from_slice(&sum.to_le_bytes());
        assert!(archives(&archive).is_empty());
        archive[16] = 22;
        let sum = crc32(&archive[12..20]);
        archive[20..24].copy_from_slice(&sum.to_le_bytes());
        assert_eq!(archives(&archive).len(), 1);
    }

    #[test]
    fn the_member_is_chosen_by_kind_and_size() {
        let large = vec![7; MEMBER_MIN_BYTES as usize];
        let good = wheel(&[
            ("small.so", b"x"),
            ("large.dll", &large),
            ("depthai.pyd", &large),
        ]);
        assert_eq!(member(&good).unwrap(), large);
        assert!(matches!(images(&good), Err(WheelError::NoImage(_))));
        assert!(matches!(licence(&good), Err(WheelError::NoLicence)));
        let small = wheel(&[
            ("depthai.pyd", b"x"),
            ("depthai.dist-info/licenses/LICENSE", b"MIT"),
        ]);
        assert!(matches!(member(&small), Err(WheelError::NoMember)));
        assert_eq!(licence(&small).unwrap(), "MIT");
    }

    #[test]
    fn an_image_that_is_not_the_pinned_one_is_refused() {
        let files = [File {
            name: BOOTLOADER_USB.name.to_owned(),
            bytes: b"MA2x".to_vec(),
        }];
        assert!(matches!(
            pick(&files, &BOOTLOADER_USB),
            Err(WheelError::Hash { .. })
        ));
        assert!(matches!(
            pick(&files, &UNIVERSAL),
            Err(WheelError::NoImage(_))
        ));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_wheel_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = member(&bytes);
            let _ = licence(&bytes);
            let _ = archives(&[&XZ_MAGIC, &bytes[..]].concat());
            let _ = files(&bytes);
        }

        #[test]
        fn a_changed_wheel_is_one_or_an_error(at in any::<prop::sample::Index>(), value in any::<u8>()) {
            let mut bytes = wheel(&[("a/LICENSE", b"MIT MIT MIT"), ("b.pyd", &[1; 500])]);
            let at = at.index(bytes.len());
            bytes[at] = value;
            let _ = licence(&bytes);
            let _ = member(&bytes);
        }

        #[test]
        fn a_changed_archive_gives_files_or_none(at in any::<prop::sample::Index>(), value in any::<u8>()) {
            let mut bytes = ARCHIVE.to_vec();
            let at = at.index(bytes.len());
            bytes[at] = value;
            for archive in archives(&bytes) {
                let _ = files(&archive);
            }
        }

        #[test]
        fn a_changed_tar_gives_files_or_none(at in 0usize..2048, value in any::<u8>()) {
            let mut tar = archives(ARCHIVE).remove(0);
            tar[at] = value;
            for file in files(&tar) {
                prop_assert!(file.bytes.len() <= IMAGE_MAX_BYTES);
            }
        }
    }
}
