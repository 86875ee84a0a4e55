//! Packages that are damaged, cut off, made up or malicious: an error that names the place, never a panic.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the helpers of a test may panic, too"
)]

use bytes::Bytes;
use oak_flasher::{
    firmware::{BaseFirmware, BoardConfig, FirmwareVersion},
    package::{
        BuildOptions, Contents, ENTRY_BYTES, Package, PackageError, TABLE_BYTES, build, compare,
        names, write,
    },
    pipeline::Pipeline,
};
use proptest::prelude::*;

fn base() -> BaseFirmware {
    let raw = Bytes::from(b"MA2x stand-in ".repeat(200));
    BaseFirmware::from_raw(FirmwareVersion::Universal, &"c".repeat(40), raw)
}

fn options(compressed: bool) -> BuildOptions {
    BuildOptions {
        name: "name".to_owned(),
        compressed,
        check_checksum: true,
    }
}

fn package(compressed: bool) -> Vec<u8> {
    let board = BoardConfig::default();
    build(&Pipeline::default(), &base(), &board, &options(compressed))
        .unwrap()
        .to_vec()
}

/// Everything one can ask a package.
fn use_all(bytes: Vec<u8>) {
    if let Ok(package) = Package::read(bytes.into()) {
        let _ = package.check();
        let _ = package.firmware();
        let _ = package.board_config();
        let _ = package.pipeline();
        let _ = (
            package.app_name(),
            package.firmware_version(),
            package.compressed(),
        );
        let _ = compare(&package, &package);
    }
}

fn read(bytes: Vec<u8>) -> Result<Package, PackageError> {
    Package::read(bytes.into())
}

/// The package with the bytes at `at` in table entry `index` replaced.
fn with_field(index: usize, at: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = package(false);
    let start = 2 + index * ENTRY_BYTES + at;
    bytes[start..start + value.len()].copy_from_slice(value);
    bytes
}

const NAME: usize = 0;
const SIZE: usize = 16;
const OFFSET: usize = 20;
const FLAGS: usize = 29;

#[test]
fn good_packages_pass() {
    for compressed in [false, true] {
        let package = read(package(compressed)).unwrap();
        assert_eq!(package.check(), Ok(()));
        assert_eq!(package.compressed(), compressed);
        assert_eq!(package.app_name(), "name");
        assert_eq!(package.pipeline(), Ok(Pipeline::default()));
        assert_eq!(package.board_config(), Ok(BoardConfig::default()));
    }
}

#[test]
fn a_cut_off_package_is_refused_at_any_length() {
    let bytes = package(true);
    let places = [
        0,
        1,
        2,
        511,
        512,
        513,
        0x10_0000,
        0x10_0001,
        bytes.len() - 1,
    ];
    for len in places.into_iter().chain((0..bytes.len()).step_by(9973)) {
        let error = read(bytes[..len].to_vec()).unwrap_err();
        if len < TABLE_BYTES {
            assert_eq!(error, PackageError::TooShort { bytes: len });
        } else {
            assert!(
                matches!(error, PackageError::Outside { end, .. } if end == len),
                "{error}"
            );
        }
    }
}

#[test]
fn one_changed_byte_in_any_section_is_found() {
    let good = package(true);
    for section in read(good.clone()).unwrap().sections() {
        if section.size() == 0 {
            continue;
        }
        let mut bytes = good.clone();
        bytes[section.offset() as usize + section.size() as usize / 2] ^= 0x10;
        match read(bytes).unwrap().check() {
            Err(PackageError::Checksum { name, offset, .. }) => {
                assert_eq!((name.as_str(), offset), (section.name(), section.offset()));
            }
            other => panic!("{}: {other:?}", section.name()),
        }
    }
}

#[test]
fn a_table_that_lies_is_refused() {
    let huge = u32::MAX.to_le_bytes();
    assert!(matches!(
        read(with_field(1, SIZE, &huge)),
        Err(PackageError::Outside { .. })
    ));
    assert!(matches!(
        read(with_field(1, OFFSET, &huge)),
        Err(PackageError::Outside { .. })
    ));
    let low = 100u32.to_le_bytes();
    assert!(matches!(
        read(with_field(1, OFFSET, &low)),
        Err(PackageError::Overlap { other, .. }) if other == "the table"
    ));
    let first = 600u32.to_le_bytes();
    assert!(matches!(
        read(with_field(1, OFFSET, &first)),
        Err(PackageError::Overlap { name, other, .. }) if name == "pipeline" && other == "__firmware"
    ));
    assert!(matches!(
        read(with_field(2, NAME, b"pipeline")),
        Err(PackageError::Duplicate { index: 2, .. })
    ));
    let mut empty = vec![0; TABLE_BYTES];
    empty[..2].copy_from_slice(b"BR");
    assert!(matches!(read(empty), Err(PackageError::NoSections)));
}

