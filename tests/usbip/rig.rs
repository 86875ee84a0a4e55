//! A server on this machine, and a hand on its control channel.

use std::{net::SocketAddr, rc::Rc};

use oak_flasher::{
    bootloader::{BootloaderKind, image},
    runtime::{NativeRuntime, SharedRuntime},
    virtual_camera::{
        Images, Options, Violation, VirtualCamera,
        usbip::{Addresses, Offer, UsbIpServer},
    },
};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::client::{Attached, LIMIT};

/// Runs a test in real time: there are sockets in it.
pub(crate) fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(tokio::task::LocalSet::new().run_until(test));
}

/// A quick USB camera.
pub(crate) fn options() -> Options {
    Options {
        nor_mib: 16,
        speed: Options::NO_WAIT,
        watchdog_millis: 10_000,
        ..Options::new(BootloaderKind::Usb)
    }
}

/// The images that the tests' cameras were sold with.
pub(crate) fn images() -> Images {
    let image = |kind, bytes| image::stand_in(kind, crate::SHIPPED, bytes).into();
    Images {
        usb: Some(image(BootloaderKind::Usb, 39_000)),
        network: Some(image(BootloaderKind::Network, 60_000)),
    }
}

/// A server with cameras.
pub(crate) struct Rig {
    pub(crate) runtime: SharedRuntime,
    pub(crate) address: SocketAddr,
    control: SocketAddr,
    server: Rc<UsbIpServer>,
    task: tokio::task::AbortHandle,
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Rig {
    pub(crate) async fn new(cameras: impl IntoIterator<Item = Options>) -> Self {
        let runtime: SharedRuntime = Rc::new(NativeRuntime::new());
        let offers = cameras
            .into_iter()
            .map(|options| Offer {
                camera: VirtualCamera::new(options, &images()),
                images: images(),
                memory: None,
            })
            .collect();
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let addresses = Addresses {
            usbip: here,
            control: Some(here),
        };
        let server = UsbIpServer::start(offers, Rc::clone(&runtime), addresses);
        let server = Rc::new(server.await.unwrap());
        let running = Rc::clone(&server);
        let task = tokio::task::spawn_local(async move { running.run().await.unwrap() });
        Self {
            runtime,
            address: server.address().unwrap(),
            control: server.control_address().unwrap().unwrap(),
            server,
            task: task.abort_handle(),
        }
    }

    /// Sends a line over the control channel; the whole answer.
    pub(crate) async fn say(&self, line: &str) -> Value {
        let talk = async {
            let mut stream = BufReader::new(TcpStream::connect(self.control).await.unwrap());
            stream
                .write_all(format!("{line}\n").as_bytes())
                .await
                .unwrap();
            let mut answer = String::new();
            stream.read_line(&mut answer).await.unwrap();
            answer
        };
        serde_json::from_str(&timeout(LIMIT, talk).await.unwrap()).unwrap()
    }

    /// Sends a line that must be carried out; its result.
    pub(crate) async fn tell(&self, line: &str) -> Value {
        let mut answer = self.say(line).await;
        assert!(answer["error"].is_null(), "{line}: {answer}");
        answer["ok"].take()
    }

    /// Attaches camera `bus_id` as it is now, and configures it.
    pub(crate) async fn attach(&self, bus_id: &str) -> Attached {
        let attached = Attached::import(self.address, bus_id).await.unwrap();
        attached.configure().await;
        attached
    }

    pub(crate) fn violations(&self) -> Vec<Violation> {
        self.server.violations()
    }

    pub(crate) fn assert_no_violations(&self) {
        let violations = self.violations();
        assert!(violations.is_empty(), "{violations:#?}");
    }
}
