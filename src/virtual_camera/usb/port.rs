//! One attachment of a camera to a host: the transfers that wait, in order, on each endpoint.
//!
//! Only packets exist on a cable, so a read ends when it is full or at a packet that is not whole, whatever the device
//! thinks its transfer is; a packet for which there is no room is lost (babble). Writes take the time of the cable. The
//! owner calls [`Port::pump`] after everything that happened to the camera and sends what [`Port::take_return`] gives.

use std::{collections::VecDeque, time::Duration};

use bytes::{Bytes, BytesMut};
use serde::Serialize;

use super::{
    Function, descriptors,
    function::{Answer, Setup},
};
use crate::{
    codec::usbip::{Return, SHORT_NOT_OK, Submit, ZERO_PACKET},
    virtual_camera::{VirtualCamera, cable},
};

/// Error numbers of Linux, as USB/IP carries them.
mod errno {
    /// Out of memory: too much is pending.
    pub(super) const NO_MEMORY: i32 = -12;
    /// A stall.
    pub(super) const STALL: i32 = -32;
    /// The device sent more than there was room for.
    pub(super) const BABBLE: i32 = -75;
    /// Cancelled.
    pub(super) const CANCELLED: i32 = -104;
    /// A short packet where none is allowed.
    pub(super) const SHORT: i32 = -121;
}

/// The bulk pair that carries everything.
const BULK: u8 = 1;
const DIRECTION_IN: u8 = 0x80;
/// Most transfers that may be pending in one direction: far more than hosts use.
const MOST_PENDING: usize = 1024;
/// Most bytes that may wait to be sent to the device: four times what a Linux host lets all its devices have.
const MOST_PENDING_BYTES: usize = 64 << 20;

/// What went through a port, and how the host did it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(in crate::virtual_camera) struct Traffic {
    /// Completed bulk OUT transfers.
    pub(super) out_transfers: u64,
    /// Their bytes.
    pub(super) out_bytes: u64,
    /// Time from the end of the first of them to the end of the last, in microseconds.
    pub(super) out_micros: u64,
    #[serde(skip)]
    first_out: Option<Duration>,
    /// The longest of them in bytes.
    pub(super) longest_out: usize,
    /// Most that were pending at a time.
    pub(super) most_pending_out: usize,
    /// Completed bulk IN transfers.
    pub(super) in_transfers: u64,
    /// Their bytes.
    pub(super) in_bytes: u64,
    /// The longest of them in bytes.
    pub(super) longest_in: usize,
    /// Most that were pending at a time.
    pub(super) most_pending_in: usize,
    /// Control transfers.
    pub(super) control_transfers: u64,
    /// Transfers that ended with a stall.
    pub(super) stalled: u64,
    /// Reads that ended because a packet was larger than their room.
    pub(super) babbled: u64,
    /// Transfers that the host cancelled.
    pub(super) cancelled: u64,
}

/// A pending bulk IN transfer.
#[derive(Debug)]
struct Read {
    sequence: u32,
    room: usize,
    flags: u32,
    /// The first piece, which is mostly the only one.
    first: Bytes,
    more: BytesMut,
}

impl Read {
    fn len(&self) -> usize {
        self.first.len() + self.more.len()
    }

    fn push(&mut self, bytes: Bytes) {
        if self.first.is_empty() {
            self.first = bytes;
        } else {
            self.more.extend_from_slice(&bytes);
        }
    }

    fn take(self) -> Bytes {
        if self.more.is_empty() {
            return self.first;
        }
        let mut all = BytesMut::with_capacity(self.len());
        all.extend_from_slice(&self.first);
        all.extend_from_slice(&self.more);
        all.freeze()
    }
}

/// A pending bulk OUT transfer.
#[derive(Debug)]
struct Write {
    sequence: u32,
    data: Bytes,
    zero_packet: bool,
}

/// One attachment of a camera.
#[derive(Debug)]
pub(in crate::virtual_camera) struct Port {
    generation: u64,
    function: Function,
    reads: VecDeque<Read>,
    writes: VecDeque<Write>,
    write_bytes: usize,
    /// When the first write has passed the cable.
    write_due: Option<Duration>,
    /// Transfers on endpoints that nobody serves.
    parked: Vec<u32>,
    returns: VecDeque<Return>,
    traffic: Traffic,
}

impl Port {
    /// Attaches the camera as it is now.
    pub(in crate::virtual_camera) fn new(camera: &VirtualCamera) -> Self {
        Self {
            generation: camera.generation(),
            function: Function::default(),
            reads: VecDeque::new(),
            writes: VecDeque::new(),
            write_bytes: 0,
            write_due: None,
            parked: Vec::new(),
            returns: VecDeque::new(),
            traffic: Traffic::default(),
        }
    }

