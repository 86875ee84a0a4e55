//! Virtual cameras as USB devices of a USB/IP server: a Linux kernel attaches them, and every program there sees real
//! devices.
//!
//! Each camera has a bus id that never changes. When it restarts as something else, its connection ends, which the kernel
//! takes for an unplugged cable, and it can be imported again under its new product id. `docs/usbip.md` tells how to use
//! it.

mod attach;
mod connection;
mod control;
mod plug;

use std::{future::Future, io, net::SocketAddr, rc::Rc, time::Duration};

use futures_util::future::{select_all, try_join_all};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

pub use self::attach::AttachError;
use self::plug::Plug;
use super::{Images, MemoryImage, MemoryImageError, Violation, VirtualCamera};
use crate::runtime::Runtime;

/// Connections at a time; more wait.
const MOST_CONNECTIONS: usize = 64;
/// After a failure to accept, which is a lack of something, the next try waits.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Cameras on one server.
const MOST_CAMERAS: usize = 100;

/// The server could not start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UsbIpServerError {
    /// An address cannot be used.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// Too many cameras for one server.
    #[error("{count} cameras on one server, more than {MOST_CAMERAS}")]
    TooMany {
        /// How many there were.
        count: usize,
    },
    /// A memory image cannot be read or written.
    #[error(transparent)]
    Image(#[from] MemoryImageError),
}

/// One camera to be served.
#[derive(Debug)]
pub struct Offer {
    /// The camera, without power.
    pub camera: VirtualCamera,
    /// What others that are plugged in its place are made of.
    pub images: Images,
    /// Where its memories are kept.
    pub memory: Option<MemoryImage>,
}

/// Where to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addresses {
    /// For USB/IP.
    pub usbip: SocketAddr,
    /// For the control channel, if there is one.
    pub control: Option<SocketAddr>,
}

/// A running server.
pub struct UsbIpServer {
    plugs: Rc<[Rc<Plug>]>,
    devices: TcpListener,
    control: Option<TcpListener>,
}

impl UsbIpServer {
    /// Powers the cameras and binds the ports. Must run on a `LocalSet`.
    pub async fn start(
        offers: Vec<Offer>,
        runtime: Rc<dyn Runtime>,
        addresses: Addresses,
    ) -> Result<Self, UsbIpServerError> {
        let count = offers.len();
        if count > MOST_CAMERAS {
            return Err(UsbIpServerError::TooMany { count });
        }
        let devices = bind(addresses.usbip).await?;
        let control = match addresses.control {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let plugs = offers
            .into_iter()
            .enumerate()
            .map(|(index, offer)| Rc::new(Plug::new(index, offer, Rc::clone(&runtime))))
            .collect();
        let server = Self {
            plugs,
            devices,
            control,
        };
        server.save()?;
        Ok(server)
    }

    /// Where it listens for USB/IP; of use when the port was 0.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.devices.local_addr()
    }

    /// Where it listens for control, if it does.
    pub fn control_address(&self) -> io::Result<Option<SocketAddr>> {
        self.control
            .as_ref()
            .map(TcpListener::local_addr)
            .transpose()
    }

    /// What hosts did wrong so far, over all cameras.
    pub fn violations(&self) -> Vec<Violation> {
        self.plugs
            .iter()
            .flat_map(|plug| plug.violations())
            .collect()
    }

    /// Writes the memories to their files.
    pub fn save(&self) -> Result<(), UsbIpServerError> {
        for plug in self.plugs.iter() {
            plug.save()?;
        }
        Ok(())
    }

    /// Attaches every camera to the kernel of this machine, and again whenever it comes back. Runs beside
    /// [`UsbIpServer::run`], and ends with a failure only.
    pub async fn keep_attached(&self, server: SocketAddr) -> Result<(), AttachError> {
        let plugs = self.plugs.iter();
        try_join_all(plugs.map(|plug| attach::keep(plug, server)))
            .await
            .map(drop)
    }

    /// Serves until a file fails. Dropping the future stops it; call [`UsbIpServer::save`] then.
    pub async fn run(&self) -> Result<(), UsbIpServerError> {
        let clocks = select_all(self.plugs.iter().map(|plug| Box::pin(plug.run_clock())));
        let images = try_join_all(self.plugs.iter().map(|plug| plug.keep_image()));
        let replug = async {
            // Without a control channel nobody else could do it.
            if self.control.is_some() || self.plugs.is_empty() {
                return std::future::pending().await;
            }
            let plugs = self.plugs.iter();
            select_all(plugs.map(|plug| Box::pin(plug.replug_after_faults()))).await;
        };
        let devices = accept(&self.devices, |stream| {
            connection::serve(Rc::clone(&self.plugs), stream)
        });
        let control = async {
            match &self.control {
                Some(listener) => {
                    accept(listener, |stream| {
                        control::serve(Rc::clone(&self.plugs), stream)
                    })
                    .await;
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = clocks, if !self.plugs.is_empty() => Ok(()),
            end = images, if !self.plugs.is_empty() => end.map(|_| ()).map_err(Into::into),
            () = replug => Ok(()),
            () = devices => Ok(()),
            () = control => Ok(()),
        }
    }
}

/// Serves every connection in a task of its own. Never ends.
async fn accept<F>(listener: &TcpListener, serve: impl Fn(TcpStream) -> F)
where
    F: Future<Output = ()> + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= MOST_CONNECTIONS {
            connections.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn_local(serve(stream));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, UsbIpServerError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| UsbIpServerError::Listen { address, source })
}
