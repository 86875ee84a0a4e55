//! A board configuration in the value encoding of the camera, member by member.

use super::{
    BoardConfig, CameraConfig, CameraImageOrientation, CameraSensorType, FirmwareError, FrameType,
    GpioConfig, GpioDirection, GpioDrive, GpioLevel, GpioMode, GpioPull, ImuConfig, LogLevel,
    NetworkConfig, UartConfig, UsbConfig, UsbSpeed, UvcConfig,
    value::{Fault, STRUCTURE, Value, read_signed, read_tag, write_signed},
};
use crate::codec::{Reader, Writer};

/// The payload of the preboot header.
pub(super) fn encode(config: &BoardConfig) -> Vec<u8> {
    let mut out = Writer::new();
    config.write(&mut out);
    out.finish()
}

/// The configuration in `payload`, whose offset in the firmware section is `start`.
pub(super) fn decode(payload: &[u8], start: usize) -> Result<BoardConfig, FirmwareError> {
    let mut input = Reader::new(payload);
    let config = BoardConfig::read(&mut input).map_err(|fault| match fault {
        Fault::End(end) => header(
            start + end.offset,
            format!("the board configuration ends too soon, {end}"),
        ),
        Fault::Found {
            offset,
            expected,
            tag,
        } => header(
            start + offset,
            format!("{expected} was expected, byte {tag:#04x} is there"),
        ),
        Fault::Range { offset, number } => {
            header(start + offset, format!("{number} is out of range"))
        }
    })?;
    if !input.is_empty() {
        let reason = format!("{} bytes follow the board configuration", input.remaining());
        return Err(header(start + input.offset(), reason));
    }
    Ok(config)
}

fn header(offset: usize, reason: String) -> FirmwareError {
    FirmwareError::Header { offset, reason }
}

macro_rules! enums {
    ($($type:ident),+) => {$(
        impl Value for $type {
            fn write(&self, out: &mut Writer) {
                write_signed(out, self.number().into());
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
                let offset = input.offset();
                let number = read_signed(input)?;
                Self::from_number(number).ok_or(Fault::Range { offset, number })
            }
        }
    )+};
}

enums!(
    UsbSpeed,
    LogLevel,
    GpioMode,
    GpioDirection,
    GpioLevel,
    GpioPull,
    GpioDrive,
    CameraSensorType,
    CameraImageOrientation,
    FrameType
);

/// Structures: the count of members, then the members in this order.
macro_rules! structures {
    ($($type:ident $count:literal { $($member:ident),+ })+) => {$(
        impl Value for $type {
            fn write(&self, out: &mut Writer) {
                out.u8(STRUCTURE).u8($count);
                $(self.$member.write(out);)+
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
                read_tag(input, STRUCTURE, stringify!($type))?;
                read_tag(input, $count, concat!("a ", stringify!($type), " of ", $count, " members"))?;
                Ok(Self { $($member: Value::read(input)?),+ })
            }
        }
    )+};
}

structures! {
    BoardConfig 18 {
        usb, network, sysctl, watchdog_timeout_ms, watchdog_initial_delay_ms, gpio, uart, pcie_internal_clock,
        usb3_phy_internal_clock, emmc, log_path, log_size_max, log_verbosity, log_device_prints, non_exclusive_mode,
        camera, imu, uvc
    }
    UsbConfig 7 { vid, pid, flash_booted_vid, flash_booted_pid, max_speed, product_name, manufacturer }
    NetworkConfig 2 { mtu, xlink_tcp_no_delay }
    GpioConfig 7 { mode, direction, level, pull, drive, schmitt, slew_fast }
    UartConfig 1 { tmp }
    CameraConfig 3 { name, sensor_type, orientation }
    ImuConfig 6 { bus, interrupt, wake, cs_gpio, boot, reset }
    UvcConfig 5 { camera_name, width, height, frame_type, enable }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The official library's payload of a default pipeline.
    const DEFAULT: &str = "b912b90781e703813bf681e703813df604bd00bd00b9020001ba00bebebb00bb00bebebebebebebe00bb00bebe";

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_default_is_the_official_one() {
        assert_eq!(hex(&encode(&BoardConfig::default())), DEFAULT);
    }

    #[test]
    fn every_member_has_its_place() {
        let config = BoardConfig {
            sysctl: vec!["a=1".into(), String::new()],
            watchdog_timeout_ms: Some(200),
            watchdog_initial_delay_ms: Some(70_000),
            gpio: [(
                -5,
                GpioConfig {
                    drive: GpioDrive::Ma12,
                    ..GpioConfig::default()
                },
            )]
            .into(),
            uart: [(-128, UartConfig { tmp: -100 })].into(),
            log_path: Some("abc".into()),
            log_size_max: Some(1 << 40),
            log_verbosity: Some(LogLevel::Off),
            uvc: Some(UvcConfig::default()),
            ..BoardConfig::default()
        };
        let text = hex(&encode(&config));
        for part in [
            "ba02bd03613d31bd00",
            "80c88270110100",
            "bb01fbb90707000000",
            "0c0000",
            "bb018480b901849c",
            "bd03616263830000000000010000",
            "06be00bb00be",
            "b905bd0081800781380416",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(decode(&encode(&config), 0), Ok(config));
    }

    #[test]
    fn faults_have_a_place() {
        let mut bytes = encode(&BoardConfig::default());
        bytes.push(0);
        assert!(matches!(
            decode(&bytes, 59),
            Err(FirmwareError::Header { offset: 104, .. })
        ));
        assert!(matches!(
            decode(&bytes[..20], 59),
            Err(FirmwareError::Header { .. })
        ));
        bytes[1] = 17;
        assert!(matches!(
            decode(&bytes, 59),
            Err(FirmwareError::Header { offset: 60, .. })
        ));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_configuration_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = decode(&bytes, 0);
        }

        #[test]
        fn a_changed_payload_is_one_or_an_error(at in any::<prop::sample::Index>(), value in any::<u8>()) {
            let mut bytes = encode(&BoardConfig::default());
            let at = at.index(bytes.len());
            bytes[at] = value;
            if let Ok(config) = decode(&bytes, 0) {
                prop_assert_eq!(decode(&encode(&config), 0), Ok(config));
            }
        }
    }
}
