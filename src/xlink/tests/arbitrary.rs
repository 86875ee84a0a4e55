//! Arbitrary input: no panic, bounded memory, at any split.

use std::time::Duration;

use bytes::Bytes;
use proptest::{collection::vec, prelude::*};

use crate::xlink::{
    BOOTLOADER_BUFFER_BYTES, BOOTLOADER_STREAM, EVENT_HEADER_BYTES, Event, EventKind, Flags, Link,
    LinkConfig, MAX_PIECE_BYTES, MAX_UNTAKEN_BYTES, Output, WATCHDOG_STREAM,
};

const KINDS: [EventKind; 12] = [
    EventKind::WriteReq,
    EventKind::ReadRelReq,
    EventKind::CreateStreamReq,
    EventKind::CloseStreamReq,
    EventKind::PingReq,
    EventKind::ResetReq,
    EventKind::WriteResp,
    EventKind::ReadRelResp,
    EventKind::CreateStreamResp,
    EventKind::CloseStreamResp,
    EventKind::PingResp,
    EventKind::ResetResp,
];

/// One step of a driver or a device.
#[derive(Debug, Clone)]
enum Step {
    Input(Vec<u8>),
    Event(Event, Vec<u8>),
    Write(u32, usize),
    Open(&'static str),
    Close(u32),
    Pass(u64),
    /// Drain the outputs, or at most this many.
    Drain(usize),
    Reset,
}

fn events() -> impl Strategy<Value = Step> {
    let names = prop_oneof![Just(BOOTLOADER_STREAM), Just(WATCHDOG_STREAM), Just("x")];
    let size = prop_oneof![0_u32..300, Just(5 << 20), Just((5 << 20) + 1), any::<u32>()];
    let flags = prop_oneof![Just(1_u32), Just(2), any::<u32>()];
    let id = prop_oneof![11_i32..30, any::<i32>()];
    (0_usize..12, id, 0_u32..5, size, flags, names).prop_map(
        |(kind, id, stream, size, flags, name)| {
            let mut event = Event::new(KINDS[kind], id);
            event.stream_id = stream;
            event.size = size;
            event.flags = Flags(flags);
            event.stream_name = name.to_owned();
            let payload = match event.kind {
                EventKind::WriteReq => vec![0; size.min(400) as usize],
                _ => Vec::new(),
            };
            Step::Event(event, payload)
        },
    )
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => events(),
        1 => vec(any::<u8>(), 0..200).prop_map(Step::Input),
        2 => (0_u32..3, 0_usize..2_000_000).prop_map(|(stream, len)| Step::Write(stream, len)),
        1 => prop_oneof![Just(BOOTLOADER_STREAM), Just(WATCHDOG_STREAM)].prop_map(Step::Open),
        1 => (0_u32..3).prop_map(Step::Close),
        2 => (0_u64..2000).prop_map(Step::Pass),
        8 => prop_oneof![Just(usize::MAX), 0_usize..4].prop_map(Step::Drain),
        1 => Just(Step::Reset),
    ]
}

/// Drains at most `n` outputs and checks the shape of each transfer.
fn drain(link: &mut Link, now: Duration, n: usize) {
    for _ in 0..n {
        match link.poll_output(now) {
            Output::Transmit(bytes) => {
                assert!(!bytes.is_empty() && bytes.len() <= MAX_PIECE_BYTES);
            }
            Output::Event(_) => {}
            Output::Timeout(until) => {
                let again = link.poll_output(now);
                assert_eq!(
                    again,
                    Output::Timeout(until),
                    "a drained link stays drained"
                );
                break;
            }
        }
    }
}

fn check(link: &Link) {
    assert!(link.wanted() > 0 && link.wanted() <= MAX_PIECE_BYTES);
    let bound = MAX_UNTAKEN_BYTES + u64::from(2 * BOOTLOADER_BUFFER_BYTES);
    assert!(link.held_bytes() <= bound, "{}", link.held_bytes());
}

fn run(steps: &[Step]) {
    let mut link = Link::new(LinkConfig::default());
    let mut now = Duration::ZERO;
    for step in steps {
        match step {
            Step::Input(bytes) => {
                let _ = link.handle_input(now, Bytes::copy_from_slice(bytes));
            }
            Step::Event(event, payload) => {
                let mut bytes = event.encode();
                bytes.extend_from_slice(payload);
                let _ = link.handle_input(now, bytes.into());
            }
            Step::Write(stream, len) => {
                let id = crate::xlink::StreamId(*stream);
                let _ = link.write(id, Bytes::from(vec![0; *len]));
            }
            Step::Open(name) => {
                let _ = link.open_stream(name, BOOTLOADER_BUFFER_BYTES);
            }
            Step::Close(stream) => {
                let _ = link.close_stream(crate::xlink::StreamId(*stream));
            }
            Step::Pass(millis) => {
                now += Duration::from_millis(*millis);
                link.handle_timeout(now);
            }
            Step::Drain(n) => drain(&mut link, now, *n),
            Step::Reset => link.reset(now),
        }
        check(&link);
    }
}

/// The handshake and both streams, so that what follows reaches the deeper states.
fn prelude() -> Vec<Step> {
    let answer = |kind, id| Step::Event(Event::new(kind, id), Vec::new());
    vec![
        Step::Drain(usize::MAX),
        answer(EventKind::PingResp, 11),
        Step::Open(BOOTLOADER_STREAM),
        Step::Open(WATCHDOG_STREAM),
        Step::Drain(usize::MAX),
        answer(EventKind::CreateStreamResp, 12),
        answer(EventKind::CreateStreamResp, 13),
    ]
}

proptest! {
    #[test]
    fn any_bytes_at_any_split(bytes in vec(any::<u8>(), 0..2000), cuts in vec(1_usize..300, 1..20)) {
        let mut link = Link::new(LinkConfig::default());
        let mut rest = Bytes::from(bytes);
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let part = rest.split_to((*cut).min(rest.len()));
            let _ = link.handle_input(Duration::ZERO, part);
            check(&link);
        }
        drain(&mut link, Duration::ZERO, usize::MAX);
    }

    #[test]
    fn any_sequence_of_steps(tail in vec(steps(), 0..80)) {
        let mut all = prelude();
        all.extend(tail);
        run(&all);
    }

    #[test]
    fn headers_survive_a_round_trip(step in events()) {
        if let Step::Event(event, _) = step {
            let bytes = event.encode();
            prop_assert_eq!(bytes.len(), EVENT_HEADER_BYTES);
            prop_assert_eq!(Event::decode(&bytes), Ok(event));
        }
    }
}
