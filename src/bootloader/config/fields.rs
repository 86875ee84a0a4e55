//! The known fields of the configuration, typed (protocol 9.2).

use core::net::Ipv4Addr;

use serde_json::Value;

use super::Config;
use crate::bootloader::Memory;

/// Wait for a connection over the network before booting the application, if nothing is configured, in milliseconds.
const DEFAULT_NETWORK_TIMEOUT_MILLIS: i64 = 30_000;
/// The same over USB.
const DEFAULT_USB_TIMEOUT_MILLIS: i64 = 3_000;

/// The fastest USB speed the bootloader uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum UsbSpeed {
    Unknown = 0,
    Low = 1,
    Full = 2,
    High = 3,
    Super = 4,
    SuperPlus = 5,
}

impl UsbSpeed {
    /// All, by their number in the document.
    pub const ALL: [Self; 6] = [
        Self::Unknown,
        Self::Low,
        Self::Full,
        Self::High,
        Self::Super,
        Self::SuperPlus,
    ];
}

/// The camera's IPv4 address and its net; unspecified addresses are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ipv4Settings {
    /// The address.
    pub address: Ipv4Addr,
    /// The network mask.
    pub mask: Ipv4Addr,
    /// The gateway.
    pub gateway: Ipv4Addr,
    /// Whether the address is fixed; otherwise it is used only when no DHCP server answers.
    pub fixed: bool,
}

/// What makes the bootloader start a user bootloader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserBootloader {
    /// Bytes from the start of its section.
    pub size: u32,
    /// Checksum over them (protocol 8.1).
    pub checksum: u32,
}

impl Config {
    /// Where the application is looked for. `None` if the field is missing or makes no sense.
    pub fn app_mem(&self) -> Option<Memory> {
        let number = self.get("appMem")?.as_i64()?;
        Memory::from_wire(i32::try_from(number).ok()?)
    }

    /// Says where the application is looked for.
    pub fn set_app_mem(&mut self, memory: Memory) {
        self.set("appMem", memory.to_wire());
    }

    /// Wait for a network connection before booting the application, in milliseconds: < 0 for ever, 0 not at all.
    pub fn network_timeout_millis(&self) -> i64 {
        let configured = self.get("network.timeoutMs").and_then(Value::as_i64);
        configured.unwrap_or(DEFAULT_NETWORK_TIMEOUT_MILLIS)
    }

    /// Sets [`Self::network_timeout_millis`].
    pub fn set_network_timeout_millis(&mut self, millis: i32) {
        self.set("network.timeoutMs", millis);
    }

    /// Wait for a USB connection before booting the application, in milliseconds: < 0 for ever, 0 not at all.
    pub fn usb_timeout_millis(&self) -> i64 {
        let configured = self.get("usb.timeoutMs").and_then(Value::as_i64);
        configured.unwrap_or(DEFAULT_USB_TIMEOUT_MILLIS)
    }

    /// Sets [`Self::usb_timeout_millis`].
    pub fn set_usb_timeout_millis(&mut self, millis: i32) {
        self.set("usb.timeoutMs", millis);
    }

