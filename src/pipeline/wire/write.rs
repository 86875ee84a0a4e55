//! Values to bytes. What does not fit its type is refused with its place and what is allowed.

use serde_json::Value;

use super::{Located as _, U64, Unfit, read::decode, tag};
use crate::{
    codec::Reader,
    pipeline::types::{Enumeration, Integer, Structure, Type},
};

/// Appends an unsigned integer in its shortest form.
pub(in crate::pipeline) fn put_unsigned(value: u64, out: &mut Vec<u8>) {
    let bytes = value.to_le_bytes();
    let (tag, n) = match value {
        0..=0x7f => (None, 1),
        0x80..=0xff => (Some(tag::U8), 1),
        0x100..=0xffff => (Some(tag::U16), 2),
        0x1_0000..=0xffff_ffff => (Some(tag::U32), 4),
        _ => (Some(tag::U64), 8),
    };
    out.extend(tag);
    out.extend(bytes.iter().take(n));
}

/// Appends a signed integer in its shortest form.
pub(in crate::pipeline) fn put_signed(value: i64, out: &mut Vec<u8>) {
    let bytes = value.to_le_bytes();
    let (tag, n) = if (-64..=127).contains(&value) {
        (None, 1)
    } else if i8::try_from(value).is_ok() {
        (Some(tag::I8), 1)
    } else if i16::try_from(value).is_ok() {
        (Some(tag::I16), 2)
    } else if i32::try_from(value).is_ok() {
        (Some(tag::I32), 4)
    } else {
        (Some(tag::I64), 8)
    };
    out.extend(tag);
    out.extend(bytes.iter().take(n));
}

/// Appends a tag and a count or length.
pub(in crate::pipeline) fn put_head(tag: u8, n: usize, out: &mut Vec<u8>) {
    out.push(tag);
    put_unsigned(n as u64, out);
}

