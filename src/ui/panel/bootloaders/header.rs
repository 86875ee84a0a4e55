//! The form of a boot header.

use crate::{
    bootloader::{BootHeader, BootHeaderKind},
    ui::panel::number::number,
};

/// What stands in the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderForm {
    /// What starts.
    pub kind: BootHeaderKind,
    /// Texts by input.
    pub texts: [String; 5],
}

/// An input of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderInput {
    /// GPIO mode.
    Gpio,
    /// Location of the program.
    Location,
    /// SPI clock.
    Frequency,
    /// Dummy cycles.
    Dummy,
    /// Offset of the header.
    Offset,
}

impl HeaderInput {
    /// The largest number it takes.
    pub const fn max(self) -> u64 {
        match self {
            Self::Gpio | Self::Dummy => u16::MAX as u64,
            Self::Location | Self::Frequency | Self::Offset => u32::MAX as u64,
        }
    }

    /// The inputs that a kind of header has.
    pub const fn of(kind: BootHeaderKind) -> &'static [Self] {
        match kind {
            BootHeaderKind::GpioMode => &[Self::Gpio],
            BootHeaderKind::UsbRecovery => &[],
            BootHeaderKind::Normal | BootHeaderKind::Fast => {
                &[Self::Location, Self::Frequency, Self::Dummy, Self::Offset]
            }
        }
    }
}

impl Default for HeaderForm {
    fn default() -> Self {
        Self {
            kind: BootHeaderKind::Normal,
            texts: Default::default(),
        }
    }
}

impl HeaderForm {
    /// What stands in an input.
    pub fn text(&self, input: HeaderInput) -> &str {
        self.texts.get(input as usize).map_or("", String::as_str)
    }

    /// Changes an input.
    pub fn set(&mut self, input: HeaderInput, text: String) {
        if let Some(slot) = self.texts.get_mut(input as usize) {
            *slot = text;
        }
    }

    /// The number in an input; nothing where it is empty.
    ///
    /// # Errors
    ///
    /// The input has a text that is no number it takes.
    pub fn number(&self, input: HeaderInput) -> Result<Option<u64>, HeaderInput> {
        let text = self.text(input).trim();
        if text.is_empty() {
            return Ok(None);
        }
        number(text)
            .filter(|number| *number <= input.max())
            .map(Some)
            .ok_or(input)
    }

    /// The header.
    ///
    /// # Errors
    ///
    /// The first input that is wrong.
    pub fn header(&self) -> Result<BootHeader, HeaderInput> {
        let mut header = BootHeader::new(self.kind);
        for input in HeaderInput::of(self.kind) {
            let number = self.number(*input)?;
            let wide = number.and_then(|number| u32::try_from(number).ok());
            let narrow = number.and_then(|number| u16::try_from(number).ok());
            match input {
                HeaderInput::Gpio => header.gpio_mode = narrow,
                HeaderInput::Dummy => header.dummy_cycles = narrow,
                HeaderInput::Location => header.location = wide,
                HeaderInput::Frequency => header.frequency = wide,
                HeaderInput::Offset => header.offset = wide,
            }
        }
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_not_given() {
        let mut form = HeaderForm::default();
        assert_eq!(form.header(), Ok(BootHeader::new(BootHeaderKind::Normal)));
        form.set(HeaderInput::Location, "0x200".to_owned());
        form.set(HeaderInput::Dummy, "8".to_owned());
        // Of another kind; not asked for.
        form.set(HeaderInput::Gpio, "nonsense".to_owned());
        let expected = BootHeader {
            location: Some(512),
            dummy_cycles: Some(8),
            ..BootHeader::new(BootHeaderKind::Normal)
        };
        assert_eq!(form.header(), Ok(expected));
        form.set(HeaderInput::Dummy, "65536".to_owned());
        assert_eq!(form.header(), Err(HeaderInput::Dummy));
        form.kind = BootHeaderKind::GpioMode;
        assert_eq!(form.header(), Err(HeaderInput::Gpio));
    }
}
