//! The fields of the configuration as texts: what stands in an input, and the value it means.

use core::net::Ipv4Addr;

use serde_json::Value;

use crate::bootloader::{Config, UsbSpeed};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Whether the IPv4 address is fixed.
    StaticIpv4,
    /// IPv4 address.
    Ipv4,
    /// Mask of its net.
    Ipv4Mask,
    /// Gateway.
    Ipv4Gateway,
    /// First name server.
    Ipv4Dns,
    /// Second name server.
    Ipv4DnsAlt,
    /// MAC address in place of the camera's own.
    Mac,
    /// Wait for a network connection.
    NetworkTimeout,
    /// Wait for a USB connection.
    UsbTimeout,
    /// Fastest USB speed.
    UsbSpeed,
    /// Memory of the application.
    AppMemory,
    /// USB vendor.
    UsbVendor,
    /// USB product.
    UsbProduct,
    /// Whether the IPv6 address is fixed.
    StaticIpv6,
    /// IPv6 address.
    Ipv6,
    /// Bits of its net.
    Ipv6Prefix,
    /// IPv6 gateway.
    Ipv6Gateway,
    /// First IPv6 name server.
    Ipv6Dns,
    /// Second IPv6 name server.
    Ipv6DnsAlt,
}

/// How a field is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `1` or `0`.
    Switch,
    /// An IPv4 address; empty for none.
    Address,
    /// A MAC address; empty for the camera's own.
    Mac,
    /// Milliseconds: below 0 for ever, 0 not at all.
    Timeout,
    /// One of a few numbers.
    Choice(&'static [i64]),
    /// A USB number of four hexadecimal digits.
    Hex,
    /// A whole number from 0 to this.
    Number(i64),
    /// Four whole numbers of 32 bits, as stored.
    Words,
}

/// Why a text is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Not an IPv4 address.
    NotAddress,
    /// Not a MAC address.
    NotMac,
    /// Not a whole number in this range.
    NotInRange(i64, i64),
    /// Not four hexadecimal digits.
    NotHex,
    /// Not four whole numbers.
    NotWords,
}

const SPEEDS: [i64; 6] = [5, 4, 3, 2, 1, 0];
const MEMORIES: [i64; 3] = [-1, 0, 1];
const _: () = assert!(SPEEDS.len() == UsbSpeed::ALL.len());

impl Field {
    /// All, in the order of the form.
    pub const ALL: [Self; 19] = [
        Self::StaticIpv4,
        Self::Ipv4,
        Self::Ipv4Mask,
        Self::Ipv4Gateway,
        Self::Ipv4Dns,
        Self::Ipv4DnsAlt,
        Self::Mac,
        Self::NetworkTimeout,
        Self::UsbTimeout,
        Self::UsbSpeed,
        Self::AppMemory,
        Self::UsbVendor,
        Self::UsbProduct,
        Self::StaticIpv6,
        Self::Ipv6,
        Self::Ipv6Prefix,
        Self::Ipv6Gateway,
        Self::Ipv6Dns,
        Self::Ipv6DnsAlt,
    ];

