//! The board configuration: what a pipeline tells the firmware before it starts.
//!
//! 18 members in the order of the wire form, with the defaults of the official library 2.33. In JSON they have the
//! official names; members may be left out, unknown ones are refused. The official library's `mipi4LaneRgb` is not
//! among them: it never reaches the camera.

use std::{collections::BTreeMap, fmt, marker::PhantomData, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::{
    CameraImageOrientation, CameraSensorType, FirmwareError, FrameType, GpioDirection, GpioDrive,
    GpioLevel, GpioMode, GpioPull, LogLevel, UsbSpeed,
};
use crate::codec::without_mark;

/// A board configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct BoardConfig {
    /// USB identity and speed.
    pub usb: UsbConfig,
    /// Network settings.
    pub network: NetworkConfig,
    /// FreeBSD sysctl settings, such as `net.inet.tcp.delayed_ack=0`.
    pub sysctl: Vec<String>,
    /// Watchdog timeout in milliseconds.
    pub watchdog_timeout_ms: Option<u32>,
    /// Delay before the watchdog starts, in milliseconds.
    pub watchdog_initial_delay_ms: Option<u32>,
    /// GPIOs by number.
    #[serde(deserialize_with = "keyed")]
    pub gpio: BTreeMap<i8, GpioConfig>,
    /// UARTs by number.
    #[serde(deserialize_with = "keyed")]
    pub uart: BTreeMap<i8, UartConfig>,
    /// Whether PCIe runs on its internal clock.
    pub pcie_internal_clock: Option<bool>,
    /// Whether the USB 3 PHY runs on its internal clock.
    pub usb3_phy_internal_clock: Option<bool>,
    /// Whether the eMMC is used.
    pub emmc: Option<bool>,
    /// Log file on the camera.
    pub log_path: Option<String>,
    /// Most bytes of the log file.
    pub log_size_max: Option<u64>,
    /// Log level.
    pub log_verbosity: Option<LogLevel>,
    /// Whether the device's prints are logged.
    pub log_device_prints: Option<bool>,
    /// Not reachable from the official Python library.
    pub non_exclusive_mode: bool,
    /// Cameras by socket number (0 is CAM_A). Not reachable from the official Python library.
    #[serde(deserialize_with = "keyed")]
    pub camera: BTreeMap<i32, CameraConfig>,
    /// IMU pins. Not reachable from the official Python library.
    pub imu: Option<ImuConfig>,
    /// USB video class.
    pub uvc: Option<UvcConfig>,
}

/// USB identity and speed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct UsbConfig {
    /// Vendor id.
    pub vid: u16,
    /// Product id.
    pub pid: u16,
    /// Vendor id when booted from flash.
    pub flash_booted_vid: u16,
    /// Product id when booted from flash.
    pub flash_booted_pid: u16,
    /// Highest speed.
    pub max_speed: UsbSpeed,
    /// Product name.
    pub product_name: String,
    /// Manufacturer.
    pub manufacturer: String,
}

impl Default for UsbConfig {
    fn default() -> Self {
        Self {
            vid: 0x03e7,
            pid: 0xf63b,
            flash_booted_vid: 0x03e7,
            flash_booted_pid: 0xf63d,
            max_speed: UsbSpeed::Super,
            product_name: String::new(),
            manufacturer: String::new(),
        }
    }
}

/// Network settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct NetworkConfig {
    /// MTU in bytes; 0 leaves it to the system.
    pub mtu: u16,
    /// Whether XLink's sockets send at once (`TCP_NODELAY`).
    pub xlink_tcp_no_delay: bool,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self {
            mtu: 0,
            xlink_tcp_no_delay: true,
        }
    }
}

/// One GPIO.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct GpioConfig {
    /// Function.
    pub mode: GpioMode,
    /// Direction.
    pub direction: GpioDirection,
    /// Level, for outputs.
    pub level: GpioLevel,
    /// Pull resistor.
    pub pull: GpioPull,
    /// Drive strength.
    pub drive: GpioDrive,
    /// Whether the input has a Schmitt trigger.
    pub schmitt: bool,
    /// Whether edges are fast.
    pub slew_fast: bool,
}

/// One UART.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct UartConfig {
    /// A placeholder of the official library.
    pub tmp: i8,
}

/// One camera.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct CameraConfig {
    /// Name.
    pub name: String,
    /// Kind of sensor.
    pub sensor_type: Option<CameraSensorType>,
    /// How it is mounted.
    pub orientation: Option<CameraImageOrientation>,
}

/// Bus and pins of the IMU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct ImuConfig {
    /// SPI bus.
    pub bus: i8,
    /// Interrupt pin.
    pub interrupt: i8,
    /// Wake pin.
    pub wake: i8,
    /// Chip select pin.
    pub cs_gpio: i8,
    /// Boot pin.
    pub boot: i8,
    /// Reset pin.
    pub reset: i8,
}

impl Default for ImuConfig {
    fn default() -> Self {
        Self {
            bus: 0,
            interrupt: 53,
            wake: 34,
            cs_gpio: 8,
            boot: 46,
            reset: 45,
        }
    }
}

