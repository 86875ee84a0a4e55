//! The component.

use gloo::timers::{callback::Timeout, future::TimeoutFuture};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement, InputEvent};
use yew::{AttrValue, Callback, Component, Context, Html, NodeRef, Properties, html, html::Scope};

use super::{
    bridge::{self, Editor, Loaded},
    problems,
};
use crate::{
    engine::python::{Told, client::PythonClient},
    python::{Ports, Script, offset_of},
};

/// Time without a key after which the script is checked, in milliseconds.
const PAUSE_MILLIS: u32 = 250;

/// A port that would mend a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum NewPort {
    /// An input with this name.
    Input(String),
    /// An output with this name.
    Output(String),
}

/// A place that the person asked to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct Spot {
    /// Line, from 1.
    pub(in crate::ui) line: usize,
    /// Column, from 1.
    pub(in crate::ui) column: usize,
    /// Tells one wish from the next, which may be for the same place.
    pub(in crate::ui) wish: u64,
}

/// What an editor is given.
#[derive(Clone, PartialEq, Properties)]
pub(in crate::ui) struct Props {
    /// Name for screen readers.
    pub(in crate::ui) label: AttrValue,
    /// The script.
    pub(in crate::ui) text: AttrValue,
    /// The node's ports, where they are known.
    #[prop_or_default]
    pub(in crate::ui) ports: Option<Ports>,
    /// Whether it runs on the processor that has the network.
    pub(in crate::ui) has_network: bool,
    /// The place to show, with the focus in it.
    #[prop_or_default]
    pub(in crate::ui) spot: Option<Spot>,
    /// Gets the script after each change by the person.
    pub(in crate::ui) on_change: Callback<String>,
    /// Creates a port; problems that one would mend offer it then.
    #[prop_or_default]
    pub(in crate::ui) on_create: Option<Callback<NewPort>>,
}

/// What happens to an editor.
pub(in crate::ui) enum Message {
    /// What it needs was loaded, or could not be.
    Loaded(Option<Loaded>),
    /// The person changed the text.
    Typed(String),
    /// It is time to check.
    Ask,
    /// The check's answer.
    Told(Vec<Told>),
    /// A problem's place was pressed.
    Jump(u32),
}

/// An editor for a script.
pub(in crate::ui) struct CodeEditor {
    host: NodeRef,
    area: NodeRef,
    loaded: Option<Loaded>,
    editor: Option<Editor>,
    python: PythonClient,
    /// What the person sees, which the properties follow a moment later.
    text: String,
    /// `None` until the first answer.
    problems: Option<Vec<Told>>,
    pause: Option<Timeout>,
    /// Whether loading has ended, well or not.
    settled: bool,
    /// The wish that was met last.
    met: Option<u64>,
}

impl Component for CodeEditor {
    type Message = Message;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        wasm_bindgen_futures::spawn_local(async move {
            let loaded = bridge::load().await;
            // Running what was loaded and opening an editor with it are tasks of their own: together they are a long one.
            TimeoutFuture::new(0).await;
            link.send_message(Message::Loaded(loaded));
        });
        let told = ctx.link().callback(Message::Told);
        let mut editor = Self {
            host: NodeRef::default(),
            area: NodeRef::default(),
            loaded: None,
            editor: None,
            python: PythonClient::new(move |problems| told.emit(problems)),
            text: ctx.props().text.to_string(),
            problems: None,
            pause: None,
            settled: false,
            met: None,
        };
        editor.ask_soon(ctx.link(), 0);
        editor
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Loaded(loaded) => {
                self.loaded = loaded;
                self.settled = true;
                return true;
            }
            Message::Typed(text) => {
                self.text.clone_from(&text);
                ctx.props().on_change.emit(text);
                self.ask_soon(ctx.link(), PAUSE_MILLIS);
            }
            Message::Ask => self.ask(ctx.props()),
            Message::Told(problems) => {
                if let Some(editor) = &self.editor {
                    editor.set_problems(&problems);
                }
                self.problems = Some(problems);
                return true;
            }
            Message::Jump(offset) => self.jump(offset),
        }
        false
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let props = ctx.props();
        if props.text != self.text {
            self.text = props.text.to_string();
            if let Some(editor) = &self.editor {
                editor.set_text(&self.text);
            }
            self.ask_soon(ctx.link(), 0);
        }
        if props.ports != old.ports || props.has_network != old.has_network {
            if let Some(editor) = &self.editor {
                editor.set_ports(props.ports.as_ref());
            }
            self.ask_soon(ctx.link(), 0);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let jump = ctx.link().callback(Message::Jump);
        html! {
            <div class="code-editor">
                { self.field(ctx) }
                { problems::view(self.problems.as_deref(), &jump, props.on_create.as_ref()) }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        self.open(ctx);
        let open = self.editor.is_some() || self.loaded.is_none();
        let spot = ctx.props().spot.filter(|it| self.met != Some(it.wish));
        if let Some(spot) = spot.filter(|_| self.settled && open) {
            self.met = Some(spot.wish);
            self.jump(offset_of(&self.text, spot.line, spot.column));
        }
    }
}

impl CodeEditor {
    /// Opens the editor as soon as all it needs is there.
    fn open(&mut self, ctx: &Context<Self>) {
        if self.editor.is_some() {
            return;
        }
        let host = self.host.cast::<Element>();
        let (Some(loaded), Some(host)) = (&self.loaded, host) else {
            return;
        };
        let props = ctx.props();
        let typed = ctx.link().callback(Message::Typed);
        let on_change = move |text| typed.emit(text);
        let ports = props.ports.as_ref();
        self.editor = loaded.open(&host, &props.label, &self.text, ports, on_change);
        if let (Some(editor), Some(problems)) = (&self.editor, &self.problems) {
            editor.set_problems(problems);
        }
        if self.editor.is_none() {
            // The plain field takes over again.
            ctx.link().send_message(Message::Loaded(None));
        }
    }

    /// The editor's place, or the plain field.
    fn field(&self, ctx: &Context<Self>) -> Html {
        if self.loaded.is_some() {
            return html! { <div class="code-host" ref={self.host.clone()} /> };
        }
        let typed = ctx.link().callback(|event: InputEvent| {
            let area = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
            Message::Typed(area.map(|area| area.value()).unwrap_or_default())
        });
        html! {
            <textarea ref={self.area.clone()} class="script" rows="16" spellcheck="false" autocomplete="off"
                wrap="off" aria-label={ctx.props().label.clone()} value={self.text.clone()} oninput={typed} />
        }
    }

    fn ask_soon(&mut self, link: &Scope<Self>, millis: u32) {
        let link = link.clone();
        self.pause = Some(Timeout::new(millis, move || {
            link.send_message(Message::Ask);
        }));
    }

    fn ask(&self, props: &Props) {
        self.python.ask(Script {
            source: self.text.clone(),
            ports: props.ports.clone(),
            has_network: props.has_network,
        });
    }

    fn jump(&self, offset: u32) {
        match &self.editor {
            Some(editor) => editor.jump(offset),
            None => self.jump_in_field(offset),
        }
    }

    fn jump_in_field(&self, offset: u32) {
        if let Some(area) = self.area.cast::<HtmlTextAreaElement>() {
            drop(area.focus());
            drop(area.set_selection_range(offset, offset));
        }
    }
}
