//! States of the device and the ways between them.

use super::*;
use crate::{
    bootloader::{Layout, Memory, packet_count},
    codec::djb2,
    transport::{Attachment, BACK_TO_BOOTLOADER, ControlRequest},
    virtual_camera::{Fault, image},
};

fn boot_memory(image: &[u8]) -> Request {
    Request::BootMemory {
        total: image.len() as u32,
        packets: packet_count(image.len() as u32),
    }
}

fn set_config(host: &mut Host, document: &bson::Document) {
    let bson = document.to_vec().unwrap();
    let request = Request::SetBootloaderConfig {
        memory: -1,
        offset: -1,
        clear: false,
        total: bson.len() as u32,
        packets: 1,
    };
    host.flashed(request, &bson);
}

fn header(host: &mut Host, kind: i32) -> Result<(), String> {
    let request = Request::UpdateFlashBootHeader {
        kind,
        offset: -1,
        location: -1,
        dummy_cycles: -1,
        frequency: -1,
        gpio_mode: 7,
    };
    host.flash(request, &[]).0
}

#[test]
fn an_empty_camera_waits_in_its_rom() {
    let host = Host::new(unbooted(BootloaderKind::Usb));
    assert_eq!(host.camera.state(), Some(DeviceState::Unbooted));
    assert_eq!(host.camera.serial(), "03e72485");
    let mut host = Host::new(Options {
        attachment: Attachment::Network,
        ..unbooted(BootloaderKind::Network)
    });
    assert_eq!(host.camera.state(), None, "the network does not see a ROM");
    assert_eq!(host.camera.datagram(Duration::ZERO, &[1, 0, 0, 0]), None);
}

#[test]
fn a_bootloader_is_booted_through_the_rom() {
    let mut host = Host::new(unbooted(BootloaderKind::Usb));
    let image = image::stand_in(BootloaderKind::Network, Version::new(0, 0, 29));
    host.send(&image);
    assert_eq!(host.camera.state(), None, "off the bus for a moment");
    host.pass(millis(300));
    assert_eq!(host.camera.state(), Some(DeviceState::Bootloader));
    assert_eq!(host.camera.serial(), "14442C10D13EABCE00");
    host.connect();
    assert_eq!(
        host.ask(Request::GetBootloaderType),
        Response::BootloaderType(1)
    );
    assert_eq!(
        host.violations(),
        ["upload to the ROM without the watchdog program before it"]
    );
    host.reset();
    assert_eq!(
        host.camera.state(),
        Some(DeviceState::Unbooted),
        "the flash is still empty"
    );
}

#[test]
fn other_programs_are_booted_as_a_host_application() {
    let mut host = Host::new(unbooted(BootloaderKind::Usb));
    host.send(b"MA2x firmware");
    host.pass(millis(300));
    assert_eq!(host.camera.state(), Some(DeviceState::Booted));
    assert_eq!(host.camera.product(), "Luxonis Device");
}

#[test]
fn a_bootloader_jumps_to_an_image_in_memory_and_back_at_a_reset() {
    let mut host = Host::connected(old(BootloaderKind::Usb, 20));
    let image = image::stand_in(BootloaderKind::Usb, Version::new(0, 0, 28));
    host.request(boot_memory(&image));
    host.data(&image);
    host.pass(millis(400));
    host.connect();
    assert_eq!(
        host.ask(Request::GetBootloaderVersion),
        Response::BootloaderVersion(Version::new(0, 0, 28))
    );
    host.reset();
    host.connect();
    assert_eq!(
        host.ask(Request::GetBootloaderVersion),
        Response::BootloaderVersion(Version::new(0, 0, 20))
    );
    assert!(host.violations().is_empty(), "{:?}", host.violations());
}

#[test]
fn the_rom_can_be_asked_for() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    host.request(Request::UsbRomBoot);
    host.pass(millis(400));
    assert_eq!(host.camera.state(), Some(DeviceState::Unbooted));
}