    /// Where it lies in the document.
    pub const fn path(self) -> &'static str {
        match self {
            Self::StaticIpv4 => "network.staticIpv4",
            Self::Ipv4 => "network.ipv4",
            Self::Ipv4Mask => "network.ipv4Mask",
            Self::Ipv4Gateway => "network.ipv4Gateway",
            Self::Ipv4Dns => "network.ipv4Dns",
            Self::Ipv4DnsAlt => "network.ipv4DnsAlt",
            Self::Mac => "network.mac",
            Self::NetworkTimeout => "network.timeoutMs",
            Self::UsbTimeout => "usb.timeoutMs",
            Self::UsbSpeed => "usb.maxUsbSpeed",
            Self::AppMemory => "appMem",
            Self::UsbVendor => "usb.vid",
            Self::UsbProduct => "usb.pid",
            Self::StaticIpv6 => "network.staticIpv6",
            Self::Ipv6 => "network.ipv6",
            Self::Ipv6Prefix => "network.ipv6Prefix",
            Self::Ipv6Gateway => "network.ipv6Gateway",
            Self::Ipv6Dns => "network.ipv6Dns",
            Self::Ipv6DnsAlt => "network.ipv6DnsAlt",
        }
    }

    /// The field at this place of the document.
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.path() == path)
    }

    /// How it is written down.
    pub const fn kind(self) -> Kind {
        match self {
            Self::StaticIpv4 | Self::StaticIpv6 => Kind::Switch,
            Self::Ipv4 | Self::Ipv4Mask | Self::Ipv4Gateway | Self::Ipv4Dns | Self::Ipv4DnsAlt => {
                Kind::Address
            }
            Self::Mac => Kind::Mac,
            Self::NetworkTimeout | Self::UsbTimeout => Kind::Timeout,
            Self::UsbSpeed => Kind::Choice(&SPEEDS),
            Self::AppMemory => Kind::Choice(&MEMORIES),
            Self::UsbVendor | Self::UsbProduct => Kind::Hex,
            Self::Ipv6Prefix => Kind::Number(128),
            Self::Ipv6 | Self::Ipv6Gateway | Self::Ipv6Dns | Self::Ipv6DnsAlt => Kind::Words,
        }
    }

    /// What stands in the input for a value of the document; the default's text where there is none.
    pub fn text(self, config: &Config) -> String {
        match config.get(self.path()) {
            Some(value) => self.text_of(value),
            None => Config::default()
                .get(self.path())
                .map(|value| self.text_of(value))
                .unwrap_or_default(),
        }
    }

    /// A value as text; one that makes no sense for the field as JSON, so that it is seen.
    fn text_of(self, value: &Value) -> String {
        let number = value.as_u64().and_then(|value| u32::try_from(value).ok());
        match (self.kind(), value) {
            (Kind::Switch, Value::Bool(value)) => u8::from(*value).to_string(),
            (Kind::Address, _) if number == Some(0) => String::new(),
            (Kind::Address, _) => number.map_or_else(
                || value.to_string(),
                |number| Ipv4Addr::from(number.to_le_bytes()).to_string(),
            ),
            (Kind::Hex, _) => {
                number.map_or_else(|| value.to_string(), |number| format!("{number:04x}"))
            }
            (Kind::Mac, Value::Array(items)) => {
                let bytes: Option<Vec<u8>> = items
                    .iter()
                    .map(|item| u8::try_from(item.as_u64()?).ok())
                    .collect();
                match bytes {
                    Some(bytes) if bytes.iter().all(|byte| *byte == 0) => String::new(),
                    Some(bytes) => mac_text(&bytes),
                    None => value.to_string(),
                }
            }
            (Kind::Words, Value::Array(items)) => {
                let words: Vec<String> = items.iter().map(ToString::to_string).collect();
                words.join(", ")
            }
            (_, value) => value.to_string(),
        }
    }

    /// The value a text means.
    ///
    /// # Errors
    ///
    /// [`Problem`], for a sentence beside the field.
    pub fn value(self, text: &str) -> Result<Value, Problem> {
        let text = text.trim();
        match self.kind() {
            Kind::Switch => match text {
                "1" => Ok(Value::Bool(true)),
                "0" => Ok(Value::Bool(false)),
                _ => Err(Problem::NotInRange(0, 1)),
            },
            Kind::Address if text.is_empty() => Ok(Value::from(0)),
            Kind::Address => text
                .parse::<Ipv4Addr>()
                .map(|address| Value::from(u32::from_le_bytes(address.octets())))
                .ok()
                .ok_or(Problem::NotAddress),
            Kind::Mac => mac(text)
                .map(|bytes| Value::from(bytes.to_vec()))
                .ok_or(Problem::NotMac),
            Kind::Timeout => whole(text, i32::MIN.into(), i32::MAX.into()),
            Kind::Choice(numbers) => text
                .parse::<i64>()
                .ok()
                .filter(|number| numbers.contains(number))
                .map(Value::from)
                .ok_or_else(|| {
                    let smallest = numbers.iter().min().copied().unwrap_or_default();
                    let largest = numbers.iter().max().copied().unwrap_or_default();
                    Problem::NotInRange(smallest, largest)
                }),
            Kind::Hex => hex(text).map(Value::from).ok_or(Problem::NotHex),
            Kind::Number(max) => whole(text, 0, max),
            Kind::Words => words(text).map(Value::from).ok_or(Problem::NotWords),
        }
    }
}

