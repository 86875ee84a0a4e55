//! Texts on the canvas: what stands on wires, and how much of a text fits.

use yew::AttrValue;

use crate::{studio::Wire, text::page::studio::links, ui::studio::State};

/// What stands on a wire, two lines; nothing while that is switched off or not known.
pub(super) fn of(state: &State, wire: &Wire) -> Option<AttrValue> {
    let analysis = state.analysis.as_ref().filter(|_| state.flow_shown)?;
    let stream = analysis.preview.link(&wire.link)?;
    Some(links::label(stream).join("\n").into())
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
