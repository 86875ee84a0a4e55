//! The firmware section of a package: preboot header and base firmware, as they are or as one zlib stream.
//!
//! The zlib stream is not compressed here. It is put together from parts:
//! `78 da | stored blocks with the header | ready-made deflate stream of the base | Adler-32 joined from both`.
//! A stored block ends on a byte boundary, so the ready-made blocks follow unchanged.

use bytes::Bytes;

use super::{BaseFirmware, BoardConfig, FirmwareError, preboot_header, zlib};

/// zlib header for a 32 KiB window, strongest compression; the official library writes the same.
const ZLIB_HEADER: [u8; 2] = [0x78, 0xda];

/// Most bytes in one stored block (RFC 1951, 3.2.4).
const STORED_MAX_BYTES: usize = u16::MAX as usize;

/// Bytes in front of the content of a stored block.
const STORED_BLOCK_BYTES: usize = 5;

/// Bytes of the checksum behind a zlib stream.
const ADLER32_BYTES: usize = 4;

/// The firmware section for `base` and `board`.
pub fn section(
    base: &BaseFirmware,
    board: &BoardConfig,
    compressed: bool,
) -> Result<Bytes, FirmwareError> {
    let header = preboot_header(board)?;
    if compressed {
        return Ok(spliced(&header, base).into());
    }
    let raw = base.raw()?;
    let mut section = Vec::with_capacity(header.len() + raw.len());
    section.extend_from_slice(&header);
    section.extend_from_slice(&raw);
    Ok(section.into())
}

/// Bytes that [`section`] adds to the base firmware.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionSizes {
    /// To its ready-made stream.
    pub compressed: usize,
    /// To the firmware itself.
    pub plain: usize,
}

/// What the section for `board` adds to any base firmware.
pub fn section_sizes(board: &BoardConfig) -> Result<SectionSizes, FirmwareError> {
    let plain = preboot_header(board)?.len();
    let blocks = plain.div_ceil(STORED_MAX_BYTES);
    Ok(SectionSizes {
        compressed: plain + blocks * STORED_BLOCK_BYTES + ZLIB_HEADER.len() + ADLER32_BYTES,
        plain,
    })
}

fn spliced(header: &[u8], base: &BaseFirmware) -> Vec<u8> {
    let blocks = header.len().div_ceil(STORED_MAX_BYTES);
    let around = blocks * STORED_BLOCK_BYTES + ZLIB_HEADER.len() + ADLER32_BYTES;
    let mut stream = Vec::with_capacity(header.len() + around + base.deflate().len());
    stream.extend_from_slice(&ZLIB_HEADER);
    for block in header.chunks(STORED_MAX_BYTES) {
        let len = block.len() as u16;
        // Not the last block, stored; the rest of the byte is padding.
        stream.push(0);
        stream.extend_from_slice(&len.to_le_bytes());
        stream.extend_from_slice(&(!len).to_le_bytes());
        stream.extend_from_slice(block);
    }
    stream.extend_from_slice(base.deflate());
    let sum = zlib::adler32_combine(zlib::adler32(header), base.adler32(), base.raw_size());
    stream.extend_from_slice(&sum.to_be_bytes());
    stream
}

#[cfg(test)]
mod tests {
    use super::{
        super::{FirmwareVersion, inflate_zlib},
        *,
    };

    #[test]
    fn both_forms_hold_the_same_bytes() {
        let raw = Bytes::from(b"MA2x and so on ".repeat(10_000));
        let base = BaseFirmware::from_raw(FirmwareVersion::Universal, "c", raw);
        for text in [0, 1, 65_000, 65_500, 131_000, 200_000] {
            let board = BoardConfig {
                log_path: Some("x".repeat(text)),
                ..BoardConfig::default()
            };
            let plain = section(&base, &board, false).unwrap();
            let packed = section(&base, &board, true).unwrap();
            assert_eq!(
                inflate_zlib("section", &packed, plain.len()),
                Ok(plain.to_vec())
            );
            let sizes = section_sizes(&board).unwrap();
            assert_eq!(sizes.plain + base.raw_size(), plain.len());
            assert_eq!(sizes.compressed + base.deflate().len(), packed.len());
        }
    }
}
