//! What the device starts after a reset: boot header, configuration, bootloader, application (protocol 7.2 to 7.4).

use std::time::Duration;

use super::{
    image::{self, Identity, trimmed},
    job::Chips,
    sbr::Application,
};
use crate::{
    bootloader::{BootHeaderKind, BootloaderKind, Layout, Memory, Version},
    codec::{Reader, UnexpectedEnd, Writer, djb2},
};

const HEADER_MAGIC: &[u8] = b"VBH1";
const CONFIG_MAGIC: &[u8] = b"VCF1";
/// Magic, length and checksum before the document.
const CONFIG_PREFIX_BYTES: u64 = 12;
/// First version with a second bootloader on network cameras (protocol 6.4).
const USER_BOOTLOADER_SINCE: Version = Version::new(0, 0, 21);

/// The parameters of a boot header, -1 where the host gave none. Their form in the flash is the model's own: the
/// real one is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BootHeader {
    /// What is started.
    pub(super) kind: BootHeaderKind,
    /// Offset of the header.
    pub(super) offset: i64,
    /// Where the program lies.
    pub(super) location: i64,
    /// SPI dummy cycles.
    pub(super) dummy_cycles: i32,
    /// SPI frequency.
    pub(super) frequency: i32,
    /// GPIO boot mode.
    pub(super) gpio_mode: i32,
}

impl BootHeader {
    /// A header without parameters.
    pub(super) const fn plain(kind: BootHeaderKind) -> Self {
        Self {
            kind,
            offset: -1,
            location: -1,
            dummy_cycles: -1,
            frequency: -1,
            gpio_mode: -1,
        }
    }

    /// Its 512 bytes.
    pub(super) fn encode(self) -> Vec<u8> {
        let mut w = Writer::new();
        w.bytes(HEADER_MAGIC)
            .i32(self.kind.to_wire())
            .i64(self.offset)
            .i64(self.location)
            .i32(self.dummy_cycles)
            .i32(self.frequency)
            .i32(self.gpio_mode);
        let mut bytes = w.finish();
        let checksum = djb2(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes.resize(512, 0);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut r = Reader::new(bytes);
        let mut read = || -> Result<Option<Self>, UnexpectedEnd> {
            if r.bytes(HEADER_MAGIC.len())? != HEADER_MAGIC {
                return Ok(None);
            }
            let Some(kind) = BootHeaderKind::from_wire(r.i32()?) else {
                return Ok(None);
            };
            let header = Self {
                kind,
                offset: r.i64()?,
                location: r.i64()?,
                dummy_cycles: r.i32()?,
                frequency: r.i32()?,
                gpio_mode: r.i32()?,
            };
            let checksum = djb2(bytes.get(..r.offset()).unwrap_or_default());
            Ok((r.u32()? == checksum).then_some(header))
        };
        read().ok().flatten()
    }
}

/// The stored form of a configuration document.
pub(super) fn encode_config(bson: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.bytes(CONFIG_MAGIC)
        .u32(u32::try_from(bson.len()).unwrap_or(u32::MAX))
        .u32(djb2(bson))
        .bytes(bson);
    w.finish()
}

/// The configuration document at `offset`; the error is the device's text.
pub(super) fn read_config(
    chips: &Chips,
    memory: Memory,
    offset: u64,
    room: u64,
) -> Result<Vec<u8>, &'static str> {
    const NONE: &str = "No configuration data available";
    let chip = chips.chip(memory).ok_or("No memory available")?;
    let prefix = chip.read(offset, CONFIG_PREFIX_BYTES);
    let mut r = Reader::new(&prefix);
    let (Ok(CONFIG_MAGIC), Ok(len), Ok(checksum)) = (r.bytes(4), r.u32(), r.u32()) else {
        return Err(NONE);
    };
    if u64::from(len) > room.saturating_sub(CONFIG_PREFIX_BYTES) {
        return Err(NONE);
    }
    let bson = chip.read(offset + CONFIG_PREFIX_BYTES, len.into());
    if djb2(&bson) == checksum {
        Ok(bson)
    } else {
        Err("Configuration data checksum doesn't match")
    }
}

/// The numbers of the configuration that the device itself obeys, defaults where they are missing (protocol 9.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settings {
    /// Wait for a connection before the application starts; `None` for ever.
    pub(super) timeout: Option<Duration>,
    /// Memory of the application.
    pub(super) application: Memory,
    user_size: u64,
    user_checksum: u32,
}

impl Settings {
    /// The settings of the device when a bootloader of `kind` runs.
    pub(super) fn read(chips: &Chips, kind: BootloaderKind) -> Self {
        let section = Layout::of(kind).config;
        let room = section.size.unwrap_or_default();
        let document = read_config(chips, Memory::Flash, section.offset.into(), room.into())
            .ok()
            .and_then(|bson| bson::Document::from_reader(bson.as_slice()).ok())
            .unwrap_or_default();
        let (interface, default) = match kind {
            BootloaderKind::Usb => ("usb", 3_000),
            BootloaderKind::Network => ("network", 30_000),
        };
        let millis = document
            .get_document(interface)
            .ok()
            .and_then(|section| number(section, "timeoutMs"))
            .unwrap_or(default);
        Self {
            timeout: u64::try_from(millis).ok().map(Duration::from_millis),
            application: number(&document, "appMem")
                .and_then(|value| Memory::from_wire(i32::try_from(value).ok()?))
                .unwrap_or(Memory::Auto),
            user_size: number(&document, "userBlSize")
                .and_then(|value| u64::try_from(value).ok())
                .unwrap_or_default(),
            user_checksum: number(&document, "userBlChecksum").unwrap_or_default() as u32,
        }
    }
}

