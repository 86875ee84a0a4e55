//! Asking a camera what it is. Only requests the running bootloader knows are sent (protocol 5.1).

use super::{
    ApplicationInfo, CameraInfo, FailureCause, KindEvidence, MemoryInfo, SectionPlace,
    client::Client, map::flash_map,
};
use crate::{
    bootloader::{
        BootloaderKind, Config, Layout, Memory, Request, RequestKind, Response, Version,
        image::{self, ImageInfo},
    },
    package::{Entry, TABLE_BYTES, Table, names},
    transport::{Candidate, DeviceState, MxId},
};

/// Bytes from the start of the bootloader's region that tell its kind and version: in the images of 0.0.29 the kind
/// lies at 128,276 and the version at 240,159 (USB) and 436,831 (NETWORK).
const IMAGE_WINDOW_BYTES: u32 = 512 * 1024;
/// Most bytes read for a text of an application that is read without the bootloader's help.
const MAX_TEXT_BYTES: u32 = 4096;

/// Who the camera is and how it got to its bootloader.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) candidate: Candidate,
    pub(super) mx_id: MxId,
    pub(super) found_as: DeviceState,
    /// Whether we put the running bootloader into memory.
    pub(super) in_memory: bool,
}

/// What runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Running {
    pub(super) version: Version,
    pub(super) commit: String,
    pub(super) kind: BootloaderKind,
}

impl Running {
    /// Asks who runs: version, then what that version can tell.
    pub(super) async fn ask(client: &Client) -> Result<Self, FailureCause> {
        let version = client.version().await?;
        let commit = if version >= RequestKind::GetBootloaderCommit.since() {
            client.commit().await?
        } else {
            String::new()
        };
        let kind = if version >= RequestKind::GetBootloaderType.since() {
            let kind = client.kind().await?;
            BootloaderKind::from_wire(kind).ok_or_else(|| FailureCause::Nonsense {
                detail: format!("bootloader kind {kind} does not exist"),
            })?
        } else {
            BootloaderKind::Usb
        };
        Ok(Self {
            version,
            commit,
            kind,
        })
    }

    pub(super) fn knows(&self, request: RequestKind) -> bool {
        self.version >= request.since()
    }
}

/// Asks for everything.
pub(super) async fn gather(
    client: &Client,
    identity: &Identity,
    running: &Running,
) -> Result<CameraInfo, FailureCause> {
    let memories = memories(client, running).await?;
    let user_bootloader = if running.knows(RequestKind::IsUserBootloader) {
        Some(client.is_user_bootloader().await?)
    } else {
        None
    };
    let bootloader_memory = if running.knows(RequestKind::BootloaderMemory) {
        Memory::from_wire(client.bootloader_memory().await?)
    } else {
        None
    };
    let asker = Asker {
        client,
        running,
        flash_bytes: memories
            .iter()
            .find(|m| m.memory == Memory::Flash && m.available)
            .map_or(0, |m| m.size_bytes),
    };
    let found = if identity.in_memory {
        asker.kind_from_flash().await?
    } else {
        let flashed = if user_bootloader == Some(true) {
            asker.flashed_image().await?.and_then(|image| image.version)
        } else {
            Some(running.version)
        };
        FlashedBootloader {
            kind: running.kind,
            evidence: KindEvidence::Running,
            version: flashed,
        }
    };
    let applications = asker.applications(found.kind, &memories).await?;
    let (config, config_error) = asker.config(&found).await?;
    let mut info = CameraInfo {
        mx_id: identity.mx_id.clone(),
        attachment: identity.candidate.attachment,
        speed: identity.candidate.speed,
        is_virtual: identity.candidate.is_virtual,
        found_as: identity.found_as,
        kind: found.kind,
        kind_evidence: found.evidence,
        running_kind: running.kind,
        running: running.version,
        flashed: found.version,
        commit: running.commit.clone(),
        booted_in_memory: identity.in_memory,
        user_bootloader,
        bootloader_memory,
        memories,
        applications,
        config,
        config_error,
        map: Vec::new(),
    };
    info.map = flash_map(&info);
    Ok(info)
}

