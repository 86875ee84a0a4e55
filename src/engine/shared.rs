//! What commands that act at once and the session's task both use: cameras, cancelling, telling.

use std::{cell::RefCell, rc::Rc};

use futures_util::{FutureExt, StreamExt};

use super::{
    Host,
    protocol::{Event, VirtualCameraStatus},
    shelf::{Shelf, ShelfImages},
    virtual_slot::VirtualSlot,
};
use crate::{
    device::{CancelToken, Context, Failure, FailureCause, Verdict},
    recording::Recorder,
    runtime::SharedRuntime,
    text,
    transport::{Bus, Candidate, SharedBus},
    virtual_camera::{Fault, ReplayBus},
};

pub(super) struct Shared {
    host: Host,
    pub(super) shelf: Rc<Shelf>,
    virtual_camera: RefCell<Option<Rc<VirtualSlot>>>,
    replay: RefCell<Option<Rc<ReplayBus>>>,
    told_virtual: RefCell<Option<VirtualCameraStatus>>,
    /// Of every command given since the last cancelling.
    cancel: RefCell<CancelToken>,
    /// Of everything since the engine started.
    pub(super) recorder: Recorder,
}

impl Shared {
    pub(super) fn new(host: Host) -> Rc<Self> {
        Rc::new(Self {
            shelf: Shelf::new(Rc::clone(&host.firmware)),
            host,
            virtual_camera: RefCell::default(),
            replay: RefCell::default(),
            told_virtual: RefCell::default(),
            cancel: RefCell::default(),
            recorder: Recorder::default(),
        })
    }

    pub(super) fn tell(&self, event: Event) {
        (self.host.events)(event);
    }

    pub(super) fn runtime(&self) -> SharedRuntime {
        Rc::clone(&self.host.runtime)
    }

    pub(super) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.host.runtime.spawn(task.boxed_local());
    }

    pub(super) fn real(&self) -> Option<SharedBus> {
        self.host.cameras.clone()
    }

    /// Tells of cameras whenever `bus` says that they may have changed, as long as the bus lives.
    pub(super) fn watch(self: &Rc<Self>, bus: SharedBus) {
        let mut changes = bus.changes();
        let shared = Rc::downgrade(self);
        drop(bus);
        self.spawn(async move {
            while changes.next().await.is_some() {
                let Some(shared) = shared.upgrade() else {
                    return;
                };
                shared.tell_cameras().await;
                shared.tell_virtual();
            }
        });
    }

    /// A token that [`Self::cancel`] will cancel.
    pub(super) fn token(&self) -> CancelToken {
        self.cancel.borrow().clone()
    }

    /// Cancels every command given so far that still runs or waits.
    pub(super) fn cancel(&self) {
        self.cancel.replace(CancelToken::default()).cancel();
    }

    fn slot(&self) -> Option<Rc<VirtualSlot>> {
        self.virtual_camera.borrow().clone()
    }

    /// Puts a virtual camera in the place of the one before.
    pub(super) fn set_virtual(self: &Rc<Self>, slot: VirtualSlot) {
        self.watch(slot.bus());
        self.virtual_camera.replace(Some(Rc::new(slot)));
    }

    /// Id of the virtual camera, if it is there now.
    pub(super) fn virtual_id(&self) -> Option<String> {
        self.slot()?.id()
    }

    /// What the device layer needs to reach the camera called `id`.
    pub(super) fn context(&self, id: &str) -> Result<Context, Failure> {
        let is_virtual = self.virtual_id().is_some_and(|known| known == id);
        let replay = self.replay.borrow().clone();
        let bus = if is_virtual {
            self.slot().map(|slot| slot.bus())
        } else if id.starts_with(ReplayBus::PREFIX) {
            replay.map(|bus| bus as SharedBus)
        } else {
            self.real()
        };
        Ok(Context {
            bus: bus.ok_or_else(|| nothing_written(FailureCause::CameraGone))?,
            runtime: self.runtime(),
            images: Rc::new(ShelfImages(Rc::clone(&self.shelf))),
        })
    }

    /// Puts the camera of a recording on the bus, in the place of the one before.
    pub(super) fn set_replay(self: &Rc<Self>, bus: Rc<ReplayBus>) {
        self.watch(Rc::clone(&bus) as SharedBus);
        self.replay.replace(Some(bus));
    }

    /// Id of the recorded camera, if it is there now.
    pub(super) async fn replay_id(&self) -> Option<String> {
        let bus = self.replay.borrow().clone()?;
        let cameras = bus.list().await.ok()?;
        cameras.first().map(|camera| camera.id.clone())
    }

    /// Tells how a replay stands, if there is one.
    pub(super) fn tell_replay(&self) {
        if let Some(bus) = &*self.replay.borrow() {
            self.tell(Event::Replaying {
                over: bus.is_over(),
                divergences: bus.divergences(),
            });
        }
    }

    pub(super) async fn tell_cameras(&self) {
        let mut cameras: Vec<Candidate> = Vec::new();
        let virtual_bus = self.slot().map(|slot| slot.bus());
        let replay = self.replay.borrow().clone();
        let replay = replay.map(|bus| bus as SharedBus);
        for bus in self.real().into_iter().chain(virtual_bus).chain(replay) {
            // A bus that cannot list shows as empty; connecting tells why.
            cameras.extend(bus.list().await.unwrap_or_default());
        }
        self.tell(Event::Cameras { cameras });
    }

    /// Tells how the virtual camera is, if that changed.
    pub(super) fn tell_virtual(&self) {
        let status = self.slot().map(|slot| slot.status());
        if *self.told_virtual.borrow() != status {
            self.told_virtual.replace(status.clone());
            self.tell(Event::VirtualCamera { camera: status });
        }
    }

    pub(super) async fn fault(&self, fault: &Fault) {
        if let Some(slot) = self.slot() {
            slot.fault(fault);
        }
        self.answer_virtual().await;
    }

    pub(super) async fn replug(&self) {
        if let Some(slot) = self.slot() {
            slot.replug();
        }
        self.answer_virtual().await;
    }

    pub(super) fn save_virtual_memory(&self) {
        self.tell(match self.slot() {
            Some(slot) => Event::VirtualMemory {
                file: slot.memory(),
            },
            None => Event::Failed {
                failure: bad_input(text::no_virtual_camera()),
            },
        });
    }

    async fn answer_virtual(&self) {
        self.told_virtual.take();
        self.tell_virtual();
        self.tell_cameras().await;
    }
}

/// A failure before anything was sent.
pub(super) fn nothing_written(cause: FailureCause) -> Failure {
    Failure {
        cause,
        verdict: Verdict::NothingWritten,
        stage: None,
        trace: Vec::new(),
    }
}

/// [`nothing_written`] because of an input; the sentence says what, where and what to do.
pub(super) fn bad_input(sentence: impl Into<String>) -> Failure {
    nothing_written(FailureCause::BadInput {
        sentence: sentence.into(),
    })
}
