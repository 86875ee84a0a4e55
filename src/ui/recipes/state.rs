//! What is looked for in the gallery, and what is shown.

use serde_bytes::ByteBuf;
use serde_json::Map;

use crate::{
    engine::protocol::NamedFile,
    pipeline::recipe_info::{RecipeInfo, Topic},
    text::page::recipes as w,
    ui::app,
};

/// State of the gallery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Words in the search field.
    pub search: String,
    /// Chosen topic; all without.
    pub topic: Option<Topic>,
    /// The recipe whose page is shown, which need not exist.
    pub shown: Option<String>,
}

impl State {
    /// The recipes that are looked for, in order.
    pub fn found<'a>(&self, all: &'a [RecipeInfo]) -> Vec<&'a RecipeInfo> {
        all.iter()
            .filter(|recipe| self.topic.is_none_or(|topic| recipe.topic == topic))
            .filter(|recipe| recipe.matches(&self.search))
            .collect()
    }
}

/// Shows a recipe's page, or the gallery.
pub(in crate::ui) fn show(state: &mut app::State, id: Option<String>) {
    state.flash.copied = false;
    state.recipes.shown = id;
}

/// The recipe whose page is shown, if it exists.
pub(in crate::ui) fn shown(state: &app::State) -> Option<&RecipeInfo> {
    let id = state.recipes.shown.as_ref()?;
    find(state, id)
}

fn find<'a>(state: &'a app::State, id: &str) -> Option<&'a RecipeInfo> {
    let mut recipes = state.application.recipes.iter();
    recipes.find(|recipe| recipe.id == id)
}

/// The program for a computer, with the values of the form.
pub(in crate::ui) fn host_text(state: &app::State, id: &str) -> Option<String> {
    let none = Map::new();
    let values = state.application.inputs.values.get(id).unwrap_or(&none);
    find(state, id)?.host_with(values)
}

/// The same as a file.
pub(in crate::ui) fn host_file(state: &app::State, id: &str) -> Option<NamedFile> {
    Some(NamedFile {
        name: format!("{}-{id}.py", w::HOST_FILE),
        bytes: ByteBuf::from(host_text(state, id)?.into_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        pipeline::recipes,
        ui::{
            app::{Action, Effect, Step, View, reduce},
            application::{Source, Status},
        },
    };

    fn opened() -> app::State {
        let mut state = app::State::default();
        let recipes = recipes().iter().map(|recipe| recipe.info.clone()).collect();
        let event = crate::engine::protocol::Event::Recipes { recipes };
        reduce(&mut state, Action::Engine(event), 0.0);
        reduce(&mut state, Action::Went(View::Recipes), 0.0);
        state
    }

    fn set(recipe: &str, parameter: &str, value: serde_json::Value) -> Action {
        Action::SetValue {
            recipe: recipe.into(),
            parameter: parameter.into(),
            value,
        }
    }

    #[test]
    fn words_and_topic_narrow_the_gallery() {
        let mut state = opened();
        reduce(&mut state, Action::ChooseTopic(Some(Topic::Pins)), 0.0);
        reduce(&mut state, Action::SearchRecipes("motion".into()), 0.0);
        let found = state.recipes.found(&state.application.recipes);
        let ids: Vec<_> = found.iter().map(|recipe| recipe.id.as_str()).collect();
        assert_eq!(ids, ["motion-trigger"]);
    }

    #[test]
    fn a_recipe_that_needs_nothing_is_built_at_once() {
        let mut state = opened();
        let effects = reduce(&mut state, Action::UseRecipe("video-stream".into()), 0.0);
        assert_eq!(state.application.status, Status::Loading);
        assert_eq!(state.application.inputs.source, Source::Recipe);
        assert_eq!(
            (state.view, state.open),
            (View::Flash, Some(Step::Application))
        );
        assert!(effects.contains(&Effect::Go(View::Flash)));
    }

    #[test]
    fn one_that_needs_an_address_or_a_network_asks_for_it() {
        let mut state = opened();
        for id in ["system-monitor", "spi-reporter"] {
            reduce(&mut state, Action::UseRecipe(id.into()), 0.0);
            assert_eq!(state.application.status, Status::Open, "{id}");
        }
        let own = set("system-monitor", "host", json!("10.0.0.2"));
        reduce(&mut state, own, 0.0);
        let chosen = Action::UseRecipe("system-monitor".into());
        reduce(&mut state, chosen, 0.0);
        assert_eq!(state.application.status, Status::Loading);
    }

    #[test]
    fn a_value_of_another_recipe_leaves_the_built_one_alone() {
        let mut state = opened();
        state.application.status = Status::Rejected("kept".into());
        let effects = reduce(&mut state, set("imu-logger", "port", json!(6000)), 0.0);
        assert!(matches!(effects.as_slice(), [Effect::Save(_)]));
        assert_eq!(state.application.status, Status::Rejected("kept".into()));
        let host = host_text(&state, "imu-logger").unwrap();
        assert!(host.contains("\nPORT = 6000\n"));
    }

    #[test]
    fn fields_of_another_choice_do_not_count() {
        let mut state = opened();
        let recipe = find(&state, "line-counter").unwrap().clone();
        let anchors = recipe
            .parameters
            .iter()
            .find(|it| it.id == "anchors")
            .unwrap();
        assert!(!state.application.counts(&recipe, anchors));
        reduce(
            &mut state,
            set("line-counter", "network", json!("yolo")),
            0.0,
        );
        assert!(state.application.counts(&recipe, anchors));
    }
}
