//! User bootloader, factory reset and boot headers: read back, restarted, and the running version and slot checked.

use bytes::Bytes;
use oak_flasher::{
    bootloader::{
        BootHeader, BootHeaderKind, BootloaderKind, Config, Layout, Memory, Version, image,
    },
    device::{
        Confirmation, FailureCause, Payload, PowerCut, Refusal, RegionUse, Stage, Verdict, Warning,
        plan,
    },
    transport::DeviceState,
    virtual_camera::{BesideWrite, Fault, InitialState, Options},
};

use crate::rig::{Rig, SHIPPED, package, shipped, simulate};

const NETWORK: BootloaderKind = BootloaderKind::Network;

fn options(kind: BootloaderKind) -> Options {
    Options {
        nor_mib: 16,
        speed: 100.0,
        ..Options::new(kind)
    }
}

fn user_image(patch: u32) -> Bytes {
    image::stand_in(NETWORK, Version::new(0, 0, patch), 70_001).into()
}

#[test]
fn a_user_bootloader_is_flashed_activated_and_runs() {
    simulate(async {
        let rig = Rig::new(options(NETWORK));
        let (mut camera, info) = rig.connect().await;
        let config = r#"{"mine": [1, 2], "network": {"timeoutMs": 1234}}"#;
        let plan = plan::write_config(&info, config);
        rig.done(&mut camera, &plan, Payload::Config(config.to_owned()))
            .await;
        let info = camera.info().await.unwrap();

        let image = user_image(30);
        let plan = plan::user_bootloader(&info, &image);
        assert_eq!(plan.power_cut, PowerCut::FactoryBootloader);
        assert_eq!(plan.confirmation, Confirmation::Click);
        let regions: Vec<_> = plan.writes.iter().map(|write| write.used_for).collect();
        assert_eq!(regions, [RegionUse::UserBootloader, RegionUse::Config]);
        let receipt = rig
            .done(&mut camera, &plan, Payload::Bootloader(image.clone()))
            .await;
        assert!(receipt.lines.iter().all(|line| line.verified));
        assert_eq!(receipt.after, Some(Version::new(0, 0, 30)));
        let info = camera.info().await.unwrap();
        assert_eq!(info.user_bootloader, Some(true));
        assert_eq!(info.flashed, Some(SHIPPED));
        let stored = Config::from_json(info.config.as_deref().unwrap()).unwrap();
        assert_eq!(stored.user_bootloader().unwrap().size, 70_001);
        assert_eq!(stored.network_timeout_millis(), 1234);
        assert!(stored.get("mine").is_some());

        let plan = plan::remove_user_bootloader(&info);
        rig.done(&mut camera, &plan, Payload::None).await;
        let info = camera.info().await.unwrap();
        assert_eq!(info.user_bootloader, Some(false));
        assert_eq!(info.running, SHIPPED);
        let nothing = plan::remove_user_bootloader(&info);
        assert_eq!(nothing.refusals, [Refusal::NoUserBootloaderToRemove]);
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn a_slot_that_was_not_written_right_is_not_activated() {
    for fault in [
        Fault::WriteError { after_bytes: 5000 },
        Fault::FlippedBit { noticed: true },
        Fault::FlippedBit { noticed: false },
        Fault::RefuseNext,
    ] {
        simulate(async move {
            let mut rig = Rig::new(options(NETWORK));
            let (mut camera, info) = rig.connect().await;
            rig.fault_at(Stage::Send, fault.clone());
            let image = user_image(30);
            let plan = plan::user_bootloader(&info, &image);
            let failure = rig
                .failed(&mut camera, &plan, Payload::Bootloader(image))
                .await;
            assert_eq!(failure.verdict, Verdict::SafeTryAgain, "{fault:?}");
            let info = camera.info().await.unwrap();
            let slot = info
                .config
                .and_then(|json| Config::from_json(&json).unwrap().user_bootloader());
            assert_eq!(slot, None, "{fault:?}");
            camera.close().await;
            rig.assert_no_violations();
        });
    }
}

#[test]
fn user_bootloaders_are_refused_where_there_is_no_slot() {
    simulate(async {
        let image = user_image(30);
        let rig = Rig::new(options(BootloaderKind::Usb));
        let (camera, info) = rig.connect().await;
        let plan = plan::user_bootloader(&info, &image);
        assert_eq!(plan.refusals, [Refusal::NoUserBootloader]);
        camera.close().await;

        let old = Version::new(0, 0, 20);
        let rig = Rig::new(Options {
            bootloader: old,
            ..options(NETWORK)
        });
        let (camera, info) = rig.connect().await;
        let plan = plan::user_bootloader(&info, &image);
        let needed = Version::new(0, 0, 21);
        assert!(
            plan.refusals
                .contains(&Refusal::BootloaderTooOld { needed, found: old })
        );
        camera.close().await;

        let rig = Rig::new(options(NETWORK));
        let (camera, info) = rig.connect().await;
        let plan = plan::user_bootloader(&info, &shipped(BootloaderKind::Usb));
        assert!(matches!(
            plan.refusals.as_slice(),
            [Refusal::WrongKind { .. }]
        ));
        let long = image::stand_in(NETWORK, SHIPPED, 0x3F_C001);
        let plan = plan::user_bootloader(&info, &long);
        assert!(
            matches!(
                plan.refusals.as_slice(),
                [Refusal::TooLarge {
                    room: 0x3F_C000,
                    ..
                }]
            ),
            "{:?}",
            plan.refusals
        );
        camera.close().await;
    });
}

#[test]
fn an_old_factory_bootloader_is_told_beside_the_user_slot() {
    simulate(async {
        let version = Version::new(0, 0, 24);
        let rig = Rig::new(Options {
            bootloader: version,
            ..options(NETWORK)
        });
        let (mut camera, info) = rig.connect().await;
        let image = user_image(29);
        let plan = plan::user_bootloader(&info, &image);
        assert_eq!(plan.warnings, [Warning::FactoryStaysOld { version }]);
        rig.done(&mut camera, &plan, Payload::Bootloader(image))
            .await;
        let info = camera.info().await.unwrap();
        assert_eq!((info.running, info.user_bootloader), (SHIPPED, Some(true)));
        camera.close().await;
        rig.assert_no_violations();
    });
}

async fn reset(kind: BootloaderKind, beside_write: BesideWrite) {
    let rig = Rig::new(Options {
        beside_write,
        ..options(kind)
    });
    let (mut camera, info) = rig.connect().await;
    let application = package("old", 30_000);
    let plan = plan::application(&info, Memory::Auto, &application, &Default::default());
    rig.done(&mut camera, &plan, Payload::Package(application))
        .await;
    if kind == NETWORK {
        let info = camera.info().await.unwrap();
        let image = user_image(30);
        let plan = plan::user_bootloader(&info, &image);
        rig.done(&mut camera, &plan, Payload::Bootloader(image))
            .await;
    }
    let info = camera.info().await.unwrap();
    let image = shipped(kind);
    let plan = plan::factory_reset(&info, kind, &image);
    assert_eq!(
        plan.confirmation,
        Confirmation::TypedWord {
            word: "reset".to_owned()
        }
    );
    assert_eq!(plan.power_cut, PowerCut::RomRecovery);
    assert!(plan.warnings.contains(&Warning::ErasesEverything));
    let receipt = rig
        .done(&mut camera, &plan, Payload::Bootloader(image.clone()))
        .await;
    assert!(receipt.lines.iter().all(|line| line.verified));
    let info = camera.info().await.unwrap();
    assert_eq!((info.running, info.kind), (SHIPPED, kind));
    assert_ne!(info.user_bootloader, Some(true));
    assert!(info.config.is_none());
    assert!(info.applications.iter().all(|a| !a.present));
    let flash = rig.camera.flash();
    assert_eq!(flash[512..512 + image.len()], image[..]);
    let end = Layout::of(kind).application.offset as usize + 1024;
    assert!(
        flash[512 + image.len()..end]
            .iter()
            .all(|byte| *byte == 0xFF)
    );
    camera.close().await;
    rig.assert_no_violations();
}

#[test]
fn a_factory_reset_leaves_a_bootloader_and_nothing_else() {
    for kind in [BootloaderKind::Usb, NETWORK] {
        for beside in [BesideWrite::Survives, BesideWrite::Erased] {
            simulate(reset(kind, beside));
        }
    }
}

#[test]
fn a_reset_camera_takes_an_application_and_starts_it() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb));
        let (mut camera, info) = rig.connect().await;
        let image = shipped(BootloaderKind::Usb);
        let plan = plan::factory_reset(&info, BootloaderKind::Usb, &image);
        rig.done(&mut camera, &plan, Payload::Bootloader(image))
            .await;
        let info = camera.info().await.unwrap();
        let application = package("new", 30_000);
        let plan = plan::application(&info, Memory::Auto, &application, &Default::default());
        rig.done(&mut camera, &plan, Payload::Package(application))
            .await;
        camera.boot_application(&rig.control).await.unwrap();
        assert_eq!(rig.state(), Some(DeviceState::FlashBooted));
        camera.close().await;
        rig.assert_no_violations();
    });
}

