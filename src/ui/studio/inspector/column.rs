//! The column: head, search, forms, ports, files.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;
use yew::{AttrValue, Callback, Component, Context, Event, Html, InputEvent, Properties, html};

use super::files::Chosen;
use crate::{
    firmware::BoardConfig,
    pipeline::{
        files::Owner,
        form::{Field, FieldSection, field_sections},
    },
    studio::{Edit, NodeSubject, Subject},
    text::page::{inspector as w, studio::class_title},
    ui::{
        components::{Spot, typed},
        studio::Action,
    },
};

/// What the column is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// What is selected.
    pub(super) subject: Subject,
    /// Name of the project.
    pub(super) name: AttrValue,
    /// What the check found about properties of the selected node, by name.
    pub(super) findings: BTreeMap<String, Vec<String>>,
    /// The place in a node's script that shall be shown.
    pub(super) spot: Option<(i64, Spot)>,
    /// Gets what a person does.
    pub(super) dispatch: Callback<Action>,
}

/// What happens to the column.
pub(super) enum Message {
    /// Words in the search field.
    Search(String),
    /// The help of every property is shown or not.
    Explain,
    /// Only what differs is shown, or all.
    OnlyChanged,
    /// A file for a property.
    Chosen(Owner, String, Chosen),
    /// A file in place of an asset.
    Replaced(String, Chosen),
    /// Save an asset.
    Save(String, String),
    /// A board configuration in a file.
    Board(Chosen),
}

/// The column.
pub(super) struct Column {
    pub(super) query: String,
    pub(super) explained: bool,
    pub(super) only_changed: bool,
    /// What is wrong with a file, by property or key.
    pub(super) refused: BTreeMap<String, String>,
}

impl Component for Column {
    type Message = Message;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            query: String::new(),
            explained: false,
            only_changed: false,
            refused: BTreeMap::new(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Search(query) => self.query = query,
            Message::Explain => self.explained = !self.explained,
            Message::OnlyChanged => self.only_changed = !self.only_changed,
            Message::Chosen(owner, property, chosen) => self.chosen(ctx, owner, property, chosen),
            Message::Replaced(key, chosen) => match chosen {
                Ok(bytes) => {
                    self.refused.remove(&key);
                    let bytes = Bytes::from(bytes);
                    edit(ctx, Edit::ReplaceAsset { key, bytes });
                }
                Err(sentence) => drop(self.refused.insert(key, sentence)),
            },
            Message::Board(chosen) => {
                let board = chosen.and_then(|bytes| {
                    BoardConfig::from_json(&bytes).map_err(|error| error.to_string())
                });
                match board {
                    Ok(board) => {
                        self.refused.remove(BOARD_FILE);
                        edit(ctx, set_board(&board));
                    }
                    Err(sentence) => drop(self.refused.insert(BOARD_FILE.into(), sentence)),
                }
            }
            Message::Save(key, name) => {
                ctx.props().dispatch.emit(Action::SaveAsset { key, name });
            }
        }
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        if !same(&ctx.props().subject, &old.subject) {
            self.refused.clear();
        }
        if ctx.props().spot != old.spot {
            // The script is hidden while something is searched.
            self.query.clear();
            self.only_changed = false;
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        html! {
            <section id="studio-inspector" class="studio-inspector" aria-label={w::TITLE} tabindex="-1">
                <div class="inspector">
                { self.head(ctx) }
                { self.search(ctx) }
                <div class="inspector-body">
                {
                    match &props.subject {
                        Subject::Pipeline(subject) => self.pipeline(ctx, subject),
                        Subject::Node(subject) => self.node(ctx, subject),
                        Subject::Nodes(subject) => self.nodes(ctx, subject),
                    }
                }
                </div>
                </div>
            </section>
        }
    }
}

/// Whether two subjects are the same thing, maybe changed.
fn same(one: &Subject, other: &Subject) -> bool {
    owner(one) == owner(other)
}

/// Key of what is wrong with a file of the board configuration.
pub(super) const BOARD_FILE: &str = "board configuration";

pub(super) fn set_board(board: &BoardConfig) -> Edit {
    let json = (*board != BoardConfig::default()).then(|| board.to_json());
    Edit::SetBoard(json)
}

/// Who owns what a subject shows.
pub(super) fn owner(subject: &Subject) -> Owner {
    match subject {
        Subject::Pipeline(_) => Owner::Pipeline,
        Subject::Node(node) => Owner::Nodes(vec![node.id]),
        Subject::Nodes(nodes) => Owner::Nodes(nodes.ids.clone()),
    }
}

