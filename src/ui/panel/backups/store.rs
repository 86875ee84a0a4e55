//! The library in the browser's database.

use idb::{Database, Error, Query, TransactionMode};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::{Job, Kept};
use crate::ui::database::{key, open};

const DATABASE: &str = "oak-flasher";
const VERSION: u32 = 1;
const STORE: &str = "backups";
const STORES: [(&str, Option<&str>); 1] = [(STORE, Some("made_millis"))];

/// One entry: the key, and the backup as its file.
#[derive(Serialize, Deserialize)]
struct Row {
    made_millis: f64,
    file: String,
}

/// Does a job and answers with all backups, or with the browser's words.
pub(in crate::ui) async fn work(job: Job) -> Result<Vec<Kept>, String> {
    let answer = async {
        let database = open(DATABASE, VERSION, &STORES).await?;
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

async fn delete(database: &Database, made_millis: u64) -> Result<(), Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let entry = Query::Key(key(made_millis));
    transaction.object_store(STORE)?.delete(entry)?.await?;
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
