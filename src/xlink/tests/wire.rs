//! What goes over the wire, byte by byte.

use std::time::Duration;

use bytes::Bytes;

use crate::xlink::{Event, EventKind, Flags, Link, LinkConfig, LinkError, LinkEvent, Output};

const NOW: Duration = Duration::new(3, 5);

fn transmits(link: &mut Link) -> Vec<Bytes> {
    let mut all = Vec::new();
    loop {
        match link.poll_output(NOW) {
            Output::Transmit(bytes) => all.push(bytes),
            Output::Event(_) => {}
            Output::Timeout(_) => return all,
        }
    }
}

fn header(fields: &[(usize, u32)], name: &str) -> Vec<u8> {
    let mut bytes = vec![0; 84];
    bytes[8..8 + name.len()].copy_from_slice(name.as_bytes());
    for (offset, value) in [(60, 5), (64, 3), (80, 1)].iter().chain(fields) {
        bytes[*offset..*offset + 4].copy_from_slice(&value.to_le_bytes());
    }
    bytes
}

fn answer(kind: EventKind, id: i32) -> Bytes {
    Event::new(kind, id).encode().into()
}

fn established() -> Link {
    let mut link = Link::new(LinkConfig::default());
    transmits(&mut link);
    link.handle_input(NOW, answer(EventKind::PingResp, 11))
        .unwrap();
    assert_eq!(link.poll_output(NOW), Output::Event(LinkEvent::Established));
    link
}

/// A link with stream 0 open in our direction.
fn opened(name: &str) -> Link {
    let mut link = established();
    link.open_stream(name, 100).unwrap();
    transmits(&mut link);
    link.handle_input(NOW, answer(EventKind::CreateStreamResp, 12))
        .unwrap();
    link
}

#[test]
fn the_first_transfer_is_a_ping() {
    let mut link = Link::new(LinkConfig::default());
    assert_eq!(transmits(&mut link), [header(&[(0, 11), (4, 5)], "")]);
    assert_eq!(
        link.poll_output(NOW),
        Output::Timeout(Some(Duration::new(8, 5)))
    );
}

#[test]
fn opening_sends_our_buffer_and_the_id_we_chose() {
    let mut link = established();
    link.open_stream("__bootloader", 5_242_880).unwrap();
    link.open_stream("__watchdog", 1).unwrap();
    assert_eq!(
        transmits(&mut link),
        [
            header(&[(0, 12), (4, 3), (72, 0), (76, 5_242_880)], "__bootloader"),
            header(&[(0, 13), (4, 3), (72, 1), (76, 64)], "__watchdog"),
        ]
    );
}

#[test]
fn header_and_payload_are_separate_transfers() {
    let mut link = opened("a");
    let stream = link.open_stream("a", 0).unwrap();
    link.write(stream, Bytes::from_static(&[3, 0, 0, 0]))
        .unwrap();
    assert_eq!(
        transmits(&mut link),
        [header(&[(0, 13), (76, 4)], ""), vec![3, 0, 0, 0]]
    );
}

#[test]
fn an_empty_packet_is_only_a_header() {
    let mut link = opened("a");
    let stream = link.open_stream("a", 0).unwrap();
    link.write(stream, Bytes::new()).unwrap();
    assert_eq!(transmits(&mut link), [header(&[(0, 13)], "")]);
    link.handle_input(NOW, answer(EventKind::WriteResp, 13))
        .unwrap();
    assert_eq!(
        link.poll_output(NOW),
        Output::Event(LinkEvent::Written { stream, packet: 0 })
    );
}

#[test]
fn the_watchdog_pings_as_soon_as_its_stream_is_open() {
    let mut link = opened("__watchdog");
    assert_eq!(
        transmits(&mut link),
        [header(&[(0, 13), (76, 4)], ""), vec![0; 4]]
    );
}

#[test]
fn requests_of_the_device_are_answered_with_their_id() {
    let mut link = opened("a");
    let mut packet = Event::new(EventKind::WriteReq, 77);
    packet.size = 3;
    let mut bytes = packet.encode();
    bytes.extend_from_slice(b"abc");
    bytes.extend(Event::new(EventKind::PingReq, 78).encode());
    link.handle_input(NOW, bytes.into()).unwrap();
    assert_eq!(
        transmits(&mut link),
        [
            header(&[(0, 77), (4, 8), (76, 3)], ""),
            header(&[(0, 78), (4, 13)], ""),
            header(&[(0, 13), (4, 2), (76, 3)], ""),
        ]
    );
}

#[test]
fn a_packet_for_nobody_is_refused_and_passes_by() {
    let mut link = established();
    let mut packet = Event::new(EventKind::WriteReq, 77);
    packet.stream_id = 9;
    packet.size = 2;
    let mut bytes = packet.encode();
    bytes.extend_from_slice(b"ab");
    link.handle_input(NOW, bytes.into()).unwrap();
    let refusal = [(0, 77), (4, 8), (72, 9), (76, 2), (80, 0x82)];
    assert_eq!(transmits(&mut link), [header(&refusal, "")]);
    assert_eq!(link.ignored_events(), 1);
    assert_eq!(link.held_bytes(), 0);
}

#[test]
fn a_packet_beyond_our_buffer_ends_the_link() {
    let mut link = opened("a");
    let mut packet = Event::new(EventKind::WriteReq, 77);
    packet.size = 129;
    let error = LinkError::PacketTooLarge {
        stream: 0,
        size: 129,
        limit: 128,
    };
    let result = link.handle_input(NOW, packet.encode().into());
    assert_eq!(result, Err(error.clone()));
    assert!(matches!(
        link.poll_output(NOW),
        Output::Event(LinkEvent::StreamOpened(_))
    ));
    assert_eq!(
        link.poll_output(NOW),
        Output::Event(LinkEvent::Failed(error))
    );
    assert_eq!(link.poll_output(NOW), Output::Timeout(None));
}

#[test]
fn answers_without_a_request_are_counted() {
    let mut link = established();
    for kind in [8, 10, 11, 12, 13, 14] {
        let mut bytes = Event::new(EventKind::PingResp, 5).encode();
        bytes[4] = kind;
        link.handle_input(NOW, bytes.into()).unwrap();
    }
    assert_eq!(link.ignored_events(), 6);
    assert!(transmits(&mut link).is_empty());
}

#[test]
fn a_name_that_fills_its_field_is_not_opened() {
    let mut link = established();
    let mut bytes = Event::new(EventKind::CreateStreamReq, 77).encode();
    bytes[8..60].fill(b'x');
    link.handle_input(NOW, bytes.into()).unwrap();
    let [refusal] = transmits(&mut link).try_into().unwrap();
    assert_eq!(Event::decode(&refusal).unwrap().flags, Flags::NACK);
}
