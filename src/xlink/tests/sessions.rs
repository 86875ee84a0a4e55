//! Whole sessions against the device end: open orders, windows, deadlines, close, reset.

use std::time::Duration;

use bytes::Bytes;

use super::peer::{Opens, Pair};
use crate::xlink::{
    BOOTLOADER_BUFFER_BYTES, BOOTLOADER_STREAM, Event, EventKind, LinkError, LinkEvent, Output,
    StreamError, StreamId, WATCHDOG_BUFFER_BYTES, WATCHDOG_STREAM, Wait,
};

const BOOTLOADER: StreamId = StreamId(0);
const SECOND: Duration = Duration::from_secs(1);

fn open(pair: &mut Pair) {
    pair.drive();
    pair.link
        .open_stream(BOOTLOADER_STREAM, BOOTLOADER_BUFFER_BYTES)
        .unwrap();
    pair.drive();
}

fn with_bootloader_stream() -> Pair {
    let mut pair = Pair::new(Opens::Never);
    open(&mut pair);
    pair
}

fn write(pair: &mut Pair, bytes: impl Into<Bytes>) -> u64 {
    pair.link.write(BOOTLOADER, bytes.into()).unwrap()
}

#[test]
fn both_ends_agree_on_ids_whoever_opens_first() {
    for opens in [Opens::AtPing, Opens::WithHost, Opens::Never] {
        let mut pair = Pair::new(opens);
        let (events, _) = pair.drive();
        assert_eq!(events, [LinkEvent::Established]);
        // The other order than the device's.
        let watchdog = pair.link.open_stream(WATCHDOG_STREAM, 64).unwrap();
        let bootloader = pair.link.open_stream(BOOTLOADER_STREAM, 5 << 20).unwrap();
        let (events, _) = pair.drive();
        for id in [watchdog, bootloader] {
            assert!(events.contains(&LinkEvent::StreamOpened(id)), "{opens:?}");
        }
        assert_eq!(pair.peer.names[WATCHDOG_STREAM], watchdog.get());
        assert_eq!(pair.peer.names[BOOTLOADER_STREAM], bootloader.get());
        let first = if opens == Opens::AtPing { 1 } else { 0 };
        assert_eq!(watchdog.get(), first, "{opens:?}");

        pair.link
            .write(bootloader, Bytes::from_static(b"q"))
            .unwrap();
        pair.peer.write(bootloader.get(), b"answer");
        let (events, _) = pair.drive();
        assert!(events.contains(&LinkEvent::Packet {
            stream: bootloader,
            bytes: Bytes::from_static(b"answer")
        }));
        assert_eq!(pair.peer.packets_of(bootloader.get()), [b"q"]);
        assert_eq!(pair.link.ignored_events(), 0);
    }
}

#[test]
fn packets_before_our_open_wait_for_it() {
    let mut pair = Pair::new(Opens::AtPing);
    pair.drive();
    pair.peer.write(0, b"early");
    let (events, _) = pair.drive();
    assert_eq!(events, []);
    assert_eq!(pair.link.held_bytes(), 5);
    pair.link.open_stream(BOOTLOADER_STREAM, 64).unwrap();
    let (events, _) = pair.drive();
    let packet = LinkEvent::Packet {
        stream: BOOTLOADER,
        bytes: Bytes::from_static(b"early"),
    };
    assert_eq!(events, [packet, LinkEvent::StreamOpened(BOOTLOADER)]);
    assert_eq!(pair.link.held_bytes(), 0);
}

#[test]
fn an_open_request_is_repeated_five_times() {
    let mut pair = Pair::new(Opens::Never);
    pair.peer.refusals = 5;
    pair.link.open_stream("a", 64).unwrap();
    let events = pair.pass(Duration::from_millis(250));
    assert_eq!(
        events,
        [LinkEvent::Established, LinkEvent::StreamOpened(StreamId(0))]
    );

    let mut pair = Pair::new(Opens::Never);
    pair.peer.refusals = 6;
    pair.link.open_stream("a", 64).unwrap();
    let events = pair.pass(SECOND);
    let refused = LinkError::StreamRefused {
        name: "a".to_owned(),
        attempts: 6,
    };
    assert_eq!(events.last(), Some(&LinkEvent::Failed(refused)));
}

