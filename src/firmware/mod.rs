//! From the published wheel to images, and from a board configuration to the firmware section of a package.
//!
//! A camera's application starts with `preboot header || base firmware`. The base never changes for one version of the
//! official library, so it is compressed once at set-up; [`section()`] splices the header in front of that ready-made
//! stream, and nothing is compressed when a package is built.
//!
//! * [`wheel`] (native): wheel -> archives -> files, by content
//! * [`Manifest`], [`Source`], [`Store`]: what set-up stored under `www/firmware`, checked before use
//! * [`BoardConfig`]: what a pipeline may tell the firmware before it starts; [`preboot_header`] is its wire form
//! * [`section()`]: the two joined
//!
//! Knows no device, no pipeline and no package.

mod base;
mod board;
mod board_enums;
mod error;
mod manifest;
mod patch;
mod payload;
mod preboot;
mod section;
mod source;
mod store;
mod value;
mod zlib;

#[cfg(not(target_arch = "wasm32"))]
pub mod wheel;

pub use base::{BaseFirmware, FirmwareVersion};
pub use board::{
    BoardConfig, CameraConfig, GpioConfig, ImuConfig, NetworkConfig, UartConfig, UsbConfig,
    UvcConfig,
};
pub use board_enums::{
    CameraImageOrientation, CameraSensorType, FrameType, GpioDirection, GpioDrive, GpioLevel,
    GpioMode, GpioPull, LogLevel, UsbSpeed,
};
pub use error::FirmwareError;
pub use manifest::{Bootloaders, DeviceFirmware, MANIFEST_NAME, Manifest, Patch, StoredFile};
pub use patch::{PatchError, bspatch};
pub use preboot::{PAYLOAD_MAX_BYTES, preboot_header, read_preboot_header};
pub use section::{SectionSizes, section, section_sizes};
#[cfg(not(target_arch = "wasm32"))]
pub use source::DirectorySource;
pub use source::Source;
pub use store::Store;
pub use zlib::{Inflater, inflate_zlib};

pub use crate::codec::sha256_hex;

/// Most bytes a firmware image may have when it is unpacked: 64 MiB. The largest known has 28 MB.
pub const IMAGE_MAX_BYTES: usize = 64 << 20;

/// First bytes of every image the camera's ROM accepts.
pub const IMAGE_MAGIC: [u8; 4] = *b"MA2x";
