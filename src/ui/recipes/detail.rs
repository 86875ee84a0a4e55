//! The page of one recipe: what it is, its settings, the program that receives.

use yew::{Callback, Html, html};

use super::{host_text, needs::needs, picture, shown};
use crate::{
    pipeline::recipe_info::RecipeInfo,
    text::page::{self, recipes as w},
    ui::{
        app::{Action, State, View},
        application::settings,
        components::{Icon, Kind, Tone, button, notice, on},
        handover::{self, Place},
    },
};

/// Draws it.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let back = html! { <a class="link" href={View::Recipes.hash()}>{ w::BACK }</a> };
    let Some(recipe) = shown(state) else {
        return html! {
            <div class="recipes recipe-page">
                { back }
                <h1 id="main-start" tabindex="-1">{ w::TITLE }</h1>
                { notice(Tone::Warning, "", html! { <p>{ w::UNKNOWN }</p> }) }
            </div>
        };
    };
    let place = Place::Recipe(recipe.id.clone());
    html! {
        <article class="recipes recipe-page" data-recipe={recipe.id.clone()}>
            { back }
            <div class="intro">
                <h1 id="main-start" tabindex="-1">{ recipe.title.clone() }</h1>
                <p>{ recipe.summary.clone() }</p>
            </div>
            <div class="recipe-picture">{ picture(recipe) }</div>
            { needs(recipe) }
            { settings(recipe, &state.application, dispatch) }
            <div class="actions">
                { button(Kind::Primary, Icon::ArrowRight, w::USE, on(dispatch, Action::UseRecipe(recipe.id.clone()))) }
                { handover::button(&place, Kind::Secondary, state, dispatch) }
            </div>
            { handover::refusal(&place, state) }
            { notes(recipe) }
            { host(recipe, state, dispatch) }
            { script(recipe) }
        </article>
    }
}

fn notes(recipe: &RecipeInfo) -> Html {
    let note = |text: &String| html! { <li>{ text.clone() }</li> };
    html! {
        if !recipe.notes.is_empty() {
            <section class="topic">
                <h2>{ w::NOTES }</h2>
                <ul class="recipe-notes">{ for recipe.notes.iter().map(note) }</ul>
            </section>
        }
    }
}

fn host(recipe: &RecipeInfo, state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(text) = host_text(state, &recipe.id) else {
        return html! {};
    };
    let copy = if state.flash.copied {
        page::COPIED
    } else {
        w::COPY
    };
    html! {
        <section class="topic">
            <h2>{ w::HOST }</h2>
            <p class="muted">{ w::HOST_HINT }</p>
            <pre class="code" tabindex="0" aria-label={w::HOST}><code>{ text }</code></pre>
            <div class="actions">
                { button(Kind::Secondary, Icon::Copy, copy, on(dispatch, Action::CopyHost(recipe.id.clone()))) }
                { button(Kind::Quiet, Icon::Save, w::SAVE, on(dispatch, Action::SaveHost(recipe.id.clone()))) }
            </div>
        </section>
    }
}

fn script(recipe: &RecipeInfo) -> Html {
    html! {
        if let Some(script) = &recipe.script {
            <details class="more">
                <summary>{ w::SCRIPT }</summary>
                <pre class="code" tabindex="0" aria-label={w::SCRIPT}><code>{ script.clone() }</code></pre>
            </details>
        }
    }
}
