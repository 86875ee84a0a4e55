//! The 84-byte event header (protocol 3.1, 3.2). Shared by the host's link and the virtual camera's.

use crate::codec::{Reader, UnexpectedEnd, Writer};

/// Size of an event header on the wire, in bytes.
pub const EVENT_HEADER_BYTES: usize = 84;
/// Size of the stream name field, in bytes, terminator included.
pub const STREAM_NAME_BYTES: usize = 52;

/// The kinds of events that may appear on the wire (protocol 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum EventKind {
    /// A packet; the only event followed by a payload.
    WriteReq = 0,
    /// A packet was released by its reader.
    ReadRelReq = 2,
    /// One direction of a stream is opened.
    CreateStreamReq = 3,
    /// One direction of a stream is closed.
    CloseStreamReq = 4,
    /// First event of a link.
    PingReq = 5,
    /// Ends the link; the device resets.
    ResetReq = 6,
    /// Answer to [`Self::WriteReq`].
    WriteResp = 8,
    /// Answer to [`Self::ReadRelReq`].
    ReadRelResp = 10,
    /// Answer to [`Self::CreateStreamReq`].
    CreateStreamResp = 11,
    /// Answer to [`Self::CloseStreamReq`].
    CloseStreamResp = 12,
    /// Answer to [`Self::PingReq`].
    PingResp = 13,
    /// Answer to [`Self::ResetReq`].
    ResetResp = 14,
}

impl EventKind {
    const fn from_wire(value: u32) -> Option<Self> {
        Some(match value {
            0 => Self::WriteReq,
            2 => Self::ReadRelReq,
            3 => Self::CreateStreamReq,
            4 => Self::CloseStreamReq,
            5 => Self::PingReq,
            6 => Self::ResetReq,
            8 => Self::WriteResp,
            10 => Self::ReadRelResp,
            11 => Self::CreateStreamResp,
            12 => Self::CloseStreamResp,
            13 => Self::PingResp,
            14 => Self::ResetResp,
            _ => return None,
        })
    }

    /// The response that answers this request; `None` for a response.
    pub const fn response(self) -> Option<Self> {
        Some(match self {
            Self::WriteReq => Self::WriteResp,
            Self::ReadRelReq => Self::ReadRelResp,
            Self::CreateStreamReq => Self::CreateStreamResp,
            Self::CloseStreamReq => Self::CloseStreamResp,
            Self::PingReq => Self::PingResp,
            Self::ResetReq => Self::ResetResp,
            _ => return None,
        })
    }
}

/// The flag bits of an event (protocol 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u32);

impl Flags {
    /// Success; set in every request and response the reference sends.
    pub const ACK: Self = Self(1);
    /// Refusal.
    pub const NACK: Self = Self(1 << 1);
    /// A buffer size the peer cannot serve.
    pub const SIZE_TOO_BIG: Self = Self(1 << 6);
    /// The stream does not exist.
    pub const NO_SUCH_STREAM: Self = Self(1 << 7);

    /// Whether every bit of `other` is set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One event header. Fields without a meaning for a kind hold left-overs on the wire and must not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Chosen by the requester, echoed by the response.
    pub id: i32,
    /// What the event is.
    pub kind: EventKind,
    /// Only meaningful in create-stream events; at most 51 bytes.
    pub stream_name: String,
    /// Sender's monotonic clock: nanoseconds part.
    pub clock_nanos: u32,
    /// Sender's monotonic clock: seconds.
    pub clock_secs: u64,
    /// The stream.
    pub stream_id: u32,
    /// Payload length (write), buffer size (create) or released bytes (release).
    pub size: u32,
    /// Flag bits.
    pub flags: Flags,
}

/// A header that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// Fewer than 84 bytes.
    #[error(transparent)]
    UnexpectedEnd(#[from] UnexpectedEnd),
    /// A type number that does not travel on a wire.
    #[error("event type {0} is not known")]
    UnknownKind(u32),
}

impl Event {
    /// An event with the acknowledge flag set, no name and no clock.
    pub const fn new(kind: EventKind, id: i32) -> Self {
        Self {
            id,
            kind,
            stream_name: String::new(),
            clock_nanos: 0,
            clock_secs: 0,
            stream_id: 0,
            size: 0,
            flags: Flags::ACK,
        }
    }

    /// The 84 bytes of this header.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        // 51 bytes of name at most: the terminator belongs to the field.
        writer
            .i32(self.id)
            .u32(self.kind as u32)
            .text(&self.stream_name, STREAM_NAME_BYTES - 1)
            .u8(0);
        let secs = self.clock_secs.to_le_bytes();
        writer
            .u32(self.clock_nanos)
            .bytes(&secs)
            .u32(self.stream_id)
            .u32(self.size)
            .u32(self.flags.0);
        writer.finish()
    }

    /// Reads a header.
    pub fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        let mut reader = Reader::new(bytes);
        let id = reader.i32()?;
        let kind = reader.u32()?;
        let kind = EventKind::from_wire(kind).ok_or(HeaderError::UnknownKind(kind))?;
        Ok(Self {
            id,
            kind,
            stream_name: reader.text(STREAM_NAME_BYTES)?,
            clock_nanos: reader.u32()?,
            clock_secs: reader.u64()?,
            stream_id: reader.u32()?,
            size: reader.u32()?,
            flags: Flags(reader.u32()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_survives_a_round_trip() {
        let mut event = Event::new(EventKind::CreateStreamReq, 11);
        event.stream_name = "__bootloader".to_owned();
        event.stream_id = 7;
        event.size = 5_242_880;
        event.clock_secs = 0x1_0000_0002;
        let bytes = event.encode();
        assert_eq!(bytes.len(), EVENT_HEADER_BYTES);
        assert_eq!(&bytes[8..20], b"__bootloader");
        assert_eq!(&bytes[72..76], [7, 0, 0, 0]);
        assert_eq!(Event::decode(&bytes), Ok(event));
    }

    #[test]
    fn foreign_bytes_are_refused() {
        assert!(matches!(
            Event::decode(&[0; 83]),
            Err(HeaderError::UnexpectedEnd(_))
        ));
        let mut bytes = Event::new(EventKind::PingReq, 1).encode();
        bytes[4] = 15;
        assert_eq!(Event::decode(&bytes), Err(HeaderError::UnknownKind(15)));
    }
}
