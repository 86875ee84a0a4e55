//! Requests of the host (protocol 5.1): C structures with 8-byte alignment of 64-bit fields, zero padded.

use super::{BootloaderKind, Memory, Version};
use crate::codec::{Reader, UnexpectedEnd, Writer};

/// What `UPDATE_FLASH` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// An application package.
    Application,
    /// A bootloader image.
    Bootloader,
}

/// A request number with its name and first version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
#[allow(missing_docs)]
pub enum RequestKind {
    UsbRomBoot = 0,
    BootApplication = 1,
    UpdateFlash = 2,
    GetBootloaderVersion = 3,
    BootMemory = 4,
    UpdateFlashEx = 5,
    UpdateFlashEx2 = 6,
    NoOp = 7,
    GetBootloaderType = 8,
    SetBootloaderConfig = 9,
    GetBootloaderConfig = 10,
    BootloaderMemory = 11,
    GetBootloaderCommit = 12,
    UpdateFlashBootHeader = 13,
    ReadFlash = 14,
    GetApplicationDetails = 15,
    GetMemoryDetails = 16,
    IsUserBootloader = 17,
}

impl RequestKind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 18] = [
        Self::UsbRomBoot,
        Self::BootApplication,
        Self::UpdateFlash,
        Self::GetBootloaderVersion,
        Self::BootMemory,
        Self::UpdateFlashEx,
        Self::UpdateFlashEx2,
        Self::NoOp,
        Self::GetBootloaderType,
        Self::SetBootloaderConfig,
        Self::GetBootloaderConfig,
        Self::BootloaderMemory,
        Self::GetBootloaderCommit,
        Self::UpdateFlashBootHeader,
        Self::ReadFlash,
        Self::GetApplicationDetails,
        Self::GetMemoryDetails,
        Self::IsUserBootloader,
    ];

    /// The first bootloader version that knows this request.
    pub const fn since(self) -> Version {
        Version::new(
            0,
            0,
            match self {
                Self::UsbRomBoot
                | Self::BootApplication
                | Self::UpdateFlash
                | Self::GetBootloaderVersion => 2,
                Self::BootMemory
                | Self::UpdateFlashEx
                | Self::UpdateFlashEx2
                | Self::GetBootloaderType => 12,
                Self::SetBootloaderConfig | Self::GetBootloaderConfig | Self::BootloaderMemory => {
                    14
                }
                Self::GetBootloaderCommit => 18,
                Self::UpdateFlashBootHeader
                | Self::ReadFlash
                | Self::GetApplicationDetails
                | Self::GetMemoryDetails => 19,
                Self::NoOp | Self::IsUserBootloader => 21,
            },
        )
    }

    /// Size of the request on the wire, in bytes.
    pub const fn size(self) -> usize {
        match self {
            Self::UpdateFlash | Self::ReadFlash => 16,
            Self::BootMemory => 12,
            Self::UpdateFlashEx | Self::UpdateFlashEx2 => 20,
            Self::SetBootloaderConfig => 32,
            Self::GetBootloaderConfig => 24,
            Self::UpdateFlashBootHeader => 40,
            Self::GetApplicationDetails | Self::GetMemoryDetails => 8,
            _ => 4,
        }
    }

    fn from_wire(value: u32) -> Option<Self> {
        Self::ALL.get(usize::try_from(value).ok()?).copied()
    }
}

/// One request. `total` and `packets` announce the data packets that follow on the same stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Drop to the USB ROM. No answer; the link falls.
    UsbRomBoot,
    /// Start the flashed application.
    BootApplication,
    /// Write an application package or a bootloader; data follows.
    UpdateFlash {
        /// What is written.
        storage: Storage,
        /// Bytes of data.
        total: u32,
        /// Data packets.
        packets: u32,
    },
    /// Ask for the version.
    GetBootloaderVersion,
    /// Run an image from RAM; data follows, then the link falls.
    BootMemory {
        /// Bytes of data.
        total: u32,
        /// Data packets.
        packets: u32,
    },
    /// Write a section (-1 auto, 0 header, 1 bootloader, 2 configuration, 3 application, 4 user bootloader).
    UpdateFlashEx {
        /// Target memory, raw.
        memory: i32,
        /// Target section, raw.
        section: i32,
        /// Bytes of data.
        total: u32,
        /// Data packets.
        packets: u32,
    },
    /// Write at an offset; data follows.
    UpdateFlashEx2 {
        /// Target memory, raw.
        memory: i32,
        /// Offset in bytes.
        offset: u32,
        /// Bytes of data.
        total: u32,
        /// Data packets.
        packets: u32,
    },
    /// Does nothing.
    NoOp,
    /// Ask for the bootloader kind.
    GetBootloaderType,
    /// Write or clear the configuration; one packet of BSON follows a write.
    SetBootloaderConfig {
        /// Target memory, raw.
        memory: i32,
        /// Offset, -1 for the running kind's configuration section.
        offset: i64,
        /// Clear instead of write.
        clear: bool,
        /// Bytes of BSON.
        total: u32,
        /// Data packets.
        packets: u32,
    },
    /// Read the configuration.
    GetBootloaderConfig {
        /// Source memory, raw.
        memory: i32,
        /// Offset, -1 for the running kind's configuration section.
        offset: i64,
        /// Most bytes to answer with; 0 for no limit.
        max_size: u32,
    },
    /// Ask which memory the bootloader lives in.
    BootloaderMemory,
    /// Ask for the commit the bootloader was built from.
    GetBootloaderCommit,
    /// Write a boot header. -1 stands for "not given".
    UpdateFlashBootHeader {
        /// Header kind, raw.
        kind: i32,
        /// Offset of the header.
        offset: i64,
        /// Where the image lies.
        location: i64,
        /// SPI dummy cycles.
        dummy_cycles: i32,
        /// SPI frequency.
        frequency: i32,
        /// GPIO boot mode.
        gpio_mode: i32,
    },
    /// Read memory.
    ReadFlash {
        /// Source memory, raw.
        memory: i32,
        /// Offset in bytes.
        offset: u32,
        /// Bytes to read.
        total: u32,
    },
    /// Ask for the application in a memory.
    GetApplicationDetails {
        /// Memory, raw.
        memory: i32,
    },
    /// Ask for size and chip of a memory.
    GetMemoryDetails {
        /// Memory, raw.
        memory: i32,
    },
    /// Ask whether the user bootloader runs.
    IsUserBootloader,
}

