//! Requests and answers of every version.

use super::*;
use crate::{
    bootloader::{DataHeader, Memory, RequestKind, Storage, packet_count},
    virtual_camera::Fault,
};

/// Requests that only ask, with what a camera of version 0.0.29 answers.
fn questions() -> Vec<Request> {
    vec![
        Request::GetBootloaderVersion,
        Request::GetBootloaderType,
        Request::GetBootloaderCommit,
        Request::BootloaderMemory,
        Request::IsUserBootloader,
        Request::NoOp,
        Request::GetMemoryDetails { memory: 0 },
        Request::GetApplicationDetails { memory: 0 },
        Request::GetBootloaderConfig {
            memory: -1,
            offset: -1,
            max_size: 0,
        },
        Request::ReadFlash {
            memory: 0,
            offset: 0,
            total: 4,
        },
    ]
}

#[test]
fn each_version_knows_what_it_should_and_answers_the_rest_as_it_does() {
    for patch in 2..=29 {
        let version = Version::new(0, 0, patch);
        for request in questions() {
            let mut host = Host::connected(old(BootloaderKind::Usb, patch));
            host.request(request);
            host.pass(millis(100));
            let known = request.kind().since() <= version;
            assert_eq!(host.violations().is_empty(), known, "{request:?} {version}");
            let invalid = Response::NoOp { invalid: true };
            let answer = host
                .answers
                .pop_front()
                .map(|packet| Response::decode(&packet).unwrap());
            match answer {
                Some(answer) if known => assert_ne!(answer, invalid, "{request:?} {version}"),
                Some(answer) => assert!(answer == invalid && patch >= 21, "{request:?} {version}"),
                None => assert!(!known && patch < 21, "{request:?} {version}"),
            }
        }
    }
}

#[test]
fn a_camera_tells_what_it_is() {
    let mut host = Host::connected(Options {
        emmc_mib: Some(64),
        ..old(BootloaderKind::Network, 26)
    });
    assert_eq!(
        host.ask(Request::GetBootloaderVersion),
        Response::BootloaderVersion(Version::new(0, 0, 26))
    );
    assert_eq!(
        host.ask(Request::GetBootloaderType),
        Response::BootloaderType(1)
    );
    assert_eq!(
        host.ask(Request::BootloaderMemory),
        Response::BootloaderMemory(0)
    );
    for (memory, size) in [(-1, 16 << 20), (0, 16 << 20), (1, 64 << 20)] {
        let answer = host.ask(Request::GetMemoryDetails { memory });
        let Response::MemoryDetails {
            has_memory: true,
            size: told,
            ..
        } = answer
        else {
            panic!("{answer:?}");
        };
        assert_eq!(told, size);
    }
}

#[test]
fn a_camera_without_emmc_says_so() {
    let mut host = Host::connected(options(BootloaderKind::Network));
    assert!(matches!(
        host.ask(Request::GetMemoryDetails { memory: 1 }),
        Response::MemoryDetails {
            has_memory: false,
            size: 0,
            ..
        }
    ));
    assert!(matches!(
        host.ask(Request::GetApplicationDetails { memory: 1 }),
        Response::ApplicationDetails { success: false, .. }
    ));
    let (end, _) = host.flash(Request::write(Memory::Emmc, 0, 3), b"abc");
    assert_eq!(end, Err("No eMMC memory available".to_owned()));
}

#[test]
fn memory_is_read_in_announced_packets() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    for total in [0, 1, 1 << 20, (3 << 20) + 5] {
        let answer = host.ask(Request::ReadFlash {
            memory: 0,
            offset: 512,
            total,
        });
        let packets = total.div_ceil(1 << 20);
        let header = DataHeader {
            success: true,
            error: String::new(),
            total,
            packets,
        };
        assert_eq!(answer, Response::ReadFlash(header));
        let mut data = Vec::new();
        for _ in 0..packets {
            data.extend(host.packet().unwrap());
        }
        assert_eq!(data, host.camera.flash()[512..512 + total as usize]);
    }
    let beyond = host.ask(Request::ReadFlash {
        memory: 0,
        offset: 16 << 20,
        total: 1,
    });
    assert!(matches!(
        beyond,
        Response::ReadFlash(DataHeader {
            success: false,
            total: 0,
            packets: 0,
            ..
        })
    ));
}

#[test]
fn nothing_to_write_is_refused_without_waiting_for_data() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    let (end, _) = host.flash(
        Request::UpdateFlashEx2 {
            memory: 0,
            offset: 0,
            total: 0,
            packets: packet_count(0),
        },
        &[],
    );
    assert_eq!(
        end,
        Err("Total size of flash package 0, skipping...".to_owned())
    );
    assert!(matches!(
        host.ask(Request::GetBootloaderType),
        Response::BootloaderType(0)
    ));
}

