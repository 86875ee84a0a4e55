//! The board configuration as fields.
//!
//! `board.json` describes its layout in the catalog's format; tests compare it with the structures of the firmware's
//! side.

use std::sync::LazyLock;

use serde_json::Value;

use super::{Field, fields};
use crate::{
    firmware::{BoardConfig, FirmwareError},
    pipeline::{catalog::Catalog, help::member_help},
};

static LAYOUT: LazyLock<Catalog> = LazyLock::new(|| {
    // A test proves that the shipped file parses.
    Catalog::parse(include_str!("board.json")).unwrap_or_default()
});

/// Name of the structure in the help.
const STRUCTURE: &str = "BoardConfig";
/// Members that are maps by number.
const MAPS: [&str; 3] = ["gpio", "uart", "camera"];

/// A board configuration as the form edits it.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardForm {
    value: Value,
}

impl From<&BoardConfig> for BoardForm {
    fn from(board: &BoardConfig) -> Self {
        let mut value = board.to_json();
        // The form knows maps by number as lists of pairs.
        for name in MAPS {
            if let Some(Value::Object(entries)) = value.get_mut(name).map(Value::take) {
                let pair = |(key, value): (String, Value)| {
                    let key: i64 = key.parse().unwrap_or_default();
                    Value::Array(vec![key.into(), value])
                };
                let pairs: Vec<_> = entries.into_iter().map(pair).collect();
                if let Some(place) = value.get_mut(name) {
                    *place = pairs.into();
                }
            }
        }
        Self { value }
    }
}

impl BoardForm {
    /// The configuration with another value of a member, or a sentence about what is wrong with it.
    pub fn with(&self, name: &str, value: Value) -> Result<BoardConfig, String> {
        let mut changed = self.value.clone();
        let pointer = format!("/{}", name.replace('.', "/"));
        if let Some(place) = changed.pointer_mut(&pointer) {
            *place = value;
        }
        BoardConfig::from_json(changed.to_string().as_bytes()).map_err(|error| match error {
            // Line and column are those of a text that nobody sees.
            FirmwareError::BoardConfig { reason, .. } => reason,
            other => other.to_string(),
        })
    }
}

/// The fields of a board configuration.
pub fn board_fields(board: &BoardConfig) -> Vec<Field> {
    let form = BoardForm::from(board);
    fields(Some(&LAYOUT.globals), &form.value, |name| {
        member_help(STRUCTURE, name)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        firmware::{GpioConfig, LogLevel},
        pipeline::{form::Shape, types::Type},
    };

    #[test]
    fn a_fresh_configuration_is_the_default_everywhere() {
        assert!(Catalog::parse(include_str!("board.json")).is_ok());
        let fields = board_fields(&BoardConfig::default());
        assert_eq!(fields.len(), 25);
        for field in &fields {
            assert!(!field.changed(), "{}: {}", field.name, field.value);
            assert!(field.help.is_some() && field.ty.is_some(), "{}", field.name);
        }
    }

    #[test]
    fn whatever_the_form_makes_the_firmware_takes() {
        let form = BoardForm::from(&BoardConfig::default());
        for field in board_fields(&BoardConfig::default()) {
            let mut values = vec![field.value.clone()];
            if let Some(Type::Optional(inner)) = field.ty {
                values.push(inner.zero());
            }
            match field.shape().inner() {
                Shape::Choice(enumeration) => {
                    values.extend(enumeration.values.iter().map(|(_, value)| json!(value)));
                }
                Shape::Entries { value, .. } => values.push(json!([[1, value.zero()]])),
                _ => {}
            }
            for value in values {
                let value = field.accept(value).unwrap();
                let board = form.with(&field.name, value.clone()).unwrap();
                let fields = board_fields(&board);
                let read = fields.iter().find(|other| other.name == field.name);
                assert_eq!(read.unwrap().value, value, "{}", field.name);
            }
        }
    }

    #[test]
    fn pins_are_pairs() {
        let board = BoardConfig {
            gpio: [(35, GpioConfig::default())].into(),
            log_verbosity: Some(LogLevel::Debug),
            ..BoardConfig::default()
        };
        let fields = board_fields(&board);
        let pins = fields.iter().find(|field| field.name == "gpio").unwrap();
        assert_eq!(pins.value[0][0], json!(35));
        let form = BoardForm::from(&board);
        assert_eq!(form.with("emmc", Value::Null), Ok(board));
        let mut pair = pins.value[0].clone();
        pair[0] = json!(34);
        let moved = form.with("gpio", json!([pair.clone()])).unwrap();
        assert!(moved.gpio.contains_key(&34));
        assert!(form.with("gpio", json!([pair.clone(), pair])).is_err());
        let vendor = fields.iter().find(|field| field.name == "usb.vid").unwrap();
        assert_eq!(vendor.text(), "0x03e7");
        assert_eq!(vendor.parse("0403"), Ok(json!(0x403)));
        assert!(vendor.parse("12345").is_err());
    }
}
