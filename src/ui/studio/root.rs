//! The studio's root component.

use std::cell::Cell;

use gloo::{
    events::EventListener,
    storage::{LocalStorage, Storage},
    timers::callback::Timeout,
};
use yew::{Callback, Component, Context, Html, NodeRef, html::Scope};

use super::{
    Action, Effect, State,
    bridge::{Listener, StudioEvent, send_to_page},
    browser, files, is_dirty,
    projects::{Job, Stored},
    reduce, store, view,
};

/// Where the browser remembers which project is open.
const REMEMBERED: &str = "oak-flasher-studio";

/// How long after a change the project is kept, in milliseconds.
const KEEP_MILLIS: u32 = 500;

/// How long after the last change the pipeline is worked out, in milliseconds.
const ANALYSIS_MILLIS: u32 = 120;

/// Mounts the studio into `#studio`.
pub fn mount() {
    console_error_panic_hook::set_once();
    if let Some(root) = gloo::utils::document().get_element_by_id("studio") {
        yew::Renderer::<Root>::with_root(root).render();
    }
}

struct Root {
    state: State,
    dispatch: Callback<Action>,
    focus: Option<String>,
    spot: Option<(&'static str, String)>,
    keep: Option<Timeout>,
    keys: NodeRef,
    projects: NodeRef,
    /// Whether nothing but the canvas changed since the last drawing.
    quiet: Cell<bool>,
    /// Works things out when it fires; replaced while changes go on.
    analysis: Option<Timeout>,
    _commands: Listener,
    _listeners: Vec<EventListener>,
}

impl Component for Root {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(|action: Action| action);
        let commands = dispatch.clone();
        store_soon(ctx.link(), Job::List);
        Self {
            state: State::default(),
            focus: None,
            spot: None,
            keep: None,
            keys: NodeRef::default(),
            projects: NodeRef::default(),
            quiet: Cell::new(false),
            analysis: None,
            _commands: Listener::of_studio(move |command| commands.emit(Action::Command(command))),
            _listeners: browser::listen(&dispatch),
            dispatch,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        let first_list = self.state.projects.all.is_none()
            && matches!(action, Action::Stored(Ok(Stored::Projects(_))));
        self.quiet.set(self.quiet.get() && action.only_looks());
        self.act(ctx.link(), action);
        if first_list {
            self.restore(ctx.link());
        }
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let quiet = self.quiet.replace(true) || self.state.gesture.is_on();
        view::view(
            &self.state,
            quiet,
            &self.keys,
            &self.projects,
            &self.dispatch,
        )
    }

    fn rendered(&mut self, _ctx: &Context<Self>, first: bool) {
        if first {
            send_to_page(&StudioEvent::Ready);
        }
        browser::show_dialog(&self.keys, self.state.keys_shown);
        let list = self.state.projects.shown && self.state.history.is_some();
        browser::show_dialog(&self.projects, list);
        if let Some(id) = self.focus.take() {
            browser::focus(&id);
        }
        if let Some((name, value)) = self.spot.take() {
            browser::show_spot(name, &value);
        }
    }
}

impl Root {
    fn act(&mut self, link: &Scope<Self>, action: Action) {
        self.state.now_millis = browser::millis();
        for effect in reduce(&mut self.state, action) {
            self.carry_out(link, effect);
        }
        if is_dirty(&self.state) {
            // Each change begins the pause anew, so that a drag is kept once.
            let link = link.clone();
            self.keep = Some(Timeout::new(KEEP_MILLIS, move || {
                link.send_message(Action::Keep);
            }));
        }
    }

    /// Opens the project of the last visit, unless something was opened already.
    fn restore(&mut self, link: &Scope<Self>) {
        let remembered: Option<u64> = LocalStorage::get(REMEMBERED).ok();
        let known = |id: &u64| {
            self.state
                .projects
                .all
                .iter()
                .flatten()
                .any(|it| it.id == *id)
        };
        if let Some(id) = remembered.filter(known)
            && self.state.history.is_none()
        {
            self.act(link, Action::OpenProject(id));
        }
    }

    fn carry_out(&mut self, link: &Scope<Self>, effect: Effect) {
        match effect {
            Effect::AnalyseSoon => {
                let link = link.clone();
                let soon =
                    Timeout::new(ANALYSIS_MILLIS, move || link.send_message(Action::Analyse));
                self.analysis = Some(soon);
            }
            Effect::CopyLine(text) => {
                let link = link.clone();
                browser::copy_told(text, move |copied| {
                    link.send_message(Action::Files(files::Action::Copied(copied)));
                });
            }
            Effect::CopyLink(project) => {
                let (link, address) = (link.clone(), browser::project_address(&project));
                browser::copy_told(&address.clone(), move |copied| {
                    let address = address.clone();
                    link.send_message(Action::Files(files::Action::LinkCopied(address, copied)));
                });
            }
            Effect::ShowSpot { name, value } => self.spot = Some((name, value)),
            Effect::ForgetLink => browser::forget_project(),
            Effect::Tell(event) => send_to_page(&event),
            Effect::Focus(id) => self.focus = Some(id),
            Effect::Copy(text) => browser::copy(&text),
            Effect::Store(job) => store_soon(link, job),
            Effect::Remember(Some(id)) => drop(LocalStorage::set(REMEMBERED, id)),
            Effect::Remember(None) => LocalStorage::delete(REMEMBERED),
        }
    }
}

fn store_soon(link: &Scope<Root>, mut job: Job) {
    if let Job::Keep(project, _) = &mut job {
        project.changed_at = browser::date();
    }
    let link = link.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let answer = store::work(job).await;
        link.send_message(Action::Stored(answer));
    });
}
