//! USB/IP, version 1.1.1: a USB device over a TCP connection, as the Linux kernel speaks it. All numbers are big endian.
//!
//! A connection begins with one *operation* of the client: list the devices, which ends the connection with the answer, or
//! import one. After an import the client sends *commands* (submit a transfer, unlink one) and the server *returns* them, in
//! any order, by sequence number.
//!
//! Writing cannot fail. Reading goes through [`Incoming`], which collects what arrived and gives whole messages; it allocates
//! as bytes arrive, never by a length that was announced.

mod incoming;
#[cfg(test)]
mod tests;

use bytes::{BufMut, Bytes, BytesMut};

pub use incoming::Incoming;

/// Version 1.1.1 in the form of the wire.
pub const VERSION: u16 = 0x0111;
/// The port servers listen on by custom.
pub const DEFAULT_PORT: u16 = 3240;
/// Longest data of one transfer that is accepted, in bytes: twice what Linux lets a program submit.
pub const MAX_TRANSFER_BYTES: usize = 32 << 20;
/// Most devices of one list that are read.
pub const MAX_DEVICES: u32 = 1024;

/// A short IN transfer is an error for the client ([`Submit::flags`]).
pub const SHORT_NOT_OK: u32 = 0x0001;
/// An OUT transfer of whole packets ends with an empty one ([`Submit::flags`]).
pub const ZERO_PACKET: u32 = 0x0040;

const REPLY_TO_LIST: u16 = 0x0005;
const REPLY_TO_IMPORT: u16 = 0x0003;
const REQUEST_LIST: u16 = 0x8005;
const REQUEST_IMPORT: u16 = 0x8003;
const COMMAND_SUBMIT: u32 = 1;
const COMMAND_UNLINK: u32 = 2;
const RETURN_SUBMIT: u32 = 3;
const RETURN_UNLINK: u32 = 4;

const OPERATION_BYTES: usize = 8;
const BUS_ID_BYTES: usize = 32;
const PATH_BYTES: usize = 256;
const DEVICE_BYTES: usize = 312;
/// Headers of commands and returns all have this length.
const HEADER_BYTES: usize = 48;
/// How clients announce "no isochronous packets"; some send 0.
const NOT_ISOCHRONOUS: u32 = 0xFFFF_FFFF;

/// What was read is not USB/IP.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UsbIpError {
    /// Another version of the protocol.
    #[error("USB/IP version {found:#06x} where {VERSION:#06x} is spoken")]
    Version {
        /// The version announced.
        found: u16,
    },
    /// A message that this end does not expect.
    #[error("unexpected message {code:#x}")]
    Code {
        /// Its code.
        code: u32,
    },
    /// A length out of bounds.
    #[error("a transfer of {announced} bytes, more than {MAX_TRANSFER_BYTES}")]
    Length {
        /// The length announced.
        announced: u32,
    },
    /// A transfer with isochronous packets; no device here has such endpoints.
    #[error("an isochronous transfer of {packets} packets")]
    Isochronous {
        /// Packets announced.
        packets: u32,
    },
    /// A list that is too long.
    #[error("a list of {announced} devices")]
    Devices {
        /// The number announced.
        announced: u32,
    },
    /// A header that is shorter than its fields.
    #[error("a truncated header")]
    Truncated(#[from] bytes::TryGetError),
}

/// What a client wants of a new connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// The list of devices.
    List,
    /// The device with this bus id, for the rest of the connection.
    Import {
        /// The bus id.
        bus_id: String,
    },
}

/// Why an import was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Refusal {
    /// It cannot be had now.
    NotAvailable = 1,
    /// Another client has it.
    Busy = 2,
    /// It does not work.
    Broken = 3,
    /// There is none with this bus id.
    NoDevice = 4,
}

/// Speed of a device, by the numbers of the Linux kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Speed {
    /// 12 Mbit/s.
    Full = 2,
    /// 480 Mbit/s.
    High = 3,
    /// 5 Gbit/s.
    Super = 5,
}

/// One device as lists and imports describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Path of the device on the server, for people.
    pub path: String,
    /// Its name in imports, at most 31 bytes.
    pub bus_id: String,
    /// Number of its bus.
    pub bus: u32,
    /// Number of the device on its bus.
    pub number: u32,
    /// Speed, as the kernel numbers it ([`Speed`]).
    pub speed: u32,
    /// Vendor id.
    pub vendor: u16,
    /// Product id.
    pub product: u16,
    /// Version in binary-coded decimal.
    pub version: u16,
    /// Class, subclass and protocol.
    pub class: [u8; 3],
    /// The selected configuration, 0 for none.
    pub configuration: u8,
    /// Number of configurations.
    pub configurations: u8,
    /// Class, subclass and protocol of each interface. Imports tell only how many there are.
    pub interfaces: Vec<[u8; 3]>,
}

impl Device {
    /// How commands name the imported device.
    pub const fn id(&self) -> u32 {
        self.bus << 16 | self.number
    }
}

/// A transfer to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit {
    /// Number of this command, for its return.
    pub sequence: u32,
    /// [`Device::id`].
    pub device: u32,
    /// Endpoint number, without direction.
    pub endpoint: u8,
    /// Whether the device sends.
    pub is_in: bool,
    /// Flags of the kernel's transfer; others than [`SHORT_NOT_OK`] and [`ZERO_PACKET`] concern the client only.
    pub flags: u32,
    /// Length of the transfer in bytes: of `data`, or of the room for what the device sends.
    pub length: usize,
    /// Setup packet of a control transfer.
    pub setup: [u8; 8],
    /// What is sent to the device.
    pub data: Bytes,
}