#[test]
fn a_full_buffer_waits_for_every_release() {
    let mut pair = with_bootloader_stream();
    pair.peer.releases = false;
    write(&mut pair, vec![6; 20]);
    write(&mut pair, vec![1; 5 << 20]);
    write(&mut pair, vec![2; 7]);
    pair.drive();
    assert_eq!(pair.peer.packets_of(0), [&[6; 20][..]]);
    assert_eq!(pair.link.queued_bytes(BOOTLOADER), (5 << 20) + 7);

    pair.peer.release(1);
    let (events, _) = pair.drive();
    assert!(events.contains(&LinkEvent::Released {
        stream: BOOTLOADER,
        packet: 0
    }));
    assert_eq!(pair.peer.packets.len(), 2);
    assert_eq!(pair.peer.packets[1].1, vec![1; 5 << 20]);

    pair.peer.release(1);
    pair.drive();
    assert_eq!(pair.peer.packets.len(), 3);
    assert_eq!(pair.link.queued_bytes(BOOTLOADER), 0);
}

#[test]
fn the_sixty_fifth_packet_waits() {
    let mut pair = with_bootloader_stream();
    pair.peer.releases = false;
    for n in 0..66 {
        assert_eq!(write(&mut pair, vec![n]), u64::from(n));
    }
    pair.drive();
    assert_eq!(pair.peer.packets.len(), 64);
    pair.peer.release(1);
    pair.drive();
    assert_eq!(pair.peer.packets.len(), 65);
}

#[test]
fn the_next_packet_waits_for_the_acknowledgement() {
    let mut pair = with_bootloader_stream();
    pair.peer.silent = vec![EventKind::WriteReq];
    write(&mut pair, "a");
    write(&mut pair, "b");
    pair.drive();
    assert_eq!(pair.peer.packets_of(0), [b"a"]);
    let events = pair.pass(20 * SECOND);
    let timeout = LinkError::Timeout {
        wait: Wait::Write,
        limit: 15 * SECOND,
    };
    assert_eq!(events.last(), Some(&LinkEvent::Failed(timeout)));
}

#[test]
fn a_device_may_send_while_we_send() {
    let mut pair = with_bootloader_stream();
    for _ in 0..3 {
        write(&mut pair, vec![0; 5 << 20]);
    }
    for _ in 0..200 {
        pair.peer.write(0, &[1; 8]);
    }
    let (events, _) = pair.drive();
    let packets = events
        .iter()
        .filter(|event| matches!(event, LinkEvent::Packet { .. }));
    assert_eq!(packets.count(), 200);
    let releases = pair
        .peer
        .log
        .iter()
        .filter(|kind| **kind == EventKind::ReadRelReq);
    assert_eq!(releases.count(), 200);
    assert_eq!(pair.peer.packets.len(), 3);
}

#[test]
fn pings_go_on_in_any_phase() {
    let mut pair = with_bootloader_stream();
    let watchdog = pair
        .link
        .open_stream(WATCHDOG_STREAM, WATCHDOG_BUFFER_BYTES)
        .unwrap();
    pair.pass(60 * SECOND);
    let pings = pair.peer.packets_of(watchdog.get());
    assert_eq!(pings.len(), 81);
    assert!(pings.iter().all(|ping| *ping == [0; 4]));
}

