//! Boot headers: what the host says of the first bytes of the flash (protocol 7.3). The bytes themselves are made by the
//! device.

use serde::{Deserialize, Serialize};

use super::Request;

/// What the reference sends as GPIO mode with a normal and a fast header: serial NOR by SPI (protocol 7.3).
const DEFAULT_GPIO_MODE: i32 = 7;
/// What stands for "not given" on the wire.
const NOT_GIVEN: i32 = -1;
const NO_PLACE: i64 = -1;

/// The kinds of boot headers (protocol 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BootHeaderKind {
    /// Boot mode by GPIO pins.
    GpioMode,
    /// The ROM waits for USB at every start.
    UsbRecovery,
    /// Starts the bootloader.
    Normal,
    /// Starts the application without the bootloader.
    Fast,
}

impl BootHeaderKind {
    /// The number on the wire.
    pub const fn to_wire(self) -> i32 {
        match self {
            Self::GpioMode => 0,
            Self::UsbRecovery => 1,
            Self::Normal => 2,
            Self::Fast => 3,
        }
    }

    /// The kind with this number.
    pub const fn from_wire(value: i32) -> Option<Self> {
        match value {
            0 => Some(Self::GpioMode),
            1 => Some(Self::UsbRecovery),
            2 => Some(Self::Normal),
            3 => Some(Self::Fast),
            _ => None,
        }
    }
}

/// A boot header as a host asks for it; what is not given the device chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootHeader {
    /// What starts.
    pub kind: BootHeaderKind,
    /// GPIO boot mode; of [`BootHeaderKind::GpioMode`] only.
    pub gpio_mode: Option<u16>,
    /// SPI clock of a normal or fast header, in the device's own unit.
    pub frequency: Option<u32>,
    /// Where the program lies that a normal or fast header starts, in bytes from the start of the flash.
    pub location: Option<u32>,
    /// SPI dummy cycles of a normal or fast header.
    pub dummy_cycles: Option<u16>,
    /// Where the header itself is written, in bytes from the start of the flash; its start without.
    pub offset: Option<u32>,
}

impl BootHeader {
    /// A header for which the device chooses everything.
    pub const fn new(kind: BootHeaderKind) -> Self {
        Self {
            kind,
            gpio_mode: None,
            frequency: None,
            location: None,
            dummy_cycles: None,
            offset: None,
        }
    }

    /// The request that writes it.
    pub fn request(&self) -> Request {
        let tuned = matches!(self.kind, BootHeaderKind::Normal | BootHeaderKind::Fast);
        let gpio_mode = match (self.kind, self.gpio_mode) {
            (BootHeaderKind::GpioMode, Some(mode)) => mode.into(),
            (BootHeaderKind::Normal | BootHeaderKind::Fast, _) => DEFAULT_GPIO_MODE,
            _ => NOT_GIVEN,
        };
        let place = |given: Option<u32>| given.map_or(NO_PLACE, i64::from);
        let number = |given: Option<u32>| {
            given
                .filter(|_| tuned)
                .and_then(|number| i32::try_from(number).ok())
                .unwrap_or(NOT_GIVEN)
        };
        Request::UpdateFlashBootHeader {
            kind: self.kind.to_wire(),
            offset: place(self.offset),
            location: place(self.location.filter(|_| tuned)),
            dummy_cycles: number(self.dummy_cycles.map(u32::from)),
            frequency: number(self.frequency),
            gpio_mode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_is_minus_one() {
        let fields = |header: BootHeader| match header.request() {
            Request::UpdateFlashBootHeader {
                kind,
                offset,
                location,
                dummy_cycles,
                frequency,
                gpio_mode,
            } => (kind, offset, location, dummy_cycles, frequency, gpio_mode),
            _ => unreachable!(),
        };
        let plain = |kind| fields(BootHeader::new(kind));
        assert_eq!(plain(BootHeaderKind::UsbRecovery), (1, -1, -1, -1, -1, -1));
        assert_eq!(plain(BootHeaderKind::Normal), (2, -1, -1, -1, -1, 7));
        assert_eq!(plain(BootHeaderKind::Fast), (3, -1, -1, -1, -1, 7));
        let gpio = BootHeader {
            gpio_mode: Some(3),
            frequency: Some(9),
            ..BootHeader::new(BootHeaderKind::GpioMode)
        };
        assert_eq!(fields(gpio), (0, -1, -1, -1, -1, 3));
        let tuned = BootHeader {
            frequency: Some(100),
            location: Some(0x10_0000),
            dummy_cycles: Some(8),
            offset: Some(512),
            ..BootHeader::new(BootHeaderKind::Fast)
        };
        assert_eq!(fields(tuned), (3, 512, 0x10_0000, 8, 100, 7));
    }
}
