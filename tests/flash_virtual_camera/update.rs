//! Writing only what differs: little, quick, and never half an application, whatever the camera erases around a write.

use std::time::Duration;

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootloaderKind, Memory, Version},
    device::{
        Camera, Operation, Outcome, Payload, Plan, Refusal,
        plan::{self, CheckedPackage},
    },
    package::{self, Contents},
    transport::DeviceState,
    virtual_camera::{BesideWrite, Fault, Options},
};

use crate::rig::{Rig, flashed, package as small_package, simulate};

const KNOBS: [(u32, BesideWrite); 4] = [
    (4096, BesideWrite::Survives),
    (4096, BesideWrite::Erased),
    (65_536, BesideWrite::Survives),
    (65_536, BesideWrite::Erased),
];

/// A package whose script ends in `mark`, as large as asked for.
fn scripted(mark: u8, firmware_bytes: usize) -> Bytes {
    let mut firmware = b"MA2x".to_vec();
    firmware.extend((0..firmware_bytes).map(|n| (n * 31 + n / 251) as u8));
    let mut script = b"import time\nwhile True: time.sleep(".to_vec();
    script.extend([mark, b')']);
    package::write(&Contents {
        firmware: firmware.into(),
        compressed: false,
        // As the library does it: the camera starts it without looking.
        check_checksum: false,
        pipeline: Bytes::from_static(b"a pipeline"),
        assets: Bytes::from_static(b"assets"),
        asset_storage: script.into(),
        firmware_version: "6632d3a2dbdfbede61251ad5a448a8faa8dc18b9".to_owned(),
        app_name: "demo".to_owned(),
    })
    .unwrap()
}

fn options(kind: BootloaderKind, knob: (u32, BesideWrite)) -> Options {
    Options {
        nor_mib: if kind == BootloaderKind::Usb { 3 } else { 32 },
        speed: 20.0,
        erase_unit_bytes: knob.0,
        beside_write: knob.1,
        ..Options::new(kind)
    }
}

async fn flash(rig: &Rig, camera: &mut Camera, package: &Bytes) {
    let info = camera.info().await.unwrap();
    let plan = plan::application(&info, Memory::Auto, package, &Default::default());
    rig.done(camera, &plan, Payload::Package(package.clone()))
        .await;
}

async fn plan_update(camera: &mut Camera, package: &Bytes) -> Plan {
    let package = CheckedPackage::new(package.clone());
    camera
        .plan_update(Memory::Auto, &package, &Default::default())
        .await
        .unwrap()
}

/// The sizes of a compressed package of the library, at the speed of a real memory.
async fn one_byte(kind: BootloaderKind, knob: (u32, BesideWrite)) {
    let rig = Rig::new(Options {
        nor_mib: 32,
        speed: 1.0,
        ..options(kind, knob)
    });
    let (mut camera, _) = rig.connect().await;
    let (old, new) = (scripted(b'1', 9_714_744), scripted(b'2', 9_714_744));
    let start = tokio::time::Instant::now();
    flash(&rig, &mut camera, &old).await;
    let full = start.elapsed();

    let start = tokio::time::Instant::now();
    let plan = plan_update(&mut camera, &new).await;
    assert_eq!(plan.operation, Operation::UpdateApplication);
    assert!(plan.total_bytes <= 192 * 1024, "{} bytes", plan.total_bytes);
    assert_eq!(plan.writes.len(), 3, "{:#?}", plan.writes);
    let receipt = rig
        .done(&mut camera, &plan, Payload::Package(new.clone()))
        .await;
    let update = start.elapsed();
    assert!(receipt.lines.iter().all(|line| line.verified));
    assert_eq!(rig.application(kind, new.len()), new);
    if knob.1 == BesideWrite::Survives {
        println!(
            "{kind:?} {knob:?}: {} bytes, {update:?} of {full:?}",
            plan.total_bytes
        );
        assert!(
            update.as_secs_f64() < 0.03 * full.as_secs_f64(),
            "{update:?} of {full:?}"
        );
    } else {
        // The whole package was sent by the camera's own command.
        assert_eq!(receipt.lines[0].size, new.len() as u64);
        assert!(update < full + Duration::from_secs(10));
    }
    let again = plan_update(&mut camera, &new).await;
    assert_eq!(again.refusals, [Refusal::NothingToUpdate]);
    camera.close().await;
    rig.assert_no_violations();
}

#[test]
fn one_changed_byte_is_one_block_and_a_moment() {
    for knob in KNOBS {
        simulate(one_byte(BootloaderKind::Network, knob));
    }
    simulate(one_byte(BootloaderKind::Usb, KNOBS[0]));
}

/// The second page of a table with six entries holds nothing: erased, it means the same.
fn with_whole_table(mut held: Vec<u8>) -> Vec<u8> {
    if held[256..512].iter().all(|byte| *byte == 0xFF) && held.starts_with(b"BR") {
        held[256..512].fill(0);
    }
    held
}

