//! The bootloader's configuration (protocol 9): a JSON document, BSON on the wire.
//!
//! The document is kept as it is, so keys this program does not know survive reading, changing and writing.

mod bson;
mod check;
mod difference;
mod fields;
mod network;

use serde_json::{Map, Value};

use crate::codec::without_mark;

pub use check::{ConfigFinding, Expected};
pub use difference::ConfigChange;
pub use fields::{Ipv4Settings, UsbSpeed, UserBootloader};
pub use network::{NetworkFinding, mac_of, net, prefix};

/// Largest configuration in BSON, in bytes: the flash section it has to fit into (protocol 7.1, 9.1).
pub const MAX_CONFIG_BYTES: usize = 16 * 1024;
/// Deepest nesting of objects and arrays. The known fields need 2; the bound keeps foreign documents from exhausting
/// the stack.
pub const MAX_CONFIG_DEPTH: usize = 32;

/// The document the reference writes when nothing is set, 478 bytes in BSON (protocol 9.2).
const DEFAULT: &str = r#"{
    "appMem": -1,
    "network": {
        "ipv4": 0, "ipv4Dns": 0, "ipv4DnsAlt": 0, "ipv4Gateway": 0, "ipv4Mask": 0,
        "ipv6": [0, 0, 0, 0], "ipv6Dns": [0, 0, 0, 0], "ipv6DnsAlt": [0, 0, 0, 0],
        "ipv6Gateway": [0, 0, 0, 0], "ipv6Prefix": 0, "mac": [0, 0, 0, 0, 0, 0],
        "staticIpv4": false, "staticIpv6": false, "timeoutMs": 30000
    },
    "usb": { "maxUsbSpeed": 3, "pid": 63036, "timeoutMs": 3000, "vid": 999 },
    "userBlChecksum": 0,
    "userBlSize": 0
}"#;

/// A document that cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not JSON.
    #[error("the configuration is not valid JSON: {0}")]
    Json(String),
    /// JSON, but not an object.
    #[error("the configuration must be a JSON object")]
    NotAnObject,
    /// Bytes that are no BSON.
    #[error("the configuration is not valid BSON: {0}")]
    Bson(String),
    /// A BSON type the configuration cannot hold.
    #[error("key \"{key}\" has the type {found}, which has no place in a configuration")]
    Type {
        /// The key.
        key: String,
        /// The type, as BSON calls it.
        found: String,
    },
    /// An integer above 2^63 - 1, which BSON cannot hold; the reference refuses it, too.
    #[error("the number {value} of key \"{key}\" is too large")]
    NumberTooLarge {
        /// The key.
        key: String,
        /// The number.
        value: u64,
    },
    /// A number JSON cannot hold: not a number, or infinite.
    #[error("key \"{0}\" has a number that is not finite")]
    NotFinite(String),
    /// A key with a zero character, which BSON cannot hold.
    #[error("a key has a zero character in it")]
    BadKey,
    /// Nested too deeply.
    #[error("the configuration is nested more than {MAX_CONFIG_DEPTH} levels deep")]
    TooDeep,
    /// More BSON than the device has room for.
    #[error("the configuration has {0} bytes, the camera holds at most {MAX_CONFIG_BYTES}")]
    TooLarge(usize),
}

/// A configuration document. [`Config::default`] is the reference's default; [`Config::empty`] has no keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    document: Map<String, Value>,
}

impl Default for Config {
    fn default() -> Self {
        // The text is a constant of this module; a test reads it.
        Self::from_json(DEFAULT).unwrap_or_else(|_| Self::empty())
    }
}

impl Config {
    /// A configuration without keys.
    pub fn empty() -> Self {
        Self {
            document: Map::new(),
        }
    }

    /// Reads the bytes a camera sent. Of keys that appear twice the last counts, as with the reference.
    pub fn from_bson(bytes: &[u8]) -> Result<Self, ConfigError> {
        if bytes.len() > MAX_CONFIG_BYTES {
            return Err(ConfigError::TooLarge(bytes.len()));
        }
        let document = bson::read(bytes)?;
        Ok(Self { document })
    }

