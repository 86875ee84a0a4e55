//! What the properties column asks for beside edits: answers of the parser, files dropped and saved. Pure.

use super::{Action, Effect, State, bridge::StudioEvent, editing::edit_document};
use crate::{
    engine::protocol::NamedFile,
    studio::{Selection, board, dropped},
    text::page::studio as w,
};

/// Takes the actions of the column, hands the others on.
pub(super) fn reduce(
    state: &mut State,
    action: Action,
    effects: &mut Vec<Effect>,
) -> Option<Action> {
    match action {
        Action::ScriptTold { node, answer } => {
            state.stale |= state.scripts.take(node, answer);
        }
        Action::Dropped { node, name, chosen } => drop_file(state, node, &name, chosen),
        Action::SaveBoard => {
            if let Some(document) = state.document() {
                let json = format!("{:#}\n", board(document).to_json());
                save(effects, "board-configuration.json", json.into_bytes());
            }
        }
        Action::SaveAsset { key, name } => {
            let bytes = state.document().and_then(|it| it.pipeline().asset(&key));
            if let Some(bytes) = bytes {
                save(effects, &name, bytes.to_vec());
            }
        }
        other => return Some(other),
    }
    None
}

fn save(effects: &mut Vec<Effect>, name: &str, bytes: Vec<u8>) {
    let file = NamedFile {
        name: name.to_owned(),
        bytes: bytes.into(),
    };
    effects.push(Effect::Tell(StudioEvent::Download(file)));
}

/// Gives a node a dropped file.
fn drop_file(state: &mut State, node: i64, name: &str, chosen: Result<Vec<u8>, String>) {
    let bytes = match chosen {
        Ok(bytes) => bytes,
        Err(sentence) => {
            state.refused = Some(sentence);
            return;
        }
    };
    let edit = state
        .document()
        .and_then(|it| dropped(it, node, name, bytes.into()));
    match edit {
        Some(edit) => {
            state.selection = Selection::node(node);
            edit_document(state, edit);
        }
        None => state.refused = Some(w::not_for_node(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pipeline::Pipeline,
        studio::{Document, History},
    };

    fn state() -> State {
        let mut pipeline = Pipeline::default();
        let script = pipeline.create("Script").unwrap();
        pipeline.set_script(script, "pass").unwrap();
        State {
            history: Some(History::new(Document::new("test", pipeline))),
            ..State::default()
        }
    }

    #[test]
    fn a_dropped_file_goes_to_its_node_or_is_refused() {
        let mut state = state();
        drop_file(&mut state, 0, "net.blob", Ok(vec![1]));
        assert!(state.refused.take().unwrap().contains("net.blob"));
        drop_file(&mut state, 0, "main.py", Err("gone".into()));
        assert_eq!(state.refused.take().as_deref(), Some("gone"));
        drop_file(&mut state, 0, "main.py", Ok(b"x = 1".to_vec()));
        assert_eq!(state.selection.only_node(), Some(0));
        let document = state.document().unwrap();
        let asset = document.pipeline().asset("/node/0/__script").unwrap();
        assert_eq!(asset.as_ref(), b"x = 1");
    }

    #[test]
    fn files_are_saved_under_their_names() {
        let mut state = state();
        let mut effects = Vec::new();
        let save = Action::SaveAsset {
            key: "/node/0/__script".into(),
            name: "script.py".into(),
        };
        assert_eq!(reduce(&mut state, save, &mut effects), None);
        assert_eq!(reduce(&mut state, Action::SaveBoard, &mut effects), None);
        let names: Vec<_> = effects
            .iter()
            .map(|effect| match effect {
                Effect::Tell(StudioEvent::Download(file)) => file.name.as_str(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(names, ["script.py", "board-configuration.json"]);
        assert_eq!(
            reduce(&mut state, Action::Undo, &mut effects),
            Some(Action::Undo)
        );
    }
}
