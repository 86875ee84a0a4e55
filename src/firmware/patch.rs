//! Binary patches in the BSDIFF40 format (Colin Percival's bsdiff 4): header of 32 bytes, then three bzip2 streams
//! of control triples, differences and extra bytes.

use std::io::Read;

use bzip2::read::BzDecoder;

use crate::codec::{Reader, UnexpectedEnd};

const MAGIC: &[u8] = b"BSDIFF40";

/// Most control triples read. Real patches have some ten thousand; without a limit a small stream could describe
/// billions that do nothing.
const TRIPLES_MAX: usize = 1 << 22;

/// A patch is damaged or belongs to another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatchError {
    /// It does not start with `BSDIFF40`.
    #[error("it does not start with BSDIFF40")]
    Magic,
    /// It ends too soon.
    #[error("it ends too soon: {0}")]
    End(#[from] UnexpectedEnd),
    /// A size in its header is negative or too large.
    #[error("its header, offset {offset}, names a size of {size} bytes")]
    Size {
        /// Offset of the field in bytes.
        offset: usize,
        /// The size.
        size: i64,
    },
    /// One of the three streams is damaged or too short.
    #[error("its {stream} stream is damaged or too short at {at} bytes of output")]
    Stream {
        /// `control`, `difference` or `extra`.
        stream: &'static str,
        /// Bytes of output made so far.
        at: usize,
    },
    /// A control triple leads out of the old or the new file.
    #[error("a control triple leads out of the file at {at} bytes of output")]
    Control {
        /// Bytes of output made so far.
        at: usize,
    },
}

/// Applies `patch` to `old`; the result may have at most `limit` bytes.
pub fn bspatch(old: &[u8], patch: &[u8], limit: usize) -> Result<Vec<u8>, PatchError> {
    let mut streams = Streams::open(patch, limit)?;
    let mut new = Vec::with_capacity(streams.new_size);
    let mut position = 0i64;
    for _ in 0..TRIPLES_MAX {
        if new.len() == streams.new_size {
            return Ok(new);
        }
        let at = new.len();
        let [add, copy, seek] = streams.triple(at)?;
        streams.add(old, position, add, &mut new)?;
        streams.copy(copy, &mut new)?;
        position = position
            .checked_add(add)
            .and_then(|position| position.checked_add(seek))
            .ok_or(PatchError::Control { at })?;
    }
    Err(PatchError::Control { at: new.len() })
}

/// The three streams, and the size they must add up to.
struct Streams<'a> {
    new_size: usize,
    control: BzDecoder<&'a [u8]>,
    difference: BzDecoder<&'a [u8]>,
    extra: BzDecoder<&'a [u8]>,
}

impl<'a> Streams<'a> {
    fn open(patch: &'a [u8], limit: usize) -> Result<Self, PatchError> {
        let mut reader = Reader::new(patch);
        if reader.bytes(MAGIC.len())? != MAGIC {
            return Err(PatchError::Magic);
        }
        let control = size(&mut reader, patch.len())?;
        let difference = size(&mut reader, patch.len())?;
        let new_size = size(&mut reader, limit)?;
        let control = reader.bytes(control)?;
        let difference = reader.bytes(difference)?;
        let extra = reader.bytes(reader.remaining())?;
        Ok(Self {
            new_size,
            control: BzDecoder::new(control),
            difference: BzDecoder::new(difference),
            extra: BzDecoder::new(extra),
        })
    }

    /// Bytes to add, bytes to copy, bytes to move in the old file.
    fn triple(&mut self, at: usize) -> Result<[i64; 3], PatchError> {
        let mut bytes = [0; 24];
        read(&mut self.control, "control", &mut bytes, at)?;
        let mut reader = Reader::new(&bytes);
        Ok([
            signed(reader.u64()?),
            signed(reader.u64()?),
            signed(reader.u64()?),
        ])
    }

    /// Appends `count` bytes of the difference stream, each increased by the old byte at its place. Places outside
    /// the old file count as zero, as in the original program.
    fn add(
        &mut self,
        old: &[u8],
        position: i64,
        count: i64,
        new: &mut Vec<u8>,
    ) -> Result<(), PatchError> {
        let start = new.len();
        let fresh = grow(new, count, self.new_size)?;
        read(&mut self.difference, "difference", fresh, start)?;
        let outside = |_| PatchError::Control { at: start };
        let skip = usize::try_from(position.min(0).unsigned_abs()).map_err(outside)?;
        let from = usize::try_from(position.max(0)).map_err(outside)?;
        let fresh = new.iter_mut().skip(start).skip(skip);
        for (byte, old) in fresh.zip(old.get(from..).unwrap_or_default()) {
            *byte = byte.wrapping_add(*old);
        }
        Ok(())
    }

    /// Appends `count` bytes of the extra stream.
    fn copy(&mut self, count: i64, new: &mut Vec<u8>) -> Result<(), PatchError> {
        let start = new.len();
        let fresh = grow(new, count, self.new_size)?;
        read(&mut self.extra, "extra", fresh, start)
    }
}

