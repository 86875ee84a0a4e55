//! What a plan says: refusals, warnings, what a power cut leaves; and what a person is waited for.

use super::{Notice, bytes_text, kind, memory, region, units::exact};
use crate::{
    device::{LeftAlone, PowerCut, Refusal, RegionUse, Waiting, Warning},
    transport::DeviceState,
};

/// Why a plan is refused.
pub fn refusal(refusal: &Refusal) -> Notice {
    match refusal {
        Refusal::TooLarge {
            memory: target,
            size,
            room,
            fits_compressed,
            ..
        } => too_large(memory(*target), *size, *room, *fits_compressed),
        Refusal::BootloaderTooOld { needed, found } => Notice::new(
            format!("Bootloader {found} is too old for this"),
            format!("This needs bootloader {needed} or newer."),
            "Flash the bootloader first.",
        ),
        Refusal::BootloaderNotFlashed => Notice::new(
            "The camera did not start from its own bootloader",
            "It was found unbooted and runs a bootloader from memory only, so an application \
             flashed now might never start.",
            "Flash the bootloader first; if it is flashed, set the camera to start from its flash \
             and connect again.",
        ),
        Refusal::WrongKind { image, camera } => Notice::new(
            format!("The image is a {} bootloader", kind(*image)),
            format!("This camera is to get a {} bootloader.", kind(*camera)),
            format!("Choose an image for {} cameras.", kind(*camera)),
        ),
        Refusal::NoSuchMemory { memory: target } => Notice::new(
            format!("This camera has no {}", memory(*target)),
            "Nothing can be stored there.",
            "Choose another memory. Most plain USB cameras have none at all.",
        ),
        Refusal::BadImage { reason } => Notice::new(
            "The file cannot be flashed",
            sentence(reason),
            "Get the file again, or choose another one.",
        ),
        Refusal::KindUnknown => Notice::new(
            "It is not known whether this is a USB or a NETWORK camera",
            "It was found unbooted and its flash tells nothing. The wrong kind could make it \
             unreachable.",
            "Flash a bootloader first and say which kind the camera is: NETWORK for PoE models, \
             USB for the others.",
        ),
        Refusal::BadConfig { reason } => Notice::new(
            "The configuration cannot be stored",
            sentence(reason),
            "Correct the document and try again.",
        ),
        Refusal::NothingToRemove => Notice::new(
            "There is no application to remove",
            "The camera says that this memory holds none.",
            "",
        ),
        Refusal::NothingToUpdate => Notice::new(
            "The camera holds exactly this application",
            "Nothing differs, so there is nothing to write.",
            "",
        ),
        Refusal::NothingToRestore => Notice::new(
            "There is nothing to bring back",
            "The camera holds what the backup holds, or what differs cannot be brought back.",
            "",
        ),
        Refusal::NoUserBootloader => Notice::new(
            "This camera has no room for a user bootloader",
            "Only NETWORK cameras have a second place for one.",
            "Flash the factory bootloader instead.",
        ),
        Refusal::NoUserBootloaderToRemove => Notice::new(
            "There is no user bootloader to remove",
            "The camera starts its factory bootloader already.",
            "",
        ),
        Refusal::OutsideMemory {
            memory: target,
            offset,
            size,
            end,
        } => outside_memory(memory(*target), *offset, *size, *end),
        Refusal::SizeUnknown => Notice::new(
            "The camera does not tell the size of its memory",
            "That needs bootloader 0.0.19. Without it a range cannot be checked.",
            "Flash the newest bootloader first.",
        ),
        Refusal::BadBootHeader { reason } => Notice::new(
            "The camera could not start with this boot header",
            sentence(reason),
            "Choose another boot header.",
        ),
        Refusal::NotStandalone { findings } => Notice::new(
            "This pipeline cannot work on a camera alone",
            findings
                .iter()
                .map(|finding| sentence(finding))
                .collect::<Vec<_>>()
                .join(" "),
            "Change the pipeline and try again.",
        ),
    }
}

fn outside_memory(target: &str, offset: u64, size: u64, end: u64) -> Notice {
    if size == 0 {
        return Notice::new(
            "There is nothing to write",
            "The range is empty.",
            "Give at least one byte.",
        );
    }
    Notice::new(
        format!("The range reaches beyond the end of {target}"),
        format!(
            "It goes from {offset:#x} to {:#x}, and the memory ends at {end:#x}.",
            offset.saturating_add(size)
        ),
        "Choose another offset or fewer bytes.",
    )
}

fn too_large(target: &str, size: u64, room: u64, fits_compressed: Option<u64>) -> Notice {
    let over = size.saturating_sub(room);
    let next = fits_compressed.map_or_else(
        || "Use a smaller network or fewer assets, or another memory.".to_owned(),
        |compressed| {
            format!(
                "Compress the firmware: then it takes {} and fits.",
                bytes_text(compressed)
            )
        },
    );
    Notice::new(
        format!("It does not fit: {} too much", bytes_text(over)),
        format!(
            "It takes {} ({}), and there is room for {} ({}) in {target}.",
            bytes_text(size),
            exact(size),
            bytes_text(room),
            exact(room),
        ),
        next,
    )
}

