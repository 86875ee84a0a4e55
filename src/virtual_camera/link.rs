//! The device's end of an XLink session, without IO (protocol 3).
//!
//! Written apart from the host's link on purpose: the two only share the event header. Bytes go in through
//! [`DeviceLink::receive`]; what must be sent is taken with [`DeviceLink::transmit`]; packets of a stream with
//! [`DeviceLink::take_packet`], which releases them. Everything a host must not do is noted in
//! [`DeviceLink::violations`].

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use super::{faults::Violations, stream::Stream};
use crate::xlink::{EVENT_HEADER_BYTES, Event, EventKind, Flags, MAX_UNRELEASED_PACKETS};

/// Longest piece of a payload in one USB transfer (protocol 2.5).
const MOST_TRANSFER_BYTES: usize = 1 << 20;
/// A payload announced longer than this breaks the link.
const MOST_PAYLOAD_BYTES: u32 = 64 << 20;

/// What the next bytes are.
#[derive(Debug)]
enum Expect {
    Header(Vec<u8>),
    Payload {
        event: Event,
        bytes: Vec<u8>,
    },
    /// The link is broken: nothing is understood any more.
    Nothing,
}

/// One link, seen from the device.
#[derive(Debug)]
pub(super) struct DeviceLink {
    /// Transfers keep their boundaries (USB).
    framed: bool,
    pub(super) established: bool,
    pub(super) reset_asked: bool,
    expect: Expect,
    pub(super) streams: Vec<Stream>,
    next_event: i32,
    output: VecDeque<Bytes>,
    now: Duration,
    /// What the host did wrong.
    pub(super) violations: Violations,
}

impl DeviceLink {
    /// A link that waits for the host's ping; `framed` over USB.
    pub(super) fn new(framed: bool) -> Self {
        Self {
            framed,
            established: false,
            reset_asked: false,
            expect: Expect::Header(Vec::new()),
            streams: Vec::new(),
            next_event: 1,
            output: VecDeque::new(),
            now: Duration::ZERO,
            violations: Violations::default(),
        }
    }

    /// Whether the host's ping came.
    pub(super) const fn established(&self) -> bool {
        self.established
    }

    /// Whether the host asked for the end of the link.
    pub(super) const fn reset_asked(&self) -> bool {
        self.reset_asked
    }

    /// Whether everything was taken by the host.
    pub(super) fn drained(&self) -> bool {
        self.output.is_empty()
    }

    /// The next transfer to the host.
    pub(super) fn transmit(&mut self) -> Option<Bytes> {
        self.output.pop_front()
    }

    /// The length of the next transfer to the host.
    pub(super) fn next_len(&self) -> Option<usize> {
        self.output.front().map(Bytes::len)
    }

    /// Puts the rest of a transfer back.
    pub(super) fn put_back(&mut self, rest: Bytes) {
        self.output.push_front(rest);
    }

    /// Takes one transfer (USB) or a piece of the byte stream (TCP). `sent` is its length as the host sent it: a cable
    /// that is pulled may have let less through, which is not the host's fault.
    pub(super) fn receive(&mut self, now: Duration, bytes: &[u8], sent: usize) {
        self.now = now;
        if self.framed {
            self.check_transfer(sent);
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match std::mem::replace(&mut self.expect, Expect::Nothing) {
                Expect::Header(header) => self.collect_header(header, rest),
                Expect::Payload { event, bytes } => self.collect_payload(event, bytes, rest),
                Expect::Nothing => return,
            };
        }
        self.pump();
    }

    fn check_transfer(&mut self, len: usize) {
        let complaint = match &self.expect {
            _ if len == 0 => Some("zero-length packet between XLink transfers".to_owned()),
            Expect::Header(_) if len > EVENT_HEADER_BYTES => Some(format!(
                "header and payload in one USB transfer of {len} bytes"
            )),
            Expect::Header(_) if len < EVENT_HEADER_BYTES => Some(format!(
                "USB transfer of {len} bytes where a header of {EVENT_HEADER_BYTES} is due"
            )),
            Expect::Payload { event, bytes } => {
                let due = (event.size as usize).saturating_sub(bytes.len());
                if len > MOST_TRANSFER_BYTES {
                    Some(format!("USB transfer of {len} bytes, longer than 1 MiB"))
                } else if len > due {
                    Some(format!("USB transfer of {len} bytes where {due} are due"))
                } else {
                    None
                }
            }
            Expect::Header(_) | Expect::Nothing => None,
        };
        if let Some(complaint) = complaint {
            self.violations.note(complaint);
        }
    }

