//! What the device sends: requests to answer, answers to match, packets to keep.

use std::time::Duration;

use bytes::Bytes;

use super::{
    BOOTLOADER_BUFFER_BYTES, Event, EventKind, Flags, Link, LinkError, LinkEvent,
    MAX_DEVICE_BUFFER_BYTES, MAX_RETRIES, MAX_UNTAKEN_BYTES, MAX_WAITING_ANSWERS, RETRY_PERIOD,
    StreamId, WATCHDOG_STREAM,
    inbound::Frame,
    link::Phase,
    outgoing::Watchdog,
    stream::{Exchange, Local, Stage, Stream},
};

/// Whether an answer says yes.
const fn accepted(event: &Event) -> bool {
    event.flags.contains(Flags::ACK) && !event.flags.contains(Flags::NACK)
}

impl Link {
    pub(super) fn receive(&mut self, now: Duration, mut bytes: Bytes) -> Result<(), LinkError> {
        while let Some(frame) = self.framer.next(&mut bytes)? {
            match frame {
                Frame::Header(event) => self.header(now, event)?,
                Frame::Payload(event, payload) => self.packet(&event, payload)?,
                Frame::Skipped(event) => self.refuse(&event)?,
            }
            if self.has_ended() {
                break;
            }
        }
        Ok(())
    }

    fn header(&mut self, now: Duration, event: Event) -> Result<(), LinkError> {
        match event.kind {
            EventKind::WriteReq => self.packet_header(event),
            EventKind::ReadRelReq => self.released(&event),
            EventKind::CreateStreamReq => self.device_opens(event),
            EventKind::CloseStreamReq => self.device_closes(&event),
            EventKind::PingReq => self.answer(&event, Flags::ACK),
            EventKind::ResetReq => Err(LinkError::ResetByDevice),
            EventKind::WriteResp => self.written(now, &event),
            EventKind::ReadRelResp => {
                self.release_answered();
                Ok(())
            }
            EventKind::CreateStreamResp | EventKind::CloseStreamResp => {
                self.exchange_answered(now, &event)
            }
            EventKind::PingResp => {
                self.ping_answered(&event);
                Ok(())
            }
            EventKind::ResetResp => {
                self.reset_answered(&event);
                Ok(())
            }
        }
    }

    /// Decides what becomes of a payload before a byte of it is kept.
    fn packet_header(&mut self, event: Event) -> Result<(), LinkError> {
        let known = self.streams.get(&StreamId(event.stream_id));
        let limit = known.map_or(BOOTLOADER_BUFFER_BYTES, largest_packet);
        if event.size > limit {
            return Err(LinkError::PacketTooLarge {
                stream: event.stream_id,
                size: event.size,
                limit,
            });
        }
        let keep = known.is_some();
        match (event.size, keep) {
            (0, true) => self.packet(&event, Bytes::new()),
            (0, false) => self.refuse(&event),
            _ => {
                self.framer.expect_payload(event, keep);
                Ok(())
            }
        }
    }

    fn packet(&mut self, event: &Event, bytes: Bytes) -> Result<(), LinkError> {
        let id = StreamId(event.stream_id);
        // The stream may have been closed while the payload came.
        let Some(stream) = self.streams.get_mut(&id) else {
            return self.refuse(event);
        };
        let declared = stream.peer_buffer.min(MAX_DEVICE_BUFFER_BYTES);
        let window = u64::from(declared.max(largest_packet(stream)));
        if !stream.arrive(bytes.len(), window) {
            return Err(LinkError::WindowExceeded(id));
        }
        let early = stream.local == Local::Unopened;
        if self.untaken_bytes() > MAX_UNTAKEN_BYTES {
            return Err(LinkError::WindowExceeded(id));
        }
        match self.streams.get_mut(&id) {
            Some(stream) if early => stream.early.push_back(bytes),
            _ => self
                .events
                .push_back(LinkEvent::Packet { stream: id, bytes }),
        }
        self.answer(event, Flags::ACK)
    }

    /// Answers a packet for a stream that does not exist.
    fn refuse(&mut self, event: &Event) -> Result<(), LinkError> {
        self.ignored += 1;
        self.answer(event, Flags(Flags::NACK.0 | Flags::NO_SUCH_STREAM.0))
    }

    /// The device's program has read our oldest packet. The size it names is not needed, and so not trusted.
    fn released(&mut self, event: &Event) -> Result<(), LinkError> {
        let id = StreamId(event.stream_id);
        let Some(stream) = self.streams.get_mut(&id) else {
            return self.refuse(event);
        };
        match stream.release() {
            Some((packet, len)) => {
                if len != event.size {
                    self.ignored += 1;
                }
                self.events
                    .push_back(LinkEvent::Released { stream: id, packet });
            }
            None => self.ignored += 1,
        }
        self.answer(event, Flags::ACK)
    }

