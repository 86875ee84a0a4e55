//! Facts: a name and a value.

use yew::{Html, html};

/// A list of facts.
pub(in crate::ui) fn facts(rows: impl IntoIterator<Item = Html>) -> Html {
    html! { <dl class="facts">{ for rows }</dl> }
}

/// One fact.
pub(in crate::ui) fn fact(name: &str, value: Html) -> Html {
    html! { <div class="fact"><dt>{ name.to_owned() }</dt><dd>{ value }</dd></div> }
}

/// One fact whose value is a text.
pub(in crate::ui) fn fact_text(name: &str, value: impl Into<String>) -> Html {
    fact(name, html! { { value.into() } })
}

/// A hash or identity: monospace, breaks anywhere.
pub(in crate::ui) fn hash(text: &str) -> Html {
    html! { <code class="hash">{ text.to_owned() }</code> }
}
