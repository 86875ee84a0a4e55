//! What a host sees of a virtual camera and what it can send to it.

use std::time::Duration;

use bytes::Bytes;

use super::{
    UsbSpeed, VirtualCamera,
    camera::{Next, Phase},
};
use crate::{
    codec::{Reader, Writer},
    recording::Happening,
    transport::{Attachment, BACK_TO_BOOTLOADER, ControlRequest, DeviceState},
};

impl VirtualCamera {
    /// What a search finds; `None` while it is off the bus.
    pub const fn state(&self) -> Option<DeviceState> {
        match &self.phase {
            Phase::Off | Phase::Absent { .. } | Phase::Dead => None,
            Phase::Rom(_) => match self.attachment {
                Attachment::Usb => Some(DeviceState::Unbooted),
                Attachment::Network => None,
            },
            Phase::Bootloader(_) | Phase::Leaving { .. } => Some(DeviceState::Bootloader),
            Phase::Application { hosted: false } => Some(DeviceState::FlashBooted),
            Phase::Application { hosted: true } => Some(DeviceState::Booted),
        }
    }

    /// Whether the cable is out.
    pub const fn is_unplugged(&self) -> bool {
        matches!(self.phase, Phase::Off)
    }

    /// How fast what runs now attaches by USB: the ROM at high speed whatever the options say.
    pub const fn usb_speed(&self) -> UsbSpeed {
        match &self.phase {
            Phase::Rom(_) => UsbSpeed::High,
            _ => self.hardware.options.usb_speed,
        }
    }