fn whole(text: &str, min: i64, max: i64) -> Result<Value, Problem> {
    text.parse::<i64>()
        .ok()
        .filter(|number| (min..=max).contains(number))
        .map(Value::from)
        .ok_or(Problem::NotInRange(min, max))
}

/// A USB number: up to four hexadecimal digits, with or without `0x`.
fn hex(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| plain)
}

/// Six bytes of two hexadecimal digits in either case, with `:` or `-` between them; nothing is six zeros.
fn mac(text: &str) -> Option<[u8; 6]> {
    if text.is_empty() {
        return Some([0; 6]);
    }
    let bytes: Option<Vec<u8>> = text
        .split([':', '-'])
        .map(|part| {
            let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
            u8::from_str_radix(part, 16).ok().filter(|_| plain)
        })
        .collect();
    bytes?.try_into().ok()
}

/// A MAC address as people write it.
pub fn mac_text(bytes: &[u8]) -> String {
    let parts: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    parts.join(":")
}

fn words(text: &str) -> Option<Vec<u32>> {
    let words: Option<Vec<u32>> = text
        .split(',')
        .map(|word| word.trim().parse().ok())
        .collect();
    words.filter(|words| words.len() == 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_field_of_the_default_is_there_and_comes_back() {
        let config = Config::default();
        for field in Field::ALL {
            let value = config.get(field.path()).unwrap();
            let text = field.text(&config);
            assert_eq!(
                field.value(&text).as_ref(),
                Ok(value),
                "{field:?} from {text:?}"
            );
            assert_eq!(Field::at(field.path()), Some(field));
        }
    }

    #[test]
    fn texts_are_values() {
        assert_eq!(Field::Ipv4.value(" 192.168.7.10 "), Ok(json!(168_274_112)));
        assert_eq!(
            Field::Ipv4.value("192.168.7.200").unwrap(),
            json!(3_355_945_152_u32)
        );
        assert_eq!(
            Field::Mac.value("aa-00-01-02-03-ff"),
            Ok(json!([170, 0, 1, 2, 3, 255]))
        );
        assert_eq!(Field::UsbVendor.value("0x03E7"), Ok(json!(999)));
        assert_eq!(Field::NetworkTimeout.value("-1"), Ok(json!(-1)));
        assert_eq!(
            Field::Ipv6.value("1, 2,3 ,4294967295"),
            Ok(json!([1, 2, 3, u32::MAX]))
        );
    }

    #[test]
    fn what_the_desktop_tool_lets_through_is_refused() {
        for text in [
            "-1.2.3.4",
            "1.2.3",
            "1.2.3.256",
            "camera.local",
            "1.2.3.4.5",
            "0x1.2.3.4",
        ] {
            assert_eq!(Field::Ipv4.value(text), Err(Problem::NotAddress), "{text}");
        }
        for text in [
            "1",
            "AA:BB:CC:DD:EE",
            "AA:BB:CC:DD:EE:GG",
            "+A:BB:CC:DD:EE:FF",
            "AABBCCDDEEFF",
        ] {
            assert_eq!(Field::Mac.value(text), Err(Problem::NotMac), "{text}");
        }
        let wide = Problem::NotInRange(i32::MIN.into(), i32::MAX.into());
        assert_eq!(Field::UsbTimeout.value("2147483648"), Err(wide));
        assert_eq!(Field::UsbTimeout.value("1.5"), Err(wide));
        assert_eq!(Field::UsbSpeed.value("6"), Err(Problem::NotInRange(0, 5)));
        assert_eq!(Field::UsbProduct.value("12345"), Err(Problem::NotHex));
        assert_eq!(Field::Ipv6Dns.value("1,2,3"), Err(Problem::NotWords));
    }

    #[test]
    fn foreign_values_are_seen() {
        let config = Config::from_json(r#"{"usb": {"timeoutMs": "soon"}, "network": {"mac": 5}}"#);
        let config = config.unwrap();
        assert_eq!(Field::UsbTimeout.text(&config), "\"soon\"");
        assert_eq!(Field::Mac.text(&config), "5");
        assert!(Field::UsbTimeout.value("\"soon\"").is_err());
    }
}
