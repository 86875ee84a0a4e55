//! Ready-made cameras for demos, tests and support links.

use super::{InitialState, Options};
use crate::{
    bootloader::{BootloaderKind, Version},
    transport::MxId,
};

/// Names of the ready-made cameras and what they are, in the order to show them.
pub const PROFILES: &[(&str, &str)] = &[
    ("usb", "USB camera with 32 MiB of flash, bootloader 0.0.29"),
    ("usb-unbooted", "USB camera with empty flash"),
    ("usb-app", "USB camera that runs a flashed application"),
    ("iot", "USB camera with 128 MiB of flash, made to run alone"),
    ("poe", "PoE camera with 32 MiB of flash, bootloader 0.0.29"),
    ("poe-unbooted", "PoE camera with empty flash"),
    ("poe-app", "PoE camera that runs a flashed application"),
    ("poe-16mib", "PoE camera with 16 MiB of flash"),
    (
        "poe-emmc",
        "PoE camera with 32 MiB of flash and 16 GiB of eMMC",
    ),
    ("old", "USB camera with bootloader 0.0.15"),
    ("old-poe", "PoE camera with bootloader 0.0.22"),
    (
        "poe-interrupted",
        "PoE camera whose bootloader was flashed halfway when the power failed",
    ),
];

/// The ready-made camera called `name`.
pub fn profile(name: &str) -> Option<Options> {
    let index = PROFILES.iter().position(|(known, _)| *known == name)?;
    let usb = Options::new(BootloaderKind::Usb);
    let network = Options::new(BootloaderKind::Network);
    let options = match name {
        "usb-unbooted" => Options {
            state: InitialState::Unbooted,
            ..usb
        },
        "usb-app" => Options {
            state: InitialState::Application,
            ..usb
        },
        "iot" => Options {
            nor_mib: 128,
            ..usb
        },
        "poe" => network,
        "poe-unbooted" => Options {
            state: InitialState::Unbooted,
            ..network
        },
        "poe-app" => Options {
            state: InitialState::Application,
            ..network
        },
        "poe-16mib" => Options {
            nor_mib: 16,
            ..network
        },
        "poe-emmc" => Options {
            emmc_mib: Some(16 * 1024),
            ..network
        },
        "old" => Options {
            bootloader: Version::new(0, 0, 15),
            ..usb
        },
        "old-poe" => Options {
            bootloader: Version::new(0, 0, 22),
            ..network
        },
        "poe-interrupted" => Options {
            state: InitialState::Interrupted,
            ..network
        },
        _ => usb,
    };
    // An identity of its own for each, so that two can stand side by side.
    Some(Options {
        mx_id: MxId(format!("14442C10D13EAB{index:02X}00")),
        ..options
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_profile_exists_and_is_different() {
        let all: Vec<_> = PROFILES
            .iter()
            .map(|(name, _)| profile(name).expect(name))
            .collect();
        for (index, options) in all.iter().enumerate() {
            assert_eq!(options.mx_id.0.len(), 18);
            assert!(
                all.iter()
                    .skip(index + 1)
                    .all(|other| other.mx_id != options.mx_id)
            );
        }
        assert!(profile("nothing").is_none());
    }
}
