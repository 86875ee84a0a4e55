//! Our own flasher's view of a USB/IP server: a bus that attaches every device that is offered, as a kernel with an agent
//! does, and transports over what is attached.

use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    rc::Rc,
};

use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{LocalBoxFuture, ready},
};
use oak_flasher::transport::{
    Attachment, Bus, Candidate, ControlRequest, DeviceState, MxId, SharedTransport, Transport,
    TransportError,
};

use crate::client::{Attached, Ended, list};

const STALL: i32 = -32;

struct Entry {
    candidate: Candidate,
    attached: Rc<Attached>,
}

/// All cameras of one server.
pub(crate) struct UsbIpBus {
    address: SocketAddr,
    entries: Rc<RefCell<Vec<Entry>>>,
    made: Rc<Cell<u32>>,
}

impl UsbIpBus {
    pub(crate) fn new(address: SocketAddr) -> Rc<Self> {
        Rc::new(Self {
            address,
            entries: Rc::default(),
            made: Rc::default(),
        })
    }
}

fn state(product: u16) -> DeviceState {
    match product {
        0x2485 => DeviceState::Unbooted,
        0xF63B => DeviceState::Booted,
        0xF63C => DeviceState::Bootloader,
        0xF63D => DeviceState::FlashBooted,
        other => panic!("product {other:04x}"),
    }
}

/// Enumerates a device; `None` if it left meanwhile.
async fn attach(address: SocketAddr, bus_id: &str, number: u32) -> Option<Entry> {
    let attached = Attached::import(address, bus_id).await.ok()?;
    let device = attached.descriptor(1, 0, 18).await.ok()?;
    let state = state(u16::from_le_bytes([device[10], device[11]]));
    let (name, serial) = (attached.string(2).await?, attached.string(3).await?);
    attached.configure().await;
    Some(Entry {
        candidate: Candidate {
            id: format!("{bus_id}#{number}"),
            state,
            mx_id: (state != DeviceState::Unbooted).then_some(MxId(serial)),
            attachment: Attachment::Usb,
            name,
            is_virtual: false,
            speed: None,
        },
        attached: Rc::new(attached),
    })
}

impl Bus for UsbIpBus {
    fn list(&self) -> LocalBoxFuture<'static, Result<Vec<Candidate>, TransportError>> {
        let (address, entries, made) = (
            self.address,
            Rc::clone(&self.entries),
            Rc::clone(&self.made),
        );
        async move {
            entries
                .borrow_mut()
                .retain(|entry| !entry.attached.is_gone());
            for device in list(address).await {
                made.set(made.get() + 1);
                if let Some(entry) = attach(address, &device.bus_id, made.get()).await {
                    entries.borrow_mut().push(entry);
                }
            }
            let entries = entries.borrow();
            Ok(entries
                .iter()
                .map(|entry| entry.candidate.clone())
                .collect())
        }
        .boxed_local()
    }

    fn open(&self, id: &str) -> LocalBoxFuture<'static, Result<SharedTransport, TransportError>> {
        let entries = self.entries.borrow();
        let found = entries.iter().find(|entry| entry.candidate.id == id);
        let opened = match found {
            Some(entry) if !entry.attached.is_gone() => Ok(Rc::new(UsbIpTransport {
                attached: Rc::clone(&entry.attached),
                closed: Rc::default(),
            }) as SharedTransport),
            _ => Err(TransportError::Gone),
        };
        ready(opened).boxed_local()
    }

    fn reset_to_bootloader(
        &self,
        _id: &str,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        ready(Err(TransportError::Unsupported("a reset by datagram"))).boxed_local()
    }
}

struct UsbIpTransport {
    attached: Rc<Attached>,
    closed: Rc<Cell<bool>>,
}

fn result(ended: Option<Ended>, closed: &Cell<bool>) -> Result<Ended, TransportError> {
    match ended {
        Some(ended) if ended.status == 0 => Ok(ended),
        Some(ended) if ended.status == STALL => Err(TransportError::Stall),
        Some(ended) => Err(TransportError::Failed(format!("status {}", ended.status))),
        None if closed.get() => Err(TransportError::Closed),
        None => Err(TransportError::Gone),
    }
}

impl Transport for UsbIpTransport {
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let transfer = self.attached.send(bytes, 0);
        let closed = Rc::clone(&self.closed);
        async move { result(transfer.wait().await, &closed).map(drop) }.boxed_local()
    }

    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>> {
        let (attached, closed) = (Rc::clone(&self.attached), Rc::clone(&self.closed));
        async move {
            let transfer = attached.receive(max, 0);
            result(transfer.wait().await, &closed).map(|ended| ended.data)
        }
        .boxed_local()
    }

    fn control(
        &self,
        request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let ([v0, v1], [i0, i1]) = (request.value.to_le_bytes(), request.index.to_le_bytes());
        let setup = [request.request_type, request.request, v0, v1, i0, i1, 0, 0];
        let (attached, closed) = (Rc::clone(&self.attached), Rc::clone(&self.closed));
        async move { result(attached.control(setup).await, &closed).map(drop) }.boxed_local()
    }

    fn close(&self) -> LocalBoxFuture<'static, ()> {
        if !self.closed.replace(true) {
            self.attached.cancel_all();
        }
        ready(()).boxed_local()
    }
}
