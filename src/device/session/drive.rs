//! The two tasks of a session.

use std::{rc::Rc, time::Duration};

use bytes::Bytes;
use futures_util::{
    FutureExt, StreamExt,
    future::{Either, select},
    stream::FuturesOrdered,
};

use super::Inner;
use crate::{device::limits, recording::Direction, transport::TransportError, xlink::LinkEvent};

/// Bytes of transfers that may be pending at a time: two of the largest, so that the cable is busy while the next is made, and
/// far below the 16 MiB that all transfers of a Linux machine share. More was slower (`docs/webusb.md`).
const IN_FLIGHT_BYTES: usize = 512 << 10;
/// Pending transfers at a time, however small.
const IN_FLIGHT_TRANSFERS: usize = 8;

/// Feeds the link until the transport or the link ends.
pub(super) async fn read(inner: Rc<Inner>) {
    loop {
        let wanted = inner.link.borrow().wanted();
        let received = inner.transport.receive(wanted);
        let ended = inner.state.wait(|state| state.end.as_ref().map(|_| ()));
        let bytes = match select(received, std::pin::pin!(ended)).await {
            Either::Left((Ok(bytes), _)) => bytes,
            Either::Left((Err(error), _)) => {
                inner.transport_failed(&error);
                break;
            }
            Either::Right(_) => break,
        };
        let now = inner.runtime.now();
        inner.trace.transfer(now, Direction::In, bytes.len());
        let fed = inner.link.borrow_mut().handle_input(now, bytes);
        // At once: the transport may end before the driver's next turn, and what came before counts.
        inner.take_events();
        inner.kick();
        if fed.is_err() {
            break;
        }
    }
}

/// Polls the link, sends what it wants sent, and keeps its deadlines.
pub(super) async fn drive(inner: Rc<Inner>) {
    let mut in_flight = FuturesOrdered::new();
    let mut in_flight_bytes = 0_usize;
    let mut moved_at = inner.runtime.now();
    while inner.state.read(|state| state.end.is_none()) {
        let kicks = inner.state.read(|state| state.kicks);
        let mut until = inner.link.borrow().expiry();
        if in_flight.is_empty() {
            moved_at = inner.runtime.now();
        }
        while in_flight_bytes < IN_FLIGHT_BYTES && in_flight.len() < IN_FLIGHT_TRANSFERS {
            match inner.poll_link() {
                Polled::Transmit(bytes, data) => {
                    let size = bytes.len();
                    in_flight_bytes += size;
                    inner.state.update(|state| state.in_flight += data as u64);
                    let sent = inner.transport.send(bytes);
                    in_flight.push_back(sent.map(move |sent| (sent, size, data)));
                }
                Polled::Event(event) => inner.handle(event),
                Polled::Timeout(at) => {
                    until = at;
                    break;
                }
            }
        }
        let stalled_at = moved_at.saturating_add(limits::SEND_STALL);
        if !in_flight.is_empty() {
            until = until.into_iter().chain([stalled_at]).min();
        }
        match next_occasion(&inner, &mut in_flight, kicks, until).await {
            Occasion::Sent(Ok(()), size, data) => {
                in_flight_bytes = in_flight_bytes.saturating_sub(size);
                moved_at = inner.runtime.now();
                inner.trace.transfer(moved_at, Direction::Out, size);
                inner.completed(data);
            }
            Occasion::Sent(Err(error), ..) => inner.transport_failed(&error),
            Occasion::Changed => inner.take_events(),
            Occasion::Deadline => {
                let now = inner.runtime.now();
                inner.link.borrow_mut().handle_timeout(now);
                inner.take_events();
                if !in_flight.is_empty() && now >= stalled_at {
                    inner.transport_stalled();
                }
            }
        }
    }
    // Whoever asks what the device may have must hear of every transfer that was completed.
    while let Some(Some((Ok(()), _, data))) = in_flight.next().now_or_never() {
        inner.completed(data);
    }
}

/// One output of the link; a transmit with the bytes of a packet of the bootloader stream that it carries.
pub(super) enum Polled {
    Transmit(Bytes, usize),
    Event(LinkEvent),
    Timeout(Option<Duration>),
}

enum Occasion {
    Sent(Result<(), TransportError>, usize, usize),
    Changed,
    Deadline,
}

async fn next_occasion<F>(
    inner: &Inner,
    in_flight: &mut FuturesOrdered<F>,
    kicks: u64,
    until: Option<Duration>,
) -> Occasion
where
    F: Future<Output = (Result<(), TransportError>, usize, usize)>,
{
    let changed = inner
        .state
        .wait(|state| (state.kicks != kicks || state.end.is_some()).then_some(Occasion::Changed));
    let sent = async {
        match in_flight.next().await {
            Some((result, size, data)) => Occasion::Sent(result, size, data),
            None => std::future::pending().await,
        }
    };
    let deadline = async {
        match until {
            Some(until) => {
                let wait = until.saturating_sub(inner.runtime.now());
                inner.runtime.sleep(wait).await;
                Occasion::Deadline
            }
            None => std::future::pending().await,
        }
    };
    futures_util::select_biased! {
        occasion = sent.boxed_local().fuse() => occasion,
        occasion = changed.boxed_local().fuse() => occasion,
        occasion = deadline.boxed_local().fuse() => occasion,
    }
}
