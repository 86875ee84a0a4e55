//! Whether the known fields hold what the camera expects.
//!
//! The reference converts silently (70000 becomes the USB vendor 4464, `true` the timeout 1) or fails; a camera's
//! own reader is the same code. So anything but the plain meaning is told before it is written.

use std::fmt;

use serde_json::Value;

use super::Config;

/// What a field must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// An object.
    Object,
    /// True or false.
    Boolean,
    /// A whole number in this range.
    Integer {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// This many whole numbers from 0 to `max`.
    Integers {
        /// How many.
        count: usize,
        /// Largest.
        max: i64,
    },
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object => f.write_str("an object"),
            Self::Boolean => f.write_str("true or false"),
            Self::Integer { min, max } => write!(f, "a whole number from {min} to {max}"),
            Self::Integers { count, max } => {
                write!(f, "a list of {count} whole numbers from 0 to {max}")
            }
        }
    }
}

/// A field with a value that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFinding {
    /// Dotted path of the field.
    pub field: &'static str,
    /// What it must hold.
    pub expected: Expected,
    /// What it holds, as JSON.
    pub found: String,
}

impl fmt::Display for ConfigFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be {}", self.field, self.expected)?;
        write!(f, ", not {}", self.found)
    }
}

const fn range(min: i64, max: i64) -> Expected {
    Expected::Integer { min, max }
}

const U32: Expected = range(0, u32::MAX as i64);
const MILLIS: Expected = range(i32::MIN as i64, i32::MAX as i64);
const IPV6: Expected = Expected::Integers {
    count: 4,
    max: u32::MAX as i64,
};

/// Every field of protocol 9.2 with the range of the structure it is read into.
const FIELDS: [(&str, Expected); 23] = [
    ("appMem", range(-1, 1)),
    ("network", Expected::Object),
    ("network.timeoutMs", MILLIS),
    ("network.ipv4", U32),
    ("network.ipv4Mask", U32),
    ("network.ipv4Gateway", U32),
    ("network.ipv4Dns", U32),
    ("network.ipv4DnsAlt", U32),
    ("network.staticIpv4", Expected::Boolean),
    ("network.ipv6", IPV6),
    ("network.ipv6Gateway", IPV6),
    ("network.ipv6Dns", IPV6),
    ("network.ipv6DnsAlt", IPV6),
    ("network.ipv6Prefix", U32),
    ("network.staticIpv6", Expected::Boolean),
    ("network.mac", Expected::Integers { count: 6, max: 255 }),
    ("usb", Expected::Object),
    ("usb.timeoutMs", MILLIS),
    ("usb.maxUsbSpeed", range(0, 5)),
    ("usb.vid", range(0, u16::MAX as i64)),
    ("usb.pid", range(0, u16::MAX as i64)),
    ("userBlSize", U32),
    ("userBlChecksum", U32),
];

pub(super) fn check(config: &Config) -> Vec<ConfigFinding> {
    let present = FIELDS
        .iter()
        .filter_map(|(field, expected)| Some((*field, *expected, config.get(field)?)));
    present
        .filter(|(_, expected, value)| !fits(*expected, value))
        .map(|(field, expected, value)| ConfigFinding {
            field,
            expected,
            found: shorten(value.to_string()),
        })
        .collect()
}

fn fits(expected: Expected, value: &Value) -> bool {
    let within = |value: &Value, min, max| {
        let number = value.as_i64();
        number.is_some_and(|number| (min..=max).contains(&number))
    };
    match expected {
        Expected::Object => value.is_object(),
        Expected::Boolean => value.is_boolean(),
        Expected::Integer { min, max } => within(value, min, max),
        Expected::Integers { count, max } => value.as_array().is_some_and(|items| {
            items.len() == count && items.iter().all(|item| within(item, 0, max))
        }),
    }
}

/// A foreign value in a sentence: at most 40 characters of it.
fn shorten(text: String) -> String {
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}...", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_values_are_named() {
        let text = r#"{
            "appMem": 7,
            "network": {"timeoutMs": 1.5, "mac": [1, 2, 3, 4, 5, 256], "ipv6": [1], "staticIpv4": 1},
            "usb": {"vid": 70000, "pid": 63036},
            "userBlSize": -1
        }"#;
        let findings = Config::from_json(text).unwrap().check();
        let sentences: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(
            sentences,
            [
                "appMem must be a whole number from -1 to 1, not 7",
                "network.timeoutMs must be a whole number from -2147483648 to 2147483647, not 1.5",
                "network.staticIpv4 must be true or false, not 1",
                "network.ipv6 must be a list of 4 whole numbers from 0 to 4294967295, not [1]",
                "network.mac must be a list of 6 whole numbers from 0 to 255, not [1,2,3,4,5,256]",
                "usb.vid must be a whole number from 0 to 65535, not 70000",
                "userBlSize must be a whole number from 0 to 4294967295, not -1",
            ]
        );
    }

    #[test]
    fn a_section_must_be_an_object() {
        let findings = Config::from_json(r#"{"network": 5}"#).unwrap().check();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].to_string(), "network must be an object, not 5");
    }

    #[test]
    fn a_long_value_is_cut() {
        let text = format!(r#"{{"usb": "{}"}}"#, "ä".repeat(100));
        let findings = Config::from_json(&text).unwrap().check();
        assert_eq!(findings[0].found.chars().count(), 43);
    }
}
