//! Both directions of one stream, as the device keeps them (protocol 3.3, 3.4).

use std::collections::VecDeque;

use bytes::Bytes;

use crate::xlink::MAX_UNRELEASED_PACKETS;

/// One named stream.
#[derive(Debug)]
pub(super) struct Stream {
    /// Its name.
    pub(super) name: String,
    /// Chosen by the host; both directions share it.
    pub(super) id: Option<u32>,
    /// The host's write buffer, while its direction is open.
    pub(super) host_buffer: Option<u32>,
    /// The event id of our request to open our direction, while it is unanswered.
    pub(super) opening: Option<i32>,
    /// Whether our direction is open.
    pub(super) device_open: bool,
    /// Our write buffer in bytes.
    own_buffer: u32,
    /// Packets from the host, not yet taken and so not released.
    pub(super) incoming: VecDeque<Bytes>,
    /// Packets for the host, not yet written.
    pub(super) outgoing: VecDeque<Bytes>,
    /// Lengths of the packets the host has and did not release.
    pub(super) unreleased: VecDeque<u32>,
    /// The event id of the write the host did not answer yet.
    pub(super) awaiting: Option<i32>,
}

impl Stream {
    /// A stream that neither side opened.
    pub(super) fn new(name: &str, own_buffer: u32) -> Self {
        Self {
            name: name.to_owned(),
            id: None,
            host_buffer: None,
            opening: None,
            device_open: false,
            own_buffer,
            incoming: VecDeque::new(),
            outgoing: VecDeque::new(),
            unreleased: VecDeque::new(),
            awaiting: None,
        }
    }

    /// Takes the next packet, if the host has room for it.
    pub(super) fn next_write(&mut self) -> Option<Bytes> {
        if !self.device_open
            || self.awaiting.is_some()
            || self.unreleased.len() >= MAX_UNRELEASED_PACKETS
        {
            return None;
        }
        let out: u64 = self.unreleased.iter().copied().map(u64::from).sum();
        let next = self.outgoing.front()?.len() as u64;
        (out + next <= u64::from(self.own_buffer))
            .then(|| self.outgoing.pop_front())
            .flatten()
    }
}
