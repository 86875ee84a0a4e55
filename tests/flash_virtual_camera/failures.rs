//! Every way an operation can fail, and the verdict it ends in. Afterwards a second run repairs the camera.

use std::time::Duration;

use oak_flasher::{
    bootloader::{BootloaderKind, Memory, Version},
    device::{Failure, FailureCause, Payload, Stage, Verdict, plan},
    transport::DeviceState,
    virtual_camera::{Fault, InitialState, Options},
};

use crate::rig::{Rig, SHIPPED, package, shipped, simulate};

const KIND: BootloaderKind = BootloaderKind::Usb;

fn options() -> Options {
    Options {
        nor_mib: 16,
        speed: 10.0,
        ..Options::new(KIND)
    }
}

/// Flashes the shipped bootloader with `prepare` in the way.
async fn bootloader_fails(prepare: impl FnOnce(&mut Rig)) -> (Rig, Failure) {
    let mut rig = Rig::new(options());
    prepare(&mut rig);
    let (mut camera, info) = rig.connect().await;
    let image = shipped(KIND);
    let flash_it = plan::bootloader(&info, KIND, &image);
    let failure = rig
        .failed(&mut camera, &flash_it, Payload::Bootloader(image))
        .await;
    camera.close().await;
    (rig, failure)
}

/// Flashes a package with `prepare` in the way.
async fn application_fails(prepare: impl FnOnce(&mut Rig)) -> (Rig, Failure) {
    let mut rig = Rig::new(options());
    prepare(&mut rig);
    let (mut camera, info) = rig.connect().await;
    let package = package("never seen", 50_000);
    let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
    let failure = rig
        .failed(&mut camera, &flash_it, Payload::Package(package))
        .await;
    camera.close().await;
    (rig, failure)
}

/// A second run, without faults, makes the camera what was wanted.
async fn repair(rig: &Rig) {
    rig.camera.replug();
    rig.settle().await;
    let (mut camera, info) = rig.connect().await;
    let image = shipped(KIND);
    let flash_it = plan::bootloader(&info, KIND, &image);
    rig.done(&mut camera, &flash_it, Payload::Bootloader(image))
        .await;
    let info = camera.info().await.unwrap();
    assert_eq!(info.flashed, Some(SHIPPED));
    let package = package("repaired", 30_000);
    let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
    rig.done(&mut camera, &flash_it, Payload::Package(package))
        .await;
    let info = camera.info().await.unwrap();
    assert_eq!(info.applications[0].name.as_deref(), Some("repaired"));
    camera.close().await;
    rig.assert_no_violations();
}

#[test]
fn unplugged_while_sending_a_bootloader() {
    simulate(async {
        let unplug = Fault::UnplugAfter { bytes: 10_000 };
        let (rig, failure) = bootloader_fails(|rig| rig.fault_at(Stage::Send, unplug)).await;
        assert_eq!(failure.cause, FailureCause::CameraGone);
        assert_eq!(failure.verdict, Verdict::NothingWritten);
        assert_eq!(failure.stage, Some(Stage::Send));
        repair(&rig).await;
    });
}

#[test]
fn power_cut_while_a_bootloader_is_written() {
    simulate(async {
        let cut = Fault::PowerCutAfter { bytes: 20_000 };
        let (rig, failure) = bootloader_fails(|rig| rig.fault_at(Stage::Write, cut)).await;
        assert_eq!(failure.cause, FailureCause::CameraGone);
        assert_eq!(failure.verdict, Verdict::NeedsRecovery);
        assert_eq!(failure.stage, Some(Stage::Write));
        assert_eq!(rig.settle().await, DeviceState::Unbooted);
        repair(&rig).await;
    });
}

#[test]
fn power_cut_while_an_application_is_written() {
    simulate(async {
        let cut = Fault::PowerCutAfter { bytes: 500_000 };
        let (rig, failure) = application_fails(|rig| rig.fault_at(Stage::Write, cut)).await;
        assert_eq!(failure.cause, FailureCause::CameraGone);
        assert_eq!(failure.verdict, Verdict::SafeTryAgain);
        assert_eq!(rig.settle().await, DeviceState::Bootloader);
        repair(&rig).await;
    });
}

