//! Any order of well-formed events, calls of the program and time: the link must neither panic nor hoard.
#![no_main]

use std::time::Duration;

use arbitrary::Arbitrary;
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use oak_flasher::xlink::{
    BOOTLOADER_BUFFER_BYTES, BOOTLOADER_STREAM, Event, EventKind, Flags, Link, LinkConfig,
    MAX_PIECE_BYTES, MAX_UNTAKEN_BYTES, Output, StreamId, WATCHDOG_BUFFER_BYTES, WATCHDOG_STREAM,
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
const NAMES: [&str; 4] = [BOOTLOADER_STREAM, WATCHDOG_STREAM, "other", ""];

#[derive(Debug, Arbitrary)]
enum Step {
    Event {
        kind: u8,
        id: u8,
        stream: u8,
        size: u16,
        flags: u8,
        name: u8,
    },
    /// Answers the last request the host sent.
    Answer {
        flags: u8,
    },
    Write {
        stream: u8,
        len: u32,
    },
    Open {
        name: u8,
    },
    Close {
        stream: u8,
    },
    Pass {
        millis: u16,
    },
    Drain {
        most: u8,
    },
    Reset,
}

struct Run {
    link: Link,
    now: Duration,
    streams: Vec<StreamId>,
    last_request: Option<Event>,
}

impl Run {
    fn drain(&mut self, most: usize) {
        for _ in 0..most {
            match self.link.poll_output(self.now) {
                Output::Transmit(bytes) => {
                    assert!((1..=MAX_PIECE_BYTES).contains(&bytes.len()));
                    let event = Event::decode(&bytes).ok();
                    self.last_request = event
                        .filter(|event| event.kind.response().is_some())
                        .or(self.last_request.take());
                }
                Output::Event(_) => {}
                Output::Timeout(_) => return,
            }
        }
    }

    fn input(&mut self, event: &Event) {
        let mut bytes = event.encode();
        if event.kind == EventKind::WriteReq {
            bytes.resize(bytes.len() + event.size as usize, 0);
        }
        let _ = self.link.handle_input(self.now, bytes.into());
    }

    fn stream(&self, number: u8) -> Option<StreamId> {
        self.streams.get(usize::from(number) % 4).copied()
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Event {
                kind,
                id,
                stream,
                size,
                flags,
                name,
            } => {
                let mut event = Event::new(KINDS[usize::from(kind) % KINDS.len()], i32::from(id));
                event.stream_id = u32::from(stream % 5);
                event.size = u32::from(size);
                event.flags = Flags(u32::from(flags));
                NAMES[usize::from(name) % NAMES.len()].clone_into(&mut event.stream_name);
                self.input(&event);
            }
            Step::Answer { flags } => {
                if let Some(mut event) = self.last_request.take()
                    && let Some(kind) = event.kind.response()
                {
                    event.kind = kind;
                    event.flags = Flags(u32::from(flags));
                    self.input(&event);
                }
            }
            Step::Write { stream, len } => {
                if let Some(id) = self.stream(stream) {
                    let len = len as usize % (BOOTLOADER_BUFFER_BYTES as usize + 2);
                    let _ = self.link.write(id, Bytes::from(vec![0; len]));
                }
            }
            Step::Open { name } => {
                let name = NAMES[usize::from(name) % NAMES.len()];
                let buffer = match name {
                    WATCHDOG_STREAM => WATCHDOG_BUFFER_BYTES,
                    _ => BOOTLOADER_BUFFER_BYTES,
                };
                self.streams.extend(self.link.open_stream(name, buffer));
            }
            Step::Close { stream } => {
                if let Some(id) = self.stream(stream) {
                    let _ = self.link.close_stream(id);
                }
            }
            Step::Pass { millis } => {
                self.now += Duration::from_millis(u64::from(millis));
                self.link.handle_timeout(self.now);
            }
            Step::Drain { most } => self.drain(usize::from(most)),
            Step::Reset => self.link.reset(self.now),
        }
    }
}

fuzz_target!(|steps: Vec<Step>| {
    let mut run = Run {
        link: Link::new(LinkConfig::default()),
        now: Duration::ZERO,
        streams: Vec::new(),
        last_request: None,
    };
    run.drain(2);
    for step in steps.into_iter().take(400) {
        run.step(step);
        assert!((1..=MAX_PIECE_BYTES).contains(&run.link.wanted()));
        let bound = MAX_UNTAKEN_BYTES + u64::from(2 * BOOTLOADER_BUFFER_BYTES);
        assert!(run.link.held_bytes() <= bound);
    }
    run.drain(usize::MAX);
    let end = run.link.poll_output(run.now);
    assert!(matches!(end, Output::Timeout(_)), "drained means drained");
});
