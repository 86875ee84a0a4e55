//! Bootloader images: which kind and version a file is.
//!
//! An image is a program for the ROM: it starts with `MA2x` and holds the name its linker gave it
//! (`depthai-bootloader-usb.elf`, `depthai-bootloader-eth.elf`) and its version as a text between two zero bytes. Seen in
//! both images 0.0.29 of the `depthai` 2.33.0.0 wheel; nothing in a file says so by design, so a missing version is no
//! error.

use std::str;

use super::{BootloaderKind, Layout, Version};

/// The first bytes of every program for the ROM (protocol 2.6).
pub const PROGRAM_MAGIC: &[u8; 4] = b"MA2x";
const USB_MARK: &[u8] = b"depthai-bootloader-usb.elf";
const NETWORK_MARK: &[u8] = b"depthai-bootloader-eth.elf";
const APPLICATION_MARK: &[u8] = b"depthai.elf";
/// Longest text that is taken for a version, in bytes.
const MAX_VERSION_BYTES: usize = 11;

/// What an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageInfo {
    /// The cameras it is for.
    pub kind: BootloaderKind,
    /// Its version, if the file tells exactly one.
    pub version: Option<Version>,
    /// Its size in bytes.
    pub size: u32,
}

/// A file that is no bootloader image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// Does not start like a program.
    #[error("the file is not a program for this chip: it does not start with MA2x")]
    NotAProgram,
    /// The firmware of an application.
    #[error("the file is application firmware, not a bootloader")]
    Application,
    /// A program of some other kind.
    #[error("the file is a program, but not a bootloader")]
    NotABootloader,
    /// The marks of both kinds.
    #[error("the file claims to be a bootloader for both kinds of cameras")]
    Ambiguous,
    /// Larger than the bootloader's place in the flash.
    #[error("the image has {size} bytes, its place in the flash {room}")]
    TooLarge {
        /// Size of the file in bytes.
        size: usize,
        /// Size of the flash section in bytes.
        room: u32,
    },
}

/// Recognises a bootloader image and checks that it fits its place in the flash.
pub fn inspect(bytes: &[u8]) -> Result<ImageInfo, ImageError> {
    if !bytes.starts_with(PROGRAM_MAGIC) {
        return Err(ImageError::NotAProgram);
    }
    let kind = match (contains(bytes, USB_MARK), contains(bytes, NETWORK_MARK)) {
        (true, false) => BootloaderKind::Usb,
        (false, true) => BootloaderKind::Network,
        (true, true) => return Err(ImageError::Ambiguous),
        (false, false) if contains(bytes, APPLICATION_MARK) => {
            return Err(ImageError::Application);
        }
        (false, false) => return Err(ImageError::NotABootloader),
    };
    let room = Layout::of(kind).bootloader.size.unwrap_or(u32::MAX);
    let too_large = || ImageError::TooLarge {
        size: bytes.len(),
        room,
    };
    let size = u32::try_from(bytes.len())
        .ok()
        .filter(|size| *size <= room)
        .ok_or_else(too_large)?;
    Ok(ImageInfo {
        kind,
        version: version(bytes),
        size,
    })
}

/// A small file that [`inspect`] takes for an image, for the virtual camera and for tests: magic, mark and version,
/// zeros up to `size` bytes (more if that is too little), and nothing that runs.
pub fn stand_in(kind: BootloaderKind, version: Version, size: usize) -> Vec<u8> {
    let mark = match kind {
        BootloaderKind::Usb => USB_MARK,
        BootloaderKind::Network => NETWORK_MARK,
    };
    let mut bytes = PROGRAM_MAGIC.to_vec();
    bytes.extend_from_slice(mark);
    bytes.push(0);
    bytes.extend_from_slice(version.to_string().as_bytes());
    bytes.push(0);
    bytes.resize(bytes.len().max(size), 0);
    bytes
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}

/// The one text between zero bytes that is a version with major number 0. Libraries inside the images have their versions
/// there, too (zlib 1.2.11, RTEMS 5.0.0, a DHCP client 7.2.3); no bootloader was ever above 0.
fn version(bytes: &[u8]) -> Option<Version> {
    let mut found = memchr::memmem::find_iter(bytes, b"\x000.")
        .filter_map(|at| bytes.get(at + 1..))
        .filter_map(|rest| rest.split(|byte| *byte == 0).next())
        .filter(|text| text.len() <= MAX_VERSION_BYTES)
        .filter_map(|text| str::from_utf8(text).ok()?.parse::<Version>().ok());
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: Version = Version::new(0, 0, 29);

    #[test]
    fn a_stand_in_is_recognised() {
        for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
            let image = stand_in(kind, VERSION, 1000);
            let info = ImageInfo {
                kind,
                version: Some(VERSION),
                size: 1000,
            };
            assert_eq!(inspect(&image), Ok(info));
        }
        assert!(inspect(&stand_in(BootloaderKind::Usb, VERSION, 0)).is_ok());
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(inspect(b""), Err(ImageError::NotAProgram));
        assert_eq!(inspect(b"MA2"), Err(ImageError::NotAProgram));
        assert_eq!(inspect(b"MA2x"), Err(ImageError::NotABootloader));
        let firmware = b"MA2x lib/depthai.elf\0";
        assert_eq!(inspect(firmware), Err(ImageError::Application));
        let mut both = stand_in(BootloaderKind::Usb, VERSION, 0);
        both.extend_from_slice(NETWORK_MARK);
        assert_eq!(inspect(&both), Err(ImageError::Ambiguous));
    }

    #[test]
    fn an_image_must_fit_its_section() {
        let room = 1_031_680;
        let fits = stand_in(BootloaderKind::Usb, VERSION, room);
        assert!(inspect(&fits).is_ok());
        let size = room + 1;
        let image = stand_in(BootloaderKind::Usb, VERSION, size);
        let room = 1_031_680;
        assert_eq!(inspect(&image), Err(ImageError::TooLarge { size, room }));
        assert!(inspect(&stand_in(BootloaderKind::Network, VERSION, size)).is_ok());
    }

    #[test]
    fn two_versions_are_none() {
        let mut image = stand_in(BootloaderKind::Usb, VERSION, 0);
        image.extend_from_slice(b"0.0.29\x00zlib 1.2.11\x001.2.11\x000.1\x000.1.2.3\x00");
        assert_eq!(inspect(&image).unwrap().version, Some(VERSION));
        image.extend_from_slice(b"0.0.28\x00");
        assert_eq!(inspect(&image).unwrap().version, None);
    }
}
