//! What the column shows of the pipeline, of one node and of several.

use serde_json::Value;
use yew::{Callback, Context, Event, Html, html};

use super::{
    column::{BOARD_FILE, Column, Message, key, owner, set_board},
    files,
    form::PropertyForm,
    ports::Ports,
    script::ScriptPart,
};
use crate::{
    pipeline::{
        files::Owner,
        form::{AssetRow, BoardForm, Field},
        help::Widget,
    },
    studio::{Edit, NodeSubject, NodesSubject, PipelineSubject, Selection},
    text::page::inspector as w,
    ui::{
        components::{Icon, Kind, Tone, button, icon, notice, on},
        studio::Action,
    },
};

impl Column {
    pub(super) fn pipeline(&self, ctx: &Context<Self>, subject: &PipelineSubject) -> Html {
        let dispatch = ctx.props().dispatch.clone();
        let set_globals = setter(&dispatch, Owner::Pipeline);
        let board = subject.board_form.clone();
        let set_members = Callback::from(move |values: Vec<(String, Value)>| {
            let mut form = board.clone();
            let mut result = None;
            for (name, value) in values {
                let config = form.with(&name, value)?;
                form = BoardForm::from(&config);
                result = Some(config);
            }
            if let Some(config) = result {
                dispatch.emit(Action::Edit(set_board(&config)));
            }
            Ok(())
        });
        html! {
            <>
                { self.found(ctx, &[&subject.globals, &subject.board]) }
                { shaves(subject.shaves) }
                { self.form(ctx, "global", &subject.globals, &subject.files, set_globals) }
                if !self.sections(&subject.board).is_empty() {
                    <div class="board" role="group" aria-labelledby="board-title">
                        <h2 id="board-title">{ w::BOARD }</h2>
                        <p class="hint">{ w::BOARD_LEAD }</p>
                        { self.form(ctx, "board", &subject.board, &[], set_members) }
                        { self.board_file(ctx) }
                    </div>
                }
                { self.other_files(ctx, &subject.files) }
            </>
        }
    }

    /// The board configuration from a file and as a file.
    fn board_file(&self, ctx: &Context<Self>) -> Html {
        let chosen = ctx.link().callback(Message::Board);
        let onchange = Callback::from(move |event: Event| files::from_input(&event, &chosen));
        let save = on(&ctx.props().dispatch, Action::SaveBoard);
        html! {
            <>
                <div class="actions">
                    <span class="file-button">
                        <input type="file" id="board-file" accept=".json,application/json" {onchange} />
                        <label class="button" data-kind="quiet" for="board-file">
                            { icon(Icon::FileUp) }<span>{ w::LOAD_BOARD }</span>
                        </label>
                    </span>
                    { button(Kind::Quiet, Icon::Save, w::SAVE_BOARD, save) }
                </div>
                if let Some(error) = self.refused.get(BOARD_FILE) {
                    <span class="field-error" role="alert">{ icon(Icon::CircleX) }<span>{ error.clone() }</span></span>
                }
            </>
        }
    }

    pub(super) fn node(&self, ctx: &Context<Self>, subject: &NodeSubject) -> Html {
        let props = ctx.props();
        let owner = Owner::Nodes(vec![subject.id]);
        let set = setter(&props.dispatch, owner);
        let on_edit = props.dispatch.reform(Action::Edit);
        let on_left = props.dispatch.reform(|()| Action::Pause);
        let on_jump = props
            .dispatch
            .reform(|node| Action::Show(Selection::node(node)));
        let calm = self.query.trim().is_empty() && !self.only_changed;
        let layers = match &subject.network {
            Some(Ok(header)) => header.inputs.iter().map(|it| it.name.clone()).collect(),
            _ => Vec::new(),
        };
        html! {
            <>
                if let Some(script) = subject.script.as_ref().filter(|_| calm) {
                    <ScriptPart key={format!("script-{}", subject.id)} node={subject.id} source={script.source.clone()}
                        ports={script.ports.clone().unwrap_or_default()} has_network={script.has_network}
                        spot={props.spot.filter(|it| it.0 == subject.id).map(|it| it.1)} on_edit={on_edit.clone()} on_left={on_left.clone()} />
                }
                { self.found(ctx, &[&subject.fields]) }
                { self.form(ctx, "prop", &subject.fields, &subject.files, set) }
                if subject.network.is_some() { { shaves(subject.shaves) } }
                if calm {
                    <Ports key={format!("ports-{}", subject.id)} node={subject.id} rows={subject.ports.clone()}
                        groups={subject.groups.clone()} titles={subject.neighbours.clone()} {layers} {on_edit}
                        {on_left} {on_jump} />
                    { self.other_files(ctx, &subject.files) }
                }
            </>
        }
    }

