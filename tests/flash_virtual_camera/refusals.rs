//! What is refused before anything is sent.

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootloaderKind, Memory, Version},
    device::{
        Confirmation, FailureCause, Payload, Refusal, Verdict, Warning,
        plan::{self, ApplicationHints},
    },
    virtual_camera::{InitialState, Options},
};

use crate::rig::{Rig, package, shipped, simulate};

fn options(kind: BootloaderKind) -> Options {
    Options {
        nor_mib: 16,
        speed: 100.0,
        ..Options::new(kind)
    }
}

#[test]
fn a_package_that_does_not_fit() {
    simulate(async {
        let rig = Rig::new(Options {
            nor_mib: 10,
            ..options(BootloaderKind::Network)
        });
        let (mut camera, info) = rig.connect().await;
        let before = rig.camera.flash();
        let package = package("big", 3_000_000);
        let hints = ApplicationHints {
            compressed_size: Some(1 << 20),
            ..ApplicationHints::default()
        };
        let flash_it = plan::application(&info, Memory::Auto, &package, &hints);
        let refusal = Refusal::TooLarge {
            memory: Memory::Flash,
            offset: 8 << 20,
            size: package.len() as u64,
            room: 2 << 20,
            fits_compressed: Some(1 << 20),
        };
        assert_eq!(flash_it.refusals, std::slice::from_ref(&refusal));
        let failure = rig
            .failed(&mut camera, &flash_it, Payload::Package(package))
            .await;
        assert_eq!(
            failure.cause,
            FailureCause::Refused {
                refusals: vec![refusal]
            }
        );
        assert_eq!(failure.verdict, Verdict::NothingWritten);
        assert!(rig.camera.flash() == before);
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn damaged_packages() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb));
        let (camera, info) = rig.connect().await;
        let whole = package("whole", 30_000);
        let mut wrong_sum = whole.to_vec();
        wrong_sum[600] ^= 1;
        let mut not_bootable = whole.to_vec();
        not_bootable[2 + 29] = 0;
        for damaged in [
            whole.slice(..whole.len() - 1),
            whole.slice(..400),
            Bytes::from_static(b"{}"),
            wrong_sum.into(),
            not_bootable.into(),
        ] {
            let plan = plan::application(&info, Memory::Auto, &damaged, &Default::default());
            assert!(
                matches!(plan.refusals.as_slice(), [Refusal::BadImage { .. }]),
                "{:?}",
                plan.refusals
            );
        }
        camera.close().await;
    });
}

#[test]
fn a_bootloader_of_the_other_kind_wants_a_word() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network));
        let (mut camera, info) = rig.connect().await;
        let usb = shipped(BootloaderKind::Usb);
        let mixed_up = plan::bootloader(&info, BootloaderKind::Network, &usb);
        assert_eq!(
            mixed_up.refusals,
            [Refusal::WrongKind {
                image: BootloaderKind::Usb,
                camera: BootloaderKind::Network
            }]
        );
        let meant = plan::bootloader(&info, BootloaderKind::Usb, &usb);
        assert_eq!(
            meant.confirmation,
            Confirmation::TypedWord { word: "usb".into() }
        );
        assert_eq!(
            meant.warnings,
            [Warning::KindChange {
                from: BootloaderKind::Network,
                to: BootloaderKind::Usb
            }]
        );
        rig.done(&mut camera, &meant, Payload::Bootloader(usb))
            .await;
        let info = camera.info().await.unwrap();
        assert_eq!(info.kind, BootloaderKind::Usb);
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn other_bytes_than_planned() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb));
        let (mut camera, info) = rig.connect().await;
        let planned = package("planned", 20_000);
        let flash_it = plan::application(&info, Memory::Auto, &planned, &Default::default());
        let other = Payload::Package(package("other", 20_000));
        let failure = rig.failed(&mut camera, &flash_it, other).await;
        assert!(matches!(failure.cause, FailureCause::BadInput { .. }));
        assert_eq!(failure.verdict, Verdict::NothingWritten);
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn nothing_but_a_bootloader_on_an_unbooted_camera() {
    simulate(async {
        let rig = Rig::new(Options {
            state: InitialState::Unbooted,
            ..options(BootloaderKind::Network)
        });
        let (mut camera, info) = rig.connect().await;
        let package = package("homeless", 20_000);
        let application = plan::application(&info, Memory::Auto, &package, &Default::default());
        assert_eq!(application.refusals, [Refusal::BootloaderNotFlashed]);
        let config = plan::write_config(&info, "{}");
        assert_eq!(config.refusals, [Refusal::KindUnknown]);
        let image = shipped(BootloaderKind::Network);
        let bootloader = plan::bootloader(&info, BootloaderKind::Network, &image);
        assert_eq!(bootloader.refusals, []);
        assert_eq!(bootloader.warnings, [Warning::KindNotConfirmed]);
        assert_eq!(
            bootloader.confirmation,
            Confirmation::TypedWord {
                word: "network".into()
            }
        );
        let failure = camera.boot_application(&rig.control).await.unwrap_err();
        assert_eq!(
            failure.cause,
            FailureCause::Refused {
                refusals: vec![Refusal::BootloaderNotFlashed]
            }
        );
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn the_flash_of_a_recovered_camera_tells_its_kind() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network));
        rig.camera.set_usb_pins(true);
        rig.camera.power_cut();
        rig.settle().await;
        let (mut camera, info) = rig.connect().await;
        assert!(info.booted_in_memory);
        assert_eq!(info.kind, BootloaderKind::Network);
        assert_eq!(
            info.kind_evidence,
            oak_flasher::device::KindEvidence::FlashContent
        );
        assert_eq!(info.running_kind, BootloaderKind::Usb);
        assert_eq!(info.flashed, Some(crate::rig::SHIPPED));
        // The same kind as before needs no word, and the pins are said to be the reason for the second recovery.
        let image = shipped(BootloaderKind::Network);
        let bootloader = plan::bootloader(&info, BootloaderKind::Network, &image);
        assert_eq!(bootloader.confirmation, Confirmation::Click);
        let receipt = rig
            .done(&mut camera, &bootloader, Payload::Bootloader(image))
            .await;
        assert_eq!(receipt.notes.len(), 1);
        camera.close().await;
        rig.camera.set_usb_pins(false);
        rig.camera.power_cut();
        assert_eq!(
            rig.settle().await,
            oak_flasher::transport::DeviceState::Bootloader
        );
        rig.assert_no_violations();
    });
}