/// What a client sends after an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Make a transfer.
    Submit(Submit),
    /// Cancel one.
    Unlink {
        /// Number of this command.
        sequence: u32,
        /// [`Device::id`].
        device: u32,
        /// Number of the submit to cancel.
        target: u32,
    },
}

/// What a server sends after an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Return {
    /// A transfer ended.
    Submit {
        /// Number of the submit.
        sequence: u32,
        /// 0, or a negative error number of Linux.
        status: i32,
        /// Bytes moved.
        actual: u32,
        /// What the device sent; empty for OUT transfers.
        data: Bytes,
    },
    /// An unlink was carried out.
    Unlink {
        /// Number of the unlink.
        sequence: u32,
        /// 0 if the transfer had ended before, else the error number it ended with.
        status: i32,
    },
}

impl Operation {
    /// The bytes of the wire.
    pub fn encode(&self) -> Bytes {
        let mut out = BytesMut::with_capacity(OPERATION_BYTES + BUS_ID_BYTES);
        match self {
            Self::List => put_operation(&mut out, REQUEST_LIST, 0),
            Self::Import { bus_id } => {
                put_operation(&mut out, REQUEST_IMPORT, 0);
                put_text(&mut out, bus_id, BUS_ID_BYTES);
            }
        }
        out.freeze()
    }
}

/// The answer to [`Operation::List`].
pub fn encode_list(devices: &[Device]) -> Bytes {
    let mut out = BytesMut::new();
    put_operation(&mut out, REPLY_TO_LIST, 0);
    out.put_u32(u32::try_from(devices.len()).unwrap_or(u32::MAX));
    for device in devices {
        put_device(&mut out, device);
        for class in device.interfaces.iter().take(usize::from(u8::MAX)) {
            out.put_slice(class);
            out.put_u8(0);
        }
    }
    out.freeze()
}

/// The answer to [`Operation::Import`].
pub fn encode_import(result: Result<&Device, Refusal>) -> Bytes {
    let mut out = BytesMut::new();
    match result {
        Ok(device) => {
            put_operation(&mut out, REPLY_TO_IMPORT, 0);
            put_device(&mut out, device);
        }
        Err(refusal) => put_operation(&mut out, REPLY_TO_IMPORT, refusal as u32),
    }
    out.freeze()
}

impl Command {
    /// The header of the wire; the data of a submit follows it.
    pub fn header(&self) -> Bytes {
        let mut out = BytesMut::with_capacity(HEADER_BYTES);
        match self {
            Self::Submit(submit) => {
                put_header(&mut out, COMMAND_SUBMIT, submit.sequence, submit.device);
                out.put_u32(submit.is_in.into());
                out.put_u32(submit.endpoint.into());
                out.put_u32(submit.flags);
                out.put_u32(u32::try_from(submit.length).unwrap_or(u32::MAX));
                out.put_u32(0);
                out.put_u32(NOT_ISOCHRONOUS);
                out.put_u32(0);
                out.put_slice(&submit.setup);
            }
            Self::Unlink {
                sequence,
                device,
                target,
            } => {
                put_header(&mut out, COMMAND_UNLINK, *sequence, *device);
                out.put_u64(0);
                out.put_u32(*target);
                out.put_bytes(0, HEADER_BYTES - 24);
            }
        }
        out.freeze()
    }
}

impl Return {
    /// The header of the wire; the data follows it.
    pub fn header(&self) -> Bytes {
        let mut out = BytesMut::with_capacity(HEADER_BYTES);
        match self {
            Self::Submit {
                sequence,
                status,
                actual,
                ..
            } => {
                put_header(&mut out, RETURN_SUBMIT, *sequence, 0);
                out.put_u64(0);
                out.put_i32(*status);
                out.put_u32(*actual);
                out.put_bytes(0, HEADER_BYTES - 28);
            }
            Self::Unlink { sequence, status } => {
                put_header(&mut out, RETURN_UNLINK, *sequence, 0);
                out.put_u64(0);
                out.put_i32(*status);
                out.put_bytes(0, HEADER_BYTES - 24);
            }
        }
        out.freeze()
    }

    /// What follows the header.
    pub fn data(&self) -> Bytes {
        match self {
            Self::Submit { data, .. } => data.clone(),
            Self::Unlink { .. } => Bytes::new(),
        }
    }
}

fn put_operation(out: &mut BytesMut, code: u16, status: u32) {
    out.put_u16(VERSION);
    out.put_u16(code);
    out.put_u32(status);
}

fn put_header(out: &mut BytesMut, command: u32, sequence: u32, device: u32) {
    out.put_u32(command);
    out.put_u32(sequence);
    out.put_u32(device);
}

/// A text field of `len` bytes that ends with at least one zero.
fn put_text(out: &mut BytesMut, text: &str, len: usize) {
    let bytes = text.as_bytes();
    let bytes = bytes.get(..len.saturating_sub(1)).unwrap_or(bytes);
    out.put_slice(bytes);
    out.put_bytes(0, len.saturating_sub(bytes.len()));
}

fn put_device(out: &mut BytesMut, device: &Device) {
    put_text(out, &device.path, PATH_BYTES);
    put_text(out, &device.bus_id, BUS_ID_BYTES);
    out.put_u32(device.bus);
    out.put_u32(device.number);
    out.put_u32(device.speed);
    out.put_u16(device.vendor);
    out.put_u16(device.product);
    out.put_u16(device.version);
    out.put_slice(&device.class);
    out.put_u8(device.configuration);
    out.put_u8(device.configurations);
    out.put_u8(u8::try_from(device.interfaces.len()).unwrap_or(u8::MAX));
}