    /// Whether the camera is still the one that was attached.
    pub(in crate::virtual_camera) fn is_attached(&self, camera: &VirtualCamera) -> bool {
        camera.state().is_some() && camera.generation() == self.generation
    }

    /// What went through so far.
    pub(in crate::virtual_camera) const fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// When [`Port::pump`] is due, besides after what happens to the camera.
    pub(in crate::virtual_camera) const fn deadline(&self) -> Option<Duration> {
        self.write_due
    }

    /// What the host must be told next.
    pub(in crate::virtual_camera) fn take_return(&mut self) -> Option<Return> {
        self.returns.pop_front()
    }

    /// Lets an endpoint answer with stalls until the host clears it.
    pub(in crate::virtual_camera) fn halt(&mut self, is_in: bool) {
        self.function.halt(address(BULK, is_in));
        self.fail_halted();
    }

    /// Takes a transfer.
    pub(in crate::virtual_camera) fn submit(
        &mut self,
        now: Duration,
        camera: &mut VirtualCamera,
        submit: Submit,
    ) {
        let Some(state) = camera.state() else { return };
        let pending = if submit.endpoint != BULK {
            self.parked.len()
        } else if submit.is_in {
            self.reads.len()
        } else {
            self.writes.len()
        };
        if pending >= MOST_PENDING || self.write_bytes + submit.data.len() > MOST_PENDING_BYTES {
            self.end(submit.sequence, errno::NO_MEMORY, 0);
            return;
        }
        let address = address(submit.endpoint, submit.is_in);
        match submit.endpoint {
            0 => self.control(now, camera, submit),
            _ if !self.function.is_configured()
                || !descriptors::endpoints(state).contains(&address)
                || self.function.is_halted(address) =>
            {
                self.stall(submit.sequence);
            }
            BULK if submit.is_in => self.read(now, camera, &submit),
            BULK => {
                self.write_bytes += submit.data.len();
                self.writes.push_back(Write {
                    sequence: submit.sequence,
                    data: submit.data,
                    zero_packet: submit.flags & ZERO_PACKET != 0,
                });
                let most = &mut self.traffic.most_pending_out;
                *most = (*most).max(self.writes.len());
            }
            _ => self.parked.push(submit.sequence),
        }
    }

    fn read(&mut self, now: Duration, camera: &mut VirtualCamera, submit: &Submit) {
        if submit.length == 0 {
            self.end(submit.sequence, 0, 0);
            return;
        }
        if self.reads.is_empty() {
            camera.set_host_closed(now, false);
        }
        self.reads.push_back(Read {
            sequence: submit.sequence,
            room: submit.length,
            flags: submit.flags,
            first: Bytes::new(),
            more: BytesMut::new(),
        });
        let most = &mut self.traffic.most_pending_in;
        *most = (*most).max(self.reads.len());
    }

    fn control(&mut self, now: Duration, camera: &mut VirtualCamera, submit: Submit) {
        self.traffic.control_transfers += 1;
        let Ok(setup) = Setup::decode(submit.setup) else {
            return;
        };
        match self.function.control(now, camera, setup) {
            Answer::Data(mut data) => {
                data.truncate(submit.length.min(setup.length.into()));
                let actual = data.len();
                self.finish(submit.sequence, 0, actual, data.into());
            }
            Answer::Done => self.end(submit.sequence, 0, submit.data.len()),
            Answer::Stall => self.stall(submit.sequence),
        }
        self.fail_halted();
    }

    /// Cancels the transfer `target`. What it has already read is lost: the protocol has no place for it.
    pub(in crate::virtual_camera) fn unlink(
        &mut self,
        now: Duration,
        camera: &mut VirtualCamera,
        sequence: u32,
        target: u32,
    ) {
        let before = self.reads.len() + self.writes.len() + self.parked.len();
        let had_reads = !self.reads.is_empty();
        self.reads.retain(|read| read.sequence != target);
        self.parked.retain(|parked| *parked != target);
        if self.writes.front().is_some_and(|w| w.sequence == target) {
            self.write_due = None;
        }
        self.writes.retain(|write| write.sequence != target);
        self.write_bytes = self.writes.iter().map(|write| write.data.len()).sum();
        let found = self.reads.len() + self.writes.len() + self.parked.len() < before;
        if had_reads && self.reads.is_empty() {
            // Programs that go away cancel their read; USB tells no more than that.
            camera.set_host_closed(now, true);
        }
        self.traffic.cancelled += u64::from(found);
        self.returns.push_back(Return::Unlink {
            sequence,
            status: if found { errno::CANCELLED } else { 0 },
        });
    }