#[test]
fn removing_and_configuring() {
    simulate(async {
        let rig = Rig::new(Options {
            state: InitialState::Application,
            ..options(BootloaderKind::Network)
        });
        let (mut camera, info) = rig.connect().await;
        assert!(info.applications[0].present);
        let remove = plan::remove_application(&info, Memory::Auto);
        rig.done(&mut camera, &remove, Payload::None).await;
        let info = camera.info().await.unwrap();
        assert!(!info.applications[0].present);
        let again = plan::remove_application(&info, Memory::Auto);
        assert_eq!(again.refusals, [Refusal::NothingToRemove]);

        let document =
            r#"{"appMem":0,"network":{"ipv4":168274112,"unknown":[1,{"a":null}]},"x":1.5}"#;
        let write = plan::write_config(&info, document);
        let payload = Payload::Config(document.to_owned());
        rig.done(&mut camera, &write, payload).await;
        let info = camera.info().await.unwrap();
        let stored: serde_json::Value = serde_json::from_str(&info.config.unwrap()).unwrap();
        let wanted: serde_json::Value = serde_json::from_str(document).unwrap();
        assert_eq!(stored, wanted);

        let info = camera.info().await.unwrap();
        let clear = plan::clear_config(&info);
        rig.done(&mut camera, &clear, Payload::None).await;
        let info = camera.info().await.unwrap();
        assert_eq!(info.config, None);
        assert!(info.config_error.is_some());

        let bad = plan::write_config(&info, "[1]");
        assert!(matches!(
            bad.refusals.as_slice(),
            [Refusal::BadConfig { .. }]
        ));
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn a_memory_of_choice() {
    simulate(async {
        let rig = Rig::new(Options {
            emmc_mib: Some(64),
            ..options(BootloaderKind::Network)
        });
        let (mut camera, info) = rig.connect().await;
        let by_default = package("in the eMMC", 20_000);
        let flash_it = plan::application(&info, Memory::Auto, &by_default, &Default::default());
        assert_eq!(flash_it.writes[0].memory, Memory::Emmc);
        rig.done(&mut camera, &flash_it, Payload::Package(by_default))
            .await;
        let chosen = package("in the flash", 90_000);
        let flash_it = plan::application(&info, Memory::Flash, &chosen, &Default::default());
        rig.done(&mut camera, &flash_it, Payload::Package(chosen))
            .await;
        let info = camera.info().await.unwrap();
        let names: Vec<_> = info
            .applications
            .iter()
            .map(|a| (a.memory, a.name.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(
            names,
            [
                (Memory::Flash, "in the flash"),
                (Memory::Emmc, "in the eMMC")
            ]
        );
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn an_emmc_that_is_not_there() {
    simulate(async {
        for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
            let rig = Rig::new(options(kind));
            let (camera, info) = rig.connect().await;
            let package = package("nowhere", 20_000);
            let plan = plan::application(&info, Memory::Emmc, &package, &Default::default());
            assert_eq!(
                plan.refusals,
                [Refusal::NoSuchMemory {
                    memory: Memory::Emmc
                }]
            );
            camera.close().await;
        }
    });
}

#[test]
fn a_network_bootloader_that_may_be_lost_by_an_application() {
    simulate(async {
        let rig = Rig::new(Options {
            bootloader: Version::new(0, 0, 13),
            ..options(BootloaderKind::Network)
        });
        let (camera, info) = rig.connect().await;
        let package = package("dangerous", 20_000);
        let plan = plan::application(&info, Memory::Auto, &package, &Default::default());
        assert_eq!(
            plan.refusals,
            [Refusal::BootloaderTooOld {
                needed: Version::new(0, 0, 14),
                found: Version::new(0, 0, 13)
            }]
        );
        camera.close().await;
    });
}
