//! The list, drawn.

use std::rc::Rc;

use yew::{Callback, Event, Html, Properties, component, html};

use super::{Action as Act, Choice, Problem, Way, Xlink};
use crate::{
    pipeline::{Finding, Severity, fix::Fix},
    text::page::studio::{problems as w, sentence},
    ui::{
        components::{Icon, Kind, button, icon, on, selected},
        studio::{Action, Sheet, State, analysis::Analysis},
    },
};

/// Draws the list below the canvas.
pub(in crate::ui::studio) fn view(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(analysis) = &state.analysis else {
        return html! {};
    };
    html! {
        <ProblemList analysis={Known(Rc::clone(analysis))} state={state.problems.clone()} dispatch={dispatch.clone()} />
    }
}

/// What is known, told apart by when it was worked out.
#[derive(Clone)]
struct Known(Rc<Analysis>);

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct Props {
    analysis: Known,
    state: super::State,
    dispatch: Callback<Action>,
}

/// The list. It is long in a large graph, and drawn again only when something else is known.
#[component]
fn ProblemList(props: &Props) -> Html {
    let Props {
        analysis: Known(analysis),
        state,
        dispatch,
    } = props;
    let open = state.open;
    let (errors, warnings) = (analysis.errors(), analysis.warnings());
    let lines = analysis.problems.iter().map(|problem| match problem {
        Problem::Finding(finding) => line(finding, dispatch),
        Problem::Xlink(xlink) => replacing(xlink, &state.choice(xlink.kind), dispatch),
    });
    html! {
        <section class="problems studio-problems" aria-labelledby="problems-title" data-errors={errors.to_string()}
            data-warnings={warnings.to_string()} data-open={open.to_string()}>
            <h2 class="problems-head">
                <button type="button" id="problems-title" aria-expanded={open.to_string()}
                    onclick={on(dispatch, Action::Problems(Act::Toggle))}>
                    { icon(Icon::ChevronDown) }
                    <span>{ w::TITLE }</span>
                    <span class="muted">{ w::counts(errors, warnings) }</span>
                </button>
            </h2>
            if open {
                if analysis.problems.is_empty() {
                    <p class="problems-none">{ icon(Icon::CircleCheck) }<span>{ w::NONE }</span></p>
                } else {
                    <ul class="problems-list">{ for lines }</ul>
                }
            }
        </section>
    }
}

/// The counts for the bar, with icons and words; opens and closes the list.
pub(in crate::ui::studio) fn counts(state: &State, dispatch: &Callback<Action>) -> Html {
    let Some(analysis) = &state.analysis else {
        return html! {};
    };
    let (errors, warnings) = (analysis.errors(), analysis.warnings());
    html! {
        <button type="button" class="studio-counts" title={w::counts(errors, warnings)}
            aria-expanded={state.problems.open.to_string()} aria-controls="problems-title"
            onclick={on(dispatch, Action::Problems(Act::Toggle))}>
            { numbers(errors, warnings, &w::counts(0, 0)) }<span class="hidden">{ w::counts(errors, warnings) }</span>
        </button>
    }
}

/// How many of each, as icons with numbers; those who do not see them get words beside.
fn numbers(errors: usize, warnings: usize, none: &str) -> Html {
    let one = |n: usize, symbol: Icon, tone: &'static str| {
        html! { <span class="studio-number" data-tone={tone} aria-hidden="true">{ icon(symbol) }<span>{ n }</span></span> }
    };
    html! {
        <>
            if errors > 0 { { one(errors, Icon::CircleX, "bad") } }
            if warnings > 0 { { one(warnings, Icon::Triangle, "warning") } }
            if errors + warnings == 0 {
                <span class="studio-number" data-tone="good" aria-hidden="true">
                    { icon(Icon::CircleCheck) }<span>{ none.to_owned() }</span>
                </span>
            }
        </>
    }
}

/// The tab of a small screen that shows the list.
pub(in crate::ui::studio) fn tab(state: &State, dispatch: &Callback<Action>) -> Html {
    let found = state
        .analysis
        .as_ref()
        .map_or((0, 0), |it| (it.errors(), it.warnings()));
    let (errors, warnings) = found;
    let shown = state.sheet == Sheet::Problems;
    html! {
        <button type="button" class="sheet-tab" aria-pressed={shown.to_string()}
            onclick={on(dispatch, Action::Sheet(Sheet::Problems))}>
            <span class="sheet-numbers">{ numbers(errors, warnings, "") }</span><span>{ w::TITLE }</span>
        </button>
    }
}