fn edit(ctx: &Context<Column>, edit: Edit) {
    let dispatch = &ctx.props().dispatch;
    dispatch.emit(Action::Edit(edit));
    dispatch.emit(Action::Pause);
}

/// Key of a form: another subject gets another form.
pub(super) fn key(owner: &Owner) -> String {
    match owner {
        Owner::Pipeline => "pipeline".to_owned(),
        Owner::Nodes(ids) => format!("{ids:?}"),
    }
}

impl Column {
    fn chosen(&mut self, ctx: &Context<Self>, owner: Owner, property: String, chosen: Chosen) {
        let bytes = match chosen {
            Ok(bytes) => Bytes::from(bytes),
            Err(sentence) => {
                self.refused.insert(property, sentence);
                return;
            }
        };
        self.refused.remove(&property);
        let Subject::Pipeline(pipeline) = &ctx.props().subject else {
            let file = Some(bytes);
            edit(
                ctx,
                Edit::SetFile {
                    owner,
                    property,
                    file,
                },
            );
            return;
        };
        let field = pipeline.globals.iter().find(|it| it.name == property);
        if field.is_some_and(|field| !field.default.is_some_and(Value::is_string)) {
            // The calibration is no asset but a value.
            match field.map(|field| field.parse_file(&bytes)) {
                Some(Ok(value)) => {
                    let values = vec![(property, value)];
                    edit(ctx, Edit::SetProperties { owner, values });
                }
                Some(Err(reason)) => {
                    self.refused.insert(property, w::bad_calibration(&reason));
                }
                None => {}
            }
            return;
        }
        let file = Some(bytes);
        edit(
            ctx,
            Edit::SetFile {
                owner,
                property,
                file,
            },
        );
    }

    fn head(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let lead = match &props.subject {
            Subject::Pipeline(_) => w::PIPELINE_LEAD.to_owned(),
            Subject::Node(node) if node.known => w::node(&node.class, node.id),
            Subject::Node(node) => w::unknown_class(&node.class),
            Subject::Nodes(_) => w::SHARED.to_owned(),
        };
        let title = match &props.subject {
            Subject::Pipeline(_) => html! { <h2>{ w::PIPELINE }</h2> },
            Subject::Nodes(nodes) => {
                let words = match &nodes.class {
                    Some(class) => w::nodes(nodes.ids.len(), class),
                    None => w::mixed_nodes(nodes.ids.len()),
                };
                html! { <h2>{ words }</h2> }
            }
            Subject::Node(node) => title(ctx, node),
        };
        html! { <header class="inspector-head">{ title }<p class="hint">{ lead }</p></header> }
    }

    fn search(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let oninput = link.callback(|event: InputEvent| Message::Search(typed(&event)));
        let explain = link.callback(|_: Event| Message::Explain);
        let changed = link.callback(|_: Event| Message::OnlyChanged);
        html! {
            <div class="inspector-search" role="search">
                <input type="search" id="inspector-search" placeholder={w::SEARCH} aria-label={w::SEARCH}
                    value={self.query.clone()} {oninput} autocomplete="off" spellcheck="false" />
                <label class="check"><input type="checkbox" id="inspector-changed" checked={self.only_changed}
                    onchange={changed} /><span>{ w::ONLY_CHANGED }</span></label>
                <label class="check"><input type="checkbox" id="inspector-explain" checked={self.explained}
                    onchange={explain} /><span>{ w::EXPLAIN }</span></label>
            </div>
        }
    }

    /// The parts of a form that are shown.
    pub(super) fn sections(&self, fields: &[Field]) -> Vec<FieldSection> {
        if !self.only_changed {
            return field_sections(fields, &self.query);
        }
        let changed: Vec<_> = fields.iter().filter(|it| it.changed()).cloned().collect();
        let mut sections = field_sections(&changed, &self.query);
        for section in &mut sections {
            section.fields.append(&mut section.advanced);
        }
        sections
    }
}

/// The person's title of a node.
fn title(ctx: &Context<Column>, node: &NodeSubject) -> Html {
    let id = node.id;
    let dispatch = &ctx.props().dispatch;
    let oninput = dispatch.reform(move |event: InputEvent| {
        Action::Edit(Edit::Title {
            node: id,
            title: typed(&event),
        })
    });
    let onblur = dispatch.reform(|_| Action::Pause);
    html! {
        <h2>
            <input type="text" id="node-title" class="inspector-title" aria-label={w::NODE_TITLE}
                placeholder={class_title(&node.class).to_owned()} value={node.title.clone()} {oninput} {onblur}
                autocomplete="off" spellcheck="false" maxlength="80" />
        </h2>
    }
}