/// What to know about a plan.
pub fn warning(warning: &Warning) -> Notice {
    match warning {
        Warning::StartupBug { version } => Notice::new(
            format!("Bootloader {version} may fail to start up"),
            "Bootloaders before 0.0.28 are known to fail at start-up or restart now and then.",
            "Flash the newest bootloader first.",
        ),
        Warning::KindChange { from, to } => Notice::new(
            format!(
                "This changes the camera from {} to {}",
                kind(*from),
                kind(*to)
            ),
            "A camera with the wrong kind of bootloader may become unreachable.",
            "Go on only if you know that this camera needs it.",
        ),
        Warning::Downgrade { from, to } => Notice::new(
            format!("Bootloader {from} would be replaced by the older {to}"),
            "Older bootloaders know fewer requests.",
            "",
        ),
        Warning::FitUnknown => Notice::new(
            "The camera does not tell the size of its memory",
            "Bootloaders before 0.0.19 cannot, so whether this fits is not checked.",
            "Flash the newest bootloader first.",
        ),
        Warning::KindNotConfirmed => Notice::new(
            "Nothing on the camera tells its kind",
            "It was found unbooted and its flash tells nothing, so the kind is what you say.",
            "Check the model: NETWORK for PoE models, USB for the others.",
        ),
        Warning::NoReadBack => Notice::new(
            "The result cannot be read back",
            "That needs bootloader 0.0.19. The result will be what the camera says.",
            "",
        ),
        Warning::FactoryStaysOld { version } => Notice::new(
            format!("The factory bootloader stays {version}"),
            "It starts the user bootloader, and before 0.0.28 it is known to fail at start-up now \
             and then. Only a new factory bootloader ends that.",
            "",
        ),
        Warning::ErasesEverything => Notice::new(
            "Configuration, application and user bootloader are erased, too",
            "Afterwards the camera asks a DHCP server for its address, if it has a network at all.",
            "Export the configuration first if it is still needed.",
        ),
        Warning::SkipsBootloader => Notice::new(
            "The camera will start its application without a bootloader",
            "From the next start on nothing can be flashed or configured any more, and an \
             application that fails cannot be replaced, until boot switches or a recovery button \
             start USB recovery.",
            "Go on only if you can reach the switches or the button of this camera.",
        ),
        Warning::OnlyUsbAfterwards => Notice::new(
            "The camera will not be reachable over the network any more",
            "It waits for USB at every start, and needs a USB cable to get back.",
            "Go on only if you can connect this camera by USB.",
        ),
        Warning::OverwritesBootloader => Notice::new(
            "This overwrites what makes the camera start",
            "Wrong bytes there leave a camera that only boot switches or a recovery button can \
             bring back.",
            "Go on only if these bytes are meant for this place.",
        ),
        Warning::BackupOfOther { camera } => Notice::new(
            format!("This backup was made of another camera, {camera}"),
            "With a fixed address both cameras would have the same one.",
            "",
        ),
        Warning::NotRestored { part, because } => not_restored(*part, *because),
        Warning::Pipeline { finding } => Notice::new(finding.clone(), "", ""),
    }
}

fn not_restored(part: RegionUse, because: LeftAlone) -> Notice {
    let title = match part {
        RegionUse::Application => "The application stays as it is".to_owned(),
        part => format!("{} stays as it is", region(part)),
    };
    match because {
        LeftAlone::OtherCamera => Notice::new(
            title,
            "What lies in the flash as bytes is only brought back to the camera it came from.",
            "",
        ),
        LeftAlone::OtherKind => Notice::new(
            title,
            "The camera was of the other kind when the backup was made, and its flash is laid out differently now.",
            "",
        ),
        LeftAlone::HadNone => Notice::new(
            title,
            "The camera had none when the backup was made, and restoring takes none away.",
            "Remove the application if it is not wanted.",
        ),
        LeftAlone::ApplicationGone => Notice::new(
            title,
            "A backup holds the table of an application, not its content, and that is not on the camera any more.",
            "Flash the application's package again if it is needed.",
        ),
        LeftAlone::HeaderUnproven => Notice::new(
            title,
            "The camera did not start by the header of this backup when it was made, so it might not start by it now.",
            "",
        ),
    }
}

/// What a power cut during the operation leaves.
pub const fn power_cut(power_cut: PowerCut) -> &'static str {
    match power_cut {
        PowerCut::OldNewOrNone => {
            "A power cut leaves the old application, the new one, or none; the camera stays reachable"
        }
        PowerCut::RomRecovery => {
            "A power cut leaves a camera without a bootloader; it can be repaired over USB"
        }
        PowerCut::FactoryBootloader => {
            "A power cut leaves a camera that starts its factory bootloader; it stays reachable"
        }
        PowerCut::PartlyWritten => {
            "A power cut leaves old and new bytes side by side in this region; the camera stays reachable"
        }
        PowerCut::Unreachable => {
            "A power cut may leave a camera that does not start; then only its boot switches or recovery button help"
        }
        PowerCut::ConfigOldNewOrNone => {
            "A power cut leaves the old configuration, the new one, or none; the camera stays reachable"
        }
    }
}

/// What a person must do for the operation to go on.
pub fn waiting(waiting: &Waiting) -> Notice {
    match waiting {
        Waiting::Permission { mx_id, state } => {
            let row = match state {
                DeviceState::Unbooted => "Movidius MA2X5X",
                DeviceState::Bootloader => "Luxonis Bootloader",
                DeviceState::FlashBooted | DeviceState::Booted => "Luxonis Device",
            };
            let which = mx_id
                .as_ref()
                .map(|id| format!(" Its serial number is {id}."))
                .unwrap_or_default();
            Notice::new(
                "The camera restarted, and the browser must be allowed to see it again",
                format!("Look for \"{row}\" in the browser's list.{which}"),
                "Press the button and choose the camera. Nothing is lost meanwhile.",
            )
        }
    }
}

/// A reason as a sentence: a capital first letter and a final period.
pub(super) fn sentence(reason: &str) -> String {
    let mut chars = reason.trim().chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let mut text: String = first.to_uppercase().chain(chars).collect();
    if !text.ends_with(['.', '?']) {
        text.push('.');
    }
    text
}