const fn symbol(severity: Severity) -> (Icon, &'static str) {
    match severity {
        Severity::Error => (Icon::CircleX, "bad"),
        Severity::Warning => (Icon::Triangle, "warning"),
    }
}

fn head(severity: Severity) -> Html {
    let (symbol, tone) = symbol(severity);
    html! {
        <span class="problem-severity" data-tone={tone}>
            { icon(symbol) }<span>{ w::severity(severity) }</span>
        </span>
    }
}

fn line(finding: &Finding, dispatch: &Callback<Action>) -> Html {
    let text = sentence(&finding.text);
    let jump = Action::Problems(Act::Jump(Box::new(finding.clone())));
    let rule = serde_json::to_value(finding.rule).unwrap_or_default();
    html! {
        <li class="problem" data-rule={rule.as_str().unwrap_or_default().to_owned()}
            data-severity={w::severity(finding.severity)}>
            { head(finding.severity) }
            if finding.node.is_some() || finding.property.is_some() {
                <button type="button" class="problem-text" onclick={on(dispatch, jump)}>{ text }</button>
            } else {
                <span class="problem-text">{ text }</span>
            }
            if !finding.fixes.is_empty() {
                <span class="problem-fixes" role="group" aria-label={w::FIXES}>
                    { for finding.fixes.iter().map(|it| fix(it, dispatch)) }
                </span>
            }
        </li>
    }
}

fn fix(fix: &Fix, dispatch: &Callback<Action>) -> Html {
    let make = Action::Problems(Act::Fix(fix.clone()));
    button(
        Kind::Secondary,
        Icon::Check,
        &fix.label(),
        on(dispatch, make),
    )
}

const fn label(way: Way) -> &'static str {
    match way {
        Way::Route(route) => route.label(),
        Way::Receive => w::RECEIVE,
        Way::Remove => w::REMOVE,
    }
}

fn replacing(xlink: &Xlink, choice: &Choice, dispatch: &Callback<Action>) -> Html {
    let kind = xlink.kind;
    let chosen = xlink.way(choice);
    let ways = xlink.ways.clone();
    let choose = dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let value = selected(&event);
        if let Some(way) = ways.iter().find(|way| way.id() == value) {
            choose.emit(Action::Problems(Act::ChooseWay(kind, *way)));
        }
    });
    let option = |way: &Way| {
        html! { <option value={way.id()} selected={*way == chosen}>{ label(*way) }</option> }
    };
    let several = xlink.nodes.len() > 1;
    html! {
        <li class="problem" data-rule="no-xlink" data-xlink={kind} data-severity={w::ERROR}>
            { head(Severity::Error) }
            if let (false, Some((node, _))) = (several, xlink.nodes.first()) {
                <button type="button" class="problem-text"
                    onclick={on(dispatch, Action::Problems(Act::JumpTo(*node)))}>
                    { w::xlink(kind, 1) }
                </button>
            } else {
                <span class="problem-text">{ w::xlink(kind, xlink.nodes.len()) }</span>
            }
            <span class="problem-fixes" role="group" aria-label={w::FIXES}>
                if several {
                    <span class="problem-nodes" role="group" aria-label={w::NODES}>
                        { for xlink.nodes.iter().map(|it| node(kind, it, choice, dispatch)) }
                    </span>
                }
                <select aria-label={w::ROUTE} {onchange}>{ for xlink.ways.iter().map(option) }</select>
                if xlink.fix(choice).is_some() {
                    { button(Kind::Secondary, Icon::Check, w::REPLACE,
                        on(dispatch, Action::Problems(Act::Replace(kind)))) }
                } else {
                    <span class="reason">{ w::CHOOSE_NODE }</span>
                }
            </span>
        </li>
    }
}

fn node(
    kind: &'static str,
    (id, stream): &(i64, String),
    choice: &Choice,
    dispatch: &Callback<Action>,
) -> Html {
    let id = *id;
    let name = if stream.is_empty() {
        format!("{id}")
    } else {
        stream.clone()
    };
    html! {
        <label class="problem-node">
            <input type="checkbox" checked={!choice.left_out.contains(&id)}
                onchange={on(dispatch, Action::Problems(Act::ToggleNode(kind, id)))} />
            <span>{ name }</span>
        </label>
    }
}
