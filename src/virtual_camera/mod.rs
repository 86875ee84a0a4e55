//! A model of the device: ROM, bootloader, running application, flash memory, faults.
//!
//! Shares codecs and message structs with the host side, never its link or its operations.
//!
//! | part | is |
//! |---|---|
//! | [`VirtualCamera`] | the device, without IO: bytes and time in, bytes out |
//! | [`VirtualBus`] | several of them as a [`crate::transport::Bus`], on any runtime |
//! | [`server`] | one of them on the network, natively |
//! | [`usbip`] | several of them as USB devices that a kernel attaches, natively |

mod boot;
mod bus;
mod cable;
mod camera;
mod chip;
mod demo;
mod events;
mod faults;
mod handle;
mod image;
mod job;
mod link;
#[cfg(not(target_arch = "wasm32"))]
mod memory_image;
mod profiles;
mod program;
mod questions;
mod replay;
mod requests;
mod rom;
mod sbr;
#[cfg(not(target_arch = "wasm32"))]
pub mod server;
mod slot;
mod stream;
#[cfg(test)]
mod tests;
mod transport;
#[cfg(not(target_arch = "wasm32"))]
mod usb;
#[cfg(not(target_arch = "wasm32"))]
pub mod usbip;
mod wire;
mod write;

pub use bus::VirtualBus;
pub use camera::VirtualCamera;
pub use demo::demo_package;
pub use handle::CameraHandle;
#[cfg(not(target_arch = "wasm32"))]
pub use memory_image::{MemoryImage, MemoryImageError};
pub use profiles::{PROFILES, profile};
pub use replay::ReplayBus;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    bootloader::{BootloaderKind, Version},
    transport::{Attachment, MxId},
};

/// How erasing treats the bytes beside a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BesideWrite {
    /// The rest of a partly touched erase unit survives (the device reads, erases, writes back).
    Survives,
    /// The rest of a partly touched erase unit is left erased.
    Erased,
}

/// What the camera holds when it is first powered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitialState {
    /// Empty flash: the ROM waits.
    Unbooted,
    /// A flashed bootloader runs.
    Bootloader,
    /// A flashed bootloader, and a flashed application that runs.
    Application,
    /// The power failed while a bootloader was flashed: the ROM waits.
    Interrupted,
}

/// How fast the programs of a camera attach by USB. The ROM knows high speed only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UsbSpeed {
    /// USB 2, packets of 512 bytes.
    #[default]
    High,
    /// USB 3, packets of 1024 bytes.
    Super,
}

impl UsbSpeed {
    /// Size of a whole bulk packet in bytes.
    pub const fn packet_bytes(self) -> usize {
        match self {
            Self::High => 512,
            Self::Super => 1024,
        }
    }
}

/// Everything that makes one virtual camera.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Options {
    /// Hardware family: which bootloader it is built for.
    pub kind: BootloaderKind,
    /// Size of the NOR flash in MiB: 16, 32 or 128.
    pub nor_mib: u32,
    /// Size of the eMMC in MiB, if there is one.
    pub emmc_mib: Option<u32>,
    /// Version of the bootloader that is flashed at first.
    pub bootloader: Version,
    /// What it holds and runs at first.
    pub state: InitialState,
    /// The chip's identity.
    pub mx_id: MxId,
    /// Multiple of a real NOR's speed (about 100 kB/s); at [`Options::NO_WAIT`] memory and cable take no time.
    pub speed: f64,
    /// Erase unit in bytes: 4096 or 65536.
    pub erase_unit_bytes: u32,
    /// What happens beside a write.
    pub beside_write: BesideWrite,
    /// How it is attached.
    #[serde(default = "by_usb")]
    pub attachment: Attachment,
    /// How fast it attaches by USB.
    #[serde(default)]
    pub usb_speed: UsbSpeed,
    /// Longest time between two watchdog pings before it resets, in milliseconds. A ping after more than 1500 is a
    /// violation in any case; more patience helps on a machine that is too busy to ping in time.
    #[serde(default = "watchdog_millis")]
    pub watchdog_millis: u32,
}