    pub(super) fn nodes(&self, ctx: &Context<Self>, subject: &NodesSubject) -> Html {
        let owner = Owner::Nodes(subject.ids.clone());
        let set = setter(&ctx.props().dispatch, owner);
        html! {
            <>
                { self.found(ctx, &[&subject.fields]) }
                { self.form(ctx, "prop", &subject.fields, &[], set) }
            </>
        }
    }

    fn form(
        &self,
        ctx: &Context<Self>,
        id: &'static str,
        fields: &[Field],
        files: &[AssetRow],
        on_set: Callback<Vec<(String, Value)>, Result<(), String>>,
    ) -> Html {
        let props = ctx.props();
        let owner = owner(&props.subject);
        let sections = self.sections(fields);
        let on_left = props.dispatch.reform(|()| Action::Pause);
        html! {
            <PropertyForm key={format!("{id}-{}-{}", props.name, key(&owner))} {id} {sections} explained={self.explained}
                findings={props.findings.clone()} {on_set} {on_left}
                draw_file={self.draw_file(ctx, id, &owner, files)} />
        }
    }

    /// Says so when nothing is left to show.
    fn found(&self, ctx: &Context<Self>, fields: &[&[Field]]) -> Html {
        let empty = fields.iter().all(|fields| self.sections(fields).is_empty());
        let words = match self.only_changed {
            true => w::NONE_CHANGED,
            false => w::NOTHING_FOUND,
        };
        let asked = self.only_changed || !self.query.trim().is_empty();
        let reset = fields.first().filter(|_| self.only_changed && !empty);
        html! {
            <>
                <p class="hint inspector-found" role="status">{ if empty && asked { words } else { "" } }</p>
                if let Some(fields) = reset { { reset_all(ctx, fields) } }
            </>
        }
    }
}

/// Gives everything its default, but for files.
fn reset_all(ctx: &Context<Column>, fields: &[Field]) -> Html {
    let default = |field: &Field| {
        let is_file = matches!(field.widget(), Widget::Asset | Widget::Script);
        let value = field.default.filter(|_| field.changed() && !is_file)?;
        Some((field.name.clone(), value.clone()))
    };
    let values: Vec<_> = fields.iter().filter_map(default).collect();
    let owner = owner(&ctx.props().subject);
    if values.is_empty() {
        return html! {};
    }
    let edit = Edit::SetProperties { owner, values };
    button(
        Kind::Quiet,
        Icon::Reset,
        w::RESET_ALL,
        on(&ctx.props().dispatch, Action::Edit(edit)),
    )
}

fn setter(
    dispatch: &Callback<Action>,
    owner: Owner,
) -> Callback<Vec<(String, Value)>, Result<(), String>> {
    let dispatch = dispatch.clone();
    Callback::from(move |values| {
        let owner = owner.clone();
        dispatch.emit(Action::Edit(Edit::SetProperties { owner, values }));
        Ok(())
    })
}

/// Shaves of all networks against what is left for them.
fn shaves(shaves: Option<(i64, i64)>) -> Html {
    let Some((sum, free)) = shaves else {
        return html! {};
    };
    let tone = if sum > free {
        Tone::Warning
    } else {
        Tone::Info
    };
    notice(
        tone,
        "",
        html! { <p data-shaves={sum.to_string()}>{ w::shaves(sum, free) }</p> },
    )
}