    /// Counts the appearances on the bus.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Product name, as its USB descriptor gives it (protocol 2.3).
    pub const fn product(&self) -> &'static str {
        match &self.phase {
            Phase::Rom(_) => "Movidius MA2X5X",
            Phase::Application { .. } => "Luxonis Device",
            _ => "Luxonis Bootloader",
        }
    }

    /// Serial number string, as its USB descriptor gives it: the ROM does not tell the chip's identity.
    pub fn serial(&self) -> &str {
        match &self.phase {
            Phase::Rom(_) => "03e72485",
            _ => &self.hardware.options.mx_id.0,
        }
    }

    /// A host connects over the network. False if nothing listens or somebody else is connected.
    pub fn connect(&mut self, now: Duration) -> bool {
        self.advance(now);
        match &mut self.phase {
            Phase::Bootloader(program) if program.link.is_none() => {
                program.connect(self.attachment == Attachment::Usb);
                if let Some(recorder) = &self.hardware.recorder {
                    let opened = Happening::Opened {
                        state: DeviceState::Bootloader,
                        attachment: self.attachment,
                    };
                    recorder.add(now, opened);
                }
                true
            }
            _ => false,
        }
    }

    /// The network connection is gone.
    pub fn disconnect(&mut self, now: Duration) {
        self.advance(now);
        self.collect_violations();
        match &mut self.phase {
            Phase::Bootloader(program) => program.disconnect(),
            Phase::Leaving { link, .. } => *link = None,
            _ => {}
        }
    }

    /// A host opened the USB device, or closed it. Nothing tells the camera; its watchdog will.
    pub fn set_host_closed(&mut self, now: Duration, closed: bool) {
        self.advance(now);
        if let Phase::Bootloader(program) = &mut self.phase {
            program.host_closed = closed;
        }
    }

    /// One bulk OUT transfer, or a piece of the TCP stream.
    pub fn receive(&mut self, now: Duration, bytes: &[u8]) {
        self.advance(now);
        let cut = self.hardware.faults.take_received(bytes.len() as u64);
        let arrived = cut
            .and_then(|cut| bytes.get(..usize::try_from(cut).ok()?))
            .unwrap_or(bytes);
        // A transfer that the cable cuts never completes, and is no breach of the host's.
        let torn = self.attachment == Attachment::Usb && arrived.len() < bytes.len();
        match &mut self.phase {
            _ if torn => {}
            Phase::Rom(rom) => {
                if let Some(program) = rom.receive(arrived, &mut self.hardware.violations) {
                    self.go_away(now, Next::Memory(program));
                }
            }
            Phase::Bootloader(program) if !self.hardware.faults.silent() => {
                if let Some(link) = &mut program.link {
                    link.receive(now, arrived, bytes.len());
                }
            }
            _ => {}
        }
        self.advance(now);
        if cut.is_some() {
            self.unplug();
        }
    }

    /// What the host reads when it asks for at most `max` bytes; `None` while there is nothing.
    pub fn transmit(&mut self, max: usize) -> Option<Bytes> {
        let framed = self.attachment == Attachment::Usb;
        let packet = self.usb_speed().packet_bytes();
        let violations = &mut self.hardware.violations;
        let link = match &mut self.phase {
            Phase::Rom(rom) => return rom.take_answer(max),
            Phase::Bootloader(program) => program.link.as_mut()?,
            Phase::Leaving { link, .. } => link.as_mut()?,
            _ => return None,
        };
        let len = link.next_len()?;
        if framed {
            if len > max && !max.is_multiple_of(packet) {
                violations.note(format!("asked for {max} bytes of a transfer of {len}"));
            }
            if len < max && len.is_multiple_of(packet) {
                violations.note(format!(
                    "asked for {max} bytes where {len} are due, a whole number of packets"
                ));
            }
        }
        let mut bytes = link.transmit()?;
        if bytes.len() > max {
            link.put_back(bytes.split_off(max));
        }
        Some(bytes)
    }

    /// Bytes left of the transfer that [`VirtualCamera::transmit`] gives next; `None` while there is none.
    pub fn next_transmit(&self) -> Option<usize> {
        match &self.phase {
            Phase::Rom(rom) => rom.answer_len(),
            Phase::Bootloader(program) => program.link.as_ref()?.next_len(),
            Phase::Leaving { link, .. } => link.as_ref()?.next_len(),
            _ => None,
        }
    }

    /// The next `len` bytes are lost: they came in a packet for which the host had no room.
    pub fn lose(&mut self, len: usize) {
        let link = match &mut self.phase {
            Phase::Rom(rom) => {
                rom.take_answer(len);
                return;
            }
            Phase::Bootloader(program) => program.link.as_mut(),
            Phase::Leaving { link, .. } => link.as_mut(),
            _ => None,
        };
        let Some(link) = link else { return };
        if let Some(mut transfer) = link.transmit()
            && transfer.len() > len
        {
            link.put_back(transfer.split_off(len));
        }
    }

    /// A control request without data. False if the camera stalls it.
    pub fn control(&mut self, now: Duration, request: ControlRequest) -> bool {
        self.advance(now);
        let known =
            request == BACK_TO_BOOTLOADER && matches!(self.phase, Phase::Application { .. });
        if known {
            self.go_away(now, Next::Reset { called: true });
        } else {
            self.hardware
                .violations
                .note(format!("control request {request:?}"));
        }
        known
    }

    /// The answer to a datagram on the discovery port (protocol 2.2).
    pub fn datagram(&mut self, now: Duration, datagram: &[u8]) -> Option<Vec<u8>> {
        self.advance(now);
        let state: u32 = match self.state()? {
            DeviceState::Booted => 1,
            DeviceState::Bootloader => 3,
            DeviceState::FlashBooted => 4,
            DeviceState::Unbooted => return None,
        };
        let mut answer = Writer::new();
        match Reader::new(datagram).u32() {
            Ok(1) => answer
                .u32(1)
                .text(&self.hardware.options.mx_id.0, 32)
                .u32(state),
            Ok(3) => {
                if matches!(self.phase, Phase::Application { .. }) {
                    self.go_away(now, Next::Reset { called: true });
                }
                return None;
            }
            Ok(4) => answer
                .u32(4)
                .text(&self.hardware.options.mx_id.0, 32)
                .u32(state)
                .u32(0)
                .u32(2)
                .u16(0)
                .u16(0),
            _ => answer.u32(0),
        };
        Some(answer.finish())
    }
}
