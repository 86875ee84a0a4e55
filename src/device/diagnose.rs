//! What is wrong with a camera's flash, and what repairs it. Reads only.
//!
//! Meant for a camera that did not start: it is connected through its ROM, a bootloader in memory answers, and the flash
//! is looked through. Works from any state.

use serde::{Deserialize, Serialize};

use super::{
    Camera, CameraInfo, Control, Failure, FailureCause, KindEvidence, Stage, Verdict, boot,
};
use crate::{
    bootloader::{BootloaderKind, Config, Layout, Memory, RequestKind, Version, image},
    codec::djb2,
    transport::DeviceState,
};

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Finding {
    /// The running bootloader cannot read memory, so nothing can be said.
    CannotRead,
    /// The camera has no flash: nothing can be stored on it.
    NoFlash,
    /// There is no boot header: the ROM finds nothing to start.
    HeaderMissing,
    /// There is no bootloader in the flash.
    BootloaderMissing,
    /// The bootloader in the flash is not what this version is.
    BootloaderDamaged {
        /// The version it claims to be.
        version: Version,
    },
    /// An application lies where cameras of the other kind keep theirs: the bootloader is perhaps of the wrong kind.
    ApplicationOfOtherKind {
        /// The kind whose place it is.
        kind: BootloaderKind,
    },
    /// The configuration cannot be read.
    ConfigUnreadable {
        /// The camera's reason.
        reason: String,
    },
    /// The configuration names a user bootloader that is not what its slot holds; the factory bootloader starts.
    UserBootloaderDamaged,
    /// The application is damaged or incomplete.
    ApplicationDamaged {
        /// Its memory.
        memory: Memory,
        /// What is wrong.
        reason: String,
    },
    /// The bootloader in the flash looks right, and yet the ROM waited for USB: boot switches, a recovery button or a boot
    /// header for USB recovery say so.
    ToldToWait,
}

/// A step of a repair, in the order in which they are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repair {
    /// Flash the newest bootloader; without a kind a person must say it.
    FlashBootloader {
        /// The camera's kind, if its flash tells.
        kind: Option<BootloaderKind>,
    },
    /// Write a normal boot header.
    NormalHeader,
    /// Clear the configuration.
    ClearConfig,
    /// Make the factory bootloader start, or flash the user bootloader anew.
    RemoveUserBootloader,
    /// Flash the application again, or remove it.
    FlashApplication {
        /// Its memory.
        memory: Memory,
    },
    /// Set boot switches or button to flash boot and power the camera anew.
    SetSwitches,
}

/// What is wrong and what helps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// What was found; empty if all is well.
    pub findings: Vec<Finding>,
    /// What repairs it, first things first.
    pub repairs: Vec<Repair>,
}

impl Camera {
    /// Looks through the flash. Takes as long as reading bootloader and application takes.
    pub async fn diagnose(&mut self, control: &Control) -> Result<Diagnosis, Failure> {
        let found = self.find_faults(control).await;
        found.map_err(|cause| self.failure(cause, Verdict::NothingWritten, Some(Stage::ReadBack)))
    }

    async fn find_faults(&mut self, control: &Control) -> Result<Diagnosis, FailureCause> {
        let info = self.ask_info().await?;
        let mut findings = Vec::new();
        let has_flash = info
            .memories
            .iter()
            .any(|m| m.memory == Memory::Flash && m.available);
        if !self.running.knows(RequestKind::ReadFlash) {
            findings.push(Finding::CannotRead);
        } else if !has_flash {
            findings.push(Finding::NoFlash);
        } else {
            self.look_at_bootloader(&info, &mut findings).await?;
            self.look_at_config(&info, &mut findings).await?;
            self.look_at_applications(&info, control, &mut findings)
                .await;
        }
        let repairs = repairs(&info, &findings);
        Ok(Diagnosis { findings, repairs })
    }

    async fn look_at_bootloader(
        &self,
        info: &CameraInfo,
        findings: &mut Vec<Finding>,
    ) -> Result<(), FailureCause> {
        let client = self.client()?;
        let layout = Layout::of(info.kind);
        let header_size = layout.header.size.unwrap_or_default();
        let header = client
            .read_bytes(Memory::Flash, layout.header.offset, header_size)
            .await?;
        if header.iter().all(|byte| *byte == 0xFF) {
            findings.push(Finding::HeaderMissing);
        }
        match info.flashed {
            None if info.booted_in_memory => findings.push(Finding::BootloaderMissing),
            Some(version) if !self.is_whole(info, version).await? => {
                findings.push(Finding::BootloaderDamaged { version });
            }
            _ => {}
        }
        let other = match info.kind {
            BootloaderKind::Usb => BootloaderKind::Network,
            BootloaderKind::Network => BootloaderKind::Usb,
        };
        if info.kind_evidence == KindEvidence::FlashContent
            && !info.applications.iter().any(|a| a.present)
            && self.has_table(other).await?
        {
            findings.push(Finding::ApplicationOfOtherKind { kind: other });
        }
        if info.found_as == DeviceState::Unbooted && findings.is_empty() {
            findings.push(Finding::ToldToWait);
        }
        Ok(())
    }

