//! Editors for values, by their type; they nest as the types do.

use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::{Callback, Context, Event, FocusEvent, Html, InputEvent, KeyboardEvent, html};

use super::{
    form::{Draft, Message, PropertyForm},
    lists::{entries, parts, rows},
};
use crate::{
    pipeline::{
        form::{Field, Shape, Step, labelled, with},
        help::{Help, Widget, member_help},
        types::{Structure, Type},
    },
    text::page::inspector as w,
    ui::components::{Icon, icon, typed},
};

/// A place that is edited.
pub(super) struct Slot<'a> {
    /// The property it is in.
    pub(super) root: &'a Field,
    /// The value there, as a field of its own.
    pub(super) inner: Field,
    pub(super) path: Vec<Step>,
    /// Id of its input.
    pub(super) id: String,
}

impl<'a> Slot<'a> {
    /// The property as a whole.
    pub(super) fn root(field: &'a Field, id: &str) -> Self {
        Self {
            root: field,
            inner: field.clone(),
            path: Vec::new(),
            id: id.to_owned(),
        }
    }

    fn is_root(&self) -> bool {
        self.path.is_empty()
    }

    /// A place inside of this one.
    pub(super) fn below(
        &self,
        steps: &[Step],
        value: &Value,
        ty: &'static Type,
        help: Option<&'static Help>,
        suffix: &str,
    ) -> Self {
        Self {
            root: self.root,
            inner: Field {
                name: suffix.to_owned(),
                help,
                ty: Some(ty),
                value: value.clone(),
                default: None,
                mixed: false,
            },
            path: [self.path.as_slice(), steps].concat(),
            id: format!("{}-{suffix}", self.id),
        }
    }

    /// Makes messages that give the property a value.
    pub(super) fn set<E>(
        &self,
        ctx: &Context<PropertyForm>,
        make: impl Fn(E) -> Option<Value> + 'static,
    ) -> Callback<E> {
        let (root, id) = (self.root.clone(), self.id.clone());
        ctx.link().batch_callback(move |event| {
            make(event).map(|value| Message::Set {
                root: root.clone(),
                id: id.clone(),
                value,
            })
        })
    }
}

