//! Replaying a recording: a bus on which a camera answers what it answered then.
//!
//! Answers come as soon as what they followed in the recording was received; a camera that left then leaves now. What
//! the host says differently is noted in [`ReplayBus::divergences`]. Memory that was read is only kept as a hash: it is
//! made up from what the host wrote before, with one bit wrong where that does not give the recorded hash.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use futures_channel::mpsc;
use futures_util::{
    FutureExt, StreamExt,
    future::{LocalBoxFuture, ready},
    stream::LocalBoxStream,
};
use sha2::{Digest, Sha256};

use super::link::DeviceLink;
use crate::{
    bootloader::{BootloaderKind, Layout, Memory, Request, Response, Storage},
    recording::{Direction, Entry, Happening, Recording, from_hex, to_hex},
    transport::{
        Attachment, Bus, Candidate, ControlRequest, DeviceState, MxId, SharedTransport, Transport,
        TransportError,
    },
    xlink::{BOOTLOADER_STREAM, WATCHDOG_STREAM},
};

/// Size of the identity that the ROM tells, in bytes.
const IDENTITY_BYTES: usize = 9;

/// One appearance of the recorded camera.
#[derive(Debug, Clone)]
struct Appearance {
    state: DeviceState,
    attachment: Attachment,
    script: VecDeque<Happening>,
}

#[derive(Debug, Default)]
struct Shared {
    mx_id: RefCell<String>,
    appearances: RefCell<VecDeque<Appearance>>,
    /// Counts appearances that are over.
    over: Cell<u64>,
    divergences: RefCell<Vec<String>>,
    watchers: RefCell<Vec<mpsc::UnboundedSender<()>>>,
    /// What the host wrote: memory, offset, bytes.
    written: RefCell<Vec<(Memory, u64, Bytes)>>,
    kind: Cell<Option<BootloaderKind>>,
}

impl Shared {
    fn diverged(&self, what: String) {
        self.divergences.borrow_mut().push(what);
    }

    fn end_appearance(&self, number: u64) {
        if self.over.get() == number {
            self.over.set(number + 1);
            self.appearances.borrow_mut().pop_front();
            for watcher in self.watchers.borrow().iter() {
                // A watcher that went away hears of nothing.
                let _ = watcher.unbounded_send(());
            }
        }
    }
}

/// The camera of a recording.
#[derive(Debug, Clone)]
pub struct ReplayBus {
    shared: Rc<Shared>,
}

impl ReplayBus {
    /// What ids of cameras on this bus start with.
    pub const PREFIX: &str = "replay:";

    /// A bus with the camera of the last session of `recording`, in the state in which it was first opened.
    pub fn new(recording: &Recording) -> Rc<Self> {
        let mx_id = recording.about.camera.get("mx_id");
        let mx_id = mx_id.and_then(|mx_id| mx_id.as_str()).unwrap_or_default();
        let shared = Shared::default();
        mx_id.clone_into(&mut shared.mx_id.borrow_mut());
        shared
            .appearances
            .replace(appearances(&recording.last_session().entries));
        Rc::new(Self {
            shared: Rc::new(shared),
        })
    }

    /// What the host said differently than in the recording, oldest first.
    pub fn divergences(&self) -> Vec<String> {
        self.shared.divergences.borrow().clone()
    }

    /// Whether everything recorded was replayed.
    pub fn is_over(&self) -> bool {
        self.shared.appearances.borrow().is_empty()
    }

    fn candidate(&self) -> Option<Candidate> {
        let appearances = self.shared.appearances.borrow();
        let front = appearances.front()?;
        let mx_id = MxId(self.shared.mx_id.borrow().clone());
        Some(Candidate {
            id: format!("{}{}", Self::PREFIX, self.shared.over.get()),
            state: front.state,
            mx_id: (front.state != DeviceState::Unbooted).then_some(mx_id),
            attachment: front.attachment,
            name: "Recording".to_owned(),
            is_virtual: true,
            speed: None,
        })
    }
}

fn appearances(entries: &[Entry]) -> VecDeque<Appearance> {
    let mut found: VecDeque<Appearance> = VecDeque::new();
    for entry in entries {
        match &entry.happening {
            Happening::Opened { state, attachment } => found.push_back(Appearance {
                state: *state,
                attachment: *attachment,
                script: VecDeque::new(),
            }),
            happening @ (Happening::Packet { .. } | Happening::Left) => {
                if let Some(last) = found.back_mut() {
                    last.script.push_back(happening.clone());
                }
            }
            Happening::Transfer { .. } | Happening::Note { .. } | Happening::Step { .. } => {}
        }
    }
    found
}

