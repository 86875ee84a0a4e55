//! The menus and messages of files.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};
use yew::{Callback, Html, html};

use super::{Action as Act, Format, Message, Tone as MessageTone, reduce::unready};
use crate::{
    text::page::studio::files as w,
    ui::{
        components::{
            Icon, Kind, Tone, button, file_button, icon, link_button, notice, on, working,
        },
        studio::{Action, State},
    },
};

/// Ending of files that can be opened.
const ACCEPT: &str = ".json,.dap,.blob,.oakstudio,application/json";

/// The button that opens a file.
pub(in crate::ui::studio) fn open_button(dispatch: &Callback<Action>) -> Html {
    let take = |file| Action::Files(Act::Take(file));
    html! {
        <span class="studio-wide">{ file_button("studio-file", "secondary", w::OPEN, ACCEPT, dispatch, take) }</span>
    }
}

/// Opens the system's file chooser, for menus.
pub(in crate::ui::studio) fn pick() {
    let input = gloo::utils::document().get_element_by_id("studio-file");
    if let Some(input) = input.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        input.click();
    }
}

/// A way out, for menus.
pub(in crate::ui::studio) const fn export_words(format: Format) -> &'static str {
    match format {
        Format::Package => w::EXPORT_PACKAGE,
        Format::Pipeline => w::EXPORT_PIPELINE,
        Format::Python => w::EXPORT_PYTHON,
        Format::Project => w::EXPORT_PROJECT,
        Format::Link => w::EXPORT_LINK,
    }
}

/// The menu of ways out.
pub(in crate::ui::studio) fn export_menu(dispatch: &Callback<Action>) -> Html {
    let item = |format: Format| {
        let (label, hint) = words(format);
        html! {
            <li>
                <button type="button" class="menu-item" popovertarget="export-menu" popovertargetaction="hide"
                    data-format={format.id()} onclick={on(dispatch, Action::Files(Act::Export(format)))}>
                    <span>{ label }</span><span class="menu-hint">{ hint }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="menu studio-wide">
            <button type="button" class="button" data-kind="secondary" popovertarget="export-menu"
                aria-haspopup="true">
                { icon(Icon::Save) }<span>{ w::EXPORT }</span>{ icon(Icon::ChevronDown) }
            </button>
            <ul class="menu-list" id="export-menu" popover="auto">{ for Format::ALL.map(item) }</ul>
        </div>
    }
}

const fn words(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Package => (w::PACKAGE, w::PACKAGE_HINT),
        Format::Pipeline => (w::PIPELINE, w::PIPELINE_HINT),
        Format::Python => (w::PYTHON, w::PYTHON_OUT_HINT),
        Format::Project => (w::PROJECT, w::PROJECT_HINT),
        Format::Link => (w::LINK, w::LINK_HINT),
    }
}

/// *Flash*, and what keeps it from doing so; a press tells that, too.
pub(in crate::ui::studio) fn flash_button(state: &State, dispatch: &Callback<Action>) -> Html {
    let why = unready(state);
    let onclick: Callback<MouseEvent> = on(dispatch, Action::Files(Act::Flash));
    html! {
        <span class="studio-flash">
            <button type="button" class="button" data-kind="primary" aria-disabled={why.is_some().then_some("true")}
                aria-describedby="flash-why" title={why.clone()} {onclick}>
                { icon(Icon::Zap) }<span>{ w::FLASH }</span>
            </button>
            <span class="hidden" id="flash-why">{ why }</span>
        </span>
    }
}

/// What became of the last way in or out.
pub(in crate::ui::studio) fn message(state: &State, dispatch: &Callback<Action>) -> Html {
    let files = &state.files;
    if let Some(name) = &files.opening {
        return html! { <div class="studio-message">{ working(&format!("{} {name}", w::OPENING)) }</div> };
    }
    if files.building {
        return html! { <div class="studio-message">{ working(w::BUILDING) }</div> };
    }
    let Some(Message {
        tone,
        title,
        lines,
        link,
    }) = &files.message
    else {
        return html! {};
    };
    let tone = match tone {
        MessageTone::Good => Tone::Good,
        MessageTone::Warning => Tone::Warning,
        MessageTone::Bad => Tone::Bad,
    };
    html! {
        <div class="studio-message" role={(tone == Tone::Bad).then_some("alert")} data-message={tone.id()}>
            { notice(tone, title, html! {
                <>
                    { for lines.iter().map(|line| html! { <p>{ line.clone() }</p> }) }
                    if let Some(link) = link {
                        <input class="share-link" type="text" readonly=true aria-label={w::LINK_SHOWN} value={link.clone()} />
                    }
                    { link_button(w::CLOSE, on(dispatch, Action::Files(Act::Dismiss))) }
                </>
            }) }
        </div>
    }
}

/// The line of Python that gets a pipeline out of a program, with a button that copies it.
pub(in crate::ui::studio) fn python_line(state: &State, dispatch: &Callback<Action>) -> Html {
    let copy = if state.files.line_copied {
        w::COPIED
    } else {
        w::COPY
    };
    html! {
        <div class="python-line">
            <p class="hint">{ w::PYTHON_HINT }</p>
            <pre class="code" tabindex="0" aria-label={w::PYTHON}><code>{ w::PYTHON_LINE }</code></pre>
            { button(Kind::Quiet, Icon::Copy, copy, on(dispatch, Action::Files(Act::CopyLine))) }
        </div>
    }
}