    /// The bytes the reference would send for this document: keys in byte order at every level, integers in the smallest
    /// of 32 and 64 bits (protocol 9.1).
    pub fn to_bson(&self) -> Result<Vec<u8>, ConfigError> {
        let bytes = bson::write(&self.document)?;
        if bytes.len() > MAX_CONFIG_BYTES {
            return Err(ConfigError::TooLarge(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads JSON text. What this accepts [`Self::to_bson`] can write. The number `-0` becomes a double (the reference
    /// makes it the integer 0).
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        match serde_json::from_slice(without_mark(text.as_bytes())) {
            Ok(value) => Self::from_value(value),
            // serde_json says where; the text itself may hold anything.
            Err(error) => Err(ConfigError::Json(error.to_string())),
        }
    }

    /// Takes a JSON value. What this accepts [`Self::to_bson`] can write.
    pub fn from_value(value: Value) -> Result<Self, ConfigError> {
        let Value::Object(document) = value else {
            return Err(ConfigError::NotAnObject);
        };
        let config = Self { document };
        config.to_bson()?;
        Ok(config)
    }

    /// The document as JSON text, indented, keys in byte order like the reference's.
    pub fn to_json(&self) -> String {
        format!("{:#}", Value::Object(sorted(&self.document)))
    }

    /// The document.
    pub const fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    /// Puts the keys of `changes` over this document; objects are merged, everything else is replaced, and keys that
    /// `changes` does not name stay as they are.
    pub fn merge(&mut self, changes: &Self) {
        merge(&mut self.document, &changes.document);
    }

    /// The value at a dotted path like `network.timeoutMs`.
    pub fn get(&self, path: &str) -> Option<&Value> {
        let (first, rest) = split(path);
        let value = self.document.get(first)?;
        rest.map_or(Some(value), |rest| {
            rest.split('.').try_fold(value, |value, key| value.get(key))
        })
    }

    /// Sets the value at a dotted path. Objects on the way that are missing (or are something else) are made.
    pub fn set(&mut self, path: &str, value: impl Into<Value>) {
        let mut object = &mut self.document;
        let mut path = path;
        while let (key, Some(rest)) = split(path) {
            let next = object.entry(key).or_insert(Value::Null);
            if !next.is_object() {
                *next = Value::Object(Map::new());
            }
            let Value::Object(inner) = next else {
                return;
            };
            object = inner;
            path = rest;
        }
        object.insert(path.to_owned(), value.into());
    }

    /// Removes the value at a dotted path and tells whether there was one.
    pub fn remove(&mut self, path: &str) -> bool {
        let mut object = &mut self.document;
        let mut path = path;
        while let (key, Some(rest)) = split(path) {
            let Some(Value::Object(inner)) = object.get_mut(key) else {
                return false;
            };
            object = inner;
            path = rest;
        }
        object.shift_remove(path).is_some()
    }

    /// What is wrong with the known fields; empty if the camera will read them as meant.
    pub fn check(&self) -> Vec<ConfigFinding> {
        check::check(self)
    }

    /// Network settings that cannot work together; empty if the camera will be reachable as meant.
    pub fn check_network(&self) -> Vec<NetworkFinding> {
        network::check(self)
    }

    /// What writing `to` over this document changes, by path.
    pub fn difference(&self, to: &Self) -> Vec<ConfigChange> {
        difference::difference(self, to)
    }
}

/// The first key of a dotted path and the rest.
fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)))
}

fn merge(into: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (key, change) in changes {
        match (into.get_mut(key), change) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => {
                into.insert(key.clone(), change.clone());
            }
        }
    }
}

/// The entries of an object in the byte order of their keys.
fn by_key(object: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = object.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

fn sorted(object: &Map<String, Value>) -> Map<String, Value> {
    by_key(object)
        .into_iter()
        .map(|(key, value)| (key.clone(), sorted_value(value)))
        .collect()
}

fn sorted_value(value: &Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(sorted(object)),
        Value::Array(items) => Value::Array(items.iter().map(sorted_value).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_default_has_the_known_size() {
        let config = Config::default();
        let bytes = config.to_bson().unwrap();
        assert_eq!(bytes.len(), 478);
        assert_eq!(Config::from_bson(&bytes), Ok(config.clone()));
        assert_eq!(config.check(), []);
    }

    #[test]
    fn unknown_keys_survive_a_change() {
        let text =
            r#"{"zebra": {"b": 1, "a": [true, null]}, "network": {"future": "x", "timeoutMs": 5}}"#;
        let mut config = Config::from_json(text).unwrap();
        let changes = Config::from_json(r#"{"network": {"timeoutMs": 7}, "appMem": 0}"#).unwrap();
        config.merge(&changes);
        let back = Config::from_bson(&config.to_bson().unwrap()).unwrap();
        assert_eq!(
            Value::Object(back.document),
            json!({
                "appMem": 0,
                "network": {"future": "x", "timeoutMs": 7},
                "zebra": {"a": [true, null], "b": 1},
            })
        );
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        let text = r#"{"appMem": 1}"#;
        assert_eq!(
            Config::from_json(&format!("\u{feff}{text}")),
            Config::from_json(text)
        );
    }

    #[test]
    fn json_text_has_its_keys_in_byte_order() {
        let config = Config::from_json(r#"{"b": [{"z": 1, "_": 2, "A": 3}], "a": 1.0}"#).unwrap();
        let expected = json!({"a": 1.0, "b": [{"A": 3, "_": 2, "z": 1}]});
        assert_eq!(config.to_json(), format!("{expected:#}"));
    }

    #[test]
    fn paths_reach_into_objects() {
        let mut config = Config::empty();
        config.set("network.timeoutMs", 5);
        config.set("appMem", 1);
        assert_eq!(config.get("network.timeoutMs"), Some(&json!(5)));
        assert_eq!(config.get("network.timeoutMs.deeper"), None);
        config.set("appMem.inner", true);
        assert_eq!(config.get("appMem"), Some(&json!({"inner": true})));
        assert!(config.remove("network.timeoutMs"));
        assert!(!config.remove("network.timeoutMs"));
        assert!(!config.remove("nothing.here"));
        assert_eq!(config.get("network"), Some(&json!({})));
    }

    #[test]
    fn what_bson_cannot_hold_is_refused() {
        let refused = |text: &str| Config::from_json(text).unwrap_err();
        assert_eq!(refused("[]"), ConfigError::NotAnObject);
        assert!(matches!(refused("{"), ConfigError::Json(_)));
        assert_eq!(refused(r#"{"a\u0000b": 1}"#), ConfigError::BadKey);
        assert_eq!(
            refused(r#"{"big": 9223372036854775808}"#),
            ConfigError::NumberTooLarge {
                key: "big".to_owned(),
                value: 1 << 63
            }
        );
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(40), "]".repeat(40));
        assert_eq!(refused(&deep), ConfigError::TooDeep);
        let deepest = format!("{{\"a\":{}{}}}", "[".repeat(31), "]".repeat(31));
        assert!(Config::from_json(&deepest).is_ok());
        let large = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_CONFIG_BYTES));
        assert!(matches!(refused(&large), ConfigError::TooLarge(16_397)));
    }
}
