//! A session against a device of a few lines, which does on demand what cameras do when they fail.

use std::{future::pending, rc::Rc, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt, future::LocalBoxFuture};

use super::Session;
use crate::{
    device::{FailureCause, limits, trace::Trace},
    runtime::{NativeRuntime, SharedRuntime},
    transport::{ControlRequest, MemoryTransport, Transport, TransportError, memory_pair},
    xlink::{EVENT_HEADER_BYTES, Event, EventKind},
};

/// What the device does with packets of the bootloader stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// Answers a packet with another and leaves at once.
    AnswersAndLeaves,
    /// Acknowledges, and never reads.
    NeverReleases,
}

/// Plays the device at the other end until the connection is closed.
async fn device(end: MemoryTransport, habit: Habit) -> Result<(), TransportError> {
    let mut bootloader = None;
    let mut next_id = 500;
    loop {
        let event = Event::decode(&receive(&end, EVENT_HEADER_BYTES).await?).unwrap();
        if event.stream_name == "__bootloader" {
            bootloader = Some(event.stream_id);
        }
        if let Some(kind) = event.kind.response() {
            let mut answer = event.clone();
            answer.kind = kind;
            end.send(answer.encode().into()).await?;
        }
        if event.kind != EventKind::WriteReq {
            continue;
        }
        receive(&end, event.size as usize).await?;
        let of_bootloader = bootloader == Some(event.stream_id);
        let mut reply = event.clone();
        next_id += 1;
        reply.id = next_id;
        match habit {
            Habit::AnswersAndLeaves if of_bootloader => {
                end.send(reply.encode().into()).await?;
                end.send(vec![7; event.size as usize].into()).await?;
                end.close().await;
            }
            Habit::NeverReleases if of_bootloader => {}
            _ => {
                reply.kind = EventKind::ReadRelReq;
                end.send(reply.encode().into()).await?;
            }
        }
    }
}

async fn receive(end: &MemoryTransport, size: usize) -> Result<Vec<u8>, TransportError> {
    let mut bytes = Vec::new();
    while bytes.len() < size {
        bytes.extend(end.receive(size - bytes.len()).await?);
    }
    Ok(bytes)
}

async fn open(runtime: &SharedRuntime, transport: Rc<dyn Transport>) -> Session {
    let trace = Trace::new(runtime.now(), crate::recording::Recorder::default());
    let opened = Session::open(Rc::clone(runtime), transport, trace).await;
    opened.unwrap()
}

/// Runs a test on simulated time.
fn simulate<F: Future<Output = ()>>(test: impl FnOnce(SharedRuntime) -> F) {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(tokio::task::LocalSet::new().run_until(async {
            test(Rc::new(NativeRuntime::new())).await;
        }));
}

#[test]
fn an_answer_right_before_the_end_counts() {
    simulate(|runtime| async move {
        let (host, other) = memory_pair();
        runtime.spawn(
            device(other, Habit::AnswersAndLeaves)
                .map(drop)
                .boxed_local(),
        );
        let session = open(&runtime, Rc::new(host)).await;
        session.send(Bytes::from_static(b"?")).unwrap();
        let answer = session.receive("an answer", limits::ANSWER).await;
        assert_eq!(answer, Ok(Bytes::from_static(&[7])));
        let next = session.receive("another", limits::ANSWER).await;
        assert_eq!(next, Err(FailureCause::CameraGone));
    });
}

#[test]
fn pings_are_no_progress() {
    simulate(|runtime| async move {
        let (host, other) = memory_pair();
        runtime.spawn(device(other, Habit::NeverReleases).map(drop).boxed_local());
        let session = open(&runtime, Rc::new(host)).await;
        session.send(vec![0; 100].into()).unwrap();
        let last = session.send(vec![0; 5 << 20].into()).unwrap();
        let limit = limits::SEND_STALL;
        let first = session.written_or_moved(last, 0, limit).await;
        assert_eq!(first, Ok(false));
        assert_eq!(session.sent_bytes(), 100);
        // The window is full, and only pings move.
        let second = session.written_or_moved(last, 100, limit).await;
        assert!(matches!(second, Err(FailureCause::NoAnswer { .. })));
        assert!(session.is_open() && session.is_sending());
    });
}

/// Takes nothing any more once a large transfer came.
#[derive(Debug)]
struct Clogged(MemoryTransport);

impl Transport for Clogged {
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        if bytes.len() > 1000 {
            return pending().boxed_local();
        }
        self.0.send(bytes)
    }

    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>> {
        self.0.receive(max)
    }

    fn control(
        &self,
        request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        self.0.control(request)
    }

    fn close(&self) -> LocalBoxFuture<'static, ()> {
        self.0.close()
    }
}

#[test]
fn a_transport_that_takes_nothing_ends_the_session() {
    simulate(|runtime| async move {
        let (host, other) = memory_pair();
        runtime.spawn(device(other, Habit::NeverReleases).map(drop).boxed_local());
        let session = open(&runtime, Rc::new(Clogged(host))).await;
        let start = runtime.now();
        session.send(vec![0; 5 << 20].into()).unwrap();
        let ended = session.ended().await;
        assert!(matches!(ended, FailureCause::NoAnswer { .. }), "{ended:?}");
        assert!(runtime.now() - start <= limits::SEND_STALL + Duration::from_secs(1));
    });
}
