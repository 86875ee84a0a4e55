//! Tests of network headers, on files laid out as a compiler lays them out.

use proptest::prelude::*;

use super::*;

/// A network file with one image input and one output, as a compiler would lay it out.
pub(in crate::pipeline) fn network(major: u32, minor: u32) -> Vec<u8> {
    let entry = |name: &str, data_type: u32, order: u32, n: u32, dims_offset: u32| {
        let mut entry = Vec::new();
        let word = |word: u32, entry: &mut Vec<u8>| entry.extend(word.to_le_bytes());
        word(0, &mut entry);
        word(0, &mut entry);
        word(name.len() as u32, &mut entry);
        entry.extend(name.as_bytes());
        for value in [data_type, order, n, 0, dims_offset, 0, 0] {
            word(value, &mut entry);
        }
        entry
    };
    let input = entry("data\0\0", 1, 0x4321, 4, 0);
    let output = entry("out", 0, 0x4213, 4, 16);
    let dims = [300_u32, 200, 3, 1, 3, 5, 6, 1];
    let (table, constants) = (132 + input.len(), 132 + input.len() + output.len());
    let size = constants + 4 * dims.len();
    let words = [
        MAGIC,
        size as u32,
        major,
        minor,
        1,
        1,
        7,
        0,
        0,
        1,
        0,
        4,
        6,
        0,
        0,
        0,
        132,
        table as u32,
        constants as u32,
        constants as u32,
    ];
    let mut file = vec![0; ELF_BYTES];
    file.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    file.extend(input);
    file.extend(output);
    file.extend(dims.iter().flat_map(|dim| dim.to_le_bytes()));
    file
}

#[test]
fn a_network_is_described() {
    let header = BlobHeader::read(&network(2021, 4)).unwrap();
    assert_eq!(header.version, OpenVino::V2021_4);
    assert_eq!((header.stages, header.slices, header.shaves), (7, 4, 6));
    assert_eq!(header.inputs.len(), 1);
    assert_eq!(header.inputs[0].name, "data");
    assert_eq!(header.inputs[0].image_size(), Some((300, 200)));
    assert_eq!(header.inputs[0].channels(), Some(3));
    assert_eq!(header.inputs[0].describe(), "u8 1 x 3 x 200 x 300 (NCHW)");
    assert_eq!(header.outputs[0].image_size(), Some((5, 6)));
    assert_eq!(header.outputs[0].channels(), Some(3));
}

#[test]
fn versions_choose_the_firmware() {
    let firmware = |major, minor| {
        let header = BlobHeader::read(&network(major, minor)).unwrap();
        header.version.firmware()
    };
    assert_eq!(firmware(5, 0), None);
    assert_eq!(firmware(2020, 3), None);
    assert_eq!(firmware(2020, 4), Some(FirmwareVersion::V2020_4));
    assert_eq!(firmware(2021, 3), Some(FirmwareVersion::V2021_3));
    assert_eq!(firmware(2021, 4), Some(FirmwareVersion::Universal));
    assert_eq!(firmware(6, 0), Some(FirmwareVersion::Universal));
    let (major, minor) = (2019, 3);
    assert_eq!(
        BlobHeader::read(&network(major, minor)),
        Err(BlobError::Version { major, minor })
    );
}

#[test]
fn what_is_no_network_is_refused_with_its_place() {
    assert_eq!(BlobHeader::read(&[0; 131]), Err(BlobError::Short(131)));
    assert_eq!(BlobHeader::read(&[0; 132]), Err(BlobError::Magic(0)));
    let whole = network(2022, 1);
    let actual = whole.len() - 1;
    assert!(matches!(
        BlobHeader::read(&whole[..actual]),
        Err(BlobError::Cut { actual: n, .. }) if n == actual
    ));
    let mut far = whole;
    far[116..120].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        BlobHeader::read(&far),
        Err(BlobError::Table {
            table: "inputs",
            ..
        })
    ));
}

proptest! {
    #[test]
    fn damaged_files_never_panic(at in 52..400_usize, bytes in proptest::collection::vec(any::<u8>(), 1..8)) {
        let mut file = network(2022, 1);
        for (index, byte) in bytes.into_iter().enumerate() {
            if let Some(place) = file.get_mut(at + index) {
                *place = byte;
            }
        }
        // Whatever it says, it must come back, and small: dimensions and entries are bounded.
        if let Ok(header) = BlobHeader::read(&file) {
            prop_assert!(header.inputs.len() <= 1024);
        }
    }
}
