//! The state of a link and what a driver may call. The contract is in the documentation of [`crate::xlink`].

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use bytes::Bytes;

use super::{
    BUFFER_UNIT_BYTES, EXCHANGE_DEADLINE, Event, FIRST_EVENT_ID, HANDSHAKE_DEADLINE,
    LIVENESS_DEADLINE, LinkError, MAX_STREAMS, RESET_DEADLINE, STREAM_NAME_BYTES, StreamError,
    StreamId, WRITE_DEADLINE, Wait,
    inbound::Framer,
    outgoing::{OpenPayload, Watchdog},
    stream::{Exchange, Local, Stage, Stream},
};

/// The deadlines of a link. The defaults suit a camera on a cable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkConfig {
    /// For the answer to the first ping.
    pub handshake_deadline: Duration,
    /// For each answer to opening or closing a stream.
    pub exchange_deadline: Duration,
    /// For the acknowledgement of a packet, from the moment its last piece was handed out.
    pub write_deadline: Duration,
    /// For the acknowledgement of a watchdog ping, from the moment it was due or handed out; data of other streams that
    /// is handed out before it starts the time anew.
    pub liveness_deadline: Duration,
    /// For the answer to a reset; the link then ends without it.
    pub reset_deadline: Duration,
}

impl Default for LinkConfig {
    fn default() -> Self {
        Self {
            handshake_deadline: HANDSHAKE_DEADLINE,
            exchange_deadline: EXCHANGE_DEADLINE,
            write_deadline: WRITE_DEADLINE,
            liveness_deadline: LIVENESS_DEADLINE,
            reset_deadline: RESET_DEADLINE,
        }
    }
}

/// What a driver must do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Send this as one transfer: a header of 84 bytes, or a piece of a payload of at most 1 MiB.
    Transmit(Bytes),
    /// Something happened.
    Event(LinkEvent),
    /// Nothing to do before input comes, or before this time (on the clock of `now`).
    Timeout(Option<Duration>),
}

/// What happened on a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkEvent {
    /// The device answered the first ping.
    Established,
    /// The device accepted our direction of this stream.
    StreamOpened(StreamId),
    /// Our direction of this stream is closed.
    StreamClosed(StreamId),
    /// A packet came. Taking this event releases it.
    Packet {
        /// The stream.
        stream: StreamId,
        /// The whole packet.
        bytes: Bytes,
    },
    /// The device has a packet of ours; it may not have read it.
    Written {
        /// The stream.
        stream: StreamId,
        /// The packet's number.
        packet: u64,
    },
    /// The device's program has read a packet of ours.
    Released {
        /// The stream.
        stream: StreamId,
        /// The packet's number.
        packet: u64,
    },
    /// The reset we asked for is over; the link has ended.
    ResetDone {
        /// Whether the device answered; if not, the deadline passed.
        acknowledged: bool,
    },
    /// The link broke and has ended.
    Failed(LinkError),
}

/// Where the link is in its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing was sent yet.
    New,
    /// The first ping is under way.
    Handshake { id: i32, deadline: Duration },
    /// Streams may be used.
    Established,
    /// Our reset request is under way.
    Resetting { id: i32, deadline: Duration },
    /// Over, with the reason.
    Ended(LinkError),
}

/// The host's end of one link.
#[derive(Debug)]
pub struct Link {
    pub(super) config: LinkConfig,
    pub(super) phase: Phase,
    pub(super) framer: Framer,
    pub(super) streams: BTreeMap<StreamId, Stream>,
    next_stream: u32,
    next_event: i32,
    /// Events without payload, ahead of all packets.
    pub(super) control: VecDeque<Event>,
    /// The payload whose header was handed out last.
    pub(super) payload: Option<OpenPayload>,
    pub(super) watchdog: Option<Watchdog>,
    pub(super) events: VecDeque<LinkEvent>,
    pub(super) releases_unanswered: u64,
    pub(super) ignored: u64,
}

impl Link {
    /// A link over a transport that was just connected. The first ping goes out with the first
    /// [`Self::poll_output`].
    pub fn new(config: LinkConfig) -> Self {
        Self {
            config,
            phase: Phase::New,
            framer: Framer::default(),
            streams: BTreeMap::new(),
            next_stream: 0,
            next_event: FIRST_EVENT_ID,
            control: VecDeque::new(),
            payload: None,
            watchdog: None,
            events: VecDeque::new(),
            releases_unanswered: 0,
            ignored: 0,
        }
    }

