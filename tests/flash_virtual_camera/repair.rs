//! What is wrong with a camera that does not start, and that the repair works. Backups before the first write.

use std::{cell::RefCell, rc::Rc};

use oak_flasher::{
    bootloader::{BootHeader, BootHeaderKind, BootloaderKind, Config, Memory},
    device::{
        Backup, BackupDifference, Camera, Confirmation, Diagnosis, Finding, LeftAlone, Payload,
        Plan, PowerCut, Refusal, RegionUse, Repair, Warning, plan,
    },
    transport::{DeviceState, MxId},
    virtual_camera::{Fault, InitialState, Options},
};

use crate::rig::{Rig, SHIPPED, package, shipped, simulate};

fn options(kind: BootloaderKind, state: InitialState) -> Options {
    Options {
        nor_mib: 16,
        speed: 100.0,
        state,
        ..Options::new(kind)
    }
}

#[test]
fn a_healthy_camera_has_no_findings() {
    simulate(async {
        for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
            let rig = Rig::new(options(kind, InitialState::Application));
            let (mut camera, _) = rig.connect().await;
            let diagnosis = camera.diagnose(&rig.control).await.unwrap();
            assert_eq!(diagnosis, Diagnosis::default());
            camera.close().await;
            rig.assert_no_violations();
        }
    });
}

#[test]
fn an_interrupted_bootloader_is_found_and_repaired() {
    simulate(async {
        let kind = BootloaderKind::Network;
        let mut rig = Rig::new(options(kind, InitialState::Bootloader));
        rig.fault_at(
            oak_flasher::device::Stage::Send,
            Fault::PowerCutAfter { bytes: 90_000 },
        );
        let (mut camera, info) = rig.connect().await;
        let image = shipped(kind);
        let plan = plan::bootloader(&info, kind, &image);
        rig.failed(&mut camera, &plan, Payload::Bootloader(image.clone()))
            .await;
        camera.close().await;
        assert_eq!(rig.settle().await, DeviceState::Unbooted);
        let (mut camera, info) = rig.connect().await;
        let diagnosis = camera.diagnose(&rig.control).await.unwrap();
        let damaged = Finding::BootloaderDamaged { version: SHIPPED };
        assert!(diagnosis.findings.contains(&damaged), "{diagnosis:?}");
        assert!(matches!(
            diagnosis.repairs.as_slice(),
            [Repair::FlashBootloader { .. }, Repair::SetSwitches]
        ));
        let plan = plan::bootloader(&info, kind, &image);
        rig.done(&mut camera, &plan, Payload::Bootloader(image))
            .await;
        let diagnosis = camera.diagnose(&rig.control).await.unwrap();
        assert_eq!(diagnosis, Diagnosis::default());
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn an_empty_camera_needs_a_bootloader_of_a_kind_that_a_person_says() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb, InitialState::Unbooted));
        let (mut camera, _) = rig.connect().await;
        let diagnosis = camera.diagnose(&rig.control).await.unwrap();
        assert_eq!(
            diagnosis.findings,
            [Finding::HeaderMissing, Finding::BootloaderMissing]
        );
        assert_eq!(
            diagnosis.repairs,
            [Repair::FlashBootloader { kind: None }, Repair::SetSwitches]
        );
        camera.close().await;
    });
}

#[test]
fn switches_and_a_recovery_header_are_told() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb, InitialState::Bootloader));
        let (mut camera, info) = rig.connect().await;
        let header = BootHeader::new(BootHeaderKind::UsbRecovery);
        let plan = plan::boot_header(&info, &header);
        rig.done(&mut camera, &plan, Payload::BootHeader(header))
            .await;
        camera.close().await;
        rig.settle().await;
        let (mut camera, info) = rig.connect().await;
        let diagnosis = camera.diagnose(&rig.control).await.unwrap();
        // The stand-in of the virtual camera's factory is another build than the one shipped here.
        assert!(!diagnosis.findings.is_empty());
        let header = BootHeader::new(BootHeaderKind::Normal);
        let plan = plan::boot_header(&info, &header);
        rig.done(&mut camera, &plan, Payload::BootHeader(header))
            .await;
        camera.close().await;
        assert_eq!(rig.settle().await, DeviceState::Bootloader);
    });
}

