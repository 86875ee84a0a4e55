//! Any range of a memory into a file, and a file at any offset: limits, what is overwritten is kept, neighbours stay.

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootloaderKind, Layout, Memory, Version},
    device::{
        Confirmation, FailureCause, Payload, PowerCut, Refusal, RegionUse, Stage, Verdict, plan,
    },
    transport::DeviceState,
    virtual_camera::{BesideWrite, Fault, InitialState, Options},
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

async fn there_and_back(unit: u32, beside_write: BesideWrite) {
    let rig = Rig::new(Options {
        erase_unit_bytes: unit,
        beside_write,
        state: InitialState::Application,
        ..options(BootloaderKind::Usb)
    });
    let (mut camera, info) = rig.connect().await;
    let before = rig.camera.flash();
    let bytes = Bytes::from(vec![0xA5; 5000]);
    let offset = 0x30_0123;
    let plan = plan::write_memory(&info, Memory::Flash, offset, &bytes);
    assert_eq!(plan.power_cut, PowerCut::PartlyWritten);
    assert_eq!(plan.writes[0].used_for, RegionUse::Application);
    let word = "overwrite".to_owned();
    assert_eq!(plan.confirmation, Confirmation::TypedWord { word });
    let receipt = rig
        .done(&mut camera, &plan, Payload::Bytes(bytes.clone()))
        .await;
    assert!(receipt.lines[0].verified);
    let mut expected = before.clone();
    expected[offset as usize..][..5000].copy_from_slice(&bytes);
    assert!(rig.camera.flash() == expected, "only the range changed");
    let kept = camera.take_overwritten().unwrap();
    let start = kept.offset as usize;
    assert_eq!((start, kept.bytes.len()), (0x30_0000, 65_536));
    assert!(before[start..start + kept.bytes.len()] == kept.bytes[..]);

    let read = camera
        .read_memory(Memory::Flash, offset - 10, 5020, &rig.control)
        .await
        .unwrap();
    assert!(read == expected[offset as usize - 10..][..5020]);
    camera.close().await;
    rig.assert_no_violations();
}

#[test]
fn bytes_go_there_and_come_back_whatever_the_camera_erases() {
    for unit in [4096, 65_536] {
        for beside in [BesideWrite::Survives, BesideWrite::Erased] {
            simulate(there_and_back(unit, beside));
        }
    }
}

#[test]
fn ranges_have_limits() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network));
        let (mut camera, info) = rig.connect().await;
        let end = 16 << 20;
        for (offset, size) in [(end, 1), (end - 1, 2), (u64::MAX, 2), (0, 0)] {
            let bytes = vec![0; size as usize];
            let plan = plan::write_memory(&info, Memory::Flash, offset, &bytes);
            let refusal = Refusal::OutsideMemory {
                memory: Memory::Flash,
                offset,
                size,
                end,
            };
            assert_eq!(plan.refusals, std::slice::from_ref(&refusal));
            assert_eq!(
                plan::range_refusals(&info, Memory::Flash, offset, size),
                [refusal]
            );
        }
        let far = camera
            .read_memory(Memory::Emmc, 0, 1 << 30, &rig.control)
            .await
            .unwrap_err();
        assert!(matches!(far.cause, FailureCause::BadInput { .. }));
        let plan = plan::write_memory(&info, Memory::Flash, end - 100, &[0; 100]);
        assert_eq!(plan.refusals, []);
        camera.close().await;

        let rig = Rig::new(Options {
            bootloader: Version::new(0, 0, 18),
            ..options(BootloaderKind::Usb)
        });
        let (mut camera, info) = rig.connect().await;
        let plan = plan::write_memory(&info, Memory::Flash, 0x20_0000, &[0; 100]);
        assert!(plan.refusals.contains(&Refusal::SizeUnknown));
        let old = camera
            .read_memory(Memory::Flash, 0, 100, &rig.control)
            .await
            .unwrap_err();
        assert!(matches!(old.cause, FailureCause::Refused { .. }));
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn bytes_that_start_the_camera_are_guarded() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network));
        let (mut camera, info) = rig.connect().await;
        for offset in [0, 511, 512, 0x3F_FFFF] {
            let plan = plan::write_memory(&info, Memory::Flash, offset, &[1]);
            assert_eq!(plan.power_cut, PowerCut::Unreachable, "{offset:#x}");
        }
        let slot = plan::write_memory(&info, Memory::Flash, 0x40_0000, &[1]);
        assert_eq!(slot.writes[0].used_for, RegionUse::UserBootloader);
        assert_eq!(slot.power_cut, PowerCut::PartlyWritten);
        // The same bytes again are no danger, and prove the way.
        let same = camera
            .read_memory(Memory::Flash, 512, 70_000, &rig.control)
            .await
            .unwrap();
        let plan = plan::write_memory(&info, Memory::Flash, 512, &same);
        rig.done(&mut camera, &plan, Payload::Bytes(same.into()))
            .await;
        camera.close().await;
        assert_eq!(rig.settle().await, DeviceState::Bootloader);
        rig.assert_no_violations();
    });
}

