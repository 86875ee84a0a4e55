//! The preboot header: a short program for the boot ROM that puts the board configuration into memory.
//!
//! | offset | bytes |
//! |---|---|
//! | 0 | `MA2x` |
//! | 4 | four register writes: the watchdog guards the boot |
//! | 40 | `8a`, address `0x78010000`, number of 32-bit words that follow (16 bit) |
//! | 47 | `0x21ea17e6`, djb2 of the payload, size of the payload |
//! | 59 | payload, zero padded to whole words |
//!
//! Source: packages of the official library 2.33, protocol 8.4.

use super::{BoardConfig, FirmwareError, IMAGE_MAGIC, payload};
use crate::codec::{Reader, UnexpectedEnd, Writer, djb2};

/// Largest payload, in bytes: the header counts words of payload and its three fields in 16 bits.
pub const PAYLOAD_MAX_BYTES: usize = u16::MAX as usize * WORD_BYTES - FIELD_BYTES;

const WORD_BYTES: usize = 4;
/// Magic, checksum and size in front of the payload.
const FIELD_BYTES: usize = 12;
const REGISTER_WRITE: u8 = 0x9a;
const BLOCK_WRITE: u8 = 0x8a;
const BLOCK_ADDRESS: u32 = 0x7801_0000;
const BLOCK_MAGIC: u32 = 0x21ea_17e6;

/// Register address and value: the "start" watchdog protection (protocol 2.6).
const WATCHDOG_START: [(u32, u32); 4] = [
    (0x2032_00a8, 0xf1d0_dead),
    (0x2032_009c, 0xffff_ffff),
    (0x2032_00a8, 0xf1d0_dead),
    (0x2032_00a4, 0x0000_0001),
];

/// The header for `config`: 107 bytes for the default one.
pub fn preboot_header(config: &BoardConfig) -> Result<Vec<u8>, FirmwareError> {
    let payload = payload::encode(config);
    let words = (FIELD_BYTES + payload.len()).div_ceil(WORD_BYTES);
    let Ok(words) = u16::try_from(words) else {
        return Err(FirmwareError::BoardConfigTooLarge {
            bytes: payload.len(),
            limit: PAYLOAD_MAX_BYTES,
        });
    };
    let mut out = Writer::new();
    out.bytes(&IMAGE_MAGIC);
    for (address, value) in WATCHDOG_START {
        out.u8(REGISTER_WRITE).u32(address).u32(value);
    }
    out.u8(BLOCK_WRITE).u32(BLOCK_ADDRESS).u16(words);
    let fields = out.len();
    out.u32(BLOCK_MAGIC)
        .u32(djb2(&payload))
        .u32(payload.len() as u32)
        .bytes(&payload)
        .pad_to(fields + usize::from(words) * WORD_BYTES);
    Ok(out.finish())
}

/// The configuration and the size in bytes of the header that a firmware section starts with.
pub fn read_preboot_header(section: &[u8]) -> Result<(BoardConfig, usize), FirmwareError> {
    let mut reader = Reader::new(section);
    expect(&mut reader, "MA2x", |reader| {
        Ok(reader.bytes(IMAGE_MAGIC.len())? == IMAGE_MAGIC)
    })?;
    for write in WATCHDOG_START {
        expect(
            &mut reader,
            "a register write that starts the watchdog",
            |reader| Ok((reader.u8()?, (reader.u32()?, reader.u32()?)) == (REGISTER_WRITE, write)),
        )?;
    }
    expect(
        &mut reader,
        "the block write of the board configuration",
        |reader| Ok((reader.u8()?, reader.u32()?) == (BLOCK_WRITE, BLOCK_ADDRESS)),
    )?;
    let words = usize::from(reader.u16().map_err(ends)?);
    let start = reader.offset();
    let block = reader.bytes(words * WORD_BYTES).map_err(ends)?;
    Ok((block_content(block, start)?, reader.offset()))
}

fn block_content(block: &[u8], start: usize) -> Result<BoardConfig, FirmwareError> {
    let shifted = |end: UnexpectedEnd| {
        ends(UnexpectedEnd {
            offset: start + end.offset,
            ..end
        })
    };
    let mut reader = Reader::new(block);
    if reader.u32().map_err(shifted)? != BLOCK_MAGIC {
        return Err(FirmwareError::Header {
            offset: start,
            reason: "the mark of a board configuration is missing".to_owned(),
        });
    }
    let checksum = reader.u32().map_err(shifted)?;
    let size = reader.u32().map_err(shifted)?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let payload = reader.bytes(size).map_err(shifted)?;
    let actual = djb2(payload);
    if actual != checksum {
        return Err(FirmwareError::Header {
            offset: start + 4,
            reason: format!("checksum {checksum:#010x} does not fit its payload ({actual:#010x})"),
        });
    }
    payload::decode(payload, start + FIELD_BYTES)
}

fn expect<'a>(
    reader: &mut Reader<'a>,
    expected: &str,
    matches: impl FnOnce(&mut Reader<'a>) -> Result<bool, UnexpectedEnd>,
) -> Result<(), FirmwareError> {
    let offset = reader.offset();
    if matches(reader).map_err(ends)? {
        return Ok(());
    }
    Err(FirmwareError::Header {
        offset,
        reason: format!("{expected} was expected"),
    })
}

fn ends(end: UnexpectedEnd) -> FirmwareError {
    FirmwareError::Header {
        offset: end.offset,
        reason: format!("it ends too soon, {end}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_header_has_107_bytes_and_comes_back() {
        let mut bytes = preboot_header(&BoardConfig::default()).unwrap();
        assert_eq!(bytes.len(), 107);
        assert_eq!(bytes[45..47], [15, 0]);
        bytes.extend_from_slice(b"MA2x...");
        assert_eq!(
            read_preboot_header(&bytes),
            Ok((BoardConfig::default(), 107))
        );
    }

    #[test]
    fn the_payload_is_limited_by_the_word_count() {
        let sized = |bytes: usize| {
            // Fixed members, one list entry and its length fields take 51 bytes beside the text.
            let config = BoardConfig {
                sysctl: vec!["a".repeat(bytes - 51)],
                ..BoardConfig::default()
            };
            assert_eq!(payload::encode(&config).len(), bytes);
            preboot_header(&config)
        };
        let largest = sized(PAYLOAD_MAX_BYTES).unwrap();
        assert_eq!(largest.len(), 47 + 65_535 * 4);
        assert!(read_preboot_header(&largest).is_ok());
        assert_eq!(
            sized(PAYLOAD_MAX_BYTES + 1),
            Err(FirmwareError::BoardConfigTooLarge {
                bytes: PAYLOAD_MAX_BYTES + 1,
                limit: PAYLOAD_MAX_BYTES
            })
        );
    }

    #[test]
    fn damage_is_named() {
        let good = preboot_header(&BoardConfig::default()).unwrap();
        for (at, offset) in [(0, 0), (5, 4), (41, 40), (47, 47), (60, 51)] {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            let error = read_preboot_header(&bytes).unwrap_err();
            assert!(
                matches!(error, FirmwareError::Header { offset: found, .. } if found == offset),
                "{at}: {error}"
            );
        }
        for len in 0..good.len() {
            assert!(read_preboot_header(&good[..len]).is_err());
        }
    }

    proptest! {
        #[test]
        fn a_changed_header_is_one_or_an_error(at in any::<prop::sample::Index>(), value in any::<u8>()) {
            let mut bytes = preboot_header(&BoardConfig::default()).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = value;
            let _ = read_preboot_header(&bytes);
        }
    }
}