/// A packet that is no request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// Shorter than the request it starts.
    #[error(transparent)]
    UnexpectedEnd(#[from] UnexpectedEnd),
    /// A number no version knows.
    #[error("request number {0} is not known")]
    UnknownRequest(u32),
    /// A field with an impossible value.
    #[error("field {field} cannot be {value}")]
    BadField {
        /// Name of the field.
        field: &'static str,
        /// Its value.
        value: i64,
    },
}

impl Request {
    /// `UPDATE_FLASH_EX_2` for `total` bytes at `offset`.
    pub const fn write(memory: Memory, offset: u32, total: u32) -> Self {
        Self::UpdateFlashEx2 {
            memory: memory.to_wire(),
            offset,
            total,
            packets: super::packet_count(total),
        }
    }

    /// The number of this request.
    pub const fn kind(&self) -> RequestKind {
        match self {
            Self::UsbRomBoot => RequestKind::UsbRomBoot,
            Self::BootApplication => RequestKind::BootApplication,
            Self::UpdateFlash { .. } => RequestKind::UpdateFlash,
            Self::GetBootloaderVersion => RequestKind::GetBootloaderVersion,
            Self::BootMemory { .. } => RequestKind::BootMemory,
            Self::UpdateFlashEx { .. } => RequestKind::UpdateFlashEx,
            Self::UpdateFlashEx2 { .. } => RequestKind::UpdateFlashEx2,
            Self::NoOp => RequestKind::NoOp,
            Self::GetBootloaderType => RequestKind::GetBootloaderType,
            Self::SetBootloaderConfig { .. } => RequestKind::SetBootloaderConfig,
            Self::GetBootloaderConfig { .. } => RequestKind::GetBootloaderConfig,
            Self::BootloaderMemory => RequestKind::BootloaderMemory,
            Self::GetBootloaderCommit => RequestKind::GetBootloaderCommit,
            Self::UpdateFlashBootHeader { .. } => RequestKind::UpdateFlashBootHeader,
            Self::ReadFlash { .. } => RequestKind::ReadFlash,
            Self::GetApplicationDetails { .. } => RequestKind::GetApplicationDetails,
            Self::GetMemoryDetails { .. } => RequestKind::GetMemoryDetails,
            Self::IsUserBootloader => RequestKind::IsUserBootloader,
        }
    }

