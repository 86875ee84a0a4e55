//! Bytes to and from one camera, and the list of cameras that can be reached.
//!
//! A [`Transport`] knows nothing of XLink: [`Transport::send`] is one bulk OUT transfer (or one write to a TCP stream),
//! [`Transport::receive`] one bulk IN transfer (or one read). A [`Bus`] lists cameras and opens them. Both are
//! object safe, so the engine runs the same code over WebUSB, TCP and the virtual camera.

mod memory;
#[cfg(not(target_arch = "wasm32"))]
pub mod tcp;
#[cfg(target_arch = "wasm32")]
pub mod webusb;

use std::{fmt, rc::Rc};

use bytes::Bytes;
use futures_util::{
    FutureExt, StreamExt,
    future::{LocalBoxFuture, ready},
    stream::{self, LocalBoxStream},
};
use serde::{Deserialize, Serialize};

pub use memory::{MemoryTransport, memory_pair};

/// The largest payload of one bulk transfer, in bytes. Longer payloads are split (protocol 2.5).
pub const MAX_TRANSFER_BYTES: usize = 1 << 20;

/// The chip's identity: 18 upper-case hex digits (protocol 2.3, 2.6).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MxId(pub String);

impl fmt::Display for MxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What runs on a camera, as its USB product id or its discovery answer tells (protocol 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    /// The chip's ROM waits for a program (USB 03e7:2485; invisible on the network).
    Unbooted,
    /// A bootloader runs (USB 03e7:f63c; discovery state 3).
    Bootloader,
    /// The flashed application runs (USB 03e7:f63d; discovery state 4).
    FlashBooted,
    /// A host program booted the camera and uses it (USB 03e7:f63b; discovery state 1).
    Booted,
}

/// How a camera is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attachment {
    /// By USB.
    Usb,
    /// Over the network (XLink over TCP).
    Network,
}

/// How fast a USB link is, as far as the packets of its endpoints tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkSpeed {
    /// 12 Mbit/s.
    Full,
    /// 480 Mbit/s.
    High,
    /// 5 Gbit/s or more.
    Super,
}

/// One camera as a [`Bus`] lists it: enough to show a row and to open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The bus's own name of this appearance (USB path, IP address); changes when the camera re-enumerates.
    pub id: String,
    /// What runs on it.
    pub state: DeviceState,
    /// The chip's identity; unknown for an unbooted camera until it was asked (its serial string is shared by all).
    pub mx_id: Option<MxId>,
    /// How it is attached.
    pub attachment: Attachment,
    /// Product name as the camera gives it, may be empty.
    pub name: String,
    /// Whether this camera is a model inside this program.
    #[serde(rename = "virtual")]
    pub is_virtual: bool,
    /// Speed of its USB link, if that is known.
    #[serde(default)]
    pub speed: Option<LinkSpeed>,
}

/// A transfer failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The camera left the bus or closed the connection.
    #[error("the camera is gone")]
    Gone,
    /// The transport was closed on this side.
    #[error("the connection is closed")]
    Closed,
    /// The camera is held by another program or tab.
    #[error("the camera is in use by another program: {0}")]
    Busy(String),
    /// The system has not finished opening or closing the camera, which this side began before.
    #[error("the system has not finished with the camera: {0}")]
    Unfinished(String),
    /// The system or the browser does not let us open the camera.
    #[error("access to the camera was refused: {0}")]
    Refused(String),
    /// The endpoint answered with a stall.
    #[error("the camera refused a transfer")]
    Stall,
    /// This transport has no such operation (control requests over TCP).
    #[error("{0} is not possible over this connection")]
    Unsupported(&'static str),
    /// Anything else, with the system's or the browser's own words.
    #[error("transfer failed: {0}")]
    Failed(String),
}

/// A control request without data: the only kind the protocol uses (2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ControlRequest {
    /// `bmRequestType`, raw.
    pub request_type: u8,
    /// `bRequest`.
    pub request: u8,
    /// `wValue`.
    pub value: u16,
    /// `wIndex`.
    pub index: u16,
}

/// The request that sends a running application back to its bootloader (protocol 2.7; "standard", not "vendor").
pub const BACK_TO_BOOTLOADER: ControlRequest = ControlRequest {
    request_type: 0x00,
    request: 0xF5,
    value: 0x0DA1,
    index: 0,
};

/// An open connection to one camera in one state. Dropping it without [`Transport::close`] may leave it open.
pub trait Transport {
    /// Sends `bytes` as one transfer of at most [`MAX_TRANSFER_BYTES`]; empty `bytes` is a zero-length packet on USB and
    /// nothing on TCP. Sends complete in the order they were made; several may be pending.
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>>;

    /// Receives between 1 and `max` bytes. One reader at a time. Cannot be cancelled on USB: only
    /// [`Transport::close`] ends it.
    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>>;

    /// Sends a control request without data and waits for its status.
    fn control(
        &self,
        request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>>;

    /// Ends every pending transfer with [`TransportError::Closed`] and releases the camera. May be called twice.
    fn close(&self) -> LocalBoxFuture<'static, ()>;
}

/// A shared open connection.
pub type SharedTransport = Rc<dyn Transport>;

/// The cameras that can be reached in one way.
pub trait Bus {
    /// The cameras there now. Never asks a person. Network searches take up to half a second.
    fn list(&self) -> LocalBoxFuture<'static, Result<Vec<Candidate>, TransportError>>;

    /// Opens the camera that [`Bus::list`] called `id`.
    fn open(&self, id: &str) -> LocalBoxFuture<'static, Result<SharedTransport, TransportError>>;

    /// Asks a running application on a network camera to go back to its bootloader (UDP reset; protocol 2.2). USB
    /// buses answer [`TransportError::Unsupported`]; there the control request does it.
    fn reset_to_bootloader(&self, id: &str) -> LocalBoxFuture<'static, Result<(), TransportError>>;

    /// Gives the permission to see the camera that [`Bus::list`] called `id` back. Only buses that need one know this.
    fn forget(&self, _id: &str) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        ready(Err(TransportError::Unsupported("forgetting"))).boxed_local()
    }

    /// An item whenever cameras may have come or gone. Buses that cannot tell have a stream that never yields.
    fn changes(&self) -> LocalBoxStream<'static, ()> {
        stream::pending().boxed_local()
    }

    /// Whether the bus can only see a camera in a new state after a person allowed it (WebUSB).
    fn needs_permission(&self) -> bool {
        false
    }
}

/// A shared bus.
pub type SharedBus = Rc<dyn Bus>;
