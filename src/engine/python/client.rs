//! The page's end: one worker for all editors, started by the first.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::{Rc, Weak},
};

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{MessageEvent, Worker};

use super::{Answer, Question, Told};
use crate::{engine::message, python::Script};

#[wasm_bindgen]
extern "C" {
    /// Makes the worker; the page's starter script defines it.
    #[wasm_bindgen(js_name = oakStartPython, catch)]
    fn start_worker() -> Result<Worker, JsValue>;
}

thread_local! {
    static SHARED: RefCell<Weak<Inner>> = const { RefCell::new(Weak::new()) };
}

type Listener = Rc<dyn Fn(Vec<Told>)>;

/// Asks about the scripts of one editor. Dropping the last one ends the worker.
pub struct PythonClient {
    inner: Rc<Inner>,
    asker: u32,
}

impl std::fmt::Debug for PythonClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PythonClient")
            .field("asker", &self.asker)
            .finish()
    }
}

#[derive(Default)]
struct Inner {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    worker: Option<Running>,
    listeners: BTreeMap<u32, Listener>,
    next: u32,
}

struct Running {
    worker: Worker,
    /// Questions asked before the worker could hear, the newest of each asker; `None` once it can.
    waiting: Option<BTreeMap<u32, Question>>,
    _listeners: [EventListener; 2],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl PythonClient {
    /// Makes a client whose answers go to `listener`, in the order of the questions.
    pub fn new(listener: impl Fn(Vec<Told>) + 'static) -> Self {
        let inner = SHARED.with_borrow(Weak::upgrade).unwrap_or_default();
        SHARED.set(Rc::downgrade(&inner));
        let mut state = inner.state.borrow_mut();
        let asker = state.next;
        state.next = state.next.wrapping_add(1);
        state.listeners.insert(asker, Rc::new(listener));
        drop(state);
        Self { inner, asker }
    }

    /// Asks. Nothing is answered where the browser has no such worker, or the text stops it: an editor works without.
    pub fn ask(&self, script: Script) {
        let question = Question {
            asker: self.asker,
            script,
        };
        let mut state = self.inner.state.borrow_mut();
        if state.worker.is_none() {
            state.worker = start(&self.inner);
        }
        let Some(running) = &mut state.worker else {
            return;
        };
        match &mut running.waiting {
            Some(waiting) => drop(waiting.insert(self.asker, question)),
            None => post(&running.worker, &question),
        }
    }
}

impl Drop for PythonClient {
    fn drop(&mut self) {
        self.inner.state.borrow_mut().listeners.remove(&self.asker);
    }
}

fn start(inner: &Rc<Inner>) -> Option<Running> {
    let worker = start_worker().ok()?;
    let weak = Rc::downgrade(inner);
    let heard = EventListener::new(&worker, "message", move |event| {
        let answer = event
            .dyn_ref::<MessageEvent>()
            .and_then(|event| message::decode::<Answer>(event.data()).ok());
        if let (Some(inner), Some(answer)) = (weak.upgrade(), answer) {
            inner.take(answer);
        }
    });
    let weak = Rc::downgrade(inner);
    let stopped = EventListener::new(&worker, "error", move |_| {
        // The next question starts another one. Not now: this closure belongs to it.
        if let Some(inner) = weak.upgrade() {
            wasm_bindgen_futures::spawn_local(async move {
                inner.state.borrow_mut().worker = None;
            });
        }
    });
    Some(Running {
        worker,
        waiting: Some(BTreeMap::new()),
        _listeners: [heard, stopped],
    })
}

fn post(worker: &Worker, question: &Question) {
    if let Ok(message) = message::encode(question) {
        // A worker that stopped says so by its own event.
        drop(worker.post_message(&message.value));
    }
}

impl Inner {
    fn take(&self, answer: Answer) {
        let mut state = self.state.borrow_mut();
        if let Some(running) = &mut state.worker {
            for question in running.waiting.take().unwrap_or_default().into_values() {
                post(&running.worker, &question);
            }
        }
        let listener = answer
            .asker
            .and_then(|asker| state.listeners.get(&asker).cloned());
        drop(state);
        if let Some(listener) = listener {
            listener(answer.problems);
        }
    }
}
