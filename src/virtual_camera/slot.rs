//! One virtual camera on a [`super::VirtualBus`]: who waits for it, and the task that wakes it.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    rc::{Rc, Weak},
    task::{Poll, Waker},
    time::Duration,
};

use futures_channel::mpsc;
use futures_util::{
    FutureExt,
    future::{poll_fn, select},
};

use super::{UsbSpeed, VirtualCamera};
use crate::{
    runtime::SharedRuntime,
    transport::{Attachment, Candidate, DeviceState, LinkSpeed},
};

/// Wakes whoever waits for a camera to change.
#[derive(Debug, Default)]
pub(super) struct Bell {
    rings: Cell<u64>,
    wakers: RefCell<Vec<Waker>>,
}

impl Bell {
    fn ring(&self) {
        self.rings.set(self.rings.get() + 1);
        for waker in self.wakers.take() {
            waker.wake();
        }
    }

    /// Wakes `waker` at the next ring.
    pub(super) fn listen(&self, waker: &Waker) {
        self.wakers.borrow_mut().push(waker.clone());
    }

    /// Completes at the next ring after `seen`.
    fn next(self: &Rc<Self>, seen: u64) -> impl Future<Output = ()> + use<> {
        let bell = Rc::clone(self);
        poll_fn(move |context| {
            if bell.rings.get() != seen {
                return Poll::Ready(());
            }
            bell.listen(context.waker());
            Poll::Pending
        })
    }
}

/// One camera and who waits for it.
pub(super) struct Slot {
    /// Its place on the bus.
    pub(super) index: usize,
    /// Clock and tasks.
    pub(super) runtime: SharedRuntime,
    /// The model.
    pub(super) camera: RefCell<VirtualCamera>,
    /// Rings at every change.
    pub(super) bell: Rc<Bell>,
    /// A transport is open.
    pub(super) open: Cell<bool>,
    /// What the bus showed of the camera when its watchers were told last.
    pub(super) shown: Cell<Option<(DeviceState, u64)>>,
    /// Who is told when it comes or goes.
    pub(super) watchers: Rc<Watchers>,
}

impl Drop for Slot {
    /// Ends the task that drives the camera.
    fn drop(&mut self) {
        self.bell.ring();
    }
}

/// Who wants to know when cameras come and go.
#[derive(Debug, Default)]
pub(super) struct Watchers {
    /// One for each.
    pub(super) senders: RefCell<Vec<mpsc::UnboundedSender<()>>>,
}

impl Watchers {
    /// Tells them; forgets those that are gone.
    pub(super) fn tell(&self) {
        let mut senders = self.senders.borrow_mut();
        senders.retain(|sender| sender.unbounded_send(()).is_ok());
    }
}

impl Slot {
    /// Brings the model to the present, does `action`, and wakes everybody.
    pub(super) fn with<T>(&self, action: impl FnOnce(&mut VirtualCamera, Duration) -> T) -> T {
        let now = self.runtime.now();
        let mut camera = self.camera.borrow_mut();
        camera.advance(now);
        let result = action(&mut camera, now);
        drop(camera);
        self.bell.ring();
        result
    }

    /// Brings the model to the present and looks at it, without waking anybody.
    pub(super) fn look<T>(&self, action: impl FnOnce(&mut VirtualCamera) -> T) -> T {
        let mut camera = self.camera.borrow_mut();
        camera.advance(self.runtime.now());
        action(&mut camera)
    }

    /// The bus's name of its present appearance.
    pub(super) fn id(&self, camera: &VirtualCamera) -> String {
        format!("virtual-{}-{}", self.index, camera.generation())
    }

    /// What a list shows of it; `None` while it is off the bus.
    pub(super) fn candidate(&self) -> Option<Candidate> {
        self.look(|camera| {
            let state = camera.state()?;
            let options = camera.options();
            Some(Candidate {
                id: self.id(camera),
                state,
                mx_id: (state != DeviceState::Unbooted).then(|| options.mx_id.clone()),
                attachment: options.attachment,
                name: camera.product().to_owned(),
                is_virtual: true,
                speed: (options.attachment == Attachment::Usb).then_some(match options.usb_speed {
                    UsbSpeed::High => LinkSpeed::High,
                    UsbSpeed::Super => LinkSpeed::Super,
                }),
            })
        })
    }
}

/// Runs the model while anybody holds the camera.
pub(super) async fn drive(slot: Weak<Slot>) {
    loop {
        let wait = {
            let Some(slot) = slot.upgrade() else {
                return;
            };
            let shown = slot.look(|camera| Some((camera.state()?, camera.generation())));
            if slot.shown.replace(shown) != shown {
                slot.watchers.tell();
            }
            slot.bell.ring();
            let now = slot.runtime.now();
            let deadline = slot.camera.borrow().deadline();
            let seen = slot.bell.rings.get();
            let sleep = match deadline {
                Some(deadline) => slot.runtime.sleep(deadline.saturating_sub(now)),
                None => std::future::pending().boxed_local(),
            };
            select(sleep, slot.bell.next(seen).boxed_local())
        };
        wait.await;
    }
}
