//! What was found on a camera that does not start, what repairs it, and in what backups differ.

use super::{Notice, kind, memory, notice::sentence};
use crate::device::{BackupDifference, Finding, Repair};

/// Something that was found in a camera's flash.
pub fn finding(finding: &Finding) -> Notice {
    match finding {
        Finding::CannotRead => Notice::new(
            "This bootloader cannot read the flash",
            "Bootloaders before 0.0.19 cannot, so nothing can be said about what is in it.",
            "Flash the newest bootloader.",
        ),
        Finding::NoFlash => Notice::new(
            "This camera has no flash",
            "Most plain USB cameras have none, so nothing can be stored on it; it works with a \
             computer only.",
            "",
        ),
        Finding::HeaderMissing => Notice::new(
            "There is no boot header",
            "The camera finds nothing to start and waits for USB.",
            "Flash the bootloader, which writes one.",
        ),
        Finding::BootloaderMissing => Notice::new(
            "There is no bootloader in the flash",
            "The camera waits for USB at every start.",
            "Flash the bootloader.",
        ),
        Finding::BootloaderDamaged { version } => Notice::new(
            format!("The bootloader {version} in the flash is incomplete or damaged"),
            "A flash that was interrupted leaves this.",
            "Flash the bootloader again.",
        ),
        Finding::ApplicationOfOtherKind { kind: found } => Notice::new(
            format!(
                "An application lies where {} cameras keep theirs",
                kind(*found)
            ),
            "The bootloader in the flash may be of the wrong kind.",
            format!(
                "If this is a {} camera, flash a {} bootloader.",
                model(*found),
                kind(*found)
            ),
        ),
        Finding::ConfigUnreadable { reason } => Notice::new(
            "The configuration cannot be read",
            sentence(reason),
            "Clear it, and write it again from a backup.",
        ),
        Finding::UserBootloaderDamaged => Notice::new(
            "The user bootloader is not what the configuration says",
            "The camera starts its factory bootloader instead.",
            "Flash the user bootloader again, or remove it.",
        ),
        Finding::ApplicationDamaged {
            memory: target,
            reason,
        } => Notice::new(
            format!("The application in {} is damaged", memory(*target)),
            sentence(reason),
            "Flash the application again, or remove it.",
        ),
        Finding::ToldToWait => Notice::new(
            "The bootloader looks right, and the camera waited for USB all the same",
            "Its boot switches, its recovery button or its boot header say so.",
            "Write a normal boot header, and set switches or button to flash boot.",
        ),
    }
}

const fn model(kind: crate::bootloader::BootloaderKind) -> &'static str {
    match kind {
        crate::bootloader::BootloaderKind::Usb => "USB",
        crate::bootloader::BootloaderKind::Network => "PoE",
    }
}

/// A step of a repair, as an order without a final period.
pub fn repair(repair: Repair) -> String {
    match repair {
        Repair::FlashBootloader { kind: Some(found) } => {
            format!("Flash the newest {} bootloader", kind(found))
        }
        Repair::FlashBootloader { kind: None } => {
            "Flash the newest bootloader: NETWORK for PoE models, USB for the others".to_owned()
        }
        Repair::NormalHeader => "Write a normal boot header".to_owned(),
        Repair::ClearConfig => "Clear the configuration".to_owned(),
        Repair::RemoveUserBootloader => "Remove the user bootloader, or flash it again".to_owned(),
        Repair::FlashApplication { memory: target } => {
            format!("Flash the application in {} again", memory(target))
        }
        Repair::SetSwitches => {
            "Set boot switches or button to flash boot, and power the camera anew".to_owned()
        }
    }
}

/// One thing in which two backups differ, as a sentence.
pub fn backup_difference(difference: &BackupDifference) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    match difference {
        BackupDifference::Camera { first, second } => {
            format!("They are of two cameras, {first} and {second}.")
        }
        BackupDifference::Bootloader { first, second } => {
            format!("The bootloaders are {first} and {second}.")
        }
        BackupDifference::Header => "The boot headers differ.".to_owned(),
        BackupDifference::Config {
            path,
            first,
            second,
        } => format!("{path} is {} and {}.", value(first), value(second)),
        BackupDifference::Application { section } => {
            format!("The section {section} of the application differs.")
        }
    }
}
