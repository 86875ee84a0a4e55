//! Keeping projects in the browser: opening, saving by itself, the list.

use serde_bytes::ByteBuf;

use super::{
    Action, Effect, State,
    bridge::StudioEvent,
    editing::show_document,
    projects::{Job, Project, Stored},
};
use crate::{studio::Document, text::page::studio as w};

/// Takes the actions about projects.
pub(super) fn reduce(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::ShowProjects(shown) => state.projects.shown = shown,
        Action::Stored(Ok(stored)) => take(state, stored, effects),
        Action::Stored(Err(reason)) => {
            state.projects.reading = None;
            state.projects.all.get_or_insert_default();
            state.projects.error = Some(reason);
        }
        Action::Keep => keep(state, effects),
        Action::OpenProject(id) => {
            keep(state, effects);
            state.projects.shown = false;
            state.projects.reading = Some(id);
            effects.push(Effect::Store(Job::Read(id)));
        }
        Action::DeleteProject(id) => effects.push(Effect::Store(Job::Take(id))),
        Action::UndeleteProject => {
            if let Some((project, file)) = state.projects.deleted.take() {
                effects.push(Effect::Store(Job::Put(project, file)));
            }
        }
        Action::DismissDeleted => state.projects.deleted = None,
        _ => {}
    }
}

/// Opens a document as a new project; the one that was open is kept before.
pub(super) fn open(state: &mut State, document: Document, effects: &mut Vec<Effect>) {
    keep(state, effects);
    state.projects.open = None;
    state.projects.kept = None;
    state.projects.reading = None;
    state.projects.shown = false;
    effects.push(Effect::Tell(StudioEvent::Named(document.name().to_owned())));
    effects.push(Effect::Remember(None));
    show_document(state, document);
}

/// Whether the open project has something that is not kept.
pub fn is_dirty(state: &State) -> bool {
    let Some(document) = state.document() else {
        return false;
    };
    // A project in which nothing was done yet is none.
    let begun = state.revision() > 0 || !document.pipeline().nodes().is_empty();
    begun && state.projects.kept != Some(state.revision())
}

fn keep(state: &mut State, effects: &mut Vec<Effect>) {
    if !is_dirty(state) {
        return;
    }
    let Some(document) = state.document() else {
        return;
    };
    let new = || state.projects.new_id(state.now_millis);
    let id = state.projects.open.unwrap_or_else(new);
    let project = Project {
        id,
        name: document.name().to_owned(),
        n_nodes: document.pipeline().nodes().len(),
        changed_millis: state.now_millis,
        changed_at: String::new(),
    };
    let file = ByteBuf::from(document.to_project());
    effects.push(Effect::Tell(StudioEvent::Named(document.name().to_owned())));
    state.projects.open = Some(id);
    state.projects.kept = Some(state.revision());
    effects.push(Effect::Remember(Some(id)));
    effects.push(Effect::Store(Job::Keep(project, file)));
}

fn take(state: &mut State, stored: Stored, effects: &mut Vec<Effect>) {
    match stored {
        Stored::Projects(all) => state.projects.take(all),
        Stored::Kept(project) => state.projects.take_kept(project),
        Stored::File(id, file) => {
            if state.projects.reading == Some(id) {
                read(state, id, &file, effects);
            }
        }
        Stored::Missing => {
            state.projects.reading = None;
            effects.push(Effect::Store(Job::List));
        }
        Stored::Taken(project, file) => {
            if state.projects.open == Some(project.id) {
                state.history = None;
                state.projects.open = None;
                effects.push(Effect::Remember(None));
                effects.push(Effect::Tell(StudioEvent::Named(String::new())));
            }
            state.said = w::deleted(&project.name);
            state.projects.take_deleted(project, file);
        }
    }
}

fn read(state: &mut State, id: u64, file: &[u8], effects: &mut Vec<Effect>) {
    state.projects.reading = None;
    match Document::from_project(file) {
        Ok(document) => {
            open(state, document, effects);
            state.projects.open = Some(id);
            state.projects.kept = Some(state.revision());
            effects.push(Effect::Remember(Some(id)));
        }
        Err(error) => state.refused = Some(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        studio::{Edit, Point},
        ui::studio::reduce,
    };

    fn add(state: &mut State) {
        let edit = Edit::Add {
            class: "IMU".into(),
            at: Point::default(),
        };
        reduce(state, Action::Edit(edit));
    }

    fn new(state: &mut State, name: &str) -> Vec<Effect> {
        let open = Action::Open {
            name: name.into(),
            pipeline: Box::default(),
        };
        reduce(state, open)
    }

    fn kept(effects: &[Effect]) -> Option<(Project, ByteBuf)> {
        effects.iter().find_map(|effect| match effect {
            Effect::Store(Job::Keep(project, file)) => Some((project.clone(), file.clone())),
            _ => None,
        })
    }

    #[test]
    fn a_project_is_kept_once_for_each_change() {
        let mut state = State::default();
        new(&mut state, "one");
        assert!(!is_dirty(&state), "nothing was done yet");
        add(&mut state);
        state.now_millis = 7;
        let (project, _) = kept(&reduce(&mut state, Action::Keep)).unwrap();
        assert_eq!((project.id, project.n_nodes), (7, 1));
        assert!(kept(&reduce(&mut state, Action::Keep)).is_none());
        add(&mut state);
        state.now_millis = 9;
        let (project, _) = kept(&reduce(&mut state, Action::Keep)).unwrap();
        assert_eq!(
            (project.id, project.n_nodes, project.changed_millis),
            (7, 2, 9)
        );
    }

    #[test]
    fn another_project_leaves_nothing_behind() {
        let mut state = State::default();
        new(&mut state, "one");
        state.now_millis = 7;
        add(&mut state);
        let (one, file) = kept(&new(&mut state, "two")).unwrap();
        assert_eq!((one.name.as_str(), one.id), ("one", 7));
        assert_eq!(state.projects.open, None);
        reduce(&mut state, Action::Stored(Ok(Stored::Kept(one))));
        reduce(&mut state, Action::OpenProject(7));
        let stored = Stored::File(7, file.clone());
        reduce(&mut state, Action::Stored(Ok(stored)));
        assert_eq!(state.document().unwrap().name(), "one");
        assert!(!is_dirty(&state));
        let late = Stored::File(8, file);
        reduce(&mut state, Action::Stored(Ok(late)));
        assert_eq!(state.projects.open, Some(7));
    }

    #[test]
    fn a_deleted_project_comes_back() {
        let mut state = State::default();
        new(&mut state, "one");
        add(&mut state);
        state.now_millis = 7;
        let (project, file) = kept(&reduce(&mut state, Action::Keep)).unwrap();
        let effects = reduce(&mut state, Action::DeleteProject(7));
        assert!(effects.contains(&Effect::Store(Job::Take(7))));
        let taken = Stored::Taken(project.clone(), file.clone());
        reduce(&mut state, Action::Stored(Ok(taken)));
        assert!(state.history.is_none());
        let effects = reduce(&mut state, Action::UndeleteProject);
        assert!(effects.contains(&Effect::Store(Job::Put(project, file))));
    }
}