#[test]
fn a_camera_that_falls_silent_is_given_up() {
    simulate(async {
        let (rig, failure) =
            bootloader_fails(|rig| rig.fault_at(Stage::Write, Fault::Silence)).await;
        // Its own watchdog may be quicker than our patience.
        assert!(
            matches!(
                failure.cause,
                FailureCause::NoAnswer { .. } | FailureCause::CameraGone
            ),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::NeedsRecovery);
        rig.camera.unplug();
        repair(&rig).await;
    });
}

#[test]
fn a_silent_camera_does_not_hold_up_connecting() {
    simulate(async {
        let rig = Rig::new(options());
        rig.camera.fault(&Fault::Silence);
        let failure = rig.try_connect().await.unwrap_err();
        assert!(
            matches!(failure.cause, FailureCause::NoAnswer { .. }),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::NothingWritten);
    });
}

#[test]
fn a_refused_bootloader_changes_nothing() {
    simulate(async {
        let (rig, failure) =
            bootloader_fails(|rig| rig.fault_at(Stage::Send, Fault::RefuseNext)).await;
        assert!(
            matches!(failure.cause, FailureCause::RefusedByCamera { .. }),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::NothingWritten);
        repair(&rig).await;
    });
}

#[test]
fn a_memory_that_fails_under_a_bootloader_wants_another_try_at_once() {
    simulate(async {
        let error = Fault::WriteError {
            after_bytes: 20_000,
        };
        let (rig, failure) = bootloader_fails(|rig| rig.fault_at(Stage::Send, error)).await;
        assert!(
            matches!(failure.cause, FailureCause::RefusedByCamera { .. }),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::DoNotUnplug);
        rig.settle().await;
        repair(&rig).await;
    });
}

#[test]
fn a_memory_that_fails_under_an_application_leaves_none() {
    simulate(async {
        let error = Fault::WriteError {
            after_bytes: 400_000,
        };
        let (rig, failure) = application_fails(|rig| rig.fault_at(Stage::Send, error)).await;
        assert!(
            matches!(failure.cause, FailureCause::RefusedByCamera { .. }),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::SafeTryAgain);
        rig.settle().await;
        let (camera, info) = rig.connect().await;
        assert!(!info.applications[0].present);
        camera.close().await;
        rig.settle().await;
        repair(&rig).await;
    });
}

#[test]
fn a_flipped_bit_in_an_application_is_found_and_the_application_removed() {
    simulate(async {
        let flip = Fault::FlippedBit { noticed: false };
        let (rig, failure) = application_fails(|rig| rig.fault_at(Stage::Send, flip)).await;
        assert!(
            matches!(failure.cause, FailureCause::VerifyFailed { .. }),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::SafeTryAgain);
        rig.settle().await;
        let (camera, info) = rig.connect().await;
        assert!(!info.applications[0].present);
        camera.close().await;
        rig.settle().await;
        repair(&rig).await;
    });
}

