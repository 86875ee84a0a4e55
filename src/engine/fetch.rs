//! Firmware files from the page's own server.

use std::rc::Rc;

use bytes::Bytes;
use futures_util::{FutureExt, future::LocalBoxFuture};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response, Url, WorkerGlobalScope};

use super::protocol::{Download, Event};
use crate::{
    firmware::{FirmwareError, Source},
    runtime::Runtime,
};

/// Folder of the firmware, beside the worker's script.
const FOLDER: &str = "firmware/";

/// The page's own server, or what the browser kept of it.
pub(super) struct FetchSource {
    /// Address of the worker's script, which lies in the page's folder.
    base: String,
    runtime: Rc<dyn Runtime>,
    events: Rc<dyn Fn(Event)>,
}

impl FetchSource {
    pub(super) fn new(base: &str, runtime: Rc<dyn Runtime>, events: Rc<dyn Fn(Event)>) -> Self {
        Self {
            base: base.to_owned(),
            runtime,
            events,
        }
    }
}

impl Source for FetchSource {
    fn read(&self, name: &str) -> LocalBoxFuture<'static, Result<Bytes, FirmwareError>> {
        let address = Url::new_with_base(&format!("{FOLDER}{name}"), &self.base);
        let (name, events) = (name.to_owned(), Rc::clone(&self.events));
        async move {
            let read = match address {
                Ok(address) => load(&address.href(), &name, &*events).await,
                Err(error) => Err(words(&error)),
            };
            read.map_err(|reason| FirmwareError::Read { name, reason })
        }
        .boxed_local()
    }

    fn pause(&self) -> LocalBoxFuture<'static, ()> {
        // A timer lets messages and transfers of a camera through; a resolved promise would not.
        self.runtime.sleep(std::time::Duration::ZERO)
    }
}

async fn load(address: &str, name: &str, events: &dyn Fn(Event)) -> Result<Bytes, String> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let response = JsFuture::from(scope.fetch_with_str(address)).await;
    let response: Response = response.map_err(|error| words(&error))?.unchecked_into();
    if !response.ok() {
        return Err(format!("the server answers {}", response.status()));
    }
    let step = |done_bytes: u64, total_bytes: Option<u64>| {
        events(Event::Download {
            download: Download {
                name: name.to_owned(),
                done_bytes,
                total_bytes,
            },
        });
    };
    let total = size_of(&response);
    step(0, total);
    let bytes = read_body(&response, |done| {
        step(done, total.filter(|total| done < *total))
    })
    .await?;
    step(bytes.len() as u64, Some(bytes.len() as u64));
    Ok(Bytes::from(bytes))
}

/// The size the server tells, unless it compresses on the way: then it is that of something else.
fn size_of(response: &Response) -> Option<u64> {
    let headers = response.headers();
    let header = |name| headers.get(name).ok().flatten();
    match header("content-encoding") {
        Some(_) => None,
        None => header("content-length")?.parse().ok(),
    }
}

async fn read_body(response: &Response, step: impl Fn(u64)) -> Result<Vec<u8>, String> {
    let Some(body) = response.body() else {
        return Ok(Vec::new());
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let read = JsFuture::from(reader.read()).await;
        let read = read.map_err(|error| words(&error))?;
        let value = Reflect::get(&read, &JsValue::from_str("value"));
        match value
            .ok()
            .and_then(|value| value.dyn_into::<Uint8Array>().ok())
        {
            Some(part) => bytes.extend(part.to_vec()),
            None => return Ok(bytes),
        }
        step(bytes.len() as u64);
    }
}

fn words(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(
        || format!("{error:?}"),
        |error| String::from(error.message()),
    )
}
