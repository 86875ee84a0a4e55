//! Deflate and zlib with size limits, Adler-32 joined from parts.

use bytes::Bytes;
use miniz_oxide::{
    DataFormat, MZError, MZFlush, MZStatus,
    deflate::core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress},
    inflate::{
        decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
        stream::{InflateState, inflate},
    },
};

use super::FirmwareError;

/// Modulus of Adler-32 (RFC 1950).
const ADLER_MODULUS: u64 = 65521;

/// Input bytes compressed between two pauses: about 0.1 s in a browser.
const SLICE_BYTES: usize = 1 << 20;

/// miniz_oxide's strongest ordinary level.
const LEVEL: u8 = 9;

/// Adler-32 of `bytes`.
pub(super) fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1u64, 0u64);
    // 5552 bytes is the most for which 32-bit sums cannot overflow; 64-bit sums have room to spare.
    for chunk in bytes.chunks(5552) {
        for byte in chunk {
            low += u64::from(*byte);
            high += low;
        }
        low %= ADLER_MODULUS;
        high %= ADLER_MODULUS;
    }
    ((high << 16) | low) as u32
}

/// Adler-32 of `first || second` from the sums of both and the size of the second.
pub(super) fn adler32_combine(first: u32, second: u32, second_bytes: usize) -> u32 {
    let (low1, high1) = (u64::from(first & 0xffff), u64::from(first >> 16));
    let (low2, high2) = (u64::from(second & 0xffff), u64::from(second >> 16));
    let n = second_bytes as u64 % ADLER_MODULUS;
    // Both sums start at 1 instead of 0; one start is taken out again.
    let start = (low1 + ADLER_MODULUS - 1) % ADLER_MODULUS;
    let low = (start + low2) % ADLER_MODULUS;
    let high = (high1 + high2 + n * start) % ADLER_MODULUS;
    ((high << 16) | low) as u32
}

/// A raw deflate stream that must give exactly `size` bytes.
pub(super) fn inflate_exactly(
    name: &str,
    stream: &[u8],
    size: usize,
) -> Result<Vec<u8>, FirmwareError> {
    let raw = decompress_to_vec_with_limit(stream, size)
        .map_err(|error| unpack(name, error.to_string()))?;
    if raw.len() != size {
        let reason = format!("{} bytes came out, {size} were expected", raw.len());
        return Err(unpack(name, reason));
    }
    Ok(raw)
}

/// A zlib stream of at most `limit` bytes when unpacked; its Adler-32 is checked.
pub fn inflate_zlib(name: &str, stream: &[u8], limit: usize) -> Result<Vec<u8>, FirmwareError> {
    decompress_to_vec_zlib_with_limit(stream, limit)
        .map_err(|error| unpack(name, error.to_string()))
}

fn unpack(name: &str, reason: String) -> FirmwareError {
    FirmwareError::Unpack {
        name: name.to_owned(),
        reason,
    }
}

/// Inflates in slices, so that a thread which also serves a camera can do so in between.
pub struct Inflater {
    name: String,
    state: Box<InflateState>,
    stream: Bytes,
    /// Bytes of the stream that were read.
    read: usize,
    /// Bytes that came out, of at most `limit`.
    written: usize,
    limit: usize,
    /// Bytes that came out first, of at most `keep`.
    out: Vec<u8>,
    keep: usize,
}

impl std::fmt::Debug for Inflater {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inflater")
            .field("read", &self.read)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}

impl Inflater {
    /// Inflates a zlib stream to at most `limit` bytes and checks its Adler-32; `name` is for messages.
    pub fn zlib(name: &str, stream: Bytes, limit: usize) -> Self {
        Self::new(name, stream, limit, DataFormat::Zlib)
    }

    /// Inflates a raw deflate stream to at most `limit` bytes.
    pub(super) fn raw(name: &str, stream: Bytes, limit: usize) -> Self {
        Self::new(name, stream, limit, DataFormat::Raw)
    }

    fn new(name: &str, stream: Bytes, limit: usize, format: DataFormat) -> Self {
        Self {
            name: name.to_owned(),
            state: InflateState::new_boxed(format),
            stream,
            read: 0,
            written: 0,
            limit,
            out: Vec::new(),
            keep: usize::MAX,
        }
    }

    /// Keeps only the first bytes that come out.
    #[must_use]
    pub fn keeping(self, bytes: usize) -> Self {
        Self {
            keep: bytes,
            ..self
        }
    }

    /// One slice; `false` when the stream is complete.
    ///
    /// # Errors
    ///
    /// When the stream is damaged, ends early, or gives more than the limit.
    pub fn step(&mut self) -> Result<bool, FirmwareError> {
        let mut buffer = [0; 1 << 15];
        let end = self.written + SLICE_BYTES;
        while self.written < end {
            let input = self.stream.get(self.read..).unwrap_or_default();
            let result = inflate(&mut self.state, input, &mut buffer, MZFlush::None);
            self.read += result.bytes_consumed;
            self.written += result.bytes_written;
            if self.written > self.limit {
                return Err(unpack(
                    &self.name,
                    format!("more than {} bytes come out", self.limit),
                ));
            }
            let room = self.keep.saturating_sub(self.out.len());
            let kept = result.bytes_written.min(room);
            self.out
                .extend_from_slice(buffer.get(..kept).unwrap_or_default());
            match result.status {
                Ok(MZStatus::StreamEnd) => return Ok(false),
                Ok(_) if result.bytes_consumed > 0 || result.bytes_written > 0 => (),
                Ok(_) | Err(MZError::Buf) => {
                    return Err(unpack(&self.name, "the stream ends early".to_owned()));
                }
                Err(error) => {
                    return Err(unpack(
                        &self.name,
                        format!("the stream is damaged ({error:?})"),
                    ));
                }
            }
        }
        Ok(true)
    }

