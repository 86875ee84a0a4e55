//! Bytes to values. What is not of the type is refused with its offset and place.

use serde_json::{Map, Number, Value};

use super::{Located as _, Malformed, U64, WireProblem, malformed, tag};
use crate::{
    codec::Reader,
    pipeline::types::{Integer, Structure, Type},
};

/// Reads a number of the given type.
pub(in crate::pipeline) fn take_integer(
    reader: &mut Reader<'_>,
    range: Integer,
) -> Result<i128, Malformed> {
    let offset = reader.offset();
    let tag = reader.u8()?;
    let wanted = if range.signed {
        "a signed number"
    } else {
        "an unsigned number"
    };
    let number = match (tag, range.signed) {
        (0..=0x7f, _) => i128::from(tag),
        (0xc0..=0xff, true) => i128::from(tag) - 256,
        (tag::U8, false) => i128::from(reader.u8()?),
        (tag::U16, false) => i128::from(reader.u16()?),
        (tag::U32, false) => i128::from(reader.u32()?),
        (tag::U64, false) => i128::from(reader.u64()?),
        (tag::I8, true) => i128::from(reader.u8()? as i8),
        (tag::I16, true) => i128::from(reader.u16()? as i16),
        (tag::I32, true) => i128::from(reader.i32()?),
        (tag::I64, true) => i128::from(reader.i64()?),
        (found, _) => return Err(malformed(offset, WireProblem::Tag { found, wanted })),
    };
    let (min, max) = (range.min(), range.max());
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        let found = number;
        Err(malformed(offset, WireProblem::Range { found, min, max }))
    }
}

fn take_tag(reader: &mut Reader<'_>, tag: u8, wanted: &'static str) -> Result<(), Malformed> {
    let offset = reader.offset();
    match reader.u8()? {
        found if found == tag => Ok(()),
        found => Err(malformed(offset, WireProblem::Tag { found, wanted })),
    }
}

/// Reads a tag and a count; a count of elements cannot exceed the bytes left, each takes at least one.
pub(in crate::pipeline) fn take_head(
    reader: &mut Reader<'_>,
    tag: u8,
    wanted: &'static str,
) -> Result<usize, Malformed> {
    take_tag(reader, tag, wanted)?;
    let offset = reader.offset();
    let n = take_integer(reader, U64)?;
    usize::try_from(n)
        .ok()
        .filter(|n| *n <= reader.remaining())
        .ok_or_else(|| {
            let (wanted, available) =
                (usize::try_from(n).unwrap_or(usize::MAX), reader.remaining());
            malformed(offset, WireProblem::End { wanted, available })
        })
}

/// Reads a structure's head and checks its number of members.
pub(in crate::pipeline) fn take_structure_head(
    reader: &mut Reader<'_>,
    name: &str,
    wanted: usize,
) -> Result<(), Malformed> {
    let offset = reader.offset();
    take_tag(reader, tag::STRUCTURE, "a structure")?;
    let found = take_integer(reader, U64)? as u64;
    if found == wanted as u64 {
        return Ok(());
    }
    let name = name.to_owned();
    Err(malformed(
        offset,
        WireProblem::Members {
            name,
            found,
            wanted,
        },
    ))
}

/// Reads a text.
pub(in crate::pipeline) fn take_text(reader: &mut Reader<'_>) -> Result<String, Malformed> {
    let offset = reader.offset();
    let n = take_head(reader, tag::TEXT, "a text")?;
    let bytes = reader.bytes(n)?;
    String::from_utf8(bytes.to_vec()).map_err(|_utf8| malformed(offset, WireProblem::Utf8))
}

/// Reads a byte string.
pub(in crate::pipeline) fn take_binary<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Malformed> {
    let n = take_head(reader, tag::BINARY, "a byte string")?;
    Ok(reader.bytes(n)?)
}

/// Reads a value of type `ty`.
pub(in crate::pipeline) fn decode(reader: &mut Reader<'_>, ty: &Type) -> Result<Value, Malformed> {
    let offset = reader.offset();
    Ok(match ty {
        Type::Bool => {
            let range = Integer {
                bits: 8,
                signed: false,
            };
            match take_integer(reader, range)? {
                0 => false.into(),
                1 => true.into(),
                found => {
                    let (min, max) = (0, 1);
                    return Err(malformed(offset, WireProblem::Range { found, min, max }));
                }
            }
        }
        Type::Char => {
            let range = Integer {
                bits: 8,
                signed: false,
            };
            // The byte is a signed char: 200 becomes -56.
            Value::from(take_integer(reader, range)? as u8 as i8)
        }
        Type::Integer(range) => number(take_integer(reader, *range)?),
        Type::Enum(enumeration) => number(take_integer(reader, enumeration.integer)?),
        Type::Float => {
            take_tag(reader, tag::F32, "a 32-bit float")?;
            float_value(f64::from(reader.f32()?))
        }
        Type::Double => {
            take_tag(reader, tag::F64, "a 64-bit float")?;
            float_value(f64::from_bits(reader.u64()?))
        }
        Type::Text => take_text(reader)?.into(),
        Type::Optional(inner) => take_optional(reader, inner)?,
        Type::Vector(item) => take_list(reader, item, None)?,
        Type::Array(item, n) => take_list(reader, item, Some(*n))?,
        Type::Tuple(types) => take_tuple(reader, types)?,
        Type::Map { key, value, .. } => take_map(reader, key, value)?,
        Type::Structure(structure) => take_structure(reader, structure)?.into(),
    })
}

