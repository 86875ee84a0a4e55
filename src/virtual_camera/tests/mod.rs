//! The model under a small host that speaks just enough XLink, in fake time.

mod bus;
mod flashing;
mod link;
mod requests;
mod states;

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use super::{Images, InitialState, Options, VirtualCamera};
use crate::{
    bootloader::{BootloaderKind, DATA_PACKET_BYTES, Request, Response, Version},
    codec::{Writer, djb2},
    transport::DeviceState,
    xlink::{
        BOOTLOADER_BUFFER_BYTES, BOOTLOADER_STREAM, EVENT_HEADER_BYTES, Event, EventKind,
        WATCHDOG_BUFFER_BYTES, WATCHDOG_STREAM,
    },
};

const BOOTLOADER: u32 = 0;
const WATCHDOG: u32 = 1;
const PING_EVERY: Duration = Duration::from_millis(750);
/// Longer than anything takes at speed 1.
const PATIENCE: Duration = Duration::from_secs(600);

/// A host that keeps the protocol unless a test makes it break it.
struct Host {
    camera: VirtualCamera,
    now: Duration,
    next_id: i32,
    answers: VecDeque<Bytes>,
    next_ping: Option<Duration>,
    /// Packets are released when they are read.
    releases: bool,
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Options of a small fast camera.
fn options(kind: BootloaderKind) -> Options {
    Options {
        nor_mib: 16,
        speed: 1000.0,
        ..Options::new(kind)
    }
}

fn old(kind: BootloaderKind, patch: u32) -> Options {
    Options {
        bootloader: Version::new(0, 0, patch),
        ..options(kind)
    }
}

fn unbooted(kind: BootloaderKind) -> Options {
    Options {
        state: InitialState::Unbooted,
        ..options(kind)
    }
}

/// A package of `sections`, the first of which can be started.
pub(super) fn build(sections: &[(&str, &[u8])]) -> Bytes {
    const ALIGNMENT: usize = 64 * 1024;
    const TABLE_BYTES: usize = 512;
    let mut table = Writer::new();
    table.bytes(b"BR");
    let mut body = Vec::new();
    for (index, (name, bytes)) in sections.iter().enumerate() {
        let end = TABLE_BYTES + body.len();
        let offset = if index == 0 {
            end
        } else {
            end.next_multiple_of(ALIGNMENT)
        };
        body.resize(offset - TABLE_BYTES, 0);
        table.text(name, 16);
        table.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        table.u32(u32::try_from(offset).unwrap_or(u32::MAX));
        table.u32(djb2(bytes)).u8(0).u8(u8::from(index == 0));
        body.extend_from_slice(bytes);
    }
    table.pad_to(TABLE_BYTES);
    let mut package = table.finish();
    package.extend_from_slice(&body);
    package.into()
}

/// A package of two short sections.
fn small_package() -> Bytes {
    let mut firmware = b"MA2x".to_vec();
    firmware.resize(64 * 1024, 0x5A);
    let version = b"6632d3a2dbdfbede61251ad5a448a8faa8dc18b9";
    build(&[
        ("__firmware", &firmware),
        ("__fw_version", version),
        ("app_name", b"demo"),
    ])
}

impl Host {
    fn new(options: Options) -> Self {
        let mut camera = VirtualCamera::new(options, &Images::default());
        camera.power_on(Duration::ZERO);
        Self {
            camera,
            now: Duration::ZERO,
            next_id: 100,
            answers: VecDeque::new(),
            next_ping: None,
            releases: true,
        }
    }

    /// A host that is connected to the camera's bootloader.
    fn connected(options: Options) -> Self {
        let mut host = Self::new(options);
        host.connect();
        host
    }

    fn connect(&mut self) {
        assert_eq!(self.camera.state(), Some(DeviceState::Bootloader));
        self.answers.clear();
        self.event(EventKind::PingReq, |_| ());
        for (name, id, size) in [
            (BOOTLOADER_STREAM, BOOTLOADER, BOOTLOADER_BUFFER_BYTES),
            (WATCHDOG_STREAM, WATCHDOG, WATCHDOG_BUFFER_BYTES),
        ] {
            self.event(EventKind::CreateStreamReq, |event| {
                event.stream_name = name.to_owned();
                event.stream_id = id;
                event.size = size;
            });
        }
        self.pump();
        self.next_ping = Some(self.now);
        self.pass(Duration::ZERO);
    }

    fn send(&mut self, bytes: &[u8]) {
        self.camera.receive(self.now, bytes);
    }

    fn event(&mut self, kind: EventKind, fill: impl FnOnce(&mut Event)) {
        let mut event = Event::new(kind, self.next_id);
        self.next_id += 1;
        fill(&mut event);
        self.send(&event.encode());
    }

