//! Our own flasher over USB/IP: from an unbooted camera to a running application, cables pulled on the way, two at a time.

use std::rc::Rc;

use bytes::Bytes;
use futures_util::{FutureExt, future::LocalBoxFuture, join};
use oak_flasher::{
    bootloader::{BootloaderKind, Memory, image},
    device::{
        ApplicationStart, BootloaderImages, Camera, Context, Control, Outcome, Payload, Plan,
        Receipt, Stage, Verdict, plan,
    },
    package::{self, Contents},
    transport::{Bus, DeviceState, MxId},
    virtual_camera::{InitialState, Options, UsbSpeed},
};
use serde_json::json;

use crate::{
    SHIPPED,
    bus::UsbIpBus,
    rig::{Rig, options, run},
};

/// Whole USB packets, so that the upload to the ROM ends with an empty one.
const IMAGE_BYTES: usize = 40_960;

struct SmallImages;

fn shipped(kind: BootloaderKind) -> Bytes {
    image::stand_in(kind, SHIPPED, IMAGE_BYTES).into()
}

impl BootloaderImages for SmallImages {
    fn bootloader(&self, kind: BootloaderKind) -> LocalBoxFuture<'static, Result<Bytes, String>> {
        async move { Ok(shipped(kind)) }.boxed_local()
    }
}

/// More than one packet of data, so that payloads are split and windows fill.
fn big_package(name: &str) -> Bytes {
    let mut firmware = b"MA2x".to_vec();
    firmware.extend((0..6 << 20).map(|n: u32| (n.wrapping_mul(31) >> 3) as u8));
    package::write(&Contents {
        firmware: firmware.into(),
        compressed: false,
        check_checksum: true,
        pipeline: Bytes::from_static(b"a pipeline"),
        assets: Bytes::new(),
        asset_storage: Bytes::new(),
        firmware_version: "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9".to_owned(),
        app_name: name.to_owned(),
    })
    .unwrap()
}

/// A flasher in front of a server.
struct Flasher {
    context: Context,
    bus: Rc<UsbIpBus>,
}

impl Flasher {
    fn new(rig: &Rig) -> Self {
        let bus = UsbIpBus::new(rig.address);
        Self {
            context: Context {
                bus: Rc::clone(&bus) as _,
                runtime: Rc::clone(&rig.runtime),
                images: Rc::new(SmallImages),
            },
            bus,
        }
    }

    /// Connects the camera on this bus id.
    async fn connect(&self, bus_id: &str) -> Camera {
        let listed = self.bus.list().await.unwrap();
        let candidate = listed
            .iter()
            .find(|candidate| candidate.id.starts_with(&format!("{bus_id}#")))
            .unwrap();
        Camera::connect(&self.context, &candidate.id, &Control::default())
            .await
            .unwrap()
    }
}

async fn done(camera: &mut Camera, plan: &Plan, payload: Payload) -> Receipt {
    assert_eq!(plan.refusals, []);
    match camera.execute(plan, payload, &Control::default()).await {
        Outcome::Done(receipt) => receipt,
        Outcome::Failed(failure) => panic!("{failure:#?}"),
    }
}

async fn fly(flasher: &Flasher, bus_id: &str, name: &str) {
    let mut camera = flasher.connect(bus_id).await;
    let info = camera.info().await.unwrap();
    let image = shipped(BootloaderKind::Usb);
    let flash_it = plan::bootloader(&info, BootloaderKind::Usb, &image);
    let receipt = done(&mut camera, &flash_it, Payload::Bootloader(image)).await;
    assert!(receipt.lines.iter().all(|line| line.verified));

    let info = camera.info().await.unwrap();
    assert_eq!(info.flashed, Some(SHIPPED));
    let package = big_package(name);
    let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
    let receipt = done(&mut camera, &flash_it, Payload::Package(package)).await;
    assert!(receipt.lines.iter().all(|line| line.verified));

    let started = camera.boot_application(&Control::default()).await.unwrap();
    assert_eq!(started, ApplicationStart::Seen);
    camera.close().await;
}

fn unbooted(speed: UsbSpeed) -> Options {
    Options {
        state: InitialState::Unbooted,
        usb_speed: speed,
        ..options()
    }
}

async fn first_flight(speed: UsbSpeed) {
    let rig = Rig::new([unbooted(speed)]).await;
    fly(&Flasher::new(&rig), "1-1", "first flight").await;
    let shown = rig.tell("show 1-1").await;
    assert_eq!(shown["state"], json!("flash-booted"));
    assert_eq!(shown["super_speed"], json!(speed == UsbSpeed::Super));
    rig.assert_no_violations();
}

#[test]
fn an_unbooted_camera_flies_at_high_speed() {
    run(first_flight(UsbSpeed::High));
}

#[test]
fn an_unbooted_camera_flies_at_super_speed() {
    run(first_flight(UsbSpeed::Super));
}

#[test]
fn a_running_application_gives_way() {
    run(async {
        let rig = Rig::new([Options {
            state: InitialState::Application,
            ..options()
        }])
        .await;
        let flasher = Flasher::new(&rig);
        let mut camera = flasher.connect("1-1").await;
        let info = camera.info().await.unwrap();
        assert_eq!(info.found_as, DeviceState::FlashBooted);
        assert_eq!(info.flashed, Some(SHIPPED));
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn two_cameras_fly_at_once() {
    run(async {
        let other = Options {
            mx_id: MxId("14442C1011043ED700".to_owned()),
            ..unbooted(UsbSpeed::Super)
        };
        let rig = Rig::new([unbooted(UsbSpeed::High), other]).await;
        // Two programs would be two flashers; the ROM of one must not be taken for the other's.
        let flasher = Flasher::new(&rig);
        join!(fly(&flasher, "1-1", "left"), fly(&flasher, "1-2", "right"));
        for camera in ["1-1", "1-2"] {
            assert_eq!(
                rig.tell(&format!("show {camera}")).await["state"],
                json!("flash-booted")
            );
        }
        rig.assert_no_violations();
    });
}

#[test]
fn a_cable_pulled_in_a_flash_is_survived() {
    run(async {
        let rig = Rig::new([options()]).await;
        let flasher = Flasher::new(&rig);
        let mut camera = flasher.connect("1-1").await;
        let info = camera.info().await.unwrap();
        let package = big_package("pulled");
        let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
        rig.tell("fault 1-1 {\"unplug-after\":{\"bytes\":3000000}}")
            .await;
        let payload = Payload::Package(package.clone());
        let outcome = camera
            .execute(&flash_it, payload.clone(), &Control::default())
            .await;
        let Outcome::Failed(failure) = outcome else {
            panic!("the cable was pulled");
        };
        assert_eq!(failure.verdict, Verdict::NothingWritten, "{failure:#?}");
        assert_eq!(failure.stage, Some(Stage::Send));

        rig.tell("replug 1-1").await;
        rig.tell("wait 1-1 bootloader").await;
        let mut camera = flasher.connect("1-1").await;
        done(&mut camera, &flash_it, payload).await;
        camera.close().await;
        rig.assert_no_violations();
    });
}