#[test]
fn what_no_camera_would_start_is_refused() {
    let check = |bytes| read(bytes).unwrap().check();
    assert!(matches!(
        check(with_field(0, FLAGS, &[2])),
        Err(PackageError::NotBootable { .. })
    ));
    assert!(matches!(
        check(with_field(0, FLAGS, &[0x0d])),
        Err(PackageError::Compression { code: 3, .. })
    ));
    // Marked as compressed, but it is not.
    assert!(matches!(
        check(with_field(0, FLAGS, &[5])),
        Err(PackageError::NotFirmware { .. })
    ));
    for (index, name) in ["__firmware", "pipeline", "assets", "asset_storage"]
        .into_iter()
        .enumerate()
    {
        let error = check(with_field(index, NAME, b"other\0\0\0\0\0\0\0\0\0\0\0")).unwrap_err();
        assert_eq!(error, PackageError::Missing { name });
    }
    let mut contents = Contents::new(
        &Pipeline::default(),
        &base(),
        &BoardConfig::default(),
        &options(false),
    )
    .unwrap();
    contents.firmware = Bytes::from_static(b"an ELF file, perhaps");
    let bytes = write(&contents).unwrap();
    assert!(matches!(
        check(bytes.to_vec()),
        Err(PackageError::NotFirmware { .. })
    ));
}

#[test]
fn a_section_off_its_boundary_is_refused() {
    let mut bytes = package(false);
    let package = read(bytes.clone()).unwrap();
    let name = package.find(names::APP_NAME).unwrap();
    let (offset, size) = (name.offset() as usize, name.size() as usize);
    bytes.insert(offset, 0);
    let entry = 2 + 5 * ENTRY_BYTES;
    bytes[entry + OFFSET..entry + OFFSET + 4].copy_from_slice(&(offset as u32 + 1).to_le_bytes());
    assert_eq!(bytes.len(), offset + 1 + size);
    assert!(matches!(
        read(bytes).unwrap().check(),
        Err(PackageError::NotAligned { name, .. }) if name == "app_name"
    ));
}

#[test]
fn a_stream_that_inflates_without_end_is_stopped() {
    let zeros = vec![0; 80 << 20];
    let mut contents = Contents::new(
        &Pipeline::default(),
        &base(),
        &BoardConfig::default(),
        &options(true),
    )
    .unwrap();
    contents.firmware = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 1).into();
    drop(zeros);
    let package = Package::read(write(&contents).unwrap()).unwrap();
    assert!(package.bytes().len() < 3 << 20);
    assert!(matches!(
        package.check(),
        Err(PackageError::NotFirmware { .. })
    ));
}

#[test]
fn differences_are_named() {
    use oak_flasher::package::Detail;
    let plain = read(package(false)).unwrap();
    let packed = read(package(true)).unwrap();
    let differences = compare(&plain, &packed).unwrap();
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].detail, Detail::Flags(1, 5));
    let board = BoardConfig {
        emmc: Some(true),
        ..BoardConfig::default()
    };
    let options = BuildOptions {
        name: "nose".to_owned(),
        ..options(true)
    };
    let other = build(&Pipeline::default(), &base(), &board, &options).unwrap();
    let differences = compare(&packed, &Package::read(other).unwrap()).unwrap();
    let details: Vec<_> = differences
        .iter()
        .map(|d| (d.section.as_str(), &d.detail))
        .collect();
    assert_eq!(
        details,
        [
            ("__firmware", &Detail::BoardConfig),
            ("app_name", &Detail::Content(1))
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_a_package_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        use_all(bytes.clone());
        use_all([b"BR__firmware\0\0\0\0\0\0", &bytes[..]].concat());
    }

    #[test]
    fn any_table_is_a_package_or_an_error(
        entries in proptest::collection::vec(("[a-z_]{1,16}", 0u32..3000, 0u32..3000, any::<u32>(), any::<u8>()), 0..17),
        content in proptest::collection::vec(any::<u8>(), 3000),
    ) {
        let mut bytes = b"BR".to_vec();
        for (name, size, offset, checksum, flags) in &entries {
            let mut field = name.clone().into_bytes();
            field.resize(16, 0);
            bytes.extend(field);
            for number in [size, offset, checksum] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend([0, *flags]);
        }
        bytes.resize(TABLE_BYTES, 0);
        bytes.extend(content);
        use_all(bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_package_is_one_or_an_error(
        compressed in any::<bool>(),
        // Table, firmware and the start of the pipeline: the rest is zeros.
        changes in proptest::collection::vec((prop_oneof![0usize..1100, 0x10_0000usize..0x10_0040], any::<u8>()), 1..4),
    ) {
        let mut bytes = package(compressed);
        for (at, value) in changes {
            bytes[at] = value;
        }
        use_all(bytes);
    }
}