#[test]
fn a_damaged_application_and_slot_are_found() {
    simulate(async {
        let kind = BootloaderKind::Network;
        let rig = Rig::new(options(kind, InitialState::Bootloader));
        let (mut camera, info) = rig.connect().await;
        let application = package("broken", 100_000);
        let flash_it = plan::application(&info, Memory::Auto, &application, &Default::default());
        rig.done(&mut camera, &flash_it, Payload::Package(application))
            .await;
        let info = camera.info().await.unwrap();
        let image = shipped(kind);
        let flash_it = plan::user_bootloader(&info, &image);
        rig.done(&mut camera, &flash_it, Payload::Bootloader(image))
            .await;
        for offset in [0x40_1000, 0x80_1000] {
            let info = camera.info().await.unwrap();
            let damage = plan::write_memory(&info, Memory::Flash, offset, b"damage");
            let bytes = bytes::Bytes::from_static(b"damage");
            rig.done(&mut camera, &damage, Payload::Bytes(bytes)).await;
        }
        camera.close().await;
        rig.settle().await;
        let (mut camera, info) = rig.connect().await;
        assert_eq!(
            info.user_bootloader,
            Some(false),
            "the factory one steps in"
        );
        let diagnosis = camera.diagnose(&rig.control).await.unwrap();
        assert!(
            matches!(
                diagnosis.findings.as_slice(),
                [
                    Finding::UserBootloaderDamaged,
                    Finding::ApplicationDamaged {
                        memory: Memory::Flash,
                        ..
                    }
                ]
            ),
            "{diagnosis:?}"
        );
        assert_eq!(
            diagnosis.repairs,
            [
                Repair::RemoveUserBootloader,
                Repair::FlashApplication {
                    memory: Memory::Flash
                }
            ]
        );
        let repair = plan::remove_user_bootloader(&info);
        rig.done(&mut camera, &repair, Payload::None).await;
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn before_the_first_write_everything_that_starts_the_camera_is_kept() {
    simulate(async {
        let mut rig = Rig::new(options(BootloaderKind::Network, InitialState::Application));
        let kept = Rc::new(RefCell::new(Vec::<Backup>::new()));
        let sink = Rc::clone(&kept);
        rig.control.kept = Rc::new(move |backup| sink.borrow_mut().push(backup.clone()));
        let before = rig.camera.flash();
        let (mut camera, info) = rig.connect().await;
        let document = r#"{"network": {"staticIpv4": false, "timeoutMs": 5}, "mine": [1]}"#;
        let plan = plan::write_config(&info, document);
        rig.done(&mut camera, &plan, Payload::Config(document.to_owned()))
            .await;
        let info = camera.info().await.unwrap();
        let plan = plan::remove_application(&info, Memory::Auto);
        rig.done(&mut camera, &plan, Payload::None).await;
        let kept = kept.borrow().clone();
        let [first] = kept.as_slice() else {
            panic!("{} backups", kept.len());
        };
        assert_eq!(first.header, before[..512]);
        assert_eq!(first.config, before[0x7F_C000..0x80_0000]);
        assert_eq!(first.table, before[0x80_0000..][..512]);
        assert_eq!(first.document, None);

        let second = camera.take_backup().await.unwrap().unwrap();
        let differences = first.differences(&second);
        assert!(differences.contains(&BackupDifference::Application {
            section: "__firmware".to_owned()
        }));
        assert!(differences.iter().any(
            |d| matches!(d, BackupDifference::Config { path, .. } if path == "network.timeoutMs" || path == "network")
        ));
        // Back to none, and to what was written.
        let info = camera.info().await.unwrap();
        let restore = plan::restore_config(&info, first);
        rig.done(&mut camera, &restore, Payload::None).await;
        let info = camera.info().await.unwrap();
        assert_eq!(info.config, None);
        let file = Backup::read(&second.write()).unwrap();
        let restore = plan::restore_config(&info, &file);
        let json = file.document.clone().unwrap();
        rig.done(&mut camera, &restore, Payload::Config(json)).await;
        let info = camera.info().await.unwrap();
        let stored = Config::from_json(info.config.as_deref().unwrap()).unwrap();
        assert_eq!(stored, Config::from_json(document).unwrap());
        let other = Backup {
            mx_id: MxId("somebody else".to_owned()),
            ..file
        };
        let restore = plan::restore_config(&info, &other);
        assert!(matches!(
            restore.warnings.as_slice(),
            [Warning::BackupOfOther { .. }]
        ));
        assert_eq!(restore.refusals, Vec::<Refusal>::new());
        camera.close().await;
        rig.assert_no_violations();
    });
}

/// A camera with a configuration and an application, and the backup that was made of it then.
async fn backed_up(rig: &Rig) -> (Camera, Backup) {
    let (mut camera, info) = rig.connect().await;
    let application = package("kept", 200_000);
    let plan = plan::application(&info, Memory::Auto, &application, &Default::default());
    rig.done(&mut camera, &plan, Payload::Package(application))
        .await;
    let info = camera.info().await.unwrap();
    let document = r#"{"network": {"timeoutMs": 5}, "usb": {"timeoutMs": 6}, "mine": [1]}"#;
    let plan = plan::write_config(&info, document);
    rig.done(&mut camera, &plan, Payload::Config(document.to_owned()))
        .await;
    camera.close().await;
    rig.settle().await;
    let (mut camera, _) = rig.connect().await;
    let backup = camera.take_backup().await.unwrap().unwrap();
    (camera, backup)
}

#[test]
fn a_backup_brings_configuration_table_and_header_back() {
    for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
        simulate(async {
            let rig = Rig::new(options(kind, InitialState::Bootloader));
            let (mut camera, backup) = backed_up(&rig).await;
            assert!(backup.header_starts && backup.has_application());
            assert_eq!(backup.application, "kept");
            let before = rig.camera.flash();
            let info = camera.info().await.unwrap();
            let nothing = camera.plan_restore(&backup).await.unwrap();
            assert_eq!(nothing.refusals, [Refusal::NothingToRestore]);

            let remove = plan::remove_application(&info, Memory::Auto);
            rig.done(&mut camera, &remove, Payload::None).await;
            let clear = plan::clear_config(&info);
            rig.done(&mut camera, &clear, Payload::None).await;
            let header = BootHeader {
                gpio_mode: Some(3),
                ..BootHeader::new(BootHeaderKind::GpioMode)
            };
            let plan = plan::boot_header(&info, &header);
            rig.done(&mut camera, &plan, Payload::BootHeader(header))
                .await;
            assert_ne!(rig.camera.flash(), before);

            let plan = camera.plan_restore(&backup).await.unwrap();
            let parts: Vec<_> = plan.writes.iter().map(|it| it.used_for).collect();
            assert_eq!(
                parts,
                [RegionUse::Config, RegionUse::Application, RegionUse::Header]
            );
            assert_eq!(plan.power_cut, PowerCut::Unreachable);
            assert!(matches!(plan.confirmation, Confirmation::TypedWord { .. }));
            let payload = Payload::Backup(Box::new(backup.clone()));
            let receipt = rig.done(&mut camera, &plan, payload).await;
            assert!(receipt.lines.iter().all(|line| line.verified));
            assert!(
                receipt
                    .notes
                    .iter()
                    .any(|note| note.contains("after a restart"))
            );
            assert!(rig.camera.flash() == before, "{kind:?}");
            camera.close().await;
            rig.assert_no_violations();
        });
    }
}

#[test]
fn a_backup_brings_back_only_what_is_safe() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Usb, InitialState::Bootloader));
        let (mut camera, backup) = backed_up(&rig).await;
        let left = |plan: &Plan| -> Vec<LeftAlone> {
            let of = |warning: &Warning| match warning {
                Warning::NotRestored { because, .. } => Some(*because),
                _ => None,
            };
            plan.warnings.iter().filter_map(of).collect()
        };
        // Another application was flashed: the table would lead into its bytes.
        let info = camera.info().await.unwrap();
        let other = package("another", 150_000);
        let plan = plan::application(&info, Memory::Auto, &other, &Default::default());
        rig.done(&mut camera, &plan, Payload::Package(other.clone()))
            .await;
        let plan = camera.plan_restore(&backup).await.unwrap();
        assert_eq!(left(&plan), [LeftAlone::ApplicationGone]);
        let payload = Payload::Backup(Box::new(backup.clone()));
        // Flashing rewrote the memory of the application in the configuration; that comes back.
        if plan.refusals.is_empty() {
            rig.done(&mut camera, &plan, payload).await;
        }
        assert_eq!(rig.application(BootloaderKind::Usb, other.len()), other);

        // Of another camera only the configuration.
        let foreign = Backup {
            mx_id: MxId("somebody else".to_owned()),
            header: vec![7; 512],
            document: Some("{}".to_owned()),
            ..backup.clone()
        };
        let plan = camera.plan_restore(&foreign).await.unwrap();
        assert_eq!(
            left(&plan),
            [LeftAlone::OtherCamera, LeftAlone::OtherCamera]
        );
        assert_eq!(plan.writes.len(), 1);

        // A header that did not start the camera, of a camera in its ROM.
        let unproven = Backup {
            header: vec![7; 512],
            header_starts: false,
            ..backup
        };
        let plan = camera.plan_restore(&unproven).await.unwrap();
        assert!(left(&plan).contains(&LeftAlone::HeaderUnproven));
        camera.close().await;
        rig.assert_no_violations();
    });
}