#[test]
fn announcements_and_sizes_that_do_not_fit_are_noted() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    host.request(Request::UpdateFlashEx2 {
        memory: 0,
        offset: 0x10_0000,
        total: 10,
        packets: 2,
    });
    host.write(BOOTLOADER, b"12345");
    host.write(BOOTLOADER, b"6789");
    assert_eq!(
        host.completion().0,
        Err("Couldn't flash update, try again".to_owned())
    );
    assert_eq!(
        host.violations(),
        [
            "2 packets announced for 10 bytes",
            "data packet of 5 bytes where 10 are due",
            "data packet of 4 bytes where 5 are due",
        ]
    );
    let mut host = Host::connected(options(BootloaderKind::Usb));
    let mut long = Request::GetBootloaderType.encode();
    long.extend([0; 4]);
    host.write(BOOTLOADER, &long);
    let mut padded = Request::GetBootloaderConfig {
        memory: 0,
        offset: -1,
        max_size: 0,
    }
    .encode();
    *padded.last_mut().unwrap() = 1;
    host.write(BOOTLOADER, &padded);
    host.write(BOOTLOADER, &[99, 0, 0, 0]);
    assert_eq!(
        host.violations(),
        [
            "GetBootloaderType of 8 bytes instead of 4",
            "GetBootloaderConfig with padding that is not zero",
            "not a request: request number 99 is not known",
        ]
    );
}

#[test]
fn a_configuration_is_kept_cleared_and_checked() {
    let get = Request::GetBootloaderConfig {
        memory: -1,
        offset: -1,
        max_size: 0,
    };
    let set = |total| Request::SetBootloaderConfig {
        memory: -1,
        offset: -1,
        clear: total == 0,
        total,
        packets: u32::from(total > 0),
    };
    for kind in [BootloaderKind::Usb, BootloaderKind::Network] {
        let mut host = Host::connected(options(kind));
        let none = host.ask(get);
        assert!(
            matches!(none, Response::GetBootloaderConfig(ref header) if header.error == "No configuration data available")
        );
        let bson = bson::doc! { "appMem": 0, "mine": "ä" }.to_vec().unwrap();
        host.flashed(set(bson.len() as u32), &bson);
        assert!(
            matches!(host.ask(get), Response::GetBootloaderConfig(ref header) if header.success)
        );
        assert_eq!(host.packet().unwrap(), bson);
        let (end, _) = host.flash(set(16_384), &[0; 16_384]);
        assert_eq!(
            end,
            Err("Failure overwriting configuration".to_owned()),
            "no room for the checksum"
        );

        host.reset();
        host.connect();
        assert!(
            matches!(host.ask(get), Response::GetBootloaderConfig(ref header) if header.success)
        );
        host.packet();
        host.flashed(set(0), &[]);
        assert!(
            matches!(host.ask(get), Response::GetBootloaderConfig(ref header) if !header.success)
        );
        assert!(host.violations().is_empty(), "{:?}", host.violations());
    }
}

#[test]
fn applications_are_told_from_their_table() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    let details = Request::GetApplicationDetails { memory: 0 };
    assert!(matches!(
        host.ask(details),
        Response::ApplicationDetails {
            success: true,
            has_application: false,
            ..
        }
    ));
    let package = small_package();
    host.flashed(
        Request::UpdateFlash {
            storage: Storage::Application,
            total: package.len() as u32,
            packets: 1,
        },
        &package,
    );
    let Response::ApplicationDetails {
        has_application: true,
        firmware_version: Some(version),
        application_name: Some(name),
        ..
    } = host.ask(details)
    else {
        panic!("no application");
    };
    assert_eq!((version.len(), name.as_str()), (40, "demo"));
}

#[test]
fn faults_spoil_answers() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    host.camera.fault(&Fault::ShortReply);
    host.request(Request::GetBootloaderVersion);
    assert_eq!(host.packet().unwrap().len(), 8);
    host.camera.fault(&Fault::RefuseNext);
    assert_eq!(
        host.ask(Request::GetBootloaderVersion),
        Response::NoOp { invalid: true }
    );
    assert!(matches!(
        host.ask(Request::GetBootloaderVersion),
        Response::BootloaderVersion(_)
    ));
    host.camera.fault(&Fault::Silence);
    host.request(Request::GetBootloaderVersion);
    host.pass(millis(100));
    assert!(host.answers.is_empty());
    host.next_ping = None;
    host.pass(Duration::from_secs(5));
    host.connect();
    assert!(matches!(
        host.ask(Request::GetBootloaderVersion),
        Response::BootloaderVersion(_)
    ));
}

#[test]
fn every_request_number_has_a_first_version() {
    for kind in RequestKind::ALL {
        assert!(kind.since() >= Version::new(0, 0, 2) && kind.since() <= Version::new(0, 0, 29));
    }
}
