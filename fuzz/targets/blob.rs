//! A compiled network dropped on the page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::pipeline::blob::BlobHeader;

fuzz_target!(|data: &[u8]| {
    if let Ok(header) = BlobHeader::read(data) {
        assert_eq!(BlobHeader::read(data), Ok(header));
    }
});
