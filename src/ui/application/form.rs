//! An application from a recipe: the gallery, its settings, its script, its network.

use serde_json::{Number, Value};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlSelectElement, HtmlTextAreaElement, InputEvent};
use yew::{Callback, Html, html};

use super::{
    State,
    view::{file_error, input_value},
};
use crate::{
    pipeline::recipe_info::{ChoiceOption, MadeFor, Parameter, ParameterKind, RecipeInfo},
    text::{self, page::application as w},
    ui::{
        app::Action,
        components::{Icon, file_button, icon, link_button, on, working},
    },
};

/// Draws the gallery and the chosen recipe's form.
pub(super) fn view(application: &State, dispatch: &Callback<Action>) -> Html {
    if application.recipes.is_empty() {
        return html! { <div class="recipes-room">{ working(w::RECIPES_LOADING) }</div> };
    }
    html! {
        <>
            <fieldset class="recipes">
                <legend class="hidden">{ w::RECIPES }</legend>
                { for application.recipes.iter().map(|it| card(it, application, dispatch)) }
            </fieldset>
            if let Some(recipe) = application.recipe() {
                { blob(recipe, application, dispatch) }
                { settings(recipe, application, dispatch) }
                { script(application, dispatch) }
            }
        </>
    }
}

fn card(recipe: &RecipeInfo, application: &State, dispatch: &Callback<Action>) -> Html {
    let made_for = match recipe.made_for {
        MadeFor::Network => w::FOR_NETWORK,
        MadeFor::Iot => w::FOR_IOT,
    };
    let symbol = match (recipe.needs_blob, recipe.made_for) {
        (_, MadeFor::Iot) => Icon::Cpu,
        (true, _) => Icon::Network,
        (false, _) => Icon::Video,
    };
    let chosen = application.inputs.recipe.as_deref() == Some(recipe.id.as_str());
    html! {
        <label class="recipe">
            <input type="radio" name="recipe" checked={chosen}
                onchange={on(dispatch, Action::ChooseRecipe(recipe.id.clone()))} />
            { icon(symbol) }
            <span class="recipe-title">{ recipe.title.clone() }</span>
            <span class="recipe-for">{ made_for }</span>
            <span class="recipe-summary">{ recipe.summary.clone() }</span>
        </label>
    }
}

fn settings(recipe: &RecipeInfo, application: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <fieldset class="settings">
            <legend>{ w::SETTINGS }</legend>
            { for recipe.parameters.iter().map(|it| field(it, application, dispatch)) }
        </fieldset>
    }
}

fn field(parameter: &Parameter, application: &State, dispatch: &Callback<Action>) -> Html {
    let value = application.value(&parameter.id, &parameter.default);
    let error = super::check(&parameter.kind, value);
    let invalid = error.is_some().then_some("true");
    let help_id = format!("help-{}", parameter.id);
    let input = match &parameter.kind {
        ParameterKind::Choice { options } => choice(parameter, options, value, dispatch),
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
                    aria-describedby={help_id.clone()} oninput={typed(parameter, dispatch)} />
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
    parameter: &Parameter,
    options: &[ChoiceOption],
    value: &Value,
    dispatch: &Callback<Action>,
) -> Html {
    let id = parameter.id.clone();
    let onchange = dispatch.reform(move |event: Event| {
        let select = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
        Action::SetValue {
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
fn typed(parameter: &Parameter, dispatch: &Callback<Action>) -> Callback<InputEvent> {
    let id = parameter.id.clone();
    let kind = parameter.kind.clone();
    dispatch.reform(move |event: InputEvent| {
        let text = input_value(&event);
        let number = match kind {
            ParameterKind::Integer { .. } => text.parse::<i64>().ok().map(Number::from),
            ParameterKind::Number { .. } => text.parse().ok().and_then(Number::from_f64),
            _ => None,
        };
        Action::SetValue {
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

fn script(application: &State, dispatch: &Callback<Action>) -> Html {
    let Some(text) = application.script() else {
        return html! {};
    };
    let typed = dispatch.reform(|event: InputEvent| {
        let area = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
        Action::SetScript(area.map(|area| area.value()))
    });
    let changed = application.script_changed();
    html! {
        <details class="more">
            <summary>
                { w::SCRIPT }
                if changed { <span class="tag">{ w::SCRIPT_CHANGED }</span> }
            </summary>
            <label class="field">
                <span class="hint">{ w::SCRIPT_HINT }</span>
                <textarea class="script" rows="16" spellcheck="false" autocomplete="off" wrap="off"
                    aria-label={w::SCRIPT} value={text.to_owned()} oninput={typed} />
            </label>
            if changed { { link_button(w::SCRIPT_RESET, on(dispatch, Action::SetScript(None))) } }
        </details>
    }
}

/// What the network's header says, or what is wrong with it, beside its field.
fn header(application: &State) -> Html {
    match (&application.blob, &application.blob_header) {
        (None, _) => html! { <span class="hint">{ w::BLOB_HINT }</span> },
        (Some(_), None) => html! {},
        (Some(_), Some(Ok(facts))) => html! {
            <ul class="hint">
                <li>{ w::blob_for(&facts.openvino, facts.shaves) }</li>
                { for facts.inputs.iter().map(|input| html! { <li>{ w::BLOB_IN }{ input.clone() }</li> }) }
                { for facts.outputs.iter().map(|output| html! { <li>{ w::BLOB_OUT }{ output.clone() }</li> }) }
            </ul>
        },
        (Some(_), Some(Err(sentence))) => html! {
            <span class="field-error" role="alert">
                { icon(Icon::CircleX) }<span>{ sentence.clone() }</span>
            </span>
        },
    }
}

fn blob(recipe: &RecipeInfo, application: &State, dispatch: &Callback<Action>) -> Html {
    if !recipe.needs_blob {
        return html! {};
    }
    let wrap = |file| Action::ChooseBlob(Some(file));
    html! {
        <div class="field blob">
            <span class="field-label">{ w::BLOB }</span>
            if let Some(blob) = &application.blob {
                <p class="picked">
                    { icon(Icon::Network) }<code>{ blob.name.clone() }</code>
                    <span class="muted">{ text::bytes_text(blob.bytes.len() as u64) }</span>
                    { link_button(w::REMOVE_FILE, on(dispatch, Action::ChooseBlob(None))) }
                </p>
            } else {
                { file_button("pick-blob", "secondary", w::BLOB_PICK, ".blob", dispatch, wrap) }
            }
            { header(application) }
            { file_error(application) }
        </div>
    }
}
