//! Texts for values, values for texts.

use serde_json::Value;

use super::shape::Shape;
use crate::pipeline::{types::Type, wire::Unfit};

/// A value as a person types it.
pub(super) fn show(ty: Option<&'static Type>, value: &Value) -> String {
    match (ty, value) {
        (_, Value::Null) => return String::new(),
        (Some(Type::Optional(inner)), _) => return show(Some(inner), value),
        (_, Value::String(text)) => return text.clone(),
        _ => {}
    }
    match (Shape::of(ty), value) {
        (Shape::Numbers(item), Value::Array(items)) => line(item, items),
        (Shape::Matrix(item), Value::Array(rows)) => rows
            .iter()
            .map(|row| line(item, row.as_array().map_or(&[], Vec::as_slice)))
            .collect::<Vec<_>>()
            .join("\n"),
        _ => scalar(ty, value),
    }
}

fn scalar(ty: Option<&Type>, value: &Value) -> String {
    match (ty, value) {
        // The cast is exact: the value came from 32 bits.
        (Some(Type::Float), Value::Number(number)) => number
            .as_f64()
            .map_or_else(|| value.to_string(), |number| (number as f32).to_string()),
        (Some(Type::Double), Value::Number(number)) => number
            .as_f64()
            .map_or_else(|| value.to_string(), |number| number.to_string()),
        (Some(Type::Char), _) => value.as_i64().map_or_else(
            || value.to_string(),
            |number| number.rem_euclid(256).to_string(),
        ),
        _ => value.to_string(),
    }
}

fn line(item: &Type, items: &[Value]) -> String {
    let texts: Vec<_> = items
        .iter()
        .map(|value| scalar(Some(item), value))
        .collect();
    texts.join(", ")
}

/// The value that a typed text stands for, or a sentence about what is wrong with it.
pub(super) fn parse(ty: &'static Type, text: &str) -> Result<Value, String> {
    let trimmed = text.trim();
    match ty {
        Type::Optional(_) if trimmed.is_empty() => return Ok(Value::Null),
        Type::Optional(inner) => return parse(inner, text),
        Type::Text => return Ok(text.into()),
        Type::Bool => return parse_bool(trimmed),
        _ => {}
    }
    match Shape::of(Some(ty)) {
        Shape::Number => parse_number(ty, trimmed),
        Shape::Choice(_) => whole(trimmed),
        Shape::Numbers(item) => parse_line(item, trimmed),
        Shape::Matrix(_) if trimmed.starts_with("[[") => json(trimmed),
        Shape::Matrix(item) => trimmed
            .lines()
            .map(|line| parse_line(item, line))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        _ => json(text),
    }
}

fn parse_bool(text: &str) -> Result<Value, String> {
    let parsed: Result<bool, _> = text.parse();
    parsed
        .map(Value::from)
        .map_err(|_error| "true or false must be here".to_owned())
}

fn whole(text: &str) -> Result<Value, String> {
    text.parse::<i64>()
        .map(Value::from)
        .or_else(|_error| text.parse::<u64>().map(Value::from))
        .map_err(|_error| "a whole number must be here".to_owned())
}

fn parse_number(ty: &Type, text: &str) -> Result<Value, String> {
    match ty {
        Type::Char => match text.parse::<u8>() {
            Ok(byte) => Ok(byte.cast_signed().into()),
            Err(_) => Err("a whole number from 0 to 255 must be here".into()),
        },
        Type::Float | Type::Double => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number.into()),
            _ => Err("a number must be here".into()),
        },
        _ => whole(text),
    }
}

/// Numbers with anything between them that people put between numbers.
fn parse_line(item: &Type, text: &str) -> Result<Value, String> {
    let text = text.trim().trim_start_matches('[').trim_end_matches(']');
    let between = |c: char| c == ',' || c == ';' || c.is_whitespace();
    text.split(between)
        .filter(|part| !part.is_empty())
        .map(|part| parse_number(item, part))
        .collect::<Result<Vec<_>, _>>()
        .map(Value::Array)
}

/// A number of four hexadecimal digits, with or without `0x`.
pub(super) fn hexadecimal(text: &str) -> Result<Value, String> {
    let text = text.trim();
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16)
        .ok()
        .filter(|_| plain)
        .map(Value::from)
        .ok_or_else(|| "up to four hexadecimal digits must be here, such as 03e7".to_owned())
}

/// Any value in JSON.
pub(super) fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("this is not JSON: {error}"))
}

/// Whether a number is in a range.
pub(super) fn within(number: f64, (min, max): (Option<f64>, Option<f64>)) -> Result<(), String> {
    let low = min.is_some_and(|min| number < min);
    let high = max.is_some_and(|max| number > max);
    if !low && !high {
        return Ok(());
    }
    Err(match (min, max) {
        (Some(min), Some(max)) => format!("a number from {min} to {max} must be here"),
        (Some(min), None) => format!("a number from {min} on must be here"),
        (_, Some(max)) => format!("a number up to {max} must be here"),
        (None, None) => "this number is too far off".into(),
    })
}

/// What the encoder does not take.
pub(super) fn refusal(unfit: &Unfit) -> String {
    let place = if unfit.path.is_empty() {
        String::new()
    } else {
        format!("{}: ", unfit.path)
    };
    format!(
        "{place}{} is given, allowed is {}",
        unfit.value, unfit.allowed
    )
}

/// Gives a value the members that it leaves out.
pub(super) fn complete(ty: &Type, value: &mut Value) {
    match (ty, value) {
        (Type::Optional(inner), value) if !value.is_null() => complete(inner, value),
        (Type::Structure(structure), Value::Object(object)) => {
            for member in &structure.members {
                let slot = object
                    .entry(member.name.clone())
                    .or_insert_with(|| member.default.clone());
                complete(&member.ty, slot);
            }
        }
        (Type::Vector(item) | Type::Array(item, _), Value::Array(items)) => {
            items.iter_mut().for_each(|value| complete(item, value));
        }
        (Type::Map { value: ty, .. }, Value::Object(entries)) => {
            entries.values_mut().for_each(|value| complete(ty, value));
        }
        (Type::Map { value: ty, .. }, Value::Array(pairs)) => {
            let values = pairs.iter_mut().filter_map(|pair| pair.get_mut(1));
            values.for_each(|value| complete(ty, value));
        }
        _ => {}
    }
}
