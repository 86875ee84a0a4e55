//! Any file offered as a bootloader.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::bootloader::image::{inspect, stand_in};

fuzz_target!(|data: &[u8]| {
    if let Ok(info) = inspect(data) {
        assert_eq!(info.size as usize, data.len());
        if let Some(version) = info.version {
            assert_eq!(
                inspect(&stand_in(info.kind, version, data.len())).map(|info| info.kind),
                Ok(info.kind)
            );
        }
    }
});
