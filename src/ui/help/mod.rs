//! The help view and the list of keys.

use yew::{Callback, Html, NodeRef, html};

use super::{
    app::Action,
    components::{Icon, icon_button, on},
};
use crate::text::page::{CLOSE, help as words};

/// Draws the help view.
pub(super) fn view() -> Html {
    let topic = |topic: &words::Topic| {
        html! {
            <section class="topic" id={topic.id}>
                <h2>{ topic.title }</h2>
                { for topic.text.iter().map(|text| html! { <p>{ *text }</p> }) }
                if let Some(code) = topic.code { <pre class="code" tabindex="0"><code>{ code }</code></pre> }
            </section>
        }
    };
    html! {
        <div class="help">
            <h1 id="main-start" tabindex="-1">{ words::TITLE }</h1>
            { for words::TOPICS.iter().map(topic) }
        </div>
    }
}

/// Draws the dialog with the list of keys; the root opens and closes it.
pub(super) fn keys(dialog: &NodeRef, dispatch: &Callback<Action>) -> Html {
    let row = |(keys, does): &(&'static str, &'static str)| {
        html! { <div class="fact"><dt><kbd>{ *keys }</kbd></dt><dd>{ *does }</dd></div> }
    };
    html! {
        <dialog ref={dialog.clone()} class="dialog" closedby="any" aria-labelledby="keys-title"
            onclose={on(dispatch, Action::ShowKeys(false))}>
            <div class="dialog-head">
                <h2 id="keys-title">{ words::KEYS_TITLE }</h2>
                { icon_button(Icon::X, CLOSE, on(dispatch, Action::ShowKeys(false))) }
            </div>
            <dl class="facts keys">{ for words::KEYS.iter().map(row) }</dl>
        </dialog>
    }
}
