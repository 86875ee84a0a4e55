//! A configuration a camera sends, or a person pastes: what can be read can be written, and comes back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::bootloader::Config;

fuzz_target!(|data: &[u8]| {
    let config = match str::from_utf8(data) {
        Ok(text) if text.trim_start().starts_with('{') => Config::from_json(text),
        _ => Config::from_bson(data),
    };
    let Ok(config) = config else { return };
    let _ = config.check();
    let (_, _, _, _) = (
        config.ipv4(),
        config.dns(),
        config.mac(),
        config.user_bootloader(),
    );
    // Integers may shrink from 64 to 32 bits, so only the second writing must give the same bytes.
    let bson = config.to_bson().expect("what was read can be written");
    let again = Config::from_bson(&bson).expect("what was written can be read");
    assert_eq!(again.to_bson().as_ref(), Ok(&bson));
    assert_eq!(
        Config::from_json(&config.to_json()).map(|config| config.to_json()),
        Ok(config.to_json())
    );
});
