//! The list of problems below an editor.

use yew::{Callback, Html, MouseEvent, html};

use super::NewPort;
use crate::{
    engine::python::Told,
    python::Severity,
    text::page::code_editor as w,
    ui::components::{Icon, icon},
};

/// Draws the list; `None` while nothing is known.
pub(super) fn view(
    problems: Option<&[Told]>,
    jump: &Callback<u32>,
    create: Option<&Callback<NewPort>>,
) -> Html {
    let words = problems.map_or_else(
        || w::CHECKING.to_owned(),
        |problems| w::found(problems.len()),
    );
    let symbol = match problems {
        None => Icon::Loader,
        Some([]) => Icon::CircleCheck,
        Some(_) => Icon::Triangle,
    };
    let state = problems.map_or(
        "checking",
        |problems| if problems.is_empty() { "good" } else { "bad" },
    );
    html! {
        <div class="code-problems" data-state={state}>
            <p class="code-state" role="status">{ icon(symbol) }<span>{ words }</span></p>
            if let Some(problems) = problems.filter(|problems| !problems.is_empty()) {
                <ul>{ for problems.iter().map(|problem| row(problem, jump, create)) }</ul>
            }
        </div>
    }
}

fn row(problem: &Told, jump: &Callback<u32>, create: Option<&Callback<NewPort>>) -> Html {
    let (symbol, severity) = match problem.severity {
        Severity::Error => (Icon::CircleX, "error"),
        Severity::Warning => (Icon::Triangle, "warning"),
    };
    let from = problem.place.from;
    let go = jump.reform(move |_: MouseEvent| from);
    let port = match (&problem.new_input, &problem.new_output) {
        (Some(name), _) => Some((w::create_input(name), NewPort::Input(name.clone()))),
        (None, Some(name)) => Some((w::create_output(name), NewPort::Output(name.clone()))),
        (None, None) => None,
    };
    html! {
        <li data-severity={severity}>
            { icon(symbol) }
            <button type="button" class="link" onclick={go}>{ w::place(problem.place.line, problem.place.column) }</button>
            <span>{ problem.sentence.clone() }</span>
            if let (Some((label, port)), Some(create)) = (port, create) {
                <button type="button" class="button" data-kind="quiet"
                    onclick={create.reform(move |_: MouseEvent| port.clone())}>{ label }</button>
            }
        </li>
    }
}
