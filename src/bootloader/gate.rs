//! What a bootloader of some version can do, asked before a click instead of learned from an error after it.
//!
//! Gates compare numbers only; the build information of a version does not count (protocol 5.5).

use super::{BootloaderKind, RequestKind, Version};

/// From this version on a bootloader no longer is "susceptible to bootup/restart failure", in the reference's words.
pub const RELIABLE_SINCE: Version = Version::new(0, 0, 28);

/// Something one can want from a bootloader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Write an application package.
    FlashApplication,
    /// Write an application package to a memory of choice, or overwrite an application's table.
    WriteApplicationArea,
    /// Start the flashed application.
    BootApplication,
    /// Replace the bootloader by one of the same kind.
    FlashBootloader,
    /// Replace the bootloader by one of the other kind.
    ChangeBootloaderKind,
    /// Write the user bootloader. Asked of the *flashed* bootloader, which starts it.
    FlashUserBootloader,
    /// Write bytes anywhere.
    WriteFlash,
    /// Read bytes from anywhere; needed to verify by reading back.
    ReadFlash,
    /// Read the configuration.
    ReadConfig,
    /// Write or clear the configuration.
    WriteConfig,
    /// Ask for sizes and chips of the memories; needed to know whether something fits.
    MemoryInfo,
    /// Ask for the application.
    ApplicationInfo,
    /// Ask whether the user bootloader runs.
    IsUserBootloader,
    /// Write a boot header.
    WriteBootHeader,
    /// Run a bootloader from memory.
    BootMemory,
    /// Go to the ROM.
    UsbRomBoot,
    /// Ask for the kind. Older bootloaders are for USB.
    AskKind,
    /// Ask for the commit.
    AskCommit,
}

impl Operation {
    /// The request that carries the operation out, or its youngest one if there are several.
    pub const fn request(self) -> RequestKind {
        match self {
            Self::FlashApplication | Self::FlashBootloader => RequestKind::UpdateFlash,
            Self::WriteApplicationArea | Self::ChangeBootloaderKind | Self::WriteFlash => {
                RequestKind::UpdateFlashEx2
            }
            Self::BootApplication => RequestKind::BootApplication,
            Self::FlashUserBootloader | Self::IsUserBootloader => RequestKind::IsUserBootloader,
            Self::ReadFlash => RequestKind::ReadFlash,
            Self::ReadConfig => RequestKind::GetBootloaderConfig,
            Self::WriteConfig => RequestKind::SetBootloaderConfig,
            Self::MemoryInfo => RequestKind::GetMemoryDetails,
            Self::ApplicationInfo => RequestKind::GetApplicationDetails,
            Self::WriteBootHeader => RequestKind::UpdateFlashBootHeader,
            Self::BootMemory => RequestKind::BootMemory,
            Self::UsbRomBoot => RequestKind::UsbRomBoot,
            Self::AskKind => RequestKind::GetBootloaderType,
            Self::AskCommit => RequestKind::GetBootloaderCommit,
        }
    }

    /// The first version of a bootloader of this kind that can do it.
    pub const fn since(self, kind: BootloaderKind) -> Version {
        match (self, kind) {
            // Below, writing an application could leave a network camera that no longer starts.
            (Self::FlashApplication | Self::WriteApplicationArea, BootloaderKind::Network) => {
                Version::new(0, 0, 14)
            }
            _ => self.request().since(),
        }
    }
}

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The bootloader is too old for it.
    #[error("needs bootloader {needed}, {running} runs")]
    TooOld {
        /// First version that can do it.
        needed: Version,
        /// The version asked about.
        running: Version,
    },
    /// Cameras of this kind have no user bootloader.
    #[error("only network cameras have a user bootloader")]
    NoUserBootloader,
}

/// Whether a bootloader of this kind and version can do it.
pub const fn operation(
    operation: Operation,
    kind: BootloaderKind,
    version: Version,
) -> Result<(), Refusal> {
    if matches!(operation, Operation::FlashUserBootloader) && matches!(kind, BootloaderKind::Usb) {
        return Err(Refusal::NoUserBootloader);
    }
    at_least(operation.since(kind), version)
}

/// Whether a bootloader of this version knows a request.
pub const fn request(request: RequestKind, version: Version) -> Result<(), Refusal> {
    at_least(request.since(), version)
}

/// Whether a bootloader of this version should be replaced before it is relied on.
pub const fn is_unreliable(version: Version) -> bool {
    at_least(RELIABLE_SINCE, version).is_err()
}

const fn at_least(needed: Version, running: Version) -> Result<(), Refusal> {
    let enough = if running.major != needed.major {
        running.major > needed.major
    } else if running.minor != needed.minor {
        running.minor > needed.minor
    } else {
        running.patch >= needed.patch
    };
    if enough {
        Ok(())
    } else {
        Err(Refusal::TooOld { needed, running })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USB: BootloaderKind = BootloaderKind::Usb;
    const NETWORK: BootloaderKind = BootloaderKind::Network;

    const fn version(patch: u32) -> Version {
        Version::new(0, 0, patch)
    }

    /// The first patch of 0.0.x that can do it.
    fn first(operation: Operation, kind: BootloaderKind) -> Option<u32> {
        (0..40).find(|patch| super::operation(operation, kind, version(*patch)).is_ok())
    }

    #[test]
    fn network_cameras_take_applications_from_14_on() {
        assert_eq!(first(Operation::FlashApplication, NETWORK), Some(14));
        assert_eq!(first(Operation::FlashApplication, USB), Some(2));
        assert_eq!(first(Operation::WriteApplicationArea, NETWORK), Some(14));
        assert_eq!(first(Operation::WriteApplicationArea, USB), Some(12));
    }

    #[test]
    fn user_bootloaders_are_for_network_cameras_from_21_on() {
        assert_eq!(first(Operation::FlashUserBootloader, NETWORK), Some(21));
        assert_eq!(
            operation(Operation::FlashUserBootloader, USB, version(29)),
            Err(Refusal::NoUserBootloader)
        );
    }

    #[test]
    fn requests_have_the_version_of_the_table() {
        let firsts = [
            (Operation::BootApplication, 2),
            (Operation::FlashBootloader, 2),
            (Operation::UsbRomBoot, 2),
            (Operation::ChangeBootloaderKind, 12),
            (Operation::WriteFlash, 12),
            (Operation::BootMemory, 12),
            (Operation::AskKind, 12),
            (Operation::ReadConfig, 14),
            (Operation::WriteConfig, 14),
            (Operation::AskCommit, 18),
            (Operation::ReadFlash, 19),
            (Operation::MemoryInfo, 19),
            (Operation::ApplicationInfo, 19),
            (Operation::WriteBootHeader, 19),
            (Operation::IsUserBootloader, 21),
        ];
        for (operation, patch) in firsts {
            assert_eq!(first(operation, USB), Some(patch), "{operation:?}");
            assert_eq!(first(operation, NETWORK), Some(patch), "{operation:?}");
        }
    }

    #[test]
    fn a_refusal_names_both_versions() {
        let refusal = request(RequestKind::ReadFlash, version(17)).unwrap_err();
        assert_eq!(refusal.to_string(), "needs bootloader 0.0.19, 0.0.17 runs");
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(request(RequestKind::ReadFlash, Version::new(0, 1, 0)).is_ok());
        assert!(request(RequestKind::ReadFlash, Version::new(1, 0, 0)).is_ok());
        assert!(is_unreliable(version(27)));
        assert!(!is_unreliable(version(28)));
        assert!(!is_unreliable(Version::new(0, 1, 0)));
    }
}
