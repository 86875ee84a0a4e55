//! Requests that ask something, and those that start something (protocol 5).

use std::time::Duration;

use super::{
    boot,
    program::{Exit, Hardware, Program, READ_PACKET_BYTES, Reading, Task, read_time},
    requests::known,
    sbr::Application,
    write::no_memory,
};
use crate::bootloader::{DataHeader, Layout, Memory, Response, Version};

/// First version that answers BOOT_APPLICATION.
const ANSWERS_BOOT_APPLICATION_SINCE: Version = Version::new(0, 0, 14);

impl Program {
    pub(super) fn boot_application(&mut self, hardware: &Hardware) -> Option<Exit> {
        let found = boot::application(&hardware.chips, self.running.identity.kind).is_some();
        if self.version() >= ANSWERS_BOOT_APPLICATION_SINCE {
            self.answer(&Response::BootApplication {
                success: found,
                error: if found {
                    String::new()
                } else {
                    "No flashed application found".to_owned()
                },
            });
        }
        found.then_some(Exit::Application)
    }

    pub(super) fn memory_details(&mut self, hardware: &Hardware, memory: i32) {
        let asked = known(memory).ok();
        let chip = asked.and_then(|memory| hardware.chips.chip(memory));
        let info = match (chip, asked) {
            (Some(_), Some(Memory::Emmc)) => "eMMC".to_owned(),
            // Micron, by capacity: log2 of the size.
            (Some(chip), _) => format!("JEDEC ID: 20 BA {:02X}", chip.size().max(1).ilog2()),
            (None, _) => no_memory(asked.unwrap_or(Memory::Auto)),
        };
        self.answer(&Response::MemoryDetails {
            has_memory: chip.is_some(),
            memory: asked
                .filter(|memory| *memory != Memory::Auto)
                .unwrap_or(Memory::Flash)
                .to_wire(),
            size: chip
                .map(|chip| i64::try_from(chip.size()).unwrap_or(i64::MAX))
                .unwrap_or_default(),
            info,
        });
    }

    pub(super) fn application_details(&mut self, hardware: &Hardware, memory: i32) {
        let offset = Layout::of(self.running.identity.kind).application.offset;
        let chip = known(memory)
            .ok()
            .and_then(|memory| hardware.chips.chip(memory));
        let application =
            chip.and_then(|chip| Some((chip, Application::find(chip, offset.into())?)));
        self.answer(&Response::ApplicationDetails {
            success: chip.is_some(),
            error: if chip.is_some() {
                String::new()
            } else {
                "Error reading application details".to_owned()
            },
            has_application: application.is_some(),
            firmware_version: application
                .as_ref()
                .and_then(|(chip, found)| found.text(chip, "__fw_version")),
            application_name: application
                .as_ref()
                .and_then(|(chip, found)| found.text(chip, "app_name")),
        });
    }

    pub(super) fn config(&mut self, hardware: &Hardware, memory: i32, offset: i64, max_size: u32) {
        let section = Layout::of(self.running.identity.kind).config;
        let offset = u64::try_from(offset).unwrap_or_else(|_| section.offset.into());
        let room = section.size.unwrap_or_default().into();
        let bson = known(memory)
            .and_then(|memory| {
                boot::read_config(&hardware.chips, memory, offset, room).map_err(str::to_owned)
            })
            .and_then(|bson| {
                let fits = max_size == 0 || bson.len() <= max_size as usize;
                fits.then_some(bson)
                    .ok_or_else(|| "Failure reading config data".to_owned())
            });
        match bson {
            Ok(bson) => {
                self.answer(&Response::GetBootloaderConfig(DataHeader {
                    success: true,
                    error: String::new(),
                    total: u32::try_from(bson.len()).unwrap_or(u32::MAX),
                    packets: 1,
                }));
                self.answer_data(bson);
            }
            Err(error) => self.answer(&Response::GetBootloaderConfig(DataHeader {
                success: false,
                error,
                total: 0,
                packets: 0,
            })),
        }
    }

    pub(super) fn read_flash(
        &mut self,
        now: Duration,
        hardware: &Hardware,
        memory: i32,
        offset: u32,
        total: u32,
    ) {
        let asked = known(memory).and_then(|memory| {
            let chip = hardware
                .chips
                .chip(memory)
                .ok_or_else(|| no_memory(memory))?;
            let end = u64::from(offset) + u64::from(total);
            if end > chip.size() {
                Err("Error reading memory".to_owned())
            } else {
                Ok(memory)
            }
        });
        let success = asked.is_ok();
        let packets = u64::from(total).div_ceil(READ_PACKET_BYTES);
        self.answer(&Response::ReadFlash(DataHeader {
            success,
            error: asked.clone().err().unwrap_or_default(),
            total: if success { total } else { 0 },
            packets: if success {
                u32::try_from(packets).unwrap_or(u32::MAX)
            } else {
                0
            },
        }));
        if let Ok(memory) = asked {
            let first = u64::from(total).min(READ_PACKET_BYTES);
            self.task = Task::Reading(Reading {
                memory,
                offset: offset.into(),
                left: total.into(),
                ready: now + read_time(first, hardware.options.speed),
            });
        }
    }
}
