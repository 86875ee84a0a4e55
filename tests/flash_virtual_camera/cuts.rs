//! A thousand cables pulled and powers cut at random moments, half of them under a bootloader, half under an
//! application: afterwards the camera is reachable and holds the old application, the new one or none, and a second run
//! repairs it.

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootloaderKind, Layout, Memory, image},
    device::{Outcome, Payload, plan},
    transport::DeviceState,
    virtual_camera::{BesideWrite, Fault, Options},
};

use crate::rig::{Rig, SHIPPED, package, simulate};

/// What is flashed into what.
#[derive(Debug, Clone, Copy)]
struct Case {
    kind: BootloaderKind,
    nor_mib: u32,
    image_bytes: usize,
    firmware_bytes: usize,
    cuts: u64,
}

const SMALL: Case = Case {
    kind: BootloaderKind::Usb,
    nor_mib: 3,
    image_bytes: 40_960,
    firmware_bytes: 60_000,
    cuts: 500,
};
/// The sizes of the images 0.0.29 and of a compressed package.
const REAL_USB: Case = Case {
    kind: BootloaderKind::Usb,
    nor_mib: 16,
    image_bytes: 788_400,
    firmware_bytes: 9_570_000,
    cuts: 8,
};
const REAL_NETWORK: Case = Case {
    kind: BootloaderKind::Network,
    nor_mib: 32,
    image_bytes: 3_825_968,
    ..REAL_USB
};

/// Xorshift: the same cuts in every run.
pub(crate) fn random(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

/// Every second cut is a cable, every second a power cut; the erase knobs vary, too.
fn rig(case: Case, n: u64) -> Rig {
    Rig::new(Options {
        nor_mib: case.nor_mib,
        speed: 20.0,
        erase_unit_bytes: if n.is_multiple_of(3) { 65_536 } else { 4_096 },
        beside_write: if n.is_multiple_of(5) {
            BesideWrite::Erased
        } else {
            BesideWrite::Survives
        },
        ..Options::new(case.kind)
    })
}

/// A cut that did not come is called off.
pub(crate) fn call_off(rig: &Rig) {
    rig.camera.fault(&Fault::UnplugAfter { bytes: u64::MAX });
    rig.camera.fault(&Fault::PowerCutAfter { bytes: u64::MAX });
}

pub(crate) fn cut(n: u64, random: &mut impl FnMut(u64) -> u64, sent: u64, written: u64) -> Fault {
    if n.is_multiple_of(2) {
        Fault::UnplugAfter {
            bytes: random(sent),
        }
    } else {
        Fault::PowerCutAfter {
            bytes: random(written),
        }
    }
}

#[test]
fn under_a_bootloader() {
    for case in [SMALL, REAL_USB, REAL_NETWORK] {
        for n in 0..case.cuts {
            simulate(cut_a_bootloader(case, n));
        }
    }
}

async fn cut_a_bootloader(case: Case, n: u64) {
    let mut random = random(n + 1);
    let rig = rig(case, n);
    let (mut camera, info) = rig.connect().await;
    let image = Bytes::from(image::stand_in(case.kind, SHIPPED, case.image_bytes));
    let size = case.image_bytes as u64;
    // Requests and the image go to the camera; it erases and writes header, image and header.
    rig.camera
        .fault(&cut(n, &mut random, size + 8_000, 2 * size + 30_000));
    let flash_it = plan::bootloader(&info, case.kind, &image);
    let outcome = camera
        .execute(&flash_it, Payload::Bootloader(image.clone()), &rig.control)
        .await;
    camera.close().await;
    call_off(&rig);
    rig.camera.replug();
    let state = rig.settle().await;
    assert!(
        matches!(state, DeviceState::Bootloader | DeviceState::Unbooted),
        "{n}: {state:?}"
    );
    if matches!(outcome, Outcome::Done(_)) {
        assert_eq!(state, DeviceState::Bootloader, "{n}");
    }

    let (mut camera, info) = rig.connect().await;
    let flash_it = plan::bootloader(&info, case.kind, &image);
    let receipt = rig
        .done(&mut camera, &flash_it, Payload::Bootloader(image.clone()))
        .await;
    assert_eq!(receipt.after, Some(SHIPPED), "{n}");
    camera.close().await;
    rig.assert_no_violations();
}

#[test]
fn under_an_application() {
    for case in [SMALL, REAL_USB, REAL_NETWORK] {
        for n in 0..case.cuts {
            simulate(cut_an_application(case, n));
        }
    }
}

async fn cut_an_application(case: Case, n: u64) {
    let mut random = random(n + 10_001);
    let rig = rig(case, n);
    let (mut camera, info) = rig.connect().await;
    let old = package("old", 30_000);
    let flash_old = plan::application(&info, Memory::Auto, &old, &Default::default());
    rig.done(&mut camera, &flash_old, Payload::Package(old.clone()))
        .await;

    let new = package("new", case.firmware_bytes);
    let info = camera.info().await.unwrap();
    let size = new.len() as u64;
    rig.camera
        .fault(&cut(n, &mut random, size + 4_000, 2 * size));
    let flash_new = plan::application(&info, Memory::Auto, &new, &Default::default());
    let outcome = camera
        .execute(&flash_new, Payload::Package(new.clone()), &rig.control)
        .await;
    camera.close().await;
    call_off(&rig);
    rig.camera.replug();
    rig.settle().await;

    let (mut camera, info) = rig.connect().await;
    let start = Layout::of(case.kind).application.offset as usize;
    let flash = rig.camera.flash();
    let holds = |package: &[u8]| flash[start..start + package.len()] == *package;
    let application = &info.applications[0];
    match application.name.as_deref() {
        Some("old") => assert!(holds(&old), "{n}: half an old application"),
        Some("new") => assert!(holds(&new), "{n}: half a new application"),
        name => assert!(!application.present, "{n}: {name:?}"),
    }
    if matches!(outcome, Outcome::Done(_)) {
        assert!(holds(&new), "{n}");
    }

    let again = plan::application(&info, Memory::Auto, &new, &Default::default());
    rig.done(&mut camera, &again, Payload::Package(new.clone()))
        .await;
    assert_eq!(rig.application(case.kind, new.len()), new, "{n}");
    camera.close().await;
    rig.assert_no_violations();
}
