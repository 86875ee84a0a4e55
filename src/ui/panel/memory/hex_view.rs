//! The hex view as a component of its own: scrolling draws it alone, not the page.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::{Component, Context, Event, Html, Properties, html};

use super::{
    Content,
    hex::{height, rows, window},
};
use crate::text::page::panel::memory as w;

/// Height of the view before it was measured, in CSS pixels.
const USUAL_PX: f64 = 400.0;

/// What it shows.
#[derive(Debug, Clone, PartialEq, Properties)]
pub(in crate::ui::panel) struct Props {
    pub(in crate::ui::panel) content: Content,
}

/// The component.
#[derive(Debug, Default)]
pub(in crate::ui::panel) struct HexView {
    scrolled: f64,
    shown: f64,
}

impl Component for HexView {
    /// Scrolled: pixels above, pixels shown.
    type Message = (f64, f64);
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            scrolled: 0.0,
            shown: USUAL_PX,
        }
    }

    fn update(&mut self, _ctx: &Context<Self>, (scrolled, shown): Self::Message) -> bool {
        (self.scrolled, self.shown) = (scrolled, shown);
        true
    }

    fn changed(&mut self, _ctx: &Context<Self>, _old: &Props) -> bool {
        self.scrolled = 0.0;
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Content { start, file } = &ctx.props().content;
        let seen = window(file.bytes.len(), self.scrolled, self.shown);
        let onscroll = ctx.link().batch_callback(|event: Event| {
            let view = event.target()?.dyn_into::<HtmlElement>().ok()?;
            Some((view.scroll_top(), f64::from(view.client_height())))
        });
        html! {
            <div class="hex" tabindex="0" role="region" aria-label={w::HEX} {onscroll}>
                <div class="hex-content" ~style={format!("height: {}px", height(file.bytes.len()))}>
                    <pre ~style={format!("transform: translateY({}px)", seen.top)}>
                        { rows(&file.bytes, *start, seen) }
                    </pre>
                </div>
            </div>
        }
    }
}
