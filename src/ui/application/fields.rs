//! The form of a recipe: a field for each of its parameters.

use serde_json::{Number, Value};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlSelectElement, InputEvent};
use yew::{Callback, Html, html};

use super::{State, parts::input_value};
use crate::{
    pipeline::recipe_info::{ChoiceOption, Parameter, ParameterKind, RecipeInfo},
    text::page::application as w,
    ui::{
        app::Action,
        components::{Icon, icon},
    },
};

/// Draws the form of a recipe.
pub(in crate::ui) fn settings(
    recipe: &RecipeInfo,
    application: &State,
    dispatch: &Callback<Action>,
) -> Html {
    let counting = recipe
        .parameters
        .iter()
        .filter(|parameter| application.counts(recipe, parameter));
    html! {
        <fieldset class="settings">
            <legend>{ w::SETTINGS }</legend>
            { for counting.map(|it| field(recipe, it, application, dispatch)) }
        </fieldset>
    }
}

fn field(
    recipe: &RecipeInfo,
    parameter: &Parameter,
    application: &State,
    dispatch: &Callback<Action>,
) -> Html {
    let value = application.value(&recipe.id, parameter);
    let error = super::check(&parameter.kind, value);
    let invalid = error.is_some().then_some("true");
    let help_id = format!("help-{}", parameter.id);
    let input = match &parameter.kind {
        ParameterKind::Choice { options } => {
            choice(&recipe.id, parameter, options, value, dispatch)
        }
        kind => {
            let (kind_name, min, max, step) = match kind {
                ParameterKind::Integer { min, max } => (
                    "number",
                    Some(min.to_string()),
                    Some(max.to_string()),
                    "1".to_owned(),
                ),
                ParameterKind::Number { min, max, step } => (
                    "number",
                    Some(min.to_string()),
                    Some(max.to_string()),
                    step.to_string(),
                ),
                _ => ("text", None, None, "any".to_owned()),
            };
            let max_chars = match kind {
                ParameterKind::Text { max_chars, .. } => Some(max_chars.to_string()),
                ParameterKind::Ip => Some("15".to_owned()),
                _ => None,
            };
            html! {
                <input type={kind_name} {min} {max} {step} maxlength={max_chars} value={shown(value)}
                    autocomplete="off" spellcheck="false" aria-invalid={invalid}
                    aria-describedby={help_id.clone()} oninput={typed(&recipe.id, parameter, dispatch)} />
            }
        }
    };
    html! {
        <label class="field">
            <span class="field-label">{ parameter.label.clone() }</span>
            <span class="field-input">
                { input }
                if !parameter.unit.is_empty() { <span class="unit">{ parameter.unit.clone() }</span> }
            </span>
            <span class="hint" id={help_id}>
                if let Some(error) = error {
                    <span class="field-error">{ icon(Icon::CircleX) }<span>{ error }</span></span>
                } else {
                    { parameter.help.clone() }
                }
            </span>
        </label>
    }
}

fn choice(
    recipe: &str,
    parameter: &Parameter,
    options: &[ChoiceOption],
    value: &Value,
    dispatch: &Callback<Action>,
) -> Html {
    let (recipe, id) = (recipe.to_owned(), parameter.id.clone());
    let onchange = dispatch.reform(move |event: Event| {
        let select = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
        Action::SetValue {
            recipe: recipe.clone(),
            parameter: id.clone(),
            value: Value::String(select.map(|it| it.value()).unwrap_or_default()),
        }
    });
    let option = |option: &ChoiceOption| {
        html! {
            <option value={option.value.clone()} selected={value.as_str() == Some(option.value.as_str())}>
                { option.label.clone() }
            </option>
        }
    };
    html! { <select {onchange}>{ for options.iter().map(option) }</select> }
}

/// What was typed, as a number where the field is one and it is one.
fn typed(recipe: &str, parameter: &Parameter, dispatch: &Callback<Action>) -> Callback<InputEvent> {
    let (recipe, id) = (recipe.to_owned(), parameter.id.clone());
    let kind = parameter.kind.clone();
    dispatch.reform(move |event: InputEvent| {
        let text = input_value(&event);
        let number = match kind {
            ParameterKind::Integer { .. } => text.parse::<i64>().ok().map(Number::from),
            ParameterKind::Number { .. } => text.parse().ok().and_then(Number::from_f64),
            _ => None,
        };
        Action::SetValue {
            recipe: recipe.clone(),
            parameter: id.clone(),
            value: number.map_or(Value::String(text), Value::Number),
        }
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
