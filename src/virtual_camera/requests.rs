//! Requests and what the bootloader answers (protocol 5).

use std::time::Duration;

use bytes::Bytes;

use super::{
    boot::{BootHeader, Flashed},
    image,
    job::Job,
    program::{Collecting, Exit, Hardware, Program, Task},
    write::Writer,
};
use crate::bootloader::{
    BootHeaderKind, DataHeader, Layout, Memory, Request, RequestError, RequestKind, Response,
    Storage, Version, packet_count,
};

/// First version that answers requests it does not know (protocol 5.4; assumed).
const ANSWERS_UNKNOWN_SINCE: Version = Version::new(0, 0, 21);

impl Program {
    pub(super) const fn version(&self) -> Version {
        self.running.identity.version
    }

    const fn writer<'a>(&self, now: Duration, hardware: &'a Hardware) -> Writer<'a> {
        Writer {
            chips: &hardware.chips,
            kind: self.running.identity.kind,
            version: self.version(),
            speed: hardware.options.speed,
            now,
        }
    }

    /// Takes a packet that must be a request.
    pub(super) fn request(
        &mut self,
        now: Duration,
        hardware: &mut Hardware,
        packet: &[u8],
    ) -> Option<Exit> {
        let request = match Request::decode(packet) {
            Ok(request) => request,
            Err(error) => {
                hardware.violations.note(format!("not a request: {error}"));
                self.not_understood(&error);
                return None;
            }
        };
        let kind = request.kind();
        if packet.len() != kind.size() {
            hardware.violations.note(format!(
                "{kind:?} of {} bytes instead of {}",
                packet.len(),
                kind.size()
            ));
        } else if request.encode() != packet {
            hardware
                .violations
                .note(format!("{kind:?} with padding that is not zero"));
        }
        if kind.since() > self.version() {
            hardware
                .violations
                .note(format!("{kind:?} is unknown to version {}", self.version()));
            self.unknown();
            return None;
        }
        let refused = hardware.faults.take_refusal();
        match request.data() {
            Some((total, packets)) => {
                self.announce(hardware, request, total, packets);
                // The data comes all the same; it is refused as a whole.
                if let Task::Collecting(collecting) = &mut self.task {
                    collecting.refused = refused;
                }
                None
            }
            None if refused => {
                self.refuse(kind);
                None
            }
            None => self.execute(now, hardware, request),
        }
    }

    fn not_understood(&mut self, error: &RequestError) {
        match error {
            RequestError::BadField {
                field: "storage", ..
            } => self.failed("Unknown request to UpdateFlash sent"),
            _ => self.unknown(),
        }
    }

    fn unknown(&mut self) {
        if self.version() >= ANSWERS_UNKNOWN_SINCE {
            self.answer(&Response::NoOp { invalid: true });
        }
    }

    fn refuse(&mut self, kind: RequestKind) {
        const TEXT: &str = "Couldn't flash update, try again";
        let header = DataHeader {
            success: false,
            error: TEXT.to_owned(),
            total: 0,
            packets: 0,
        };
        match kind {
            RequestKind::GetBootloaderConfig => self.answer(&Response::GetBootloaderConfig(header)),
            RequestKind::ReadFlash => self.answer(&Response::ReadFlash(header)),
            RequestKind::BootApplication => self.answer(&Response::BootApplication {
                success: false,
                error: TEXT.to_owned(),
            }),
            RequestKind::UpdateFlash
            | RequestKind::UpdateFlashEx
            | RequestKind::UpdateFlashEx2
            | RequestKind::SetBootloaderConfig
            | RequestKind::UpdateFlashBootHeader => self.failed(TEXT),
            _ => self.answer(&Response::NoOp { invalid: true }),
        }
    }

    fn failed(&mut self, error: &str) {
        self.answer(&Response::FlashComplete {
            success: false,
            error: error.to_owned(),
        });
    }

    fn announce(&mut self, hardware: &mut Hardware, request: Request, total: u32, packets: u32) {
        if total == 0 {
            // No data comes, whatever the number of packets says (protocol 5.6).
            self.failed("Total size of flash package 0, skipping...");
            return;
        }
        let due = match request {
            Request::SetBootloaderConfig { .. } => 1,
            _ => packet_count(total),
        };
        if packets != due {
            hardware
                .violations
                .note(format!("{packets} packets announced for {total} bytes"));
        }
        self.task = Task::Collecting(Collecting {
            request,
            total,
            packets,
            data: Vec::with_capacity((total as usize).min(64 << 20)),
            refused: false,
        });
    }

    /// All packets of a request are there.
    pub(super) fn data_complete(
        &mut self,
        now: Duration,
        hardware: &Hardware,
        collecting: Collecting,
    ) -> Option<Exit> {
        let Collecting {
            request,
            total,
            data,
            refused,
            ..
        } = collecting;
        if refused {
            self.refuse(request.kind());
            return None;
        }
        if data.len() != total as usize {
            self.failed("Couldn't flash update, try again");
            return None;
        }
        let data = Bytes::from(data);
        let writer = self.writer(now, hardware);
        let mut image = None;
        let job = match request {
            Request::BootMemory { .. } => return Some(Exit::Memory(data)),
            Request::UpdateFlash {
                storage: Storage::Application,
                ..
            } => writer.application(&data),
            Request::UpdateFlash {
                storage: Storage::Bootloader,
                ..
            } => {
                image = Some(Flashed::of(&data));
                writer.bootloader(&data)
            }
            Request::UpdateFlashEx {
                memory, section, ..
            } => {
                if section == 1 {
                    image = in_place(&data);
                }
                known(memory).and_then(|memory| writer.section(memory, section, &data))
            }
            Request::UpdateFlashEx2 { memory, offset, .. } => {
                let place = Layout::of(self.running.identity.kind).bootloader.offset;
                if offset == place && memory != Memory::Emmc.to_wire() {
                    image = in_place(&data);
                }
                known(memory).and_then(|memory| writer.raw(memory, offset.into(), &data))
            }
            Request::SetBootloaderConfig { memory, offset, .. } => {
                known(memory).and_then(|memory| writer.config(memory, offset, &data))
            }
            // No other request announces data.
            _ => return None,
        };
        self.begin(job, image);
        None
    }

    fn begin(&mut self, job: Result<Job, String>, image: Option<Flashed>) {
        match job {
            Ok(job) => self.task = Task::Writing(job, image),
            Err(text) => self.failed(&text),
        }
    }

    fn execute(&mut self, now: Duration, hardware: &Hardware, request: Request) -> Option<Exit> {
        let identity = self.running.identity;
        match request {
            Request::UsbRomBoot => return Some(Exit::Rom),
            Request::BootApplication => return self.boot_application(hardware),
            Request::NoOp => self.answer(&Response::NoOp { invalid: false }),
            Request::GetBootloaderVersion => {
                self.answer(&Response::BootloaderVersion(identity.version))
            }
            Request::GetBootloaderCommit => self.answer(&Response::BootloaderCommit(String::new())),
            Request::GetBootloaderType => {
                self.answer(&Response::BootloaderType(identity.kind.to_wire()))
            }
            Request::BootloaderMemory => {
                self.answer(&Response::BootloaderMemory(Memory::Flash.to_wire()))
            }
            Request::IsUserBootloader => {
                self.answer(&Response::IsUserBootloader(self.running.user))
            }
            Request::GetMemoryDetails { memory } => self.memory_details(hardware, memory),
            Request::GetApplicationDetails { memory } => self.application_details(hardware, memory),
            Request::GetBootloaderConfig {
                memory,
                offset,
                max_size,
            } => {
                self.config(hardware, memory, offset, max_size);
            }
            Request::ReadFlash {
                memory,
                offset,
                total,
            } => self.read_flash(now, hardware, memory, offset, total),
            Request::SetBootloaderConfig { memory, offset, .. } => {
                let job = known(memory)
                    .and_then(|memory| self.writer(now, hardware).clear_config(memory, offset));
                self.begin(job, None);
            }
            Request::UpdateFlashBootHeader {
                kind,
                offset,
                location,
                dummy_cycles,
                frequency,
                gpio_mode,
            } => {
                let header = BootHeader {
                    kind: BootHeaderKind::Normal,
                    offset,
                    location,
                    dummy_cycles,
                    frequency,
                    gpio_mode,
                };
                let job = self.writer(now, hardware).boot_header(kind, header);
                self.begin(job, None);
            }
            // These announce data and never come here.
            Request::UpdateFlash { .. }
            | Request::BootMemory { .. }
            | Request::UpdateFlashEx { .. }
            | Request::UpdateFlashEx2 { .. } => {}
        }
        None
    }
}

/// The memory with a wire number; the error is the device's text.
pub(super) fn known(memory: i32) -> Result<Memory, String> {
    Memory::from_wire(memory).ok_or_else(|| "Invalid memory specified...".to_owned())
}

/// Raw bytes at the bootloader's place count as a bootloader if they are one.
fn in_place(data: &[u8]) -> Option<Flashed> {
    image::identify(data).map(|_| Flashed::of(data))
}
