//! Words of the part about bootloaders.

use crate::bootloader::{BootHeaderKind, Version};

/// Title of the update.
pub const UPDATE: &str = "Update";
/// Asks for what is advised: a network camera, second slot.
pub const USER_ADVISED: &str = "The user bootloader is updated: it lies in a second place, and if anything goes wrong with it the factory bootloader starts instead. The factory bootloader stays as it is.";
/// The factory bootloader must be replaced because of its fault.
pub const FACTORY_FAULT: &str = "The factory bootloader itself must be replaced: before 0.0.28 it is known to fail at start-up now and then, and it starts before any user bootloader. If the power fails meanwhile, this page repairs the camera over USB.";
/// The only slot.
pub const FACTORY_ONLY: &str = "USB cameras have one place for a bootloader. If the power fails meanwhile, the chip waits in USB recovery and this page repairs the camera.";
/// No user bootloader below 0.0.21.
pub const FACTORY_TOO_OLD: &str = "The factory bootloader is updated: a second one needs at least 0.0.21 in flash. If the power fails meanwhile, this page repairs the camera over USB.";
/// None there.
pub const FACTORY_MISSING: &str = "There is none in flash yet. If the power fails meanwhile, the camera is as it was: waiting for a program.";
/// Nothing to update.
pub const NEWEST: &str = "It is the newest one. Flash it again only to repair it.";
/// An own image.
pub const CUSTOM: &str =
    "Your own image is checked for its kind and version before anything is sent.";
/// Nothing tells the kind.
pub const KIND_FIRST: &str = "Choose the kind of camera first.";
/// Factory slot.
pub const FACTORY: &str = "Flash factory bootloader";
/// User slot.
pub const USER: &str = "Flash user bootloader";
/// Removes it.
pub const USER_REMOVE: &str = "Remove user bootloader";
/// What that does.
pub const USER_REMOVE_HINT: &str =
    "The camera starts its factory bootloader again. The bytes stay in their place, unused.";
/// Other choices.
pub const OTHER: &str = "Other choices";
/// The other place.
pub const OTHER_HINT: &str = "The factory bootloader starts first, always. Replace it only when the advice above says so or it is damaged.";

/// Title of starting over.
pub const OVER: &str = "Start over";
/// Factory reset.
pub const RESET: &str = "Factory reset";
/// What it does.
pub const RESET_HINT: &str = "Flashes the factory bootloader and erases the user bootloader, the configuration and the application. Three other things are often confused with it: removing the application, clearing the configuration, and removing the user bootloader each have a button of their own.";
/// USB recovery now.
pub const ROM: &str = "Start USB recovery once";
/// What it does.
pub const ROM_HINT: &str = "The camera restarts in the chip's own program, writes nothing, and comes back as Movidius MyriadX. After the next power-up everything is as before.";
/// It is there.
pub const ROM_STARTED: &str = "The camera is in USB recovery";
/// What to do.
pub const ROM_STARTED_NEXT: &str = "Connect it again to start a bootloader in its memory, or take its power away to have it start as usual.";

/// Title of the boot headers.
pub const HEADERS: &str = "Boot header";
/// What they are.
pub const HEADERS_HINT: &str = "The first bytes of the flash tell the chip what to start. A wrong one leaves a camera that only boot switches or a recovery button bring back. Nobody needs this for normal use.";
/// What must be typed to see them.
pub const HEADERS_WORD: &str = "boot header";
/// Asks for the word.
pub const HEADERS_TYPE: &str = "Type “boot header” to unlock";
/// Name of the choice.
pub const HEADER_KIND: &str = "What the chip starts";
/// Writes it.
pub const HEADER_WRITE: &str = "Write boot header";
/// GPIO mode.
pub const GPIO: &str = "GPIO boot mode";
/// Where the program lies.
pub const LOCATION: &str = "Location";
/// SPI clock.
pub const FREQUENCY: &str = "SPI clock";
/// Dummy cycles.
pub const DUMMY: &str = "Dummy cycles";
/// Where the header is written.
pub const OFFSET: &str = "Offset of the header";
/// Empty.
pub const CHOSEN_BY_CAMERA: &str = "Empty: the camera chooses.";
/// Not a number.
pub const NOT_NUMBER: &str = "Enter a whole number like 7 or 0x100000, or nothing.";
/// Too large for its field.
pub fn at_most(max: u64) -> String {
    format!("Enter a number of at most {max}.")
}

/// A kind of boot header.
pub const fn header(kind: BootHeaderKind) -> &'static str {
    match kind {
        BootHeaderKind::Normal => "The bootloader",
        BootHeaderKind::UsbRecovery => "USB recovery",
        BootHeaderKind::GpioMode => "By GPIO pins",
        BootHeaderKind::Fast => "The application, without a bootloader",
    }
}

/// What a kind of boot header does.
pub const fn header_hint(kind: BootHeaderKind) -> &'static str {
    match kind {
        BootHeaderKind::Normal => "As from the factory",
        BootHeaderKind::UsbRecovery => "The chip waits for USB at every start",
        BootHeaderKind::GpioMode => "The chip reads its boot mode from its pins",
        BootHeaderKind::Fast => {
            "Starts sooner; nothing can be flashed any more without switches or a button"
        }
    }
}

/// Something that the bootloader cannot do.
pub fn too_old(needed: Version, running: Version) -> String {
    format!("Needs bootloader {needed}; {running} runs.")
}

/// From one version to another.
pub fn from_to(from: Option<Version>, to: Version) -> String {
    match from {
        Some(from) if from == to => format!("{to} is in flash."),
        Some(from) => format!("{from} is in flash, {to} is the newest."),
        None => format!("No bootloader is known in flash; {to} is the newest."),
    }
}