async fn memories(client: &Client, running: &Running) -> Result<Vec<MemoryInfo>, FailureCause> {
    let mut memories = Vec::new();
    if !running.knows(RequestKind::GetMemoryDetails) {
        return Ok(memories);
    }
    let wanted: &[Memory] = match running.kind {
        BootloaderKind::Usb => &[Memory::Flash],
        BootloaderKind::Network => &[Memory::Flash, Memory::Emmc],
    };
    for memory in wanted {
        let request = Request::GetMemoryDetails {
            memory: memory.to_wire(),
        };
        let Response::MemoryDetails {
            has_memory,
            size,
            info,
            ..
        } = client.memory_question(request).await?
        else {
            return Err(no_fit("memory details"));
        };
        let size_bytes = u64::try_from(size).unwrap_or_default();
        memories.push(MemoryInfo {
            memory: *memory,
            available: has_memory && size_bytes > 0,
            size_bytes: if has_memory { size_bytes } else { 0 },
            info,
        });
    }
    Ok(memories)
}

fn no_fit(what: &str) -> FailureCause {
    FailureCause::Nonsense {
        detail: format!("the answer to the question for {what} is another one"),
    }
}

/// The bootloader in the flash, as far as it is known.
#[derive(Debug, Clone, Copy)]
struct FlashedBootloader {
    kind: BootloaderKind,
    evidence: KindEvidence,
    version: Option<Version>,
}

struct Asker<'a> {
    client: &'a Client,
    running: &'a Running,
    /// Size of the flash, 0 without one.
    flash_bytes: u64,
}

