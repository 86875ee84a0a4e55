//! Board configurations: as JSON, and as the preboot header of somebody's package.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::firmware::{BoardConfig, preboot_header, read_preboot_header};

fuzz_target!(|data: &[u8]| {
    let board = match data.first() {
        Some(b'{') => BoardConfig::from_json(data).ok(),
        _ => read_preboot_header(data).ok().map(|(board, _)| board),
    };
    let Some(board) = board else { return };
    if let Ok(header) = preboot_header(&board) {
        let (again, end) = read_preboot_header(&header).expect("what was written can be read");
        assert_eq!(end, header.len());
        assert_eq!(preboot_header(&again).ok(), Some(header));
    }
});