    /// Opens our direction of a stream, at the latest when the link is established; [`LinkEvent::StreamOpened`] follows.
    /// `buffer_bytes` (rounded up to 64) is the most we will have unreleased. Packets that came earlier are told now.
    pub fn open_stream(&mut self, name: &str, buffer_bytes: u32) -> Result<StreamId, StreamError> {
        self.check_alive()?;
        let id = self.stream_named(name)?;
        let Some(stream) = self.streams.get_mut(&id) else {
            return Err(StreamError::NotOpen(id));
        };
        if matches!(stream.local, Local::Unopened | Local::Closed) {
            stream.local = Local::Opening(Exchange::new());
            stream.buffer = buffer_bytes
                .max(1)
                .checked_next_multiple_of(BUFFER_UNIT_BYTES)
                .unwrap_or(buffer_bytes);
            let early = stream.early.drain(..);
            self.events
                .extend(early.map(|bytes| LinkEvent::Packet { stream: id, bytes }));
        }
        Ok(id)
    }

    /// Queues a packet behind the others of its stream and returns its number, counted from 0 per stream. It goes out
    /// when the stream is open and the window allows.
    pub fn write(&mut self, stream: StreamId, bytes: Bytes) -> Result<u64, StreamError> {
        self.check_alive()?;
        let state = self
            .streams
            .get_mut(&stream)
            .filter(|state| matches!(state.local, Local::Opening(_) | Local::Open))
            .ok_or(StreamError::NotOpen(stream))?;
        if bytes.len() as u64 > u64::from(state.buffer) {
            return Err(StreamError::TooLarge {
                size: bytes.len(),
                buffer: state.buffer,
            });
        }
        Ok(state.push(bytes))
    }

    /// Closes our direction of a stream once everything written was released; [`LinkEvent::StreamClosed`] follows.
    pub fn close_stream(&mut self, stream: StreamId) -> Result<(), StreamError> {
        self.check_alive()?;
        let state = self
            .streams
            .get_mut(&stream)
            .filter(|state| state.local == Local::Open)
            .ok_or(StreamError::NotOpen(stream))?;
        state.local = Local::Closing(Exchange::new());
        if self
            .watchdog
            .as_ref()
            .is_some_and(|watchdog| watchdog.stream == stream)
        {
            self.watchdog = None;
        }
        Ok(())
    }

    /// Ends the link: the device resets. What was not sent is dropped; a payload that was begun is finished first.
    /// [`LinkEvent::ResetDone`] follows within [`LinkConfig::reset_deadline`].
    pub fn reset(&mut self, now: Duration) {
        match self.phase {
            Phase::New => self.end_reset(false),
            Phase::Handshake { .. } | Phase::Established => self.start_reset(now),
            Phase::Resetting { .. } | Phase::Ended(_) => {}
        }
    }

    /// Feeds bytes as they came, split anyhow. An error has ended the link; [`LinkEvent::Failed`] tells it, too.
    pub fn handle_input(&mut self, now: Duration, bytes: Bytes) -> Result<(), LinkError> {
        if let Phase::Ended(reason) = &self.phase {
            return Err(reason.clone());
        }
        self.receive(now, bytes).inspect_err(|error| {
            self.fail(error.clone());
        })
    }

    /// Exactly the bytes the next receive must ask for: the rest of a header, or the rest of a payload up to 1 MiB.
    pub fn wanted(&self) -> usize {
        self.framer.wanted()
    }

    /// Looks at the deadlines. To be called when the time of [`Output::Timeout`] has come; earlier does no harm.
    pub fn handle_timeout(&mut self, now: Duration) {
        if let Phase::Resetting { deadline, .. } = self.phase {
            if deadline <= now {
                self.end_reset(false);
            }
            return;
        }
        if let Some(error) = self.expired(now) {
            self.fail(error);
        }
    }

    /// The next thing to do. See the contract of the module.
    pub fn poll_output(&mut self, now: Duration) -> Output {
        if let Some(event) = self.poll_event() {
            return Output::Event(event);
        }
        self.queue_due(now);
        if let Some(bytes) = self.next_transmit(now) {
            return Output::Transmit(bytes);
        }
        Output::Timeout(self.next_deadline())
    }

    /// The next event only, for a driver whose transport is full.
    pub fn poll_event(&mut self) -> Option<LinkEvent> {
        let event = self.events.pop_front()?;
        self.taken(&event);
        Some(event)
    }

