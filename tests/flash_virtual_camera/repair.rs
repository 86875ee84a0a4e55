//! What is wrong with a camera that does not start, and that the repair works. Backups before the first write.

use std::{cell::RefCell, rc::Rc};

use oak_flasher::{
    bootloader::{BootHeader, BootHeaderKind, BootloaderKind, Config, Memory},
    device::{
        Backup, BackupDifference, Diagnosis, Finding, Payload, Refusal, Repair, Warning, plan,
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
