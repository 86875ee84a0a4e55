//! What other flashers of these cameras get wrong, one test each: ours does it right.

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootloaderKind, Config, Memory},
    device::{ApplicationInfo, FailureCause, Payload, Stage, Verdict, plan},
    virtual_camera::{Fault, Options},
};

use crate::rig::{Rig, package, simulate};

fn options(kind: BootloaderKind) -> Options {
    Options {
        nor_mib: 16,
        emmc_mib: (kind == BootloaderKind::Network).then_some(32),
        speed: 100.0,
        ..Options::new(kind)
    }
}

/// A question about the eMMC that is always asked of the flash.
#[test]
fn the_emmc_is_asked_about_itself() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network));
        let (mut camera, info) = rig.connect().await;
        for (memory, name) in [
            (Memory::Emmc, "in the eMMC"),
            (Memory::Flash, "in the flash"),
        ] {
            let application = package(name, 20_000);
            let plan = plan::application(&info, memory, &application, &Default::default());
            rig.done(&mut camera, &plan, Payload::Package(application))
                .await;
            let info = camera.info().await.unwrap();
            let found = info.applications.iter().find(|a| a.memory == memory);
            assert_eq!(found.unwrap().name.as_deref(), Some(name));
            let other = |a: &&ApplicationInfo| a.memory == Memory::Flash && a.present;
            assert_eq!(
                info.applications.iter().any(|a| other(&a)),
                memory == Memory::Flash
            );
        }
        camera.close().await;
        rig.assert_no_violations();
    });
}

/// A refusal whose result nobody looks at: "successfully removed".
#[test]
fn a_refused_removal_is_a_failure() {
    simulate(async {
        let mut rig = Rig::new(options(BootloaderKind::Usb));
        let (mut camera, info) = rig.connect().await;
        let application = package("stays", 20_000);
        let flash_it = plan::application(&info, Memory::Auto, &application, &Default::default());
        rig.done(
            &mut camera,
            &flash_it,
            Payload::Package(application.clone()),
        )
        .await;
        let info = camera.info().await.unwrap();
        rig.fault_at(Stage::Send, Fault::RefuseNext);
        let remove = plan::remove_application(&info, Memory::Auto);
        let failure = rig.failed(&mut camera, &remove, Payload::None).await;
        assert!(matches!(
            failure.cause,
            FailureCause::RefusedByCamera { .. }
        ));
        assert_eq!(
            rig.application(BootloaderKind::Usb, application.len()),
            application
        );
        camera.close().await;
    });
}

/// A configuration that was refused and is shown as written.
#[test]
fn a_refused_configuration_is_a_failure_and_the_old_one_is_told() {
    simulate(async {
        let mut rig = Rig::new(options(BootloaderKind::Network));
        let (mut camera, info) = rig.connect().await;
        let old = r#"{"network": {"timeoutMs": 1}}"#;
        let plan = plan::write_config(&info, old);
        rig.done(&mut camera, &plan, Payload::Config(old.to_owned()))
            .await;
        let info = camera.info().await.unwrap();
        rig.fault_at(Stage::Send, Fault::RefuseNext);
        let new = r#"{"network": {"timeoutMs": 2}}"#;
        let plan = plan::write_config(&info, new);
        let failure = rig
            .failed(&mut camera, &plan, Payload::Config(new.to_owned()))
            .await;
        assert!(matches!(
            failure.cause,
            FailureCause::RefusedByCamera { .. }
        ));
        assert_eq!(failure.verdict, Verdict::SafeTryAgain);
        let info = camera.info().await.unwrap();
        let stored = Config::from_json(info.config.as_deref().unwrap()).unwrap();
        assert_eq!(stored.network_timeout_millis(), 1);
        camera.close().await;
    });
}

/// Values that are converted silently and cut the camera off: told before anything is sent.
#[test]
fn values_that_make_no_sense_are_refused_with_a_sentence() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network));
        let (camera, info) = rig.connect().await;
        for hostile in [
            r#"{"usb": {"vid": 70000}}"#,
            r#"{"network": {"ipv4": -5}}"#,
            r#"{"network": {"mac": [1, 2, 3]}}"#,
            r#"{"network": {"ipv4": "192.168.1.1"}}"#,
            r#"{"appMem": true}"#,
            r#"{"a": 9223372036854775808}"#,
            "[1]",
            "{",
            "",
        ] {
            let plan = plan::write_config(&info, hostile);
            let [oak_flasher::device::Refusal::BadConfig { reason }] = plan.refusals.as_slice()
            else {
                panic!("{hostile}: {:?}", plan.refusals);
            };
            assert!(reason.len() > 10, "{hostile}: {reason}");
        }
        camera.close().await;
        rig.assert_no_violations();
    });
}

/// A damaged image or an answer of nonsense that ends the program instead of the operation.
#[test]
fn nonsense_ends_the_operation_with_a_verdict() {
    simulate(async {
        for fault in [Fault::ShortReply, Fault::Silence, Fault::RefuseNext] {
            let mut rig = Rig::new(options(BootloaderKind::Usb));
            let (mut camera, info) = rig.connect().await;
            rig.fault_at(Stage::Send, fault);
            let bytes = Bytes::from(vec![1; 2000]);
            let plan = plan::write_memory(&info, Memory::Flash, 0x20_0000, &bytes);
            let failure = rig.failed(&mut camera, &plan, Payload::Bytes(bytes)).await;
            assert!(!failure.trace.is_empty());
            camera.close().await;
        }
    });
}

/// A link that is given up because its pings come late: ours go on time whatever the camera does. Memory and cable are
/// four times as slow as real ones here. (Nothing overtakes a packet that is on its way, so one that takes longer than
/// the 1.5 s of the watchdog ends any link.)
#[test]
fn slow_memories_and_cables_do_not_lose_the_connection() {
    simulate(async {
        for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
            let rig = Rig::new(Options {
                speed: 0.25,
                ..options(kind)
            });
            let (mut camera, info) = rig.connect().await;
            let application = package("slow", 300_000);
            let plan = plan::application(&info, Memory::Flash, &application, &Default::default());
            let receipt = rig
                .done(&mut camera, &plan, Payload::Package(application.clone()))
                .await;
            assert!(receipt.secs > 40.0, "only {} s", receipt.secs);
            assert_eq!(rig.application(kind, application.len()), application);
            // A person who thinks about it for a while.
            tokio::time::sleep(std::time::Duration::from_secs(120)).await;
            assert!(camera.is_connected());
            camera.close().await;
            // Among them would be every ping that came late, and the one that did not come.
            rig.assert_no_violations();
        }
    });
}