#[test]
fn an_application_is_started_and_calls_back() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    let package = small_package();
    assert!(matches!(
        host.ask(Request::BootApplication),
        Response::BootApplication { success: false, .. }
    ));
    host.flashed(
        Request::write(Memory::Flash, 0x10_0000, package.len() as u32),
        &package,
    );
    assert!(matches!(
        host.ask(Request::BootApplication),
        Response::BootApplication { success: true, .. }
    ));
    host.pass(millis(400));
    assert_eq!(host.camera.state(), Some(DeviceState::FlashBooted));
    let vendor = ControlRequest {
        request_type: 0x40,
        ..BACK_TO_BOOTLOADER
    };
    assert!(!host.camera.control(host.now, vendor));
    assert!(host.camera.control(host.now, BACK_TO_BOOTLOADER));
    host.pass(Duration::from_secs(60));
    assert_eq!(
        host.camera.state(),
        Some(DeviceState::Bootloader),
        "a camera that was called waits"
    );
    assert_eq!(host.violations().len(), 1);
}

#[test]
fn nobody_connects_and_the_application_starts() {
    for (kind, wait) in [
        (BootloaderKind::Usb, 3_000),
        (BootloaderKind::Network, 30_000),
    ] {
        let mut host = Host::new(Options {
            state: InitialState::Application,
            ..options(kind)
        });
        assert_eq!(host.camera.state(), Some(DeviceState::FlashBooted));
        host.camera.power_cut(host.now);
        host.pass(millis(100 + wait - 10));
        assert_eq!(host.camera.state(), Some(DeviceState::Bootloader));
        host.pass(millis(400));
        assert_eq!(host.camera.state(), Some(DeviceState::FlashBooted));
    }
}

#[test]
fn the_configuration_says_how_long_to_wait() {
    let package = small_package();
    for (timeout, state) in [(-1, DeviceState::Bootloader), (0, DeviceState::FlashBooted)] {
        let mut host = Host::connected(options(BootloaderKind::Usb));
        host.flashed(
            Request::write(Memory::Flash, 0x10_0000, package.len() as u32),
            &package,
        );
        set_config(&mut host, &bson::doc! { "usb": { "timeoutMs": timeout } });
        host.reset();
        host.pass(Duration::from_secs(100));
        assert_eq!(host.camera.state(), Some(state));
    }
}

#[test]
fn a_user_bootloader_runs_while_its_checksum_is_right() {
    let image = image::stand_in(BootloaderKind::Network, Version::new(0, 0, 28));
    let offset = Layout::of(BootloaderKind::Network)
        .user_bootloader
        .unwrap()
        .offset;
    for (patch, checksum, user) in [
        (21, djb2(&image), true),
        (21, 1, false),
        (20, djb2(&image), false),
    ] {
        let mut host = Host::connected(old(BootloaderKind::Network, patch));
        host.flashed(
            Request::write(Memory::Flash, offset, image.len() as u32),
            &image,
        );
        set_config(
            &mut host,
            &bson::doc! { "userBlSize": image.len() as i32, "userBlChecksum": i64::from(checksum) },
        );
        host.reset();
        host.connect();
        let version = Version::new(0, 0, if user { 28 } else { patch });
        assert_eq!(
            host.ask(Request::GetBootloaderVersion),
            Response::BootloaderVersion(version)
        );
        if version >= Version::new(0, 0, 21) {
            assert_eq!(
                host.ask(Request::IsUserBootloader),
                Response::IsUserBootloader(user)
            );
        }
    }
}

#[test]
fn boot_headers_decide() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    assert!(
        header(&mut host, 3)
            .unwrap_err()
            .starts_with("No flashed application found")
    );
    assert_eq!(
        header(&mut host, 4),
        Err("Invalid BootHeader type specified".to_owned())
    );
    let package = small_package();
    host.flashed(
        Request::write(Memory::Flash, 0x10_0000, package.len() as u32),
        &package,
    );
    assert_eq!(header(&mut host, 3), Ok(()));
    host.reset();
    assert_eq!(
        host.camera.state(),
        Some(DeviceState::FlashBooted),
        "fast: no bootloader in between"
    );

    for (kind, state) in [
        (0, DeviceState::Bootloader),
        (1, DeviceState::Unbooted),
        (2, DeviceState::Bootloader),
    ] {
        let mut host = Host::connected(options(BootloaderKind::Usb));
        assert_eq!(header(&mut host, kind), Ok(()));
        host.reset();
        assert_eq!(host.camera.state(), Some(state));
    }
}

