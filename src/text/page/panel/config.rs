//! Words of the configuration editor.

use core::net::Ipv4Addr;

use crate::bootloader::{ConfigFinding, NetworkFinding};

/// Title.
pub const TITLE: &str = "Configuration";
/// What it is.
pub const LEAD: &str =
    "What the bootloader reads at every start. Settings this page does not know stay as they are.";
/// Its bootloader is too old.
pub const TOO_OLD: &str =
    "Reading and writing the configuration needs bootloader 0.0.14. Update the bootloader first.";
/// The kind is not known.
pub const KIND_UNKNOWN: &str = "Where the configuration lies depends on the kind of camera, and nothing tells it yet. Flash a bootloader first.";
/// Name of the two views.
pub const VIEWS: &str = "View";
/// First view.
pub const FORM: &str = "Form";
/// Second view.
pub const DOCUMENT: &str = "Document";
/// Name of the document's text.
pub const DOCUMENT_LABEL: &str = "The configuration as JSON";
/// What it is.
pub const DOCUMENT_HINT: &str =
    "Exactly this is written: keys are kept as they are, known or not. At most 16 KiB.";
/// The form has errors.
pub const CORRECT_FIRST: &str = "Correct the marked fields first; the document can be shown then.";
/// The document has errors.
pub const NO_FORM: &str = "The form can be shown as soon as the document is right";
/// A file is no configuration.
pub const BAD_FILE: &str = "This file cannot be used";
/// A file is not text.
pub const NOT_TEXT: &str = "it is not a text file";

/// Group of the address.
pub const ADDRESS: &str = "Network address";
/// Group of start-up.
pub const START: &str = "Start-up";
/// Group of USB.
pub const USB: &str = "USB";
/// Group of rarely used settings.
pub const RARE: &str = "Rarely needed";
/// What they are.
pub const RARE_HINT: &str = "USB numbers, and IPv6, which no program sets yet and of which it is not known whether bootloaders use it.";
/// What the USB numbers do.
pub const USB_IDS_WARNING: &str = "With other USB numbers than 03e7:f63c neither this page nor the maker's programs find the camera.";
/// What belongs to the other kind.
pub const NETWORK_UNUSED: &str = "USB cameras do not use the network settings.";
/// The network settings of a USB camera.
pub const NETWORK_GROUP: &str = "Network settings";

/// Automatic address.
pub const DYNAMIC: &str = "Automatic";
/// What that means.
pub const DYNAMIC_HINT: &str =
    "From the network's DHCP server. An address given below is used until one answers.";
/// Fixed address.
pub const STATIC: &str = "Fixed";
/// What that means.
pub const STATIC_HINT: &str =
    "Always the address below; no DHCP. Write it down: the page offers a card.";
/// The camera's own MAC address is used.
pub const OWN_MAC: &str = "Empty: the camera's own, made from its MX id";
/// Takes the MAC address back.
pub const USE_OWN_MAC: &str = "Use its own";

/// Waits for ever.
pub const WAIT_FOREVER: &str = "For ever";
/// What that means.
pub const WAIT_FOREVER_HINT: &str = "The application starts only when it is told to.";
/// Does not wait.
pub const WAIT_NOT: &str = "Not at all";
/// What that means.
pub const WAIT_NOT_HINT: &str =
    "The application starts at once. To get to the bootloader the application must be interrupted.";
/// Waits for a time.
pub const WAIT_FOR: &str = "For a time";
/// What that means.
pub const WAIT_FOR_HINT: &str =
    "A computer that connects in this time gets the bootloader; then the application starts.";
/// Unit.
pub const MILLIS: &str = "ms";

/// Speeds by number.
pub const fn speed(number: i64) -> &'static str {
    match number {
        1 => "Low, 1.5 Mbit/s",
        2 => "Full, 12 Mbit/s",
        3 => "High, 480 Mbit/s (USB 2)",
        4 => "Super, 5 Gbit/s (USB 3)",
        5 => "Super+, 10 Gbit/s",
        _ => "Not said",
    }
}

/// Memories by number.
pub const fn memory(number: i64) -> &'static str {
    match number {
        0 => "Flash",
        1 => "eMMC",
        _ => "The camera decides",
    }
}

/// Label of a setting by its place; the place itself for one this page does not know.
pub fn label(path: &str) -> &str {
    match path {
        "network.staticIpv4" => "Where the address comes from",
        "network.ipv4" => "Address",
        "network.ipv4Mask" => "Mask",
        "network.ipv4Gateway" => "Gateway",
        "network.ipv4Dns" => "Name server",
        "network.ipv4DnsAlt" => "Second name server",
        "network.mac" => "MAC address",
        "network.timeoutMs" => "Wait for a network connection",
        "usb.timeoutMs" => "Wait for a USB connection",
        "usb.maxUsbSpeed" => "Fastest USB speed",
        "appMem" => "Memory of the application",
        "usb.vid" => "USB vendor number",
        "usb.pid" => "USB product number",
        "network.staticIpv6" => "Fixed IPv6 address",
        "network.ipv6" => "IPv6 address",
        "network.ipv6Prefix" => "IPv6 prefix",
        "network.ipv6Gateway" => "IPv6 gateway",
        "network.ipv6Dns" => "IPv6 name server",
        "network.ipv6DnsAlt" => "Second IPv6 name server",
        "userBlSize" => "Size of the user bootloader",
        "userBlChecksum" => "Checksum of the user bootloader",
        other => other,
    }
}

