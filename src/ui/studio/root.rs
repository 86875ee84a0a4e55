//! The studio's root component.

use gloo::events::EventListener;
use yew::{Callback, Component, Context, Html, html::Scope};

use super::{
    Action, Effect, State,
    bridge::{Listener, StudioEvent, send_to_page},
    browser, reduce, view,
};

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
    _commands: Listener,
    _listeners: Vec<EventListener>,
}

impl Component for Root {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(|action: Action| action);
        let commands = dispatch.clone();
        Self {
            state: State::default(),
            focus: None,
            _commands: Listener::of_studio(move |command| commands.emit(Action::Command(command))),
            _listeners: browser::listen(&dispatch),
            dispatch,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        for effect in reduce(&mut self.state, action) {
            self.carry_out(ctx.link(), effect);
        }
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        view::view(&self.state, &self.dispatch)
    }

    fn rendered(&mut self, _ctx: &Context<Self>, first: bool) {
        if first {
            send_to_page(&StudioEvent::Ready);
        }
        if let Some(id) = self.focus.take() {
            browser::focus(&id);
        }
    }
}

impl Root {
    fn carry_out(&mut self, _link: &Scope<Self>, effect: Effect) {
        match effect {
            Effect::Tell(event) => send_to_page(&event),
            Effect::Focus(id) => self.focus = Some(id),
        }
    }
}