#[test]
fn emmc_is_read_and_written() {
    simulate(async {
        let rig = Rig::new(options(BootloaderKind::Network));
        let (mut camera, info) = rig.connect().await;
        let bytes = Bytes::from_static(b"in the eMMC");
        let plan = plan::write_memory(&info, Memory::Emmc, 0x123, &bytes);
        rig.done(&mut camera, &plan, Payload::Bytes(bytes.clone()))
            .await;
        assert_eq!(rig.camera.emmc().unwrap()[0x123..][..11], bytes[..]);
        camera.close().await;
        rig.assert_no_violations();
    });
}

#[test]
fn a_failed_raw_write_keeps_what_was_there() {
    simulate(async {
        let mut rig = Rig::new(options(BootloaderKind::Usb));
        let (mut camera, info) = rig.connect().await;
        rig.fault_at(Stage::Send, Fault::WriteError { after_bytes: 300 });
        let bytes = Bytes::from(vec![7; 1000]);
        let plan = plan::write_memory(&info, Memory::Flash, 0x20_0000, &bytes);
        let failure = rig.failed(&mut camera, &plan, Payload::Bytes(bytes)).await;
        assert_eq!(failure.verdict, Verdict::SafeTryAgain);
        assert!(camera.take_overwritten().is_some());
        camera.close().await;
    });
}

#[test]
fn an_application_comes_back_as_the_package_it_was() {
    for (kind, memory) in [
        (BootloaderKind::Usb, Memory::Flash),
        (BootloaderKind::Network, Memory::Flash),
        (BootloaderKind::Network, Memory::Emmc),
    ] {
        simulate(async move {
            let rig = Rig::new(options(kind));
            let (mut camera, info) = rig.connect().await;
            let nothing = camera.read_application(memory, &rig.control).await;
            assert!(matches!(
                nothing.unwrap_err().cause,
                FailureCause::BadInput { .. }
            ));
            for name in ["an application", ""] {
                let flashed = package(name, 200_000);
                let plan = plan::application(&info, memory, &flashed, &Default::default());
                rig.done(&mut camera, &plan, Payload::Package(flashed.clone()))
                    .await;
                let read = camera.read_application(memory, &rig.control).await.unwrap();
                assert!(*read.bytes() == flashed, "{kind:?} {memory:?} {name:?}");
            }
            let info = camera.info().await.unwrap();
            let sections = &info.applications.iter().find(|a| a.memory == memory);
            let first = &sections.unwrap().sections[0];
            let start = u64::from(Layout::of(kind).application.offset);
            assert_eq!(
                (first.name.as_str(), first.offset),
                ("__firmware", start + 512)
            );
            camera.close().await;
            rig.assert_no_violations();
        });
    }
}
