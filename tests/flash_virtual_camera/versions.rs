//! Every bootloader version from 0.0.2 to 0.0.29: each operation works, or is refused in its plan with a reason; no request
//! is sent that the version does not know.

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootHeader, BootHeaderKind, BootloaderKind, Memory, Version, image},
    device::{
        Camera, CameraInfo, FailureCause, Payload, Plan,
        plan::{self, CheckedPackage},
    },
    virtual_camera::{InitialState, Options},
};

use crate::rig::{Rig, package, shipped, simulate};

/// A first version that offers an operation, on USB and network cameras.
type Since = (u32, u32);
const NEVER: u32 = 99;

/// Name, first versions, plan and payload.
type Case = (&'static str, Since, fn(&CameraInfo) -> (Plan, Payload));

const CASES: [Case; 9] = [
    ("bootloader", (2, 12), |info| {
        let image = shipped(info.kind);
        (
            plan::bootloader(info, info.kind, &image),
            Payload::Bootloader(image),
        )
    }),
    ("user bootloader", (NEVER, 21), |info| {
        let user = image::stand_in(BootloaderKind::Network, Version::new(0, 0, 29), 30_000);
        let user = Bytes::from(user);
        (
            plan::user_bootloader(info, &user),
            Payload::Bootloader(user),
        )
    }),
    ("factory reset", (2, 12), |info| {
        let image = shipped(info.kind);
        (
            plan::factory_reset(info, info.kind, &image),
            Payload::Bootloader(image),
        )
    }),
    ("boot header", (19, 19), |info| {
        let header = BootHeader::new(BootHeaderKind::Normal);
        (
            plan::boot_header(info, &header),
            Payload::BootHeader(header),
        )
    }),
    ("application", (2, 14), |info| {
        let new = package("new", 20_000);
        let plan = plan::application(info, Memory::Auto, &new, &Default::default());
        (plan, Payload::Package(new))
    }),
    ("removing", (12, 14), |info| {
        (plan::remove_application(info, Memory::Auto), Payload::None)
    }),
    ("configuration", (14, 14), |info| {
        let json = r#"{"mine": 1}"#;
        (
            plan::write_config(info, json),
            Payload::Config(json.to_owned()),
        )
    }),
    ("clearing", (14, 14), |info| {
        (plan::clear_config(info), Payload::None)
    }),
    ("memory", (19, 19), |info| {
        let bytes = Bytes::from_static(b"bytes");
        let place = if info.kind == BootloaderKind::Usb {
            0x20_0000
        } else {
            0x90_0000
        };
        (
            plan::write_memory(info, Memory::Flash, place, &bytes),
            Payload::Bytes(bytes),
        )
    }),
];

fn options(kind: BootloaderKind, patch: u32) -> Options {
    Options {
        nor_mib: if kind == BootloaderKind::Usb { 3 } else { 10 },
        speed: 200.0,
        bootloader: Version::new(0, 0, patch),
        state: InitialState::Application,
        ..Options::new(kind)
    }
}

async fn writes(kind: BootloaderKind, patch: u32) {
    for (name, since, plan_it) in CASES {
        let rig = Rig::new(options(kind, patch));
        let (mut camera, info) = rig.connect().await;
        let (plan, payload) = plan_it(&info);
        let first = if kind == BootloaderKind::Usb {
            since.0
        } else {
            since.1
        };
        let offered = plan.refusals.is_empty();
        assert_eq!(
            offered,
            patch >= first,
            "{name} 0.0.{patch} {kind:?}: {:?}",
            plan.refusals
        );
        if offered {
            rig.done(&mut camera, &plan, payload).await;
        } else {
            let failure = rig.failed(&mut camera, &plan, payload).await;
            assert!(matches!(failure.cause, FailureCause::Refused { .. }));
        }
        camera.close().await;
        rig.assert_no_violations();
    }
}

/// What reads, asks and starts.
async fn the_rest(kind: BootloaderKind, patch: u32) {
    let rig = Rig::new(options(kind, patch));
    let (mut camera, info) = rig.connect().await;
    assert_eq!(info.running, Version::new(0, 0, patch));
    assert_eq!(info.bootloader_memory.is_some(), patch >= 14);
    assert_eq!(info.user_bootloader.is_some(), patch >= 21);
    assert_eq!(info.memories.is_empty(), patch < 19);
    reads(&mut camera, &rig, patch).await;
    camera.boot_application(&rig.control).await.unwrap();
    camera.close().await;
    let (mut camera, _) = rig.connect().await;
    camera.boot_usb_rom().await.unwrap();
    camera.close().await;
    rig.assert_no_violations();
}

async fn reads(camera: &mut Camera, rig: &Rig, patch: u32) {
    let readable = patch >= 19;
    let memory = camera
        .read_memory(Memory::Flash, 0, 100, &rig.control)
        .await;
    assert_eq!(memory.is_ok(), readable, "0.0.{patch}");
    let application = camera.read_application(Memory::Auto, &rig.control).await;
    assert_eq!(application.is_ok(), readable, "0.0.{patch}");
    let backup = camera.take_backup().await.unwrap();
    assert_eq!(backup.is_some(), readable, "0.0.{patch}");
    let diagnosis = camera.diagnose(&rig.control).await.unwrap();
    assert_eq!(
        diagnosis.findings.is_empty(),
        readable,
        "0.0.{patch}: {diagnosis:?}"
    );
    let new = CheckedPackage::new(package("new", 20_000));
    let planned = camera
        .plan_update(Memory::Auto, &new, &Default::default())
        .await;
    assert!(planned.is_ok(), "0.0.{patch}");
}

#[test]
fn usb_bootloaders_of_every_version() {
    for patch in 2..=29 {
        simulate(writes(BootloaderKind::Usb, patch));
        simulate(the_rest(BootloaderKind::Usb, patch));
    }
}

/// Below 0.0.12 there were no network cameras.
#[test]
fn network_bootloaders_of_every_version() {
    for patch in 12..=29 {
        simulate(writes(BootloaderKind::Network, patch));
        simulate(the_rest(BootloaderKind::Network, patch));
    }
}
