//! A pair of transports connected in memory, for tests of both ends.

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::Rc,
    task::{Poll, Waker},
};

use bytes::Bytes;
use futures_util::{
    FutureExt,
    future::{LocalBoxFuture, poll_fn, ready},
};

use super::{ControlRequest, Transport, TransportError};

#[derive(Debug, Default)]
struct Pipe {
    queue: VecDeque<Bytes>,
    closed: bool,
    reader: Option<Waker>,
}

impl Pipe {
    fn wake(&mut self) {
        if let Some(waker) = self.reader.take() {
            waker.wake();
        }
    }
}

/// One end of a [`memory_pair`].
#[derive(Debug, Clone)]
pub struct MemoryTransport {
    incoming: Rc<RefCell<Pipe>>,
    outgoing: Rc<RefCell<Pipe>>,
}

/// Two ends: what one sends the other receives, transfer boundaries kept; a transfer larger than the room asked for
/// arrives in parts.
pub fn memory_pair() -> (MemoryTransport, MemoryTransport) {
    let (a, b) = (
        Rc::new(RefCell::new(Pipe::default())),
        Rc::new(RefCell::new(Pipe::default())),
    );
    (
        MemoryTransport {
            incoming: Rc::clone(&a),
            outgoing: Rc::clone(&b),
        },
        MemoryTransport {
            incoming: b,
            outgoing: a,
        },
    )
}

impl Transport for MemoryTransport {
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let mut pipe = self.outgoing.borrow_mut();
        let result = if pipe.closed {
            Err(TransportError::Gone)
        } else {
            if !bytes.is_empty() {
                pipe.queue.push_back(bytes);
            }
            pipe.wake();
            Ok(())
        };
        ready(result).boxed_local()
    }

    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>> {
        let incoming = Rc::clone(&self.incoming);
        poll_fn(move |context| {
            let mut pipe = incoming.borrow_mut();
            match pipe.queue.pop_front() {
                Some(mut bytes) => {
                    if bytes.len() > max {
                        let rest = bytes.split_off(max);
                        pipe.queue.push_front(rest);
                    }
                    Poll::Ready(Ok(bytes))
                }
                None if pipe.closed => Poll::Ready(Err(TransportError::Gone)),
                None => {
                    pipe.reader = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .boxed_local()
    }

    fn control(
        &self,
        _request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        ready(Err(TransportError::Unsupported("a control request"))).boxed_local()
    }

    fn close(&self) -> LocalBoxFuture<'static, ()> {
        for pipe in [&self.incoming, &self.outgoing] {
            let mut pipe = pipe.borrow_mut();
            pipe.closed = true;
            pipe.wake();
        }
        ready(()).boxed_local()
    }
}
