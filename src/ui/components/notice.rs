//! Something told in place, with an icon and words.

use yew::{Html, html};

use super::{Icon, icon};

/// How it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Tone {
    /// To know.
    Info,
    /// Good.
    Good,
    /// Take care.
    Warning,
    /// Bad.
    Bad,
}

impl Tone {
    /// Value of `data-tone`.
    pub(in crate::ui) const fn id(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }

    /// Its icon.
    pub(in crate::ui) const fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Good => Icon::CircleCheck,
            Self::Warning => Icon::Triangle,
            Self::Bad => Icon::CircleX,
        }
    }
}

/// A notice; the title may be empty.
pub(in crate::ui) fn notice(tone: Tone, title: &str, body: Html) -> Html {
    html! {
        <div class="notice" data-tone={tone.id()}>
            { icon(tone.icon()) }
            <div class="notice-text">
                if !title.is_empty() { <p class="notice-title">{ title.to_owned() }</p> }
                { body }
            </div>
        </div>
    }
}

/// Something is under way: a turning mark with words.
pub(in crate::ui) fn working(words: &str) -> Html {
    html! {
        <p class="working">{ icon(Icon::Loader) }<span>{ words.to_owned() }</span></p>
    }
}
