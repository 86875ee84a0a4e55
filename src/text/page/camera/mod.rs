//! Words of step 1.

pub mod map;

use crate::{
    bootloader::{BootloaderKind, Version},
    text::{kind, units},
    transport::{Attachment, DeviceState, LinkSpeed},
};

/// Title.
pub const TITLE: &str = "Camera";
/// Summary without a camera.
pub const SUMMARY_NONE: &str = "Not connected";
/// Summary while connecting, and said aloud.
pub const CONNECTING: &str = "Connecting";
/// Said aloud.
pub const CONNECTED: &str = "Camera connected";
/// What to do first.
pub const LEAD: &str = "Plug the camera in by USB, then connect it. A PoE camera has a USB socket too, or is set to USB recovery.";
/// The main button.
pub const CONNECT: &str = "Connect camera";
/// After a camera left.
pub const RECONNECT: &str = "Connect again";
/// Back from a failure.
pub const PANEL: &str = "Close";
/// While the chooser is open.
pub const CHOOSING: &str = "Choose the camera in the browser's list";
/// The menu of virtual cameras.
pub const USE_VIRTUAL: &str = "Use a virtual camera";
/// What the browser's list will show.
pub const ROWS_TITLE: &str = "How it is called in the browser's list";
/// Row of an unbooted camera.
pub const ROW_UNBOOTED: &str = "Movidius MyriadX";
/// What that is.
pub const ROW_UNBOOTED_MEANS: &str = "a camera that waits for a program";
/// Row of a bootloader.
pub const ROW_BOOTLOADER: &str = "Luxonis Bootloader";
/// What that is.
pub const ROW_BOOTLOADER_MEANS: &str = "a camera with a bootloader in its flash";
/// Name of the list.
pub const LIST_TITLE: &str = "Cameras this page may use";
/// Connects to a listed camera.
pub const CONNECT_THIS: &str = "Connect";
/// A listed camera without identity.
pub const UNKNOWN_ID: &str = "identity not known yet";

/// The chooser was closed.
pub const DISMISSED_TITLE: &str = "No camera was chosen";
/// What to look at.
pub const DISMISSED: [&str; 3] = [
    "Use a cable that carries data, straight to the computer and not through a hub.",
    "A PoE camera also needs its power supply. Set it to USB recovery if it does not show up.",
    "Close other programs that use the camera, and other tabs of this page.",
];
/// The browser did not show it.
pub const REFUSED_TITLE: &str = "The browser did not show its list";

/// No WebUSB here.
pub const NO_WEBUSB_TITLE: &str = "This browser cannot reach USB devices";
/// What works.
pub const NO_WEBUSB: &str = "Use Chrome, Edge or another Chromium browser on a computer. Here you can build applications and try everything on a virtual camera.";
/// Insecure page.
pub const INSECURE_TITLE: &str = "USB needs a secure page";
/// What to do.
pub const INSECURE: &str = "Open this page by https, or from localhost. Here you can build applications and try everything on a virtual camera.";
/// What the page needs, before it knows the browser.
pub const NEEDS: &str = "Needs Chrome, Edge or another Chromium browser. In any browser you can build applications and use a virtual camera.";

/// The camera restarted.
pub const WAITING_TITLE: &str = "Allow the camera again";
/// The button that asks again.
pub const WAITING_BUTTON: &str = "Choose the camera again";
/// Why there is no hurry.
pub const WAITING_CLOCK: &str = "The page waits ten minutes for it.";

/// Asks for the facts again.
pub const REFRESH: &str = "Ask again";
/// Gives the permission back.
pub const FORGET: &str = "Forget";
/// What that does.
pub const FORGET_HINT: &str = "Takes back this page's permission to see the camera; the browser asks again the next time. Cameras that wait for a program share one permission.";
/// Lets the camera go.
pub const DISCONNECT: &str = "Disconnect";
/// What the panel is.
pub const FACTS: &str = "What this camera is";
/// Name of the map.
pub const MAP: &str = "Flash memory, to scale";
/// An area holds something.
pub const OCCUPIED: &str = "in use";
/// An area is empty.
pub const EMPTY: &str = "empty";
/// Not known.
pub const UNKNOWN: &str = "not known";
/// A model.
pub const VIRTUAL: &str = "virtual";

/// Fact names.
pub mod fact {
    /// Identity.
    pub const ID: &str = "MX id";
    /// State it was found in.
    pub const FOUND: &str = "Found";
    /// Attachment.
    pub const ATTACHED: &str = "Attached";
    /// Kind.
    pub const KIND: &str = "Kind";
    /// Bootloader.
    pub const BOOTLOADER: &str = "Bootloader";
    /// Memory.
    pub const MEMORY: &str = "Memory";
    /// Application.
    pub const APPLICATION: &str = "Application";
    /// Configuration.
    pub const CONFIG: &str = "Configuration";
}

/// No memory tells of itself.
pub const MEMORY_UNKNOWN: &str = "not told by bootloaders before 0.0.19";
/// No memory at all.
pub const MEMORY_NONE: &str = "no memory for an application";
/// No application.
pub const APPLICATION_NONE: &str = "none";
/// An application without name.
pub const APPLICATION_UNNAMED: &str = "an application without a name";
/// No configuration.
pub const CONFIG_NONE: &str = "none, defaults apply";
/// Shows the document.
pub const CONFIG_SHOW: &str = "Show the document";
/// Summary of one that left its bootloader.
pub const RUNS: &str = "runs its application";
/// The user bootloader runs.
pub const USER_BOOTLOADER: &str = "user bootloader";
/// A bootloader of ours runs.
pub const IN_MEMORY: &str = "in memory, started by this page";
/// Removes the application.
pub const REMOVE: &str = "Remove application";

