//! Where things lie in a camera's flash (protocol 7.1).

use serde::{Deserialize, Serialize};

/// The two families of bootloaders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BootloaderKind {
    /// For cameras reached by USB only.
    Usb,
    /// For PoE cameras.
    Network,
}

impl BootloaderKind {
    /// The number on the wire (protocol 5).
    pub const fn to_wire(self) -> i32 {
        match self {
            Self::Usb => 0,
            Self::Network => 1,
        }
    }

    /// The kind with this number.
    pub const fn from_wire(value: i32) -> Option<Self> {
        match value {
            0 => Some(Self::Usb),
            1 => Some(Self::Network),
            _ => None,
        }
    }
}

/// A memory of the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memory {
    /// The device decides.
    Auto,
    /// NOR flash.
    Flash,
    /// eMMC.
    Emmc,
}

impl Memory {
    /// The number on the wire (protocol 5).
    pub const fn to_wire(self) -> i32 {
        match self {
            Self::Auto => -1,
            Self::Flash => 0,
            Self::Emmc => 1,
        }
    }

    /// The memory with this number.
    pub const fn from_wire(value: i32) -> Option<Self> {
        match value {
            -1 => Some(Self::Auto),
            0 => Some(Self::Flash),
            1 => Some(Self::Emmc),
            _ => None,
        }
    }
}

/// A region of the flash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Section {
    /// Offset in the memory, in bytes.
    pub offset: u32,
    /// Size in bytes; `None` for "to the end of the memory".
    pub size: Option<u32>,
}

/// The flash layout of one bootloader kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Layout {
    /// Boot header.
    pub header: Section,
    /// Factory bootloader.
    pub bootloader: Section,
    /// User bootloader; only on network cameras.
    pub user_bootloader: Option<Section>,
    /// Configuration.
    pub config: Section,
    /// Application package.
    pub application: Section,
}

const fn section(offset: u32, size: u32) -> Section {
    Section {
        offset,
        size: Some(size),
    }
}

impl Layout {
    /// The layout used by bootloaders of this kind.
    pub const fn of(kind: BootloaderKind) -> Self {
        match kind {
            BootloaderKind::Usb => Self {
                header: section(0, 512),
                bootloader: section(512, 1_031_680),
                user_bootloader: None,
                config: section(0xF_C000, 16_384),
                application: Section {
                    offset: 0x10_0000,
                    size: None,
                },
            },
            BootloaderKind::Network => Self {
                header: section(0, 512),
                bootloader: section(512, 4_193_792),
                user_bootloader: Some(section(0x40_0000, 0x3F_C000)),
                config: section(0x7F_C000, 16_384),
                application: Section {
                    offset: 0x80_0000,
                    size: None,
                },
            },
        }
    }
}
