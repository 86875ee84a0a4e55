//! Cuts the incoming bytes into headers and payloads, however they were split on the way.

use bytes::{Buf, Bytes, BytesMut};

use super::{EVENT_HEADER_BYTES, Event, HeaderError, MAX_PIECE_BYTES};

/// The next complete thing in the input.
#[derive(Debug)]
pub(super) enum Frame {
    /// A header. After that of a packet with payload, [`Framer::expect_payload`] must be called.
    Header(Event),
    /// The payload announced by this header.
    Payload(Event, Bytes),
    /// A payload nobody wanted has passed by.
    Skipped(Event),
}

/// What becomes of the payload being received.
#[derive(Debug)]
enum Sink {
    Keep(BytesMut),
    Skip,
}

#[derive(Debug)]
struct Payload {
    event: Event,
    rest: usize,
    sink: Sink,
}

/// The receiving side of the wire format.
#[derive(Debug, Default)]
pub(super) struct Framer {
    header: BytesMut,
    payload: Option<Payload>,
}

impl Framer {
    /// Bytes of the transfer that must come next.
    pub(super) fn wanted(&self) -> usize {
        match &self.payload {
            Some(payload) => payload.rest.min(MAX_PIECE_BYTES),
            None => EVENT_HEADER_BYTES.saturating_sub(self.header.len()),
        }
    }

    /// Bytes held for events that are not complete yet.
    pub(super) fn held_bytes(&self) -> usize {
        let payload = match &self.payload {
            Some(Payload {
                sink: Sink::Keep(bytes),
                ..
            }) => bytes.capacity(),
            _ => 0,
        };
        self.header.len() + payload
    }

    /// Takes from the front of `input` what completes the next frame; `None` when `input` is used up.
    pub(super) fn next(&mut self, input: &mut Bytes) -> Result<Option<Frame>, HeaderError> {
        if let Some(payload) = self.payload.take() {
            return Ok(self.continue_payload(payload, input));
        }
        let n = self.wanted().min(input.len());
        self.header.extend_from_slice(&input.split_to(n));
        if self.header.len() < EVENT_HEADER_BYTES {
            return Ok(None);
        }
        let event = Event::decode(&self.header);
        self.header.clear();
        event.map(|event| Some(Frame::Header(event)))
    }

    /// Says that `event.size` bytes follow, at least one, and whether they are wanted. The caller has checked the size.
    pub(super) fn expect_payload(&mut self, event: Event, keep: bool) {
        let sink = if keep {
            Sink::Keep(BytesMut::new())
        } else {
            Sink::Skip
        };
        self.payload = Some(Payload {
            rest: usize::try_from(event.size).unwrap_or(usize::MAX),
            event,
            sink,
        });
    }

    fn continue_payload(&mut self, mut payload: Payload, input: &mut Bytes) -> Option<Frame> {
        let n = payload.rest.min(input.len());
        let whole = n == payload.rest;
        payload.rest -= n;
        match &mut payload.sink {
            Sink::Skip => input.advance(n),
            // The usual case of a small packet: it is already in one piece, nothing is copied.
            Sink::Keep(bytes) if whole && bytes.is_empty() => {
                return Some(Frame::Payload(payload.event, input.split_to(n)));
            }
            Sink::Keep(bytes) => {
                if bytes.is_empty() {
                    bytes.reserve(n + payload.rest);
                }
                bytes.extend_from_slice(&input.split_to(n));
            }
        }
        if !whole {
            self.payload = Some(payload);
            return None;
        }
        Some(match payload.sink {
            Sink::Skip => Frame::Skipped(payload.event),
            Sink::Keep(bytes) => Frame::Payload(payload.event, bytes.freeze()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xlink::EventKind;

    fn packet(payload: &[u8]) -> Bytes {
        let mut event = Event::new(EventKind::WriteReq, 1);
        event.size = payload.len() as u32;
        let mut bytes = event.encode();
        bytes.extend_from_slice(payload);
        Bytes::from(bytes)
    }

    #[test]
    fn any_split_gives_the_same_frames() {
        let all = packet(b"hello");
        for cut in 0..all.len() {
            let mut framer = Framer::default();
            let mut seen = Vec::new();
            for mut part in [all.slice(..cut), all.slice(cut..)] {
                while let Some(frame) = framer.next(&mut part).unwrap() {
                    match frame {
                        Frame::Header(event) => framer.expect_payload(event, true),
                        Frame::Payload(_, bytes) => seen.push(bytes),
                        Frame::Skipped(_) => unreachable!(),
                    }
                }
                assert!(part.is_empty());
            }
            assert_eq!(seen, [Bytes::from_static(b"hello")]);
            assert_eq!(framer.wanted(), EVENT_HEADER_BYTES);
        }
    }

    #[test]
    fn a_large_payload_is_asked_for_in_pieces() {
        let mut framer = Framer::default();
        let mut event = Event::new(EventKind::WriteReq, 1);
        event.size = 5 << 20;
        framer.expect_payload(event, false);
        assert_eq!(framer.wanted(), 1 << 20);
        assert_eq!(framer.held_bytes(), 0);
    }
}
