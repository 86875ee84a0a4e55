//! What each writing request does to the memory, in which order (protocol 5.4).
//!
//! Every function checks first and answers with the device's own text if it refuses; the memory is only touched by the
//! job it returns.

use std::time::Duration;

use bytes::Bytes;

use super::{
    BesideWrite,
    boot::{self, BootHeader, Settings},
    image::{self, trimmed},
    job::{Chips, Job, PAGE_BYTES},
    sbr::{self, Application},
};
use crate::bootloader::{BootHeaderKind, BootloaderKind, Layout, Memory, Section, Version};

/// The first version that checks whether a write fits. Older ones write past the end, which wraps to the start of the
/// memory and destroys the bootloader. The exact version is an assumption; that older ones did is documented.
const CHECKS_SPACE_SINCE: Version = Version::new(0, 0, 19);
/// The first version that puts applications of network cameras in the right place (protocol 5.5).
const NETWORK_APPLICATION_SINCE: Version = Version::new(0, 0, 14);
/// What is erased first and written last of an application, in bytes.
const FIRST_BLOCK_BYTES: usize = 4096;
const HEADER_BYTES: u64 = 512;

/// The bootloader that writes, and with what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writer<'a> {
    /// The memories.
    pub(super) chips: &'a Chips,
    /// Kind of the running bootloader.
    pub(super) kind: BootloaderKind,
    /// Its version.
    pub(super) version: Version,
    /// Multiple of a real memory's speed.
    pub(super) speed: f64,
    /// The time.
    pub(super) now: Duration,
}

