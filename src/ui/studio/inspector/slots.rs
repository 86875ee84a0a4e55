//! Files in the column: those that properties stand for, and others.

use serde_json::Value;
use yew::{Callback, Context, Html, MouseEvent, html};

use super::{
    column::{Column, Message},
    field::slug,
    files::{self, FileView},
};
use crate::{
    pipeline::{
        files::Owner,
        form::{AssetRow, Field},
    },
    studio::{Edit, Subject},
    text::page::inspector as w,
    ui::studio::Action,
};

impl Column {
    /// Draws a property that stands for a file.
    pub(super) fn draw_file(
        &self,
        ctx: &Context<Self>,
        id: &'static str,
        owner: &Owner,
        files: &[AssetRow],
    ) -> Callback<Field, Html> {
        let (files, owner) = (files.to_vec(), owner.clone());
        let refused = self.refused.clone();
        let (link, dispatch) = (ctx.link().clone(), ctx.props().dispatch.clone());
        let network = match &ctx.props().subject {
            Subject::Node(node) => node.network.clone(),
            _ => None,
        };
        Callback::from(move |field: Field| {
            let name = field.name.clone();
            let asset = files
                .iter()
                .find(|row| row.property.as_deref() == Some(name.as_str()));
            let text = field.value.as_str().unwrap_or_default();
            let is_value = !field.value.is_string() && !field.value.is_null();
            let there = match asset {
                Some(row) => Some((row.name.clone(), row.bytes)),
                None if is_value => {
                    let bytes = field.value.to_string().len();
                    Some((w::CALIBRATION_SET.to_owned(), bytes))
                }
                None => None,
            };
            let missing = asset.is_none() && !text.is_empty();
            let error = refused.get(&name).cloned();
            let error = error.or_else(|| missing.then(|| w::file_missing(text)));
            let (owned, property) = (owner.clone(), name.clone());
            let on_chosen = link
                .callback(move |chosen| Message::Chosen(owned.clone(), property.clone(), chosen));
            let removed = remove(&field, &owner);
            let remove = dispatch.reform(move |_: MouseEvent| Action::Edit(removed.clone()));
            let facts = match &network {
                Some(header) if name == "blobUri" => files::network(header),
                _ => html! {},
            };
            let view = FileView {
                id: &format!("{id}-{}", slug(&name)),
                label: field.label(),
                accept: accepted(&name),
                on_save: asset.map(|row| {
                    let (key, name) = (row.key.clone(), file_name(row));
                    link.callback(move |_: MouseEvent| Message::Save(key.clone(), name.clone()))
                }),
                on_remove: (there.is_some() || missing).then_some(remove),
                there,
                error,
                on_chosen,
            };
            view.view(facts)
        })
    }

    /// Files that no property stands for.
    pub(super) fn other_files(&self, ctx: &Context<Self>, files: &[AssetRow]) -> Html {
        let others: Vec<_> = files.iter().filter(|row| row.property.is_none()).collect();
        if others.is_empty() {
            return html! {};
        }
        let row = |row: &&AssetRow| {
            let link = ctx.link();
            let key = row.key.clone();
            let (saved, name) = (row.key.clone(), file_name(row));
            let removed = Edit::RemoveAsset(row.key.clone());
            let dispatch = &ctx.props().dispatch;
            let view = FileView {
                id: &format!("file-{}", slug(&row.key)),
                label: &row.name,
                accept: "",
                there: Some((row.name.clone(), row.bytes)),
                error: self.refused.get(&row.key).cloned(),
                on_chosen: link.callback(move |chosen| Message::Replaced(key.clone(), chosen)),
                on_save: Some(
                    link.callback(move |_: MouseEvent| Message::Save(saved.clone(), name.clone())),
                ),
                on_remove: Some(
                    dispatch.reform(move |_: MouseEvent| Action::Edit(removed.clone())),
                ),
            };
            html! { <li>{ view.view(html! {}) }</li> }
        };
        html! {
            <div class="prop-group" role="group" aria-labelledby="files-title">
                <h3 id="files-title">{ w::FILES }</h3>
                <ul>{ for others.iter().map(row) }</ul>
            </div>
        }
    }
}

/// The edit that takes a file out.
fn remove(field: &Field, owner: &Owner) -> Edit {
    let (owner, property) = (owner.clone(), field.name.clone());
    if field.default.is_some_and(Value::is_string) {
        return Edit::SetFile {
            owner,
            property,
            file: None,
        };
    }
    let values = vec![(property, Value::Null)];
    Edit::SetProperties { owner, values }
}

/// Endings of files that fit a property.
fn accepted(property: &str) -> &'static str {
    match property {
        "blobUri" => ".blob",
        "scriptUri" => ".py",
        "calibData" => ".json,application/json",
        _ => "",
    }
}

/// Name of a saved file.
fn file_name(row: &AssetRow) -> String {
    match row.name.as_str() {
        "__blob" => "network.blob".to_owned(),
        "__script" => "script.py".to_owned(),
        name => name.to_owned(),
    }
}
