//! Answers of the bootloader (protocol 5.2). Their numbers are a numbering of their own.

use super::Version;
use crate::codec::{Reader, UnexpectedEnd, Writer};

const ERROR_TEXT_BYTES: usize = 64;
const COMMIT_BYTES: usize = 64;
const FIRMWARE_VERSION_BYTES: usize = 256;
const APPLICATION_NAME_BYTES: usize = 4096;
const MEMORY_INFO_BYTES: usize = 512;

/// One answer. Texts are the device's own words: show them, never parse them.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// A write, a configuration write or a boot header write ended.
    FlashComplete {
        /// Whether it worked.
        success: bool,
        /// The device's reason, may be empty.
        error: String,
    },
    /// A write goes on.
    FlashStatusUpdate {
        /// 0 to 1.
        progress: f32,
    },
    /// The running version.
    BootloaderVersion(Version),
    /// The running kind, raw.
    BootloaderType(i32),
    /// Configuration follows if `success`.
    GetBootloaderConfig(DataHeader),
    /// The memory the bootloader lives in, raw.
    BootloaderMemory(i32),
    /// The application starts, or why not.
    BootApplication {
        /// Whether it worked.
        success: bool,
        /// The device's reason, may be empty.
        error: String,
    },
    /// Commit the bootloader was built from, may be empty.
    BootloaderCommit(String),
    /// Memory content follows if `success`.
    ReadFlash(DataHeader),
    /// What application a memory holds.
    ApplicationDetails {
        /// Whether the question could be answered.
        success: bool,
        /// The device's reason, may be empty.
        error: String,
        /// Whether there is an application.
        has_application: bool,
        /// Firmware version, where the application has one.
        firmware_version: Option<String>,
        /// Name, where the application has one.
        application_name: Option<String>,
    },
    /// Size and chip of a memory.
    MemoryDetails {
        /// Whether the memory is there.
        has_memory: bool,
        /// The memory, raw.
        memory: i32,
        /// Size in bytes.
        size: i64,
        /// Chip as text.
        info: String,
    },
    /// Whether the user bootloader runs.
    IsUserBootloader(bool),
    /// Answer to no-op; `invalid` after a request the device does not know.
    NoOp {
        /// Whether the request before was not understood.
        invalid: bool,
    },
}

/// Announces data packets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataHeader {
    /// Whether data follows.
    pub success: bool,
    /// The device's reason, may be empty.
    pub error: String,
    /// Bytes that follow.
    pub total: u32,
    /// Packets that follow.
    pub packets: u32,
}

/// A packet that is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// Shorter than the answer it starts.
    #[error(transparent)]
    UnexpectedEnd(#[from] UnexpectedEnd),
    /// A number no version sends.
    #[error("response number {0} is not known")]
    UnknownResponse(u32),
    /// A float that is no progress.
    #[error("progress is not a number")]
    BadProgress,
}

impl Response {
    /// The number on the wire.
    pub const fn number(&self) -> u32 {
        match self {
            Self::FlashComplete { .. } => 0,
            Self::FlashStatusUpdate { .. } => 1,
            Self::BootloaderVersion(_) => 2,
            Self::BootloaderType(_) => 3,
            Self::GetBootloaderConfig(_) => 4,
            Self::BootloaderMemory(_) => 5,
            Self::BootApplication { .. } => 6,
            Self::BootloaderCommit(_) => 7,
            Self::ReadFlash(_) => 8,
            Self::ApplicationDetails { .. } => 9,
            Self::MemoryDetails { .. } => 10,
            Self::IsUserBootloader(_) => 11,
            Self::NoOp { .. } => 12,
        }
    }

