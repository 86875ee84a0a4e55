//! The line above the canvas: the project, undo, zoom; the it-fits meter.

use yew::{Callback, Html, InputEvent, MouseEvent, html};

use super::{Action, State, files, links, meter, problems};
use crate::{
    studio::{Edit, History},
    text::page::studio as w,
    ui::components::{Icon, icon, icon_button, on, typed},
};

/// Draws the bar.
pub(super) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let name = state.document().map(|it| it.name().to_owned());
    let can = |can: fn(&History) -> bool| state.history.as_ref().is_some_and(can);
    let rename = dispatch.reform(|event: InputEvent| Action::Edit(Edit::Name(typed(&event))));
    html! {
        <section class="studio-bar" aria-label={w::BAR}>
            { icon_button(Icon::FolderOpen, w::PROJECTS, on(dispatch, Action::ShowProjects(true))) }
            <input type="text" class="studio-name" aria-label={w::NAME} placeholder={w::UNTITLED}
                data-name={name.clone()} value={name.clone().unwrap_or_default()} oninput={rename} autocomplete="off" spellcheck="false" />
            <div class="studio-tools" role="group" aria-label={w::TOOLS}>
                { tool(Icon::Undo, w::UNDO, can(History::can_undo), Action::Undo, dispatch) }
                { tool(Icon::Redo, w::REDO, can(History::can_redo), Action::Redo, dispatch) }
            </div>
            <div class="studio-tools studio-wide" role="group" aria-label={w::CANVAS}>
                { icon_button(Icon::Workflow, w::LAY_OUT, on(dispatch, Action::LayOut)) }
                { icon_button(Icon::Note, w::ADD_NOTE, on(dispatch, Action::AddNote)) }
                { links::switch(state, dispatch) }
            </div>
            { links::overload(state) }
            { problems::counts(state, dispatch) }
            { more(state, dispatch) }
            { meter::view(state, dispatch) }
            { files::open_button(dispatch) }
            { files::export_menu(dispatch) }
            { files::flash_button(state, dispatch) }
        </section>
    }
}

/// What has no room in the bar of a small screen.
fn more(state: &State, dispatch: &Callback<Action>) -> Html {
    let item = |symbol: Icon, label: &'static str, press: Callback<MouseEvent>| {
        html! {
            <li>
                <button type="button" class="menu-item menu-with-icon" popovertarget="studio-more"
                    popovertargetaction="hide" onclick={press}>
                    { icon(symbol) }<span>{ label }</span>
                </button>
            </li>
        }
    };
    let flow = match state.flow_shown {
        true => w::links::HIDE,
        false => w::links::SHOW,
    };
    html! {
        <div class="menu studio-more">
            <button type="button" class="icon-button" popovertarget="studio-more" aria-haspopup="true"
                aria-label={w::MORE} title={w::MORE}>{ icon(Icon::List) }</button>
            <ul class="menu-list" id="studio-more" popover="auto">
                { item(Icon::FileUp, w::files::PICK, Callback::from(|_| files::pick())) }
                { for files::Format::ALL.map(|format| {
                    item(Icon::Save, files::export_words(format), on(dispatch, Action::Files(files::Action::Export(format))))
                }) }
                { item(Icon::Workflow, w::LAY_OUT, on(dispatch, Action::LayOut)) }
                { item(Icon::Note, w::ADD_NOTE, on(dispatch, Action::AddNote)) }
                { item(Icon::Activity, flow, on(dispatch, Action::ToggleFlow)) }
            </ul>
        </div>
    }
}

/// A button that shows its icon; one that cannot do anything stays where it is.
fn tool(
    symbol: Icon,
    label: &'static str,
    can: bool,
    action: Action,
    dispatch: &Callback<Action>,
) -> Html {
    let press: Callback<MouseEvent> = if can {
        on(dispatch, action)
    } else {
        Callback::noop()
    };
    html! {
        <button type="button" class="icon-button" aria-label={label} title={label}
            aria-disabled={(!can).then_some("true")} onclick={press}>
            { icon(symbol) }
        </button>
    }
}
