//! One virtual camera on the network: XLink over TCP and discovery over UDP (protocol 2.1, 2.2).

use std::{
    cell::RefCell,
    io,
    net::{IpAddr, SocketAddr},
    rc::Rc,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UdpSocket},
    sync::Notify,
};

use super::{MemoryImage, MemoryImageError, VirtualCamera};
use crate::{
    runtime::Runtime,
    transport::DeviceState,
    xlink::{DISCOVERY_PORT, TCP_PORT},
};

/// A camera whose cable a fault pulled is plugged in again after this.
const REPLUG_AFTER: Duration = Duration::from_secs(1);
const RECEIVE_BYTES: usize = 1 << 20;

/// The server could not start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// An address or port cannot be used.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// The memory image cannot be read or written.
    #[error(transparent)]
    Image(#[from] MemoryImageError),
}

/// A camera that is served, shared by the server's tasks.
struct Served {
    camera: RefCell<VirtualCamera>,
    runtime: Rc<dyn Runtime>,
    changed: Notify,
}

impl Served {
    fn with<T>(&self, action: impl FnOnce(&mut VirtualCamera, Duration) -> T) -> T {
        let now = self.runtime.now();
        let mut camera = self.camera.borrow_mut();
        camera.advance(now);
        let result = action(&mut camera, now);
        camera.advance(now);
        self.changed.notify_waiters();
        result
    }

    fn listening(&self) -> Option<u64> {
        let camera = self.camera.borrow();
        (camera.state() == Some(DeviceState::Bootloader)).then(|| camera.generation())
    }

    /// Completes when something happens, at the model's deadline at the latest.
    async fn wait(&self) {
        let deadline = self.camera.borrow().deadline();
        let now = self.runtime.now();
        let sleep = async {
            match deadline {
                Some(deadline) => self.runtime.sleep(deadline.saturating_sub(now)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.changed.notified() => {}
            () = sleep => {}
        }
    }
}

/// Serves a camera on one address until it is stopped.
pub struct Server {
    served: Rc<Served>,
    address: IpAddr,
    discovery: UdpSocket,
    image: Option<MemoryImage>,
}

impl Server {
    /// Powers `camera` and binds the discovery port of `address`. Must run on a `LocalSet`.
    pub async fn start(
        mut camera: VirtualCamera,
        runtime: Rc<dyn Runtime>,
        address: IpAddr,
        image: Option<MemoryImage>,
    ) -> Result<Self, ServerError> {
        let discovery = bind_udp(address).await?;
        // Fails now rather than at the first boot when the port is taken.
        drop(bind_tcp(address).await?);
        camera.power_on(runtime.now());
        let server = Self {
            served: Rc::new(Served {
                camera: RefCell::new(camera),
                runtime,
                changed: Notify::new(),
            }),
            address,
            discovery,
            image,
        };
        server.save()?;
        Ok(server)
    }

    /// What the served camera's hosts did wrong so far.
    pub fn violations(&self) -> Vec<super::Violation> {
        self.served.with(|camera, _| camera.violations())
    }

    /// Writes the memories to their files.
    pub fn save(&self) -> Result<(), ServerError> {
        match &self.image {
            Some(image) => Ok(image.save(&self.served.camera.borrow())?),
            None => Ok(()),
        }
    }

    /// Serves until a port or a file fails. Dropping the future stops it; call [`Server::save`] then.
    pub async fn run(&self) -> Result<(), ServerError> {
        let clock = async {
            loop {
                self.served.wait().await;
                self.served
                    .camera
                    .borrow_mut()
                    .advance(self.served.runtime.now());
                self.served.changed.notify_waiters();
                // Lets the tasks that were woken run before the next wait begins.
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = clock => Ok(()),
            end = self.discover() => end,
            end = self.listen() => end,
            end = self.keep_image() => end,
            () = self.replug() => Ok(()),
        }
    }

    async fn discover(&self) -> Result<(), ServerError> {
        let mut buffer = [0; 64];
        loop {
            // A datagram that cannot be received or answered is lost, as datagrams are.
            let Ok((len, from)) = self.discovery.recv_from(&mut buffer).await else {
                continue;
            };
            let datagram = buffer.get(..len).unwrap_or_default();
            let answer = self
                .served
                .with(|camera, now| camera.datagram(now, datagram));
            if let Some(answer) = answer {
                let _lost = self.discovery.send_to(&answer, from).await;
            }
        }
    }

    async fn listen(&self) -> Result<(), ServerError> {
        loop {
            let Some(generation) = self.served.listening() else {
                self.served.changed.notified().await;
                continue;
            };
            let listener = bind_tcp(self.address).await?;
            while self.served.listening() == Some(generation) {
                tokio::select! {
                    accepted = listener.accept() => {
                        if let Ok((stream, _)) = accepted {
                            self.serve(stream, generation).await;
                        }
                    }
                    () = self.served.changed.notified() => {}
                }
            }
        }
    }

    /// One connection, until either side ends it.
    async fn serve(&self, mut stream: TcpStream, generation: u64) {
        if !self.served.with(|camera, now| camera.connect(now)) {
            return;
        }
        // Small packets must not wait for each other.
        let _slower = stream.set_nodelay(true);
        let mut buffer = vec![0; RECEIVE_BYTES];
        while self.served.listening() == Some(generation) {
            let next = self.served.camera.borrow_mut().transmit(usize::MAX);
            if let Some(bytes) = next {
                self.served.with(|_, _| ());
                if stream.write_all(&bytes).await.is_err() {
                    break;
                }
                continue;
            }
            tokio::select! {
                received = stream.read(&mut buffer) => match received {
                    Ok(0) | Err(_) => break,
                    Ok(len) => {
                        let bytes = buffer.get(..len).unwrap_or_default();
                        self.served.with(|camera, now| camera.receive(now, bytes));
                    }
                },
                () = self.served.changed.notified() => {}
            }
        }
        let _gone = stream.shutdown().await;
        if self.served.listening() == Some(generation) {
            self.served.with(|camera, now| camera.disconnect(now));
        }
    }

    async fn keep_image(&self) -> Result<(), ServerError> {
        match &self.image {
            Some(image) => {
                let served = &self.served;
                Ok(image.keep(&*served.runtime, &served.camera).await?)
            }
            None => std::future::pending().await,
        }
    }

    async fn replug(&self) {
        loop {
            self.served.changed.notified().await;
            if self.served.camera.borrow().is_unplugged() {
                self.served.runtime.sleep(REPLUG_AFTER).await;
                self.served.with(VirtualCamera::replug);
            }
        }
    }
}

async fn bind_udp(address: IpAddr) -> Result<UdpSocket, ServerError> {
    let address = SocketAddr::new(address, DISCOVERY_PORT);
    UdpSocket::bind(address)
        .await
        .map_err(|source| ServerError::Listen { address, source })
}

async fn bind_tcp(address: IpAddr) -> Result<TcpListener, ServerError> {
    let address = SocketAddr::new(address, TCP_PORT);
    TcpListener::bind(address)
        .await
        .map_err(|source| ServerError::Listen { address, source })
}