    /// Writes one packet, in transfers of 1 MiB.
    fn write(&mut self, stream: u32, packet: &[u8]) {
        self.event(EventKind::WriteReq, |event| {
            event.stream_id = stream;
            event.size = packet.len() as u32;
        });
        for piece in packet.chunks(1 << 20) {
            self.send(piece);
        }
        self.pump();
    }

    fn request(&mut self, request: Request) {
        self.write(BOOTLOADER, &request.encode());
    }

    fn data(&mut self, data: &[u8]) {
        for packet in data.chunks(DATA_PACKET_BYTES) {
            self.write(BOOTLOADER, packet);
        }
    }

    /// Reads everything and answers what must be answered.
    fn pump(&mut self) {
        while let Some(header) = self.camera.transmit(EVENT_HEADER_BYTES) {
            let event = Event::decode(&header).unwrap();
            let mut reply = Event::new(event.kind, event.id);
            reply.stream_id = event.stream_id;
            reply.size = event.size;
            match event.kind {
                EventKind::WriteReq => {
                    let mut packet = Vec::new();
                    while packet.len() < event.size as usize {
                        let missing = event.size as usize - packet.len();
                        packet.extend(self.camera.transmit(missing.min(1 << 20)).unwrap());
                    }
                    assert_eq!(event.stream_id, BOOTLOADER);
                    self.answers.push_back(packet.into());
                    reply.kind = EventKind::WriteResp;
                    self.send(&reply.encode());
                    if self.releases {
                        self.event(EventKind::ReadRelReq, |release| {
                            release.stream_id = event.stream_id;
                            release.size = event.size;
                        });
                    }
                }
                EventKind::ReadRelReq => {
                    reply.kind = EventKind::ReadRelResp;
                    self.send(&reply.encode());
                }
                EventKind::CreateStreamReq => {
                    reply.kind = EventKind::CreateStreamResp;
                    reply.stream_id = if event.stream_name == BOOTLOADER_STREAM {
                        BOOTLOADER
                    } else {
                        WATCHDOG
                    };
                    reply.stream_name = event.stream_name;
                    self.send(&reply.encode());
                }
                _ => {}
            }
        }
    }

    /// Lets time pass, with pings and everything that becomes due.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            self.camera.advance(self.now);
            if self.camera.state() != Some(DeviceState::Bootloader) {
                self.next_ping = None;
            }
            self.pump();
            if self.next_ping.is_some_and(|due| due <= self.now) {
                self.next_ping = Some(self.now + PING_EVERY);
                self.write(WATCHDOG, &[0; 4]);
            }
            self.camera.advance(self.now);
            let next = [self.camera.deadline(), self.next_ping]
                .into_iter()
                .flatten()
                .min();
            match next.filter(|next| *next <= end) {
                Some(next) => self.now = next.max(self.now),
                None => break,
            }
        }
        self.now = end;
        self.camera.advance(end);
    }

    /// The next packet from the bootloader, waited for.
    fn packet(&mut self) -> Option<Bytes> {
        let end = self.now + PATIENCE;
        loop {
            self.pump();
            if let Some(packet) = self.answers.pop_front() {
                return Some(packet);
            }
            if self.now >= end || self.camera.state() != Some(DeviceState::Bootloader) {
                return None;
            }
            self.pass(millis(50));
        }
    }

    fn answer(&mut self) -> Response {
        Response::decode(&self.packet().expect("an answer")).unwrap()
    }

    fn ask(&mut self, request: Request) -> Response {
        self.request(request);
        self.answer()
    }

    /// Sends a writing request with its data; gives the outcome and what progress was told before.
    fn flash(&mut self, request: Request, data: &[u8]) -> (Result<(), String>, Vec<f32>) {
        self.request(request);
        self.data(data);
        self.completion()
    }

    fn completion(&mut self) -> (Result<(), String>, Vec<f32>) {
        let mut progress = Vec::new();
        loop {
            match self.answer() {
                Response::FlashStatusUpdate { progress: value } => progress.push(value),
                Response::FlashComplete { success, error } => {
                    return (if success { Ok(()) } else { Err(error) }, progress);
                }
                other => panic!("{other:?} instead of an end"),
            }
        }
    }

    /// Sends a writing request with its data and expects success.
    fn flashed(&mut self, request: Request, data: &[u8]) {
        assert_eq!(self.flash(request, data).0, Ok(()));
    }

    fn violations(&mut self) -> Vec<String> {
        self.camera
            .violations()
            .into_iter()
            .map(|violation| violation.what)
            .collect()
    }

    /// Ends the link and waits until the camera is back.
    fn reset(&mut self) {
        self.event(EventKind::ResetReq, |_| ());
        self.pass(millis(500));
    }
}
