//! Projects in the browser's database: one list of entries, and the files beside it.

use idb::{Database, Error, Query, TransactionMode};
use serde::Serialize;
use serde_bytes::ByteBuf;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::projects::{Job, Project, Stored};
use crate::ui::database::{key, open};

const DATABASE: &str = "oak-flasher-studio";
const VERSION: u32 = 1;
const LIST: &str = "projects";
const FILES: &str = "files";
const STORES: [(&str, Option<&str>); 2] = [(LIST, Some("id")), (FILES, None)];

/// Does a job, or tells the browser's words about why not.
pub(super) async fn work(job: Job) -> Result<Stored, String> {
    let answer = async {
        let database = open(DATABASE, VERSION, &STORES).await?;
        let answer = match job {
            Job::List => list(&database).await.map(Stored::Projects),
            Job::Keep(project, file) | Job::Put(project, file) => put(&database, &project, &file)
                .await
                .map(|()| Stored::Kept(project)),
            Job::Read(id) => {
                let file = read(&database, id).await;
                file.map(|file| file.map_or(Stored::Missing, |file| Stored::File(id, file)))
            }
            Job::Take(id) => take(&database, id).await,
        };
        database.close();
        answer
    };
    answer.await.map_err(|error: Error| error.to_string())
}

async fn put(database: &Database, project: &Project, file: &ByteBuf) -> Result<(), Error> {
    let serializer = Serializer::json_compatible().serialize_bytes_as_arrays(false);
    let entry = project.serialize(&serializer).unwrap_or(JsValue::NULL);
    let file = file.serialize(&serializer).unwrap_or(JsValue::NULL);
    let transaction = database.transaction(&[LIST, FILES], TransactionMode::ReadWrite)?;
    let files = transaction.object_store(FILES)?;
    files.put(&file, Some(&key(project.id)))?.await?;
    transaction.object_store(LIST)?.put(&entry, None)?.await?;
    transaction.commit()?.await?;
    Ok(())
}

/// What cannot be read was written by another version of this page, and is left alone.
async fn list(database: &Database) -> Result<Vec<Project>, Error> {
    let transaction = database.transaction(&[LIST], TransactionMode::ReadOnly)?;
    let values = transaction.object_store(LIST)?.get_all(None, None)?.await?;
    let read = |value| serde_wasm_bindgen::from_value::<Project>(value).ok();
    Ok(values.into_iter().filter_map(read).collect())
}

async fn read(database: &Database, id: u64) -> Result<Option<ByteBuf>, Error> {
    let transaction = database.transaction(&[FILES], TransactionMode::ReadOnly)?;
    let files = transaction.object_store(FILES)?;
    let found = files.get(Query::Key(key(id)))?.await?;
    Ok(found.and_then(|value| serde_wasm_bindgen::from_value(value).ok()))
}

async fn take(database: &Database, id: u64) -> Result<Stored, Error> {
    let file = read(database, id).await?;
    let project = list(database).await?.into_iter().find(|it| it.id == id);
    let transaction = database.transaction(&[LIST, FILES], TransactionMode::ReadWrite)?;
    let files = transaction.object_store(FILES)?;
    files.delete(Query::Key(key(id)))?.await?;
    let list = transaction.object_store(LIST)?;
    list.delete(Query::Key(key(id)))?.await?;
    transaction.commit()?.await?;
    Ok(match (project, file) {
        (Some(project), Some(file)) => Stored::Taken(project, file),
        _ => Stored::Missing,
    })
}
