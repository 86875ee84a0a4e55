//! An application from a recipe: which one, its settings, its script, its network.

use yew::{Callback, Html, MouseEvent, html};

use super::{State, fields::settings, parts::file_error};
use crate::{
    pipeline::recipe_info::RecipeInfo,
    python::Ports,
    text::{
        self,
        page::{application as w, code_editor::LEAVE},
    },
    ui::{
        app::{Action, View, recipe_hash},
        components::{CodeEditor, Icon, file_button, icon, link_button, on, working},
        recipes,
    },
};

/// Draws the chosen recipe and its form.
pub(super) fn view(application: &State, dispatch: &Callback<Action>) -> Html {
    if application.recipes.is_empty() {
        return html! { <div class="recipe-room">{ working(w::RECIPES_LOADING) }</div> };
    }
    let Some(recipe) = application.recipe() else {
        return html! { <a class="link" href={View::Recipes.hash()}>{ w::CHOOSE_RECIPE }</a> };
    };
    html! {
        <>
            { chosen(recipe) }
            { blob(recipe, application, dispatch) }
            { settings(recipe, application, dispatch) }
            { script(recipe, application, dispatch) }
        </>
    }
}

fn chosen(recipe: &RecipeInfo) -> Html {
    html! {
        <section class="recipe-chosen" data-recipe={recipe.id.clone()} aria-labelledby="recipe-title">
            { recipes::picture(recipe) }
            <div class="recipe-words">
                <h3 id="recipe-title">{ recipe.title.clone() }</h3>
                <p class="muted">{ recipe.summary.clone() }</p>
                <p class="recipe-links">
                    <a class="link" href={recipe_hash(&recipe.id)}>{ w::ABOUT_RECIPE }</a>
                    <a class="link" href={View::Recipes.hash()}>{ w::ANOTHER_RECIPE }</a>
                </p>
            </div>
        </section>
    }
}

fn script(recipe: &RecipeInfo, application: &State, dispatch: &Callback<Action>) -> Html {
    let Some(text) = application.script() else {
        return html! {};
    };
    let changed = application.script_changed();
    let typed = dispatch.reform(|text| Action::SetScript(Some(text)));
    let opened = dispatch.reform(|event: MouseEvent| {
        // Open is what the state says.
        event.prevent_default();
        Action::OpenScript
    });
    html! {
        <details class="more" open={application.script_open}>
            <summary onclick={opened}>
                { w::SCRIPT }
                if changed { <span class="tag">{ w::SCRIPT_CHANGED }</span> }
            </summary>
            <p class="hint">{ w::SCRIPT_HINT }{ " " }{ LEAVE }</p>
            // Loaded when it is looked at.
            if application.script_open {
                <CodeEditor label={w::SCRIPT} text={text.to_owned()} ports={Ports::from(&recipe.script_ports)}
                    has_network={recipe.script_has_network} on_change={typed} />
            }
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
