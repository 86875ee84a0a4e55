//! Cameras on the network: XLink over TCP, found by UDP (protocol 2.1, 2.2). Native only.
//!
//! Needs a tokio `LocalSet`, as [`crate::runtime::NativeRuntime`] does.

use std::{
    collections::HashSet,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    rc::Rc,
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{
    FutureExt,
    future::{Either, LocalBoxFuture, select},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream, UdpSocket,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{Mutex, Notify, mpsc, oneshot},
    time::{Instant, timeout, timeout_at},
};

use super::{
    Attachment, Bus, Candidate, ControlRequest, DeviceState, MxId, SharedTransport, Transport,
    TransportError,
};
use crate::{
    codec::Reader,
    xlink::{DISCOVERY_PORT, TCP_PORT},
};

/// How long answers to a search are collected (protocol 2.2).
pub const SEARCH: Duration = Duration::from_millis(500);
/// How often the question is asked during a search: datagrams get lost.
const SEARCH_REPEATS: u32 = 2;
/// How long a connection may take to stand (protocol 10).
pub const CONNECT: Duration = Duration::from_secs(5);

const DISCOVER: u32 = 1;
const RESET: u32 = 3;
/// Size of an answer to [`DISCOVER`] (protocol 2.2).
const ANSWER_BYTES: usize = 40;
/// Size of the identity field in an answer.
const MX_ID_BYTES: usize = 32;
/// Most bytes one read asks the system for.
const READ_BYTES: usize = 256 * 1024;

/// Cameras at given addresses, or all that answer a broadcast.
#[derive(Debug, Clone)]
pub struct TcpBus {
    addresses: Vec<IpAddr>,
}

impl TcpBus {
    /// Only the cameras at these addresses.
    pub const fn at(addresses: Vec<IpAddr>) -> Self {
        Self { addresses }
    }

    /// Every camera that answers a broadcast on one of this machine's networks.
    pub const fn everywhere() -> Self {
        Self {
            addresses: Vec::new(),
        }
    }
}

impl Bus for TcpBus {
    fn list(&self) -> LocalBoxFuture<'static, Result<Vec<Candidate>, TransportError>> {
        let addresses = self.addresses.clone();
        async move { search(&addresses).await.map_err(failed) }.boxed_local()
    }

    fn open(&self, id: &str) -> LocalBoxFuture<'static, Result<SharedTransport, TransportError>> {
        let address = address_of(id);
        async move {
            let connecting = TcpStream::connect((address?, TCP_PORT));
            let stream = timeout(CONNECT, connecting)
                .await
                .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
                .map_err(failed)?;
            stream.set_nodelay(true).map_err(failed)?;
            Ok(Rc::new(TcpTransport::new(stream)) as SharedTransport)
        }
        .boxed_local()
    }

    fn reset_to_bootloader(&self, id: &str) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let address = address_of(id);
        async move {
            let address = address?;
            let socket = UdpSocket::bind(any_port(address)).await.map_err(failed)?;
            socket
                .send_to(&RESET.to_le_bytes(), (address, DISCOVERY_PORT))
                .await
                .map_err(failed)?;
            Ok(())
        }
        .boxed_local()
    }
}

fn address_of(id: &str) -> Result<IpAddr, TransportError> {
    id.parse()
        .map_err(|_not_an_address| TransportError::Failed(format!("\"{id}\" is not an IP address")))
}

fn failed(error: io::Error) -> TransportError {
    match error.kind() {
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => TransportError::Gone,
        _ => TransportError::Failed(error.to_string()),
    }
}

const fn any_port(peer: IpAddr) -> SocketAddr {
    match peer {
        IpAddr::V4(_) => SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
        IpAddr::V6(_) => SocketAddr::new(IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED), 0),
    }
}