    fn collect_header<'a>(&mut self, mut header: Vec<u8>, bytes: &'a [u8]) -> &'a [u8] {
        let missing = EVENT_HEADER_BYTES - header.len();
        let (taken, rest) = bytes.split_at_checked(missing).unwrap_or((bytes, &[]));
        header.extend_from_slice(taken);
        self.expect = if header.len() < EVENT_HEADER_BYTES {
            Expect::Header(header)
        } else {
            match Event::decode(&header) {
                Ok(event) => self.header_complete(event),
                Err(error) => {
                    self.violations.note(format!("not an event: {error}"));
                    Expect::Nothing
                }
            }
        };
        rest
    }

    fn header_complete(&mut self, event: Event) -> Expect {
        if event.kind != EventKind::WriteReq {
            self.handle(&event);
            return Expect::Header(Vec::new());
        }
        if event.size > MOST_PAYLOAD_BYTES {
            self.violations
                .note(format!("packet of {} bytes announced", event.size));
            return Expect::Nothing;
        }
        self.check_room(&event);
        if event.size == 0 {
            self.packet(&event, Bytes::new());
            return Expect::Header(Vec::new());
        }
        let bytes = Vec::with_capacity(event.size as usize);
        Expect::Payload { event, bytes }
    }

    fn collect_payload<'a>(
        &mut self,
        event: Event,
        mut bytes: Vec<u8>,
        input: &'a [u8],
    ) -> &'a [u8] {
        let missing = (event.size as usize).saturating_sub(bytes.len());
        let (taken, rest) = input.split_at_checked(missing).unwrap_or((input, &[]));
        bytes.extend_from_slice(taken);
        self.expect = if bytes.len() < event.size as usize {
            Expect::Payload { event, bytes }
        } else {
            self.packet(&event, bytes.into());
            Expect::Header(Vec::new())
        };
        rest
    }

    pub(super) fn by_id(&mut self, id: u32) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| stream.id == Some(id))
    }

    pub(super) fn by_name(&mut self, name: &str) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| stream.name == name)
    }

    /// Credits and sizes of a packet, before its bytes arrive.
    fn check_room(&mut self, event: &Event) {
        let Some(stream) = self.by_id(event.stream_id) else {
            self.violations
                .note(format!("packet for unknown stream {}", event.stream_id));
            return;
        };
        let Some(buffer) = stream.host_buffer else {
            let complaint = format!("packet on {}, which the host did not open", stream.name);
            self.violations.note(complaint);
            return;
        };
        let unreleased: usize = stream.incoming.iter().map(Bytes::len).sum();
        let complaint = if event.size > buffer {
            Some(format!(
                "packet of {} bytes on {} with a buffer of {buffer}",
                event.size, stream.name
            ))
        } else if unreleased + event.size as usize > buffer as usize {
            Some(format!(
                "{} bytes more on {} than were released",
                event.size, stream.name
            ))
        } else if stream.incoming.len() >= MAX_UNRELEASED_PACKETS {
            Some(format!(
                "more than {MAX_UNRELEASED_PACKETS} unreleased packets on {}",
                stream.name
            ))
        } else {
            None
        };
        if let Some(complaint) = complaint {
            self.violations.note(complaint);
        }
    }

    fn packet(&mut self, event: &Event, bytes: Bytes) {
        let known = self
            .by_id(event.stream_id)
            .map(|stream| stream.incoming.push_back(bytes))
            .is_some();
        let mut response = Event::new(EventKind::WriteResp, event.id);
        response.stream_id = event.stream_id;
        response.size = event.size;
        if !known {
            response.flags = Flags(Flags::NACK.0 | Flags::NO_SUCH_STREAM.0);
        }
        self.push_event(response);
    }

    /// Takes the next packet of stream `name` and releases it.
    pub(super) fn take_packet(&mut self, name: &str) -> Option<Bytes> {
        let stream = self.by_name(name)?;
        let bytes = stream.incoming.pop_front()?;
        let stream_id = stream.id.unwrap_or_default();
        let id = self.event_id();
        let mut release = Event::new(EventKind::ReadRelReq, id);
        release.stream_id = stream_id;
        release.size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.push_event(release);
        Some(bytes)
    }

    /// Queues a packet for the host on stream `name`.
    pub(super) fn send(&mut self, name: &str, packet: Bytes) {
        if let Some(stream) = self.by_name(name) {
            stream.outgoing.push_back(packet);
        }
        self.pump();
    }

    /// Packets queued for stream `name` that wait for room.
    pub(super) fn waiting(&self, name: &str) -> usize {
        self.streams
            .iter()
            .filter(|stream| stream.name == name)
            .map(|stream| stream.outgoing.len())
            .sum()
    }

    /// Sends what the windows allow, one write at a time per stream.
    fn pump(&mut self) {
        let mut writes = Vec::new();
        for stream in &mut self.streams {
            if let Some(packet) = stream.next_write() {
                writes.push((stream.name.clone(), packet));
            }
        }
        for (name, packet) in writes {
            let id = self.event_id();
            let mut event = Event::new(EventKind::WriteReq, id);
            event.size = u32::try_from(packet.len()).unwrap_or(u32::MAX);
            if let Some(stream) = self.by_name(&name) {
                stream.awaiting = Some(id);
                stream.unreleased.push_back(event.size);
                event.stream_id = stream.id.unwrap_or_default();
            }
            self.push_event(event);
            let mut rest = packet;
            while !rest.is_empty() {
                let piece = rest.split_to(rest.len().min(MOST_TRANSFER_BYTES));
                self.output.push_back(piece);
            }
        }
    }

    pub(super) const fn event_id(&mut self) -> i32 {
        let id = self.next_event;
        self.next_event = self.next_event.wrapping_add(1);
        id
    }

    pub(super) fn push_event(&mut self, mut event: Event) {
        event.clock_nanos = self.now.subsec_nanos();
        event.clock_secs = self.now.as_secs();
        self.output.push_back(event.encode().into());
    }
}