    /// When the link fails unless something comes, for a driver whose transport is full: [`Self::handle_timeout`] must be
    /// called then. [`Output::Timeout`] covers this time, too.
    pub fn expiry(&self) -> Option<Duration> {
        if let Phase::Resetting { deadline, .. } = self.phase {
            return Some(deadline);
        }
        self.deadlines().map(|(deadline, ..)| deadline).min()
    }

    /// Bytes given to [`Self::write`] that were not handed out yet.
    pub fn queued_bytes(&self, stream: StreamId) -> usize {
        let waiting = self.streams.get(&stream).map_or(0, Stream::queued_bytes);
        let begun = match &self.payload {
            Some(payload) if payload.stream == stream => payload.rest.len(),
            _ => 0,
        };
        waiting + begun
    }

    /// Answers without a request, releases of nothing, packets for streams that do not exist: harmless, but a sign of a
    /// confused device.
    pub const fn ignored_events(&self) -> u64 {
        self.ignored
    }

    /// Bytes that came and wait for the program or for the rest of their packet.
    pub fn held_bytes(&self) -> u64 {
        self.untaken_bytes() + self.framer.held_bytes() as u64
    }

    pub(super) fn untaken_bytes(&self) -> u64 {
        self.streams.values().map(Stream::untaken_bytes).sum()
    }

    /// Whether the link has ended; nothing can be sent or received any more.
    pub const fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended(_))
    }

    pub(super) const fn new_event_id(&mut self) -> i32 {
        let id = self.next_event;
        self.next_event = id.wrapping_add(1);
        id
    }

    /// The stream with this name, new if need be: the host assigns the ids, whoever asks first (protocol 3.3).
    pub(super) fn stream_named(&mut self, name: &str) -> Result<StreamId, StreamError> {
        if name.is_empty() || name.len() >= STREAM_NAME_BYTES || name.contains('\0') {
            return Err(StreamError::BadName(name.to_owned()));
        }
        let known = self.streams.iter().find(|(_, stream)| stream.name == name);
        if let Some((id, _)) = known {
            return Ok(*id);
        }
        if self.streams.len() >= MAX_STREAMS {
            return Err(StreamError::TooMany(MAX_STREAMS));
        }
        let id = StreamId(self.next_stream);
        self.next_stream = self.next_stream.wrapping_add(1);
        self.streams.insert(id, Stream::new(name.to_owned()));
        Ok(id)
    }

    pub(super) fn fail(&mut self, error: LinkError) {
        self.end(error.clone());
        self.events.push_back(LinkEvent::Failed(error));
    }

    pub(super) fn end_reset(&mut self, acknowledged: bool) {
        self.end(LinkError::Ended);
        self.events.push_back(LinkEvent::ResetDone { acknowledged });
    }

    /// Drops what can no longer be sent. Packets that came before stay to be taken.
    fn end(&mut self, reason: LinkError) {
        self.phase = Phase::Ended(reason);
        self.control.clear();
        self.payload = None;
        self.watchdog = None;
        self.framer = Framer::default();
        self.streams.clear();
    }

    const fn check_alive(&self) -> Result<(), StreamError> {
        match self.phase {
            Phase::Resetting { .. } | Phase::Ended(_) => Err(StreamError::Ended),
            _ => Ok(()),
        }
    }

    /// Every deadline with what it is for; the earliest is the next timeout.
    pub(super) fn deadlines(&self) -> impl Iterator<Item = (Duration, Wait, Duration)> {
        let config = self.config;
        let handshake = match self.phase {
            Phase::Handshake { deadline, .. } => {
                Some((deadline, Wait::Handshake, config.handshake_deadline))
            }
            _ => None,
        };
        let alive = self.watchdog.as_ref().and_then(|watchdog| {
            let deadline = watchdog.waiting_since? + config.liveness_deadline;
            Some((deadline, Wait::Watchdog, config.liveness_deadline))
        });
        let streams = self.streams.values().flat_map(move |stream| {
            let exchange = match stream.local {
                Local::Opening(exchange) => Some((exchange.stage, Wait::Open)),
                Local::Closing(exchange) => Some((exchange.stage, Wait::Close)),
                _ => None,
            };
            let exchange = match exchange {
                Some((Stage::Sent { deadline, .. }, wait)) => {
                    Some((deadline, wait, config.exchange_deadline))
                }
                _ => None,
            };
            let write = stream.in_flight.and_then(|in_flight| in_flight.deadline);
            let write = write.map(|deadline| (deadline, Wait::Write, config.write_deadline));
            exchange.into_iter().chain(write)
        });
        handshake.into_iter().chain(alive).chain(streams)
    }
}
