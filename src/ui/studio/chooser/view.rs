//! The list at the cursor, drawn: a field with a list below it.

use web_sys::HtmlElement;
use yew::{
    Callback, Component, Context, Html, InputEvent, KeyboardEvent, NodeRef, Properties, html,
};

use super::{
    items::items,
    state::{Chooser, ChooserKind, Item, Tone},
};
use crate::{
    studio::Point,
    text::page::studio as w,
    ui::{
        components::{icon, on, typed},
        studio::{
            Action, State,
            canvas::{kind_icon, shape_at},
        },
    },
};

/// Width of the list, in pixels.
const WIDTH: f64 = 300.0;
/// Its height, at most.
const HEIGHT: f64 = 380.0;

/// Draws the open list.
pub(in crate::ui::studio) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(chooser) = &state.chooser else {
        return Html::default();
    };
    let within = |at: f64, size: f64, room: f64| at.min(room - size - 8.0).max(8.0);
    let x = within(chooser.at.0, WIDTH, state.viewport.width);
    let y = within(chooser.at.1, HEIGHT, state.viewport.height);
    html! {
        <ChooserList key={format!("{:?}", chooser.kind)} {x} {y} chooser={chooser.clone()} found={items(state)} dispatch={dispatch.clone()} />
    }
}

/// What the list shows.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    x: f64,
    y: f64,
    chooser: Chooser,
    found: Vec<Item>,
    dispatch: Callback<Action>,
}

/// The list.
pub(super) struct ChooserList {
    frame: NodeRef,
    field: NodeRef,
}

impl Component for ChooserList {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            frame: NodeRef::default(),
            field: NodeRef::default(),
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Props {
            chooser,
            found,
            dispatch,
            ..
        } = ctx.props();
        let label = match &chooser.kind {
            ChooserKind::Add { .. } => w::ADD_NODE,
            ChooserKind::Port { .. } => w::LINK_FROM,
            ChooserKind::Target { .. } => w::LINK_TO,
        };
        let marked = (!found.is_empty()).then(|| format!("choice-{}", chooser.marked));
        let search = dispatch.reform(|event: InputEvent| Action::ChooserSearch(typed(&event)));
        html! {
            <div ref={self.frame.clone()} class="chooser">
                <label class="chooser-label" for="chooser-field">{ label }</label>
                <input ref={self.field.clone()} id="chooser-field" type="text" role="combobox" autocomplete="off"
                    spellcheck="false" aria-expanded="true" aria-controls="chooser-list" aria-autocomplete="list"
                    aria-activedescendant={marked} placeholder={w::CHOOSER_HINT} value={chooser.search.clone()}
                    oninput={search} onkeydown={keys(chooser.marked, dispatch)} />
                <ul id="chooser-list" role="listbox" aria-label={label}>
                    { for found.iter().enumerate().map(|(index, item)| row(index, item, chooser.marked, dispatch)) }
                </ul>
                if found.is_empty() { <p class="muted chooser-none">{ w::CHOOSER_NONE }</p> }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let frame = self.frame.cast::<HtmlElement>();
        if let Some(frame) = &frame {
            let style = frame.style();
            drop(style.set_property("inset-inline-start", &format!("{}px", ctx.props().x)));
            drop(style.set_property("inset-block-start", &format!("{}px", ctx.props().y)));
        }
        if first && let Some(field) = self.field.cast::<HtmlElement>() {
            drop(field.focus());
        }
        let marked = frame.and_then(|it| it.query_selector("[aria-selected=true]").ok().flatten());
        if let Some(marked) = marked {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            marked.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }
}

fn keys(marked: usize, dispatch: &Callback<Action>) -> Callback<KeyboardEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: KeyboardEvent| {
        let action = match event.key().as_str() {
            "ArrowDown" => Action::ChooserMark(1),
            "ArrowUp" => Action::ChooserMark(-1),
            "Enter" => Action::ChooserTake(marked),
            "Escape" | "Tab" => Action::ChooserClose,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        dispatch.emit(action);
    })
}

fn row(index: usize, item: &Item, marked: usize, dispatch: &Callback<Action>) -> Html {
    let (kind, family) = match item.tone {
        Tone::Kind(kind) => (Some(kind.id()), None),
        Tone::Family(family) => (None, Some(family.id())),
    };
    html! {
        <li id={format!("choice-{index}")} role="option" aria-selected={(index == marked).to_string()} class="choice-row"
            data-kind={kind} data-family={family} onclick={on(dispatch, Action::ChooserTake(index))}>
            {
                match item.tone {
                    Tone::Kind(kind) => icon(kind_icon(kind)),
                    Tone::Family(family) => html! {
                        <svg class="port-mark" viewBox="-8 -8 16 16" aria-hidden="true">
                            <path class="port-shape" d={shape_at(family, Point::default())} />
                        </svg>
                    },
                }
            }
            <span class="choice-title">{ item.title.clone() }</span>
            <span class="choice-about">{ item.hint.clone() }</span>
        </li>
    }
}
