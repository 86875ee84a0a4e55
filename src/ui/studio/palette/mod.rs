//! The left column: every node type, by what it is about.

use yew::{AttrValue, Callback, DragEvent, Html, InputEvent, Properties, component, html};

use super::Action;
use crate::{
    pipeline::catalog::{Catalog, NodeType},
    studio::Kind,
    text::page::studio as w,
    ui::components::{on, typed},
};

/// Type of what is dragged from here onto the canvas.
pub(super) const DRAGGED: &str = "application/x-oak-class";

/// What the palette needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// Words in its search field.
    pub(super) search: AttrValue,
    /// Gets what a person does.
    pub(super) dispatch: Callback<Action>,
}

/// The palette.
#[component]
pub(super) fn Palette(props: &Props) -> Html {
    let Props { search, dispatch } = props;
    let oninput = dispatch.reform(|event: InputEvent| Action::Search(typed(&event)));
    html! {
        <section class="studio-palette" aria-label={w::PALETTE}>
            <input type="search" id="studio-search" class="studio-search" aria-label={w::SEARCH} placeholder={w::SEARCH}
                value={search.clone()} {oninput} autocomplete="off" spellcheck="false" />
            <div class="studio-kinds">{ for Kind::ALL.into_iter().map(|kind| part(kind, search, dispatch)) }</div>
        </section>
    }
}

fn part(kind: Kind, search: &str, dispatch: &Callback<Action>) -> Html {
    let classes: Vec<&'static NodeType> = Catalog::shipped()
        .nodes
        .values()
        .filter(|node| Kind::of(&node.class) == kind && matches(&node.class, search))
        .collect();
    if classes.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h2>{ w::kind(kind) }</h2>
            <ul>{ for classes.into_iter().map(|node| row(node, kind, dispatch)) }</ul>
        </section>
    }
}

/// Whether every word of a search is in a class' name, title or hint.
fn matches(class: &str, search: &str) -> bool {
    let text = format!("{class} {} {}", w::class_title(class), w::class_hint(class)).to_lowercase();
    let search = search.to_lowercase();
    search.split_whitespace().all(|word| text.contains(word))
}

fn row(node: &'static NodeType, kind: Kind, dispatch: &Callback<Action>) -> Html {
    let class = node.class.as_str();
    let title = w::class_title(class);
    let begin = Callback::from(move |event: DragEvent| {
        if let Some(data) = event.data_transfer() {
            drop(data.set_data(DRAGGED, class));
            data.set_effect_allowed("copy");
        }
    });
    html! {
        <li>
            <button type="button" class="studio-class" data-class={class} data-kind={kind.id()}
                title={w::class_hint(class)} aria-label={w::add(title)} draggable="true" ondragstart={begin}
                onclick={on(dispatch, Action::Add(class))}>
                <span class="studio-class-title">{ title }</span>
            </button>
        </li>
    }
}
