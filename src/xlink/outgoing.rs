//! What the host sends, and in which order: answers and releases, watchdog pings, then the streams in turn.

use std::time::Duration;

use bytes::Bytes;

use super::{
    Event, EventKind, Link, LinkError, SENT_PIECE_BYTES, StreamId, WATCHDOG_PERIOD, WATCHDOG_PING,
    Wait,
    link::Phase,
    stream::{Exchange, Local, Stage},
};

/// A payload whose header was handed out.
#[derive(Debug)]
pub(super) struct OpenPayload {
    pub(super) stream: StreamId,
    pub(super) rest: Bytes,
}

/// The pings on the watchdog stream; one is under way at a time, as with the reference.
#[derive(Debug)]
pub(super) struct Watchdog {
    pub(super) stream: StreamId,
    /// When the next ping is due.
    next: Duration,
    /// Since when the ping under way has been waiting: to be sent, or for its acknowledgement.
    pub(super) waiting_since: Option<Duration>,
}

impl Watchdog {
    pub(super) const fn new(stream: StreamId, now: Duration) -> Self {
        Self {
            stream,
            next: now,
            waiting_since: None,
        }
    }

    /// The acknowledgement came. A ping that is already late goes out at once, and the next ones count from there.
    pub(super) fn answered(&mut self, now: Duration) {
        self.waiting_since = None;
        self.next = self.next.max(now);
    }
}

impl Link {
    /// Queues everything whose time has come.
    pub(super) fn queue_due(&mut self, now: Duration) {
        match self.phase {
            Phase::New => {
                let id = self.new_event_id();
                self.phase = Phase::Handshake {
                    id,
                    deadline: now + self.config.handshake_deadline,
                };
                self.control.push_back(Event::new(EventKind::PingReq, id));
            }
            Phase::Established => {
                self.queue_exchanges(now);
                self.queue_ping(now);
            }
            Phase::Handshake { .. } | Phase::Resetting { .. } | Phase::Ended(_) => {}
        }
    }

    fn queue_exchanges(&mut self, now: Duration) {
        let due: Vec<StreamId> = self.due_exchanges(now).map(|(id, _)| id).collect();
        for id in due {
            let event_id = self.new_event_id();
            let deadline = now + self.config.exchange_deadline;
            let Some(stream) = self.streams.get_mut(&id) else {
                continue;
            };
            let mut event = Event::new(EventKind::CreateStreamReq, event_id);
            match &mut stream.local {
                Local::Opening(exchange) => *exchange = exchange.sent(event_id, deadline),
                Local::Closing(exchange) => {
                    *exchange = exchange.sent(event_id, deadline);
                    event.kind = EventKind::CloseStreamReq;
                }
                _ => continue,
            }
            event.stream_id = id.get();
            if event.kind == EventKind::CreateStreamReq {
                event.stream_name.clone_from(&stream.name);
                event.size = stream.buffer;
            }
            self.control.push_back(event);
        }
    }

    /// Open and close requests whose time has come; a stream is closed when all it wrote was released.
    fn due_exchanges(&self, now: Duration) -> impl Iterator<Item = (StreamId, Duration)> {
        self.waiting_exchanges().filter(move |(_, at)| *at <= now)
    }

    fn waiting_exchanges(&self) -> impl Iterator<Item = (StreamId, Duration)> {
        self.streams
            .iter()
            .filter_map(|(id, stream)| match stream.local {
                Local::Opening(Exchange {
                    stage: Stage::Due(at),
                    ..
                }) => Some((*id, at)),
                Local::Closing(Exchange {
                    stage: Stage::Due(at),
                    ..
                }) if stream.drained() => Some((*id, at)),
                _ => None,
            })
    }

    fn queue_ping(&mut self, now: Duration) {
        let Some(watchdog) = &mut self.watchdog else {
            return;
        };
        if watchdog.waiting_since.is_some() || watchdog.next > now {
            return;
        }
        if let Some(stream) = self.streams.get_mut(&watchdog.stream) {
            stream.push(Bytes::from_static(&WATCHDOG_PING));
            watchdog.waiting_since = Some(now);
            watchdog.next = now + WATCHDOG_PERIOD;
        }
    }

