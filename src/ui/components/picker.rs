//! Files from the person.

use gloo::file::{Blob, futures::read_as_bytes};
use serde_bytes::ByteBuf;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, html};

use super::{Icon, icon};
use crate::{engine::protocol::NamedFile, text::page as words};

/// Larger files are none of ours; reading them would only exhaust the browser.
const MAX_BYTES: f64 = 256.0 * 1024.0 * 1024.0;

/// Actions that can tell why a file could not be read.
pub(in crate::ui) trait Unread: 'static {
    /// The sentence about it.
    fn unread(sentence: String) -> Self;
}

impl Unread for crate::ui::app::Action {
    fn unread(sentence: String) -> Self {
        Self::FileFailed(sentence)
    }
}

/// A button that opens the system's file chooser. `kind` is a button kind's `data-kind`.
pub(in crate::ui) fn file_button<A: Unread>(
    id: &'static str,
    kind: &'static str,
    label: &str,
    accept: &'static str,
    dispatch: &Callback<A>,
    wrap: fn(NamedFile) -> A,
) -> Html {
    let dispatch = dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let input = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            read(file, &dispatch, wrap);
        }
        // The same file may be chosen again after it was changed.
        input.set_value("");
    });
    html! {
        <span class="file-button">
            <input type="file" {id} {accept} {onchange} />
            <label class="button" data-kind={kind} for={id}>
                { icon(Icon::FileUp) }<span>{ label.to_owned() }</span>
            </label>
        </span>
    }
}

/// Reads a file and sends it on, or the sentence about why that failed.
pub(in crate::ui) fn read<A: Unread>(
    file: web_sys::File,
    dispatch: &Callback<A>,
    wrap: fn(NamedFile) -> A,
) {
    let dispatch = dispatch.clone();
    let name = file.name();
    if file.size() > MAX_BYTES {
        dispatch.emit(A::unread(words::file_too_large(&name)));
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        let blob: Blob = file.unchecked_into::<web_sys::Blob>().into();
        dispatch.emit(match read_as_bytes(&blob).await {
            Ok(bytes) => wrap(NamedFile {
                name,
                bytes: ByteBuf::from(bytes),
            }),
            Err(_) => A::unread(words::file_unreadable(&name)),
        });
    });
}
