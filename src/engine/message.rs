//! Commands and events as messages between page and worker: structured clones, large byte arrays moved.

use js_sys::{Array, Reflect, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

/// Where messages may hold large byte arrays.
const PAYLOADS: [&[&str]; 11] = [
    &["package-built", "file", "bytes"],
    &["virtual-memory", "file", "bytes"],
    &["plan-bootloader", "image", "bytes"],
    &["load-application", "source", "file", "file", "bytes"],
    &["load-application", "source", "recipe", "blob", "bytes"],
    &["read-pipeline", "source", "file", "file", "bytes"],
    &["read-pipeline", "source", "recipe", "blob", "bytes"],
    &["pipeline-read", "pipeline", "Ok", "json"],
    &["build-package", "source", "file", "file", "bytes"],
    &["package-made", "package", "Ok", "bytes"],
    &["application-read", "file", "bytes"],
];

/// A message and the buffers that move with it instead of being copied.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) value: JsValue,
    pub(super) transfer: Array,
}

/// Makes a message.
pub(super) fn encode(message: &impl Serialize) -> Result<Message, serde_wasm_bindgen::Error> {
    let value = serde_wasm_bindgen::to_value(message)?;
    let transfer = PAYLOADS
        .iter()
        .filter_map(|path| payload(&value, path))
        .map(|bytes| JsValue::from(bytes.buffer()))
        .collect();
    Ok(Message { value, transfer })
}

/// Reads a message.
pub(super) fn decode<T: DeserializeOwned>(value: JsValue) -> Result<T, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(value)
}

fn payload(value: &JsValue, path: &[&str]) -> Option<Uint8Array> {
    let mut value = value.clone();
    for name in path {
        value = Reflect::get(&value, &JsValue::from_str(name)).ok()?;
    }
    value.dyn_into().ok()
}
