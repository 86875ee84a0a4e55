//! What the page needs of the browser: small functions that fail silently where the browser lacks something, because
//! none of them is needed for flashing.

use gloo::{
    events::{EventListener, EventListenerOptions},
    storage::{LocalStorage, Storage},
    utils::{document, document_element, window},
};
use js_sys::{Array, Reflect, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    BlobPropertyBag, ClipboardEvent, DragEvent, FocusOptions, HtmlAnchorElement, HtmlElement,
    KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition, Url, WakeLockSentinel,
    WakeLockType,
};
use yew::Callback;

use super::{Action, Step, Theme, View, recipe_of};
pub(super) use crate::ui::browser::{date, millis, show_dialog};
use crate::{
    engine::protocol::NamedFile, text::page::application::PASTED, ui::components::read_file,
};

/// Key of everything this page keeps in the browser.
const KEY: &str = "oak-flasher";

/// Room that the page's head covers, in CSS pixels, and a little more.
const HEADER_PX: f64 = 64.0;

/// Seconds on the page's clock.
pub(super) fn now() -> f64 {
    window()
        .performance()
        .map_or(0.0, |clock| clock.now() / 1000.0)
}

/// Program, browser and system, for a recording.
pub(super) fn environment() -> std::collections::BTreeMap<String, String> {
    let navigator = window().navigator();
    let text = |name: &str, value: String| (name.to_owned(), value);
    [
        text(
            "program",
            format!(
                "{} {}",
                crate::text::page::PRODUCT,
                env!("CARGO_PKG_VERSION")
            ),
        ),
        text("browser", navigator.user_agent().unwrap_or_default()),
        text("system", navigator.platform().unwrap_or_default()),
        text("language", navigator.language().unwrap_or_default()),
        text("time", date()),
    ]
    .into()
}

/// The fragment of the address.
pub(super) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Makes a view's address the page's.
pub(super) fn go(view: View) {
    drop(window().location().set_hash(view.hash()));
}

/// Makes the address name the view, if it does not already.
pub(super) fn show_view(view: View) {
    if View::from_hash(&hash()) != Some(view) {
        drop(window().location().set_hash(view.hash()));
    }
}

/// The query of the address.
pub(super) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Whether the page came over a secure way.
pub(super) fn is_secure() -> bool {
    window().is_secure_context()
}

/// What was saved.
pub(super) fn load<T: DeserializeOwned>() -> Option<T> {
    LocalStorage::get(KEY).ok()
}

/// Saves; a full or forbidden storage only means that nothing survives a reload.
pub(super) fn save(value: &impl Serialize) {
    drop(LocalStorage::set(KEY, value));
}

pub(super) fn set_title(title: &str) {
    if document().title() != title {
        document().set_title(title);
    }
}

pub(super) fn set_theme(theme: Theme) {
    drop(document_element().set_attribute("data-theme", theme.id()));
}

/// Moves the focus. Scrolls only if the element's beginning is out of sight.
pub(super) fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    drop(element.focus_with_options(&still));
    let height = window().inner_height().ok().and_then(|it| it.as_f64());
    let top = element.get_bounding_client_rect().top();
    if top < HEADER_PX || top > height.unwrap_or(0.0) - HEADER_PX {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Start);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Shows or hides the studio's element; whether that changed anything.
pub(super) fn show_studio(shown: bool) -> bool {
    let element = document().get_element_by_id("studio");
    let Some(element) = element.filter(|it| it.has_attribute("hidden") == shown) else {
        return false;
    };
    drop(element.toggle_attribute_with_force("hidden", !shown));
    true
}

#[wasm_bindgen]
extern "C" {
    /// Loads the studio's program; the page's starter script defines it, because only that knows the address.
    #[wasm_bindgen(js_name = oakLoadStudio, catch)]
    fn start_studio() -> Result<js_sys::Promise, JsValue>;
}

/// Loads the studio's program; whether that succeeded.
pub(super) async fn load_studio() -> bool {
    match start_studio() {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// What follows the studio's own address.
pub(super) fn place_in_studio() -> Option<String> {
    let place = hash().strip_prefix(View::Studio.hash())?.to_owned();
    (in_studio() && !place.is_empty()).then_some(place)
}

/// Whether the studio is what the address names; then it takes keys, drops and pastes.
fn in_studio() -> bool {
    View::from_hash(&hash()) == Some(View::Studio)
}

/// Gives a file to the person.
pub(super) fn download(file: &NamedFile) {
    let parts = Array::of1(&Uint8Array::from(file.bytes.as_slice()));
    let options = BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options);
    let Ok(url) = blob.and_then(|blob| Url::create_object_url_with_blob(&blob)) else {
        return;
    };
    let link = document().create_element("a").ok();
    if let Some(link) = link.and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(&file.name);
        link.click();
    }
    // The browser has taken the address by then; a minute is plenty.
    gloo::timers::callback::Timeout::new(60_000, move || drop(Url::revoke_object_url(&url)))
        .forget();
}

/// Copies a text, then calls `done`.
pub(super) fn copy(text: &str, done: impl Fn() + 'static) {
    let written = window().navigator().clipboard().write_text(text);
    spawn_local(async move {
        if JsFuture::from(written).await.is_ok() {
            done();
        }
    });
}

pub(super) fn print() {
    drop(window().print());
}

/// Held while something is written: closing the page asks first, and the screen stays on.
#[derive(Debug)]
pub(super) struct Guard {
    _leave: EventListener,
    _shown: EventListener,
    sentinel: std::rc::Rc<std::cell::RefCell<Option<WakeLockSentinel>>>,
}

