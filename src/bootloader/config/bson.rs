//! The document to BSON and back (protocol 9.1). The `bson` crate knows the format; this knows the reference's choices.

use bson::{RawArray, RawArrayBuf, RawBson, RawBsonRef, RawDocument, RawDocumentBuf, raw::CString};
use serde_json::{Map, Number, Value};

use super::{ConfigError, MAX_CONFIG_DEPTH, by_key};

pub(super) fn read(bytes: &[u8]) -> Result<Map<String, Value>, ConfigError> {
    let document = RawDocument::from_bytes(bytes).map_err(malformed)?;
    read_object(document, MAX_CONFIG_DEPTH)
}

fn malformed(error: bson::error::Error) -> ConfigError {
    ConfigError::Bson(error.to_string())
}

fn read_object(document: &RawDocument, depth: usize) -> Result<Map<String, Value>, ConfigError> {
    let depth = depth.checked_sub(1).ok_or(ConfigError::TooDeep)?;
    let mut object = Map::new();
    for element in document {
        let (key, value) = element.map_err(malformed)?;
        let value = read_value(key.as_str(), value, depth)?;
        object.insert(key.as_str().to_owned(), value);
    }
    Ok(object)
}

fn read_array(array: &RawArray, key: &str, depth: usize) -> Result<Vec<Value>, ConfigError> {
    let depth = depth.checked_sub(1).ok_or(ConfigError::TooDeep)?;
    let items = array.into_iter();
    items
        .map(|item| read_value(key, item.map_err(malformed)?, depth))
        .collect()
}

fn read_value(key: &str, value: RawBsonRef<'_>, depth: usize) -> Result<Value, ConfigError> {
    Ok(match value {
        RawBsonRef::Int32(number) => Value::from(number),
        RawBsonRef::Int64(number) => Value::from(number),
        RawBsonRef::Double(number) => Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| ConfigError::NotFinite(key.to_owned()))?,
        RawBsonRef::String(text) => Value::from(text),
        RawBsonRef::Boolean(value) => Value::from(value),
        RawBsonRef::Null => Value::Null,
        RawBsonRef::Document(inner) => Value::Object(read_object(inner, depth)?),
        RawBsonRef::Array(items) => Value::Array(read_array(items, key, depth)?),
        other => {
            return Err(ConfigError::Type {
                key: key.to_owned(),
                found: format!("{:?}", other.element_type()),
            });
        }
    })
}

pub(super) fn write(document: &Map<String, Value>) -> Result<Vec<u8>, ConfigError> {
    Ok(write_object(document, MAX_CONFIG_DEPTH)?.into_bytes())
}

fn write_object(object: &Map<String, Value>, depth: usize) -> Result<RawDocumentBuf, ConfigError> {
    let depth = depth.checked_sub(1).ok_or(ConfigError::TooDeep)?;
    let mut document = RawDocumentBuf::new();
    for (key, value) in by_key(object) {
        let Ok(name) = CString::try_from(key.as_str()) else {
            return Err(ConfigError::BadKey);
        };
        document.append(name, write_value(key, value, depth)?);
    }
    Ok(document)
}

fn write_value(key: &str, value: &Value, depth: usize) -> Result<RawBson, ConfigError> {
    Ok(match value {
        Value::Null => RawBson::Null,
        Value::Bool(value) => RawBson::Boolean(*value),
        Value::Number(number) => write_number(key, number)?,
        Value::String(text) => RawBson::String(text.clone()),
        Value::Array(items) => {
            let depth = depth.checked_sub(1).ok_or(ConfigError::TooDeep)?;
            let mut array = RawArrayBuf::new();
            for item in items {
                array.push(write_value(key, item, depth)?);
            }
            RawBson::Array(array)
        }
        Value::Object(object) => RawBson::Document(write_object(object, depth)?),
    })
}

fn write_number(key: &str, number: &Number) -> Result<RawBson, ConfigError> {
    if let Some(value) = number.as_i64() {
        return Ok(i32::try_from(value).map_or(RawBson::Int64(value), RawBson::Int32));
    }
    if let Some(value) = number.as_u64() {
        return Err(ConfigError::NumberTooLarge {
            key: key.to_owned(),
            value,
        });
    }
    number
        .as_f64()
        .map(RawBson::Double)
        .ok_or_else(|| ConfigError::NotFinite(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn every_type_has_the_bytes_of_the_reference() {
        let text = r#"{
            "n": null, "b": true, "i": 2147483647, "l": 2147483648, "d": 0.5, "s": "x",
            "A": -2147483649, "a": [1, "y"], "_": {"z": -2147483648}
        }"#;
        let mut expected = vec![0; 4];
        expected.extend_from_slice(b"\x12A\0\xFF\xFF\xFF\x7F\xFF\xFF\xFF\xFF");
        expected.extend_from_slice(b"\x03_\0\x0C\0\0\0\x10z\0\0\0\0\x80\0");
        expected.extend_from_slice(b"\x04a\0\x15\0\0\0\x100\0\x01\0\0\0\x021\0\x02\0\0\0y\0\0");
        expected.extend_from_slice(b"\x08b\0\x01");
        expected.extend_from_slice(b"\x01d\0\0\0\0\0\0\0\xE0\x3F");
        expected.extend_from_slice(b"\x10i\0\xFF\xFF\xFF\x7F");
        expected.extend_from_slice(b"\x12l\0\0\0\0\x80\0\0\0\0");
        expected.extend_from_slice(b"\x0An\0");
        expected.extend_from_slice(b"\x02s\0\x02\0\0\0x\0\0");
        expected[0] = expected.len() as u8;
        assert_eq!(write(&object(text)).unwrap(), expected);
        assert_eq!(read(&expected).unwrap(), object(text));
    }

    #[test]
    fn hostile_documents_are_refused() {
        // Lengths that lie, at the top and inside.
        assert!(read(&[]).is_err());
        assert!(read(b"\x05\0\0\0\x01").is_err());
        assert!(read(b"\xFF\xFF\xFF\x7F\0").is_err());
        assert!(read(b"\x0D\0\0\0\x02s\0\xFF\xFF\xFF\xFF\0\0").is_err());
        assert!(read(b"\x0D\0\0\0\x03s\0\x40\0\0\0\0\0").is_err());
        // A type of other databases.
        let max_key = read(b"\x08\0\0\0\x7Fk\0\0").unwrap_err();
        assert!(matches!(max_key, ConfigError::Type { .. }));
        // Not a number.
        let nan = read(b"\x10\0\0\0\x01d\0\0\0\0\0\0\0\xF8\x7F\0").unwrap_err();
        assert_eq!(nan, ConfigError::NotFinite("d".to_owned()));
    }

    #[test]
    fn a_deep_document_is_refused_before_the_stack_ends() {
        let mut bytes = b"\x05\0\0\0\0".to_vec();
        for _ in 0..2000 {
            let mut outer = ((bytes.len() + 8) as u32).to_le_bytes().to_vec();
            outer.extend_from_slice(b"\x03a\0");
            outer.extend_from_slice(&bytes);
            outer.push(0);
            bytes = outer;
        }
        assert_eq!(read(&bytes), Err(ConfigError::TooDeep));
    }
}
