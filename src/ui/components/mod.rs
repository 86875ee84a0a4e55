//! Small parts that every feature uses.

mod button;
mod card;
mod code_editor;
mod drawing;
mod facts;
mod field;
mod icon;
mod notice;
mod picker;

pub(super) use button::{Kind, button, icon_button, link_button, menu};
pub(super) use card::{Head, card};
pub(super) use code_editor::{CodeEditor, NewPort, Spot};
pub(super) use drawing::{camera as camera_drawing, mark};
pub(super) use facts::{fact, fact_text, facts, hash};
pub(super) use field::{Field, hint, select, select_field, selected, text_field, typed};
pub(super) use icon::{Icon, icon};
pub(super) use notice::{Tone, notice, working};
pub(super) use picker::{Unread, file_button, read as read_file};

use yew::Callback;

/// Sends `action` whenever the callback is called.
pub(super) fn on<E, A: Clone + 'static>(dispatch: &Callback<A>, action: A) -> Callback<E> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| dispatch.emit(action.clone()))
}
