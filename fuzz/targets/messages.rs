//! Requests as a device reads them, responses and event headers as both ends do: what was read and written once comes
//! back as it is. (The first reading may replace foreign bytes in texts, and cut what that made too long.)
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::{
    bootloader::{Request, Response},
    xlink::Event,
};

fuzz_target!(|data: &[u8]| {
    if let Ok(request) = Request::decode(data) {
        assert_eq!(Request::decode(&request.encode()), Ok(request));
    }
    if let Ok(response) = Response::decode(data) {
        let written = response.encode();
        let again = Response::decode(&written).expect("what was written can be read");
        assert_eq!(again.encode(), written);
    }
    if let Ok(event) = Event::decode(data) {
        let written = event.encode();
        let again = Event::decode(&written).expect("what was written can be read");
        assert_eq!(again.encode(), written);
    }
});