impl Guard {
    /// Starts guarding.
    pub(super) fn new() -> Self {
        let options = EventListenerOptions::enable_prevent_default();
        let leave = EventListener::new_with_options(&window(), "beforeunload", options, |event| {
            event.prevent_default();
        });
        let sentinel = std::rc::Rc::default();
        keep_awake(&sentinel);
        // The browser takes the lock back when the tab is hidden.
        let again = std::rc::Rc::clone(&sentinel);
        let shown = EventListener::new(&document(), "visibilitychange", move |_| {
            if !document().hidden() {
                keep_awake(&again);
            }
        });
        Self {
            _leave: leave,
            _shown: shown,
            sentinel,
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(sentinel) = self.sentinel.borrow_mut().take() {
            drop(sentinel.release());
        }
    }
}

fn keep_awake(sentinel: &std::rc::Rc<std::cell::RefCell<Option<WakeLockSentinel>>>) {
    let navigator = window().navigator();
    let known = Reflect::has(&navigator, &JsValue::from_str("wakeLock"));
    if known != Ok(true) {
        return;
    }
    let request = navigator.wake_lock().request(WakeLockType::Screen);
    let sentinel = std::rc::Rc::downgrade(sentinel);
    spawn_local(async move {
        let lock = JsFuture::from(request).await.ok();
        let lock = lock.and_then(|lock| lock.dyn_into::<WakeLockSentinel>().ok());
        match (lock, sentinel.upgrade()) {
            (Some(lock), Some(sentinel)) => drop(sentinel.borrow_mut().replace(lock)),
            (Some(lock), None) => drop(lock.release()),
            (None, _) => {}
        }
    });
}

/// Listens to what happens to the whole page: address, keys, files dropped or pasted.
pub(super) fn listen(dispatch: &Callback<Action>) -> Vec<EventListener> {
    let mut all = vec![];
    let to = dispatch.clone();
    all.push(EventListener::new(&window(), "hashchange", move |_| {
        if let Some(view) = View::from_hash(&hash()) {
            to.emit(Action::Went(view));
            to.emit(Action::ShowRecipe(recipe_of(&hash())));
            if let Some(place) = place_in_studio() {
                to.emit(Action::WentInStudio(place));
            }
        }
    }));
    let to = dispatch.clone();
    all.push(EventListener::new(&window(), "keydown", move |event| {
        if let Some(action) = event.dyn_ref::<KeyboardEvent>().and_then(shortcut) {
            to.emit(action);
        }
    }));
    let to = dispatch.clone();
    all.push(EventListener::new(&window(), "paste", move |event| {
        if let Some(event) = event.dyn_ref::<ClipboardEvent>() {
            paste(event, &to);
        }
    }));
    all.extend(listen_to_drops(dispatch));
    all
}

fn listen_to_drops(dispatch: &Callback<Action>) -> Vec<EventListener> {
    ["dragenter", "dragover", "dragleave", "drop"]
        .map(|kind| {
            let dispatch = dispatch.clone();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window(), kind, options, move |event| {
                if let Some(event) = event.dyn_ref::<DragEvent>() {
                    drag(event, &dispatch);
                }
            })
        })
        .into()
}

fn drag(event: &DragEvent, dispatch: &Callback<Action>) {
    let Some(data) = event.data_transfer().filter(|_| !in_studio()) else {
        return;
    };
    if !data.types().includes(&JsValue::from_str("Files"), 0) {
        return;
    }
    event.prevent_default();
    match event.type_().as_str() {
        "dragenter" => dispatch.emit(Action::Dragging(true)),
        // Leaving an element enters another one, except at the window's edge.
        "dragleave" if event.related_target().is_none() => dispatch.emit(Action::Dragging(false)),
        "drop" => {
            dispatch.emit(Action::Dragging(false));
            if let Some(file) = data.files().and_then(|files| files.get(0)) {
                read_file(file, dispatch, Action::File);
            }
        }
        _ => {}
    }
}

/// A pasted file, or a pasted text that looks like a pipeline. Text pasted into a field stays there.
fn paste(event: &ClipboardEvent, dispatch: &Callback<Action>) {
    let Some(data) = event.clipboard_data() else {
        return;
    };
    if typing(event) || in_studio() {
        return;
    }
    if let Some(file) = data.files().and_then(|files| files.get(0)) {
        read_file(file, dispatch, Action::File);
    } else if let Ok(text) = data.get_data("text/plain")
        && text.trim_start().starts_with('{')
    {
        dispatch.emit(Action::File(NamedFile {
            name: PASTED.to_owned(),
            bytes: serde_bytes::ByteBuf::from(text.into_bytes()),
        }));
    }
}

/// Whether an event goes to something that takes letters.
fn typing(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| {
            let name = element.tag_name();
            name == "TEXTAREA"
                || name == "SELECT"
                || (name == "INPUT"
                    && !matches!(
                        element.get_attribute("type").as_deref(),
                        Some("radio" | "checkbox" | "file")
                    ))
        })
}

fn shortcut(event: &KeyboardEvent) -> Option<Action> {
    if typing(event)
        || in_studio()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.repeat()
    {
        return None;
    }
    Some(match event.key().as_str() {
        "?" => Action::ShowKeys(true),
        "1" => Action::Open(Step::Camera),
        "2" => Action::Open(Step::Application),
        "3" => Action::Open(Step::Flash),
        "c" => Action::ChooseIfIdle,
        "t" => Action::NextTheme,
        _ => return None,
    })
}