    /// Whether the bootloader in the flash is the shipped image, where that can be told: other versions are not at hand.
    async fn is_whole(&self, info: &CameraInfo, version: Version) -> Result<bool, FailureCause> {
        let Ok(shipped) = boot::image(&self.context, info.kind).await else {
            return Ok(true);
        };
        let same = image::inspect(&shipped).is_ok_and(|found| found.version == Some(version));
        // A bootloader that runs from the flash proves itself, and its image may be a build of its own.
        if !same || !info.booted_in_memory {
            return Ok(true);
        }
        let size = u32::try_from(shipped.len()).unwrap_or(u32::MAX);
        let offset = Layout::of(info.kind).bootloader.offset;
        let found = self
            .client()?
            .read_bytes(Memory::Flash, offset, size)
            .await?;
        Ok(found == shipped)
    }

    async fn look_at_config(
        &self,
        info: &CameraInfo,
        findings: &mut Vec<Finding>,
    ) -> Result<(), FailureCause> {
        let section = Layout::of(info.kind).config;
        if let Some(reason) = &info.config_error {
            let size = section.size.unwrap_or_default();
            let raw = self
                .client()?
                .read_bytes(Memory::Flash, section.offset, size)
                .await?;
            // An erased section is no fault: the bootloader uses its defaults.
            if raw.iter().any(|byte| *byte != 0xFF) {
                findings.push(Finding::ConfigUnreadable {
                    reason: reason.clone(),
                });
            }
        }
        let config = info.config.as_deref().map(Config::from_json);
        let slot = Layout::of(info.kind).user_bootloader;
        if let (Some(Ok(config)), Some(slot)) = (config, slot)
            && let Some(user) = config.user_bootloader()
        {
            let fits = user.size <= slot.size.unwrap_or_default();
            let whole = fits && {
                let bytes = self
                    .client()?
                    .read_bytes(Memory::Flash, slot.offset, user.size)
                    .await?;
                djb2(&bytes) == user.checksum
            };
            if !whole {
                findings.push(Finding::UserBootloaderDamaged);
            }
        }
        Ok(())
    }

    async fn look_at_applications(
        &mut self,
        info: &CameraInfo,
        control: &Control,
        findings: &mut Vec<Finding>,
    ) {
        let quiet = Control {
            cancel: control.cancel.clone(),
            ..Control::default()
        };
        for application in info.applications.iter().filter(|a| a.present) {
            let memory = application.memory;
            if let Err(failure) = self.read_application(memory, &quiet).await
                && let FailureCause::Nonsense { detail: reason } = failure.cause
            {
                findings.push(Finding::ApplicationDamaged { memory, reason });
            }
        }
    }

    /// Whether a package's table lies where cameras of `kind` keep their application.
    async fn has_table(&self, kind: BootloaderKind) -> Result<bool, FailureCause> {
        let offset = Layout::of(kind).application.offset;
        let size = crate::package::TABLE_BYTES as u32;
        match self.client()?.read_bytes(Memory::Flash, offset, size).await {
            Ok(table) => Ok(crate::package::Table::read(&table)
                .is_ok_and(|table| table.entries.iter().any(|entry| entry.flags.bootable()))),
            // Beyond the end of the memory.
            Err(FailureCause::RefusedByCamera { .. }) => Ok(false),
            Err(cause) => Err(cause),
        }
    }
}

fn repairs(info: &CameraInfo, findings: &[Finding]) -> Vec<Repair> {
    let kind = (info.kind_evidence != KindEvidence::Unknown).then_some(info.kind);
    let mut repairs: Vec<Repair> = Vec::new();
    for finding in findings {
        let repair = match finding {
            Finding::HeaderMissing
            | Finding::BootloaderMissing
            | Finding::BootloaderDamaged { .. } => Repair::FlashBootloader { kind },
            Finding::ApplicationOfOtherKind { .. } => Repair::FlashBootloader { kind: None },
            Finding::ConfigUnreadable { .. } => Repair::ClearConfig,
            Finding::UserBootloaderDamaged => Repair::RemoveUserBootloader,
            Finding::ApplicationDamaged { memory, .. } => {
                Repair::FlashApplication { memory: *memory }
            }
            Finding::ToldToWait => Repair::NormalHeader,
            Finding::CannotRead => Repair::FlashBootloader { kind },
            Finding::NoFlash => continue,
        };
        if !repairs.contains(&repair) {
            repairs.push(repair);
        }
    }
    if info.found_as == DeviceState::Unbooted && !repairs.is_empty() {
        repairs.push(Repair::SetSwitches);
    }
    repairs
}
