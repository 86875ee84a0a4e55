//! Virtual cameras as a [`Bus`], on any runtime.
//!
//! One task per camera wakes at the model's deadlines; everything else happens when a transport is used. Long transfers
//! to the camera take the time of a cable, everything else arrives at once.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures_channel::mpsc;
use futures_util::{
    FutureExt, StreamExt,
    future::{LocalBoxFuture, ready},
    stream::LocalBoxStream,
};

use super::{
    CameraHandle, Images, Options, VirtualCamera,
    slot::{Slot, Watchers, drive},
    transport::VirtualTransport,
};
use crate::{
    runtime::SharedRuntime,
    transport::{Attachment, Bus, Candidate, SharedTransport, TransportError},
};

/// Virtual cameras side by side.
pub struct VirtualBus {
    runtime: SharedRuntime,
    slots: RefCell<Vec<Rc<Slot>>>,
    watchers: Rc<Watchers>,
}

impl VirtualBus {
    /// A bus without cameras.
    pub fn new(runtime: SharedRuntime) -> Rc<Self> {
        Rc::new(Self {
            runtime,
            slots: RefCell::default(),
            watchers: Rc::default(),
        })
    }

    /// Plugs a new camera in.
    pub fn insert(&self, options: Options, images: Images) -> CameraHandle {
        self.insert_camera(VirtualCamera::new(options, &images))
    }

    /// Plugs in a camera that was made, and perhaps loaded, before.
    pub fn insert_camera(&self, mut camera: VirtualCamera) -> CameraHandle {
        camera.power_on(self.runtime.now());
        let mut slots = self.slots.borrow_mut();
        let slot = Rc::new(Slot {
            index: slots.len(),
            runtime: Rc::clone(&self.runtime),
            camera: RefCell::new(camera),
            bell: Rc::default(),
            open: Cell::new(false),
            shown: Cell::new(None),
            watchers: Rc::clone(&self.watchers),
        });
        slots.push(Rc::clone(&slot));
        self.runtime
            .spawn(drive(Rc::downgrade(&slot)).boxed_local());
        CameraHandle { slot }
    }

    fn find(&self, id: &str) -> Option<Rc<Slot>> {
        let slots = self.slots.borrow();
        slots
            .iter()
            .find(|slot| slot.look(|camera| camera.state().is_some() && slot.id(camera) == id))
            .cloned()
    }
}

impl Bus for VirtualBus {
    fn list(&self) -> LocalBoxFuture<'static, Result<Vec<Candidate>, TransportError>> {
        let list = self
            .slots
            .borrow()
            .iter()
            .filter_map(|slot| slot.candidate())
            .collect();
        ready(Ok(list)).boxed_local()
    }

    fn changes(&self) -> LocalBoxStream<'static, ()> {
        let (sender, receiver) = mpsc::unbounded();
        self.watchers.senders.borrow_mut().push(sender);
        receiver.boxed_local()
    }

    fn open(&self, id: &str) -> LocalBoxFuture<'static, Result<SharedTransport, TransportError>> {
        ready(
            self.find(id)
                .ok_or(TransportError::Gone)
                .and_then(VirtualTransport::open),
        )
        .boxed_local()
    }

    fn reset_to_bootloader(&self, id: &str) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let Some(slot) = self.find(id) else {
            return ready(Err(TransportError::Gone)).boxed_local();
        };
        let over_network = slot.look(|camera| camera.options().attachment == Attachment::Network);
        if !over_network {
            return ready(Err(TransportError::Unsupported("a reset by datagram"))).boxed_local();
        }
        slot.with(|camera, now| camera.datagram(now, &3_u32.to_le_bytes()));
        ready(Ok(())).boxed_local()
    }
}
