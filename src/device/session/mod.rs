//! One link over one transport: pumps bytes between [`Link`] and [`crate::transport::Transport`].
//!
//! Two tasks per session. The *reader* owns the incoming side and asks for exactly what the link wants. The *driver*
//! polls the link, keeps at most `IN_FLIGHT_BYTES` of transfers pending, and keeps the link's deadlines. Both end when
//! the link or the transport ends; whoever waits then gets the cause. Dropping the session closes the transport.

mod drive;
#[cfg(test)]
mod tests;

use std::{cell::RefCell, collections::VecDeque, fmt, rc::Rc, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt, future::LocalBoxFuture};

use super::{
    FailureCause,
    cause::{from_link, from_transport},
    limits,
    signal::Signal,
    trace::Trace,
};
use crate::{
    recording::{Direction, Happening},
    runtime::{SharedRuntime, timeout},
    transport::{SharedTransport, TransportError},
    xlink::{
        BOOTLOADER_BUFFER_BYTES, BOOTLOADER_STREAM, Link, LinkConfig, LinkEvent, Output, StreamId,
        WATCHDOG_BUFFER_BYTES, WATCHDOG_STREAM,
    },
};

/// A session with a bootloader. All methods take `&self`; one operation at a time is the caller's duty.
pub(super) struct Session {
    inner: Rc<Inner>,
}

struct Inner {
    runtime: SharedRuntime,
    transport: SharedTransport,
    link: RefCell<Link>,
    bootloader: StreamId,
    state: Signal<State>,
    trace: Trace,
}

#[derive(Debug, Default)]
struct State {
    opened: bool,
    inbox: VecDeque<Bytes>,
    /// Number of the last packet given to the link.
    given: Option<u64>,
    /// Number of the last packet the device has.
    written: Option<u64>,
    /// Bytes of packets of the bootloader stream in completed transfers.
    sent: u64,
    /// Bytes of such packets in pending transfers.
    in_flight: u64,
    /// Counts changes of the link that the driver has to look at.
    kicks: u64,
    reset_done: bool,
    end: Option<FailureCause>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

impl Session {
    /// Opens a link over `transport` and both streams of the bootloader protocol.
    pub(super) async fn open(
        runtime: SharedRuntime,
        transport: SharedTransport,
        trace: Trace,
    ) -> Result<Self, FailureCause> {
        let mut link = Link::new(LinkConfig::default());
        let no_stream = |error: crate::xlink::StreamError| FailureCause::Nonsense {
            detail: error.to_string(),
        };
        link.open_stream(WATCHDOG_STREAM, WATCHDOG_BUFFER_BYTES)
            .map_err(no_stream)?;
        let bootloader = link
            .open_stream(BOOTLOADER_STREAM, BOOTLOADER_BUFFER_BYTES)
            .map_err(no_stream)?;
        let inner = Rc::new(Inner {
            runtime,
            transport,
            link: RefCell::new(link),
            bootloader,
            state: Signal::default(),
            trace,
        });
        inner
            .runtime
            .spawn(drive::drive(Rc::clone(&inner)).boxed_local());
        inner
            .runtime
            .spawn(drive::read(Rc::clone(&inner)).boxed_local());
        let session = Self { inner };
        let opened = session.wait("the link", limits::OPEN_STREAMS, |state| {
            state.opened.then_some(())
        });
        opened.await?;
        session.inner.note("link open");
        Ok(session)
    }

    /// Queues one packet on the bootloader stream; the number is for `written`.
    pub(super) fn send(&self, bytes: Bytes) -> Result<u64, FailureCause> {
        if let Some(end) = self.inner.state.read(|state| state.end.clone()) {
            return Err(end);
        }
        let packet = Happening::packet(Direction::Out, &bytes);
        self.inner.record(packet);
        let sent = self
            .inner
            .link
            .borrow_mut()
            .write(self.inner.bootloader, bytes);
        self.inner.state.update(|state| {
            state.given = sent.as_ref().ok().copied().or(state.given);
        });
        self.inner.kick();
        sent.map_err(|error| FailureCause::Nonsense {
            detail: error.to_string(),
        })
    }

    /// The next packet of the bootloader stream.
    pub(super) async fn receive(
        &self,
        waited_for: &str,
        limit: Duration,
    ) -> Result<Bytes, FailureCause> {
        self.wait(waited_for, limit, |state| state.inbox.pop_front())
            .await
    }

    /// Waits until the device has packet `number`, or until bytes of packets leave: whichever comes first.
    pub(super) async fn written_or_moved(
        &self,
        number: u64,
        sent_before: u64,
        limit: Duration,
    ) -> Result<bool, FailureCause> {
        self.wait("the camera to take data", limit, |state| {
            if state.written.is_some_and(|last| last >= number) {
                Some(true)
            } else {
                (state.sent != sent_before).then_some(false)
            }
        })
        .await
    }

    /// Bytes of packets that left this side since the session began; pings and headers do not count.
    pub(super) fn sent_bytes(&self) -> u64 {
        self.inner.state.read(|state| state.sent)
    }

    /// Whether data was not handed to the transport yet, or its transfers were not completed: then the device does not
    /// have everything. After a session's end give its tasks a moment to take in what was completed before.
    pub(super) fn is_data_incomplete(&self) -> bool {
        self.queued_bytes() > 0 || self.inner.state.read(|state| state.in_flight > 0)
    }

    /// Bytes of the bootloader stream that were not handed to the transport yet: while there are any, stopping leaves the
    /// device without everything.
    pub(super) fn queued_bytes(&self) -> usize {
        self.inner.link.borrow().queued_bytes(self.inner.bootloader)
    }

    /// Whether the device lacks a packet that was given to [`Self::send`].
    pub(super) fn is_sending(&self) -> bool {
        self.inner.state.read(|state| state.written < state.given)
    }

