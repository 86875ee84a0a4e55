//! A virtual camera on a bus, a flasher in front of it, and small things to flash.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use bytes::Bytes;
use futures_util::{FutureExt, future::LocalBoxFuture};
use oak_flasher::{
    bootloader::{BootloaderKind, Layout, Memory, Version, image},
    device::{
        BootloaderImages, Camera, CameraInfo, Context, Control, Failure, Outcome, Payload, Plan,
        Progress, Receipt, Stage, plan,
    },
    package::{self, Contents},
    runtime::{NativeRuntime, SharedRuntime},
    transport::DeviceState,
    virtual_camera::{CameraHandle, Fault, Images, Options, VirtualBus, VirtualCamera},
};

/// Version of the images that are "shipped" with these tests.
pub(crate) const SHIPPED: Version = Version::new(0, 0, 29);

/// Runs a test on simulated time.
pub(crate) fn simulate(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(tokio::task::LocalSet::new().run_until(test));
}

/// Small images in place of the real ones.
pub(crate) struct SmallImages;

impl BootloaderImages for SmallImages {
    fn bootloader(&self, kind: BootloaderKind) -> LocalBoxFuture<'static, Result<Bytes, String>> {
        async move { Ok(shipped(kind)) }.boxed_local()
    }
}

/// The shipped image of this kind: whole USB packets for USB, so that the empty transfer at the end is exercised.
pub(crate) fn shipped(kind: BootloaderKind) -> Bytes {
    let size = match kind {
        BootloaderKind::Usb => 40_960,
        BootloaderKind::Network => 61_234,
    };
    image::stand_in(kind, SHIPPED, size).into()
}

/// An application package with a firmware of `firmware_bytes`.
pub(crate) fn package(name: &str, firmware_bytes: usize) -> Bytes {
    let mut firmware = b"MA2x".to_vec();
    firmware.extend((0..firmware_bytes).map(|n| (n * 31 + name.len() + n / 251) as u8));
    package::write(&Contents {
        firmware: firmware.into(),
        compressed: false,
        check_checksum: true,
        pipeline: Bytes::from_static(b"a pipeline"),
        assets: Bytes::from_static(b"assets"),
        asset_storage: vec![0x5A; 3000].into(),
        firmware_version: "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9".to_owned(),
        app_name: name.to_owned(),
    })
    .unwrap()
}

/// A camera as it is delivered.
fn camera(options: Options) -> VirtualCamera {
    let images = Images {
        usb: Some(image::stand_in(BootloaderKind::Usb, SHIPPED, 39_000).into()),
        network: Some(image::stand_in(BootloaderKind::Network, SHIPPED, 60_000).into()),
    };
    VirtualCamera::new(options, &images)
}

/// What the flash of a camera holds when `package` was flashed.
pub(crate) fn flashed(options: Options, package: &Bytes) -> Vec<u8> {
    let held = Rc::new(RefCell::default());
    let keep = Rc::clone(&held);
    let package = package.clone();
    simulate(async move {
        let rig = Rig::new(options);
        let (mut camera, info) = rig.connect().await;
        let plan = plan::application(&info, Memory::Auto, &package, &Default::default());
        rig.done(&mut camera, &plan, Payload::Package(package))
            .await;
        camera.close().await;
        keep.replace(rig.camera.flash());
    });
    held.take()
}

/// One camera and its surroundings.
pub(crate) struct Rig {
    pub(crate) context: Context,
    pub(crate) camera: CameraHandle,
    pub(crate) control: Control,
    pub(crate) told: Rc<RefCell<Vec<Progress>>>,
}

impl Rig {
    pub(crate) fn new(options: Options) -> Self {
        Self::of(camera(options))
    }

    /// A camera whose flash holds these bytes.
    pub(crate) fn holding(options: Options, flash: &[u8]) -> Self {
        let mut camera = camera(options);
        camera.load(flash, None);
        Self::of(camera)
    }

