//! The script of a node: edited in the column, or in a dialog over the whole page.

use web_sys::HtmlDialogElement;
use yew::{
    AttrValue, Callback, Component, Context, Event, Html, MouseEvent, NodeRef, Properties, html,
};

use super::files::{self, Chosen};
use crate::{
    engine::protocol::NamedFile,
    pipeline::catalog::Direction,
    python::Ports,
    studio::{Edit, PortId},
    text::page::{code_editor::LEAVE, inspector as w},
    ui::{
        components::{CodeEditor, Icon, Kind, NewPort, Spot, button, icon},
        studio::bridge::{StudioEvent, send_to_page},
    },
};

/// Group of a script's ports.
const GROUP: &str = "io";

/// What the part is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// The node.
    pub(super) node: i64,
    /// Its source.
    pub(super) source: AttrValue,
    /// Its ports.
    pub(super) ports: Ports,
    /// Whether it runs where the network is.
    pub(super) has_network: bool,
    /// The place to show.
    pub(super) spot: Option<Spot>,
    /// Makes an edit.
    pub(super) on_edit: Callback<Edit>,
    /// The next edit is another step.
    pub(super) on_left: Callback<()>,
}

/// What happens to it.
pub(super) enum Message {
    /// The large editor is opened or closed.
    Enlarge(bool),
    /// A file was chosen.
    Chosen(Chosen),
    /// Save the source.
    Save,
}

/// The script of a node.
pub(super) struct ScriptPart {
    large: bool,
    error: Option<String>,
    dialog: NodeRef,
}

impl Component for ScriptPart {
    type Message = Message;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            large: false,
            error: None,
            dialog: NodeRef::default(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let props = ctx.props();
        match message {
            Message::Enlarge(large) => self.large = large,
            Message::Chosen(Ok(bytes)) => {
                self.error = None;
                let source = String::from_utf8_lossy(&bytes).into_owned();
                props.on_left.emit(());
                props.on_edit.emit(Edit::SetScript {
                    node: props.node,
                    source,
                });
                props.on_left.emit(());
            }
            Message::Chosen(Err(sentence)) => self.error = Some(sentence),
            Message::Save => send_to_page(&StudioEvent::Download(NamedFile {
                name: format!("script-{}.py", props.node),
                bytes: props.source.as_bytes().to_vec().into(),
            })),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let open = ctx.link().callback(|_: MouseEvent| Message::Enlarge(true));
        let close = ctx.link().callback(|_: MouseEvent| Message::Enlarge(false));
        let onclose = ctx.link().callback(|_: Event| Message::Enlarge(false));
        let save = ctx.link().callback(|_: MouseEvent| Message::Save);
        let chosen = ctx.link().callback(Message::Chosen);
        let onchange = Callback::from(move |event: Event| files::from_input(&event, &chosen));
        html! {
            <div class="prop-group script-part" role="group" aria-labelledby="script-title">
                <div class="script-head">
                    <h3 id="script-title">{ w::SCRIPT }</h3>
                    { button(Kind::Quiet, Icon::Enlarge, w::ENLARGE, open) }
                </div>
                if !self.large { { editor(ctx) } }
                <div class="actions">
                    <span class="file-button">
                        <input type="file" id="script-file" accept=".py,text/x-python" {onchange} />
                        <label class="button" data-kind="quiet" for="script-file">
                            { icon(Icon::FileUp) }<span>{ w::LOAD_SCRIPT }</span>
                        </label>
                    </span>
                    { button(Kind::Quiet, Icon::Save, w::SAVE_SCRIPT, save) }
                </div>
                if let Some(error) = &self.error {
                    <span class="field-error" role="alert">{ icon(Icon::CircleX) }<span>{ error.clone() }</span></span>
                }
                <dialog class="script-dialog" ref={self.dialog.clone()} aria-label={w::SCRIPT} {onclose}>
                    if self.large {
                        <div class="script-head">
                            <h2>{ w::SCRIPT }</h2>
                            { button(Kind::Secondary, Icon::X, w::CLOSE, close) }
                        </div>
                        <p class="hint">{ LEAVE }</p>
                        { editor(ctx) }
                    }
                </dialog>
            </div>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        let Some(dialog) = self.dialog.cast::<HtmlDialogElement>() else {
            return;
        };
        if self.large && !dialog.open() {
            // Fails only when it is open already.
            drop(dialog.show_modal());
        } else if !self.large && dialog.open() {
            dialog.close();
        }
    }
}

fn editor(ctx: &Context<ScriptPart>) -> Html {
    let props = ctx.props();
    let node = props.node;
    let on_change = props
        .on_edit
        .reform(move |source| Edit::SetScript { node, source });
    let on_create = props.on_edit.reform(move |port: NewPort| {
        let (direction, name) = match port {
            NewPort::Input(name) => (Direction::In, name),
            NewPort::Output(name) => (Direction::Out, name),
        };
        Edit::AddPort(PortId {
            node,
            direction,
            group: GROUP.to_owned(),
            name,
        })
    });
    html! {
        <CodeEditor label={w::SCRIPT} text={props.source.clone()} ports={props.ports.clone()}
            has_network={props.has_network} spot={props.spot} {on_change} {on_create} />
    }
}
