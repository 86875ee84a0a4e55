//! Editors for lists, maps and tuples.

use serde_json::Value;
use yew::{Context, Html, InputEvent, MouseEvent, html};

use super::{
    form::{Message, PropertyForm},
    value::{Slot, part},
};
use crate::{
    pipeline::{
        form::{Shape, Step, labelled, renamed, with_added, without},
        types::Type,
    },
    text::page::inspector as w,
    ui::components::{Icon, icon, typed},
};

/// Values of different types.
pub(super) fn parts(
    form: &PropertyForm,
    ctx: &Context<PropertyForm>,
    slot: &Slot<'_>,
    items: &'static [Type],
) -> Html {
    let part = |(index, ty): (usize, &'static Type)| {
        let value = slot.inner.value.get(index)?;
        let below = slot.below(&[Step::Item(index)], value, ty, None, &index.to_string());
        Some(part(form, ctx, &below, w::item(index), None))
    };
    html! { <div class="prop-members">{ for items.iter().enumerate().filter_map(part) }</div> }
}

/// Values below each other.
pub(super) fn rows(
    form: &PropertyForm,
    ctx: &Context<PropertyForm>,
    slot: &Slot<'_>,
    item: &'static Type,
    fixed: bool,
) -> Html {
    let values = slot.inner.value.as_array();
    let row = |(index, value): (usize, &Value)| {
        let step = [Step::Item(index)];
        let below = slot.below(&step, value, item, None, &index.to_string());
        html! {
            <li class="prop-item">
                { part(form, ctx, &below, w::item(index), None) }
                if !fixed { { remove(ctx, slot, &step, &w::remove_item(index)) } }
            </li>
        }
    };
    html! {
        <div class="prop-rows">
            <ol>{ for values.into_iter().flatten().enumerate().map(row) }</ol>
            if !fixed { { add(ctx, slot, Shape::Rows { item, fixed }) } }
        </div>
    }
}

fn remove(ctx: &Context<PropertyForm>, slot: &Slot<'_>, steps: &[Step], name: &str) -> Html {
    let root = slot.root.value.clone();
    let path = [slot.path.as_slice(), steps].concat();
    let onclick = slot.set(ctx, move |_: MouseEvent| Some(without(root.clone(), &path)));
    html! {
        <button type="button" class="prop-button" aria-label={name.to_owned()} title={name.to_owned()} {onclick}>
            { icon(Icon::Trash) }
        </button>
    }
}

fn add(ctx: &Context<PropertyForm>, slot: &Slot<'_>, shape: Shape) -> Html {
    let (root, path) = (slot.root.value.clone(), slot.path.clone());
    let onclick = slot.set(ctx, move |_: MouseEvent| {
        Some(with_added(root.clone(), &path, shape))
    });
    html! {
        <button type="button" class="button" data-kind="quiet" data-add={slot.id.clone()} {onclick}>
            { icon(Icon::Plus) }<span>{ w::ADD_ITEM }</span>
            <span class="hidden">{ ": " }{ slot.root.label().to_owned() }</span>
        </button>
    }
}

/// Keys and values: an object for names, pairs for numbers.
pub(super) fn entries(
    form: &PropertyForm,
    ctx: &Context<PropertyForm>,
    slot: &Slot<'_>,
    key: &'static Type,
    value: &'static Type,
) -> Html {
    let shape = Shape::Entries { key, value };
    let named = |(index, (name, inner)): (usize, (&String, &Value))| {
        let step = [Step::Member(name.clone())];
        let below = slot.below(&step, inner, value, None, &format!("{index}-value"));
        html! {
            <li class="prop-item">
                { entry_name(form, ctx, slot, index, name) }
                { part(form, ctx, &below, labelled("value"), None) }
                { remove(ctx, slot, &step, &w::remove_item(index)) }
            </li>
        }
    };
    let numbered = |(index, pair): (usize, &Value)| {
        let (number, inner) = (pair.get(0)?, pair.get(1)?);
        let at = |n: usize| [Step::Item(index), Step::Item(n)];
        let number = slot.below(&at(0), number, key, None, &format!("{index}-key"));
        let below = slot.below(&at(1), inner, value, None, &format!("{index}-value"));
        Some(html! {
            <li class="prop-item">
                { part(form, ctx, &number, w::ENTRY_NUMBER.to_owned(), None) }
                { part(form, ctx, &below, labelled("value"), None) }
                { remove(ctx, slot, &[Step::Item(index)], &w::remove_item(index)) }
            </li>
        })
    };
    let list = match &slot.inner.value {
        Value::Object(map) => map.iter().enumerate().map(named).collect::<Html>(),
        Value::Array(pairs) => pairs.iter().enumerate().filter_map(numbered).collect(),
        _ => html! {},
    };
    html! { <div class="prop-rows"><ol>{ list }</ol>{ add(ctx, slot, shape) }</div> }
}

/// The name of an entry; one that is taken stays in the input.
fn entry_name(
    form: &PropertyForm,
    ctx: &Context<PropertyForm>,
    slot: &Slot<'_>,
    index: usize,
    name: &str,
) -> Html {
    let id = format!("{}-{index}-key", slot.id);
    let draft = form.draft(&id, &Value::Null);
    let value = draft.map_or(name, |draft| &draft.text).to_owned();
    let error = draft.and_then(|draft| draft.error.clone());
    let (root, path) = (slot.root.clone(), slot.path.clone());
    let (from, own) = (name.to_owned(), id.clone());
    let oninput = ctx.link().callback(move |event: InputEvent| {
        let text = typed(&event);
        let (root, id) = (root.clone(), own.clone());
        match renamed(root.value.clone(), &path, &from, &text) {
            Some(value) => Message::Set { root, id, value },
            None => Message::Refused {
                id,
                text,
                sentence: w::NAME_TAKEN.to_owned(),
            },
        }
    });
    html! {
        <div class="prop-part">
            <label for={id.clone()}>{ w::ENTRY_NAME }</label>
            <div>
                <input type="text" {id} {value} {oninput} aria-invalid={error.as_ref().map(|_| "true")}
                    autocomplete="off" spellcheck="false" />
                if let Some(error) = error {
                    <span class="field-error">{ icon(Icon::CircleX) }<span>{ error }</span></span>
                }
            </div>
        </div>
    }
}