impl Bus for ReplayBus {
    fn list(&self) -> LocalBoxFuture<'static, Result<Vec<Candidate>, TransportError>> {
        ready(Ok(self.candidate().into_iter().collect())).boxed_local()
    }

    fn changes(&self) -> LocalBoxStream<'static, ()> {
        let (sender, receiver) = mpsc::unbounded();
        self.shared.watchers.borrow_mut().push(sender);
        receiver.boxed_local()
    }

    fn open(&self, id: &str) -> LocalBoxFuture<'static, Result<SharedTransport, TransportError>> {
        let there = self.candidate().filter(|candidate| candidate.id == id);
        let front = self.shared.appearances.borrow().front().cloned();
        let opened = match (there, front) {
            (Some(_), Some(appearance)) => Ok(Rc::new(Replayed {
                shared: Rc::clone(&self.shared),
                number: self.shared.over.get(),
                inner: Rc::new(Inner::new(appearance)),
            }) as SharedTransport),
            _ => Err(TransportError::Gone),
        };
        ready(opened).boxed_local()
    }

    fn reset_to_bootloader(&self, id: &str) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let there = self.candidate().is_some_and(|camera| camera.id == id);
        if there {
            self.shared.end_appearance(self.shared.over.get());
        }
        ready(if there {
            Ok(())
        } else {
            Err(TransportError::Gone)
        })
        .boxed_local()
    }
}

/// One open connection to the recorded camera.
struct Replayed {
    shared: Rc<Shared>,
    number: u64,
    inner: Rc<Inner>,
}

struct Inner {
    state: DeviceState,
    link: RefCell<DeviceLink>,
    script: RefCell<VecDeque<Happening>>,
    /// The rest of a memory that is being read: memory, next byte.
    reading: Cell<Option<(Memory, u64)>>,
    /// A writing request whose data comes: memory, next byte.
    writing: Cell<Option<(Memory, u64)>>,
    /// Transfers of the ROM so far.
    rom_transfers: Cell<u32>,
    gone: Cell<bool>,
    closed: Cell<bool>,
    wakers: RefCell<Vec<Waker>>,
}

impl Inner {
    fn new(appearance: Appearance) -> Self {
        Self {
            state: appearance.state,
            link: RefCell::new(DeviceLink::new(appearance.attachment == Attachment::Usb)),
            script: RefCell::new(appearance.script),
            reading: Cell::default(),
            writing: Cell::default(),
            rom_transfers: Cell::default(),
            gone: Cell::default(),
            closed: Cell::default(),
            wakers: RefCell::default(),
        }
    }

    fn wake(&self) {
        for waker in self.wakers.take() {
            waker.wake();
        }
    }

    fn check(&self) -> Result<(), TransportError> {
        if self.closed.get() {
            Err(TransportError::Closed)
        } else if self.gone.get() {
            Err(TransportError::Gone)
        } else {
            Ok(())
        }
    }

    /// Takes what the host sent, and answers what is due.
    fn advance(&self, shared: &Shared) {
        let mut link = self.link.borrow_mut();
        while link.take_packet(WATCHDOG_STREAM).is_some() {}
        while let Some(packet) = link.take_packet(BOOTLOADER_STREAM) {
            self.heard(shared, &packet);
            self.answer(shared, &mut link);
        }
        // A recorder that forgot the beginning may start with an answer.
        self.answer(shared, &mut link);
    }

    /// Compares a packet of the host with the one in the recording.
    fn heard(&self, shared: &Shared, packet: &Bytes) {
        self.understand(shared, packet);
        let expected = self.script.borrow_mut().pop_front();
        let said = Happening::packet(Direction::Out, packet);
        match expected {
            Some(expected) if expected == said => {}
            Some(
                expected @ Happening::Packet {
                    direction: Direction::Out,
                    ..
                },
            ) => shared.diverged(format!("{} instead of {}", short(&said), short(&expected))),
            other => {
                shared.diverged(format!("{}, which was not said then", short(&said)));
                if let Some(other) = other {
                    self.script.borrow_mut().push_front(other);
                }
            }
        }
    }

    /// Remembers what is written and where reading goes on.
    fn understand(&self, shared: &Shared, packet: &Bytes) {
        if let Some((memory, offset)) = self.writing.get() {
            let next = offset + packet.len() as u64;
            shared
                .written
                .borrow_mut()
                .push((memory, offset, packet.clone()));
            self.writing.set(Some((memory, next)));
            return;
        }
        let Ok(request) = Request::decode(packet) else {
            return;
        };
        let layout = Layout::of(shared.kind.get().unwrap_or(BootloaderKind::Usb));
        let named = |memory: i32| Memory::from_wire(memory).unwrap_or(Memory::Flash);
        match request {
            Request::UpdateFlash { storage, .. } => {
                let section = match storage {
                    Storage::Application => layout.application,
                    Storage::Bootloader => layout.bootloader,
                };
                self.writing
                    .set(Some((Memory::Flash, section.offset.into())));
            }
            Request::UpdateFlashEx2 { memory, offset, .. } => {
                self.writing.set(Some((named(memory), offset.into())));
            }
            Request::BootMemory { .. } => self.writing.set(Some((Memory::Auto, 0))),
            Request::ReadFlash { memory, offset, .. } => {
                self.reading.set(Some((named(memory), offset.into())));
            }
            _ => {}
        }
    }