const fn watchdog_millis() -> u32 {
    1500
}

const fn by_usb() -> Attachment {
    Attachment::Usb
}

impl Options {
    /// A [`Options::speed`] so high that no timer notices.
    pub const NO_WAIT: f64 = 1e12;

    /// A camera of `kind` as it is sold: 32 MiB of NOR, the newest bootloader, real speed, attached by USB.
    pub fn new(kind: BootloaderKind) -> Self {
        Self {
            kind,
            nor_mib: 32,
            emmc_mib: None,
            bootloader: image::SHIPPED,
            state: InitialState::Bootloader,
            mx_id: MxId("14442C10D13EABCE00".to_owned()),
            speed: 1.0,
            erase_unit_bytes: 4096,
            beside_write: BesideWrite::Survives,
            attachment: Attachment::Usb,
            usb_speed: UsbSpeed::High,
            watchdog_millis: watchdog_millis(),
        }
    }
}

/// Changes to [`Options`] that cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OptionsError {
    /// Not an object of options.
    #[error("these are no options of a camera: {0}")]
    Json(#[from] serde_json::Error),
    /// There is no such option.
    #[error("there is no option {0}")]
    Unknown(String),
    /// A value that no camera has.
    #[error("{0} is out of bounds")]
    Bounds(&'static str),
}

impl Options {
    /// These options with some replaced, as a JSON object gives them, for example `{"mx_id": "14442C1011043ED700"}`.
    pub fn with_changes(&self, changes: &str) -> Result<Self, OptionsError> {
        type Object = serde_json::Map<String, serde_json::Value>;
        let mut all: Object = serde_json::from_value(serde_json::to_value(self)?)?;
        for (name, value) in serde_json::from_str::<Object>(changes)? {
            match all.get_mut(&name) {
                Some(place) => *place = value,
                None => return Err(OptionsError::Unknown(name)),
            }
        }
        let options: Self = serde_json::from_value(all.into())?;
        options.check()?;
        Ok(options)
    }

    fn check(&self) -> Result<(), OptionsError> {
        let id = &self.mx_id.0;
        let hex = id.len() == 18 && id.chars().all(|digit| digit.is_ascii_hexdigit());
        let bounds = [
            (hex, "mx_id"),
            ((2..=1024).contains(&self.nor_mib), "nor_mib"),
            (
                self.emmc_mib
                    .is_none_or(|size| (1..=131_072).contains(&size)),
                "emmc_mib",
            ),
            (self.speed.is_finite() && self.speed > 0.0, "speed"),
            (
                (512..=1 << 20).contains(&self.erase_unit_bytes),
                "erase_unit_bytes",
            ),
            (self.watchdog_millis >= 100, "watchdog_millis"),
        ];
        match bounds.into_iter().find(|(within, _)| !within) {
            Some((_, name)) => Err(OptionsError::Bounds(name)),
            None => Ok(()),
        }
    }
}

/// Real bootloader images the model may flash at first; without them it makes stand-ins.
#[derive(Debug, Clone, Default)]
pub struct Images {
    /// For USB cameras.
    pub usb: Option<Bytes>,
    /// For network cameras.
    pub network: Option<Bytes>,
}

/// Faults on demand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The cable is pulled after this many more bytes were received from the host, and stays out.
    UnplugAfter {
        /// Bytes.
        bytes: u64,
    },
    /// The power is cut for a moment after this many more bytes were erased or written.
    PowerCutAfter {
        /// Bytes.
        bytes: u64,
    },
    /// Nothing is answered any more, until the device resets.
    Silence,
    /// The next answer is cut short.
    ShortReply,
    /// The next write fails at this many bytes.
    WriteError {
        /// Bytes.
        after_bytes: u64,
    },
    /// One bit of the next write is stored wrongly.
    FlippedBit {
        /// Whether the device's own verification sees it.
        noticed: bool,
    },
    /// The next request is refused.
    RefuseNext,
}

/// A breach of the protocol by the host, which a real camera might forgive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// What was done, in a few words.
    pub what: String,
}