#[test]
fn a_ping_overtakes_waiting_packets_but_no_payload() {
    let mut pair = with_bootloader_stream();
    pair.link
        .open_stream(WATCHDOG_STREAM, WATCHDOG_BUFFER_BYTES)
        .unwrap();
    pair.drive();
    write(&mut pair, vec![0; 3 << 20]);
    write(&mut pair, vec![0; 2 << 20]);
    pair.now += SECOND;
    pair.drive();
    let order: Vec<u32> = pair.peer.packets.iter().map(|packet| packet.0).collect();
    assert_eq!(order, [1, 1, 0, 0]);
}

#[test]
fn unanswered_pings_end_the_link() {
    let mut pair = Pair::new(Opens::Never);
    pair.link.open_stream(WATCHDOG_STREAM, 64).unwrap();
    pair.drive();
    pair.peer.silent = vec![EventKind::WriteReq];
    let timeout = LinkError::Timeout {
        wait: Wait::Watchdog,
        limit: 6 * SECOND,
    };
    // The unanswered ping goes out after 0.75 s.
    let events = pair.pass(Duration::from_millis(6749));
    assert!(!events.contains(&LinkEvent::Failed(timeout.clone())));
    let events = pair.pass(Duration::from_millis(1));
    assert_eq!(events, [LinkEvent::Failed(timeout)]);
}

#[test]
fn pings_nobody_reads_end_the_link() {
    let mut pair = Pair::new(Opens::Never);
    pair.peer.releases = false;
    pair.link.open_stream(WATCHDOG_STREAM, 64).unwrap();
    // 16 pings of 4 bytes fill the 64-byte window after 11.25 s; the 17th is due at 12 s.
    assert!(!matches!(
        pair.pass(17 * SECOND).last(),
        Some(LinkEvent::Failed(_))
    ));
    assert!(matches!(
        pair.pass(SECOND).last(),
        Some(LinkEvent::Failed(LinkError::Timeout {
            wait: Wait::Watchdog,
            ..
        }))
    ));
    assert_eq!(pair.peer.packets.len(), 16);
}

#[test]
fn a_device_that_does_not_answer_is_given_up() {
    let silent = [
        (EventKind::PingReq, Wait::Handshake),
        (EventKind::CreateStreamReq, Wait::Open),
    ];
    for (kind, wait) in silent {
        let mut pair = Pair::new(Opens::Never);
        pair.peer.silent = vec![kind];
        pair.link.open_stream("a", 64).unwrap();
        let events = pair.pass(5 * SECOND);
        let limit = 5 * SECOND;
        let timeout = LinkError::Timeout { wait, limit };
        assert_eq!(events.last(), Some(&LinkEvent::Failed(timeout)));
    }
}

#[test]
fn reset_ends_the_link_with_or_without_an_answer() {
    for (silent, acknowledged) in [(vec![], true), (vec![EventKind::ResetReq], false)] {
        let mut pair = with_bootloader_stream();
        pair.peer.silent = silent;
        pair.peer.releases = false;
        write(&mut pair, "sent");
        pair.drive();
        write(&mut pair, vec![0; 5 << 20]);
        pair.link.reset(pair.now);
        let events = pair.pass(2 * SECOND);
        assert_eq!(events, [LinkEvent::ResetDone { acknowledged }]);
        assert_eq!(pair.peer.log.last(), Some(&EventKind::ResetReq));
        assert_eq!(pair.peer.packets_of(0), [b"sent"]);
        assert_eq!(pair.drive(), (vec![], None));
        assert_eq!(
            pair.link.write(BOOTLOADER, Bytes::new()),
            Err(StreamError::Ended)
        );
        let late = pair.link.handle_input(pair.now, Bytes::from_static(&[0]));
        assert_eq!(late, Err(LinkError::Ended));
    }
}

#[test]
fn a_reset_of_the_device_is_a_failure() {
    let mut pair = with_bootloader_stream();
    pair.peer.send_event(&Event::new(EventKind::ResetReq, 1));
    let (events, until) = pair.drive();
    assert_eq!(events, [LinkEvent::Failed(LinkError::ResetByDevice)]);
    assert_eq!(until, None);
}