/// Draws the editor for a place.
pub(super) fn view(form: &PropertyForm, ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Html {
    let ty = slot.inner.ty;
    match Shape::of(ty) {
        Shape::Optional(inner) => match Shape::of(Some(inner)) {
            Shape::Switch => yes_or_no(ctx, slot),
            shape if shape.is_typed() => text(form, ctx, slot),
            Shape::Choice(_) => choice(ctx, slot),
            _ => optional(form, ctx, slot, inner),
        },
        Shape::Switch => switch(ctx, slot),
        Shape::Choice(_) => choice(ctx, slot),
        Shape::Rows { item, fixed } => rows(form, ctx, slot, item, fixed),
        Shape::Parts(items) => parts(form, ctx, slot, items),
        Shape::Entries { key, value } => entries(form, ctx, slot, key, value),
        Shape::Members(structure) => members(form, ctx, slot, structure),
        Shape::Number if slot.inner.widget() == Widget::Slider => slider(form, ctx, slot),
        _ => text(form, ctx, slot),
    }
}

fn switch(ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Html {
    let (root, path) = (slot.root.value.clone(), slot.path.clone());
    let on = slot.inner.value == Value::Bool(true);
    let onchange = slot.set(ctx, move |_: Event| {
        Some(with(root.clone(), &path, Value::Bool(!on)))
    });
    html! {
        <input type="checkbox" role="switch" class="switch" id={slot.id.clone()} checked={on} {onchange}
            aria-describedby={described(slot)} />
    }
}

/// The element that says what is wrong, and what is meant.
fn described(slot: &Slot<'_>) -> Option<String> {
    slot.is_root().then(|| format!("{}-hint", slot.id))
}

fn select(ctx: &Context<PropertyForm>, slot: &Slot<'_>, options: Vec<(Value, String)>) -> Html {
    let (root, path) = (slot.root.value.clone(), slot.path.clone());
    let values: Vec<_> = options.iter().map(|(value, _)| value.clone()).collect();
    let mixed = slot.inner.mixed;
    let onchange = slot.set(ctx, move |event: Event| {
        let select = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlSelectElement>().ok())?;
        let index = usize::try_from(select.selected_index()).ok()?;
        let value = values.get(index.checked_sub(usize::from(mixed))?)?;
        Some(with(root.clone(), &path, value.clone()))
    });
    let current = &slot.inner.value;
    // A value of another library version is shown as it is.
    let strange = !options.iter().any(|(value, _)| value == current);
    let mut shown = Vec::new();
    if mixed {
        shown.push(option("mixed".to_owned(), w::MIXED.to_owned(), true));
    }
    for (value, name) in options {
        shown.push(option(value.to_string(), name, !mixed && value == *current));
    }
    if strange {
        shown.push(option(current.to_string(), current.to_string(), !mixed));
    }
    html! {
        <select id={slot.id.clone()} {onchange} aria-describedby={described(slot)}>{ for shown }</select>
    }
}

/// An option. The key makes it anew when it is chosen or no more: once a person has chosen, browsers do not follow the
/// attribute.
fn option(value: String, name: String, selected: bool) -> Html {
    html! { <option key={format!("{value} {selected}")} {value} {selected}>{ name }</option> }
}

fn yes_or_no(ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Html {
    let options = vec![
        (Value::Null, w::NOT_SET.to_owned()),
        (true.into(), w::YES.to_owned()),
        (false.into(), w::NO.to_owned()),
    ];
    select(ctx, slot, options)
}

fn choice(ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Html {
    let mut options = Vec::new();
    if slot.inner.optional() {
        options.push((Value::Null, w::NOT_SET.to_owned()));
    }
    let choices = slot.inner.choices().into_iter();
    options.extend(choices.map(|(name, value)| (value.into(), name.to_owned())));
    select(ctx, slot, options)
}

/// What stands in the input, and what is wrong with it.
fn shown<'a>(form: &'a PropertyForm, slot: &Slot<'_>) -> (String, Option<&'a Draft>) {
    let draft = form.draft(&slot.id, &slot.inner.value);
    let text = draft.map_or_else(|| slot.inner.text(), |draft| draft.text.clone());
    (text, draft.filter(|draft| draft.error.is_some()))
}

fn on_typed(ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Callback<InputEvent> {
    let (root, inner) = (slot.root.clone(), slot.inner.clone());
    let (path, id) = (slot.path.clone(), slot.id.clone());
    ctx.link()
        .callback(move |event: InputEvent| Message::Typed {
            root: root.clone(),
            inner: inner.clone(),
            path: path.clone(),
            id: id.clone(),
            text: typed(&event),
        })
}

fn on_left(ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Callback<FocusEvent> {
    let id = slot.id.clone();
    ctx.link()
        .callback(move |_: FocusEvent| Message::Left(id.clone()))
}

/// Arrow keys count numbers up and down, by more with Shift.
fn on_step(ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Callback<KeyboardEvent> {
    let (root, inner) = (slot.root.clone(), slot.inner.clone());
    let (path, id) = (slot.path.clone(), slot.id.clone());
    ctx.link().batch_callback(move |event: KeyboardEvent| {
        let sign = match event.key().as_str() {
            "ArrowUp" => 1.0,
            "ArrowDown" => -1.0,
            _ => return None,
        };
        let text = inner.stepped(if event.shift_key() { 10.0 * sign } else { sign })?;
        event.prevent_default();
        Some(Message::Typed {
            root: root.clone(),
            inner: inner.clone(),
            path: path.clone(),
            id: id.clone(),
            text,
        })
    })
}

fn text(form: &PropertyForm, ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Html {
    let (value, wrong) = shown(form, slot);
    let shape = slot.inner.shape().inner();
    let placeholder = if slot.inner.mixed {
        w::MIXED
    } else if slot.inner.optional() {
        w::NOT_SET
    } else {
        ""
    };
    let oninput = on_typed(ctx, slot);
    let onblur = on_left(ctx, slot);
    let invalid = wrong.map(|_| "true");
    let unit = slot.inner.help.and_then(|help| help.unit.clone());
    if matches!(shape, Shape::Matrix(_) | Shape::Document) {
        let rows = value.lines().count().clamp(3, 12).to_string();
        return html! {
            <>
                <textarea id={slot.id.clone()} class="prop-area" {rows} {value} {placeholder} {oninput} {onblur} wrap="off"
                    aria-invalid={invalid} aria-describedby={described(slot)} autocomplete="off" spellcheck="false" />
                { own_error(slot, wrong) }
            </>
        };
    }
    let keyboard = match (shape, slot.inner.ty) {
        (Shape::Number, Some(Type::Float | Type::Double)) => "decimal",
        _ => "text",
    };
    html! {
        <>
            <span class="field-input">
                <input type="text" id={slot.id.clone()} {value} {placeholder} {oninput} {onblur} inputmode={keyboard}
                    onkeydown={on_step(ctx, slot)}
                    aria-invalid={invalid} aria-describedby={described(slot)} autocomplete="off" autocapitalize="off"
                    spellcheck="false" />
                if let Some(unit) = unit { <span class="unit">{ unit }</span> }
            </span>
            { own_error(slot, wrong) }
        </>
    }
}

/// What is wrong, beside an input inside of a property.
fn own_error(slot: &Slot<'_>, wrong: Option<&Draft>) -> Html {
    match wrong.and_then(|draft| draft.error.clone()) {
        Some(error) if !slot.is_root() => html! {
            <span class="field-error">{ icon(Icon::CircleX) }<span>{ error }</span></span>
        },
        _ => html! {},
    }
}

fn slider(form: &PropertyForm, ctx: &Context<PropertyForm>, slot: &Slot<'_>) -> Html {
    let (min, max) = slot.inner.range();
    let (min, max) = (min.unwrap_or(0.0), max.unwrap_or(1.0));
    let fine = matches!(slot.inner.ty, Some(Type::Float | Type::Double));
    let step = if fine { (max - min) / 100.0 } else { 1.0 };
    let value = slot.inner.value.as_f64().unwrap_or(min);
    let label = slot.inner.label().to_owned();
    html! {
        <div class="prop-slider">
            <input type="range" min={min.to_string()} max={max.to_string()} step={step.to_string()}
                value={value.to_string()} aria-label={label} tabindex="-1" oninput={on_typed(ctx, slot)}
                onblur={on_left(ctx, slot)} />
            { text(form, ctx, slot) }
        </div>
    }
}

/// A value that may be missing, with parts of its own.
fn optional(
    form: &PropertyForm,
    ctx: &Context<PropertyForm>,
    slot: &Slot<'_>,
    inner: &'static Type,
) -> Html {
    let there = !slot.inner.value.is_null();
    let (root, path) = (slot.root.value.clone(), slot.path.clone());
    let onchange = slot.set(ctx, move |_: Event| {
        let value = if there { Value::Null } else { inner.zero() };
        Some(with(root.clone(), &path, value))
    });
    let mut below = Slot {
        root: slot.root,
        inner: slot.inner.clone(),
        path: slot.path.clone(),
        id: slot.id.clone(),
    };
    below.inner.ty = Some(inner);
    html! {
        <div class="prop-optional">
            <label class="check">
                <input type="checkbox" id={format!("{}-set", slot.id)} checked={there} {onchange} />
                <span>{ w::SET }</span>
            </label>
            if there { { view(form, ctx, &below) } }
        </div>
    }
}

/// Members of a structure.
fn members(
    form: &PropertyForm,
    ctx: &Context<PropertyForm>,
    slot: &Slot<'_>,
    structure: &'static Structure,
) -> Html {
    let row = |member: &'static crate::pipeline::types::Member| {
        let value = slot.inner.value.get(&member.name)?;
        let help = member_help(&structure.name, &member.name);
        let step = Step::Member(member.name.clone());
        let below = slot.below(&[step], value, &member.ty, help, &member.name);
        let label = help.map_or_else(|| labelled(&member.name), |help| help.label.clone());
        let title = help.map(|help| help.help.clone());
        Some(part(form, ctx, &below, label, title))
    };
    let rows = structure.members.iter().filter_map(row);
    html! { <div class="prop-members">{ for rows }</div> }
}

/// A value inside of a property with its label.
pub(super) fn part(
    form: &PropertyForm,
    ctx: &Context<PropertyForm>,
    slot: &Slot<'_>,
    label: String,
    title: Option<String>,
) -> Html {
    let shape = slot.inner.shape().inner();
    let one_input = shape.is_typed() || matches!(shape, Shape::Switch | Shape::Choice(_));
    html! {
        <div class="prop-part" data-part={slot.inner.name.clone()}>
            if one_input {
                <label for={slot.id.clone()} {title}>{ label }</label>
            } else {
                <span {title}>{ label }</span>
            }
            <div>{ view(form, ctx, slot) }</div>
        </div>
    }
}
