//! The cards.

use web_sys::InputEvent;
use yew::{Callback, Html, html};

use super::{detail, needs::needs, picture};
use crate::{
    pipeline::recipe_info::{RecipeInfo, Topic},
    text::page::{application::RECIPES_LOADING, recipes as w},
    ui::{
        app::{Action, State, recipe_hash},
        application::input_value,
        components::{Icon, Kind, button, on, working},
    },
};

/// Draws the gallery, or the page of one recipe.
pub(in crate::ui) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    if state.application.recipes.is_empty() {
        return html! {
            <div class="recipes">
                <h1 id="main-start" tabindex="-1">{ w::TITLE }</h1>
                { working(RECIPES_LOADING) }
            </div>
        };
    }
    if state.recipes.shown.is_some() {
        return detail::view(state, dispatch);
    }
    let found = state.recipes.found(&state.application.recipes);
    html! {
        <div class="recipes">
            <div class="intro">
                <h1 id="main-start" tabindex="-1">{ w::TITLE }</h1>
                <p>{ w::LEAD }</p>
            </div>
            { search(state, dispatch) }
            <p class="hint" role="status">{ w::found(found.len()) }</p>
            <ul class="recipe-cards">{ for found.into_iter().map(|it| card(it, dispatch)) }</ul>
        </div>
    }
}

fn search(state: &State, dispatch: &Callback<Action>) -> Html {
    let typed = dispatch.reform(|event: InputEvent| Action::SearchRecipes(input_value(&event)));
    let topic = |topic: Option<Topic>| {
        html! {
            <label class="segment">
                <input type="radio" name="topic" checked={state.recipes.topic == topic}
                    onchange={on(dispatch, Action::ChooseTopic(topic))} />
                <span>{ topic.map_or(w::ALL, w::topic) }</span>
            </label>
        }
    };
    html! {
        <search class="recipe-search">
            <label class="field">
                <span class="field-label">{ w::SEARCH }</span>
                <input type="text" inputmode="search" autocomplete="off" placeholder={w::SEARCH_HINT}
                    value={state.recipes.search.clone()} oninput={typed} />
            </label>
            <fieldset class="segments">
                <legend class="hidden">{ w::TOPICS }</legend>
                { topic(None) }
                { for Topic::ALL.into_iter().map(|it| topic(Some(it))) }
            </fieldset>
        </search>
    }
}

fn card(recipe: &RecipeInfo, dispatch: &Callback<Action>) -> Html {
    let title = format!("recipe-{}", recipe.id);
    html! {
        <li key={recipe.id.clone()} class="recipe-card" data-recipe={recipe.id.clone()}>
            <div class="recipe-picture">{ picture(recipe) }</div>
            <h2 id={title.clone()}><a href={recipe_hash(&recipe.id)}>{ recipe.title.clone() }</a></h2>
            <p class="recipe-summary">{ recipe.summary.clone() }</p>
            { needs(recipe) }
            <div class="actions" role="group" aria-labelledby={title}>
                { button(Kind::Secondary, Icon::ArrowRight, w::USE, on(dispatch, Action::UseRecipe(recipe.id.clone()))) }
            </div>
        </li>
    }
}
