//! A pipeline file dropped on the page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oak_flasher::pipeline::Pipeline;

fuzz_target!(|data: &[u8]| {
    let Ok(pipeline) = Pipeline::from_json(data) else {
        return;
    };
    let _ = (
        pipeline.check(),
        pipeline.openvino(),
        pipeline.firmware_version(),
    );
    if let Ok(bytes) = pipeline.to_json_bytes() {
        let again = Pipeline::from_json(&bytes).expect("what was written can be read");
        assert_eq!(again.schema_json(), pipeline.schema_json());
    }
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
