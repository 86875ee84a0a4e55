//! The worker's entry: makes the host of the engine out of what the browser gives a dedicated worker.

use std::{cell::Cell, panic, rc::Rc};

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{
    Engine, Host,
    fetch::FetchSource,
    message,
    protocol::{Command, Event},
};
use crate::{
    device::Unplug,
    runtime::{BrowserRuntime, Runtime},
    transport::{SharedBus, webusb::WebUsbBus},
};

thread_local! {
    /// Whether unplugging is safe in the operation that runs, for the last words.
    static RUNNING: Cell<Option<Unplug>> = const { Cell::new(None) };
}

/// Starts the engine in a dedicated worker and keeps it as long as the worker lives. Anywhere else nothing happens.
pub fn run() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let last_words = scope.clone();
    panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        post(
            &last_words,
            &Event::stopped(info.to_string(), RUNNING.get()),
        );
    }));
    let Some(runtime) = BrowserRuntime::new() else {
        let event = Event::stopped("this browser gives workers no clock".to_owned(), None);
        return post(&scope, &event);
    };
    let runtime: Rc<dyn Runtime> = Rc::new(runtime);
    let events: Rc<dyn Fn(Event)> = {
        let scope = scope.clone();
        Rc::new(move |event| tell(&scope, &event))
    };
    let engine = Engine::start(Host {
        cameras: WebUsbBus::new().map(|bus| bus as SharedBus),
        firmware: Rc::new(FetchSource::new(
            &scope.location().href(),
            Rc::clone(&runtime),
            Rc::clone(&events),
        )),
        runtime,
        events,
    });
    let listener = EventListener::new(&scope.clone(), "message", move |event| {
        hear(&scope, &engine, event);
    });
    // The worker lives until the page ends it.
    listener.forget();
}

fn hear(scope: &DedicatedWorkerGlobalScope, engine: &Engine, event: &web_sys::Event) {
    let Some(message) = event.dyn_ref::<MessageEvent>() else {
        return;
    };
    match message::decode::<Command>(message.data()) {
        Ok(command) => engine.command(command),
        // Page and worker are of one build; a command that cannot be read is a defect.
        Err(error) => post(scope, &Event::stopped(error.to_string(), RUNNING.get())),
    }
}

fn tell(scope: &DedicatedWorkerGlobalScope, event: &Event) {
    match event {
        Event::Progress { progress } => RUNNING.set(Some(progress.unplug)),
        Event::Finished { .. } => RUNNING.set(None),
        _ => {}
    }
    post(scope, event);
}

fn post(scope: &DedicatedWorkerGlobalScope, event: &Event) {
    let posted = message::encode(event)
        .map_err(JsValue::from)
        .and_then(|message| scope.post_message_with_transfer(&message.value, &message.transfer));
    if let Err(error) = posted {
        web_sys::console::error_1(&error);
    }
}
