//! One XLink link, without IO: events on the wire, streams, credits, deadlines.
//!
//! [`Link`] is the host's end. It never reads a clock, never waits, and never touches a transport: whoever drives it
//! brings bytes and the time, and carries out what it asks for.
//!
//! # Contract
//!
//! * `now` is the time since any fixed moment, the same for all calls on one link, and never goes backwards.
//! * After every call that may change something ([`Link::handle_input`], [`Link::handle_timeout`],
//!   [`Link::open_stream`], [`Link::write`], [`Link::close_stream`], [`Link::reset`]) call [`Link::poll_output`] until it
//!   says [`Output::Timeout`].
//! * Each [`Output::Transmit`] is one transfer, to be sent alone and in this order. A driver whose transport is full may
//!   stop polling after a transmit and go on when there is room; it should, because what it has taken can no longer be
//!   overtaken by a watchdog ping. Meanwhile it must go on reading, take events by [`Link::poll_event`], and keep the
//!   time of [`Link::expiry`].
//! * Exactly one reader feeds [`Link::handle_input`], and asks its transport for [`Link::wanted`] bytes: less is fine,
//!   more than that hangs on USB (protocol 2.5).
//! * [`LinkEvent::Failed`] and [`LinkEvent::ResetDone`] are the last event of a link; nothing is transmitted after them.
//!
//! # Run loop
//!
//! ```text
//! loop {
//!     let until = loop {
//!         match link.poll_output(now()) {
//!             Output::Transmit(bytes) => transport.send(bytes),
//!             Output::Event(event) => tell(event),          // ends the loop at Failed and ResetDone
//!             Output::Timeout(until) => break until,
//!         }
//!     };
//!     wait for the first of
//!         bytes = transport.receive(link.wanted()) => link.handle_input(now(), bytes),
//!         until                                    => link.handle_timeout(now()),
//!         a wish of the program                    => link.write(..), link.reset(..), ...
//! }
//! ```
//!
//! # What the link does by itself
//!
//! It shakes hands, opens streams and repeats refused requests, assigns stream ids, answers every request of the
//! device, releases each packet when the program takes its event, keeps to the window (64 packets, own buffer in bytes,
//! one unacknowledged packet per stream), and once [`WATCHDOG_STREAM`] is open pings on it every [`WATCHDOG_PERIOD`].
//! It never sends the watchdog's reset request.
//!
//! Answers, releases and pings go ahead of waiting packets, but never between a header and its payload.

mod error;
mod header;
mod inbound;
mod incoming;
mod link;
mod outgoing;
mod stream;
#[cfg(test)]
mod tests;

use std::{fmt, time::Duration};

pub use error::{LinkError, StreamError, Wait};
pub use header::{EVENT_HEADER_BYTES, Event, EventKind, Flags, HeaderError, STREAM_NAME_BYTES};
pub use link::{Link, LinkConfig, LinkEvent, Output};

/// TCP port an OAK listens on for XLink (protocol 2.1).
pub const TCP_PORT: u16 = 11490;
/// UDP port of discovery (protocol 2.2).
pub const DISCOVERY_PORT: u16 = 11491;
/// The stream that carries requests, responses and data (protocol 4, 5).
pub const BOOTLOADER_STREAM: &str = "__bootloader";
/// The keep-alive stream (protocol 4).
pub const WATCHDOG_STREAM: &str = "__watchdog";
/// Most packets a writer may have unreleased on one direction of a stream (protocol 3.4).
pub const MAX_UNRELEASED_PACKETS: usize = 64;
/// Buffer of [`BOOTLOADER_STREAM`] and size of one data packet, in bytes (protocol 3.3, 5.3).
pub const BOOTLOADER_BUFFER_BYTES: u32 = 5 * 1024 * 1024;
/// Buffer of [`WATCHDOG_STREAM`], in bytes (protocol 3.3).
pub const WATCHDOG_BUFFER_BYTES: u32 = 64;

/// Largest part of a payload in one transfer, in bytes (protocol 2.5).
pub const MAX_PIECE_BYTES: usize = 1 << 20;

/// Bytes of a payload that are sent at once: an even part of [`MAX_PIECE_BYTES`], with which a browser is quickest.
const SENT_PIECE_BYTES: usize = 256 << 10;

/// Most streams of one link (protocol 3.3).
pub const MAX_STREAMS: usize = 32;
/// Buffer sizes are rounded up to a multiple of this, in bytes (protocol 3.3).
pub const BUFFER_UNIT_BYTES: u32 = 64;
/// Largest write buffer we believe a device to have, in bytes. The reference uses 5 MiB; the room above is a guard, not
/// a promise.
pub const MAX_DEVICE_BUFFER_BYTES: u32 = 16 * 1024 * 1024;
/// Most bytes of all streams together that came and were not taken; more ends the link. A guard for streams a device
/// opens that nobody reads.
pub const MAX_UNTAKEN_BYTES: u64 = 2 * MAX_DEVICE_BUFFER_BYTES as u64;
/// Id of the first event of a link (protocol 3.1).
pub const FIRST_EVENT_ID: i32 = 11;
/// Most answers that may wait for the transport before the link gives up on a device that floods it.
pub const MAX_WAITING_ANSWERS: usize = 4096;

/// Payload of a watchdog ping (protocol 4.1).
pub const WATCHDOG_PING: [u8; 4] = [0; 4];
/// Time between two watchdog pings (protocol 4.1).
pub const WATCHDOG_PERIOD: Duration = Duration::from_millis(750);

/// Default for [`LinkConfig::handshake_deadline`]: the reference's connect time (protocol 10).
pub const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(5);
/// Default for [`LinkConfig::exchange_deadline`]. The reference waits for ever; answers need one round trip.
pub const EXCHANGE_DEADLINE: Duration = Duration::from_secs(5);
/// Default for [`LinkConfig::write_deadline`]. The reference waits for ever. The time starts when the last piece was
/// handed out, and must cover what the system still buffers: some MiB at 1 MB/s.
pub const WRITE_DEADLINE: Duration = Duration::from_secs(15);
/// Default for [`LinkConfig::liveness_deadline`]: the limit of the reference's watchdog monitor (protocol 4.2).
pub const LIVENESS_DEADLINE: Duration = Duration::from_secs(6);
/// Default for [`LinkConfig::reset_deadline`]: the reference's (protocol 3.6).
pub const RESET_DEADLINE: Duration = Duration::from_secs(2);
/// Time between a refused request to open or close a stream and its repetition (protocol 3.3).
pub const RETRY_PERIOD: Duration = Duration::from_millis(50);
/// Repetitions of a refused request to open or close a stream (protocol 3.3).
pub const MAX_RETRIES: u32 = 5;

/// The number of a stream, assigned by the host, per link from 0 (protocol 3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub(crate) u32);

impl StreamId {
    /// The number on the wire.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
