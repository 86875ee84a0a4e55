//! Ports of a node: how inputs take messages, ports that are made by name, links with jump and removal.

use std::collections::BTreeMap;

use yew::{
    Callback, Component, Context, Event, Html, InputEvent, KeyboardEvent, MouseEvent, Properties,
    html,
};

use super::field::slug;
use crate::{
    pipeline::{
        Connection,
        catalog::Direction,
        edit::Queue,
        form::{PortAt, PortGroup, PortRow},
    },
    studio::{Edit, PortId},
    text::page::inspector as w,
    ui::components::{Icon, icon, typed},
};

/// What the list is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// The node.
    pub(super) node: i64,
    /// Its ports.
    pub(super) rows: Vec<PortRow>,
    /// Groups that take new ports.
    pub(super) groups: Vec<PortGroup>,
    /// Titles of the nodes at the other ends.
    pub(super) titles: BTreeMap<i64, String>,
    /// Layers of the node's network: names that ports may have.
    pub(super) layers: Vec<String>,
    /// Makes an edit.
    pub(super) on_edit: Callback<Edit>,
    /// A field was left.
    pub(super) on_left: Callback<()>,
    /// Goes to a node.
    pub(super) on_jump: Callback<i64>,
}

/// What happens to the list.
pub(super) enum Message {
    /// The length of a queue was typed.
    Size(PortAt, Queue, String),
    /// A new name for a port was typed.
    Name(PortAt, String),
    /// It is final.
    Rename(PortAt),
    /// A name for a new port was typed.
    NewName(&'static str, Direction, String),
    /// Make it.
    Add(&'static str, Direction),
    /// Another edit.
    Edit(Edit),
}

/// The list of a node's ports.
pub(super) struct Ports {
    /// What stands in inputs and is no value: text and what is wrong.
    drafts: BTreeMap<String, (String, Option<String>)>,
}

impl Component for Ports {
    type Message = Message;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            drafts: BTreeMap::new(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let props = ctx.props();
        match message {
            Message::Size(at, queue, text) => {
                let id = id(&at, "size");
                let size = text.trim().parse::<i32>().ok().filter(|size| *size > 0);
                match size {
                    Some(size) => {
                        self.drafts.remove(&id);
                        let queue = Queue { size, ..queue };
                        props.on_edit.emit(set_queue(&at, queue));
                    }
                    None => {
                        let wrong = Some(w::QUEUE_SIZE.to_owned());
                        self.drafts.insert(id, (text, wrong));
                    }
                }
            }
            Message::Name(at, text) => {
                self.drafts.insert(id(&at, "name"), (text, None));
            }
            Message::Rename(at) => self.rename(props, &at),
            Message::NewName(group, direction, text) => {
                self.drafts.insert(new_id(group, direction), (text, None));
            }
            Message::Add(group, direction) => self.add(props, group, direction),
            Message::Edit(edit) => {
                props.on_edit.emit(edit);
                props.on_left.emit(());
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        html! {
            <div class="prop-group ports" role="group" aria-labelledby="ports-title">
                <h3 id="ports-title">{ w::PORTS }</h3>
                { self.side(ctx, Direction::In, w::INPUTS) }
                { self.side(ctx, Direction::Out, w::OUTPUTS) }
            </div>
        }
    }
}

fn port_id(at: &PortAt) -> PortId {
    PortId {
        node: at.node,
        direction: at.direction,
        group: at.group.clone(),
        name: at.name.clone(),
    }
}

fn set_queue(at: &PortAt, queue: Queue) -> Edit {
    Edit::SetQueue {
        port: port_id(at),
        queue,
    }
}

const fn side_id(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
    }
}

fn id(at: &PortAt, what: &str) -> String {
    let side = side_id(at.direction);
    format!("port-{side}-{}-{}-{what}", slug(&at.group), slug(&at.name))
}

fn new_id(group: &str, direction: Direction) -> String {
    format!("port-new-{}-{}", side_id(direction), slug(group))
}

/// Why a port cannot be called so. Inputs and outputs of a group share their names.
fn problem(props: &Props, group: &str, name: &str) -> Option<String> {
    let mut ports = props.rows.iter().map(|row| &row.at);
    if name.is_empty() {
        Some(w::PORT_UNNAMED.to_owned())
    } else if ports.any(|at| at.group == group && at.name == name) {
        Some(w::port_taken(name))
    } else {
        None
    }
}

impl Ports {
    fn rename(&mut self, props: &Props, at: &PortAt) {
        let id = id(at, "name");
        let Some((text, _)) = self.drafts.remove(&id) else {
            return;
        };
        let name = text.trim().to_owned();
        if name == at.name {
            return;
        }
        if let Some(sentence) = problem(props, &at.group, &name) {
            self.drafts.insert(id, (text, Some(sentence)));
            return;
        }
        let port = port_id(at);
        props.on_edit.emit(Edit::RenamePort { port, name });
        props.on_left.emit(());
    }

    fn add(&mut self, props: &Props, group: &'static str, direction: Direction) {
        let id = new_id(group, direction);
        let (text, _) = self.drafts.remove(&id).unwrap_or_default();
        let name = text.trim().to_owned();
        if let Some(sentence) = problem(props, group, &name) {
            self.drafts.insert(id, (text, Some(sentence)));
            return;
        }
        let port = PortId {
            node: props.node,
            direction,
            group: group.to_owned(),
            name,
        };
        props.on_edit.emit(Edit::AddPort(port));
        props.on_left.emit(());
    }

    fn side(&self, ctx: &Context<Self>, direction: Direction, title: &str) -> Html {
        let props = ctx.props();
        let rows: Vec<_> = props
            .rows
            .iter()
            .filter(|row| row.at.direction == direction)
            .collect();
        let groups: Vec<_> = props
            .groups
            .iter()
            .filter(|group| group.direction == direction)
            .collect();
        if rows.is_empty() && groups.is_empty() {
            return html! {};
        }
        html! {
            <>
                <h4>{ title.to_owned() }</h4>
                <ul class="port-list">{ for rows.iter().map(|row| self.row(ctx, row)) }</ul>
                { for groups.iter().map(|group| self.new_port(ctx, **group)) }
            </>
        }
    }

    fn row(&self, ctx: &Context<Self>, row: &PortRow) -> Html {
        let linked = !row.links.is_empty();
        let state = match (linked, row.required) {
            (true, _) => "linked",
            (false, true) => "missing",
            (false, false) => "free",
        };
        html! {
            <li class="port" data-port={row.at.name.clone()} data-state={state}
                data-side={side_id(row.at.direction)}>
                <div class="port-head">
                    <b>{ row.at.name.clone() }</b>
                    if row.changed() { <span class="prop-changed" title={w::CHANGED}><span class="hidden">{ ", " }{ w::CHANGED }</span></span> }
                    <span class="muted">{ w::messages(&row.messages) }</span>
                    if row.made() {
                        { button(ctx, Icon::Trash, &w::remove_port(&row.at.name), Edit::RemovePort(port_id(&row.at))) }
                    }
                </div>
                { self.links(ctx, row) }
                if row.made() || row.queue.is_some() { { self.settings(ctx, row) } }
            </li>
        }
    }

    fn links(&self, ctx: &Context<Self>, row: &PortRow) -> Html {
        if row.links.is_empty() {
            let (symbol, words) = match row.required {
                true => (Icon::Triangle, w::REQUIRED),
                false => (Icon::Info, w::NOT_LINKED),
            };
            return html! {
                if row.required { <p class="port-missing">{ icon(symbol) }<span>{ words }</span></p> }
                else { <p class="hint">{ words }</p> }
            };
        }
        html! { <ul class="port-links">{ for row.links.iter().map(|link| self.link(ctx, row, link)) }</ul> }
    }

    fn link(&self, ctx: &Context<Self>, row: &PortRow, link: &Connection) -> Html {
        let (node, port) = match row.at.direction {
            Direction::In => (link.from_node, &link.output),
            Direction::Out => (link.to_node, &link.input),
        };
        let title = ctx.props().titles.get(&node);
        let title = title.cloned().unwrap_or_else(|| node.to_string());
        let jump = ctx.props().on_jump.reform(move |_: MouseEvent| node);
        html! {
            <li>
                { icon(Icon::ArrowRight) }
                <button type="button" class="link" onclick={jump}>{ w::go_to(&title, port) }</button>
                { button(ctx, Icon::X, &w::remove_link(&title, port), Edit::Unlink(link.clone())) }
            </li>
        }
    }

    /// Queue and name, folded: most people never need them.
    fn settings(&self, ctx: &Context<Self>, row: &PortRow) -> Html {
        html! {
            <details class="more port-more">
                <summary>
                    { row.queue.map_or_else(|| w::PORT_NAME.to_owned(), |queue| w::queue(queue.size, queue.blocking)) }
                </summary>
                if row.made() { { self.name(ctx, row) } }
                if let Some(queue) = row.queue { { self.queue(ctx, row, queue) } }
            </details>
        }
    }

    fn name(&self, ctx: &Context<Self>, row: &PortRow) -> Html {
        let id = id(&row.at, "name");
        let draft = self.drafts.get(&id);
        let value = draft.map_or(&row.at.name, |(text, _)| text).clone();
        let error = draft.and_then(|(_, error)| error.clone());
        let (named, left) = (row.at.clone(), row.at.clone());
        let entered = row.at.clone();
        let oninput = ctx
            .link()
            .callback(move |event: InputEvent| Message::Name(named.clone(), typed(&event)));
        let onchange = ctx
            .link()
            .callback(move |_: Event| Message::Rename(left.clone()));
        let onkeydown = ctx.link().batch_callback(move |event: KeyboardEvent| {
            (event.key() == "Enter").then(|| Message::Rename(entered.clone()))
        });
        labelled(
            &id,
            w::PORT_NAME,
            error,
            html! {
                <input type="text" id={id.clone()} {value} {oninput} {onchange} {onkeydown} autocomplete="off" spellcheck="false" />
            },
        )
    }

    fn queue(&self, ctx: &Context<Self>, row: &PortRow, queue: Queue) -> Html {
        let id = id(&row.at, "size");
        let draft = self.drafts.get(&id);
        let value = draft.map_or_else(|| queue.size.to_string(), |(text, _)| text.clone());
        let error = draft.and_then(|(_, error)| error.clone());
        let at = row.at.clone();
        let oninput = ctx
            .link()
            .callback(move |event: InputEvent| Message::Size(at.clone(), queue, typed(&event)));
        let onblur = ctx.props().on_left.reform(|_| ());
        let blocking = Queue {
            blocking: !queue.blocking,
            ..queue
        };
        let wait = Queue {
            wait: !queue.wait,
            ..queue
        };
        html! {
            <>
                { labelled(&id, w::QUEUE, error, html! {
                    <span class="field-input">
                        <input type="text" inputmode="numeric" id={id.clone()} {value} {oninput} {onblur} autocomplete="off" />
                        <span class="unit">{ w::MESSAGES }</span>
                    </span>
                }) }
                { check(ctx, row, "blocking", w::BLOCKING, queue.blocking, set_queue(&row.at, blocking)) }
                <p class="hint">{ w::BLOCKING_HINT }</p>
                { check(ctx, row, "wait", w::WAIT, queue.wait, set_queue(&row.at, wait)) }
            </>
        }
    }

    fn new_port(&self, ctx: &Context<Self>, group: PortGroup) -> Html {
        let id = new_id(group.name, group.direction);
        let draft = self.drafts.get(&id);
        let value = draft.map(|(text, _)| text.clone()).unwrap_or_default();
        let error = draft.and_then(|(_, error)| error.clone());
        let label = match group.direction {
            Direction::In => w::NEW_INPUT,
            Direction::Out => w::NEW_OUTPUT,
        };
        let (name, direction) = (group.name, group.direction);
        let oninput = ctx
            .link()
            .callback(move |event: InputEvent| Message::NewName(name, direction, typed(&event)));
        let onkeydown = ctx.link().batch_callback(move |event: KeyboardEvent| {
            (event.key() == "Enter").then_some(Message::Add(name, direction))
        });
        let onclick = ctx
            .link()
            .callback(move |_: MouseEvent| Message::Add(name, direction));
        let list = format!("{id}-layers");
        let layers = &ctx.props().layers;
        let offered = (!layers.is_empty()).then(|| list.clone());
        labelled(
            &id,
            label,
            error,
            html! {
                <span class="port-new">
                    <input type="text" id={id.clone()} {value} {oninput} {onkeydown} list={offered} autocomplete="off"
                        spellcheck="false" />
                    <button type="button" class="button" data-kind="secondary" {onclick}>{ w::ADD_PORT }</button>
                    if !layers.is_empty() {
                        <datalist id={list}>{ for layers.iter().map(|it| html! { <option value={it.clone()} /> }) }</datalist>
                    }
                </span>
            },
        )
    }
}

fn button(ctx: &Context<Ports>, symbol: Icon, name: &str, edit: Edit) -> Html {
    let onclick = ctx
        .link()
        .callback(move |_: MouseEvent| Message::Edit(edit.clone()));
    html! {
        <button type="button" class="prop-button" aria-label={name.to_owned()} title={name.to_owned()} {onclick}>
            { icon(symbol) }
        </button>
    }
}

fn labelled(id: &str, label: &str, error: Option<String>, input: Html) -> Html {
    html! {
        <div class="prop-part">
            <label for={id.to_owned()}>{ label.to_owned() }</label>
            <div>
                { input }
                if let Some(error) = error {
                    <span class="field-error" role="alert">{ icon(Icon::CircleX) }<span>{ error }</span></span>
                }
            </div>
        </div>
    }
}

fn check(
    ctx: &Context<Ports>,
    row: &PortRow,
    what: &str,
    label: &str,
    checked: bool,
    edit: Edit,
) -> Html {
    let id = id(&row.at, what);
    let onchange = ctx
        .link()
        .callback(move |_: Event| Message::Edit(edit.clone()));
    html! {
        <label class="check" for={id.clone()}>
            <input type="checkbox" {id} {checked} {onchange} /><span>{ label.to_owned() }</span>
        </label>
    }
}
