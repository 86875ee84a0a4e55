//! Inputs with a label, a hint, and an error in the hint's place.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, InputEvent};
use yew::{Callback, Html, html};

use super::{Icon, icon};

/// What an input shows.
#[derive(Debug, Default)]
pub(in crate::ui) struct Field<'a> {
    /// Its id in the document; hints and errors are found by it.
    pub(in crate::ui) id: &'a str,
    /// Label.
    pub(in crate::ui) label: &'a str,
    /// What stands in it.
    pub(in crate::ui) value: &'a str,
    /// What it is for; gives way to an error.
    pub(in crate::ui) hint: &'a str,
    /// What is wrong.
    pub(in crate::ui) error: Option<String>,
    /// What it would be without a text.
    pub(in crate::ui) placeholder: &'a str,
    /// Unit behind it.
    pub(in crate::ui) unit: &'a str,
    /// Keyboard of a phone: `numeric`, `decimal` or nothing.
    pub(in crate::ui) keyboard: &'static str,
}

/// The text of the input that an event comes from.
pub(in crate::ui) fn typed(event: &InputEvent) -> String {
    let target = event.target();
    let target = target.as_ref();
    target
        .and_then(|it| {
            it.dyn_ref::<HtmlInputElement>()
                .map(HtmlInputElement::value)
        })
        .or_else(|| {
            target?
                .dyn_ref::<HtmlTextAreaElement>()
                .map(HtmlTextAreaElement::value)
        })
        .unwrap_or_default()
}

/// The hint of a field, or its error.
pub(in crate::ui) fn hint(id: &str, hint: &str, error: Option<&str>) -> Html {
    html! {
        <span class="hint" id={format!("{id}-hint")}>
            if let Some(error) = error {
                <span class="field-error">{ icon(Icon::CircleX) }<span>{ error.to_owned() }</span></span>
            } else {
                { hint.to_owned() }
            }
        </span>
    }
}

/// An input for one line of text.
pub(in crate::ui) fn text_field<A: 'static>(
    field: &Field<'_>,
    dispatch: &Callback<A>,
    wrap: impl Fn(String) -> A + 'static,
) -> Html {
    let oninput = dispatch.reform(move |event: InputEvent| wrap(typed(&event)));
    html! {
        <div class="field">
            { label(field) }
            <span class="field-input">
                <input type="text" id={field.id.to_owned()} value={field.value.to_owned()} {oninput}
                    placeholder={field.placeholder.to_owned()} inputmode={field.keyboard}
                    aria-invalid={field.error.is_some().then_some("true")}
                    aria-describedby={format!("{}-hint", field.id)}
                    autocomplete="off" autocapitalize="off" spellcheck="false" />
                if !field.unit.is_empty() { <span class="unit">{ field.unit.to_owned() }</span> }
            </span>
            { hint(field.id, field.hint, field.error.as_deref()) }
        </div>
    }
}

fn label(field: &Field<'_>) -> Html {
    html! { <label class="field-label" for={field.id.to_owned()}>{ field.label.to_owned() }</label> }
}

/// A choice of one among a few: value and name of each.
pub(in crate::ui) fn select_field<A: 'static>(
    field: &Field<'_>,
    options: &[(String, &str)],
    dispatch: &Callback<A>,
    wrap: impl Fn(String) -> A + 'static,
) -> Html {
    html! {
        <div class="field">
            { label(field) }
            { select(field, options, dispatch, wrap) }
            { hint(field.id, field.hint, field.error.as_deref()) }
        </div>
    }
}

/// The value that was chosen.
pub(in crate::ui) fn selected(event: &Event) -> String {
    let select = event
        .target()
        .and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
    select.map(|it| it.value()).unwrap_or_default()
}

/// The choice without label and hint.
pub(in crate::ui) fn select<A: 'static>(
    field: &Field<'_>,
    options: &[(String, &str)],
    dispatch: &Callback<A>,
    wrap: impl Fn(String) -> A + 'static,
) -> Html {
    let onchange = dispatch.reform(move |event: Event| wrap(selected(&event)));
    let option = |(value, name): &(String, &str)| {
        html! {
            <option value={value.clone()} selected={value == field.value}>{ (*name).to_owned() }</option>
        }
    };
    html! {
        <select id={field.id.to_owned()} {onchange} aria-invalid={field.error.is_some().then_some("true")}
            aria-describedby={format!("{}-hint", field.id)}>
            { for options.iter().map(option) }
        </select>
    }
}
