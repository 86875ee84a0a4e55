//! Cameras on the bus that a browser would give, and the same work done without an engine.

use std::{path::Path, rc::Rc, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt, future::LocalBoxFuture};
use oak_flasher::{
    bootloader::{BootloaderKind, Memory},
    device::{
        BootloaderImages, Camera, Context, Control, Payload,
        plan::{self, ApplicationHints},
    },
    engine::protocol::{Command, Event},
    firmware::{DirectorySource, Store},
    runtime::{NativeRuntime, SharedRuntime},
    transport::{Bus, SharedBus},
    virtual_camera::{CameraHandle, Images, VirtualBus, profile},
};

use crate::page::{PLAN_APPLICATION, Page, assert_done, fly, plan_bootloader};

struct Shipped(Rc<Store>);

impl BootloaderImages for Shipped {
    fn bootloader(&self, kind: BootloaderKind) -> LocalBoxFuture<'static, Result<Bytes, String>> {
        let store = Rc::clone(&self.0);
        async move { store.bootloader(kind).await.map_err(|e| e.to_string()) }.boxed_local()
    }
}

async fn store() -> Rc<Store> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/firmware");
    let source = Rc::new(DirectorySource::new(folder));
    Rc::new(Store::open(source).await.unwrap())
}

fn bus_with(name: &str) -> (Rc<VirtualBus>, CameraHandle, SharedRuntime) {
    let runtime: SharedRuntime = Rc::new(NativeRuntime::new());
    let bus = VirtualBus::new(Rc::clone(&runtime));
    let camera = bus.insert(profile(name).unwrap(), Images::default());
    (bus, camera, runtime)
}

/// Flashes through the engine; gives the package and the camera's memory.
async fn by_engine(name: &str, kind: BootloaderKind) -> (Bytes, Vec<u8>) {
    let (bus, camera, _) = bus_with(name);
    let mut page = Page::open(Some(bus as SharedBus));
    let id = page.listed().await.id;
    page.send(Command::Connect { id });
    page.camera().await;
    page.planned(plan_bootloader(kind)).await;
    assert_done(&page.execute(None).await);
    page.camera().await;
    page.load(true).await;
    page.planned(PLAN_APPLICATION).await;
    assert_done(&page.execute(None).await);
    page.camera().await;
    page.send(Command::SavePackage);
    let package = page
        .until(|event| match event {
            Event::PackageBuilt { file } => Some(Bytes::copy_from_slice(&file.bytes)),
            _ => None,
        })
        .await;
    assert_eq!(camera.violations(), []);
    (package, camera.flash())
}

/// The same with nothing but the device layer, as the command line does it.
async fn by_device(name: &str, kind: BootloaderKind, package: Bytes) -> Vec<u8> {
    let (bus, handle, runtime) = bus_with(name);
    let store = store().await;
    let context = Context {
        bus: Rc::clone(&bus) as SharedBus,
        runtime,
        images: Rc::new(Shipped(Rc::clone(&store))),
    };
    let control = Control::default();
    let id = handle.id().unwrap();
    let mut camera = Camera::connect(&context, &id, &control).await.unwrap();
    let info = camera.info().await.unwrap();
    let image = store.bootloader(kind).await.unwrap();
    let plan = plan::bootloader(&info, kind, &image);
    let payload = Payload::Bootloader(image);
    assert_done(&camera.execute(&plan, payload, &control).await);
    let info = camera.info().await.unwrap();
    let hints = ApplicationHints::default();
    let plan = plan::application(&info, Memory::Flash, &package, &hints);
    let payload = Payload::Package(package);
    assert_done(&camera.execute(&plan, payload, &control).await);
    handle.flash()
}

#[test]
fn the_end_state_is_that_of_the_device_layer() {
    fly(|| async {
        for (name, kind) in [
            ("poe", BootloaderKind::Network),
            ("usb", BootloaderKind::Usb),
        ] {
            let (package, memory) = by_engine(name, kind).await;
            let other = by_device(name, kind, package).await;
            assert!(memory == other, "{name}: the memories differ");
        }
    });
}

#[test]
fn coming_and_going_is_told_without_asking() {
    fly(|| async {
        let (bus, camera, _) = bus_with("poe");
        let mut page = Page::open(Some(bus as SharedBus));
        let cameras = |event: &Event| match event {
            Event::Cameras { cameras } => Some(cameras.len()),
            _ => None,
        };
        assert_eq!(page.until(cameras).await, 1);
        camera.unplug();
        assert_eq!(page.until(cameras).await, 0);
        tokio::time::sleep(Duration::from_secs(1)).await;
        camera.replug();
        assert_eq!(page.until(cameras).await, 1);
    });
}

#[test]
fn a_dropped_engine_lets_go_of_the_camera() {
    fly(|| async {
        let (bus, camera, _) = bus_with("poe");
        let mut page = Page::open(Some(Rc::clone(&bus) as SharedBus));
        let id = page.listed().await.id;
        page.send(Command::Connect { id: id.clone() });
        page.camera().await;
        drop(page);
        tokio::time::sleep(Duration::from_secs(10)).await;
        let now = bus.list().await.unwrap();
        assert!(now.iter().all(|found| found.id != id), "it did not restart");
        assert_eq!(camera.violations(), []);
    });
}
