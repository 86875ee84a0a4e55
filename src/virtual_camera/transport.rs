//! Connections to virtual cameras.

use std::{cell::Cell, pin::pin, rc::Rc, task::Poll};

use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{LocalBoxFuture, poll_fn, ready},
};

use super::{
    cable::{self, Cable},
    slot::Slot,
};
use crate::transport::{Attachment, ControlRequest, SharedTransport, Transport, TransportError};

/// An open connection to one appearance of a camera.
pub(super) struct VirtualTransport {
    slot: Rc<Slot>,
    generation: u64,
    closed: Rc<Cell<bool>>,
    cable: Rc<Cable>,
}

impl VirtualTransport {
    /// Connects to the camera as it is now.
    pub(super) fn open(slot: Rc<Slot>) -> Result<SharedTransport, TransportError> {
        if slot.open.get() {
            return Err(TransportError::Busy(
                "the virtual camera is already open".to_owned(),
            ));
        }
        let connected = slot.with(|camera, now| match camera.options().attachment {
            Attachment::Usb => {
                camera.set_host_closed(now, false);
                camera.state().is_some()
            }
            Attachment::Network => camera.connect(now),
        });
        if !connected {
            return Err(TransportError::Refused("nothing listens".to_owned()));
        }
        slot.open.set(true);
        let generation = slot.look(|camera| camera.generation());
        Ok(Rc::new(Self {
            slot,
            generation,
            closed: Rc::default(),
            cable: Rc::default(),
        }))
    }

    fn check(&self) -> Result<(), TransportError> {
        check(&self.slot, self.generation, &self.closed)
    }
}

fn check(slot: &Slot, generation: u64, closed: &Cell<bool>) -> Result<(), TransportError> {
    if closed.get() {
        return Err(TransportError::Closed);
    }
    slot.look(|camera| {
        if camera.state().is_some() && camera.generation() == generation {
            Ok(())
        } else {
            Err(TransportError::Gone)
        }
    })
}

impl Transport for VirtualTransport {
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let turn = self.cable.turn();
        let (slot, generation, closed) = (
            Rc::clone(&self.slot),
            self.generation,
            Rc::clone(&self.closed),
        );
        async move {
            turn.comes().await;
            let speed = slot.camera.borrow().options().speed;
            if let Some(time) = cable::time_of(bytes.len(), speed) {
                slot.runtime.sleep(time).await;
            }
            check(&slot, generation, &closed)?;
            slot.with(|camera, now| {
                if camera.options().attachment == Attachment::Usb || !bytes.is_empty() {
                    camera.receive(now, &bytes);
                }
                if camera.is_unplugged() {
                    Err(TransportError::Gone)
                } else {
                    Ok(())
                }
            })
        }
        .boxed_local()
    }

    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>> {
        let (slot, generation, closed) = (
            Rc::clone(&self.slot),
            self.generation,
            Rc::clone(&self.closed),
        );
        poll_fn(move |context| {
            if let Err(error) = check(&slot, generation, &closed) {
                return Poll::Ready(Err(error));
            }
            match slot.look(|camera| camera.transmit(max)) {
                Some(bytes) => {
                    // Taking may let the camera leave or send more.
                    slot.with(|_, _| ());
                    Poll::Ready(Ok(bytes))
                }
                None => {
                    slot.bell.listen(context.waker());
                    Poll::Pending
                }
            }
        })
        .boxed_local()
    }

    fn control(
        &self,
        request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let result = self.check().and_then(|()| {
            self.slot.with(|camera, now| {
                if camera.options().attachment == Attachment::Network {
                    return Err(TransportError::Unsupported("a control request"));
                }
                let known = camera.control(now, request);
                if known {
                    Ok(())
                } else {
                    Err(TransportError::Stall)
                }
            })
        });
        ready(result).boxed_local()
    }

    fn close(&self) -> LocalBoxFuture<'static, ()> {
        if !self.closed.replace(true) {
            self.slot.open.set(false);
            let same = self
                .slot
                .look(|camera| camera.generation() == self.generation);
            self.slot
                .with(|camera, now| match camera.options().attachment {
                    _ if !same => {}
                    Attachment::Network => camera.disconnect(now),
                    Attachment::Usb => camera.set_host_closed(now, true),
                });
        }
        ready(()).boxed_local()
    }
}

impl Drop for VirtualTransport {
    fn drop(&mut self) {
        pin!(self.close()).now_or_never();
    }
}