    /// The fastest USB speed. `None` if the field is missing or makes no sense.
    pub fn usb_max_speed(&self) -> Option<UsbSpeed> {
        let number = self.get("usb.maxUsbSpeed")?.as_u64()?;
        UsbSpeed::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// Sets [`Self::usb_max_speed`].
    pub fn set_usb_max_speed(&mut self, speed: UsbSpeed) {
        self.set("usb.maxUsbSpeed", speed as u8);
    }

    /// The IPv4 settings; fields that are missing are zero, as with the reference.
    pub fn ipv4(&self) -> Ipv4Settings {
        let fixed = self.get("network.staticIpv4").and_then(Value::as_bool);
        Ipv4Settings {
            address: self.address("network.ipv4"),
            mask: self.address("network.ipv4Mask"),
            gateway: self.address("network.ipv4Gateway"),
            fixed: fixed.unwrap_or(false),
        }
    }

    /// Sets the IPv4 settings.
    pub fn set_ipv4(&mut self, settings: Ipv4Settings) {
        self.set("network.ipv4", to_number(settings.address));
        self.set("network.ipv4Mask", to_number(settings.mask));
        self.set("network.ipv4Gateway", to_number(settings.gateway));
        self.set("network.staticIpv4", settings.fixed);
    }

    /// The first and the second name server, zero if there is none.
    pub fn dns(&self) -> (Ipv4Addr, Ipv4Addr) {
        let first = self.address("network.ipv4Dns");
        (first, self.address("network.ipv4DnsAlt"))
    }

    /// Sets both name servers.
    pub fn set_dns(&mut self, first: Ipv4Addr, second: Ipv4Addr) {
        self.set("network.ipv4Dns", to_number(first));
        self.set("network.ipv4DnsAlt", to_number(second));
    }

    /// The MAC address the camera uses instead of its own; `None` if it is missing, all zero or makes no sense.
    pub fn mac(&self) -> Option<[u8; 6]> {
        let items = self.get("network.mac")?.as_array()?.iter();
        let bytes: Option<Vec<u8>> = items
            .map(|item| u8::try_from(item.as_u64()?).ok())
            .collect();
        let mac: [u8; 6] = bytes?.try_into().ok()?;
        (mac != [0; 6]).then_some(mac)
    }

    /// Sets the MAC address; all zero means the camera's own.
    pub fn set_mac(&mut self, mac: [u8; 6]) {
        self.set("network.mac", mac.to_vec());
    }

    /// The user bootloader that is started; `None` if there is none.
    pub fn user_bootloader(&self) -> Option<UserBootloader> {
        let number = |path| u32::try_from(self.get(path)?.as_u64()?).ok();
        let size = number("userBlSize").filter(|size| *size > 0)?;
        let checksum = number("userBlChecksum")?;
        Some(UserBootloader { size, checksum })
    }

    /// Makes the bootloader start a user bootloader, or none.
    pub fn set_user_bootloader(&mut self, user: Option<UserBootloader>) {
        self.set("userBlSize", user.map_or(0, |user| user.size));
        self.set("userBlChecksum", user.map_or(0, |user| user.checksum));
    }

    fn address(&self, path: &str) -> Ipv4Addr {
        let number = self.get(path).and_then(Value::as_u64).unwrap_or_default();
        u32::try_from(number).map_or(Ipv4Addr::UNSPECIFIED, |number| {
            Ipv4Addr::from(number.to_le_bytes())
        })
    }
}

/// The number whose little-endian bytes are the address in order.
fn to_number(address: Ipv4Addr) -> u32 {
    u32::from_le_bytes(address.octets())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_is_a_byte_swapped_number() {
        let mut config = Config::default();
        let settings = Ipv4Settings {
            address: Ipv4Addr::new(192, 168, 7, 10),
            mask: Ipv4Addr::new(255, 255, 255, 0),
            gateway: Ipv4Addr::new(192, 168, 7, 200),
            fixed: true,
        };
        config.set_ipv4(settings);
        assert_eq!(config.get("network.ipv4"), Some(&json!(168_274_112)));
        assert_eq!(
            config.get("network.ipv4Gateway"),
            Some(&json!(3_355_945_152_u32))
        );
        assert_eq!(config.ipv4(), settings);
        // 3355945152 needs 64 bits in BSON: 4 bytes more.
        assert_eq!(config.to_bson().unwrap().len(), 482);
    }

    #[test]
    fn fields_are_read_back() {
        let mut config = Config::empty();
        assert_eq!(config.app_mem(), None);
        assert_eq!(config.network_timeout_millis(), 30_000);
        assert_eq!(config.usb_timeout_millis(), 3_000);
        assert_eq!((config.mac(), config.user_bootloader()), (None, None));
        config.set_app_mem(Memory::Emmc);
        config.set_network_timeout_millis(-1);
        config.set_usb_timeout_millis(0);
        config.set_usb_max_speed(UsbSpeed::Super);
        config.set_mac([0xAA, 0, 1, 2, 3, 0xFF]);
        config.set_dns(Ipv4Addr::new(8, 8, 8, 8), Ipv4Addr::new(1, 1, 1, 1));
        let user = UserBootloader {
            size: 5,
            checksum: u32::MAX,
        };
        config.set_user_bootloader(Some(user));
        let back = Config::from_bson(&config.to_bson().unwrap()).unwrap();
        assert_eq!(back.app_mem(), Some(Memory::Emmc));
        assert_eq!(back.network_timeout_millis(), -1);
        assert_eq!(back.usb_timeout_millis(), 0);
        assert_eq!(back.usb_max_speed(), Some(UsbSpeed::Super));
        assert_eq!(back.mac(), Some([0xAA, 0, 1, 2, 3, 0xFF]));
        assert_eq!(back.dns().0, Ipv4Addr::new(8, 8, 8, 8));
        assert_eq!(back.user_bootloader(), Some(user));
        assert_eq!(back.check(), []);
    }

    #[test]
    fn foreign_values_are_no_values() {
        let text = r#"{"appMem": 9, "userBlSize": -1, "network": {"mac": [1, 2], "ipv4": 1e99}}"#;
        let config = Config::from_json(text).unwrap();
        assert_eq!(config.app_mem(), None);
        assert_eq!((config.mac(), config.user_bootloader()), (None, None));
        assert_eq!(config.ipv4().address, Ipv4Addr::UNSPECIFIED);
        assert_eq!(config.ipv4().address, Config::default().ipv4().address);
    }
}
