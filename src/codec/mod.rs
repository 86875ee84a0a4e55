//! Little-endian reading and writing of fixed layouts.
//!
//! Every wire and file format of this crate goes through [`Reader`] and [`Writer`]: reading checks each length and
//! fails with [`UnexpectedEnd`], writing cannot fail. No layout knowledge lives here, but for the one foreign protocol
//! that is big endian: [`usbip`].

mod hash;
mod mark;
pub mod usbip;

pub use hash::{Hashing, sha256_hex, to_hex};
pub use mark::without_mark;

/// The input ended before the value did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{wanted} bytes wanted at offset {offset}, {available} there")]
pub struct UnexpectedEnd {
    /// Where the value starts, in bytes from the start of the input.
    pub offset: usize,
    /// Size of the value in bytes.
    pub wanted: usize,
    /// Bytes left from `offset` on.
    pub available: usize,
}

/// Reads little-endian values from a byte slice, front to back.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    /// Bytes read so far.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Bytes left to read.
    pub const fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.offset)
    }

    /// Whether everything has been read.
    pub const fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// The next `n` bytes.
    pub fn bytes(&mut self, n: usize) -> Result<&'a [u8], UnexpectedEnd> {
        let end = UnexpectedEnd {
            offset: self.offset,
            wanted: n,
            available: self.remaining(),
        };
        let stop = self.offset.checked_add(n).ok_or(end)?;
        let slice = self.bytes.get(self.offset..stop).ok_or(end)?;
        self.offset = stop;
        Ok(slice)
    }

    /// Moves on by `n` bytes.
    pub fn skip(&mut self, n: usize) -> Result<(), UnexpectedEnd> {
        self.bytes(n).map(|_| ())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], UnexpectedEnd> {
        let slice = self.bytes(N)?;
        let mut array = [0; N];
        array.copy_from_slice(slice);
        Ok(array)
    }

    /// One byte.
    pub fn u8(&mut self) -> Result<u8, UnexpectedEnd> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    /// Two bytes, little endian.
    pub fn u16(&mut self) -> Result<u16, UnexpectedEnd> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    /// Four bytes, little endian.
    pub fn u32(&mut self) -> Result<u32, UnexpectedEnd> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// Four bytes, little endian, signed.
    pub fn i32(&mut self) -> Result<i32, UnexpectedEnd> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    /// Eight bytes, little endian.
    pub fn u64(&mut self) -> Result<u64, UnexpectedEnd> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// Eight bytes, little endian, signed.
    pub fn i64(&mut self) -> Result<i64, UnexpectedEnd> {
        Ok(i64::from_le_bytes(self.array()?))
    }

    /// A 32-bit float.
    pub fn f32(&mut self) -> Result<f32, UnexpectedEnd> {
        Ok(f32::from_le_bytes(self.array()?))
    }

    /// A text field of `n` bytes: up to its first zero, foreign bytes replaced (text from a device is shown, never parsed).
    pub fn text(&mut self, n: usize) -> Result<String, UnexpectedEnd> {
        let field = self.bytes(n)?;
        let text = field.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

/// Builds a byte string of little-endian values.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Bytes written so far.
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing has been written.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Appends `bytes` as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Appends zeros until the length is `len`; a longer output stays as it is.
    pub fn pad_to(&mut self, len: usize) -> &mut Self {
        if self.bytes.len() < len {
            self.bytes.resize(len, 0);
        }
        self
    }

    /// One byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.bytes(&[value])
    }

    /// Two bytes, little endian.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// Four bytes, little endian.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// Four bytes, little endian, signed.
    pub fn i32(&mut self, value: i32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// Eight bytes, little endian.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// Eight bytes, little endian, signed.
    pub fn i64(&mut self, value: i64) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// A 32-bit float.
    pub fn f32(&mut self, value: f32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// A text field of exactly `n` bytes, zero padded; a longer text is cut at a character boundary.
    pub fn text(&mut self, text: &str, n: usize) -> &mut Self {
        let mut cut = text.len().min(n);
        while !text.is_char_boundary(cut) {
            cut = cut.saturating_sub(1);
        }
        let end = self.bytes.len().saturating_add(n);
        self.bytes(text.get(..cut).unwrap_or_default().as_bytes())
            .pad_to(end)
    }
}

/// The checksum of packages, board configurations and user bootloaders: `h = h * 33 + byte`, modulo 2^32, from 5381.
///
/// Of nothing it is 5381 (`0x1505`). Source: bootloader protocol, package table.
pub fn djb2(bytes: &[u8]) -> u32 {
    let step = |hash: u32, byte: &u8| hash.wrapping_mul(33).wrapping_add(u32::from(*byte));
    // Eight steps at once: their products do not wait for each other, and packages have some ten million bytes.
    let (chunks, rest) = bytes.as_chunks::<8>();
    let hash = chunks.iter().fold(5381, |hash: u32, chunk| {
        let [a, b, c, d, e, f, g, h] = chunk.map(u32::from);
        hash.wrapping_mul(const { power_of_33(8) })
            .wrapping_add(a.wrapping_mul(const { power_of_33(7) }))
            .wrapping_add(b.wrapping_mul(const { power_of_33(6) }))
            .wrapping_add(c.wrapping_mul(const { power_of_33(5) }))
            .wrapping_add(d.wrapping_mul(const { power_of_33(4) }))
            .wrapping_add(e.wrapping_mul(const { power_of_33(3) }))
            .wrapping_add(f.wrapping_mul(const { power_of_33(2) }))
            .wrapping_add(g.wrapping_mul(33))
            .wrapping_add(h)
    });
    rest.iter().fold(hash, step)
}

const fn power_of_33(exponent: u32) -> u32 {
    33u32.wrapping_pow(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_a_round_trip() {
        let mut writer = Writer::new();
        writer
            .u8(1)
            .u16(2)
            .u32(3)
            .i32(-4)
            .u64(5)
            .i64(-6)
            .f32(0.5)
            .text("oak", 5);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u8(), Ok(1));
        assert_eq!(reader.u16(), Ok(2));
        assert_eq!(reader.u32(), Ok(3));
        assert_eq!(reader.i32(), Ok(-4));
        assert_eq!(reader.u64(), Ok(5));
        assert_eq!(reader.i64(), Ok(-6));
        assert_eq!(reader.f32(), Ok(0.5));
        assert_eq!(reader.text(5).as_deref(), Ok("oak"));
        assert!(reader.is_empty());
    }

    #[test]
    fn a_short_input_says_what_is_missing() {
        let mut reader = Reader::new(&[0; 6]);
        assert_eq!(reader.u32(), Ok(0));
        assert_eq!(
            reader.u32(),
            Err(UnexpectedEnd {
                offset: 4,
                wanted: 4,
                available: 2
            })
        );
        assert_eq!(
            reader.bytes(usize::MAX).map_err(|end| end.available),
            Err(2)
        );
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let mut writer = Writer::new();
        writer.text("aäb", 2);
        assert_eq!(writer.finish(), [b'a', 0]);
    }

    #[test]
    fn the_checksum_of_nothing_is_its_start() {
        assert_eq!(djb2(&[]), 0x1505);
        assert_eq!(djb2(b"a"), 5381 * 33 + 97);
        let bytes: Vec<u8> = (0..255).rev().collect();
        for len in 0..bytes.len() {
            let one_by_one = bytes.iter().take(len).fold(5381u32, |hash, byte| {
                hash.wrapping_mul(33).wrapping_add(u32::from(*byte))
            });
            assert_eq!(djb2(&bytes[..len]), one_by_one);
        }
    }
}
