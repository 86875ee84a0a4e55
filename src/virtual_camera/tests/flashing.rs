//! What writing does to the memory, in which order and how fast.

use super::*;
use crate::{
    bootloader::{Layout, Memory, Storage, packet_count},
    virtual_camera::{BesideWrite, Fault, image},
};

fn application(package: &[u8]) -> Request {
    Request::UpdateFlash {
        storage: Storage::Application,
        total: package.len() as u32,
        packets: packet_count(package.len() as u32),
    }
}

fn bootloader(image: &[u8]) -> Request {
    Request::UpdateFlash {
        storage: Storage::Bootloader,
        total: image.len() as u32,
        packets: packet_count(image.len() as u32),
    }
}

fn raw(offset: u32, data: &[u8]) -> Request {
    Request::write(Memory::Flash, offset, data.len() as u32)
}

/// Every erase unit and what happens beside a write.
fn knobs(kind: BootloaderKind) -> Vec<Options> {
    let mut all = Vec::new();
    for erase_unit_bytes in [4096, 65536] {
        for beside_write in [BesideWrite::Survives, BesideWrite::Erased] {
            all.push(Options {
                erase_unit_bytes,
                beside_write,
                ..options(kind)
            });
        }
    }
    all
}

#[test]
fn a_real_memory_takes_its_time_and_tells_progress_each_second() {
    let mut host = Host::connected(Options {
        speed: 1.0,
        ..options(BootloaderKind::Usb)
    });
    let data = vec![0xA5; 1_000_000];
    let start = host.now;
    let (end, progress) = host.flash(raw(0x10_0000, &data), &data);
    assert_eq!(end, Ok(()));
    let took = (host.now - start).as_secs_f64();
    assert!((9.5..10.7).contains(&took), "about 100 kB/s: {took} s");
    assert!((8..=10).contains(&progress.len()), "{progress:?}");
    assert!(progress.is_sorted() && progress[0] > 0.0 && progress[0] < 0.2);
    assert!(host.violations().is_empty());
}

#[test]
fn the_rest_of_a_partly_written_unit_does_as_the_knob_says() {
    for options in knobs(BootloaderKind::Usb) {
        let unit = options.erase_unit_bytes as usize;
        let survives = options.beside_write == BesideWrite::Survives;
        let mut host = Host::connected(options);
        let base = 0x10_0000;
        host.flashed(raw(base, &vec![1; unit]), &vec![1; unit]);
        host.flashed(raw(base + 100, &[2; 50]), &[2; 50]);
        let flash = host.camera.flash();
        let unit_now = &flash[base as usize..base as usize + unit];
        assert_eq!(unit_now[100..150], [2; 50]);
        let beside = if survives { 1 } else { 0xFF };
        assert!(
            unit_now[..100]
                .iter()
                .chain(&unit_now[150..])
                .all(|byte| *byte == beside)
        );
        assert!(host.violations().is_empty());
    }
}

#[test]
fn what_the_device_writes_for_itself_is_right_with_every_knob() {
    for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
        for options in knobs(kind) {
            let mut host = Host::connected(options);
            let image = image::stand_in(kind, Version::new(0, 0, 27));
            host.flashed(bootloader(&image), &image);
            let package = small_package();
            host.flashed(application(&package), &package);
            let bson = bson::doc! { "usb": { "timeoutMs": -1 }, "network": { "timeoutMs": -1 } }
                .to_vec()
                .unwrap();
            let set = Request::SetBootloaderConfig {
                memory: -1,
                offset: -1,
                clear: false,
                total: bson.len() as u32,
                packets: 1,
            };
            host.flashed(set, &bson);
            host.flashed(header(2), &[]);
            host.reset();
            host.connect();
            assert_eq!(
                host.ask(Request::GetBootloaderVersion),
                Response::BootloaderVersion(Version::new(0, 0, 27))
            );
            let start = Layout::of(kind).application.offset as usize;
            assert_eq!(host.camera.flash()[start..start + package.len()], package);
            assert!(host.violations().is_empty(), "{:?}", host.violations());
        }
    }
}

fn header(kind: i32) -> Request {
    Request::UpdateFlashBootHeader {
        kind,
        offset: -1,
        location: -1,
        dummy_cycles: -1,
        frequency: -1,
        gpio_mode: 7,
    }
}

#[test]
fn a_bad_package_leaves_the_old_one_alone() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    let good = small_package();
    host.flashed(application(&good), &good);
    let before = host.camera.flash();
    let mut bad = good.to_vec();
    bad[600] ^= 1;
    assert_eq!(
        host.flash(application(&bad), &bad).0,
        Err("Sbr section index: 0 checksum mismatch".to_owned())
    );
    let image = b"MA2x but no bootloader";
    assert_eq!(
        host.flash(bootloader(image), image).0,
        Err("Bootloader package not okay".to_owned())
    );
    assert!(host.camera.flash() == before);
}

