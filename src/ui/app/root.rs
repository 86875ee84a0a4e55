//! The root component: holds the state, hands actions to the reducer, carries its effects out.

use gloo::{events::EventListener, timers::callback::Interval};
use yew::{Component, Context, Html, NodeRef, html::Scope};

use super::{
    Action, Effect, Saved, State, StudioPhase, UsbAccess, View, browser, recipe_of, reduce, title,
    view, virtual_wish,
};
use crate::{
    engine::{
        client::{self, EngineClient},
        protocol::Command,
    },
    ui::{
        panel::{
            self,
            backups::{self, Job},
        },
        studio::bridge::{Listener, StudioCommand, send_to_studio},
    },
};

/// How often the page's clock ticks while something runs, in milliseconds.
const TICK_MILLIS: u32 = 500;

/// Mounts the page into `#app`, in place of the shell that `index.html` shows before.
pub fn mount() {
    console_error_panic_hook::set_once();
    if let Some(root) = gloo::utils::document().get_element_by_id("app") {
        yew::Renderer::<Root>::with_root(root).render();
    }
}

struct Root {
    state: State,
    engine: Option<EngineClient>,
    keys: NodeRef,
    focus: Option<&'static str>,
    tick: Option<Interval>,
    guard: Option<browser::Guard>,
    _studio: Listener,
    _listeners: Vec<EventListener>,
}

impl Component for Root {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(|action: Action| action);
        let mut root = Self {
            state: State::default(),
            engine: None,
            keys: NodeRef::default(),
            focus: None,
            tick: None,
            guard: None,
            _studio: Listener::of_page({
                let link = ctx.link().clone();
                move |event| link.send_message(Action::Studio(event))
            }),
            _listeners: browser::listen(&dispatch),
        };
        root.start_engine(ctx.link());
        let opened = Action::Opened {
            view: View::from_hash(&browser::hash()).unwrap_or_default(),
            wish: virtual_wish(&browser::query()),
            usb: usb_access(),
            saved: browser::load::<Saved>().unwrap_or_default(),
        };
        root.act(ctx.link(), opened);
        let recipe = recipe_of(&browser::hash());
        root.act(ctx.link(), Action::ShowRecipe(recipe));
        if let Some(place) = browser::place_in_studio() {
            root.act(ctx.link(), Action::WentInStudio(place));
        }
        root
    }

    fn update(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        self.act(ctx.link(), action);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let dispatch = ctx.link().callback(|action: Action| action);
        view::view(&self.state, &self.keys, &dispatch)
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        browser::show_dialog(&self.keys, self.state.keys_shown);
        if let Some(id) = self.focus.take() {
            browser::focus(id);
        }
    }
}

impl Root {
    fn act(&mut self, link: &Scope<Self>, action: Action) {
        let now = browser::now();
        let before = self.state.view;
        for effect in reduce(&mut self.state, action, now) {
            self.carry_out(link, effect);
        }
        // Only what the reducer changed: a link that was just pressed may be ahead of the state.
        if self.state.view != before {
            browser::show_view(self.state.view);
        }
        let studio =
            self.state.view == View::Studio && self.state.studio.phase == StudioPhase::Ready;
        if browser::show_studio(studio) {
            send_to_studio(&StudioCommand::Shown(studio));
        }
        browser::set_title(&title(&self.state));
        browser::set_theme(self.state.theme);
        let busy = self.state.writing();
        if busy && self.tick.is_none() {
            let link = link.clone();
            self.tick = Some(Interval::new(TICK_MILLIS, move || {
                link.send_message(Action::Tick);
            }));
            self.guard = Some(browser::Guard::new());
        } else if !busy {
            self.tick = None;
            self.guard = None;
        }
    }

    fn carry_out(&mut self, link: &Scope<Self>, effect: Effect) {
        match effect {
            Effect::Send(command) => {
                if let Some(engine) = &self.engine {
                    engine.send(command);
                }
            }
            Effect::StartEngine => self.start_engine(link),
            Effect::Go(view) => browser::go(view),
            Effect::RequestDevice => {
                let link = link.clone();
                let chooser = client::request_device();
                wasm_bindgen_futures::spawn_local(async move {
                    link.send_message(match chooser.await {
                        Ok(chosen) => Action::Chosen(chosen),
                        Err(error) => Action::ChooserFailed(error.to_string()),
                    });
                });
            }
            Effect::LoadStudio => {
                let link = link.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    if !browser::load_studio().await {
                        link.send_message(Action::StudioFailed);
                    }
                });
            }
            Effect::TellStudio(command) => drop(send_to_studio(&command)),
            Effect::TellTime => link.send_message(Action::FinishedAt(browser::date())),
            Effect::Backups(mut job) => {
                if let Job::Keep(kept) = &mut job
                    && kept.made_millis == 0
                {
                    kept.made_millis = browser::millis();
                    kept.made_at = browser::date();
                }
                let link = link.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let answer = backups::work(job).await;
                    link.send_message(Action::Panel(panel::Action::Backups(answer)));
                });
            }
            Effect::SaveRecording { redacted } => {
                if let Some(engine) = &self.engine {
                    let environment = browser::environment();
                    engine.send(Command::SaveRecording {
                        environment,
                        redacted,
                    });
                }
            }
            Effect::Save(saved) => browser::save(&saved),
            Effect::Download(file) => browser::download(&file),
            Effect::Copy(text) => {
                let link = link.clone();
                browser::copy(&text, move || link.send_message(Action::Copied));
            }
            Effect::Print => browser::print(),
            Effect::Focus(id) => self.focus = Some(id),
        }
    }

    fn start_engine(&mut self, link: &Scope<Self>) {
        let events = link.clone();
        let started = EngineClient::start(move |event| events.send_message(Action::Engine(event)));
        match started {
            Ok(engine) => self.engine = Some(engine),
            Err(reason) => {
                let event = crate::engine::protocol::Event::stopped(reason, None);
                link.send_message(Action::Engine(event));
            }
        }
    }
}

fn usb_access() -> UsbAccess {
    if client::has_webusb() {
        UsbAccess::Available
    } else if browser::is_secure() {
        UsbAccess::NoWebUsb
    } else {
        UsbAccess::Insecure
    }
}