/// Asks and collects. A search among given addresses ends when all have answered.
async fn search(addresses: &[IpAddr]) -> io::Result<Vec<Candidate>> {
    let targets = if addresses.is_empty() {
        broadcast_addresses()
    } else {
        addresses.to_vec()
    };
    let socket = UdpSocket::bind(any_port(
        targets
            .first()
            .copied()
            .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
    ))
    .await?;
    socket.set_broadcast(true)?;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for _ in 0..SEARCH_REPEATS {
        let until = Instant::now() + SEARCH / SEARCH_REPEATS;
        for target in &targets {
            // An unreachable network must not hide the others.
            let _ = socket
                .send_to(&DISCOVER.to_le_bytes(), (*target, DISCOVERY_PORT))
                .await;
        }
        let mut datagram = [0; 64];
        while let Ok(received) = timeout_at(until, socket.recv_from(&mut datagram)).await {
            // Errors here are echoes of earlier datagrams nobody took; whoever is there still answers.
            let Ok((size, from)) = received else { continue };
            let answer = datagram.get(..size).unwrap_or_default();
            if let Some(candidate) = candidate(answer, from.ip())
                && seen.insert((candidate.id.clone(), candidate.mx_id.clone()))
            {
                found.push(candidate);
            }
            if !addresses.is_empty() && found.len() >= addresses.len() {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

fn broadcast_addresses() -> Vec<IpAddr> {
    let mut targets = vec![IpAddr::V4(Ipv4Addr::BROADCAST)];
    for interface in if_addrs::get_if_addrs().unwrap_or_default() {
        if let if_addrs::IfAddr::V4(address) = interface.addr {
            let mask = u32::from(address.netmask);
            let broadcast = Ipv4Addr::from(u32::from(address.ip) | !mask);
            targets.push(IpAddr::V4(address.broadcast.unwrap_or(broadcast)));
        }
    }
    targets.sort();
    targets.dedup();
    targets
}

/// The camera behind an answer to a search; `None` for anything else.
fn candidate(answer: &[u8], from: IpAddr) -> Option<Candidate> {
    if answer.len() < ANSWER_BYTES {
        return None;
    }
    let mut reader = Reader::new(answer);
    if reader.u32().ok()? != DISCOVER {
        return None;
    }
    let mx_id = reader.text(MX_ID_BYTES).ok()?;
    let state = match reader.u32().ok()? {
        1 => DeviceState::Booted,
        3 => DeviceState::Bootloader,
        4 => DeviceState::FlashBooted,
        _ => return None,
    };
    Some(Candidate {
        id: from.to_string(),
        state,
        mx_id: (!mx_id.is_empty()).then_some(MxId(mx_id)),
        attachment: Attachment::Network,
        name: String::new(),
        is_virtual: false,
        speed: None,
    })
}

type Sending = (Bytes, oneshot::Sender<Result<(), TransportError>>);

/// One TCP connection.
#[derive(Debug)]
struct TcpTransport {
    reader: Rc<Mutex<OwnedReadHalf>>,
    sends: mpsc::UnboundedSender<Sending>,
    closed: Rc<Closed>,
}

#[derive(Debug, Default)]
struct Closed {
    flag: std::cell::Cell<bool>,
    notify: Notify,
}

impl Closed {
    async fn wait(&self) {
        let notified = self.notify.notified();
        if !self.flag.get() {
            notified.await;
        }
    }
}

impl TcpTransport {
    fn new(stream: TcpStream) -> Self {
        let (reader, writer) = stream.into_split();
        let (sends, queue) = mpsc::unbounded_channel();
        let closed = Rc::new(Closed::default());
        tokio::task::spawn_local(write_all(writer, queue, Rc::clone(&closed)));
        Self {
            reader: Rc::new(Mutex::new(reader)),
            sends,
            closed,
        }
    }
}

/// Writes what was queued, in order, until the transport is closed or dropped.
async fn write_all(
    mut writer: OwnedWriteHalf,
    mut queue: mpsc::UnboundedReceiver<Sending>,
    closed: Rc<Closed>,
) {
    let writing = async {
        while let Some((bytes, done)) = queue.recv().await {
            let result = writer.write_all(&bytes).await.map_err(failed);
            // Nobody waits for a send that was given up.
            let _ = done.send(result);
        }
    };
    select(std::pin::pin!(writing), std::pin::pin!(closed.wait())).await;
}

impl Transport for TcpTransport {
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let (done, result) = oneshot::channel();
        let queued = self.sends.send((bytes, done)).is_ok();
        async move {
            if queued {
                result.await.unwrap_or(Err(TransportError::Closed))
            } else {
                Err(TransportError::Closed)
            }
        }
        .boxed_local()
    }

    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>> {
        let (reader, closed) = (Rc::clone(&self.reader), Rc::clone(&self.closed));
        async move {
            let reading = async {
                let mut buffer = BytesMut::with_capacity(max.min(READ_BYTES));
                let mut limited = reader.lock().await;
                let mut limited = (&mut *limited).take(max.min(READ_BYTES) as u64);
                match limited.read_buf(&mut buffer).await {
                    Ok(0) => Err(TransportError::Gone),
                    Ok(_) => Ok(buffer.freeze()),
                    Err(error) => Err(failed(error)),
                }
            };
            match select(std::pin::pin!(reading), std::pin::pin!(closed.wait())).await {
                Either::Left((result, _)) => result,
                Either::Right(((), _)) => Err(TransportError::Closed),
            }
        }
        .boxed_local()
    }

    fn control(
        &self,
        _request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        async { Err(TransportError::Unsupported("a control request")) }.boxed_local()
    }

    fn close(&self) -> LocalBoxFuture<'static, ()> {
        self.closed.flag.set(true);
        self.closed.notify.notify_waiters();
        async {}.boxed_local()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_tells_identity_and_state() {
        let mut answer = vec![1, 0, 0, 0];
        answer.extend_from_slice(b"14442C10D13EABCE00");
        answer.resize(36, 0);
        answer.extend_from_slice(&[3, 0, 0, 0]);
        let found = candidate(&answer, Ipv4Addr::LOCALHOST.into()).unwrap();
        assert_eq!(found.mx_id, Some(MxId("14442C10D13EABCE00".into())));
        assert_eq!(found.state, DeviceState::Bootloader);
        assert_eq!(found.id, "127.0.0.1");
    }

    #[test]
    fn other_datagrams_are_not_cameras() {
        assert_eq!(candidate(&[0; 4], Ipv4Addr::LOCALHOST.into()), None);
        let mut answer = vec![0; ANSWER_BYTES];
        answer[0] = 1;
        answer[36] = 9;
        assert_eq!(candidate(&answer, Ipv4Addr::LOCALHOST.into()), None);
    }
}