/// Appends a text.
pub(in crate::pipeline) fn put_text(text: &str, out: &mut Vec<u8>) {
    put_head(tag::TEXT, text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

/// Appends a byte string.
pub(in crate::pipeline) fn put_binary(bytes: &[u8], out: &mut Vec<u8>) {
    put_head(tag::BINARY, bytes.len(), out);
    out.extend_from_slice(bytes);
}

/// Appends `value` as a value of type `ty`.
pub(in crate::pipeline) fn encode(
    value: &Value,
    ty: &Type,
    out: &mut Vec<u8>,
) -> Result<(), Unfit> {
    match ty {
        Type::Bool => {
            let flag = value
                .as_bool()
                .ok_or_else(|| unfit(value, "true or false"))?;
            out.push(u8::from(flag));
        }
        Type::Char => {
            let range = Integer {
                bits: 8,
                signed: true,
            };
            let number = integer(value, range)?;
            // The cast keeps the low byte: -56 becomes 200.
            put_unsigned(u64::from(number as u8), out);
        }
        Type::Integer(range) => put_integer(integer(value, *range)?, *range, out),
        Type::Enum(enumeration) => put_enum(value, enumeration, out)?,
        Type::Float => put_float(value, out)?,
        Type::Double => {
            let number = float(value)?;
            out.push(tag::F64);
            out.extend_from_slice(&number.to_le_bytes());
        }
        Type::Text => put_text(value.as_str().ok_or_else(|| unfit(value, "a text"))?, out),
        Type::Optional(_) if value.is_null() => out.push(tag::EMPTY),
        Type::Optional(inner) => encode(value, inner, out)?,
        Type::Vector(item) => put_list(list(value, None)?, item, out)?,
        Type::Array(item, n) => put_list(list(value, Some(*n))?, item, out)?,
        Type::Tuple(types) => put_tuple(value, types, out)?,
        Type::Map { .. } => put_map(value, ty, out)?,
        Type::Structure(structure) => encode_structure(value, structure, out)?,
    }
    Ok(())
}

/// `value` as a package would give it back.
pub(in crate::pipeline) fn canonical(value: &Value, ty: &Type) -> Result<Value, Unfit> {
    let mut bytes = Vec::new();
    encode(value, ty, &mut bytes)?;
    // What was just written reads back; were it not so, the value itself is the best answer.
    Ok(decode(&mut Reader::new(&bytes), ty).unwrap_or_else(|_malformed| value.clone()))
}

/// The error for `value`.
pub(in crate::pipeline) fn unfit(value: &Value, allowed: impl Into<String>) -> Unfit {
    let mut text = value.to_string();
    if text.chars().count() > 60 {
        text = text.chars().take(57).chain("...".chars()).collect();
    }
    Unfit {
        path: String::new(),
        value: text,
        allowed: allowed.into(),
    }
}

fn integer(value: &Value, range: Integer) -> Result<i128, Unfit> {
    let number = match value.as_i64() {
        // The official library's JSON shows 64-bit numbers from 2^63 on as negative.
        Some(number) if range == U64 => Some(i128::from(number as u64)),
        Some(number) => Some(i128::from(number)),
        None => value.as_u64().map(i128::from),
    };
    number
        .filter(|number| (range.min()..=range.max()).contains(number))
        .ok_or_else(|| {
            let (min, max) = (range.min(), range.max());
            unfit(value, format!("a whole number from {min} to {max}"))
        })
}

fn put_integer(number: i128, range: Integer, out: &mut Vec<u8>) {
    // Both casts are exact: `number` is within `range`.
    if range.signed {
        put_signed(number as i64, out);
    } else {
        put_unsigned(number as u64, out);
    }
}

fn put_enum(value: &Value, enumeration: &Enumeration, out: &mut Vec<u8>) -> Result<(), Unfit> {
    // Values without a name are written by the library too, and are legal on the wire: only the type limits them.
    let number = integer(value, enumeration.integer).map_err(|mut unfit| {
        let names = enumeration
            .values
            .iter()
            .map(|(name, value)| format!("{value} ({name})"));
        unfit.allowed = format!("one of {}", names.collect::<Vec<_>>().join(", "));
        unfit
    })?;
    put_integer(number, enumeration.integer, out);
    Ok(())
}

fn float(value: &Value) -> Result<f64, Unfit> {
    match value.as_str() {
        Some("NaN") => return Ok(f64::NAN),
        Some("Infinity") => return Ok(f64::INFINITY),
        Some("-Infinity") => return Ok(f64::NEG_INFINITY),
        _ => {}
    }
    value.as_f64().ok_or_else(|| unfit(value, "a number"))
}

fn put_float(value: &Value, out: &mut Vec<u8>) -> Result<(), Unfit> {
    let wide = float(value)?;
    let narrow = wide as f32;
    if wide.is_finite() && !narrow.is_finite() {
        return Err(unfit(value, format!("a number up to {:e}", f32::MAX)));
    }
    out.push(tag::F32);
    out.extend_from_slice(&narrow.to_le_bytes());
    Ok(())
}

fn list(value: &Value, n: Option<usize>) -> Result<&[Value], Unfit> {
    let items = value.as_array().map(Vec::as_slice);
    match (items, n) {
        (Some(items), None) => Ok(items),
        (Some(items), Some(n)) if items.len() == n => Ok(items),
        (_, None) => Err(unfit(value, "a list")),
        (_, Some(n)) => Err(unfit(value, format!("a list of {n} values"))),
    }
}

fn put_list(items: &[Value], item: &Type, out: &mut Vec<u8>) -> Result<(), Unfit> {
    let at = |index: usize| move |error: Unfit| error.inside(&format!("[{index}]"));
    let Type::Integer(range) = item else {
        put_head(tag::ARRAY, items.len(), out);
        return items
            .iter()
            .enumerate()
            .try_for_each(|(index, value)| encode(value, item, out).map_err(at(index)));
    };
    let n = items.len().saturating_mul(range.bytes());
    put_head(tag::BINARY, n, out);
    for (index, value) in items.iter().enumerate() {
        let number = integer(value, *range).map_err(at(index))?;
        out.extend(number.to_le_bytes().iter().take(range.bytes()));
    }
    Ok(())
}

fn put_tuple(value: &Value, types: &[Type], out: &mut Vec<u8>) -> Result<(), Unfit> {
    let items = list(value, Some(types.len()))?;
    put_head(tag::ARRAY, types.len(), out);
    for (index, (item, ty)) in items.iter().zip(types).enumerate() {
        encode(item, ty, out).map_err(|error| error.inside(&format!("[{index}]")))?;
    }
    Ok(())
}

fn put_map(value: &Value, ty: &Type, out: &mut Vec<u8>) -> Result<(), Unfit> {
    let Type::Map {
        key,
        value: of,
        sorted,
    } = ty
    else {
        return Err(unfit(value, "a map"));
    };
    if **key == Type::Text {
        let object = value.as_object().ok_or_else(|| unfit(value, "an object"))?;
        let mut pairs: Vec<_> = object.iter().collect();
        if *sorted {
            pairs.sort_by(|one, other| one.0.as_bytes().cmp(other.0.as_bytes()));
        }
        put_head(tag::MAP, pairs.len(), out);
        for (name, value) in pairs {
            put_text(name, out);
            encode(value, of, out).map_err(|error| error.inside(name))?;
        }
        return Ok(());
    }
    let pairs = list(value, None)?;
    put_head(tag::MAP, pairs.len(), out);
    for (index, pair) in pairs.iter().enumerate() {
        let at = |error: Unfit| error.inside(&format!("[{index}]"));
        let [first, second] = list(pair, Some(2)).map_err(at)? else {
            return Err(at(unfit(pair, "a list of 2 values")));
        };
        encode(first, key, out).map_err(at)?;
        encode(second, of, out).map_err(at)?;
    }
    Ok(())
}

/// Appends a structure; missing members take their defaults, unknown ones are refused.
pub(in crate::pipeline) fn encode_structure(
    value: &Value,
    structure: &Structure,
    out: &mut Vec<u8>,
) -> Result<(), Unfit> {
    let object = value.as_object().ok_or_else(|| unfit(value, "an object"))?;
    let unknown = |name: &&String| structure.members.iter().all(|m| m.name != **name);
    if let Some(name) = object.keys().find(unknown) {
        let known: Vec<_> = structure.members.iter().map(|m| m.name.as_str()).collect();
        let value = object.get(name).unwrap_or(&Value::Null);
        let allowed = format!("no property of this name; known are {}", known.join(", "));
        return Err(unfit(value, allowed).inside(name));
    }
    put_head(tag::STRUCTURE, structure.members.len(), out);
    for member in &structure.members {
        let value = object.get(&member.name).unwrap_or(&member.default);
        encode(value, &member.ty, out).map_err(|error| error.inside(&member.name))?;
    }
    Ok(())
}