    /// What came out, as far as it was kept.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }
}

/// `raw` as one raw deflate stream.
pub(super) fn deflate(raw: &[u8]) -> Vec<u8> {
    let mut deflater = Deflater::new(raw);
    while deflater.step() {}
    deflater.out
}

/// Compresses in slices, so that a thread which also serves a camera can do so in between.
pub(super) struct Deflater<'a> {
    compressor: Box<CompressorOxide>,
    rest: &'a [u8],
    out: Vec<u8>,
}

impl<'a> Deflater<'a> {
    /// Compresses `raw` as it is stepped.
    pub(super) fn new(raw: &'a [u8]) -> Self {
        let flags = miniz_oxide::deflate::core::create_comp_flags_from_zip_params(
            i32::from(LEVEL),
            -miniz_oxide::MZ_DEFAULT_WINDOW_BITS,
            0,
        );
        Self {
            compressor: Box::new(CompressorOxide::new(flags)),
            rest: raw,
            out: Vec::with_capacity(raw.len() / 2),
        }
    }

    /// One slice; `false` when the stream is complete.
    pub(super) fn step(&mut self) -> bool {
        let (slice, after) = self.rest.split_at(self.rest.len().min(SLICE_BYTES));
        let flush = if after.is_empty() {
            TDEFLFlush::Finish
        } else {
            TDEFLFlush::None
        };
        let mut input = slice;
        let mut buffer = [0; 1 << 15];
        loop {
            let (status, read, written) = compress(&mut self.compressor, input, &mut buffer, flush);
            self.out
                .extend_from_slice(buffer.get(..written).unwrap_or_default());
            input = input.get(read..).unwrap_or_default();
            if status != TDEFLStatus::Okay {
                return false;
            }
            if input.is_empty() && written < buffer.len() && flush != TDEFLFlush::Finish {
                self.rest = after;
                return true;
            }
        }
    }

    /// The stream.
    pub(super) fn finish(self) -> Vec<u8> {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_sums() {
        assert_eq!(adler32(b""), 1);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
        let (first, second) = (vec![0xff; 70_000], vec![0xfe; 200_000]);
        assert_eq!(
            adler32_combine(adler32(&first), adler32(&second), second.len()),
            adler32(&[first, second].concat())
        );
    }

    #[test]
    fn slices_make_one_stream() {
        let raw: Vec<u8> = (0..3 * SLICE_BYTES + 17)
            .map(|n| ((n * n) >> 7) as u8)
            .collect();
        let stream = deflate(&raw);
        assert!(stream.len() < raw.len());
        assert_eq!(inflate_exactly("test", &stream, raw.len()), Ok(raw.clone()));
        assert!(inflate_exactly("test", &stream, raw.len() - 1).is_err());
        assert!(inflate_exactly("test", &stream, raw.len() + 1).is_err());
    }

    #[test]
    fn nothing_is_a_stream_too() {
        assert_eq!(inflate_exactly("test", &deflate(b""), 0), Ok(Vec::new()));
    }

    fn inflated(mut inflater: Inflater) -> Result<Vec<u8>, FirmwareError> {
        while inflater.step()? {}
        Ok(inflater.finish())
    }

    #[test]
    fn streams_are_inflated_in_slices() {
        let raw: Vec<u8> = (0..3 * SLICE_BYTES + 17)
            .map(|n| ((n * n) >> 7) as u8)
            .collect();
        let stream = Bytes::from(deflate(&raw));
        let all = Inflater::raw("test", stream.clone(), raw.len());
        assert_eq!(inflated(all), Ok(raw.clone()));
        assert!(inflated(Inflater::raw("test", stream.clone(), raw.len() - 1)).is_err());
        let half = stream.slice(..stream.len() / 2);
        assert!(inflated(Inflater::raw("test", half, raw.len())).is_err());
        assert!(inflated(Inflater::raw("test", Bytes::new(), 10)).is_err());
    }

    #[test]
    fn a_zlib_stream_of_other_bytes_is_refused() {
        let raw = b"MA2x firmware ".repeat(500);
        let mut stream = miniz_oxide::deflate::compress_to_vec_zlib(&raw, 6);
        let start = Inflater::zlib("test", stream.clone().into(), raw.len()).keeping(4);
        assert_eq!(inflated(start), Ok(b"MA2x".to_vec()));
        *stream.last_mut().unwrap() ^= 1;
        assert!(inflated(Inflater::zlib("test", stream.into(), raw.len())).is_err());
    }

    proptest! {
        #[test]
        fn foreign_streams_are_inflated_as_at_once(stream in proptest::collection::vec(any::<u8>(), 0..200)) {
            let at_once = inflate_zlib("test", &stream, 5_000);
            let in_slices = inflated(Inflater::zlib("test", stream.into(), 5_000));
            prop_assert_eq!(in_slices.ok(), at_once.ok());
        }

        #[test]
        fn sums_join(first in proptest::collection::vec(any::<u8>(), 0..2_000), second in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            let joined = [first.clone(), second.clone()].concat();
            prop_assert_eq!(
                adler32_combine(adler32(&first), adler32(&second), second.len()),
                adler32(&joined)
            );
            prop_assert_eq!(
                adler32(&joined),
                miniz_oxide::deflate::compress_to_vec_zlib(&joined, 1)
                    .last_chunk::<4>()
                    .map(|sum| u32::from_be_bytes(*sum))
                    .unwrap_or_default()
            );
        }
    }
}
