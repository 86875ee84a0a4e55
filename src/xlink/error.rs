//! What can go wrong on a link.

use std::{fmt, time::Duration};

use super::{HeaderError, StreamId};

/// An answer the link waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// The answer to the first ping of the link.
    Handshake,
    /// The answer to opening a stream.
    Open,
    /// The answer to closing a stream.
    Close,
    /// The acknowledgement of a packet.
    Write,
    /// The acknowledgement of a watchdog ping.
    Watchdog,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Handshake => "the handshake",
            Self::Open => "opening a stream",
            Self::Close => "closing a stream",
            Self::Write => "a packet",
            Self::Watchdog => "a watchdog ping",
        })
    }
}

/// The link broke. Every one of these ends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// Bytes that are no event header.
    #[error("bad event header: {0}")]
    Header(#[from] HeaderError),
    /// A packet larger than the buffer of its stream.
    #[error("packet of {size} bytes on stream {stream}, at most {limit} were agreed")]
    PacketTooLarge {
        /// Raw stream number of the packet.
        stream: u32,
        /// Announced size in bytes.
        size: u32,
        /// Largest size allowed, in bytes.
        limit: u32,
    },
    /// More packets than the window allows before the first of them was released.
    #[error("more than the agreed number of packets or bytes on stream {0}")]
    WindowExceeded(StreamId),
    /// More events that want an answer than answers could be sent.
    #[error("more than {0} answers are waiting to be sent")]
    Flooded(usize),
    /// The device refused to open or close a stream, again and again.
    #[error("the device refused stream \"{name}\" {attempts} times")]
    StreamRefused {
        /// Name of the stream.
        name: String,
        /// Requests sent.
        attempts: u32,
    },
    /// The device refused a packet.
    #[error("the device refused packet {packet} on stream {stream}")]
    WriteRefused {
        /// The stream.
        stream: StreamId,
        /// The packet's number, as [`Link::write`](super::Link::write) returned it.
        packet: u64,
    },
    /// An answer did not come in time.
    #[error("no answer to {wait} within {limit:?}")]
    Timeout {
        /// What was waited for.
        wait: Wait,
        /// How long.
        limit: Duration,
    },
    /// The device ended the link with a reset request of its own.
    #[error("the device reset the link")]
    ResetByDevice,
    /// The link ended before this call (after a reset of ours).
    #[error("the link has ended")]
    Ended,
}

/// A call that makes no sense for the stream; the link is not affected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// A stream name that is empty, contains a zero byte, or has more than 51 bytes (protocol 3.3).
    #[error("\"{0}\" cannot be the name of a stream")]
    BadName(String),
    /// The link has as many streams as it can have.
    #[error("a link has at most {0} streams")]
    TooMany(usize),
    /// No stream with this id is open on this side.
    #[error("stream {0} is not open")]
    NotOpen(StreamId),
    /// A packet that exceeds the stream's buffer could never be sent.
    #[error("a packet of {size} bytes does not fit into a stream with {buffer} bytes")]
    TooLarge {
        /// Size of the packet in bytes.
        size: usize,
        /// The stream's buffer in bytes.
        buffer: u32,
    },
    /// The link has ended, failed, or is being reset.
    #[error("the link has ended")]
    Ended,
}
