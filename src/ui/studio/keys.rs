//! What keys mean on the canvas.

use super::Action;
use crate::studio::Arrow;

/// How much a zoom key changes the scale.
const ZOOM: f64 = 1.25;

/// A pressed key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What the browser calls it.
    pub name: String,
    /// Whether Control or Command is held.
    pub command: bool,
    /// Whether Shift is held.
    pub shift: bool,
    /// Whether Alt is held.
    pub alt: bool,
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On a node.
    Node(i64),
    /// On the canvas, or nowhere.
    Canvas,
    /// On something else, such as a button.
    Elsewhere,
}

/// What a key does there. Keys that a button or a list needs itself do nothing elsewhere.
pub fn action(key: &Key, place: Place) -> Option<Action> {
    if key.command {
        return command(key);
    }
    if place != Place::Elsewhere
        && let Some(action) = moving(key, place)
    {
        return Some(action);
    }
    if key.alt {
        return None;
    }
    Some(match key.name.as_str() {
        "Delete" | "Backspace" => Action::Delete {
            reconnect: key.shift,
        },
        "Escape" => Action::Cancelled,
        "a" => Action::OpenAddMiddle,
        "n" => Action::AddNote,
        "l" => Action::LayOut,
        "m" => Action::ToggleMap,
        "f" => Action::Fit,
        "F" => Action::FitSelection,
        "F2" => Action::Rename,
        "0" => Action::ZoomFull,
        "+" | "=" => Action::ZoomBy(ZOOM),
        "-" => Action::ZoomBy(1.0 / ZOOM),
        "?" => Action::ShowKeys(true),
        "/" => Action::GoToSearch,
        _ => return None,
    })
}

fn command(key: &Key) -> Option<Action> {
    Some(match (key.name.as_str(), key.shift) {
        ("z", false) => Action::Undo,
        ("z" | "Z", true) | ("y", false) => Action::Redo,
        ("a", false) => Action::SelectAll,
        ("c", false) => Action::Copy,
        ("x", false) => Action::Cut,
        ("d", false) => Action::Duplicate,
        ("g", false) => Action::Group,
        ("g" | "G", true) => Action::Ungroup,
        // The next autosave is soon; this is for fingers that know the key.
        ("s", false) => Action::Keep,
        _ => return None,
    })
}

/// Keys that move the focus, the selection or what is selected.
fn moving(key: &Key, place: Place) -> Option<Action> {
    let node = match place {
        Place::Node(node) => Some(node),
        Place::Canvas | Place::Elsewhere => None,
    };
    let arrow = match key.name.as_str() {
        "ArrowLeft" => Arrow::Left,
        "ArrowRight" => Arrow::Right,
        "ArrowUp" => Arrow::Up,
        "ArrowDown" => Arrow::Down,
        "Enter" => return node.map(Action::Enter),
        " " => return node.map(Action::Toggle),
        "c" if !key.alt => return Some(Action::OpenLink(node)),
        _ => return None,
    };
    let step = if key.shift { 8 } else { 1 };
    Some(match (key.alt, arrow) {
        (false, arrow) => Action::Arrow(arrow, node),
        (true, Arrow::Left) => Action::Nudge(-step, 0),
        (true, Arrow::Right) => Action::Nudge(step, 0),
        (true, Arrow::Up) => Action::Nudge(0, -step),
        (true, Arrow::Down) => Action::Nudge(0, step),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(name: &str, place: Place) -> Option<Action> {
        let key = Key {
            name: name.into(),
            command: false,
            shift: false,
            alt: false,
        };
        action(&key, place)
    }

    #[test]
    fn buttons_keep_their_keys() {
        for key in ["Enter", " ", "ArrowDown"] {
            assert_eq!(pressed(key, Place::Elsewhere), None, "{key}");
        }
        assert_eq!(pressed("Enter", Place::Node(3)), Some(Action::Enter(3)));
        let arrow = Some(Action::Arrow(Arrow::Down, Some(3)));
        assert_eq!(pressed("ArrowDown", Place::Node(3)), arrow);
    }

    #[test]
    fn modifiers_change_the_meaning() {
        let key = |name: &str, shift| Key {
            name: name.into(),
            command: true,
            shift,
            alt: false,
        };
        assert_eq!(action(&key("z", false), Place::Canvas), Some(Action::Undo));
        assert_eq!(action(&key("Z", true), Place::Canvas), Some(Action::Redo));
        assert_eq!(action(&key("q", false), Place::Canvas), None);
        let alt = Key {
            name: "ArrowUp".into(),
            command: false,
            shift: true,
            alt: true,
        };
        assert_eq!(action(&alt, Place::Canvas), Some(Action::Nudge(0, -8)));
    }
}
