//! Where a project begins: three starting points and the projects of this browser.

use yew::{Callback, Html, NodeRef, html};

use super::{Action, State, files, projects::Project};
use crate::{
    text::page::{self as words, studio as w},
    ui::{
        app::View,
        components::{
            Icon, Kind, Tone, Unread, button, file_button, icon, icon_button, notice, on,
        },
    },
};

impl Unread for Action {
    fn unread(sentence: String) -> Self {
        Self::Unread(sentence)
    }
}

/// Draws the start without a project.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="studio-start">
            <div class="studio-start-text">
                <h2>{ w::EMPTY_TITLE }</h2>
                <p class="muted">{ w::EMPTY_LEAD }</p>
            </div>
            { beginnings("start", dispatch) }
            if let Some(sentence) = &state.refused { { notice(Tone::Bad, "", html! { <p>{ sentence.clone() }</p> }) } }
            { files::message(state, dispatch) }
            { files::python_line(state, dispatch) }
            { list(state, dispatch) }
        </div>
    }
}

/// Draws the list of projects as a dialog over the canvas; the root opens and closes it.
pub(super) fn dialog(state: &State, dialog: &NodeRef, dispatch: &Callback<Action>) -> Html {
    html! {
        <dialog ref={dialog.clone()} class="dialog studio-projects" closedby="any" aria-labelledby="projects-title"
            onclose={on(dispatch, Action::ShowProjects(false))}>
            <div class="dialog-head">
                <h2 id="projects-title">{ w::PROJECTS }</h2>
                { icon_button(Icon::X, words::CLOSE, on(dispatch, Action::ShowProjects(false))) }
            </div>
            if state.projects.shown {
                { beginnings("dialog", dispatch) }
                { files::python_line(state, dispatch) }
                { list(state, dispatch) }
            }
        </dialog>
    }
}

fn beginnings(place: &'static str, dispatch: &Callback<Action>) -> Html {
    let new = Action::Open {
        name: String::new(),
        pipeline: Box::default(),
    };
    let file = match place {
        "start" => "studio-file",
        _ => "studio-file-dialog",
    };
    html! {
        <ul class="studio-beginnings">
            <li>
                { icon(Icon::List) }<h3>{ w::START_RECIPE }</h3><p>{ w::START_RECIPE_HINT }</p>
                <a class="button" data-kind={if place == "start" { "primary" } else { "secondary" }} href={View::Recipes.hash()}>
                    <span>{ w::START_RECIPE_GO }</span>{ icon(Icon::ArrowRight) }
                </a>
            </li>
            <li>
                { icon(Icon::FilePlus) }<h3>{ w::START_EMPTY }</h3><p>{ w::START_EMPTY_HINT }</p>
                { button(Kind::Secondary, Icon::Plus, w::START_EMPTY_GO, on(dispatch, new)) }
            </li>
            <li>
                { icon(Icon::FolderOpen) }<h3>{ w::START_FILE }</h3><p>{ w::START_FILE_HINT }</p>
                { file_button(file, "secondary", w::START_FILE_GO, ".json,.dap,.oakstudio,application/json", dispatch, Action::File) }
            </li>
        </ul>
    }
}

fn list(state: &State, dispatch: &Callback<Action>) -> Html {
    let projects = &state.projects;
    if let Some(reason) = &projects.error {
        return notice(
            Tone::Warning,
            w::NOT_KEPT,
            html! { <p>{ w::not_kept(reason) }</p> },
        );
    }
    let all = projects.all.as_deref().unwrap_or_default();
    if all.is_empty() {
        return Html::default();
    }
    html! {
        <section class="studio-list">
            <h3>{ w::KEPT }</h3>
            <ul>{ for all.iter().map(|project| row(project, projects.open, dispatch)) }</ul>
        </section>
    }
}

fn row(project: &Project, open: Option<u64>, dispatch: &Callback<Action>) -> Html {
    let name = match project.name.as_str() {
        "" => w::UNTITLED,
        name => name,
    };
    let is_open = open == Some(project.id);
    html! {
        <li key={project.id} data-open={is_open.to_string()}>
            <button type="button" class="studio-project" onclick={on(dispatch, Action::OpenProject(project.id))}>
                <span class="studio-project-name">{ name }</span>
                <span class="muted">
                    if is_open { { w::IS_OPEN } } else { { w::project_facts(project.n_nodes, &project.changed_at) } }
                </span>
            </button>
            { icon_button(Icon::Trash, &w::delete_project(name), on(dispatch, Action::DeleteProject(project.id))) }
        </li>
    }
}