/// Numbers from 2^63 on show as negative, as in the official library's JSON.
fn number(value: i128) -> Value {
    Value::from(value as i64)
}

fn float_value(value: f64) -> Value {
    Number::from_f64(value).map_or_else(
        || {
            let text = match value {
                f64::INFINITY => "Infinity",
                f64::NEG_INFINITY => "-Infinity",
                _ => "NaN",
            };
            text.into()
        },
        Value::Number,
    )
}

fn take_optional(reader: &mut Reader<'_>, inner: &Type) -> Result<Value, Malformed> {
    let mut ahead = reader.clone();
    if ahead.u8()? == tag::EMPTY {
        *reader = ahead;
        return Ok(Value::Null);
    }
    decode(reader, inner)
}

fn take_list(
    reader: &mut Reader<'_>,
    item: &Type,
    fixed: Option<usize>,
) -> Result<Value, Malformed> {
    let offset = reader.offset();
    let elements = |found: usize| match fixed {
        Some(wanted) if found != wanted => {
            let found = found as u64;
            Err(malformed(offset, WireProblem::Elements { found, wanted }))
        }
        _ => Ok(()),
    };
    let Type::Integer(range) = item else {
        let n = take_head(reader, tag::ARRAY, "an array")?;
        elements(n)?;
        let items = (0..n)
            .map(|index| decode(reader, item).map_err(|error| error.inside(&format!("[{index}]"))));
        return items.collect();
    };
    let bytes = take_binary(reader)?;
    let chunks = bytes.chunks_exact(range.bytes());
    if !chunks.remainder().is_empty() {
        let problem = format!(
            "{} bytes are no whole number of {}-bit numbers",
            bytes.len(),
            range.bits
        );
        return Err(malformed(offset, WireProblem::Other(problem)));
    }
    elements(chunks.len())?;
    Ok(chunks
        .map(|chunk| number(raw_integer(chunk, *range)))
        .collect())
}

/// A little-endian integer of up to eight bytes.
fn raw_integer(bytes: &[u8], range: Integer) -> i128 {
    let value = bytes
        .iter()
        .rev()
        .fold(0_i128, |value, byte| (value << 8) | i128::from(*byte));
    if range.signed && value > range.max() {
        value - (1 << range.bits)
    } else {
        value
    }
}

fn take_tuple(reader: &mut Reader<'_>, types: &[Type]) -> Result<Value, Malformed> {
    let offset = reader.offset();
    let found = take_head(reader, tag::ARRAY, "an array")?;
    if found != types.len() {
        let (found, wanted) = (found as u64, types.len());
        return Err(malformed(offset, WireProblem::Elements { found, wanted }));
    }
    types.iter().map(|ty| decode(reader, ty)).collect()
}

fn take_map(reader: &mut Reader<'_>, key: &Type, of: &Type) -> Result<Value, Malformed> {
    let n = take_head(reader, tag::MAP, "a map")?;
    if *key != Type::Text {
        let pairs = (0..n).map(|index| {
            let at = |error: Malformed| error.inside(&format!("[{index}]"));
            let first = decode(reader, key).map_err(at)?;
            let second = decode(reader, of).map_err(at)?;
            Ok(Value::Array(vec![first, second]))
        });
        return pairs.collect();
    }
    let mut object = Map::new();
    for _ in 0..n {
        let offset = reader.offset();
        let name = take_text(reader)?;
        let value = decode(reader, of).map_err(|error| error.inside(&name))?;
        if object.insert(name.clone(), value).is_some() {
            return Err(malformed(offset, WireProblem::Twice(name)));
        }
    }
    Ok(object.into())
}

/// Reads a structure.
pub(in crate::pipeline) fn take_structure(
    reader: &mut Reader<'_>,
    structure: &Structure,
) -> Result<Map<String, Value>, Malformed> {
    take_structure_head(reader, &structure.name, structure.members.len())?;
    structure
        .members
        .iter()
        .map(|member| {
            let value = decode(reader, &member.ty).map_err(|error| error.inside(&member.name))?;
            Ok((member.name.clone(), value))
        })
        .collect()
}
