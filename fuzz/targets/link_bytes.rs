//! What a device sends, cut anyhow: the host's link must neither panic nor hoard.
#![no_main]

use std::time::Duration;

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use oak_flasher::xlink::{
    BOOTLOADER_BUFFER_BYTES, BOOTLOADER_STREAM, Link, LinkConfig, MAX_PIECE_BYTES,
    MAX_UNTAKEN_BYTES, Output, WATCHDOG_BUFFER_BYTES, WATCHDOG_STREAM,
};

fn drain(link: &mut Link, now: Duration) {
    loop {
        match link.poll_output(now) {
            Output::Transmit(bytes) => assert!((1..=MAX_PIECE_BYTES).contains(&bytes.len())),
            Output::Event(_) => {}
            Output::Timeout(_) => return,
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&control, bytes)) = data.split_first() else {
        return;
    };
    let mut link = Link::new(LinkConfig::default());
    let mut now = Duration::ZERO;
    let opened = link
        .open_stream(BOOTLOADER_STREAM, BOOTLOADER_BUFFER_BYTES)
        .and_then(|_| link.open_stream(WATCHDOG_STREAM, WATCHDOG_BUFFER_BYTES));
    assert!(opened.is_ok());
    // The low bits choose how the input is cut, one bit whether the program takes what came.
    let cut = usize::from(control & 0x7F) + 1;
    for part in bytes.chunks(cut) {
        if control & 0x80 == 0 {
            drain(&mut link, now);
        }
        let _ = link.handle_input(now, Bytes::copy_from_slice(part));
        assert!((1..=MAX_PIECE_BYTES).contains(&link.wanted()));
        let bound = MAX_UNTAKEN_BYTES + u64::from(2 * BOOTLOADER_BUFFER_BYTES);
        assert!(link.held_bytes() <= bound);
        now += Duration::from_millis(20);
    }
    drain(&mut link, now);
});