#[test]
fn a_flipped_bit_in_a_bootloader_is_found() {
    simulate(async {
        let mut rig = Rig::new(Options {
            speed: 1.0,
            ..options()
        });
        // The header that is written first is written again at the end.
        rig.at(Stage::Write, |camera, _| {
            let camera = camera.clone();
            tokio::task::spawn_local(async move {
                tokio::time::sleep(Duration::from_millis(200)).await;
                camera.fault(&Fault::FlippedBit { noticed: false });
            });
        });
        let (mut camera, info) = rig.connect().await;
        let image = shipped(KIND);
        let flash_it = plan::bootloader(&info, KIND, &image);
        let failure = rig
            .failed(&mut camera, &flash_it, Payload::Bootloader(image.clone()))
            .await;
        assert!(
            matches!(failure.cause, FailureCause::VerifyFailed { .. }),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::DoNotUnplug);
        // The session still stands: done again at once, nothing is lost.
        assert!(camera.is_connected());
        rig.done(&mut camera, &flash_it, Payload::Bootloader(image))
            .await;
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn a_short_answer_is_nonsense() {
    simulate(async {
        let (rig, failure) =
            application_fails(|rig| rig.fault_at(Stage::Send, Fault::ShortReply)).await;
        assert!(
            matches!(failure.cause, FailureCause::Nonsense { .. }),
            "{failure:?}"
        );
        assert_eq!(failure.verdict, Verdict::SafeTryAgain);
        rig.settle().await;
        repair(&rig).await;
    });
}

#[test]
fn a_camera_that_stays_away_after_the_restart_was_written_and_verified() {
    simulate(async {
        let (rig, failure) =
            bootloader_fails(|rig| rig.at(Stage::Restart, |camera, _| camera.unplug())).await;
        assert_eq!(
            failure.cause,
            FailureCause::DidNotComeBack {
                state: DeviceState::Bootloader
            }
        );
        assert_eq!(failure.verdict, Verdict::SafeTryAgain);
        repair(&rig).await;
    });
}

#[test]
fn cancelling_while_data_is_missing_writes_nothing() {
    simulate(async {
        let mut rig = Rig::new(options());
        rig.when(
            |progress| progress.can_cancel,
            |_, control| control.cancel.cancel(),
        );
        let (mut camera, info) = rig.connect().await;
        let before = rig.camera.flash();
        // More than one data packet: the second waits for the first to be taken.
        let package = package("cancelled", 6_000_000);
        let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
        let failure = rig
            .failed(&mut camera, &flash_it, Payload::Package(package))
            .await;
        assert_eq!(failure.cause, FailureCause::Cancelled);
        assert_eq!(failure.verdict, Verdict::NothingWritten);
        assert!(!camera.is_connected());
        camera.close().await;
        assert!(rig.camera.flash() == before);
        rig.settle().await;
    });
}

#[test]
fn an_operation_says_when_it_cannot_be_cancelled_any_more() {
    simulate(async {
        let mut rig = Rig::new(options());
        rig.at(Stage::Write, |_, control| control.cancel.cancel());
        let (mut camera, info) = rig.connect().await;
        let package = package("too late", 30_000);
        let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
        rig.done(&mut camera, &flash_it, Payload::Package(package))
            .await;
        let told = rig.told.take();
        assert!(told.iter().all(|p| p.stage <= Stage::Send || !p.can_cancel));
        camera.close().await;
    });
}

#[test]
fn an_old_bootloader_is_asked_only_what_it_knows() {
    for patch in [2, 11, 12, 13, 14, 17, 18, 19, 20, 21, 28] {
        for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
            // The first network bootloader that tells its kind is 0.0.12.
            if kind == BootloaderKind::Network && patch < 12 {
                continue;
            }
            simulate(old_bootloader(kind, Version::new(0, 0, patch)));
        }
    }
}

async fn old_bootloader(kind: BootloaderKind, version: Version) {
    let rig = Rig::new(Options {
        bootloader: version,
        nor_mib: 16,
        speed: 100.0,
        state: InitialState::Bootloader,
        ..Options::new(kind)
    });
    let (mut camera, info) = rig.connect().await;
    assert_eq!(info.running, version);
    assert_eq!(info.kind, kind);
    assert_eq!(info.memories.is_empty(), version.patch < 19);
    let package = package("old", 20_000);
    let flash_it = plan::application(&info, Memory::Auto, &package, &Default::default());
    let refused = kind == BootloaderKind::Network && version.patch < 14;
    assert_eq!(!flash_it.refusals.is_empty(), refused, "{flash_it:?}");
    if !refused {
        let receipt = rig
            .done(&mut camera, &flash_it, Payload::Package(package.clone()))
            .await;
        assert_eq!(receipt.lines[0].verified, version.patch >= 19);
        assert_eq!(rig.application(kind, package.len()), package);
    }
    let image = shipped(kind);
    let flash_it = plan::bootloader(&info, kind, &image);
    let receipt = rig
        .done(&mut camera, &flash_it, Payload::Bootloader(image))
        .await;
    assert_eq!(receipt.before, Some(version));
    assert_eq!(receipt.after, Some(SHIPPED));
    camera.close().await;
    rig.assert_no_violations();
}
