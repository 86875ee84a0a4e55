//! The pipeline sections of a package somebody else made. The input is two lengths (u16), then the three sections.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::{codec::Reader, pipeline::Pipeline};

fuzz_target!(|data: &[u8]| {
    let mut reader = Reader::new(data);
    let (Ok(first), Ok(second)) = (reader.u16(), reader.u16()) else {
        return;
    };
    let (Ok(schema), Ok(assets)) = (reader.bytes(first.into()), reader.bytes(second.into())) else {
        return;
    };
    let storage = reader.bytes(reader.remaining()).unwrap_or_default();
    let Ok(pipeline) = Pipeline::from_sections(schema, assets, storage) else {
        return;
    };
    let _ = pipeline.schema_json();
    if let Ok(sections) = pipeline.sections() {
        let again = Pipeline::from_sections(
            &sections.pipeline,
            &sections.assets,
            &sections.asset_storage,
        )
        .expect("what was written can be read");
        assert_eq!(again.sections().as_ref(), Ok(&sections));
    }
});