#[test]
fn closing_waits_until_everything_was_released() {
    let mut pair = with_bootloader_stream();
    pair.peer.releases = false;
    pair.peer.refusals = 1;
    write(&mut pair, "last");
    pair.link.close_stream(BOOTLOADER).unwrap();
    assert_eq!(
        pair.link.write(BOOTLOADER, Bytes::new()),
        Err(StreamError::NotOpen(BOOTLOADER))
    );
    pair.pass(SECOND);
    assert!(!pair.peer.log.contains(&EventKind::CloseStreamReq));
    pair.peer.release(1);
    let events = pair.pass(SECOND);
    assert_eq!(events.last(), Some(&LinkEvent::StreamClosed(BOOTLOADER)));
    // Nobody knows the stream any more, and the next one gets the next number.
    pair.peer.write(0, b"x");
    pair.drive();
    assert_eq!(pair.link.ignored_events(), 1);
    assert_eq!(pair.link.open_stream("b", 64), Ok(StreamId(1)));
}

#[test]
fn the_device_may_close_its_direction() {
    let mut pair = Pair::new(Opens::WithHost);
    open(&mut pair);
    pair.peer.close(0);
    pair.peer.close(7);
    pair.drive();
    assert_eq!(pair.link.ignored_events(), 1);
    write(&mut pair, "still ours");
    pair.drive();
    assert_eq!(pair.peer.packets_of(0), [b"still ours"]);
}

#[test]
fn a_device_that_ignores_the_window_ends_the_link() {
    let mut pair = Pair::new(Opens::AtPing);
    pair.drive();
    for _ in 0..65 {
        pair.peer.write(0, &[1]);
    }
    let (events, _) = pair.drive();
    assert_eq!(
        events,
        [LinkEvent::Failed(LinkError::WindowExceeded(BOOTLOADER))]
    );
}

#[test]
fn calls_that_make_no_sense_leave_the_link_alone() {
    let mut pair = with_bootloader_stream();
    let too_large = pair.link.write(BOOTLOADER, vec![0; (5 << 20) + 1].into());
    assert!(matches!(too_large, Err(StreamError::TooLarge { .. })));
    let unknown = pair.link.write(StreamId(5), Bytes::new());
    assert_eq!(unknown, Err(StreamError::NotOpen(StreamId(5))));
    assert!(pair.link.open_stream("", 1).is_err());
    assert!(pair.link.open_stream(&"x".repeat(52), 1).is_err());
    for n in 1..32 {
        pair.link.open_stream(&format!("s{n}"), 1).unwrap();
    }
    assert_eq!(
        pair.link.open_stream("one too many", 1),
        Err(StreamError::TooMany(32))
    );
    pair.drive();
    assert!(!pair.link.has_ended());
}

#[test]
fn a_full_transport_still_hears_and_expires() {
    let mut pair = with_bootloader_stream();
    let watchdog = pair.link.open_stream(WATCHDOG_STREAM, 64).unwrap();
    pair.drive();
    write(&mut pair, vec![0; 5 << 20]);
    pair.now += SECOND;
    // The ping goes out; then the driver has no room any more.
    for _ in 0..3 {
        let output = pair.link.poll_output(pair.now);
        assert!(matches!(output, Output::Transmit(_)), "{output:?}");
    }
    let mut packet = Event::new(EventKind::WriteReq, 1).encode();
    packet[76] = 1;
    packet.push(b'x');
    pair.link.handle_input(pair.now, packet.into()).unwrap();
    assert!(matches!(
        pair.link.poll_event(),
        Some(LinkEvent::Packet {
            stream: BOOTLOADER,
            ..
        })
    ));
    let expiry = pair.now + 6 * SECOND;
    assert_eq!(pair.link.expiry(), Some(expiry));
    pair.link.handle_timeout(expiry);
    assert!(matches!(pair.link.poll_event(), Some(LinkEvent::Failed(_))));
    assert_eq!(watchdog, StreamId(1));
}
