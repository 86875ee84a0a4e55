//! One property: label, value, what it means, what is wrong with it.

use serde_json::Value;
use yew::{Context, Html, MouseEvent, html};

use super::{
    form::{Message, PropertyForm},
    value::{self, Slot},
};
use crate::{
    pipeline::{
        form::{Field, Shape},
        help::Widget,
        types::Type,
    },
    text::page::inspector as w,
    ui::components::{Icon, icon},
};

/// A text as part of an id.
pub(super) fn slug(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    text.chars().map(plain).collect()
}

/// Fields below each other; sides of a picture and parts of a colour beside each other.
pub(super) fn list(form: &PropertyForm, ctx: &Context<PropertyForm>, fields: &[Field]) -> Html {
    let mut rows = Vec::new();
    let mut rest = fields;
    while let Some((first, others)) = rest.split_first() {
        let n = together(first, others);
        let (row, after) = rest.split_at(n);
        rows.push(match row {
            [one] => view(form, ctx, one),
            many => html! {
                <div class="prop-together" data-n={n.to_string()}>
                    { for many.iter().map(|it| view(form, ctx, it)) }
                    if n == 3 { { colour(ctx, many) } }
                </div>
            },
        });
        rest = after;
    }
    html! { <div class="prop-list">{ for rows }</div> }
}

/// How many fields from the first on belong beside each other.
fn together(first: &Field, others: &[Field]) -> usize {
    let ends = |field: &Field, end: &str| field.name.to_lowercase().ends_with(end);
    match others {
        [green, blue, ..] if ends(first, "red") && ends(green, "green") && ends(blue, "blue") => 3,
        [height, ..]
            if first.widget() == Widget::Size
                && ends(first, "width")
                && ends(height, "height")
                && height.widget() == Widget::Size =>
        {
            2
        }
        _ => 1,
    }
}

/// The three parts of a colour as one.
fn colour(ctx: &Context<PropertyForm>, parts: &[Field]) -> Html {
    let byte = |field: &Field| field.value.as_i64().unwrap_or_default().rem_euclid(256);
    let hex: String = parts.iter().map(|it| format!("{:02x}", byte(it))).collect();
    let fields = parts.to_vec();
    let oninput = ctx.link().callback(move |event: yew::InputEvent| {
        let text = crate::ui::components::typed(&event);
        let digits = text.trim_start_matches('#');
        let part = |index: usize| {
            let digits = digits.get(2 * index..2 * index + 2)?;
            u8::from_str_radix(digits, 16).ok()
        };
        let values = fields.iter().enumerate().filter_map(|(index, field)| {
            let byte = part(index)?;
            let value = match field.ty {
                Some(Type::Char) => i64::from(byte.cast_signed()),
                _ => i64::from(byte),
            };
            Some((field.name.clone(), Value::from(value)))
        });
        Message::SetAll(values.collect())
    });
    html! {
        <input type="color" class="prop-colour" aria-label={w::COLOUR} value={format!("#{hex}")} {oninput} />
    }
}

fn view(form: &PropertyForm, ctx: &Context<PropertyForm>, field: &Field) -> Html {
    let props = ctx.props();
    let id = format!("{}-{}", props.id, slug(&field.name));
    let explained = form.is_explained(ctx, &field.name);
    let slot = Slot::root(field, &id);
    let error = form
        .draft(&id, &field.value)
        .and_then(|it| it.error.clone());
    let found = props.findings.get(&field.name);
    let is_file = matches!(field.widget(), Widget::Asset | Widget::Script);
    html! {
        <div class="prop" data-property={field.name.clone()} data-changed={field.changed().to_string()}
            data-wide={is_wide(field).to_string()}>
            <div class="prop-head">
                { label(field, &id, is_file) }
                { reset(ctx, field, &id) }
                { about(ctx, field, &id, explained) }
            </div>
            <div class="prop-value">
                if is_file { { props.draw_file.emit(field.clone()) } }
                else { { value::view(form, ctx, &slot) } }
            </div>
            <div id={format!("{id}-hint")} class="prop-hint">
                if let Some(error) = error {
                    <p class="field-error">{ icon(Icon::CircleX) }<span>{ error }</span></p>
                }
                { for found.into_iter().flatten().map(|sentence| html! {
                    <p class="prop-finding">{ icon(Icon::Triangle) }<span>{ sentence.clone() }</span></p>
                }) }
                <p class="hint" hidden={!explained}>{ meaning(field) }</p>
            </div>
        </div>
    }
}

/// Whether the value needs the whole width.
fn is_wide(field: &Field) -> bool {
    !matches!(
        field.shape().inner(),
        Shape::Switch | Shape::Choice(_) | Shape::Number
    )
}

fn label(field: &Field, id: &str, is_file: bool) -> Html {
    let text = html! {
        <>
            { field.label().to_owned() }
            if field.changed() { <span class="prop-changed" title={w::CHANGED}><span class="hidden">{ ", " }{ w::CHANGED }</span></span> }
        </>
    };
    if field.shape().is_typed() && !is_file
        || matches!(field.shape().inner(), Shape::Switch | Shape::Choice(_))
    {
        html! { <label class="prop-label" for={id.to_owned()} title={field.name.clone()}>{ text }</label> }
    } else {
        html! { <span class="prop-label" id={format!("{id}-label")} title={field.name.clone()}>{ text }</span> }
    }
}

fn reset(ctx: &Context<PropertyForm>, field: &Field, id: &str) -> Html {
    let is_file = matches!(field.widget(), Widget::Asset | Widget::Script);
    let Some(default) = field.default.filter(|_| field.changed() && !is_file) else {
        return html! {};
    };
    let name = w::reset(field.label(), &field.default_text().unwrap_or_default());
    let (root, id, value) = (field.clone(), id.to_owned(), default.clone());
    let onclick = ctx.link().callback(move |_: MouseEvent| Message::Set {
        root: root.clone(),
        id: id.clone(),
        value: value.clone(),
    });
    html! {
        <button type="button" class="prop-button" data-reset="" aria-label={name.clone()} title={name} {onclick}>
            { icon(Icon::Reset) }
        </button>
    }
}

fn about(ctx: &Context<PropertyForm>, field: &Field, id: &str, explained: bool) -> Html {
    if ctx.props().explained {
        return html! {};
    }
    let name = field.name.clone();
    let onclick = ctx
        .link()
        .callback(move |_: MouseEvent| Message::Explain(name.clone()));
    let words = w::about(field.label());
    html! {
        <button type="button" class="prop-button" aria-label={words.clone()} title={words} {onclick}
            aria-expanded={explained.to_string()} aria-controls={format!("{id}-hint")}>
            { icon(Icon::Info) }
        </button>
    }
}

/// Help, default, range.
fn meaning(field: &Field) -> String {
    let Some(help) = field.help else {
        return w::UNKNOWN.to_owned();
    };
    let mut sentences = vec![help.help.clone()];
    match field.shape().inner() {
        Shape::Numbers(_) => sentences.push(w::NUMBERS_HINT.to_owned()),
        Shape::Matrix(_) => sentences.push(w::MATRIX_HINT.to_owned()),
        _ => {}
    }
    if matches!(
        field.shape().inner(),
        Shape::Number | Shape::Choice(_) | Shape::Text | Shape::Numbers(_)
    ) && let Some(default) = field.default_text()
    {
        sentences.push(w::default(
            &default,
            help.unit.as_deref().unwrap_or_default(),
        ));
    }
    if matches!(field.shape().inner(), Shape::Number) {
        let (min, max) = field.range();
        sentences.push(w::range(min, max));
    }
    sentences.push(field.name.clone());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}