/// Section about the bootloader.
pub const BOOTLOADER_TITLE: &str = "Bootloader";
/// None is flashed.
pub const BOOTLOADER_MISSING: &str =
    "No flashed bootloader is known. Flash one first: an application could not start without it.";
/// It is as new as can be.
pub const BOOTLOADER_FINE: &str = "Nothing to do.";
/// Flash the first one.
pub const BOOTLOADER_FLASH: &str = "Flash bootloader";
/// Replace an older one.
pub const BOOTLOADER_UPDATE: &str = "Update bootloader";
/// The same again.
pub const BOOTLOADER_AGAIN: &str = "Flash again";
/// Other choices.
pub const BOOTLOADER_OPTIONS: &str = "Kind and image";
/// Asks for the kind.
pub const KIND_TITLE: &str = "Kind of camera";
/// The kind must be chosen.
pub const KIND_UNKNOWN: &str = "The camera does not tell which kind it is, so you have to say it. The wrong kind makes a camera unreachable until it is repaired over USB.";
/// A USB camera.
pub const KIND_USB: &str = "USB camera";
/// How to tell.
pub const KIND_USB_HINT: &str = "Its only socket is USB-C";
/// A network camera.
pub const KIND_NETWORK: &str = "PoE camera";
/// How to tell.
pub const KIND_NETWORK_HINT: &str = "It has an Ethernet socket (M12 or RJ45)";
/// This one is it.
pub const KIND_THIS: &str = "this camera";
/// This one is not.
pub const KIND_OTHER: &str = "not this camera: needs a typed word";
/// Choose first.
pub const KIND_FIRST: &str = "Choose the kind of camera first.";
/// The image.
pub const IMAGE_TITLE: &str = "Image";
/// The shipped one.
pub const IMAGE_SHIPPED: &str = "The one of this page";
/// An own one.
pub const IMAGE_PICK: &str = "Choose an image file";
/// Back to the shipped one.
pub const IMAGE_BACK: &str = "Use the one of this page";

/// What the camera is, as a heading.
pub const fn kind_name(kind: Option<BootloaderKind>) -> &'static str {
    match kind {
        Some(BootloaderKind::Usb) => KIND_USB,
        Some(BootloaderKind::Network) => KIND_NETWORK,
        None => "OAK camera",
    }
}

/// How it is attached.
pub const fn attachment(attachment: Attachment) -> &'static str {
    match attachment {
        Attachment::Usb => "by USB",
        Attachment::Network => "over the network",
    }
}

/// How it is attached, with the speed where that is known.
pub fn link(by: Attachment, speed: Option<LinkSpeed>) -> String {
    let speed = match speed {
        Some(LinkSpeed::Full) => {
            ", full speed (12 Mbit/s): too slow to flash an application, use another cable or socket"
        }
        Some(LinkSpeed::High) => ", high speed (USB 2, 480 Mbit/s)",
        Some(LinkSpeed::Super) => ", super speed (USB 3, 5 Gbit/s or more)",
        None => "",
    };
    format!("{}{speed}", attachment(by))
}

/// A state on a row of the list.
pub const fn row_state(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Unbooted => "Waiting for a program",
        DeviceState::Bootloader => "Bootloader",
        DeviceState::FlashBooted => "Runs its application",
        DeviceState::Booted => "In use by another program",
    }
}

/// Kind and the reason to believe it.
pub fn kind_because(known: Option<BootloaderKind>, reason: &str) -> String {
    match known {
        Some(known) => format!("{} ({}): {reason}", kind_name(Some(known)), kind(known)),
        None => format!("{UNKNOWN}: {reason}"),
    }
}

/// What a bootloader says that has none.
const CONFIG_NONE_TOLD: &str = "No configuration data available";

/// No configuration, with the camera's own words unless they only say that.
pub fn config_none(words: &str) -> String {
    if words == CONFIG_NONE_TOLD {
        return CONFIG_NONE.to_owned();
    }
    format!("none that could be read: the camera says “{words}”")
}

/// A firmware version.
pub fn firmware(version: &str) -> String {
    format!("firmware {}", units::version(version))
}

/// The bootloader fact.
pub fn bootloader(flashed: Option<Version>, running: Version, in_memory: bool) -> String {
    match (flashed, in_memory) {
        (Some(flashed), false) => format!("{flashed} flashed and running"),
        (Some(flashed), true) => format!("{flashed} flashed; {running} {IN_MEMORY}"),
        (None, _) => format!("none known in flash; {running} {IN_MEMORY}"),
    }
}

/// An older one is flashed.
pub fn outdated(flashed: Version, shipped: Version) -> String {
    format!("{flashed} is flashed, {shipped} is the newest.")
}

/// The newest one is flashed.
pub fn newest(flashed: Version) -> String {
    format!("{flashed} is flashed, the newest.")
}

/// Some other one is flashed.
pub fn flashed(flashed: Version) -> String {
    format!("{flashed} is flashed.")
}
