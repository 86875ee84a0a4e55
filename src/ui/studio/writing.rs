//! Texts that are written on the canvas: titles and notes; groups, which begin with one.

use super::{Action, Effect, State, Writing, editing::edit_document, sight::focus_selected};
use crate::studio::{Edit, Point, Rect};

/// Size of a new note.
const NOTE: (i32, i32) = (240, 112);

/// Takes the actions about texts, hands the others on.
pub(super) fn reduce(state: &mut State, action: Action) -> Option<Action> {
    match action {
        Action::Group => {
            let nodes: Vec<i64> = state.selection.nodes.iter().copied().collect();
            if !nodes.is_empty() {
                edit_document(state, Edit::Group(nodes));
                begin(state, state.selection.group.map(Writing::Group));
            }
        }
        Action::Ungroup => {
            if let Some(group) = selected_group(state) {
                edit_document(state, Edit::Ungroup(group));
            }
        }
        Action::AddNote => {
            let middle = state.viewport.middle();
            let corner = Point::new(middle.x - NOTE.0 / 2, middle.y - NOTE.1 / 2).snapped();
            edit_document(state, Edit::AddNote(Rect::new(corner, NOTE.0, NOTE.1)));
            let note = state.selection.notes.first().copied();
            begin(state, note.map(Writing::Note));
        }
        Action::Rename => {
            let selection = &state.selection;
            let node = selection.only_node().map(Writing::Title);
            let note = selection.notes.first().copied().map(Writing::Note);
            let group = selection.group.map(Writing::Group);
            begin(state, node.or(group).or(note));
        }
        Action::Write(text) => {
            let edit = match state.writing {
                None => return None,
                Some(Writing::Title(node)) => Edit::Title { node, title: text },
                Some(Writing::Group(group)) => Edit::GroupTitle { group, title: text },
                Some(Writing::Note(note)) => Edit::NoteText { note, text },
            };
            edit_document(state, edit);
        }
        Action::EndWriting => {
            end(state);
            focus_selected(state);
        }
        other => return Some(other),
    }
    None
}

/// The selected group, or that of the selected nodes.
fn selected_group(state: &State) -> Option<u32> {
    let own = state.selection.group;
    own.or_else(|| {
        let node = state.selection.nodes.first()?;
        Some(state.document()?.group_of(*node)?.id)
    })
}

fn begin(state: &mut State, writing: Option<Writing>) {
    state.writing = writing;
    if writing.is_some() {
        state.focus_wanted = Some("canvas-writing".into());
    }
}

/// Ends it; the next text is a step of its own.
pub(super) fn end(state: &mut State) {
    if state.writing.take().is_some()
        && let Some(history) = &mut state.history
    {
        history.pause();
    }
}

/// The text that is being written.
pub fn written(state: &State) -> Option<String> {
    let document = state.document()?;
    Some(match state.writing? {
        Writing::Title(node) => document.title(node).unwrap_or_default().to_owned(),
        Writing::Group(group) => document.group(group)?.title.clone(),
        Writing::Note(note) => document.note(note)?.text.clone(),
    })
}

impl Effect {
    /// Whether it moves the focus.
    pub const fn is_focus(&self) -> bool {
        matches!(self, Self::Focus(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::studio::reduce;

    #[test]
    fn groups_and_notes_begin_with_their_text() {
        let mut state = State::default();
        let open = Action::Open {
            name: String::new(),
            pipeline: Box::default(),
        };
        reduce(&mut state, open);
        for class in ["IMU", "Script"] {
            let edit = Edit::Add {
                class: class.into(),
                at: Point::default(),
            };
            reduce(&mut state, Action::Edit(edit));
        }
        reduce(&mut state, Action::SelectAll);
        let effects = reduce(&mut state, Action::Group);
        assert!(effects.iter().any(Effect::is_focus));
        for text in ["S", "Se", "Sensors"] {
            reduce(&mut state, Action::Write(text.into()));
        }
        assert_eq!(written(&state).as_deref(), Some("Sensors"));
        reduce(&mut state, Action::EndWriting);
        reduce(&mut state, Action::Undo);
        assert_eq!(state.document().unwrap().groups()[0].title, "");
        reduce(&mut state, Action::Undo);
        assert!(state.document().unwrap().groups().is_empty());
        reduce(&mut state, Action::AddNote);
        reduce(&mut state, Action::Write("why".into()));
        assert_eq!(state.document().unwrap().notes()[0].text, "why");
        reduce(&mut state, Action::EndWriting);
        reduce(&mut state, Action::Redo);
        assert_eq!(state.document().unwrap().notes().len(), 1);
    }
}