    /// Whether an answer is waiting to be received.
    pub(super) fn has_answer(&self) -> bool {
        self.inner.state.read(|state| !state.inbox.is_empty())
    }

    /// Whether the session still stands.
    pub(super) fn is_open(&self) -> bool {
        self.inner.state.read(|state| state.end.is_none())
    }

    /// Completes with the cause when the session ends, whoever ends it.
    pub(super) fn ended(&self) -> LocalBoxFuture<'static, FailureCause> {
        let inner = Rc::clone(&self.inner);
        async move { inner.state.wait(|state| state.end.clone()).await }.boxed_local()
    }

    /// Resets the link, which resets the camera (protocol 3.6), and closes the transport.
    pub(super) async fn reset(self) {
        let now = self.inner.runtime.now();
        self.inner.note("reset");
        self.inner.link.borrow_mut().reset(now);
        self.inner.kick();
        let over = self
            .inner
            .state
            .wait(|state| (state.reset_done || state.end.is_some()).then_some(()));
        // The link keeps the deadline of the reset itself; this one covers a payload that is still being sent.
        let _ = timeout(&*self.inner.runtime, limits::SEND_STALL, over).await;
        self.drop_link().await;
    }

    /// Closes the transport without a reset. What the device does not have yet is lost, and it restarts when its
    /// watchdog misses us.
    pub(super) async fn drop_link(self) {
        self.inner.end(FailureCause::CameraGone);
        let close = self.inner.transport.close();
        let _ = timeout(&*self.inner.runtime, limits::CLOSE, close).await;
    }

    /// Ends the session at once, because the device no longer expects what is still being sent: it would take data for a
    /// request.
    pub(super) fn abandon(&self) {
        self.inner.note("session abandoned");
        self.inner.end(FailureCause::CameraGone);
        self.inner.runtime.spawn(self.inner.transport.close());
    }

    async fn wait<R>(
        &self,
        waited_for: &str,
        limit: Duration,
        mut take: impl FnMut(&mut State) -> Option<R>,
    ) -> Result<R, FailureCause> {
        // What already arrived counts, even if the link ended after it.
        let waiting = self
            .inner
            .state
            .wait(|state| take(state).map(Ok).or_else(|| state.end.clone().map(Err)));
        timeout(&*self.inner.runtime, limit, waiting)
            .await
            .unwrap_or_else(|elapsed| {
                self.inner
                    .note(format_args!("no {waited_for} within {:?}", elapsed.0));
                Err(FailureCause::NoAnswer {
                    waited_for: waited_for.to_owned(),
                    limit_millis: u64::try_from(elapsed.0.as_millis()).unwrap_or(u64::MAX),
                })
            })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.inner.end(FailureCause::CameraGone);
        self.inner.runtime.spawn(self.inner.transport.close());
    }
}

impl Inner {
    fn note(&self, line: impl fmt::Display) {
        self.trace.add(self.runtime.now(), line);
    }

    fn record(&self, happening: Happening) {
        self.trace.record(self.runtime.now(), happening);
    }

    fn kick(&self) {
        self.state
            .update(|state| state.kicks = state.kicks.wrapping_add(1));
    }

    /// A transfer with this many bytes of packets left this side.
    fn completed(&self, data: usize) {
        self.state.update(|state| {
            state.sent += data as u64;
            state.in_flight = state.in_flight.saturating_sub(data as u64);
        });
    }

    fn end(&self, cause: FailureCause) {
        self.state.update(|state| {
            state.end.get_or_insert(cause);
        });
    }

    fn transport_failed(&self, error: &TransportError) {
        if self.state.read(|state| state.end.is_none()) {
            self.note(error);
            self.record(Happening::Left);
        }
        self.end(from_transport(error));
    }

    fn poll_link(&self) -> drive::Polled {
        let mut link = self.link.borrow_mut();
        let before = link.queued_bytes(self.bootloader);
        match link.poll_output(self.runtime.now()) {
            Output::Transmit(bytes) => {
                let after = link.queued_bytes(self.bootloader);
                drive::Polled::Transmit(bytes, before.saturating_sub(after))
            }
            Output::Event(event) => drive::Polled::Event(event),
            Output::Timeout(at) => drive::Polled::Timeout(at),
        }
    }

    /// A transfer did not complete: the other end no longer takes anything.
    fn transport_stalled(&self) {
        self.note("a transfer does not complete");
        self.end(FailureCause::NoAnswer {
            waited_for: "the camera to take data".to_owned(),
            limit_millis: u64::try_from(limits::SEND_STALL.as_millis()).unwrap_or(u64::MAX),
        });
        self.runtime.spawn(self.transport.close());
    }

    /// Takes what the link has to tell, whether or not there is room to send.
    fn take_events(&self) {
        loop {
            let event = self.link.borrow_mut().poll_event();
            match event {
                Some(event) => self.handle(event),
                None => return,
            }
        }
    }

    fn handle(&self, event: LinkEvent) {
        match event {
            LinkEvent::StreamOpened(stream) if stream == self.bootloader => {
                self.state.update(|state| state.opened = true);
            }
            LinkEvent::Packet { stream, bytes } if stream == self.bootloader => {
                self.record(Happening::packet(Direction::In, &bytes));
                self.state.update(|state| state.inbox.push_back(bytes));
            }
            LinkEvent::Written { stream, packet } if stream == self.bootloader => {
                self.state.update(|state| state.written = Some(packet));
            }
            LinkEvent::ResetDone { .. } => self.state.update(|state| state.reset_done = true),
            LinkEvent::Failed(error) => {
                self.note(&error);
                self.end(from_link(&error));
            }
            _ => {}
        }
    }
}
