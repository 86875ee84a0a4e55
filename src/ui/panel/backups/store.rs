//! The library in the browser's database.

use idb::{
    Database, DatabaseEvent, Error, Factory, KeyPath, ObjectStoreParams, Query, TransactionMode,
};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::{Backup, Job};

const DATABASE: &str = "oak-flasher";
const VERSION: u32 = 1;
const STORE: &str = "backups";

/// Does a job and answers with all backups, or with the browser's words.
pub(in crate::ui) async fn work(job: Job) -> Result<Vec<Backup>, String> {
    let answer = async {
        let database = open().await?;
        match job {
            Job::List => {}
            Job::Keep(backup) => keep(&database, &backup).await?,
            Job::Delete(key) => delete(&database, key).await?,
        }
        let all = list(&database).await;
        database.close();
        all
    };
    answer.await.map_err(|error: Error| error.to_string())
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else {
            return;
        };
        let mut params = ObjectStoreParams::new();
        params.key_path(Some(KeyPath::new_single("made_millis")));
        // A failure leaves a database without the store, which the first use tells.
        drop(database.create_object_store(STORE, params));
    });
    request.await
}

async fn keep(database: &Database, backup: &Backup) -> Result<(), Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let value = backup
        .serialize(&Serializer::json_compatible().serialize_bytes_as_arrays(false))
        .unwrap_or(JsValue::NULL);
    transaction.object_store(STORE)?.put(&value, None)?.await?;
    transaction.commit()?.await?;
    Ok(())
}

async fn delete(database: &Database, key: u64) -> Result<(), Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    // Milliseconds of a clock fit a double.
    let key = Query::Key(JsValue::from_f64(key as f64));
    transaction.object_store(STORE)?.delete(key)?.await?;
    transaction.commit()?.await?;
    Ok(())
}

/// What cannot be read was written by another version of this page, and is left alone.
async fn list(database: &Database) -> Result<Vec<Backup>, Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let values = transaction
        .object_store(STORE)?
        .get_all(None, None)?
        .await?;
    let read = |value| serde_wasm_bindgen::from_value::<Backup>(value).ok();
    Ok(values.into_iter().filter_map(read).collect())
}