    /// The bytes of this answer.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.u32(self.number());
        match self {
            Self::FlashComplete { success, error } | Self::BootApplication { success, error } => {
                w.u32((*success).into()).text(error, ERROR_TEXT_BYTES);
            }
            Self::FlashStatusUpdate { progress } => {
                w.f32(*progress);
            }
            Self::BootloaderVersion(version) => {
                w.u32(version.major).u32(version.minor).u32(version.patch);
            }
            Self::BootloaderType(value) | Self::BootloaderMemory(value) => {
                w.i32(*value);
            }
            Self::GetBootloaderConfig(header) | Self::ReadFlash(header) => {
                w.u32(header.success.into())
                    .text(&header.error, ERROR_TEXT_BYTES);
                w.u32(header.total).u32(header.packets);
            }
            Self::BootloaderCommit(commit) => {
                w.text(commit, COMMIT_BYTES);
            }
            Self::ApplicationDetails {
                success,
                error,
                has_application,
                firmware_version,
                application_name,
            } => {
                w.u32((*success).into())
                    .text(error, ERROR_TEXT_BYTES)
                    .u32((*has_application).into());
                w.u32(firmware_version.is_some().into())
                    .u32(application_name.is_some().into());
                w.text(
                    firmware_version.as_deref().unwrap_or_default(),
                    FIRMWARE_VERSION_BYTES,
                );
                w.text(
                    application_name.as_deref().unwrap_or_default(),
                    APPLICATION_NAME_BYTES,
                );
            }
            Self::MemoryDetails {
                has_memory,
                memory,
                size,
                info,
            } => {
                w.u32((*has_memory).into())
                    .i32(*memory)
                    .pad_to(16)
                    .i64(*size)
                    .text(info, MEMORY_INFO_BYTES);
            }
            Self::IsUserBootloader(is_user) => {
                w.u32((*is_user).into());
            }
            Self::NoOp { invalid } => {
                w.u32((*invalid).into());
            }
        }
        w.finish()
    }

    /// Reads an answer; longer packets are accepted, as the reference does.
    pub fn decode(bytes: &[u8]) -> Result<Self, ResponseError> {
        let mut r = Reader::new(bytes);
        Ok(match r.u32()? {
            0 => Self::FlashComplete {
                success: r.u32()? != 0,
                error: r.text(ERROR_TEXT_BYTES)?,
            },
            1 => {
                let progress = r.f32()?;
                if !progress.is_finite() {
                    return Err(ResponseError::BadProgress);
                }
                Self::FlashStatusUpdate {
                    progress: progress.clamp(0.0, 1.0),
                }
            }
            2 => Self::BootloaderVersion(Version::new(r.u32()?, r.u32()?, r.u32()?)),
            3 => Self::BootloaderType(r.i32()?),
            4 => Self::GetBootloaderConfig(DataHeader::decode(&mut r)?),
            5 => Self::BootloaderMemory(r.i32()?),
            6 => Self::BootApplication {
                success: r.u32()? != 0,
                error: r.text(ERROR_TEXT_BYTES)?,
            },
            7 => Self::BootloaderCommit(r.text(COMMIT_BYTES)?),
            8 => Self::ReadFlash(DataHeader::decode(&mut r)?),
            9 => Self::application_details(&mut r)?,
            10 => {
                let (has_memory, memory) = (r.u32()? != 0, r.i32()?);
                r.skip(4)?;
                Self::MemoryDetails {
                    has_memory,
                    memory,
                    size: r.i64()?,
                    info: r.text(MEMORY_INFO_BYTES)?,
                }
            }
            11 => Self::IsUserBootloader(r.u32()? != 0),
            12 => Self::NoOp {
                invalid: r.u32()? != 0,
            },
            number => return Err(ResponseError::UnknownResponse(number)),
        })
    }

    fn application_details(r: &mut Reader<'_>) -> Result<Self, UnexpectedEnd> {
        let (success, error) = (r.u32()? != 0, r.text(ERROR_TEXT_BYTES)?);
        let (has_application, has_version, has_name) =
            (r.u32()? != 0, r.u32()? != 0, r.u32()? != 0);
        let (version, name) = (
            r.text(FIRMWARE_VERSION_BYTES)?,
            r.text(APPLICATION_NAME_BYTES)?,
        );
        Ok(Self::ApplicationDetails {
            success,
            error,
            has_application,
            firmware_version: has_version.then_some(version),
            application_name: has_name.then_some(name),
        })
    }
}

impl DataHeader {
    fn decode(r: &mut Reader<'_>) -> Result<Self, UnexpectedEnd> {
        Ok(Self {
            success: r.u32()? != 0,
            error: r.text(ERROR_TEXT_BYTES)?,
            total: r.u32()?,
            packets: r.u32()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<(Response, usize)> {
        let header = DataHeader {
            success: true,
            error: String::new(),
            total: 478,
            packets: 1,
        };
        vec![
            (
                Response::FlashComplete {
                    success: false,
                    error: "Not enough space: 1->2B".into(),
                },
                72,
            ),
            (Response::FlashStatusUpdate { progress: 0.5 }, 8),
            (Response::BootloaderVersion(Version::new(0, 0, 29)), 16),
            (Response::BootloaderType(1), 8),
            (Response::GetBootloaderConfig(header.clone()), 80),
            (Response::BootloaderMemory(0), 8),
            (
                Response::BootApplication {
                    success: true,
                    error: String::new(),
                },
                72,
            ),
            (Response::BootloaderCommit("666046daa".into()), 68),
            (Response::ReadFlash(header), 80),
            (
                Response::ApplicationDetails {
                    success: true,
                    error: String::new(),
                    has_application: true,
                    firmware_version: Some("6632d3a2".into()),
                    application_name: None,
                },
                4436,
            ),
            (
                Response::MemoryDetails {
                    has_memory: true,
                    memory: 0,
                    size: 1 << 25,
                    info: "NOR".into(),
                },
                536,
            ),
            (Response::IsUserBootloader(false), 8),
            (Response::NoOp { invalid: true }, 8),
        ]
    }

    #[test]
    fn sizes_are_those_of_the_c_structures_and_values_survive() {
        for (response, size) in samples() {
            let bytes = response.encode();
            assert_eq!(bytes.len(), size, "{response:?}");
            assert_eq!(Response::decode(&bytes).as_ref(), Ok(&response));
            assert!(
                Response::decode(&bytes[..size - 1]).is_err(),
                "{response:?}"
            );
        }
    }

    #[test]
    fn foreign_bytes_are_refused() {
        assert_eq!(
            Response::decode(&[13, 0, 0, 0]),
            Err(ResponseError::UnknownResponse(13))
        );
        assert_eq!(
            Response::decode(&[1, 0, 0, 0, 0, 0, 0xC0, 0x7F]),
            Err(ResponseError::BadProgress)
        );
    }
}
