//! What a host must not do on the link, and the watchdog.

use super::*;

fn usb() -> Host {
    Host::connected(options(BootloaderKind::Usb))
}

#[test]
fn a_host_that_keeps_the_protocol_is_not_blamed() {
    let mut host = usb();
    host.ask(Request::GetBootloaderVersion);
    host.pass(Duration::from_secs(20));
    assert_eq!(
        host.ask(Request::GetBootloaderType),
        Response::BootloaderType(0)
    );
    host.reset();
    assert_eq!(host.camera.state(), Some(DeviceState::Bootloader));
    assert_eq!(host.camera.generation(), 2);
    assert!(host.violations().is_empty(), "{:?}", host.violations());
}

#[test]
fn header_and_payload_in_one_transfer_are_understood_and_noted() {
    let mut host = usb();
    let request = Request::GetBootloaderVersion.encode();
    let mut event = Event::new(EventKind::WriteReq, 1);
    event.size = request.len() as u32;
    let mut both = event.encode();
    both.extend(request);
    host.send(&both);
    assert!(matches!(host.answer(), Response::BootloaderVersion(_)));
    assert_eq!(
        host.violations(),
        ["header and payload in one USB transfer of 88 bytes"]
    );
}

#[test]
fn empty_transfers_between_events_are_noted() {
    let mut host = usb();
    host.send(&[]);
    assert_eq!(
        host.violations(),
        ["zero-length packet between XLink transfers"]
    );
}

#[test]
fn wrong_amounts_asked_from_usb_are_noted() {
    let mut host = usb();
    host.write(BOOTLOADER, &[]);
    host.violations();
    host.camera.clear_violations();
    host.event(EventKind::WriteReq, |event| event.size = 4);
    host.send(&Request::GetBootloaderVersion.encode());
    host.camera.transmit(83);
    assert_eq!(
        host.violations(),
        ["asked for 83 bytes of a transfer of 84"]
    );
}

#[test]
fn packets_beyond_the_window_are_noted() {
    let mut host = usb();
    host.write(BOOTLOADER, &vec![0; BOOTLOADER_BUFFER_BYTES as usize + 1]);
    let seen = host.violations();
    assert!(seen[0].contains("with a buffer of 5242880"), "{seen:?}");

    // A flashing bootloader takes no further packets: they stay unreleased.
    let mut host = Host::connected(Options {
        speed: 1.0,
        ..options(BootloaderKind::Usb)
    });
    host.request(Request::write(
        crate::bootloader::Memory::Flash,
        0x10_0000,
        100_000,
    ));
    host.data(&[0; 100_000]);
    for _ in 0..64 {
        host.request(Request::GetBootloaderVersion);
    }
    assert!(host.violations().is_empty(), "{:?}", host.violations());
    host.request(Request::GetBootloaderVersion);
    assert_eq!(
        host.violations(),
        ["more than 64 unreleased packets on __bootloader"]
    );
}

#[test]
fn the_camera_stops_at_sixty_four_unreleased_packets() {
    let mut host = usb();
    host.releases = false;
    for _ in 0..70 {
        host.request(Request::GetBootloaderVersion);
    }
    host.pass(millis(100));
    assert_eq!(host.answers.len(), 64);
    host.event(EventKind::ReadRelReq, |event| event.size = 16);
    host.pump();
    assert_eq!(host.answers.len(), 65);
    assert!(host.violations().is_empty());
}

#[test]
fn releases_of_the_wrong_size_are_noted() {
    let mut host = usb();
    host.releases = false;
    host.ask(Request::GetBootloaderVersion);
    host.event(EventKind::ReadRelReq, |event| event.size = 15);
    host.event(EventKind::ReadRelReq, |event| event.size = 16);
    assert_eq!(
        host.violations(),
        [
            "released 15 bytes of a packet of 16",
            "released a packet that was not sent"
        ]
    );
}

#[test]
fn anything_before_the_first_ping_is_noted() {
    let mut host = Host::new(options(BootloaderKind::Usb));
    host.event(EventKind::CreateStreamReq, |event| {
        event.stream_name = "other".to_owned()
    });
    assert_eq!(
        host.violations(),
        [
            "CreateStreamReq before the first ping",
            "stream \"other\" is not the bootloader's"
        ]
    );
}

#[test]
fn foreign_bytes_break_the_link_and_the_watchdog_ends_it() {
    let mut host = usb();
    host.next_ping = None;
    host.send(&[0xEE; EVENT_HEADER_BYTES]);
    host.pass(Duration::from_secs(3));
    assert_eq!(host.camera.generation(), 2, "it started again");
    assert_eq!(
        host.violations().len(),
        2,
        "no event, no ping: {:?}",
        host.violations()
    );
}

#[test]
fn a_missing_ping_resets_the_camera() {
    let mut host = usb();
    host.next_ping = None;
    host.pass(millis(1490));
    assert_eq!(host.camera.generation(), 1);
    host.pass(millis(20 + 20 + 300));
    assert_eq!(host.camera.generation(), 2);
    assert_eq!(host.violations(), ["no watchdog ping in time"]);
}

#[test]
fn the_first_ping_has_five_seconds() {
    let mut host = Host::new(options(BootloaderKind::Usb));
    host.event(EventKind::PingReq, |_| ());
    host.pass(millis(4900));
    assert_eq!(host.camera.generation(), 1);
    // A host that does not read keeps the camera a second longer: the last answers may still be fetched.
    host.pass(millis(2000));
    assert_eq!(host.camera.generation(), 2);
}

#[test]
fn a_watchdog_message_can_ask_for_the_reset() {
    let mut host = usb();
    host.write(WATCHDOG, &[1, 0, 0, 0]);
    host.next_ping = None;
    host.pass(millis(400));
    assert_eq!(host.camera.generation(), 2);
    assert!(host.violations().is_empty());
}

#[test]
fn more_patience_still_notes_late_pings() {
    let mut host = Host::connected(Options {
        watchdog_millis: 10_000,
        ..options(BootloaderKind::Usb)
    });
    host.next_ping = Some(host.now + millis(2000));
    host.pass(millis(3000));
    assert_eq!(host.camera.generation(), 1);
    assert_eq!(host.violations(), ["watchdog ping too late"]);
}