    /// The device opens its direction; the answer tells it the id.
    fn device_opens(&mut self, mut event: Event) -> Result<(), LinkError> {
        let Ok(id) = self.stream_named(&event.stream_name) else {
            self.ignored += 1;
            return self.answer(&event, Flags::NACK);
        };
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.peer_open = true;
            stream.peer_buffer = event.size;
        }
        event.stream_id = id.get();
        self.answer(&event, Flags::ACK)
    }

    fn device_closes(&mut self, event: &Event) -> Result<(), LinkError> {
        let id = StreamId(event.stream_id);
        let flags = match self.streams.get_mut(&id) {
            Some(stream) if stream.all_taken() => {
                stream.peer_open = false;
                if stream.is_over() {
                    self.streams.remove(&id);
                }
                Flags::ACK
            }
            Some(_) => Flags::NACK,
            None => {
                self.ignored += 1;
                Flags(Flags::NACK.0 | Flags::NO_SUCH_STREAM.0)
            }
        };
        self.answer(event, flags)
    }

    fn written(&mut self, now: Duration, event: &Event) -> Result<(), LinkError> {
        let found = self.streams.iter_mut().find_map(|(id, stream)| {
            let in_flight = stream.in_flight.filter(|flight| flight.id == event.id)?;
            // An answer before the last piece was handed out fits nothing.
            in_flight.deadline?;
            stream.in_flight = None;
            Some((*id, in_flight.packet))
        });
        let Some((stream, packet)) = found else {
            self.ignored += 1;
            return Ok(());
        };
        if !accepted(event) {
            return Err(LinkError::WriteRefused { stream, packet });
        }
        if let Some(watchdog) = &mut self.watchdog
            && watchdog.stream == stream
        {
            watchdog.answered(now);
        }
        self.events.push_back(LinkEvent::Written { stream, packet });
        Ok(())
    }

    fn release_answered(&mut self) {
        match self.releases_unanswered.checked_sub(1) {
            Some(rest) => self.releases_unanswered = rest,
            None => self.ignored += 1,
        }
    }

    fn exchange_answered(&mut self, now: Duration, event: &Event) -> Result<(), LinkError> {
        let opening = event.kind == EventKind::CreateStreamResp;
        let found = self.streams.iter_mut().find_map(|(id, stream)| {
            let exchange = match stream.local {
                Local::Opening(exchange) if opening => exchange,
                Local::Closing(exchange) if !opening => exchange,
                _ => return None,
            };
            let sent = matches!(exchange.stage, Stage::Sent { id, .. } if id == event.id);
            sent.then_some((*id, stream, exchange))
        });
        let Some((id, stream, mut exchange)) = found else {
            self.ignored += 1;
            return Ok(());
        };
        if accepted(event) {
            if opening {
                self.opened(now, id);
            } else {
                self.closed(id);
            }
            return Ok(());
        }
        if exchange.attempts > MAX_RETRIES {
            return Err(LinkError::StreamRefused {
                name: stream.name.clone(),
                attempts: exchange.attempts,
            });
        }
        exchange.stage = Stage::Due(now + RETRY_PERIOD);
        stream.local = if opening {
            Local::Opening(exchange)
        } else {
            Local::Closing(exchange)
        };
        Ok(())
    }

    fn opened(&mut self, now: Duration, id: StreamId) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.local = Local::Open;
            if stream.name == WATCHDOG_STREAM {
                self.watchdog = Some(Watchdog::new(id, now));
            }
        }
        self.events.push_back(LinkEvent::StreamOpened(id));
    }

    fn closed(&mut self, id: StreamId) {
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.local = Local::Closed;
            if stream.is_over() {
                self.streams.remove(&id);
            }
        }
        self.events.push_back(LinkEvent::StreamClosed(id));
    }

    fn ping_answered(&mut self, event: &Event) {
        match self.phase {
            Phase::Handshake { id, .. } if id == event.id && accepted(event) => {
                self.phase = Phase::Established;
                self.events.push_back(LinkEvent::Established);
            }
            _ => self.ignored += 1,
        }
    }

    fn reset_answered(&mut self, event: &Event) {
        match self.phase {
            Phase::Resetting { id, .. } if id == event.id => self.end_reset(true),
            _ => self.ignored += 1,
        }
    }

    /// Queues the answer to a request, unless the link is about to end anyway.
    fn answer(&mut self, request: &Event, flags: Flags) -> Result<(), LinkError> {
        let Some(kind) = request.kind.response() else {
            return Ok(());
        };
        if matches!(self.phase, Phase::Resetting { .. }) {
            return Ok(());
        }
        if self.control.len() >= MAX_WAITING_ANSWERS {
            return Err(LinkError::Flooded(MAX_WAITING_ANSWERS));
        }
        let mut answer = Event::new(kind, request.id);
        answer.stream_id = request.stream_id;
        answer.size = request.size;
        answer.flags = flags;
        if kind == EventKind::CreateStreamResp {
            answer.stream_name.clone_from(&request.stream_name);
        }
        self.control.push_back(answer);
        Ok(())
    }

    /// The program takes an event: a packet is released.
    pub(super) fn taken(&mut self, event: &LinkEvent) {
        let LinkEvent::Packet { stream: id, bytes } = event else {
            return;
        };
        let Some(stream) = self.streams.get_mut(id) else {
            return;
        };
        stream.take(bytes.len());
        if matches!(self.phase, Phase::Resetting { .. }) {
            return;
        }
        let mut release = Event::new(EventKind::ReadRelReq, self.new_event_id());
        release.stream_id = id.get();
        // No packet is larger than `largest_packet`, a u32.
        release.size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.releases_unanswered += 1;
        self.control.push_back(release);
    }
}

/// Largest packet the device may send: our buffer, or, before we named one, what it declared within reason.
fn largest_packet(stream: &Stream) -> u32 {
    match (stream.buffer, stream.peer_buffer) {
        (0, 0) => BOOTLOADER_BUFFER_BYTES,
        (0, declared) => declared.min(BOOTLOADER_BUFFER_BYTES),
        (own, _) => own,
    }
}

impl Exchange {
    /// This exchange, sent once more under `id`.
    pub(super) const fn sent(self, id: i32, deadline: Duration) -> Self {
        Self {
            attempts: self.attempts + 1,
            stage: Stage::Sent { id, deadline },
        }
    }
}
