//! One stream: both directions, window, exchange of open and close.
//!
//! Our direction goes `Unopened -> Opening -> Open -> Closing -> Closed`; a refused exchange is repeated. The device's
//! direction is only a flag: it may write whether it opened its direction or not (protocol 3.3).

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use super::MAX_UNRELEASED_PACKETS;

/// How far an open or close request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// To be sent, not before this time.
    Due(Duration),
    /// Sent under this event id; the answer must come before the deadline.
    Sent { id: i32, deadline: Duration },
}

/// An open or close request that is repeated while the device refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exchange {
    pub(super) attempts: u32,
    pub(super) stage: Stage,
}

impl Exchange {
    pub(super) const fn new() -> Self {
        Self {
            attempts: 0,
            stage: Stage::Due(Duration::ZERO),
        }
    }
}

/// The state of our direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Local {
    Unopened,
    Opening(Exchange),
    Open,
    Closing(Exchange),
    Closed,
}

/// A packet that was handed out and not acknowledged yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InFlight {
    pub(super) id: i32,
    pub(super) packet: u64,
    /// Set when the last byte was handed out.
    pub(super) deadline: Option<Duration>,
}

/// One stream.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) name: String,
    pub(super) local: Local,
    /// Our write buffer in bytes; 0 until we open the stream.
    pub(super) buffer: u32,
    outbox: VecDeque<Bytes>,
    pub(super) in_flight: Option<InFlight>,
    unreleased: VecDeque<u32>,
    unreleased_bytes: u64,
    /// Number of the next packet given to `write`, and of the next one sent.
    written: u64,
    sent: u64,
    released: u64,
    pub(super) peer_open: bool,
    /// What the device said of its write buffer; 0 if it did not.
    pub(super) peer_buffer: u32,
    /// Packets that came before we opened the stream.
    pub(super) early: VecDeque<Bytes>,
    untaken: usize,
    untaken_bytes: u64,
}

impl Stream {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            local: Local::Unopened,
            buffer: 0,
            outbox: VecDeque::new(),
            in_flight: None,
            unreleased: VecDeque::new(),
            unreleased_bytes: 0,
            written: 0,
            sent: 0,
            released: 0,
            peer_open: false,
            peer_buffer: 0,
            early: VecDeque::new(),
            untaken: 0,
            untaken_bytes: 0,
        }
    }

    /// Puts a packet behind the others and gives it its number.
    pub(super) fn push(&mut self, bytes: Bytes) -> u64 {
        let number = self.written;
        self.written += 1;
        self.outbox.push_back(bytes);
        number
    }

    /// Bytes that wait to be sent.
    pub(super) fn queued_bytes(&self) -> usize {
        self.outbox.iter().map(Bytes::len).sum()
    }

    /// Whether the next packet may be sent now: the one before was acknowledged, and the window has room.
    pub(super) fn can_send(&self) -> bool {
        let Some(next) = self.outbox.front() else {
            return false;
        };
        matches!(self.local, Local::Open | Local::Closing(_))
            && self.in_flight.is_none()
            && self.unreleased.len() < MAX_UNRELEASED_PACKETS
            && self.unreleased_bytes + next.len() as u64 <= u64::from(self.buffer)
    }

    /// Takes the next packet for sending and counts it in the window.
    pub(super) fn start_sending(&mut self, id: i32) -> Option<Bytes> {
        let bytes = self.outbox.pop_front()?;
        // `write` let nothing in that exceeds the buffer, which is a u32.
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.unreleased.push_back(len);
        self.unreleased_bytes += u64::from(len);
        self.in_flight = Some(InFlight {
            id,
            packet: self.sent,
            deadline: None,
        });
        self.sent += 1;
        Some(bytes)
    }

    /// The device released our oldest packet: its number and length; `None` if none was unreleased.
    pub(super) fn release(&mut self) -> Option<(u64, u32)> {
        let len = self.unreleased.pop_front()?;
        self.unreleased_bytes = self.unreleased_bytes.saturating_sub(u64::from(len));
        let number = self.released;
        self.released += 1;
        Some((number, len))
    }

    /// Whether all we wrote was sent, acknowledged and released.
    pub(super) fn drained(&self) -> bool {
        self.outbox.is_empty() && self.in_flight.is_none() && self.unreleased.is_empty()
    }

    /// Forgets what was not sent.
    pub(super) fn drop_outgoing(&mut self) {
        self.outbox.clear();
        self.in_flight = None;
    }

    /// Counts an incoming packet; false if it exceeds every window the device can have. `window` is in bytes.
    pub(super) fn arrive(&mut self, len: usize, window: u64) -> bool {
        self.untaken += 1;
        self.untaken_bytes += len as u64;
        self.untaken <= MAX_UNRELEASED_PACKETS && self.untaken_bytes <= window
    }

    /// A packet left the link towards the program.
    pub(super) fn take(&mut self, len: usize) {
        self.untaken = self.untaken.saturating_sub(1);
        self.untaken_bytes = self.untaken_bytes.saturating_sub(len as u64);
    }

    /// Bytes that came and were not taken.
    pub(super) const fn untaken_bytes(&self) -> u64 {
        self.untaken_bytes
    }

    /// Whether the program has taken everything that came.
    pub(super) const fn all_taken(&self) -> bool {
        self.untaken == 0
    }

    /// Whether neither side uses the stream any more.
    pub(super) fn is_over(&self) -> bool {
        !self.peer_open && matches!(self.local, Local::Closed | Local::Unopened)
    }
}
