//! What a recipe needs.

use yew::{Html, html};

use crate::{
    pipeline::recipe_info::{MadeFor, RecipeInfo},
    text::page::recipes as w,
    ui::components::{Icon, icon},
};

/// What a recipe needs, the camera first.
pub(super) fn needs(recipe: &RecipeInfo) -> Html {
    let camera = match recipe.made_for {
        MadeFor::Iot => Icon::Cpu,
        MadeFor::Network | MadeFor::Any => Icon::Video,
    };
    let need = |text: &String| html! { <li>{ icon(Icon::Plug) }<span>{ text.clone() }</span></li> };
    html! {
        <ul class="recipe-needs">
            <li>{ icon(camera) }<span>{ w::made_for(recipe.made_for) }</span></li>
            { for recipe.needs.iter().map(need) }
        </ul>
    }
}
