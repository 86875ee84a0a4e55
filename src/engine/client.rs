//! The page's end of the engine: starts the worker, sends commands, hands on events. And the one thing only the window
//! may do: open the browser's chooser.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use gloo::events::EventListener;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, ErrorEvent, MessageEvent, Usb, UsbDeviceFilter, UsbDeviceRequestOptions, Worker,
};

use super::{
    message,
    protocol::{Command, Event},
};
use crate::{
    device::Unplug,
    transport::webusb::{PRODUCT_IDS, VENDOR_ID},
};

#[wasm_bindgen]
extern "C" {
    /// Makes the worker; the page's starter script defines it, because only that knows the worker's address and may
    /// turn it into a script address under Trusted Types.
    #[wasm_bindgen(js_name = oakStartWorker, catch)]
    fn start_worker() -> Result<Worker, JsValue>;
}

/// A running engine. Clones are the same engine; dropping the last one ends the worker, which closes the camera.
#[derive(Clone)]
pub struct EngineClient(Rc<Inner>);

struct Inner {
    worker: Worker,
    on_event: Box<dyn Fn(Event)>,
    /// Commands given before the worker could hear; `None` once it can.
    waiting: RefCell<Option<Vec<Command>>>,
    running: Cell<Option<Unplug>>,
    stopped: Cell<bool>,
    listeners: RefCell<Vec<EventListener>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl std::fmt::Debug for EngineClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EngineClient")
    }
}

impl PartialEq for EngineClient {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl EngineClient {
    /// Starts the worker. `on_event` gets every event, never while [`Self::send`] runs. Whatever keeps the engine from
    /// starting or stops it later comes as [`Event::Stopped`], the last event; start another client then.
    ///
    /// # Errors
    ///
    /// The browser's words when it does not make a worker.
    pub fn start(on_event: impl Fn(Event) + 'static) -> Result<Self, String> {
        let worker = start_worker().map_err(|error| words(&error))?;
        let inner = Rc::new(Inner {
            worker,
            on_event: Box::new(on_event),
            waiting: RefCell::new(Some(Vec::new())),
            running: Cell::new(None),
            stopped: Cell::new(false),
            listeners: RefCell::default(),
        });
        let listeners = ["message", "messageerror", "error"].map(|kind| listen(&inner, kind));
        inner.listeners.borrow_mut().extend(listeners);
        Ok(Self(inner))
    }

    /// Gives a command. Before [`Event::Ready`] commands are kept, in order.
    pub fn send(&self, command: Command) {
        match &mut *self.0.waiting.borrow_mut() {
            Some(waiting) => waiting.push(command),
            None => {
                if let Err(detail) = self.0.post(&command) {
                    let inner = Rc::clone(&self.0);
                    wasm_bindgen_futures::spawn_local(async move { inner.stop(detail) });
                }
            }
        }
    }
}

impl Inner {
    fn post(&self, command: &Command) -> Result<(), String> {
        let message = message::encode(command).map_err(|error| error.to_string())?;
        self.worker
            .post_message_with_transfer(&message.value, &message.transfer)
            .map_err(|error| words(&error))
    }

    fn take(&self, event: Event) {
        if self.stopped.get() {
            return;
        }
        match &event {
            Event::Ready { .. } => self.post_waiting(),
            Event::Progress { progress } => self.running.set(Some(progress.unplug)),
            Event::Finished { .. } => self.running.set(None),
            Event::Stopped { .. } => {
                self.stopped.set(true);
                // What is left of it might still hold the camera.
                self.worker.terminate();
            }
            _ => {}
        }
        (self.on_event)(event);
    }

    fn stop(&self, detail: String) {
        self.take(Event::stopped(detail, self.running.get()));
    }

    fn post_waiting(&self) {
        for command in self.waiting.take().unwrap_or_default() {
            if let Err(detail) = self.post(&command) {
                self.stop(detail);
            }
        }
    }

    fn hear(&self, event: &web_sys::Event) {
        match event.dyn_ref::<MessageEvent>() {
            Some(message) if message.type_() == "message" => {
                match message::decode(message.data()) {
                    Ok(event) => self.take(event),
                    Err(error) => self.stop(error.to_string()),
                }
            }
            _ => self.stop(last_words(event)),
        }
    }
}

fn listen(inner: &Rc<Inner>, kind: &'static str) -> EventListener {
    let weak: Weak<Inner> = Rc::downgrade(inner);
    EventListener::new(&inner.worker, kind, move |event| {
        if let Some(inner) = weak.upgrade() {
            inner.hear(event);
        }
    })
}

/// What an error event says; one for a script that did not load says nothing.
fn last_words(event: &web_sys::Event) -> String {
    event
        .dyn_ref::<ErrorEvent>()
        .map(ErrorEvent::message)
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| "the worker did not load".to_owned())
}

fn words(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(
        || format!("{error:?}"),
        |error| String::from(error.message()),
    )
}

/// Why the chooser could not be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChooserError {
    /// This browser has no WebUSB, or the page has no right to it.
    #[error("this browser has no WebUSB")]
    Unavailable,
    /// The browser refused, in its words.
    #[error("the browser did not show its chooser: {0}")]
    Refused(String),
}

/// Whether this window has WebUSB.
pub fn has_webusb() -> bool {
    window_usb().is_some()
}

/// Opens the browser's chooser with every camera in every state. Must be called from a click. Returns whether a camera
/// was chosen; closing the chooser is no error. List the cameras afterwards: the browser fires no event for a choice.
///
/// # Errors
///
/// [`ChooserError`]
pub async fn request_device() -> Result<bool, ChooserError> {
    let usb = window_usb().ok_or(ChooserError::Unavailable)?;
    let filters = PRODUCT_IDS.map(|(product, _)| {
        let filter = UsbDeviceFilter::new();
        filter.set_vendor_id(VENDOR_ID);
        filter.set_product_id(product);
        filter
    });
    let options = UsbDeviceRequestOptions::new(&filters);
    match JsFuture::from(usb.request_device(&options)).await {
        Ok(_) => Ok(true),
        Err(error) => match error.dyn_ref::<DomException>() {
            Some(error) if error.name() == "NotFoundError" => Ok(false),
            _ => Err(ChooserError::Refused(words(&error))),
        },
    }
}

fn window_usb() -> Option<Usb> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &JsValue::from_str("usb"))
        .ok()?
        .dyn_into()
        .ok()
}
