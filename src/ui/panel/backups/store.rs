//! The library in the browser's database.

use idb::{
    Database, DatabaseEvent, Error, Factory, KeyPath, ObjectStoreParams, Query, TransactionMode,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::{Job, Kept};

const DATABASE: &str = "oak-flasher";
const VERSION: u32 = 1;
const STORE: &str = "backups";

/// One entry: the key, and the backup as its file.
#[derive(Serialize, Deserialize)]
struct Row {
    made_millis: f64,
    file: String,
}

/// Does a job and answers with all backups, or with the browser's words.
pub(in crate::ui) async fn work(job: Job) -> Result<Vec<Kept>, String> {
    let answer = async {
        let database = open().await?;
        match job {
            Job::List => {}
            Job::Keep(kept) => keep(&database, &kept).await?,
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

async fn keep(database: &Database, kept: &Kept) -> Result<(), Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let row = Row {
        // Milliseconds of a clock fit a double.
        made_millis: kept.made_millis as f64,
        file: String::from_utf8_lossy(&kept.file().bytes).into_owned(),
    };
    let value = serde_wasm_bindgen::to_value(&row).unwrap_or(JsValue::NULL);
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
async fn list(database: &Database) -> Result<Vec<Kept>, Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let values = transaction
        .object_store(STORE)?
        .get_all(None, None)?
        .await?;
    let read = |value| {
        let row: Row = serde_wasm_bindgen::from_value(value).ok()?;
        Kept::read(row.file.as_bytes()).ok()
    };
    Ok(values.into_iter().filter_map(read).collect())
}
