//! The worker's entry.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{Answer, Question};
use crate::engine::message;

/// Answers questions as long as the worker lives. Anywhere but in a dedicated worker nothing happens.
pub(in crate::engine) fn run() {
    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let target = scope.clone();
    let listener = EventListener::new(&target, "message", move |event| {
        let question = event
            .dyn_ref::<MessageEvent>()
            .and_then(|event| message::decode::<Question>(event.data()).ok());
        if let Some(question) = question {
            post(&scope, &question.answer());
        }
    });
    post(&target, &Answer::default());
    // The worker lives until the page ends it.
    listener.forget();
}

fn post(scope: &DedicatedWorkerGlobalScope, answer: &Answer) {
    if let Ok(message) = message::encode(answer) {
        // Fails only when the page is gone.
        drop(scope.post_message(&message.value));
    }
}
