//! Counts what goes over the wire between the command line and a virtual camera: a relay on an address of its own.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use anyhow::{Context as _, Result};

/// Where cameras listen for XLink (protocol 2.1).
const XLINK_PORT: u16 = 11490;

/// Where cameras answer discovery (protocol 2.2).
const DISCOVERY_PORT: u16 = 11491;

/// Bytes that passed.
#[derive(Default)]
pub(crate) struct Counters {
    /// To the camera.
    pub(crate) sent: AtomicU64,
    /// From the camera.
    pub(crate) received: AtomicU64,
}

/// Relays everything that comes to `address` to the camera at `camera` for as long as this program runs.
///
/// # Errors
///
/// When the ports of `address` are taken.
pub(crate) fn relay(address: &'static str, camera: &'static str) -> Result<Arc<Counters>> {
    let counters = Arc::new(Counters::default());
    let listener = TcpListener::bind((address, XLINK_PORT)).with_context(|| {
        format!("cannot listen on {address}:{XLINK_PORT}. Stop the program that holds it, then run this again")
    })?;
    let counted = Arc::clone(&counters);
    thread::spawn(move || {
        for host in listener.incoming().flatten() {
            if let Ok(device) = TcpStream::connect((camera, XLINK_PORT)) {
                drop(both_ways(&host, &device, &counted));
            }
        }
    });
    let discovery = UdpSocket::bind((address, DISCOVERY_PORT))
        .with_context(|| format!("cannot listen on {address}:{DISCOVERY_PORT}"))?;
    let upstream = UdpSocket::bind("127.0.0.1:0")?;
    thread::spawn(move || discover(&discovery, &upstream, camera));
    Ok(counters)
}

fn both_ways(host: &TcpStream, device: &TcpStream, counters: &Arc<Counters>) -> io::Result<()> {
    host.set_nodelay(true)?;
    device.set_nodelay(true)?;
    let (to, from) = (
        (host.try_clone()?, device.try_clone()?),
        (device.try_clone()?, host.try_clone()?),
    );
    let counted = Arc::clone(counters);
    thread::spawn(move || pass(to, &counted.sent));
    let counted = Arc::clone(counters);
    thread::spawn(move || pass(from, &counted.received));
    Ok(())
}

fn pass((mut from, mut to): (TcpStream, TcpStream), counter: &AtomicU64) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        counter.fetch_add(count as u64, Ordering::Relaxed);
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    // Either end may be gone already.
    drop(to.shutdown(std::net::Shutdown::Both));
    drop(from.shutdown(std::net::Shutdown::Both));
}

/// Questions go to the camera, its answers to whoever asked last.
fn discover(discovery: &UdpSocket, upstream: &UdpSocket, camera: &str) {
    let mut buffer = [0; 256];
    drop(upstream.set_read_timeout(Some(std::time::Duration::from_millis(200))));
    while let Ok((count, host)) = discovery.recv_from(&mut buffer) {
        let asked = upstream
            .send_to(&buffer[..count], (camera, DISCOVERY_PORT))
            .is_ok();
        if let (true, Ok((count, _))) = (asked, receive(upstream, &mut buffer)) {
            drop(discovery.send_to(&buffer[..count], host));
        }
    }
}

fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
    socket.recv_from(buffer)
}
