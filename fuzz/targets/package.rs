//! A package dropped on the page, and one read back from a camera.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use oak_flasher::package::{Package, Table, compare};

fuzz_target!(|data: &[u8]| {
    if let Ok(table) = Table::read(data)
        && let Ok(bytes) = table.to_bytes()
    {
        assert_eq!(Table::read(&bytes).as_ref(), Ok(&table));
    }
    let Ok(package) = Package::read(Bytes::copy_from_slice(data)) else {
        return;
    };
    let _ = (package.check(), package.board_config());
    let _ = (package.firmware_version(), package.app_name());
    let stored: usize = package
        .sections()
        .iter()
        .map(|section| section.size() as usize)
        .sum();
    assert!(stored <= data.len(), "sections lie inside and apart");
    let _ = compare(&package, &package);
});