fn header(kind: BootHeaderKind) -> BootHeader {
    BootHeader {
        gpio_mode: (kind == BootHeaderKind::GpioMode).then_some(3),
        ..BootHeader::new(kind)
    }
}

async fn headers_of(kind: BootloaderKind) {
    let rig = Rig::new(options(kind));
    let (mut camera, info) = rig.connect().await;
    let application = package("old", 30_000);
    let plan = plan::application(&info, Memory::Auto, &application, &Default::default());
    rig.done(&mut camera, &plan, Payload::Package(application))
        .await;
    let image = rig.camera.flash()[512..600_000].to_vec();
    for (header_kind, word, restarts) in [
        (BootHeaderKind::GpioMode, "gpio", true),
        (BootHeaderKind::Normal, "normal", true),
        (BootHeaderKind::Fast, "fast", false),
        (BootHeaderKind::Normal, "normal", true),
        (BootHeaderKind::UsbRecovery, "recovery", false),
    ] {
        let info = camera.info().await.unwrap();
        let header = header(header_kind);
        let plan = plan::boot_header(&info, &header);
        assert_eq!(
            plan.confirmation,
            Confirmation::TypedWord {
                word: word.to_owned()
            }
        );
        let receipt = rig
            .done(&mut camera, &plan, Payload::BootHeader(header))
            .await;
        assert!(receipt.lines[0].verified);
        assert_eq!(
            receipt.notes[0].starts_with("Checked after a restart"),
            restarts,
            "{:?}",
            receipt.notes
        );
        assert!(rig.camera.flash()[512..600_000] == image, "{header_kind:?}");
    }
    camera.close().await;
    assert_eq!(rig.settle().await, DeviceState::Unbooted);
    // From the ROM a normal header brings it back.
    let (mut camera, info) = rig.connect().await;
    assert!(info.booted_in_memory);
    let header = BootHeader::new(BootHeaderKind::Normal);
    let plan = plan::boot_header(&info, &header);
    rig.done(&mut camera, &plan, Payload::BootHeader(header))
        .await;
    let info = camera.info().await.unwrap();
    assert!(!info.booted_in_memory);
    camera.close().await;
    rig.assert_no_violations();
}