    /// The next transfer: the rest of a payload, else a waiting answer or request, else the header of a packet.
    pub(super) fn next_transmit(&mut self, now: Duration) -> Option<Bytes> {
        if let Some(payload) = self.payload.take() {
            return Some(self.next_piece(now, payload));
        }
        if let Some(event) = self.control.pop_front() {
            return Some(stamp(event, now));
        }
        if self.phase != Phase::Established {
            return None;
        }
        let id = self.next_writer()?;
        self.start_packet(now, id)
    }

    /// The stream whose packet goes next: the watchdog first.
    fn next_writer(&self) -> Option<StreamId> {
        let watchdog = self.watchdog.as_ref().map(|watchdog| watchdog.stream);
        let all = self.streams.keys().copied();
        watchdog
            .into_iter()
            .chain(all)
            .find(|id| self.streams.get(id).is_some_and(|stream| stream.can_send()))
    }

    fn start_packet(&mut self, now: Duration, id: StreamId) -> Option<Bytes> {
        let event_id = self.new_event_id();
        let bytes = self.streams.get_mut(&id)?.start_sending(event_id)?;
        let mut event = Event::new(EventKind::WriteReq, event_id);
        event.stream_id = id.get();
        // No packet is larger than its stream's buffer, a u32.
        event.size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if bytes.is_empty() {
            self.packet_sent(now, id);
        } else {
            self.payload = Some(OpenPayload {
                stream: id,
                rest: bytes,
            });
        }
        self.keep_watchdog_patient(now, id);
        Some(stamp(event, now))
    }

    fn next_piece(&mut self, now: Duration, mut payload: OpenPayload) -> Bytes {
        let n = payload.rest.len().min(SENT_PIECE_BYTES);
        let piece = payload.rest.split_to(n);
        let stream = payload.stream;
        if payload.rest.is_empty() {
            self.packet_sent(now, stream);
        } else {
            self.payload = Some(payload);
        }
        self.keep_watchdog_patient(now, stream);
        piece
    }

    /// The last byte of a packet was handed out.
    fn packet_sent(&mut self, now: Duration, id: StreamId) {
        let deadline = now + self.config.write_deadline;
        if let Some(stream) = self.streams.get_mut(&id)
            && let Some(in_flight) = &mut stream.in_flight
        {
            in_flight.deadline = Some(deadline);
        }
    }

    /// A ping that only waits because other data is on its way does not count as unanswered.
    fn keep_watchdog_patient(&mut self, now: Duration, sending: StreamId) {
        let Some(watchdog) = &mut self.watchdog else {
            return;
        };
        let could_go = self
            .streams
            .get(&watchdog.stream)
            .is_some_and(|stream| stream.can_send());
        if (watchdog.stream == sending || could_go) && watchdog.waiting_since.is_some() {
            watchdog.waiting_since = Some(now);
        }
    }

    /// Sends a reset request behind the payload that is under way, and nothing else any more.
    pub(super) fn start_reset(&mut self, now: Duration) {
        let id = self.new_event_id();
        self.phase = Phase::Resetting {
            id,
            deadline: now + self.config.reset_deadline,
        };
        self.control.clear();
        self.watchdog = None;
        for stream in self.streams.values_mut() {
            stream.drop_outgoing();
        }
        self.control.push_back(Event::new(EventKind::ResetReq, id));
    }

    /// The first deadline that has passed.
    pub(super) fn expired(&self, now: Duration) -> Option<LinkError> {
        self.deadlines()
            .filter(|(deadline, ..)| *deadline <= now)
            .min_by_key(|(deadline, ..)| *deadline)
            .map(|(_, wait, limit): (_, Wait, _)| LinkError::Timeout { wait, limit })
    }

    /// When something must happen even without input.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let ping = self
            .watchdog
            .as_ref()
            .filter(|watchdog| watchdog.waiting_since.is_none())
            .map(|watchdog| watchdog.next);
        let retry = match self.phase {
            Phase::Established => self.waiting_exchanges().map(|(_, at)| at).min(),
            _ => None,
        };
        ping.into_iter().chain(retry).chain(self.expiry()).min()
    }
}

/// The bytes of a header with the sender's clock (protocol 3.1).
fn stamp(mut event: Event, now: Duration) -> Bytes {
    event.clock_secs = now.as_secs();
    event.clock_nanos = now.subsec_nanos();
    Bytes::from(event.encode())
}
