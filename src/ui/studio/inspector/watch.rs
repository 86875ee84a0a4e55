//! Asks the parser about every script of the project, so that the standalone check and the nodes tell what is wrong
//! with those that are not open.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use yew::{Callback, Component, Context, Html, Properties, html};

use crate::{
    engine::python::{Told, client::PythonClient},
    pipeline::{ScriptProblem, Severity},
    python::{self, Script},
    studio::ScriptAnswer,
    ui::studio::Action,
};

/// What is watched.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// Scripts by node.
    pub(super) scripts: Vec<(i64, Script)>,
    /// Gets the answers.
    pub(super) dispatch: Callback<Action>,
}

/// Draws nothing.
pub(super) struct ScriptWatch {
    asked: BTreeMap<i64, Asked>,
}

struct Asked {
    client: PythonClient,
    /// What was asked last; shared with the listener.
    script: Rc<RefCell<Script>>,
}

impl Component for ScriptWatch {
    type Message = ();
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let mut watch = Self {
            asked: BTreeMap::new(),
        };
        watch.ask(ctx.props());
        watch
    }

    fn changed(&mut self, ctx: &Context<Self>, _old: &Props) -> bool {
        self.ask(ctx.props());
        false
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        html! {}
    }
}

impl ScriptWatch {
    fn ask(&mut self, props: &Props) {
        self.asked
            .retain(|node, _| props.scripts.iter().any(|(id, _)| id == node));
        for (node, script) in &props.scripts {
            match self.asked.get(node) {
                Some(asked) if *asked.script.borrow() == *script => {}
                Some(asked) => {
                    asked.script.replace(script.clone());
                    asked.client.ask(script.clone());
                }
                None => {
                    let asked = Asked::new(*node, script.clone(), &props.dispatch);
                    asked.client.ask(script.clone());
                    self.asked.insert(*node, asked);
                }
            }
        }
    }
}

impl Asked {
    fn new(node: i64, script: Script, dispatch: &Callback<Action>) -> Self {
        let script = Rc::new(RefCell::new(script));
        let (dispatch, asked) = (dispatch.clone(), Rc::clone(&script));
        let client = PythonClient::new(move |problems: Vec<Told>| {
            let source = asked.borrow().source.clone();
            let answer = answer(source, &problems);
            dispatch.emit(Action::ScriptTold { node, answer });
        });
        Self { client, script }
    }
}

fn answer(source: String, problems: &[Told]) -> ScriptAnswer {
    // The standalone check finds the others by itself, and knows what mends them.
    let own = problems.iter().filter(|told| !told.checked);
    let problem = |told: &Told| ScriptProblem {
        severity: match told.severity {
            python::Severity::Error => Severity::Error,
            python::Severity::Warning => Severity::Warning,
        },
        syntax: told.syntax,
        line: told.place.line as usize,
        column: told.place.column as usize,
        problem: told.sentence.clone(),
    };
    ScriptAnswer {
        source,
        problems: own.map(problem).collect(),
    }
}
