//! The other end as well: attaches cameras to the kernel of this machine, and again whenever they come back.
//!
//! The kernel's virtual host controller takes a connected socket after the import, by a line in a file of its own.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use super::plug::Plug;
use crate::codec::usbip::{Device, Incoming, Operation, Speed};

/// Where the controller is, once the kernel has one.
const CONTROLLER: &str = "/sys/devices/platform/vhci_hcd.0";
/// The state of a port with nothing attached, as the controller numbers them.
const FREE: &str = "004";
/// What the slower of its two hubs says of its speed, in Mbit/s.
const HIGH_SPEED: &str = "480";
/// An import is answered within this time.
const LIMIT: Duration = Duration::from_secs(10);
/// After a failure, and while the port of the last time is not free yet.
const AGAIN: Duration = Duration::from_millis(50);
/// How often the port of the last time is waited for before another one is taken.
const PATIENCE: u32 = 40;

/// Cameras cannot be attached to this kernel.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttachError {
    /// There is no controller.
    #[error("this kernel has no virtual USB controller. Load it: modprobe vhci-hcd")]
    NoController,
    /// Its files do not take what is written.
    #[error("cannot attach to {}: {source}. Only root can", .path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// Attaches `plug`, served at `server`, whenever it is there and nobody has it. Ends with a failure only.
pub(super) async fn keep(plug: &Plug, server: SocketAddr) -> Result<(), AttachError> {
    let mut last = None;
    loop {
        plug.until(|plug| plug.device().is_some() && !plug.is_imported())
            .await;
        match import(&plug.bus_id, server).await {
            Some((stream, device)) => last = Some(hand_over(stream, &device, last).await?),
            // It left again, or somebody was quicker.
            None => sleep(AGAIN).await,
        }
    }
}

/// Imports a camera as any client does.
async fn import(bus_id: &str, server: SocketAddr) -> Option<(TcpStream, Device)> {
    let talk = async {
        let mut stream = TcpStream::connect(server).await.ok()?;
        stream.set_nodelay(true).ok()?;
        let bus_id = bus_id.to_owned();
        let request = Operation::Import { bus_id }.encode();
        stream.write_all(&request).await.ok()?;
        let mut incoming = Incoming::new();
        loop {
            if let Some(answer) = incoming.import().ok()? {
                return Some((stream, answer.ok()?));
            }
            if stream.read_buf(incoming.space()).await.ok()? == 0 {
                return None;
            }
        }
    };
    timeout(LIMIT, talk).await.ok()?
}

/// Gives the connection to the kernel, on the port of the last time if it is free soon; the port.
async fn hand_over(
    stream: TcpStream,
    device: &Device,
    last: Option<u32>,
) -> Result<u32, AttachError> {
    let mut tries = 0;
    let port = loop {
        let free = free_ports(device.speed == Speed::Super as u32)?;
        let again = last.filter(|port| free.contains(port));
        // The first time any will do; a camera that changes its speed changes the hub.
        let any = || free.first().filter(|_| last.is_none() || tries > PATIENCE);
        if let Some(port) = again.or_else(|| any().copied()) {
            break port;
        }
        tries += 1;
        sleep(AGAIN).await;
    };
    give(stream, device, port)?;
    Ok(port)
}

/// Ports of one speed with nothing attached, and of which the kernel has noticed that what was there has left. It does so
/// some time later, takes a device that is there again by then for the old one, and does not set it up: a camera that is not
/// set up refuses every transfer.
fn free_ports(is_super: bool) -> Result<Vec<u32>, AttachError> {
    let status = fs::read_to_string(Path::new(CONTROLLER).join("status"));
    let status = status.map_err(|_absent| AttachError::NoController)?;
    let ports = free_in(&status, is_super).into_iter();
    Ok(ports
        .filter(|(_, socket)| !is_shown(is_super, *socket))
        .map(|(port, _)| port)
        .collect())
}

/// Whether the kernel shows a device on this socket of the hub.
fn is_shown(is_super: bool, socket: usize) -> bool {
    let hubs = fs::read_dir(CONTROLLER).into_iter().flatten().flatten();
    hubs.filter_map(|hub| {
        Some((
            hub.file_name().to_str()?.strip_prefix("usb")?.to_owned(),
            hub,
        ))
    })
    .any(|(bus, hub)| {
        let speed = fs::read_to_string(hub.path().join("speed")).unwrap_or_default();
        let same_speed = (speed.trim() != HIGH_SPEED) == is_super;
        same_speed && hub.path().join(format!("{bus}-{socket}")).exists()
    })
}

/// Reads the controller's table: hub, port, state and more, one port a line. Free ports, and which sockets of the hub they
/// are, from 1.
fn free_in(status: &str, is_super: bool) -> Vec<(u32, usize)> {
    let hub = if is_super { "ss" } else { "hs" };
    let lines = status.lines().map(|line| {
        let mut words = line.split_whitespace();
        (words.next(), words.next(), words.next())
    });
    lines
        .filter(|(name, _, _)| *name == Some(hub))
        .zip(1..)
        .filter(|((_, _, state), _)| *state == Some(FREE))
        .filter_map(|((_, port, _), socket)| Some((port?.parse().ok()?, socket)))
        .collect()
}

/// Writes the line; afterwards the socket is the kernel's.
#[cfg(target_os = "linux")]
fn give(stream: TcpStream, device: &Device, port: u32) -> Result<(), AttachError> {
    use std::os::fd::AsRawFd;

    let path = Path::new(CONTROLLER).join("attach");
    let written = stream.into_std().and_then(|socket| {
        socket.set_nonblocking(false)?;
        let line = format!(
            "{port} {} {} {}",
            socket.as_raw_fd(),
            device.id(),
            device.speed
        );
        fs::write(&path, line)
    });
    written.map_err(|source| AttachError::Refused { path, source })
}

/// Other systems have no such controller.
#[cfg(not(target_os = "linux"))]
fn give(_: TcpStream, _: &Device, _: u32) -> Result<(), AttachError> {
    Err(AttachError::NoController)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_ports_are_read_by_hub() {
        let status = "hub port sta spd dev      sockfd local_busid\n\
                      hs  0000 006 003 00010002 000003 1-1\n\
                      hs  0001 004 000 00000000 000000 0-0\n\
                      hs  0002 005 000 00000000 000000 0-0\n\
                      \n\
                      ss  0008 004 000 00000000 000000 0-0\n";
        assert_eq!(free_in(status, false), [(1, 2)]);
        assert_eq!(free_in(status, true), [(8, 1)]);
        assert!(free_in("", true).is_empty());
    }
}
