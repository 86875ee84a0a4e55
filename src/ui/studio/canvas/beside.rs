//! Groups and notes, and the field in which a text on the canvas is written.

use yew::{Callback, FocusEvent, Html, InputEvent, KeyboardEvent, html};

use crate::{
    studio::{Document, Group, Note, Rect},
    text::page::studio as w,
    ui::{
        components::typed,
        studio::{Action, State, Writing, written},
    },
};

/// The namespace of what is inside a foreign object.
const HTML: &str = "http://www.w3.org/1999/xhtml";

/// Height of a line of text.
const LINE: i32 = 34;

/// Draws the groups, behind everything.
pub(super) fn groups(state: &State, document: &Document) -> Html {
    html! { <>{ for document.groups().iter().filter_map(|it| group(state, document, it)) }</> }
}

fn group(state: &State, document: &Document, group: &Group) -> Option<Html> {
    let area = document.group_area(group, |id| state.scene.area(document, id))?;
    let selected = state.selection.group == Some(group.id);
    let title = match group.title.as_str() {
        "" => w::UNNAMED_GROUP,
        title => title,
    };
    Some(html! {
        <g key={format!("g{}", group.id)} class="group" data-group={group.id.to_string()} data-selected={selected.to_string()}>
            <rect class="group-area" x={area.x.to_string()} y={area.y.to_string()} width={area.width.to_string()}
                height={area.height.to_string()} rx="12" />
            <text class="group-title" x={(area.x + 16).to_string()} y={(area.y + 26).to_string()}>{ title }</text>
        </g>
    })
}

/// Draws the notes.
pub(super) fn notes(state: &State, document: &Document) -> Html {
    html! { <>{ for document.notes().iter().map(|it| note(state, it)) }</> }
}

fn note(state: &State, note: &Note) -> Html {
    let area = note.area;
    let selected = state.selection.notes.contains(&note.id);
    let (x, y) = (area.x.to_string(), area.y.to_string());
    let (width, height) = (area.width.to_string(), area.height.to_string());
    let corner = format!("M{} {}m-14 0h14v-14z", area.right(), area.bottom());
    html! {
        <g key={format!("t{}", note.id)} class="note" data-note={note.id.to_string()} data-selected={selected.to_string()}>
            <rect class="note-paper" x={x.clone()} y={y.clone()} width={width.clone()} height={height.clone()} rx="6" />
            <foreignObject {x} {y} {width} {height}>
                <div xmlns={HTML} class="note-text">
                    if note.text.is_empty() {
                        <span class="muted">{ w::EMPTY_NOTE }</span>
                    } else {
                        { note.text.clone() }
                    }
                </div>
            </foreignObject>
            <path class="note-corner" data-note-corner={note.id.to_string()} d={corner} />
        </g>
    }
}

/// Draws the field in which a text is written, at its place.
pub(super) fn field(state: &State, document: &Document, dispatch: &Callback<Action>) -> Html {
    let (Some(what), Some(text)) = (state.writing, written(state)) else {
        return Html::default();
    };
    let Some((area, label)) = place(state, document, what) else {
        return Html::default();
    };
    let write = dispatch.reform(|event: InputEvent| Action::Write(typed(&event)));
    let leave = dispatch.reform(|_: FocusEvent| Action::EndWriting);
    let many = matches!(what, Writing::Note(_));
    let keys = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" || (event.key() == "Enter" && !many) {
                event.prevent_default();
                event.stop_propagation();
                dispatch.emit(Action::EndWriting);
            }
        })
    };
    html! {
        <foreignObject x={area.x.to_string()} y={area.y.to_string()} width={area.width.to_string()}
            height={area.height.to_string()}>
            if many {
                <textarea xmlns={HTML} id="canvas-writing" class="canvas-writing" aria-label={label} value={text} oninput={write}
                    onkeydown={keys} onblur={leave} />
            } else {
                <input xmlns={HTML} type="text" id="canvas-writing" class="canvas-writing" aria-label={label} value={text}
                    oninput={write} onkeydown={keys} onblur={leave} autocomplete="off" spellcheck="false" />
            }
        </foreignObject>
    }
}

fn place(state: &State, document: &Document, what: Writing) -> Option<(Rect, &'static str)> {
    match what {
        Writing::Title(node) => {
            let mut area = state.scene.area(document, node)?;
            area.height = LINE + 8;
            Some((area, w::NODE_TITLE))
        }
        Writing::Group(group) => {
            let group = document.group(group)?;
            let mut area = document.group_area(group, |id| state.scene.area(document, id))?;
            (area.x, area.y) = (area.x + 6, area.y + 4);
            (area.width, area.height) = (240.min(area.width - 12), LINE + 4);
            Some((area, w::GROUP_TITLE))
        }
        Writing::Note(note) => Some((document.note(note)?.area, w::NOTE)),
    }
}
