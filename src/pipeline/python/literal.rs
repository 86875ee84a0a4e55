//! Values as Python writes them.

use serde_json::Value;

use crate::pipeline::types::{Enumeration, Type};

/// Enumerators that the library has and Python does not name.
const HIDDEN: [(&str, &str); 4] = [
    ("CameraBoardSocket", "CAM_I"),
    ("CameraBoardSocket", "CAM_J"),
    ("CameraSensorType", "AUTO"),
    ("Interpolation", "AUTO"),
];

/// A text literal. The escapes of JSON are Python's as well.
pub(super) fn text(text: &str) -> String {
    Value::from(text).to_string()
}

/// A long text: over several lines where that needs no escapes, else as [`text`].
pub(super) fn long_text(source: &str) -> String {
    let plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
    let fits = source.contains('\n')
        && source.chars().all(plain)
        && !source.contains("\"\"\"")
        && !source.ends_with(['"', '\\']);
    if !fits {
        return text(source);
    }
    let raw = if source.contains('\\') { "r" } else { "" };
    format!("{raw}\"\"\"{source}\"\"\"")
}

/// A value of a type. Values that do not fit the type are written as they are.
pub(super) fn value(value: &Value, ty: &Type) -> String {
    match (ty, value) {
        (_, Value::Null) => "None".into(),
        (Type::Optional(inner), _) => self::value(value, inner),
        (_, Value::Bool(true)) => "True".into(),
        (_, Value::Bool(false)) => "False".into(),
        (Type::Enum(enumeration), _) => enumerator(value, enumeration),
        (Type::Float, _) => float(value),
        // The library's JSON shows large masks as negative numbers.
        (Type::Integer(integer), _) if !integer.signed => match value.as_i64() {
            Some(number) if number < 0 => number.cast_unsigned().to_string(),
            _ => value.to_string(),
        },
        (Type::Vector(item) | Type::Array(item, _), Value::Array(items)) => {
            let items: Vec<_> = items.iter().map(|each| self::value(each, item)).collect();
            format!("[{}]", items.join(", "))
        }
        (Type::Tuple(types), Value::Array(items)) => {
            let pairs = items.iter().zip(types);
            let items: Vec<_> = pairs.map(|(each, ty)| self::value(each, ty)).collect();
            format!("({})", items.join(", "))
        }
        (Type::Map { value: inner, .. }, Value::Object(object)) => {
            let pairs: Vec<_> = object
                .iter()
                .map(|(key, each)| format!("{}: {}", text(key), self::value(each, inner)))
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        (
            Type::Map {
                key, value: inner, ..
            },
            Value::Array(items),
        ) => {
            let pairs = items.iter().filter_map(|pair| pair.as_array());
            let pairs: Vec<_> = pairs
                .filter_map(|pair| match pair.as_slice() {
                    [name, each] => Some(format!(
                        "{}: {}",
                        self::value(name, key),
                        self::value(each, inner)
                    )),
                    _ => None,
                })
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        _ => value.to_string(),
    }
}

/// A 32-bit float in its shortest form; Python's 64-bit float is rounded back to it.
fn float(value: &Value) -> String {
    match value.as_f64() {
        // The cast is exact: the value came from 32 bits.
        Some(number) => format!("{:?}", number as f32),
        None => value.to_string(),
    }
}

fn enumerator(value: &Value, enumeration: &Enumeration) -> String {
    let Some(python) = &enumeration.python else {
        return value.to_string();
    };
    let hidden = |name: &str| HIDDEN.contains(&(enumeration.name.as_str(), name));
    let mut names = enumeration.values.iter();
    match names.find(|(name, number)| Some(*number) == value.as_i64() && !hidden(name)) {
        Some((name, _)) => format!("dai.{python}.{name}"),
        None => format!("dai.{python}({value})"),
    }
}