/// USB video class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct UvcConfig {
    /// Name the computer shows.
    pub camera_name: String,
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// Pixel format.
    pub frame_type: FrameType,
    /// Whether it is on.
    pub enable: bool,
}

impl Default for UvcConfig {
    fn default() -> Self {
        Self {
            camera_name: String::new(),
            width: 1920,
            height: 1080,
            frame_type: FrameType::Nv12,
            enable: true,
        }
    }
}

impl BoardConfig {
    /// From a JSON object with the official member names; what is left out has its default.
    pub fn from_json(text: &[u8]) -> Result<Self, FirmwareError> {
        serde_json::from_slice::<Object>(without_mark(text))
            .map(|object| object.0)
            .map_err(|error| {
                let reason = error.to_string();
                // The place is kept as numbers, not as text.
                let reason = reason
                    .rsplit_once(" at line ")
                    .map_or(reason.as_str(), |(reason, _)| reason);
                FirmwareError::BoardConfig {
                    line: error.line(),
                    column: error.column(),
                    reason: reason.to_owned(),
                }
            })
    }

    /// As a JSON object with all members; maps as objects with numbers as keys.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// A configuration that must be an object; a list of values without names would be taken, too.
struct Object(BoardConfig);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with members such as \"usb\"")
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Object, A::Error> {
                BoardConfig::deserialize(MapAccessDeserializer::new(access)).map(Object)
            }
        }

        deserializer.deserialize_any(Members)
    }
}

/// A map by number, as an object or as the list of pairs that the official library's C++ code writes.
fn keyed<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + FromStr + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    deserializer.deserialize_any(Keyed(PhantomData))
}

struct Keyed<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for Keyed<K, V>
where
    K: Deserialize<'de> + FromStr + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    type Value = BTreeMap<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with numbers as keys, or a list of [number, value]")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(text) = access.next_key::<String>()? {
            let key = text.parse().map_err(|_wrong| {
                A::Error::custom(format_args!("\"{text}\" is not a number in range"))
            })?;
            let value = access.next_value()?;
            insert(&mut map, key, value)?;
        }
        Ok(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((key, value)) = access.next_element()? {
            insert(&mut map, key, value)?;
        }
        Ok(map)
    }
}

fn insert<K: Ord + fmt::Display, V, E: Error>(
    map: &mut BTreeMap<K, V>,
    key: K,
    value: V,
) -> Result<(), E> {
    if map.contains_key(&key) {
        return Err(E::custom(format_args!("number {key} is there twice")));
    }
    map.insert(key, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        assert_eq!(BoardConfig::from_json(b"{}"), Ok(BoardConfig::default()));
        let config =
            BoardConfig::from_json(br#"{"usb": {"maxSpeed": "HIGH"}, "emmc": true}"#).unwrap();
        assert_eq!(config.usb.max_speed, UsbSpeed::High);
        assert_eq!(config.usb.pid, 0xf63b);
        assert_eq!(config.emmc, Some(true));
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        let marked = b"\xEF\xBB\xBF{\"emmc\": true}";
        assert_eq!(BoardConfig::from_json(marked).unwrap().emmc, Some(true));
    }

    #[test]
    fn maps_come_as_objects_or_pairs() {
        let object = br#"{"gpio": {"-5": {"drive": 12}}, "uart": {"0": {"tmp": -100}}}"#;
        let pairs = br#"{"gpio": [[-5, {"drive": 12}]], "uart": [[0, {"tmp": -100}]]}"#;
        let config = BoardConfig::from_json(object).unwrap();
        assert_eq!(BoardConfig::from_json(pairs), Ok(config.clone()));
        assert_eq!(config.gpio[&-5].drive, GpioDrive::Ma12);
        let text = config.to_json().to_string();
        assert_eq!(BoardConfig::from_json(text.as_bytes()), Ok(config));
    }

    #[test]
    fn a_refusal_names_place_and_choices() {
        let error = BoardConfig::from_json(b"{\n \"usb\": {\"vod\": 1}}").unwrap_err();
        let FirmwareError::BoardConfig { line, reason, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(*line, 2);
        assert!(reason.contains("unknown field `vod`"), "{reason}");
        assert!(!reason.contains("line"), "{reason}");
        for text in [
            r#"{"mipi4LaneRgb": true}"#,
            r#"{"usb": {"vid": 70000}}"#,
            r#"{"gpio": {"300": {}}}"#,
            r#"{"gpio": {"x": {}}}"#,
            r#"{"gpio": {"1": {}, "1": {}}}"#,
            r#"{"gpio": [[1, {}], [1, {}]]}"#,
            r#"{"gpio": 5}"#,
            "[]",
            "",
        ] {
            assert!(BoardConfig::from_json(text.as_bytes()).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_configuration_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = BoardConfig::from_json(&bytes);
        }

        #[test]
        fn a_changed_configuration_is_one_or_an_error(at in any::<prop::sample::Index>(), value in any::<u8>()) {
            let mut text = BoardConfig::default().to_json().to_string().into_bytes();
            let at = at.index(text.len());
            text[at] = value;
            let _ = BoardConfig::from_json(&text);
        }
    }
}