    /// Moves what can be moved.
    pub(in crate::virtual_camera) fn pump(&mut self, now: Duration, camera: &mut VirtualCamera) {
        while self.is_attached(camera) {
            let moved = self.write_next(now, camera) | self.read_next(camera);
            if !moved {
                return;
            }
            camera.advance(now);
        }
        self.write_due = None;
    }

    /// Lets the first write arrive when its time has come.
    fn write_next(&mut self, now: Duration, camera: &mut VirtualCamera) -> bool {
        let Some(write) = self.writes.front() else {
            return false;
        };
        if let Some(due) = self.write_due {
            if now < due {
                return false;
            }
        } else if let Some(time) = cable::time_of(write.data.len(), camera.options().speed) {
            self.write_due = Some(now + time);
            return false;
        }
        self.write_due = None;
        let Some(write) = self.writes.pop_front() else {
            return false;
        };
        let len = write.data.len();
        self.write_bytes = self.write_bytes.saturating_sub(len);
        let packet = camera.usb_speed().packet_bytes();
        camera.receive(now, &write.data);
        if write.zero_packet && len > 0 && len.is_multiple_of(packet) && self.is_attached(camera) {
            camera.receive(now, &[]);
        }
        // A transfer that the cable cut never ended.
        if !camera.is_unplugged() {
            let took = now.saturating_sub(*self.traffic.first_out.get_or_insert(now));
            self.traffic.out_micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            self.traffic.out_transfers += 1;
            self.traffic.out_bytes += len as u64;
            self.traffic.longest_out = self.traffic.longest_out.max(len);
            self.end(write.sequence, 0, len);
        }
        true
    }

    /// Gives the first read what the device has to send.
    fn read_next(&mut self, camera: &mut VirtualCamera) -> bool {
        let packet = camera.usb_speed().packet_bytes();
        let Some(due) = camera.next_transmit() else {
            return false;
        };
        let Some(mut read) = self.reads.pop_front() else {
            return false;
        };
        let room = read.room - read.len();
        let Some(mut bytes) = camera.transmit(room) else {
            self.reads.push_front(read);
            return false;
        };
        let babble = due > room && room % packet != 0;
        if babble {
            // The last packet did not fit: it is lost, with the part of it that was taken.
            let whole = room - room % packet;
            camera.lose((due - room).min(packet - room % packet));
            bytes.truncate(whole);
        }
        let short = !bytes.len().is_multiple_of(packet);
        read.push(bytes);
        let full = read.len() >= read.room;
        if babble {
            self.traffic.babbled += 1;
            self.finish_read(read, errno::BABBLE);
        } else if full || short {
            let status = match read.flags & SHORT_NOT_OK {
                0 => 0,
                _ if full => 0,
                _ => errno::SHORT,
            };
            self.finish_read(read, status);
        } else {
            self.reads.push_front(read);
        }
        true
    }

    fn finish_read(&mut self, read: Read, status: i32) {
        let (sequence, len) = (read.sequence, read.len());
        self.traffic.in_transfers += 1;
        self.traffic.in_bytes += len as u64;
        self.traffic.longest_in = self.traffic.longest_in.max(len);
        self.finish(sequence, status, len, read.take());
    }

    /// Transfers on halted endpoints end with a stall.
    fn fail_halted(&mut self) {
        if self.function.is_halted(address(BULK, true)) {
            for read in std::mem::take(&mut self.reads) {
                self.stall(read.sequence);
            }
        }
        if self.function.is_halted(address(BULK, false)) {
            self.write_due = None;
            self.write_bytes = 0;
            for write in std::mem::take(&mut self.writes) {
                self.stall(write.sequence);
            }
        }
    }

    fn stall(&mut self, sequence: u32) {
        self.traffic.stalled += 1;
        self.end(sequence, errno::STALL, 0);
    }

    fn end(&mut self, sequence: u32, status: i32, actual: usize) {
        self.finish(sequence, status, actual, Bytes::new());
    }

    fn finish(&mut self, sequence: u32, status: i32, actual: usize, data: Bytes) {
        self.returns.push_back(Return::Submit {
            sequence,
            status,
            actual: u32::try_from(actual).unwrap_or(u32::MAX),
            data,
        });
    }
}

const fn address(endpoint: u8, is_in: bool) -> u8 {
    endpoint | if is_in { DIRECTION_IN } else { 0 }
}