impl Asker<'_> {
    /// Whether this piece of the flash is there and can be read.
    fn can_read(&self, offset: u32, size: u32) -> bool {
        u64::from(offset) + u64::from(size) <= self.flash_bytes
            && self.running.knows(RequestKind::ReadFlash)
    }

    /// The factory bootloader in the flash, if there is one that can be recognised.
    async fn flashed_image(&self) -> Result<Option<ImageInfo>, FailureCause> {
        let offset = Layout::of(BootloaderKind::Usb).bootloader.offset;
        if !self.can_read(offset, IMAGE_WINDOW_BYTES) {
            return Ok(None);
        }
        let bytes = self
            .client
            .read_bytes(Memory::Flash, offset, IMAGE_WINDOW_BYTES)
            .await?;
        Ok(image::inspect(&bytes).ok())
    }

    /// What the flash tells of the kind: the bootloader in it, or else the place of an application.
    async fn kind_from_flash(&self) -> Result<FlashedBootloader, FailureCause> {
        if let Some(image) = self.flashed_image().await? {
            return Ok(FlashedBootloader {
                kind: image.kind,
                evidence: KindEvidence::FlashContent,
                version: image.version,
            });
        }
        let mut found = Vec::new();
        for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
            if self.table(kind).await?.is_some() {
                found.push(kind);
            }
        }
        let (kind, evidence) = match found.as_slice() {
            [only] => (*only, KindEvidence::FlashContent),
            _ => (self.running.kind, KindEvidence::Unknown),
        };
        Ok(FlashedBootloader {
            kind,
            evidence,
            version: None,
        })
    }

    /// The application's table where bootloaders of this kind keep it.
    async fn table(&self, kind: BootloaderKind) -> Result<Option<Table>, FailureCause> {
        let offset = Layout::of(kind).application.offset;
        let size = TABLE_BYTES as u32;
        if !self.can_read(offset, size) {
            return Ok(None);
        }
        let bytes = self.client.read_bytes(Memory::Flash, offset, size).await?;
        Ok(Table::read(&bytes)
            .ok()
            .filter(|table| table.entries.iter().any(|entry| entry.flags.bootable())))
    }

    async fn applications(
        &self,
        kind: BootloaderKind,
        memories: &[MemoryInfo],
    ) -> Result<Vec<ApplicationInfo>, FailureCause> {
        if kind != self.running.kind {
            // The running bootloader would look at its own kind's place.
            return Ok(vec![self.application_by_table(kind).await?]);
        }
        let mut applications = Vec::new();
        if !self.running.knows(RequestKind::GetApplicationDetails) {
            return Ok(applications);
        }
        for memory in memories.iter().filter(|memory| memory.available) {
            let request = Request::GetApplicationDetails {
                memory: memory.memory.to_wire(),
            };
            let Response::ApplicationDetails {
                success,
                has_application,
                firmware_version,
                application_name,
                ..
            } = self.client.memory_question(request).await?
            else {
                return Err(no_fit("the application"));
            };
            let present = success && has_application;
            let sections = if present {
                self.sections(memory, kind).await?
            } else {
                Vec::new()
            };
            applications.push(ApplicationInfo {
                memory: memory.memory,
                present,
                firmware_version: firmware_version.filter(|_| present),
                name: application_name.filter(|_| present),
                sections,
            });
        }
        Ok(applications)
    }

    /// Where the sections of the application in `memory` lie; empty if its table cannot be read.
    async fn sections(
        &self,
        memory: &MemoryInfo,
        kind: BootloaderKind,
    ) -> Result<Vec<SectionPlace>, FailureCause> {
        let (offset, size) = (Layout::of(kind).application.offset, TABLE_BYTES as u32);
        if u64::from(offset) + u64::from(size) > memory.size_bytes
            || !self.running.knows(RequestKind::ReadFlash)
        {
            return Ok(Vec::new());
        }
        let bytes = self.client.read_bytes(memory.memory, offset, size).await?;
        Ok(Table::read(&bytes).map_or_else(|_| Vec::new(), |table| places(&table, offset)))
    }

    async fn application_by_table(
        &self,
        kind: BootloaderKind,
    ) -> Result<ApplicationInfo, FailureCause> {
        let mut info = ApplicationInfo {
            memory: Memory::Flash,
            present: false,
            firmware_version: None,
            name: None,
            sections: Vec::new(),
        };
        if let Some(table) = self.table(kind).await? {
            info.present = true;
            info.sections = places(&table, Layout::of(kind).application.offset);
            info.firmware_version = self.text(kind, &table, names::FIRMWARE_VERSION).await?;
            info.name = self.text(kind, &table, names::APP_NAME).await?;
        }
        Ok(info)
    }

    async fn text(
        &self,
        kind: BootloaderKind,
        table: &Table,
        name: &str,
    ) -> Result<Option<String>, FailureCause> {
        let Some(entry) = table.entries.iter().find(|entry| entry.name == name) else {
            return Ok(None);
        };
        let start = Layout::of(kind).application.offset;
        let offset = start.saturating_add(entry.offset);
        let size = entry.size.min(MAX_TEXT_BYTES);
        if !self.can_read(offset, size) {
            return Ok(None);
        }
        let bytes = self.client.read_bytes(Memory::Flash, offset, size).await?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The configuration as JSON, or the camera's reason for having none.
    async fn config(
        &self,
        found: &FlashedBootloader,
    ) -> Result<(Option<String>, Option<String>), FailureCause> {
        if !self.running.knows(RequestKind::GetBootloaderConfig)
            || found.evidence == KindEvidence::Unknown
        {
            return Ok((None, None));
        }
        let place = ConfigPlace::of(found.kind, self.running.kind);
        Ok(
            match self
                .client
                .config(place.memory, place.offset, place.max_size)
                .await?
            {
                Ok(bson) => match Config::from_bson(&bson) {
                    Ok(config) => (Some(config.to_json()), None),
                    Err(error) => (None, Some(error.to_string())),
                },
                Err(reason) => (None, Some(reason)),
            },
        )
    }
}

fn places(table: &Table, start: u32) -> Vec<SectionPlace> {
    let place = |entry: &Entry| SectionPlace {
        name: entry.name.clone(),
        offset: u64::from(start) + u64::from(entry.offset),
        size: entry.size.into(),
    };
    table.entries.iter().map(place).collect()
}

/// Where a configuration is asked for and written (protocol 5.4): the running kind's own place goes by defaults, another
/// kind's is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConfigPlace {
    pub(super) memory: Memory,
    pub(super) offset: i64,
    pub(super) max_size: u32,
}

impl ConfigPlace {
    pub(super) fn of(camera: BootloaderKind, running: BootloaderKind) -> Self {
        if camera == running {
            return Self {
                memory: Memory::Auto,
                offset: -1,
                max_size: 0,
            };
        }
        let section = Layout::of(camera).config;
        Self {
            memory: Memory::Flash,
            offset: section.offset.into(),
            max_size: section.size.unwrap_or_default(),
        }
    }
}
