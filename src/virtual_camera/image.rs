//! Bootloader images: telling what they are, and stand-ins for versions whose real image is not at hand.

use bytes::Bytes;

use crate::bootloader::{BootloaderKind, Version, image::inspect};

/// What every program for the chip starts with (protocol 2.6).
pub(super) const MAGIC: &[u8] = b"MA2x";
const USB_MARKER: &[u8] = b"depthai-bootloader-usb.elf";
const NETWORK_MARKER: &[u8] = b"depthai-bootloader-eth.elf";
/// The newest version there is a real image of.
pub(super) const SHIPPED: Version = Version::new(0, 0, 29);

/// What a bootloader image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    /// Its kind.
    pub(super) kind: BootloaderKind,
    /// Its version.
    pub(super) version: Version,
}

/// An image without the erased bytes at its end.
pub(super) fn trimmed(image: &[u8]) -> &[u8] {
    let end = image.iter().rposition(|byte| *byte != 0xFF);
    image.get(..end.map_or(0, |at| at + 1)).unwrap_or_default()
}

/// What `image` is, if it is a bootloader. One that does not tell its version counts as the newest.
pub(super) fn identify(image: &[u8]) -> Option<Identity> {
    // A padded image is larger than its place; what counts is the program in it.
    let info = inspect(trimmed(image)).ok()?;
    Some(Identity {
        kind: info.kind,
        version: info.version.unwrap_or(SHIPPED),
    })
}

/// An image with the markers of the real ones and noise in place of code.
pub(super) fn stand_in(kind: BootloaderKind, version: Version) -> Bytes {
    // Sizes that exercise several erase units and no multiple of a USB packet.
    let (marker, len) = match kind {
        BootloaderKind::Usb => (USB_MARKER, 120_400),
        BootloaderKind::Network => (NETWORK_MARKER, 250_800),
    };
    let mut image = MAGIC.to_vec();
    image.push(0xC9);
    image.extend_from_slice(marker);
    image.push(0);
    image.extend_from_slice(version.to_string().as_bytes());
    image.push(0);
    let mut state = 0x9E37_79B9_u32 ^ version.patch;
    while image.len() < len {
        // Xorshift: the same bytes for the same version, no two places alike. Never zero, so no text ends in it.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        image.push((state >> 24) as u8 | 1);
    }
    image.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_is_recognised() {
        for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
            let version = Version::new(0, 0, 17);
            assert_eq!(
                identify(&stand_in(kind, version)),
                Some(Identity { kind, version })
            );
        }
    }

    #[test]
    fn other_bytes_are_no_bootloader() {
        assert_eq!(identify(b""), None);
        assert_eq!(identify(b"MA2x and nothing"), None);
        let image = stand_in(BootloaderKind::Usb, Version::new(0, 0, 17));
        assert_eq!(identify(&image[1..]), None);
    }
}
