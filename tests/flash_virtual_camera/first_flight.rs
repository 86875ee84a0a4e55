//! From a camera as it comes out of the box to one that runs its application.

use oak_flasher::{
    bootloader::{BootloaderKind, Config, Memory},
    device::{ApplicationStart, KindEvidence, Payload, plan},
    transport::DeviceState,
    virtual_camera::{InitialState, Options},
};

use crate::rig::{Rig, SHIPPED, package, shipped, simulate};

fn options(kind: BootloaderKind, state: InitialState) -> Options {
    Options {
        nor_mib: 16,
        state,
        speed: 10.0,
        ..Options::new(kind)
    }
}

async fn first_flight(kind: BootloaderKind, state: InitialState) {
    let rig = Rig::new(options(kind, state));
    let (mut camera, info) = rig.connect().await;
    let unbooted = state == InitialState::Unbooted;
    assert_eq!(info.booted_in_memory, unbooted);
    assert_eq!(info.flashed.is_none(), unbooted);
    if unbooted {
        assert_eq!(info.kind_evidence, KindEvidence::Unknown);
        assert_eq!(info.running_kind, BootloaderKind::Usb);
    } else {
        assert_eq!(info.kind, kind);
    }

    let image = shipped(kind);
    let flash_it = plan::bootloader(&info, kind, &image);
    let receipt = rig
        .done(&mut camera, &flash_it, Payload::Bootloader(image.clone()))
        .await;
    assert_eq!(receipt.after, Some(SHIPPED));
    assert!(receipt.lines.iter().all(|line| line.verified));
    assert!(
        receipt.notes[0].contains("the factory bootloader 0.0.29 runs"),
        "{:?}",
        receipt.notes
    );
    assert_eq!(rig.camera.flash()[512..512 + image.len()], image[..]);

    let info = camera.info().await.unwrap();
    assert_eq!(info.kind, kind);
    assert_eq!(info.kind_evidence, KindEvidence::Running);
    assert_eq!(info.flashed, Some(SHIPPED));
    let package = package("first flight", 50_000);
    let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
    let receipt = rig
        .done(&mut camera, &flash_it, Payload::Package(package.clone()))
        .await;
    assert!(receipt.lines[0].verified);
    assert_eq!(receipt.notes, Vec::<String>::new());
    assert_eq!(rig.application(kind, package.len()), package);

    let info = camera.info().await.unwrap();
    assert_eq!(info.applications[0].name.as_deref(), Some("first flight"));
    let config = Config::from_json(info.config.as_deref().unwrap()).unwrap();
    assert_eq!(config.app_mem(), Some(Memory::Flash));

    let started = camera.boot_application(&rig.control).await.unwrap();
    assert_eq!(started, ApplicationStart::Seen);
    assert_eq!(rig.state(), Some(DeviceState::FlashBooted));
    camera.close().await;
    rig.assert_no_violations();
}

#[test]
fn a_usb_camera_flies() {
    simulate(first_flight(BootloaderKind::Usb, InitialState::Bootloader));
}

#[test]
fn a_network_camera_flies() {
    simulate(first_flight(
        BootloaderKind::Network,
        InitialState::Bootloader,
    ));
}

#[test]
fn an_unbooted_usb_camera_flies() {
    simulate(first_flight(BootloaderKind::Usb, InitialState::Unbooted));
}

#[test]
fn an_unbooted_network_camera_flies() {
    simulate(first_flight(
        BootloaderKind::Network,
        InitialState::Unbooted,
    ));
}

#[test]
fn a_running_application_gives_way() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network, InitialState::Application));
        assert_eq!(rig.state(), Some(DeviceState::FlashBooted));
        let (camera, info) = rig.connect().await;
        assert_eq!(info.found_as, DeviceState::FlashBooted);
        assert_eq!(info.flashed, Some(SHIPPED));
        camera.close().await;
        rig.assert_no_violations();
    });
}
