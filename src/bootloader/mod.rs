//! The bootloader's side of the protocol as data: requests, responses, versions and their gates, configuration,
//! flash layout, images. Knows no transport.

mod boot_header;
mod config;
pub mod gate;
pub mod image;
mod layout;
mod request;
mod response;
mod version;

pub use boot_header::{BootHeader, BootHeaderKind};
pub use config::{
    Config, ConfigChange, ConfigError, ConfigFinding, Expected, Ipv4Settings, MAX_CONFIG_BYTES,
    MAX_CONFIG_DEPTH, NetworkFinding, UsbSpeed, UserBootloader, mac_of, net, prefix,
};
pub use layout::{BootloaderKind, Layout, Memory, Section};
pub use request::{Request, RequestError, RequestKind, Storage};
pub use response::{DataHeader, Response, ResponseError};
pub use version::{Version, VersionError};

/// Size of one data packet, in bytes (protocol 5.3).
pub const DATA_PACKET_BYTES: usize = 5 * 1024 * 1024;

/// Number of data packets for `total` bytes, with the reference's wrap for zero: 820 (protocol 5.3, 5.6).
pub const fn packet_count(total: u32) -> u32 {
    total.wrapping_sub(1) / DATA_PACKET_BYTES as u32 + 1
}