/// What a setting is for.
pub fn hint(path: &str) -> &'static str {
    match path {
        "network.ipv4" => "Like 192.168.1.44. Empty for none.",
        "network.ipv4Mask" => "Like 255.255.255.0.",
        "network.ipv4Gateway" => "In the same net as the address. Empty for none.",
        "network.ipv4Dns" | "network.ipv4DnsAlt" => "Empty for none.",
        "usb.maxUsbSpeed" => "A slower speed helps with long or poor cables.",
        "appMem" => "Set by itself whenever an application is flashed.",
        "network.ipv6" | "network.ipv6Gateway" | "network.ipv6Dns" | "network.ipv6DnsAlt" => {
            "Four whole numbers, as stored."
        }
        "usb.vid" | "usb.pid" => "Four hexadecimal digits.",
        _ => "",
    }
}

/// Not an address.
pub const NOT_ADDRESS: &str = "Enter an address like 192.168.1.44: four numbers from 0 to 255.";
/// Not a MAC address.
pub const NOT_MAC: &str = "Enter six pairs of digits like 44:A9:2C:3F:9C:1E, or nothing.";
/// Not a USB number.
pub const NOT_HEX: &str = "Enter up to four digits from 0 to 9 and a to f.";
/// Not four numbers.
pub const NOT_WORDS: &str = "Enter four whole numbers from 0 to 4294967295 with commas between.";

/// The camera holds none, perhaps with its own words about it.
pub fn none(words: Option<&str>) -> String {
    let says = words.map_or_else(String::new, |words| format!(" (it says “{words}”)"));
    format!(
        "The camera holds no configuration{says}. Below are the defaults it uses. Only what you change is written."
    )
}

/// Not a whole number in this range.
pub fn not_in_range(min: i64, max: i64) -> String {
    format!("Enter a whole number from {min} to {max}.")
}

/// A value the camera would misread.
pub fn value_finding(finding: &ConfigFinding) -> String {
    format!(
        "{} must be {}, not {}.",
        finding.field, finding.expected, finding.found
    )
}

/// Settings that do not work together.
pub fn network_finding(finding: NetworkFinding) -> String {
    use NetworkFinding as F;
    match finding {
        F::AddressMissing => "A fixed address is needed, or take an automatic one.".to_owned(),
        F::AddressUnusable(address) => {
            format!("No camera can have the address {address}. Take one of your network.")
        }
        F::AddressIsNet(address) => {
            format!("{address} names the whole net. Take a higher last number.")
        }
        F::AddressIsBroadcast(address) => {
            format!("{address} means every device of the net. Take a lower last number.")
        }
        F::MaskMissing => "An address needs a mask, mostly 255.255.255.0.".to_owned(),
        F::MaskNotContiguous(mask) => {
            format!("{mask} is no mask: its ones must all be in front, as in 255.255.252.0.")
        }
        F::MaskTooNarrow(mask) => {
            format!("{mask} leaves no room for another device. Mostly it is 255.255.255.0.")
        }
        F::GatewayOutside {
            gateway,
            net,
            prefix,
        } => format!(
            "{gateway} is not in the camera's net {net}/{prefix}, so the camera cannot reach it."
        ),
        F::GatewayIsCamera(gateway) => {
            format!("{gateway} is the camera itself. Enter the router's address, or nothing.")
        }
        F::ServerUnusable { address, .. } => format!("No device can have the address {address}."),
        F::MacIsGroup(_) => {
            "The first pair must be even: odd ones are for groups of devices.".to_owned()
        }
    }
}

/// Title of the changes.
pub const CHANGES: &str = "What changes";
/// There are none.
pub const NO_CHANGES: &str = "Nothing is changed yet.";
/// A value that is not there.
pub const ABSENT: &str = "not set";
/// Plans it.
pub const WRITE: &str = "Write configuration";
/// Takes the changes back.
pub const REVERT: &str = "Take changes back";
/// Clears it.
pub const CLEAR: &str = "Clear configuration";
/// Saves it as a file.
pub const EXPORT: &str = "Export";
/// Takes it from a file.
pub const IMPORT: &str = "Import";
/// There are findings.
pub const FINDINGS: &str = "This cannot be written yet";

/// On and off.
pub const fn switch(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}
/// No address.
pub const NO_ADDRESS: &str = "none";
/// The camera's own.
pub const ITS_OWN: &str = "its own";

/// A time to wait.
pub fn wait(millis: i64) -> String {
    match millis {
        0 => WAIT_NOT.to_lowercase(),
        millis if millis < 0 => WAIT_FOREVER.to_lowercase(),
        millis => format!("{millis} ms"),
    }
}

/// Words of the card to print.
pub mod card {
    use super::Ipv4Addr;

    /// Title.
    pub const TITLE: &str = "Network card of this camera";
    /// Why.
    pub const WHY: &str = "With a fixed address the camera is found only at that address. Print this before you write.";
    /// Address.
    pub const ADDRESS: &str = "Address";
    /// Mask.
    pub const MASK: &str = "Mask";
    /// Gateway.
    pub const GATEWAY: &str = "Gateway";
    /// MAC address.
    pub const MAC: &str = "MAC address";
    /// MX id.
    pub const MX_ID: &str = "MX id";
    /// Who reaches it.
    pub const REACH: &str = "Reached from";
    /// How to return.
    pub const RETURN: &str = "Way back";
    /// How to return.
    pub const RETURN_TEXT: &str = "Connect the camera by USB to this page and clear its configuration. If it is not found by USB, set it to USB recovery first.";
    /// Prints it.
    pub const PRINT: &str = "Print card";
    /// No gateway.
    pub const NONE: &str = "none";

    /// The addresses a computer may have.
    pub fn reach(first: Ipv4Addr, last: Ipv4Addr) -> String {
        format!("computers with an address from {first} to {last}")
    }
}