#[test]
fn boot_headers_are_written_and_tried() {
    simulate(headers_of(BootloaderKind::Usb));
    simulate(headers_of(NETWORK));
}

#[test]
fn a_fast_header_is_as_final_as_the_plan_says() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb));
        let (mut camera, info) = rig.connect().await;
        let fast = BootHeader::new(BootHeaderKind::Fast);
        let plan = plan::boot_header(&info, &fast);
        assert!(matches!(
            plan.refusals.as_slice(),
            [Refusal::BadBootHeader { .. }]
        ));
        let application = package("only", 30_000);
        let flash_it = plan::application(&info, Memory::Auto, &application, &Default::default());
        rig.done(&mut camera, &flash_it, Payload::Package(application))
            .await;
        let info = camera.info().await.unwrap();
        let plan = plan::boot_header(&info, &fast);
        assert_eq!(plan.power_cut, PowerCut::Unreachable);
        assert_eq!(plan.warnings, [Warning::SkipsBootloader]);
        rig.done(&mut camera, &plan, Payload::BootHeader(fast))
            .await;
        camera.close().await;
        assert_eq!(rig.settle().await, DeviceState::FlashBooted);
        assert!(rig.try_connect().await.is_err(), "no bootloader comes back");
        // The switches on the board do it.
        rig.camera.set_usb_pins(true);
        rig.camera.power_cut();
        assert_eq!(rig.settle().await, DeviceState::Unbooted);
        let (mut camera, info) = rig.connect().await;
        rig.camera.set_usb_pins(false);
        let normal = BootHeader::new(BootHeaderKind::Normal);
        let plan = plan::boot_header(&info, &normal);
        rig.done(&mut camera, &plan, Payload::BootHeader(normal))
            .await;
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn a_header_that_starts_nothing_is_refused() {
    simulate(async {
        let rig = Rig::new(Options {
            state: InitialState::Unbooted,
            ..options(NETWORK)
        });
        let (camera, info) = rig.connect().await;
        for kind in [
            BootHeaderKind::Normal,
            BootHeaderKind::Fast,
            BootHeaderKind::GpioMode,
        ] {
            let plan = plan::boot_header(&info, &header(kind));
            assert!(
                plan.refusals.contains(&Refusal::BootloaderNotFlashed),
                "{kind:?}"
            );
        }
        let elsewhere = BootHeader {
            offset: Some(4096),
            ..BootHeader::new(BootHeaderKind::UsbRecovery)
        };
        let plan = plan::boot_header(&info, &elsewhere);
        assert!(matches!(
            plan.refusals.as_slice(),
            [Refusal::BadBootHeader { .. }]
        ));
        camera.close().await;
    });
}

#[test]
fn an_unanswered_header_says_what_was_waited_for() {
    simulate(async {
        let mut rig = Rig::new(options(BootloaderKind::Usb));
        let (mut camera, info) = rig.connect().await;
        rig.fault_at(Stage::Send, Fault::Silence);
        let header = BootHeader::new(BootHeaderKind::Normal);
        let plan = plan::boot_header(&info, &header);
        let failure = rig
            .failed(&mut camera, &plan, Payload::BootHeader(header))
            .await;
        assert!(
            matches!(
                failure.cause,
                FailureCause::NoAnswer { .. } | FailureCause::CameraGone
            ),
            "{:?}",
            failure.cause
        );
    });
}
