//! Buttons over the canvas: what can be done with what is selected, zoom, the parts of a small screen.

use yew::{Callback, Html, html};

use super::{Action, Sheet, State, problems};
use crate::{
    studio::Arrange,
    text::page::studio as w,
    ui::components::{Icon, icon, icon_button, on},
};

/// How much a zoom button changes the scale.
const ZOOM: f64 = 1.25;

/// What can be done with what is selected.
pub(super) fn selection(state: &State, dispatch: &Callback<Action>) -> Html {
    let selection = &state.selection;
    let n = selection.nodes.len() + selection.notes.len();
    let in_group = state.document().is_some_and(|document| {
        let mut nodes = selection.nodes.iter();
        nodes.any(|id| document.group_of(*id).is_some())
    });
    if selection.is_empty() || state.gesture.id() != "none" {
        return html! { <div class="canvas-tools" role="group" aria-label={w::SELECTION} hidden={true} /> };
    }
    let tool = |symbol, label: &str, action| icon_button(symbol, label, on(dispatch, action));
    let node = selection.only_node();
    html! {
        <div class="canvas-tools" role="group" aria-label={w::SELECTION}>
            if n > 1 { <span class="canvas-count">{ w::n_selected(n) }</span> }
            if let Some(node) = node { { tool(Icon::Link, w::LINK, Action::OpenLink(Some(node))) } }
            if node.is_some() || selection.group.is_some() || n == 1 {
                { tool(Icon::Pencil, w::RENAME, Action::Rename) }
            }
            if n > 0 || selection.group.is_some() { { tool(Icon::Duplicate, w::DUPLICATE, Action::Duplicate) } }
            if n > 1 { { align(dispatch) } }
            if !selection.nodes.is_empty() && selection.group.is_none() && !in_group {
                { tool(Icon::Group, w::GROUP, Action::Group) }
            }
            if selection.group.is_some() || in_group { { tool(Icon::Ungroup, w::UNGROUP, Action::Ungroup) } }
            if !selection.nodes.is_empty() {
                { tool(Icon::Merge, w::DELETE_RECONNECT, Action::Delete { reconnect: true }) }
            }
            { tool(Icon::Trash, delete_words(state), Action::Delete { reconnect: false }) }
        </div>
    }
}

fn delete_words(state: &State) -> &'static str {
    if state.selection.link.is_some() {
        w::DELETE_LINK
    } else if state.selection.group.is_some() {
        w::UNGROUP
    } else {
        w::DELETE
    }
}

fn align(dispatch: &Callback<Action>) -> Html {
    let item = |how: Arrange| {
        let symbol = match how {
            Arrange::Left => Icon::AlignLeft,
            Arrange::Center => Icon::AlignCenter,
            Arrange::Right => Icon::AlignRight,
            Arrange::Top => Icon::AlignTop,
            Arrange::Middle => Icon::AlignMiddle,
            Arrange::Bottom => Icon::AlignBottom,
            Arrange::SpreadAcross => Icon::SpreadAcross,
            Arrange::SpreadDown => Icon::SpreadDown,
        };
        html! {
            <li>
                <button type="button" class="menu-item menu-with-icon" popovertarget="align-menu"
                    popovertargetaction="hide" onclick={on(dispatch, Action::Arrange(how))}>
                    { icon(symbol) }<span>{ w::arrange(how) }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="menu">
            <button type="button" class="icon-button" popovertarget="align-menu" aria-haspopup="true"
                aria-label={w::ALIGN} title={w::ALIGN}>{ icon(Icon::AlignLeft) }</button>
            <ul class="menu-list" id="align-menu" popover="auto">{ for Arrange::ALL.into_iter().map(item) }</ul>
        </div>
    }
}

/// Zoom and what is seen.
pub(super) fn zoom(state: &State, dispatch: &Callback<Action>) -> Html {
    let percent = (state.viewport.scale * 100.0).round();
    let tool = |symbol, label: &str, action| icon_button(symbol, label, on(dispatch, action));
    html! {
        <div class="canvas-zoom" role="group" aria-label={w::ZOOM}>
            { tool(Icon::Minus, w::ZOOM_OUT, Action::ZoomBy(1.0 / ZOOM)) }
            <button type="button" class="canvas-percent" title={w::ZOOM_FULL} aria-label={w::zoom_is(percent)}
                onclick={on(dispatch, Action::ZoomFull)}>{ format!("{percent} %") }</button>
            { tool(Icon::Plus, w::ZOOM_IN, Action::ZoomBy(ZOOM)) }
            { tool(Icon::Fit, w::FIT, Action::Fit) }
            <button type="button" class="icon-button" aria-label={w::MAP} title={w::MAP}
                aria-pressed={(!state.map_hidden).to_string()} onclick={on(dispatch, Action::ToggleMap)}>
                { icon(Icon::Map) }
            </button>
        </div>
    }
}

/// The parts of a small screen.
pub(super) fn sheets(state: &State, dispatch: &Callback<Action>) -> Html {
    let tab = |sheet: Sheet, symbol: Icon, label: &'static str| {
        html! {
            <button type="button" class="sheet-tab" aria-pressed={(state.sheet == sheet).to_string()}
                onclick={on(dispatch, Action::Sheet(sheet))}>
                { icon(symbol) }<span>{ label }</span>
            </button>
        }
    };
    html! {
        <div class="studio-sheets" role="group" aria-label={w::SHEETS}>
            { tab(Sheet::Palette, Icon::Plus, w::PALETTE) }
            { tab(Sheet::Inspector, Icon::Settings, w::INSPECTOR) }
            { problems::tab(state, dispatch) }
        </div>
    }
}