    fn of(camera: VirtualCamera) -> Self {
        let runtime: SharedRuntime = Rc::new(NativeRuntime::new());
        let bus = VirtualBus::new(Rc::clone(&runtime));
        let camera = bus.insert_camera(camera);
        let told = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&told);
        Self {
            context: Context {
                bus,
                runtime,
                images: Rc::new(SmallImages),
            },
            camera,
            control: Control {
                progress: Rc::new(move |progress| sink.borrow_mut().push(progress)),
                ..Control::default()
            },
            told,
        }
    }

    pub(crate) async fn try_connect(&self) -> Result<Camera, Failure> {
        let id = self.camera.id().unwrap();
        Camera::connect(&self.context, &id, &self.control).await
    }

    pub(crate) async fn connect(&self) -> (Camera, CameraInfo) {
        let mut camera = self.try_connect().await.unwrap();
        let info = camera.info().await.unwrap();
        (camera, info)
    }

    /// Waits until the camera is on the bus again, whatever runs on it.
    pub(crate) async fn settle(&self) -> DeviceState {
        // It may still be leaving, or about to be restarted by its watchdog.
        tokio::time::sleep(Duration::from_secs(4)).await;
        for _ in 0..600 {
            if let Some(state) = self.state() {
                return state;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the camera does not come back");
    }

    /// Does `action` once, at the first step of a stage.
    pub(crate) fn at(&mut self, stage: Stage, action: impl Fn(&CameraHandle, &Control) + 'static) {
        self.when(move |progress| progress.stage == stage, action);
    }

    /// Does `action` once, at the first step that is such a `moment`.
    pub(crate) fn when(
        &mut self,
        moment: impl Fn(&Progress) -> bool + 'static,
        action: impl Fn(&CameraHandle, &Control) + 'static,
    ) {
        let (before, camera) = (Rc::clone(&self.control.progress), self.camera.clone());
        let fired = Cell::new(false);
        let quiet = Control::default();
        let cancelling = Control {
            cancel: self.control.cancel.clone(),
            ..quiet
        };
        self.control.progress = Rc::new(move |progress| {
            if moment(&progress) && !fired.replace(true) {
                action(&camera, &cancelling);
            }
            before(progress);
        });
    }

    /// Arms a fault at the first step of a stage.
    pub(crate) fn fault_at(&mut self, stage: Stage, fault: Fault) {
        self.at(stage, move |camera, _| camera.fault(&fault));
    }

    /// Carries out a plan that must work.
    pub(crate) async fn done(&self, camera: &mut Camera, plan: &Plan, payload: Payload) -> Receipt {
        assert_eq!(plan.refusals, []);
        self.told.borrow_mut().clear();
        let outcome = camera.execute(plan, payload, &self.control).await;
        self.check_progress(matches!(outcome, Outcome::Done(_)));
        match outcome {
            Outcome::Done(receipt) => receipt,
            Outcome::Failed(failure) => panic!("{failure:#?}"),
        }
    }

    /// Carries out a plan that must fail.
    pub(crate) async fn failed(
        &self,
        camera: &mut Camera,
        plan: &Plan,
        payload: Payload,
    ) -> Failure {
        self.told.borrow_mut().clear();
        let outcome = camera.execute(plan, payload, &self.control).await;
        self.check_progress(false);
        match outcome {
            Outcome::Done(receipt) => panic!("{receipt:#?}"),
            Outcome::Failed(failure) => failure,
        }
    }

    /// Progress rises, stages come in order, and a success ends at 1.
    fn check_progress(&self, success: bool) {
        let told = self.told.borrow();
        assert!(told.windows(2).all(|w| w[0].fraction <= w[1].fraction));
        assert!(told.windows(2).all(|w| w[0].stage <= w[1].stage));
        assert!(told.iter().all(|p| p.done_bytes <= p.total_bytes));
        let last = told.last().map(|p| p.fraction);
        assert_eq!(last == Some(1.0), success, "{last:?}");
    }

    /// The camera found nothing wrong with the host.
    pub(crate) fn assert_no_violations(&self) {
        let violations = self.camera.violations();
        assert!(violations.is_empty(), "{violations:#?}");
    }

    pub(crate) fn state(&self) -> Option<DeviceState> {
        self.camera.state()
    }

    /// What lies in the application's place of the flash.
    pub(crate) fn application(&self, kind: BootloaderKind, bytes: usize) -> Vec<u8> {
        let start = Layout::of(kind).application.offset as usize;
        self.camera.flash()[start..start + bytes].to_vec()
    }
}
