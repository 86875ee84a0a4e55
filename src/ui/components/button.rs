//! Buttons and menus.

use yew::{Callback, Html, MouseEvent, html};

use super::{Icon, icon, on};

/// How loud a button is. One [`Kind::Primary`] on the screen at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Kind {
    /// The next step.
    Primary,
    /// Another possible step.
    Secondary,
    /// Beside the way.
    Quiet,
}

impl Kind {
    /// Value of `data-kind`.
    pub(in crate::ui) const fn id(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
        }
    }
}

/// A button with an icon and a verb.
pub(in crate::ui) fn button(
    kind: Kind,
    symbol: Icon,
    label: &str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="button" data-kind={kind.id()} {onclick}>
            { icon(symbol) }<span>{ label.to_owned() }</span>
        </button>
    }
}

/// A button that shows its icon only; `label` is its name.
pub(in crate::ui) fn icon_button(symbol: Icon, label: &str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="icon-button" aria-label={label.to_owned()}
            title={label.to_owned()} {onclick}>
            { icon(symbol) }
        </button>
    }
}

/// A button that looks like a link.
pub(in crate::ui) fn link_button(label: &str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class="link" {onclick}>{ label.to_owned() }</button> }
}

/// A button that opens a menu of actions: label, hint, action.
pub(in crate::ui) fn menu<A: Clone + 'static>(
    id: &'static str,
    symbol: Icon,
    label: &str,
    items: &[(&str, &str, A)],
    dispatch: &Callback<A>,
) -> Html {
    let item = |(label, hint, action): &(&str, &str, A)| {
        html! {
            <li>
                <button type="button" class="menu-item" popovertarget={id} popovertargetaction="hide"
                    onclick={on(dispatch, action.clone())}>
                    <span>{ (*label).to_owned() }</span>
                    if !hint.is_empty() { <span class="menu-hint">{ (*hint).to_owned() }</span> }
                </button>
            </li>
        }
    };
    html! {
        <div class="menu">
            <button type="button" class="button" data-kind="secondary" popovertarget={id}
                aria-haspopup="true">
                { icon(symbol) }<span>{ label.to_owned() }</span>{ icon(Icon::ChevronDown) }
            </button>
            <ul class="menu-list" {id} popover="auto">{ for items.iter().map(item) }</ul>
        </div>
    }
}