    /// The bytes of this request, padded to its structure's size.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.u32(self.kind() as u32);
        match *self {
            Self::UpdateFlash {
                storage,
                total,
                packets,
            } => {
                w.u32(u32::from(storage == Storage::Bootloader))
                    .u32(total)
                    .u32(packets);
            }
            Self::BootMemory { total, packets } => {
                w.u32(total).u32(packets);
            }
            Self::UpdateFlashEx {
                memory,
                section,
                total,
                packets,
            } => {
                w.i32(memory).i32(section).u32(total).u32(packets);
            }
            Self::UpdateFlashEx2 {
                memory,
                offset,
                total,
                packets,
            } => {
                w.i32(memory).u32(offset).u32(total).u32(packets);
            }
            Self::SetBootloaderConfig {
                memory,
                offset,
                clear,
                total,
                packets,
            } => {
                w.i32(memory)
                    .i64(offset)
                    .u32(u32::from(clear))
                    .u32(total)
                    .u32(packets);
            }
            Self::GetBootloaderConfig {
                memory,
                offset,
                max_size,
            } => {
                w.i32(memory).i64(offset).u32(max_size);
            }
            Self::UpdateFlashBootHeader {
                kind,
                offset,
                location,
                dummy_cycles,
                frequency,
                gpio_mode,
            } => {
                w.i32(kind)
                    .i64(offset)
                    .i64(location)
                    .i32(dummy_cycles)
                    .i32(frequency)
                    .i32(gpio_mode);
            }
            Self::ReadFlash {
                memory,
                offset,
                total,
            } => {
                w.i32(memory).u32(offset).u32(total);
            }
            Self::GetApplicationDetails { memory } | Self::GetMemoryDetails { memory } => {
                w.i32(memory);
            }
            _ => {}
        }
        w.pad_to(self.kind().size());
        w.finish()
    }

    /// Reads a request; longer packets are accepted, padding is not looked at.
    pub fn decode(bytes: &[u8]) -> Result<Self, RequestError> {
        let mut r = Reader::new(bytes);
        let number = r.u32()?;
        let kind = RequestKind::from_wire(number).ok_or(RequestError::UnknownRequest(number))?;
        Reader::new(bytes).skip(kind.size())?;
        Ok(match kind {
            RequestKind::UsbRomBoot => Self::UsbRomBoot,
            RequestKind::BootApplication => Self::BootApplication,
            RequestKind::UpdateFlash => {
                let storage = match r.u32()? {
                    0 => Storage::Application,
                    1 => Storage::Bootloader,
                    value => {
                        return Err(RequestError::BadField {
                            field: "storage",
                            value: value.into(),
                        });
                    }
                };
                Self::UpdateFlash {
                    storage,
                    total: r.u32()?,
                    packets: r.u32()?,
                }
            }
            RequestKind::GetBootloaderVersion => Self::GetBootloaderVersion,
            RequestKind::BootMemory => Self::BootMemory {
                total: r.u32()?,
                packets: r.u32()?,
            },
            RequestKind::UpdateFlashEx => Self::UpdateFlashEx {
                memory: r.i32()?,
                section: r.i32()?,
                total: r.u32()?,
                packets: r.u32()?,
            },
            RequestKind::UpdateFlashEx2 => Self::UpdateFlashEx2 {
                memory: r.i32()?,
                offset: r.u32()?,
                total: r.u32()?,
                packets: r.u32()?,
            },
            RequestKind::NoOp => Self::NoOp,
            RequestKind::GetBootloaderType => Self::GetBootloaderType,
            RequestKind::SetBootloaderConfig => Self::SetBootloaderConfig {
                memory: r.i32()?,
                offset: r.i64()?,
                clear: r.u32()? != 0,
                total: r.u32()?,
                packets: r.u32()?,
            },
            RequestKind::GetBootloaderConfig => Self::GetBootloaderConfig {
                memory: r.i32()?,
                offset: r.i64()?,
                max_size: r.u32()?,
            },
            RequestKind::BootloaderMemory => Self::BootloaderMemory,
            RequestKind::GetBootloaderCommit => Self::GetBootloaderCommit,
            RequestKind::UpdateFlashBootHeader => Self::UpdateFlashBootHeader {
                kind: r.i32()?,
                offset: r.i64()?,
                location: r.i64()?,
                dummy_cycles: r.i32()?,
                frequency: r.i32()?,
                gpio_mode: r.i32()?,
            },
            RequestKind::ReadFlash => Self::ReadFlash {
                memory: r.i32()?,
                offset: r.u32()?,
                total: r.u32()?,
            },
            RequestKind::GetApplicationDetails => Self::GetApplicationDetails { memory: r.i32()? },
            RequestKind::GetMemoryDetails => Self::GetMemoryDetails { memory: r.i32()? },
            RequestKind::IsUserBootloader => Self::IsUserBootloader,
        })
    }

    /// Data packets this request announces.
    pub const fn data(&self) -> Option<(u32, u32)> {
        match *self {
            Self::UpdateFlash { total, packets, .. }
            | Self::BootMemory { total, packets }
            | Self::UpdateFlashEx { total, packets, .. }
            | Self::UpdateFlashEx2 { total, packets, .. } => Some((total, packets)),
            Self::SetBootloaderConfig {
                clear: false,
                total,
                packets,
                ..
            } => Some((total, packets)),
            _ => None,
        }
    }
}

/// The kind a wire number stands for, for callers that only hold the number.
impl TryFrom<i32> for BootloaderKind {
    type Error = RequestError;

    fn try_from(value: i32) -> Result<Self, RequestError> {
        Self::from_wire(value).ok_or_else(|| RequestError::BadField {
            field: "type",
            value: value.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_the_c_structures() {
        let set = Request::SetBootloaderConfig {
            memory: 0,
            offset: -1,
            clear: false,
            total: 478,
            packets: 1,
        };
        let bytes = set.encode();
        assert_eq!(bytes.len(), 32);
        assert_eq!(&bytes[8..16], [0xFF; 8]);
        assert_eq!(Request::decode(&bytes), Ok(set));
        let header = Request::UpdateFlashBootHeader {
            kind: 3,
            offset: -1,
            location: -1,
            dummy_cycles: -1,
            frequency: -1,
            gpio_mode: 7,
        };
        assert_eq!(header.encode().len(), 40);
        assert_eq!(Request::decode(&header.encode()), Ok(header));
    }
}