    /// Sends what came at this place of the recording.
    fn answer(&self, shared: &Shared, link: &mut DeviceLink) {
        loop {
            let mut script = self.script.borrow_mut();
            match script.front() {
                Some(Happening::Left) => {
                    self.gone.set(true);
                    return;
                }
                Some(Happening::Packet {
                    direction: Direction::In,
                    bytes,
                    sha256,
                    content,
                }) => {
                    let packet = match content.as_deref().and_then(from_hex) {
                        Some(packet) => {
                            self.remember(shared, &packet);
                            packet
                        }
                        None => self.memory(shared, *bytes, sha256),
                    };
                    link.send(BOOTLOADER_STREAM, packet.into());
                    script.pop_front();
                }
                _ => return,
            }
        }
    }

    /// What an answer tells about the camera.
    fn remember(&self, shared: &Shared, packet: &[u8]) {
        match Response::decode(packet) {
            Ok(Response::BootloaderType(kind)) => shared.kind.set(BootloaderKind::from_wire(kind)),
            Ok(Response::FlashComplete { .. } | Response::FlashStatusUpdate { .. }) => {
                self.writing.set(None);
            }
            _ => {}
        }
    }

    /// Memory of which only the hash was kept.
    fn memory(&self, shared: &Shared, bytes: u64, sha256: &str) -> Vec<u8> {
        let len = usize::try_from(bytes).unwrap_or_default();
        let Some((memory, offset)) = self.reading.get() else {
            return vec![0xFF; len];
        };
        self.reading.set(Some((memory, offset + bytes)));
        let mut found = vec![0xFF; len];
        for (of, start, written) in shared.written.borrow().iter() {
            if *of == memory || *of == Memory::Auto {
                overlay(&mut found, offset, *start, written);
            }
        }
        if to_hex(&Sha256::digest(&found)) != sha256
            && let Some(first) = found.first_mut()
        {
            *first ^= 1;
        }
        found
    }
}

/// Puts the part of `written`, which lies at `start`, that belongs into `found`, which lies at `offset`.
fn overlay(found: &mut [u8], offset: u64, start: u64, written: &[u8]) {
    let from = start.max(offset);
    let to = (start + written.len() as u64).min(offset + found.len() as u64);
    if from >= to {
        return;
    }
    let within = |base: u64| (from - base) as usize..(to - base) as usize;
    if let (Some(target), Some(source)) =
        (found.get_mut(within(offset)), written.get(within(start)))
    {
        target.copy_from_slice(source);
    }
}

fn short(happening: &Happening) -> String {
    match happening {
        Happening::Packet {
            bytes,
            content: Some(content),
            ..
        } => {
            let request = from_hex(content).and_then(|bytes| Request::decode(&bytes).ok());
            request.map_or_else(
                || format!("{bytes} bytes"),
                |request| format!("{request:?}"),
            )
        }
        Happening::Packet { bytes, sha256, .. } => format!("{bytes} bytes {sha256}"),
        other => format!("{other:?}"),
    }
}

impl Transport for Replayed {
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        if let Err(error) = self.inner.check() {
            return ready(Err(error)).boxed_local();
        }
        if self.inner.state == DeviceState::Unbooted {
            let transfers = &self.inner.rom_transfers;
            transfers.set(transfers.get() + 1);
        } else {
            let mut link = self.inner.link.borrow_mut();
            link.receive(Duration::ZERO, &bytes, bytes.len());
            drop(link);
            self.inner.advance(&self.shared);
        }
        self.inner.wake();
        ready(Ok(())).boxed_local()
    }

    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>> {
        let (inner, shared, number) =
            (Rc::clone(&self.inner), Rc::clone(&self.shared), self.number);
        poll_fn(move |context| {
            if inner.closed.get() {
                return Poll::Ready(Err(TransportError::Closed));
            }
            if inner.state == DeviceState::Unbooted && inner.rom_transfers.get() > 0 {
                let mx_id = from_hex(&shared.mx_id.borrow()).unwrap_or_default();
                let mut identity = mx_id;
                identity.resize(IDENTITY_BYTES, 0);
                return Poll::Ready(Ok(identity.into()));
            }
            let next = inner.link.borrow_mut().transmit();
            if let Some(mut bytes) = next {
                if bytes.len() > max {
                    let rest = bytes.split_off(max);
                    inner.link.borrow_mut().put_back(rest);
                }
                return Poll::Ready(Ok(bytes));
            }
            if inner.gone.get() {
                shared.end_appearance(number);
                return Poll::Ready(Err(TransportError::Gone));
            }
            inner.wakers.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .boxed_local()
    }

    fn control(
        &self,
        _request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        ready(self.inner.check()).boxed_local()
    }

    fn close(&self) -> LocalBoxFuture<'static, ()> {
        if !self.inner.closed.replace(true) {
            self.shared.end_appearance(self.number);
            self.inner.wake();
        }
        ready(()).boxed_local()
    }
}

impl Drop for Replayed {
    fn drop(&mut self) {
        self.close().now_or_never();
    }
}
