//! A bus that shows a camera in a new state only after a person allowed it, as browsers do.

use std::{cell::RefCell, rc::Rc, time::Duration};

use futures_util::{FutureExt, future::LocalBoxFuture};
use oak_flasher::{
    bootloader::BootloaderKind,
    device::{Camera, Context, Control, FailureCause, Waiting},
    transport::{Bus, Candidate, DeviceState, MxId, SharedTransport, TransportError},
    virtual_camera::{Images, InitialState, Options, VirtualBus},
};

use crate::rig::{Rig, SmallImages, simulate};

/// The virtual bus behind a browser's permission for bootloaders.
struct PermissionBus {
    bus: Rc<VirtualBus>,
    allowed: Rc<RefCell<Vec<MxId>>>,
}

impl Bus for PermissionBus {
    fn list(&self) -> LocalBoxFuture<'static, Result<Vec<Candidate>, TransportError>> {
        let (list, allowed) = (self.bus.list(), self.allowed.borrow().clone());
        async move {
            let mut cameras = list.await?;
            cameras.retain(|camera| match &camera.mx_id {
                Some(mx_id) => allowed.contains(mx_id),
                None => true,
            });
            Ok(cameras)
        }
        .boxed_local()
    }

    fn open(&self, id: &str) -> LocalBoxFuture<'static, Result<SharedTransport, TransportError>> {
        self.bus.open(id)
    }

    fn reset_to_bootloader(&self, id: &str) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        self.bus.reset_to_bootloader(id)
    }

    fn needs_permission(&self) -> bool {
        true
    }
}

struct Setup {
    context: Context,
    control: Control,
    allowed: Rc<RefCell<Vec<MxId>>>,
    asked: Rc<RefCell<Vec<Option<Waiting>>>>,
    bus: Rc<VirtualBus>,
    id: String,
}

fn unbooted() -> Options {
    Options {
        nor_mib: 4,
        state: InitialState::Unbooted,
        ..Options::new(BootloaderKind::Usb)
    }
}

fn setup() -> Setup {
    let runtime = Rig::new(unbooted()).context.runtime;
    let bus = VirtualBus::new(Rc::clone(&runtime));
    let camera = bus.insert(unbooted(), Images::default());
    let allowed = Rc::default();
    let asked: Rc<RefCell<Vec<Option<Waiting>>>> = Rc::default();
    let sink = Rc::clone(&asked);
    Setup {
        context: Context {
            bus: Rc::new(PermissionBus {
                bus: Rc::clone(&bus),
                allowed: Rc::clone(&allowed),
            }),
            runtime,
            images: Rc::new(SmallImages),
        },
        control: Control {
            waiting: Rc::new(move |waiting| sink.borrow_mut().push(waiting)),
            ..Control::default()
        },
        allowed,
        asked,
        id: camera.id().unwrap(),
        bus,
    }
}

#[test]
fn a_person_is_asked_and_has_time() {
    simulate(async {
        let setup = setup();
        let allowed = Rc::clone(&setup.allowed);
        tokio::task::spawn_local(async move {
            // Far beyond every deadline of the camera's: a person looks for a cable.
            tokio::time::sleep(Duration::from_secs(500)).await;
            allowed.borrow_mut().push(unbooted().mx_id);
        });
        let camera = Camera::connect(&setup.context, &setup.id, &setup.control)
            .await
            .unwrap();
        let asked = setup.asked.take();
        assert_eq!(
            asked,
            [
                Some(Waiting::Permission {
                    mx_id: Some(unbooted().mx_id),
                    state: DeviceState::Bootloader
                }),
                None
            ]
        );
        camera.close().await;
    });
}

#[test]
fn giving_up_ends_the_wait() {
    simulate(async {
        let setup = setup();
        let cancel = setup.control.cancel.clone();
        tokio::task::spawn_local(async move {
            tokio::time::sleep(Duration::from_secs(60)).await;
            cancel.cancel();
        });
        let failure = Camera::connect(&setup.context, &setup.id, &setup.control)
            .await
            .unwrap_err();
        assert_eq!(failure.cause, FailureCause::Cancelled);
        assert_eq!(setup.asked.borrow().last(), Some(&None));
    });
}

#[test]
fn nobody_answers_and_the_wait_ends() {
    simulate(async {
        let setup = setup();
        let failure = Camera::connect(&setup.context, &setup.id, &setup.control)
            .await
            .unwrap_err();
        assert_eq!(failure.cause, did_not_come_back());
        assert_eq!(setup.asked.borrow().last(), Some(&None));
    });
}

#[test]
fn a_rom_that_is_back_ends_the_wait() {
    simulate(async {
        let setup = setup();
        let bus = Rc::clone(&setup.bus);
        let returned = tokio::task::spawn_local(async move {
            tokio::time::sleep(Duration::from_secs(30)).await;
            bus.insert(unbooted(), Images::default())
        });
        let start = tokio::time::Instant::now();
        let failure = Camera::connect(&setup.context, &setup.id, &setup.control)
            .await
            .unwrap_err();
        assert_eq!(failure.cause, did_not_come_back());
        assert!(start.elapsed() < Duration::from_secs(60));
        drop(returned.await.unwrap());
    });
}

const fn did_not_come_back() -> FailureCause {
    FailureCause::DidNotComeBack {
        state: DeviceState::Bootloader,
    }
}

#[test]
fn another_camera_is_refused() {
    simulate(async {
        let setup = setup();
        let other = MxId("14442C10D13EABCE10".to_owned());
        let options = Options {
            mx_id: other.clone(),
            state: InitialState::Bootloader,
            ..unbooted()
        };
        let _plugged_in = setup.bus.insert(options, Images::default());
        let (allowed, chosen) = (Rc::clone(&setup.allowed), other.clone());
        tokio::task::spawn_local(async move {
            tokio::time::sleep(Duration::from_secs(60)).await;
            allowed.borrow_mut().push(chosen);
        });
        let failure = Camera::connect(&setup.context, &setup.id, &setup.control)
            .await
            .unwrap_err();
        assert_eq!(
            failure.cause,
            FailureCause::OtherCamera {
                expected: unbooted().mx_id,
                found: other
            }
        );
    });
}