#[test]
fn new_bootloaders_check_the_space_and_old_ones_destroy_themselves() {
    let data = vec![0; 8192];
    let offset = (16 << 20) - 4096;
    let mut host = Host::connected(options(BootloaderKind::Usb));
    let (end, _) = host.flash(raw(offset, &data), &data);
    assert_eq!(end, Err("Not enough space: 16773120->16781312B".to_owned()));
    host.reset();
    assert_eq!(host.camera.state(), Some(DeviceState::Bootloader));

    let mut host = Host::connected(old(BootloaderKind::Usb, 18));
    let (end, _) = host.flash(raw(offset, &data), &data);
    assert_eq!(end, Ok(()), "nothing stops it");
    host.reset();
    assert_ne!(
        host.camera.state(),
        Some(DeviceState::Bootloader),
        "the start of the flash is overwritten"
    );
}

#[test]
fn a_cut_while_the_bootloader_is_written_leads_to_the_rom() {
    let image = image::stand_in(BootloaderKind::Usb, Version::new(0, 0, 27));
    for options in knobs(BootloaderKind::Usb) {
        for cut in [70_000, 130_000, 200_000, 250_000] {
            let mut host = Host::connected(options.clone());
            host.camera.fault(&Fault::PowerCutAfter { bytes: cut });
            host.request(bootloader(&image));
            host.data(&image);
            host.pass(millis(500));
            assert_eq!(
                host.camera.state(),
                Some(DeviceState::Unbooted),
                "cut after {cut} bytes"
            );
        }
    }
}

#[test]
fn a_cut_while_an_application_is_written_leaves_none_or_a_whole_one() {
    let (first, second) = (small_package(), small_package());
    let total = 2 * second.len() as u64 + 8192;
    for cut in (0..total - 9_000)
        .step_by(29_331)
        .chain((total - 9_000..total).step_by(197))
    {
        let mut host = Host::connected(options(BootloaderKind::Usb));
        host.flashed(application(&first), &first);
        host.camera.fault(&Fault::PowerCutAfter { bytes: cut });
        host.request(application(&second));
        host.data(&second);
        host.pass(millis(500));
        if host.camera.generation() == 1 {
            // Written before the cut would have come.
            continue;
        }
        host.connect();
        let Response::ApplicationDetails {
            has_application, ..
        } = host.ask(Request::GetApplicationDetails { memory: 0 })
        else {
            panic!("no details");
        };
        let flash = host.camera.flash();
        let whole = flash[0x10_0000..0x10_0000 + second.len()] == second;
        assert!(!has_application || whole, "cut after {cut} bytes");
    }
}

#[test]
fn the_memory_holds_what_was_written_until_the_cut() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    host.camera.fault(&Fault::PowerCutAfter {
        bytes: 65536 + 1000,
    });
    host.request(raw(0x10_0000, &[0; 65536]));
    host.data(&[0; 65536]);
    host.pass(millis(500));
    let flash = host.camera.flash();
    // The cut is within the fourth page of 256 bytes, which is programmed at once or not at all.
    assert!(
        flash[0x10_0000..0x10_0000 + 768]
            .iter()
            .all(|byte| *byte == 0)
    );
    assert!(
        flash[0x10_0000 + 768..0x10_0000 + 65536]
            .iter()
            .all(|byte| *byte == 0xFF)
    );
}

#[test]
fn memory_faults_are_reported_or_not_as_asked() {
    let data = [0x5A; 10_000];
    let mut host = Host::connected(options(BootloaderKind::Usb));
    host.camera.fault(&Fault::WriteError { after_bytes: 100 });
    assert_eq!(
        host.flash(raw(0x10_0000, &data), &data).0,
        Err("Failure writing memory at offset 1048576 with size 10000".to_owned())
    );
    host.camera.fault(&Fault::FlippedBit { noticed: true });
    let (end, _) = host.flash(raw(0x10_0000, &data), &data);
    assert!(end.unwrap_err().starts_with("Failure verifying memory at:"));
    host.camera.fault(&Fault::FlippedBit { noticed: false });
    host.flashed(raw(0x10_0000, &data), &data);
    let flash = host.camera.flash();
    let wrong = flash[0x10_0000..]
        .iter()
        .zip(&data)
        .filter(|(stored, wanted)| stored != wanted)
        .count();
    assert_eq!(wrong, 1);
}

#[test]
fn applications_of_network_cameras_go_to_the_emmc() {
    let mut host = Host::connected(Options {
        emmc_mib: Some(32),
        ..options(BootloaderKind::Network)
    });
    let package = small_package();
    host.flashed(application(&package), &package);
    let start = Layout::of(BootloaderKind::Network).application.offset as usize;
    assert_eq!(
        host.camera.emmc().unwrap()[start..start + package.len()],
        package
    );
    assert!(
        host.camera.flash()[start..start + package.len()]
            .iter()
            .all(|byte| *byte == 0xFF)
    );
}