#[test]
fn a_damaged_bootloader_is_a_brick_until_the_pins_say_usb() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    host.flashed(Request::write(Memory::Flash, 2048, 4), b"bad!");
    host.reset();
    host.pass(Duration::from_secs(100));
    assert_eq!(host.camera.state(), None);
    host.camera.set_usb_pins(true);
    host.camera.power_cut(host.now);
    host.pass(millis(300));
    assert_eq!(host.camera.state(), Some(DeviceState::Unbooted));
}

#[test]
fn the_other_kind_of_bootloader_can_be_written_in_place() {
    let mut host = Host::connected(options(BootloaderKind::Network));
    let image = image::stand_in(BootloaderKind::Usb, Version::new(0, 0, 29));
    host.flashed(
        Request::write(Memory::Flash, 512, image.len() as u32),
        &image,
    );
    host.reset();
    host.connect();
    assert_eq!(
        host.ask(Request::GetBootloaderType),
        Response::BootloaderType(0)
    );
}

#[test]
fn a_loaded_memory_boots_as_it_would_have() {
    let mut host = Host::connected(old(BootloaderKind::Network, 25));
    set_config(&mut host, &bson::doc! { "mine": 1 });
    let image = host.camera.flash();
    let mut camera = VirtualCamera::new(unbooted(BootloaderKind::Network), &Images::default());
    camera.load(&image, None);
    camera.power_on(Duration::ZERO);
    host.camera = camera;
    host.connect();
    assert_eq!(
        host.ask(Request::GetBootloaderVersion),
        Response::BootloaderVersion(Version::new(0, 0, 25))
    );
    assert!(host.camera.flash() == image);
}

#[test]
fn the_cable_can_be_pulled_at_any_byte() {
    let mut host = Host::connected(options(BootloaderKind::Usb));
    host.camera.fault(&Fault::UnplugAfter { bytes: 1000 });
    host.request(Request::write(Memory::Flash, 0x10_0000, 10_000));
    host.data(&[0; 10_000]);
    assert!(host.camera.is_unplugged());
    assert_eq!(host.camera.state(), None);
    host.pass(Duration::from_secs(10));
    assert_eq!(host.camera.state(), None);
    host.camera.replug(host.now);
    host.pass(millis(300));
    host.connect();
    assert!(
        host.camera.flash()[0x10_0000..]
            .iter()
            .all(|byte| *byte == 0xFF),
        "nothing was written"
    );
}

#[test]
fn discovery_tells_identity_and_state() {
    let mut host = Host::new(Options {
        attachment: Attachment::Network,
        state: InitialState::Application,
        ..options(BootloaderKind::Network)
    });
    let answer = host.camera.datagram(host.now, &[1, 0, 0, 0]).unwrap();
    assert_eq!(answer.len(), 40);
    assert_eq!(&answer[4..22], b"14442C10D13EABCE00");
    assert_eq!(answer[36], 4);
    assert_eq!(
        host.camera
            .datagram(host.now, &[4, 0, 0, 0])
            .map(|answer| answer.len()),
        Some(52)
    );
    assert_eq!(
        host.camera.datagram(host.now, &[9, 0, 0, 0]),
        Some(vec![0; 4])
    );
    assert_eq!(host.camera.datagram(host.now, &[3, 0, 0, 0]), None);
    assert_eq!(
        host.camera.state(),
        None,
        "the reset takes it off the network"
    );
    host.pass(millis(300));
    assert_eq!(
        host.camera.datagram(host.now, &[1, 0, 0, 0]).unwrap()[36],
        3
    );
    assert!(host.camera.connect(host.now));
    assert!(!host.camera.connect(host.now), "one connection at a time");
}

#[test]
fn a_lost_connection_is_noticed_by_the_watchdog() {
    let mut host = Host::new(Options {
        attachment: Attachment::Network,
        ..options(BootloaderKind::Network)
    });
    assert!(host.camera.connect(host.now));
    host.connect();
    host.camera.disconnect(host.now);
    host.next_ping = None;
    host.pass(Duration::from_secs(2));
    assert_eq!(host.camera.generation(), 2);
    assert!(host.violations().is_empty(), "{:?}", host.violations());
}
