//! Texts on the canvas: what stands on wires, and how much of a text fits.

use yew::AttrValue;

use crate::{studio::Wire, ui::studio::State};

/// What stands on a wire; nothing while previews are off.
pub(super) fn of(_state: &State, _wire: &Wire) -> Option<AttrValue> {
    None
}

/// As much of a text as fits into a width, at a size of letters. SVG cannot do that, so widths are estimated.
pub(super) fn fit(text: &str, width: f64, size: f64) -> String {
    let mut room = width / size;
    let total: f64 = text.chars().map(advance).sum();
    if total <= room {
        return text.to_owned();
    }
    room -= advance('…');
    let mut kept = String::new();
    for letter in text.chars() {
        room -= advance(letter);
        if room < 0.0 {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}

/// Width of a letter in units of its size, on the wide side of common fonts.
const fn advance(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' => 0.3,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        'A'..='Z' | '…' => 0.7,
        _ => 0.58,
    }
}