/// Room for `count` more bytes of output, of which there may be `size` in all.
fn grow(new: &mut Vec<u8>, count: i64, size: usize) -> Result<&mut [u8], PatchError> {
    let at = new.len();
    let room = size.saturating_sub(at);
    let count = usize::try_from(count).ok().filter(|count| *count <= room);
    let count = count.ok_or(PatchError::Control { at })?;
    new.resize(at + count, 0);
    Ok(new.get_mut(at..).unwrap_or_default())
}

fn read(
    decoder: &mut BzDecoder<&[u8]>,
    stream: &'static str,
    into: &mut [u8],
    at: usize,
) -> Result<(), PatchError> {
    decoder
        .read_exact(into)
        .map_err(|_damaged| PatchError::Stream { stream, at })
}

fn size(reader: &mut Reader<'_>, limit: usize) -> Result<usize, PatchError> {
    let offset = reader.offset();
    let size = signed(reader.u64()?);
    usize::try_from(size)
        .ok()
        .filter(|size| *size <= limit)
        .ok_or(PatchError::Size { offset, size })
}

/// Sign and magnitude, as the format stores numbers.
const fn signed(bits: u64) -> i64 {
    let magnitude = (bits & (i64::MAX as u64)) as i64;
    if bits >> 63 == 0 {
        magnitude
    } else {
        -magnitude
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bzip2::{Compression, write::BzEncoder};
    use proptest::prelude::*;

    use super::*;

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = BzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn number(value: i64) -> [u8; 8] {
        let sign = if value < 0 { 1 << 63 } else { 0 };
        (value.unsigned_abs() | sign).to_le_bytes()
    }

    fn patch(triples: &[[i64; 3]], difference: &[u8], extra: &[u8], size: i64) -> Vec<u8> {
        let control: Vec<u8> = triples.iter().flatten().flat_map(|n| number(*n)).collect();
        let (control, difference) = (pack(&control), pack(difference));
        let mut patch = MAGIC.to_vec();
        patch.extend(number(control.len() as i64));
        patch.extend(number(difference.len() as i64));
        patch.extend(number(size));
        patch.extend(control);
        patch.extend(difference);
        patch.extend(pack(extra));
        patch
    }

    #[test]
    fn adds_copies_and_seeks_back() {
        let patch = patch(
            &[[4, 3, -4], [4, 0, 0]],
            &[0, 0, 0, 1, 0, 0, 0, 0],
            b"new",
            11,
        );
        assert_eq!(bspatch(b"MA2x", &patch, 11), Ok(b"MA2ynewMA2x".to_vec()));
    }

    #[test]
    fn places_outside_the_old_file_are_zero() {
        let patch = patch(&[[0, 0, -2], [4, 0, 0]], &[1, 1, 1, 1], b"", 4);
        assert_eq!(bspatch(&[10, 20], &patch, 4), Ok(vec![1, 1, 11, 21]));
    }

    #[test]
    fn lies_are_refused() {
        let good = patch(&[[4, 0, 0]], &[0; 4], b"", 4);
        assert!(bspatch(b"MA2x", &good, 4).is_ok());
        assert_eq!(
            bspatch(b"MA2x", &good, 3),
            Err(PatchError::Size {
                offset: 24,
                size: 4
            })
        );
        let negative = patch(&[[-1, 0, 0]], &[0; 4], b"", 4);
        assert_eq!(
            bspatch(b"MA2x", &negative, 4),
            Err(PatchError::Control { at: 0 })
        );
        let long = patch(&[[5, 0, 0]], &[0; 5], b"", 4);
        assert_eq!(
            bspatch(b"MA2x", &long, 4),
            Err(PatchError::Control { at: 0 })
        );
        let short = patch(&[[4, 0, 0]], &[0; 3], b"", 4);
        assert_eq!(
            bspatch(b"MA2x", &short, 4),
            Err(PatchError::Stream {
                stream: "difference",
                at: 0
            })
        );
        let far = patch(&[[0, 0, i64::MAX], [0, 0, i64::MAX]], b"", b"", 4);
        assert_eq!(
            bspatch(b"MA2x", &far, 4),
            Err(PatchError::Control { at: 0 })
        );
        assert_eq!(bspatch(b"MA2x", b"BSDIFF41", 4), Err(PatchError::Magic));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_patch_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = bspatch(b"MA2x", &bytes, 1 << 16);
            let _ = bspatch(b"MA2x", &[MAGIC, &bytes].concat(), 1 << 16);
        }

        #[test]
        fn a_changed_patch_is_a_patch_or_an_error(at in 0usize..150, value in any::<u8>()) {
            let mut bytes = patch(&[[4, 3, -4], [4, 0, 0]], &[0; 8], b"new", 11);
            let at = at % bytes.len();
            bytes[at] = value;
            if let Ok(new) = bspatch(b"MA2x", &bytes, 1 << 16) {
                prop_assert!(new.len() <= 1 << 16);
            }
        }

        #[test]
        fn any_triples_stay_inside(triples in proptest::collection::vec(any::<[i64; 3]>(), 0..4)) {
            let bytes = patch(&triples, &[1; 64], &[2; 64], 64);
            if let Ok(new) = bspatch(b"MA2x", &bytes, 64) {
                prop_assert_eq!(new.len(), 64);
            }
        }
    }
}
