//! The value encoding of the camera (libnop; `docs/formats.md`): numbers, texts, lists, maps, optional values.
//!
//! Every value starts with one tag byte. Integers take the shortest form their type allows.

use std::collections::BTreeMap;

use crate::codec::{Reader, UnexpectedEnd, Writer};

pub(super) const STRUCTURE: u8 = 0xb9;
const ARRAY: u8 = 0xba;
const MAP: u8 = 0xbb;
const STRING: u8 = 0xbd;
const EMPTY: u8 = 0xbe;

/// A value with a wire form.
pub(super) trait Value: Sized {
    /// Appends it.
    fn write(&self, out: &mut Writer);
    /// Takes it off the front.
    fn read(input: &mut Reader<'_>) -> Result<Self, Fault>;
}

/// Why bytes are not a value.
pub(super) enum Fault {
    End(UnexpectedEnd),
    Found {
        offset: usize,
        expected: &'static str,
        tag: u8,
    },
    Range {
        offset: usize,
        number: i64,
    },
}

impl From<UnexpectedEnd> for Fault {
    fn from(end: UnexpectedEnd) -> Self {
        Self::End(end)
    }
}

fn write_unsigned(out: &mut Writer, value: u64) {
    match value {
        0..=0x7f => out.u8(value as u8),
        0x80..=0xff => out.u8(0x80).u8(value as u8),
        0x100..=0xffff => out.u8(0x81).u16(value as u16),
        0x1_0000..=0xffff_ffff => out.u8(0x82).u32(value as u32),
        _ => out.u8(0x83).u64(value),
    };
}

pub(super) fn write_signed(out: &mut Writer, value: i64) {
    if (-64..=127).contains(&value) {
        out.u8(value as u8);
    } else if let Ok(value) = i8::try_from(value) {
        out.u8(0x84).u8(value as u8);
    } else if let Ok(value) = i16::try_from(value) {
        out.u8(0x85).u16(value as u16);
    } else if let Ok(value) = i32::try_from(value) {
        out.u8(0x86).i32(value);
    } else {
        out.u8(0x87).i64(value);
    }
}

fn read_unsigned(input: &mut Reader<'_>) -> Result<u64, Fault> {
    let offset = input.offset();
    Ok(match input.u8()? {
        tag @ 0..=0x7f => u64::from(tag),
        0x80 => u64::from(input.u8()?),
        0x81 => u64::from(input.u16()?),
        0x82 => u64::from(input.u32()?),
        0x83 => input.u64()?,
        tag => {
            return Err(Fault::Found {
                offset,
                expected: "an unsigned number",
                tag,
            });
        }
    })
}

pub(super) fn read_signed(input: &mut Reader<'_>) -> Result<i64, Fault> {
    let offset = input.offset();
    Ok(match input.u8()? {
        tag @ (0..=0x7f | 0xc0..=0xff) => i64::from(tag as i8),
        0x84 => i64::from(input.u8()? as i8),
        0x85 => i64::from(input.u16()? as i16),
        0x86 => i64::from(input.i32()?),
        0x87 => input.i64()?,
        tag => {
            return Err(Fault::Found {
                offset,
                expected: "a signed number",
                tag,
            });
        }
    })
}

pub(super) fn read_tag(
    input: &mut Reader<'_>,
    wanted: u8,
    expected: &'static str,
) -> Result<(), Fault> {
    let offset = input.offset();
    match input.u8()? {
        tag if tag == wanted => Ok(()),
        tag => Err(Fault::Found {
            offset,
            expected,
            tag,
        }),
    }
}

macro_rules! integers {
    ($($type:ident, $write:ident, $read:ident;)+) => {$(
        impl Value for $type {
            fn write(&self, out: &mut Writer) {
                $write(out, (*self).into());
            }

            fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
                let offset = input.offset();
                let number = $read(input)?;
                Self::try_from(number).map_err(|_overflow| Fault::Range { offset, number: number as i64 })
            }
        }
    )+};
}

integers! {
    u16, write_unsigned, read_unsigned;
    u32, write_unsigned, read_unsigned;
    u64, write_unsigned, read_unsigned;
    i8, write_signed, read_signed;
    i32, write_signed, read_signed;
}

impl Value for bool {
    fn write(&self, out: &mut Writer) {
        out.u8(u8::from(*self));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let offset = input.offset();
        match input.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            tag => Err(Fault::Found {
                offset,
                expected: "yes or no",
                tag,
            }),
        }
    }
}

impl Value for String {
    fn write(&self, out: &mut Writer) {
        out.u8(STRING);
        write_unsigned(out, self.len() as u64);
        out.bytes(self.as_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        read_tag(input, STRING, "a text")?;
        let len = read_unsigned(input)?;
        let bytes = input.bytes(usize::try_from(len).unwrap_or(usize::MAX))?;
        Ok(Self::from_utf8_lossy(bytes).into_owned())
    }
}

impl<T: Value> Value for Option<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => {
                out.u8(EMPTY);
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        let mut ahead = input.clone();
        if ahead.u8()? == EMPTY {
            *input = ahead;
            return Ok(None);
        }
        T::read(input).map(Some)
    }
}

impl<T: Value> Value for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.u8(ARRAY);
        write_unsigned(out, self.len() as u64);
        for value in self {
            value.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        read_tag(input, ARRAY, "a list")?;
        // Grows as values arrive: the count is not to be trusted with memory.
        let count = read_unsigned(input)?;
        (0..count).map(|_| T::read(input)).collect()
    }
}

/// Written in ascending order of keys. The official library's order is that of a C++ hash table and differs between
/// its builds, so the camera cannot depend on it.
impl<K: Value + Ord, V: Value> Value for BTreeMap<K, V> {
    fn write(&self, out: &mut Writer) {
        out.u8(MAP);
        write_unsigned(out, self.len() as u64);
        for (key, value) in self {
            key.write(out);
            value.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, Fault> {
        read_tag(input, MAP, "a map")?;
        let count = read_unsigned(input)?;
        (0..count)
            .map(|_| Ok((K::read(input)?, V::read(input)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn integers_survive(signed in any::<i32>(), unsigned in any::<u64>()) {
            let mut out = Writer::new();
            signed.write(&mut out);
            unsigned.write(&mut out);
            let bytes = out.finish();
            let mut input = Reader::new(&bytes);
            prop_assert_eq!(i32::read(&mut input).ok(), Some(signed));
            prop_assert_eq!(u64::read(&mut input).ok(), Some(unsigned));
        }
    }
}
