//! The published wheel, or what a damaged download made of it: one byte chooses the layer, so that the inner formats
//! are reached without the outer ones.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::firmware::{bspatch, wheel};

/// The largest result asked of a patch, in bytes.
const PATCHED_MAX_BYTES: usize = 1 << 20;

fuzz_target!(|data: &[u8]| {
    let Some((layer, data)) = data.split_first() else {
        return;
    };
    match layer % 5 {
        0 => drop(wheel::images(data)),
        1 => drop(wheel::licence(data)),
        2 => drop(wheel::archives(data)),
        3 => drop(wheel::files(data)),
        _ => {
            let patched = bspatch(b"the old content", data, PATCHED_MAX_BYTES);
            assert!(patched.is_err() || patched.is_ok_and(|new| new.len() <= PATCHED_MAX_BYTES));
        }
    }
});
