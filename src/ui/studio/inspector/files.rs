//! What stands for a file: choose or drop one, replace, save, remove.

use gloo::file::{Blob, futures::read_as_bytes};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::{Callback, Event, Html, MouseEvent, html};

use crate::{
    pipeline::blob::{BlobHeader, Tensor},
    text::{self, page as words, page::inspector as w},
    ui::components::{Icon, icon},
};

/// Larger files are none of ours; reading them would only exhaust the browser.
const MAX_BYTES: f64 = 256.0 * 1024.0 * 1024.0;

/// A file from the person, or a sentence about why it cannot be read.
pub(super) type Chosen = Result<Vec<u8>, String>;

/// A place for a file.
pub(super) struct FileView<'a> {
    /// Id of its input.
    pub(super) id: &'a str,
    /// What it is for.
    pub(super) label: &'a str,
    /// Endings that fit.
    pub(super) accept: &'static str,
    /// Name and size of what is there.
    pub(super) there: Option<(String, usize)>,
    /// What is wrong.
    pub(super) error: Option<String>,
    /// Gets a file.
    pub(super) on_chosen: Callback<Chosen>,
    /// Saves it.
    pub(super) on_save: Option<Callback<MouseEvent>>,
    /// Takes it out.
    pub(super) on_remove: Option<Callback<MouseEvent>>,
}

impl FileView<'_> {
    /// Draws it; `facts` stand below its name.
    pub(super) fn view(self, facts: Html) -> Html {
        let chosen = self.on_chosen.clone();
        let onchange = Callback::from(move |event: Event| from_input(&event, &chosen));
        let dropped = self.on_chosen.clone();
        let ondrop = Callback::from(move |event: DragEvent| {
            let files = event.data_transfer().and_then(|it| it.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                event.prevent_default();
                event.stop_propagation();
                read(file, &dropped);
            }
        });
        let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
        let button = match &self.there {
            Some(_) => w::REPLACE,
            None => w::CHOOSE,
        };
        let named = |symbol: Icon, words: &str, onclick: Callback<MouseEvent>| {
            let name = format!("{words}: {}", self.label);
            html! {
                <button type="button" class="prop-button" aria-label={name.clone()} title={name} {onclick}>
                    { icon(symbol) }
                </button>
            }
        };
        html! {
            <div class="file-slot" data-there={self.there.is_some().to_string()} {ondrop} {ondragover}>
                if let Some((name, bytes)) = &self.there {
                    <p class="file-name">
                        { icon(Icon::Package) }<code>{ name.clone() }</code>
                        <span class="muted">{ text::bytes_text(*bytes as u64) }</span>
                        if let Some(save) = &self.on_save { { named(Icon::Save, w::SAVE, save.clone()) } }
                        if let Some(remove) = &self.on_remove { { named(Icon::Trash, w::REMOVE, remove.clone()) } }
                    </p>
                    { facts }
                }
                <span class="file-button">
                    <input type="file" id={self.id.to_owned()} accept={self.accept} {onchange} />
                    <label class="button" data-kind="secondary" for={self.id.to_owned()}>
                        { icon(Icon::FileUp) }<span>{ button }</span>
                        <span class="hidden">{ ": " }{ self.label.to_owned() }</span>
                    </label>
                    if self.there.is_none() { <span class="hint">{ w::DROP }</span> }
                </span>
                if let Some(error) = &self.error {
                    <span class="field-error" role="alert">{ icon(Icon::CircleX) }<span>{ error.clone() }</span></span>
                }
            </div>
        }
    }
}

/// Reads the file that an input was given.
pub(super) fn from_input(event: &Event, chosen: &Callback<Chosen>) {
    let input = event
        .target()
        .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    if let Some(file) = input.files().and_then(|files| files.get(0)) {
        read(file, chosen);
    }
    // The same file may be chosen again after it was changed.
    input.set_value("");
}

/// Reads a file.
pub(super) fn read(file: File, chosen: &Callback<Chosen>) {
    let chosen = chosen.clone();
    let name = file.name();
    if file.size() > MAX_BYTES {
        chosen.emit(Err(words::file_too_large(&name)));
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        let blob: Blob = file.unchecked_into::<web_sys::Blob>().into();
        let bytes = read_as_bytes(&blob).await;
        chosen.emit(bytes.map_err(|_error| words::file_unreadable(&name)));
    });
}

/// What the header of a network says, or what is wrong with it.
pub(super) fn network(header: &Result<BlobHeader, String>) -> Html {
    let tensors = |title: &str, tensors: &[Tensor]| {
        html! {
            <>
                <dt>{ title.to_owned() }</dt>
                { for tensors.iter().map(|it| html! { <dd><code>{ it.name.clone() }</code>{ " " }{ it.describe() }</dd> }) }
            </>
        }
    };
    match header {
        Ok(header) => html! {
            <div class="network-facts">
                <p>{ w::network(&header.version.to_string(), header.shaves) }</p>
                <dl>
                    { tensors(w::NETWORK_INPUTS, &header.inputs) }
                    { tensors(w::NETWORK_OUTPUTS, &header.outputs) }
                </dl>
            </div>
        },
        Err(sentence) => html! {
            <p class="field-error">{ icon(Icon::CircleX) }<span>{ sentence.clone() }</span></p>
        },
    }
}