/// Cuts the power after every page and block of an update, and looks what starts.
async fn cut_everywhere(kind: BootloaderKind, knob: (u32, BesideWrite), old: &Bytes, held: &[u8]) {
    let new = scripted(b'2', 60_000);
    let mut cuts = 0;
    let mut after = 0;
    loop {
        let rig = Rig::holding(options(kind, knob), held);
        let (mut camera, _) = rig.connect().await;
        let plan = plan_update(&mut camera, &new).await;
        assert_eq!(plan.operation, Operation::UpdateApplication);
        rig.camera.fault(&Fault::PowerCutAfter { bytes: after });
        let outcome = camera
            .execute(&plan, Payload::Package(new.clone()), &rig.control)
            .await;
        camera.close().await;
        rig.camera.fault(&Fault::PowerCutAfter { bytes: u64::MAX });
        rig.settle().await;
        let (mut camera, info) = rig.connect().await;
        let now = with_whole_table(rig.application(kind, new.len()));
        let present = info.applications[0].present;
        assert_eq!(
            present,
            now == *old || now == new,
            "half an application after {after} bytes"
        );
        if matches!(outcome, Outcome::Done(_)) {
            assert!(now == new);
        }
        // Whatever is there, it starts or is none.
        match camera.boot_application(&rig.control).await {
            Ok(_) => assert!(present && rig.state() == Some(DeviceState::FlashBooted)),
            Err(_) => {
                assert!(!present);
                flash(&rig, &mut camera, &new).await;
            }
        }
        camera.close().await;
        rig.assert_no_violations();
        if matches!(outcome, Outcome::Done(_)) {
            break;
        }
        cuts += 1;
        // Erasing and programming count alike; a page is 256 bytes.
        after += 256;
        // Behind the update itself lies only the configuration, or, after a fallback, the whole package.
        if after > 1_500_000 {
            break;
        }
        if knob.1 == BesideWrite::Erased && after > 8192 {
            after += 16_384 - 256;
        }
    }
    println!("{kind:?} {knob:?}: {cuts} cuts");
    assert!(cuts > 50);
}

#[test]
fn a_cut_after_any_page_leaves_the_old_application_the_new_one_or_none() {
    for knob in KNOBS {
        let (kind, old) = (BootloaderKind::Usb, scripted(b'1', 60_000));
        let held = flashed(options(kind, knob), &old);
        simulate(async move { cut_everywhere(kind, knob, &old, &held).await });
    }
}

#[test]
fn what_cannot_be_updated_is_flashed_whole() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb, KNOBS[0]));
        let (mut camera, _) = rig.connect().await;
        let new = scripted(b'2', 60_000);
        // Nothing there yet.
        let plan = plan_update(&mut camera, &new).await;
        assert_eq!(plan.operation, Operation::FlashApplication);
        // Something of another make.
        flash(&rig, &mut camera, &small_package("another", 900_000)).await;
        let plan = plan_update(&mut camera, &scripted(b'2', 900_000)).await;
        assert_eq!(plan.operation, Operation::FlashApplication);
        rig.done(
            &mut camera,
            &plan,
            Payload::Package(scripted(b'2', 900_000)),
        )
        .await;
        camera.close().await;
        rig.assert_no_violations();

        // A bootloader that cannot read.
        let rig = Rig::new(Options {
            bootloader: Version::new(0, 0, 18),
            ..options(BootloaderKind::Usb, KNOBS[0])
        });
        let (mut camera, _) = rig.connect().await;
        let plan = plan_update(&mut camera, &new).await;
        assert_eq!(plan.operation, Operation::FlashApplication);
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn an_update_of_a_memory_that_changed_meanwhile_is_refused() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb, KNOBS[0]));
        let (mut camera, _) = rig.connect().await;
        let (old, new) = (scripted(b'1', 60_000), scripted(b'2', 60_000));
        flash(&rig, &mut camera, &old).await;
        let plan = plan_update(&mut camera, &new).await;
        flash(&rig, &mut camera, &small_package("other", 60_000)).await;
        let failure = rig.failed(&mut camera, &plan, Payload::Package(new)).await;
        assert_eq!(
            failure.verdict,
            oak_flasher::device::Verdict::NothingWritten
        );
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn a_bit_that_flips_in_an_update_is_seen_and_the_whole_package_sent() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb, KNOBS[0]));
        let (mut camera, _) = rig.connect().await;
        let (old, new) = (scripted(b'1', 60_000), scripted(b'2', 60_000));
        flash(&rig, &mut camera, &old).await;
        let plan = plan_update(&mut camera, &new).await;
        rig.camera.fault(&Fault::FlippedBit { noticed: false });
        let receipt = rig
            .done(&mut camera, &plan, Payload::Package(new.clone()))
            .await;
        assert_eq!(receipt.lines[0].size, new.len() as u64);
        assert_eq!(rig.application(BootloaderKind::Usb, new.len()), new);
        camera.close().await;
    });
}

#[test]
fn an_emmc_is_updated_too() {
    simulate(async {
        let rig = Rig::new(Options {
            emmc_mib: Some(64),
            ..options(BootloaderKind::Network, KNOBS[0])
        });
        let (mut camera, _) = rig.connect().await;
        let (old, new) = (scripted(b'1', 60_000), scripted(b'2', 60_000));
        flash(&rig, &mut camera, &old).await;
        let plan = plan_update(&mut camera, &new).await;
        assert_eq!(plan.operation, Operation::UpdateApplication);
        rig.done(&mut camera, &plan, Payload::Package(new.clone()))
            .await;
        assert_eq!(rig.camera.emmc().unwrap()[8 << 20..][..new.len()], new[..]);
        camera.close().await;
        rig.assert_no_violations();
    });
}
