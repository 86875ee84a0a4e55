//! The named numbers of a board configuration. Numbers and names are those of the official library 2.33.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected, Visitor},
};

/// An enum of the official library: written to JSON as its number, read from its number or its official name.
macro_rules! official_enum {
    ($(#[$doc:meta])* $name:ident: $default:ident { $($variant:ident = $number:literal, $text:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`, number ", stringify!($number), ".")] $variant,)+
        }

        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its number on the wire.
            pub const fn number(self) -> i32 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// Its official name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The value with this number.
            pub fn from_number(number: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| i64::from(value.number()) == number)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$default
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i32(self.number())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Names;

                impl Visitor<'_> for Names {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a number or name of ", stringify!($name)))?;
                        let mut separator = ": ";
                        for value in $name::ALL {
                            write!(f, "{separator}{} {}", value.number(), value.name())?;
                            separator = ", ";
                        }
                        Ok(())
                    }

                    fn visit_i64<E: Error>(self, number: i64) -> Result<$name, E> {
                        $name::from_number(number)
                            .ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
                    }

                    fn visit_u64<E: Error>(self, number: u64) -> Result<$name, E> {
                        i64::try_from(number)
                            .ok()
                            .and_then($name::from_number)
                            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        $name::ALL
                            .iter()
                            .copied()
                            .find(|value| value.name() == text)
                            .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
                    }
                }

                deserializer.deserialize_any(Names)
            }
        }
    };
}

official_enum! {
    /// Highest USB speed the firmware offers.
    UsbSpeed: Super {
        Unknown = 0, "UNKNOWN";
        Low = 1, "LOW";
        Full = 2, "FULL";
        High = 3, "HIGH";
        Super = 4, "SUPER";
        SuperPlus = 5, "SUPER_PLUS";
    }
}

official_enum! {
    /// How much the firmware logs.
    LogLevel: Warn {
        Trace = 0, "TRACE";
        Debug = 1, "DEBUG";
        Info = 2, "INFO";
        Warn = 3, "WARN";
        Err = 4, "ERR";
        Critical = 5, "CRITICAL";
        Off = 6, "OFF";
    }
}

official_enum! {
    /// Function of a GPIO.
    GpioMode: Direct {
        AltMode0 = 0, "ALT_MODE_0";
        AltMode1 = 1, "ALT_MODE_1";
        AltMode2 = 2, "ALT_MODE_2";
        AltMode3 = 3, "ALT_MODE_3";
        AltMode4 = 4, "ALT_MODE_4";
        AltMode5 = 5, "ALT_MODE_5";
        AltMode6 = 6, "ALT_MODE_6";
        Direct = 7, "DIRECT";
    }
}

official_enum! {
    /// Direction of a GPIO.
    GpioDirection: Input {
        Input = 0, "INPUT";
        Output = 1, "OUTPUT";
    }
}

official_enum! {
    /// Level of a GPIO.
    GpioLevel: Low {
        Low = 0, "LOW";
        High = 1, "HIGH";
    }
}

official_enum! {
    /// Pull resistor of a GPIO.
    GpioPull: NoPull {
        NoPull = 0, "NO_PULL";
        PullUp = 1, "PULL_UP";
        PullDown = 2, "PULL_DOWN";
        BusKeeper = 3, "BUS_KEEPER";
    }
}

official_enum! {
    /// Drive strength of a GPIO, in mA.
    GpioDrive: Ma2 {
        Ma2 = 2, "MA_2";
        Ma4 = 4, "MA_4";
        Ma8 = 8, "MA_8";
        Ma12 = 12, "MA_12";
    }
}

official_enum! {
    /// Kind of a camera sensor.
    CameraSensorType: Color {
        Color = 0, "COLOR";
        Mono = 1, "MONO";
        Tof = 2, "TOF";
        Thermal = 3, "THERMAL";
    }
}

official_enum! {
    /// How a camera sensor is mounted.
    CameraImageOrientation: Auto {
        Auto = -1, "AUTO";
        Normal = 0, "NORMAL";
        HorizontalMirror = 1, "HORIZONTAL_MIRROR";
        VerticalFlip = 2, "VERTICAL_FLIP";
        Rotate180 = 3, "ROTATE_180_DEG";
    }
}

official_enum! {
    /// Pixel format of a frame.
    FrameType: Nv12 {
        Yuv422i = 0, "YUV422i";
        Yuv444p = 1, "YUV444p";
        Yuv420p = 2, "YUV420p";
        Yuv422p = 3, "YUV422p";
        Yuv400p = 4, "YUV400p";
        Rgba8888 = 5, "RGBA8888";
        Rgb161616 = 6, "RGB161616";
        Rgb888p = 7, "RGB888p";
        Bgr888p = 8, "BGR888p";
        Rgb888i = 9, "RGB888i";
        Bgr888i = 10, "BGR888i";
        Lut2 = 11, "LUT2";
        Lut4 = 12, "LUT4";
        Lut16 = 13, "LUT16";
        Raw16 = 14, "RAW16";
        Raw14 = 15, "RAW14";
        Raw12 = 16, "RAW12";
        Raw10 = 17, "RAW10";
        Raw8 = 18, "RAW8";
        Pack10 = 19, "PACK10";
        Pack12 = 20, "PACK12";
        Yuv444i = 21, "YUV444i";
        Nv12 = 22, "NV12";
        Nv21 = 23, "NV21";
        Bitstream = 24, "BITSTREAM";
        Hdr = 25, "HDR";
        RgbF16p = 26, "RGBF16F16F16p";
        BgrF16p = 27, "BGRF16F16F16p";
        RgbF16i = 28, "RGBF16F16F16i";
        BgrF16i = 29, "BGRF16F16F16i";
        Gray8 = 30, "GRAY8";
        GrayF16 = 31, "GRAYF16";
        None = 32, "NONE";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_read_and_numbers_written() {
        let read = |text: &str| serde_json::from_str::<UsbSpeed>(text);
        assert_eq!(read("3").unwrap(), UsbSpeed::High);
        assert_eq!(read("\"HIGH\"").unwrap(), UsbSpeed::High);
        assert_eq!(serde_json::to_string(&UsbSpeed::High).unwrap(), "3");
        assert_eq!(
            serde_json::from_str::<CameraImageOrientation>("-1").unwrap(),
            CameraImageOrientation::Auto
        );
    }

    #[test]
    fn others_are_refused_with_the_choices() {
        let error = serde_json::from_str::<GpioDrive>("3").unwrap_err();
        assert!(error.to_string().contains("4 MA_4"), "{error}");
        assert!(serde_json::from_str::<GpioDrive>("\"MA_3\"").is_err());
        assert!(serde_json::from_str::<GpioDrive>("true").is_err());
    }
}
