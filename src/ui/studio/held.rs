//! Parts that wait while a pointer moves something, so that only the canvas is drawn then.

use yew::{Component, Context, Html, Properties, html};

/// What a part is.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// Whether it waits and shows what it showed.
    pub(super) busy: bool,
    /// What it shows else.
    #[prop_or_default]
    pub(super) children: Html,
}

/// A part that may wait.
pub(super) struct Held;

impl Component for Held {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self
    }

    fn changed(&mut self, ctx: &Context<Self>, _old: &Props) -> bool {
        !ctx.props().busy
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        ctx.props().children.clone()
    }
}

/// Draws a part, unless it waits: then not even its content is made.
pub(super) fn held(busy: bool, draw: impl FnOnce() -> Html) -> Html {
    let part = if busy { Html::default() } else { draw() };
    html! { <Held {busy}>{ part }</Held> }
}
