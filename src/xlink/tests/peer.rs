//! A small device end of a link, and both ends in one thread on a clock of their own.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use bytes::Bytes;

use crate::xlink::{
    EVENT_HEADER_BYTES, Event, EventKind, Flags, Link, LinkConfig, LinkEvent, MAX_PIECE_BYTES,
    Output,
};

/// When the device opens its direction of the streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    AtPing,
    WithHost,
    Never,
}

/// The device end: answers what it is told to answer, and remembers what came.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) opens: Opens,
    /// Kinds of requests it leaves without an answer.
    pub(super) silent: Vec<EventKind>,
    /// Open and close requests to refuse before the first is accepted.
    pub(super) refusals: u32,
    /// Whether it releases what it gets at once.
    pub(super) releases: bool,
    pub(super) names: BTreeMap<String, u32>,
    pub(super) packets: Vec<(u32, Vec<u8>)>,
    /// The kinds of everything that came, in order.
    pub(super) log: Vec<EventKind>,
    /// Packets to be released by `release`.
    held: VecDeque<(u32, u32)>,
    pending: Option<(Event, Vec<u8>)>,
    outbox: VecDeque<Bytes>,
    next_id: i32,
}

impl Peer {
    pub(super) fn new(opens: Opens) -> Self {
        Self {
            opens,
            silent: Vec::new(),
            refusals: 0,
            releases: true,
            names: BTreeMap::new(),
            packets: Vec::new(),
            log: Vec::new(),
            held: VecDeque::new(),
            pending: None,
            outbox: VecDeque::new(),
            next_id: 900,
        }
    }

    /// One transfer of the host, which must be exactly a header or a piece of the payload due.
    fn transfer(&mut self, bytes: &Bytes) {
        if let Some((event, payload)) = &mut self.pending {
            payload.extend_from_slice(bytes);
            let due = event.size as usize;
            assert!(bytes.len() <= MAX_PIECE_BYTES && payload.len() <= due);
            if payload.len() == due {
                let (event, payload) = self.pending.take().unwrap();
                self.packet(&event, payload);
            }
            return;
        }
        assert_eq!(bytes.len(), EVENT_HEADER_BYTES);
        let event = Event::decode(bytes).unwrap();
        self.log.push(event.kind);
        match event.kind {
            EventKind::WriteReq if event.size == 0 => self.packet(&event, Vec::new()),
            EventKind::WriteReq => self.pending = Some((event, Vec::new())),
            EventKind::PingReq => {
                if self.opens == Opens::AtPing {
                    self.open("__bootloader", 5 << 20);
                    self.open("__watchdog", 64);
                }
                self.answer(&event, Flags::ACK);
            }
            EventKind::CreateStreamReq => self.host_opens(&event),
            EventKind::CreateStreamResp => {
                assert_eq!(event.flags, Flags::ACK);
                self.names.insert(event.stream_name, event.stream_id);
            }
            _ if event.kind.response().is_some() => self.host_asks(&event),
            _ => {}
        }
    }

    fn host_opens(&mut self, event: &Event) {
        if self.refuses() {
            return self.answer(event, Flags::NACK);
        }
        self.names
            .insert(event.stream_name.clone(), event.stream_id);
        self.answer(event, Flags::ACK);
        if self.opens == Opens::WithHost {
            self.open(&event.stream_name, event.size);
        }
    }

    fn host_asks(&mut self, event: &Event) {
        let refused = event.kind == EventKind::CloseStreamReq && self.refuses();
        self.answer(event, if refused { Flags::NACK } else { Flags::ACK });
    }

    fn refuses(&mut self) -> bool {
        let refuse = self.refusals > 0;
        self.refusals = self.refusals.saturating_sub(1);
        refuse
    }

    fn packet(&mut self, event: &Event, payload: Vec<u8>) {
        self.packets.push((event.stream_id, payload));
        self.answer(event, Flags::ACK);
        self.held.push_back((event.stream_id, event.size));
        if self.releases {
            self.release(1);
        }
    }

    fn answer(&mut self, request: &Event, flags: Flags) {
        if self.silent.contains(&request.kind) {
            return;
        }
        let mut answer = request.clone();
        answer.kind = request.kind.response().unwrap();
        answer.flags = flags;
        self.outbox.push_back(answer.encode().into());
    }

    fn request(&mut self, kind: EventKind) -> Event {
        self.next_id += 1;
        Event::new(kind, self.next_id)
    }

    pub(super) fn open(&mut self, name: &str, buffer: u32) {
        let mut event = self.request(EventKind::CreateStreamReq);
        event.stream_name = name.to_owned();
        event.stream_id = 0xDEAD_DEAD;
        event.size = buffer;
        self.send_event(&event);
    }

    pub(super) fn close(&mut self, stream: u32) {
        let mut event = self.request(EventKind::CloseStreamReq);
        event.stream_id = stream;
        self.send_event(&event);
    }

    pub(super) fn write(&mut self, stream: u32, payload: &[u8]) {
        let mut event = self.request(EventKind::WriteReq);
        event.stream_id = stream;
        event.size = payload.len() as u32;
        self.send_event(&event);
        if !payload.is_empty() {
            self.outbox.push_back(Bytes::copy_from_slice(payload));
        }
    }

    /// Releases the `n` oldest packets.
    pub(super) fn release(&mut self, n: usize) {
        for (stream, size) in self.held.drain(..n).collect::<Vec<_>>() {
            let mut event = self.request(EventKind::ReadRelReq);
            event.stream_id = stream;
            event.size = size;
            self.send_event(&event);
        }
    }

    pub(super) fn send_event(&mut self, event: &Event) {
        self.outbox.push_back(event.encode().into());
    }

    pub(super) fn packets_of(&self, stream: u32) -> Vec<&[u8]> {
        let of_stream = self.packets.iter().filter(|(id, _)| *id == stream);
        of_stream.map(|(_, bytes)| bytes.as_slice()).collect()
    }
}

/// Both ends, and a clock that only moves when told.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) link: Link,
    pub(super) peer: Peer,
    pub(super) now: Duration,
}

impl Pair {
    pub(super) fn new(opens: Opens) -> Self {
        Self {
            link: Link::new(LinkConfig::default()),
            peer: Peer::new(opens),
            now: Duration::from_secs(100),
        }
    }

    /// Exchanges bytes until both ends are quiet; what the program was told, and the next deadline.
    pub(super) fn drive(&mut self) -> (Vec<LinkEvent>, Option<Duration>) {
        let mut told = Vec::new();
        loop {
            match self.link.poll_output(self.now) {
                Output::Transmit(bytes) => self.peer.transfer(&bytes),
                Output::Event(event) => told.push(event),
                Output::Timeout(until) => {
                    let Some(mut bytes) = self.peer.outbox.pop_front() else {
                        return (told, until);
                    };
                    while !bytes.is_empty() && !self.link.has_ended() {
                        let n = self.link.wanted().min(bytes.len());
                        let _ = self.link.handle_input(self.now, bytes.split_to(n));
                    }
                }
            }
        }
    }

    /// Lets `span` pass, deadline by deadline.
    pub(super) fn pass(&mut self, span: Duration) -> Vec<LinkEvent> {
        let end = self.now + span;
        let mut told = Vec::new();
        loop {
            let (events, until) = self.drive();
            told.extend(events);
            match until {
                Some(at) if at <= end => self.now = self.now.max(at),
                _ => break,
            }
            self.link.handle_timeout(self.now);
        }
        self.now = end;
        told
    }
}