fn number(document: &bson::Document, key: &str) -> Option<i64> {
    match document.get(key)? {
        bson::Bson::Int32(value) => Some((*value).into()),
        bson::Bson::Int64(value) => Some(*value),
        _ => None,
    }
}

/// A running bootloader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Running {
    /// What it is.
    pub(super) identity: Identity,
    /// Whether it is the second one of a network camera.
    pub(super) user: bool,
    /// Whether a host put it into memory.
    pub(super) in_memory: bool,
}

/// What a reset leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Boot {
    /// The ROM waits for a program.
    Rom,
    /// A program ran into damaged code: the camera does not show up any more.
    Dead,
    /// A bootloader.
    Bootloader(Running),
    /// The application, without a bootloader.
    Application,
}

/// The last whole image written to the bootloader's place: its length and checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flashed {
    len: u64,
    checksum: u32,
}

impl Flashed {
    /// Of `image`, blank bytes at its end not counted: a factory reset pads it.
    pub(super) fn of(image: &[u8]) -> Self {
        let image = trimmed(image);
        Self {
            len: image.len() as u64,
            checksum: djb2(image),
        }
    }

    /// Of what lies in the bootloader's place of a loaded memory, blank bytes at the end not counted.
    pub(super) fn found(chips: &Chips) -> Option<Self> {
        [BootloaderKind::Usb, BootloaderKind::Network]
            .into_iter()
            .find_map(|kind| {
                let place = Layout::of(kind).bootloader;
                let room = place.size.unwrap_or_default();
                let bytes = chips.nor.read(place.offset.into(), room.into());
                let end = bytes.iter().rposition(|byte| *byte != 0xFF)?;
                let image = bytes.get(..=end)?;
                (image::identify(image)?.kind == kind).then(|| Self::of(image))
            })
    }
}

/// Decides what starts.
pub(super) fn decide(chips: &Chips, flashed: Option<Flashed>, usb_pins: bool) -> Boot {
    let header = BootHeader::decode(&chips.nor.read(0, 512));
    let Some(header) =
        header.filter(|header| !usb_pins && header.kind != BootHeaderKind::UsbRecovery)
    else {
        return Boot::Rom;
    };
    let Some(flashed) = flashed else {
        return Boot::Dead;
    };
    let offset = Layout::of(BootloaderKind::Usb).bootloader.offset;
    let bytes = chips.nor.read(offset.into(), flashed.len);
    let Some(identity) = image::identify(&bytes).filter(|_| Flashed::of(&bytes) == flashed) else {
        return Boot::Dead;
    };
    if header.kind == BootHeaderKind::Fast
        && application(chips, identity.kind) == Some(Memory::Flash)
    {
        return Boot::Application;
    }
    Boot::Bootloader(user_bootloader(chips, identity).unwrap_or(Running {
        identity,
        user: false,
        in_memory: false,
    }))
}

fn user_bootloader(chips: &Chips, factory: Identity) -> Option<Running> {
    let place = Layout::of(factory.kind).user_bootloader?;
    let settings = Settings::read(chips, factory.kind);
    if factory.version < USER_BOOTLOADER_SINCE || settings.user_size == 0 {
        return None;
    }
    if settings.user_size > u64::from(place.size?) {
        return None;
    }
    let bytes = chips.nor.read(place.offset.into(), settings.user_size);
    (djb2(&bytes) == settings.user_checksum).then_some(Running {
        identity: image::identify(&bytes)?,
        user: true,
        in_memory: false,
    })
}

/// The memory whose application a bootloader of `kind` would start, if there is one.
pub(super) fn application(chips: &Chips, kind: BootloaderKind) -> Option<Memory> {
    let candidates: &[Memory] = match Settings::read(chips, kind).application {
        Memory::Auto => &[Memory::Emmc, Memory::Flash],
        Memory::Flash => &[Memory::Flash],
        Memory::Emmc => &[Memory::Emmc],
    };
    let offset = Layout::of(kind).application.offset;
    candidates.iter().copied().find(|memory| {
        chips.chip(*memory).is_some_and(|chip| {
            Application::find(chip, offset.into())
                .is_some_and(|application| application.starts(chip))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_survives_a_round_trip_and_damage_is_noticed() {
        let header = BootHeader {
            frequency: 33,
            ..BootHeader::plain(BootHeaderKind::Fast)
        };
        let mut bytes = header.encode();
        assert_eq!(BootHeader::decode(&bytes), Some(header));
        bytes[9] ^= 1;
        assert_eq!(BootHeader::decode(&bytes), None);
        assert_eq!(BootHeader::decode(&[0xFF; 512]), None);
    }
}
