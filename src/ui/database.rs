//! The browser's databases, each opened for one job.

use idb::{Database, DatabaseEvent, Error, Factory, KeyPath, ObjectStoreParams};
use wasm_bindgen::JsValue;

/// Opens a database that has these stores; each with the member that is its key, if its values have one.
pub(super) async fn open(
    name: &str,
    version: u32,
    stores: &'static [(&'static str, Option<&'static str>)],
) -> Result<Database, Error> {
    let mut request = Factory::new()?.open(name, Some(version))?;
    request.on_upgrade_needed(move |event| {
        let Ok(database) = event.database() else {
            return;
        };
        for (store, key) in stores {
            let mut params = ObjectStoreParams::new();
            params.key_path(key.map(KeyPath::new_single));
            // A failure leaves a database without the store, which the first use tells.
            drop(database.create_object_store(store, params));
        }
    });
    request.await
}

/// Milliseconds of the computer's clock as a key.
pub(super) fn key(millis: u64) -> JsValue {
    // They fit a double.
    JsValue::from_f64(millis as f64)
}