impl Writer<'_> {
    const fn job(&self) -> Job {
        Job::new(self.now, self.speed)
    }

    fn check_space(&self, memory: Memory, offset: u64, len: u64) -> Result<(), String> {
        let size = self
            .chips
            .chip(memory)
            .ok_or_else(|| no_memory(memory))?
            .size();
        let end = offset.saturating_add(len);
        if end > size && self.version >= CHECKS_SPACE_SINCE {
            return Err(format!("Not enough space: {offset}->{end}B"));
        }
        Ok(())
    }

    /// Bytes at an offset, exactly as they are.
    pub(super) fn raw(&self, memory: Memory, offset: u64, data: &Bytes) -> Result<Job, String> {
        self.check_space(memory, offset, data.len() as u64)?;
        let mut job = self.job();
        job.write(self.chips, self.chips.beside, memory, offset, data);
        Ok(job)
    }

    /// Bytes at the start of a section, by its number.
    pub(super) fn section(
        &self,
        memory: Memory,
        section: i32,
        data: &Bytes,
    ) -> Result<Job, String> {
        let layout = Layout::of(self.kind);
        let section = match section {
            0 => Some(layout.header),
            1 => Some(layout.bootloader),
            2 => Some(layout.config),
            3 => Some(layout.application),
            4 => layout.user_bootloader,
            _ => None,
        };
        let Some(Section { offset, size }) = section else {
            return Err("Invalid section specified".to_owned());
        };
        if size.is_some_and(|size| data.len() > size as usize) {
            return Err(format!(
                "Not enough space: {offset}->{}B",
                u64::from(offset) + data.len() as u64
            ));
        }
        self.raw(memory, offset.into(), data)
    }

    /// A bootloader image with its boot headers: after a power cut in the middle the ROM waits for USB.
    pub(super) fn bootloader(&self, data: &Bytes) -> Result<Job, String> {
        let Some(identity) = image::identify(data) else {
            return Err("Bootloader package not okay".to_owned());
        };
        let layout = Layout::of(identity.kind);
        let place = layout.bootloader;
        // The reference's factory reset sends an image padded to 512 bytes more than the offset of the application.
        let room = layout.application.offset as usize + 512;
        let is_reset = || trimmed(data).len() <= place.size.unwrap_or_default() as usize;
        if data.len() > room || !is_reset() {
            return Err("Bootloader package not okay".to_owned());
        }
        let (memory, offset) = (Memory::Flash, u64::from(place.offset));
        self.check_space(memory, 0, offset + data.len() as u64)?;
        let mut job = self.job();
        let recovery = BootHeader::plain(BootHeaderKind::UsbRecovery)
            .encode()
            .into();
        job.write(self.chips, BesideWrite::Survives, memory, 0, &recovery);
        // Everything from the header on is blank before the image is written, so that the final header needs no
        // erasing, which would take the image's first bytes along.
        job.clear(
            self.chips,
            self.chips.beside,
            memory,
            0,
            offset + data.len() as u64,
        );
        job.program(memory, offset, data.clone());
        job.verify(memory, offset, data.clone());
        let header = Bytes::from(BootHeader::plain(BootHeaderKind::Normal).encode());
        job.program(memory, 0, header.clone());
        job.verify(memory, 0, header);
        Ok(job)
    }

    /// An application package: checked, the old one invalidated, the rest written, the first block last.
    pub(super) fn application(&self, data: &Bytes) -> Result<Job, String> {
        sbr::check(data)?;
        let memory = if self.kind == BootloaderKind::Network && self.chips.emmc.is_some() {
            Memory::Emmc
        } else {
            Memory::Flash
        };
        let kind = if self.version < NETWORK_APPLICATION_SINCE {
            BootloaderKind::Usb
        } else {
            self.kind
        };
        let offset = u64::from(Layout::of(kind).application.offset);
        self.check_space(memory, offset, data.len() as u64)?;
        let mut job = self.job();
        self.invalidate(&mut job, memory, offset);
        let len = data.len() as u64;
        let unit = self.chips.erase_unit.max(FIRST_BLOCK_BYTES as u64);
        let erased = unit.min(len);
        job.clear(
            self.chips,
            self.chips.beside,
            memory,
            offset + erased,
            len - erased,
        );
        // Last of all the page with the table: without it there is no application.
        let page = PAGE_BYTES as usize;
        for (start, end) in [
            (FIRST_BLOCK_BYTES, data.len()),
            (page, FIRST_BLOCK_BYTES),
            (0, page),
        ] {
            let part = data.slice(start.min(data.len())..end.min(data.len()));
            job.program(memory, offset + start as u64, part.clone());
            job.verify(memory, offset + start as u64, part);
        }
        Ok(job)
    }

    fn invalidate(&self, job: &mut Job, memory: Memory, offset: u64) {
        if memory == Memory::Emmc {
            job.program(memory, offset, vec![0; FIRST_BLOCK_BYTES].into());
        } else {
            // A larger erase unit takes more along; what lies behind the package is not the bootloader's concern.
            job.clear(
                self.chips,
                BesideWrite::Erased,
                memory,
                offset,
                FIRST_BLOCK_BYTES as u64,
            );
        }
    }

    fn config_place(&self, memory: Memory, offset: i64) -> Result<(u64, u64), String> {
        let section = Layout::of(self.kind).config;
        let room = u64::from(section.size.unwrap_or_default());
        let offset = u64::try_from(offset).unwrap_or_else(|_| section.offset.into());
        self.check_space(memory, offset, room)?;
        Ok((offset, room))
    }

    /// A configuration document.
    pub(super) fn config(&self, memory: Memory, offset: i64, bson: &[u8]) -> Result<Job, String> {
        let (offset, room) = self.config_place(memory, offset)?;
        let stored = Bytes::from(boot::encode_config(bson));
        if stored.len() as u64 > room {
            return Err("Failure overwriting configuration".to_owned());
        }
        let mut job = self.job();
        job.clear(self.chips, BesideWrite::Survives, memory, offset, room);
        job.program(memory, offset, stored.clone());
        job.verify(memory, offset, stored);
        Ok(job)
    }

    /// No configuration any more.
    pub(super) fn clear_config(&self, memory: Memory, offset: i64) -> Result<Job, String> {
        let (offset, room) = self.config_place(memory, offset)?;
        let mut job = self.job();
        if memory == Memory::Emmc {
            job.program(memory, offset, vec![0; room as usize].into());
        } else {
            job.clear(self.chips, BesideWrite::Survives, memory, offset, room);
        }
        Ok(job)
    }

    /// A boot header.
    pub(super) fn boot_header(&self, kind: i32, mut header: BootHeader) -> Result<Job, String> {
        header.kind = BootHeaderKind::from_wire(kind).ok_or("Invalid BootHeader type specified")?;
        if header.kind == BootHeaderKind::Fast && header.location < 0 {
            header.location = self.fast_location()?;
        }
        let offset = u64::try_from(header.offset).unwrap_or_default();
        if offset + HEADER_BYTES > self.chips.nor.size() {
            return Err("Error flashing boot header".to_owned());
        }
        let mut job = self.job();
        job.write(
            self.chips,
            BesideWrite::Survives,
            Memory::Flash,
            offset,
            &header.encode().into(),
        );
        Ok(job)
    }

    /// Where the application lies that a fast header would start.
    fn fast_location(&self) -> Result<i64, String> {
        const NONE: &str = "No flashed application found. Specify 'location' manually";
        if Settings::read(self.chips, self.kind).application == Memory::Emmc {
            return Err("Cannot flash FAST header for application in eMMC".to_owned());
        }
        let offset = Layout::of(self.kind).application.offset;
        let application = Application::find(&self.chips.nor, offset.into()).ok_or(NONE)?;
        if application.compressed() {
            return Err("Cannot flash FAST header for compressed application".to_owned());
        }
        Ok(offset.into())
    }
}

/// The device's text for a memory that is not there.
pub(super) fn no_memory(memory: Memory) -> String {
    match memory {
        Memory::Emmc => "No eMMC memory available",
        Memory::Flash | Memory::Auto => "No FLASH memory available",
    }
    .to_owned()
}
