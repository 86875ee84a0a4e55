//! A form of properties: what was typed and is not (yet) a value stays here, what is a value goes out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use yew::{AttrValue, Callback, Component, Context, Html, Properties, html};

use super::field;
use crate::{
    pipeline::form::{Field, FieldSection, Step, with},
    text::page::inspector as w,
};

/// What a form is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    /// Start of the ids of its inputs.
    pub(super) id: AttrValue,
    /// Its parts.
    pub(super) sections: Vec<FieldSection>,
    /// Whether the help of every property is shown.
    pub(super) explained: bool,
    /// What the check found about properties, by name.
    #[prop_or_default]
    pub(super) findings: BTreeMap<String, Vec<String>>,
    /// Gets properties with their new values, which the properties accept; a refusal comes back as a sentence.
    pub(super) on_set: Callback<Vec<(String, Value)>, Result<(), String>>,
    /// A field was left: the next change is another step.
    pub(super) on_left: Callback<()>,
    /// Draws what stands for a file.
    pub(super) draw_file: Callback<Field, Html>,
}

/// What happens to a form.
pub(super) enum Message {
    /// Something was typed at a place.
    Typed {
        /// The property.
        root: Field,
        /// The value that is edited, with its type.
        inner: Field,
        /// Where in the property it is.
        path: Vec<Step>,
        /// Id of the input.
        id: String,
        /// What stands in it.
        text: String,
    },
    /// A property gets a whole new value.
    Set {
        /// The property.
        root: Field,
        /// Id of the input, for a refusal.
        id: String,
        /// The value.
        value: Value,
    },
    /// Several at once get values.
    SetAll(Vec<(String, Value)>),
    /// Something cannot be, such as a name that is taken.
    Refused {
        /// Id of the input.
        id: String,
        /// What stands in it.
        text: String,
        /// What is wrong.
        sentence: String,
    },
    /// An input was left.
    Left(String),
    /// A property's help is opened or closed.
    Explain(String),
    /// A section's advanced part is opened or closed.
    Fold(String),
}

/// What stands in an input and is not what the value shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub(super) text: String,
    /// The value it became.
    value: Option<Value>,
    pub(super) error: Option<String>,
}

/// A form of properties.
pub(super) struct PropertyForm {
    drafts: BTreeMap<String, Draft>,
    explained: BTreeSet<String>,
    open: BTreeSet<String>,
}

impl Component for PropertyForm {
    type Message = Message;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            drafts: BTreeMap::new(),
            explained: BTreeSet::new(),
            open: BTreeSet::new(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Typed {
                root,
                inner,
                path,
                id,
                text,
            } => self.typed(ctx, &root, &inner, &path, id, text),
            Message::Set { root, id, value } => {
                // What was typed inside belongs to places that may be others now.
                let inside = format!("{}-{}-", ctx.props().id, field::slug(&root.name));
                self.drafts
                    .retain(|key, _| *key != id && !key.starts_with(&inside));
                let error = self.offer(ctx, &root, value).err();
                if error.is_some() {
                    let draft = Draft {
                        text: root.text(),
                        value: None,
                        error,
                    };
                    self.drafts.insert(id, draft);
                }
                ctx.props().on_left.emit(());
            }
            Message::SetAll(values) => {
                drop(ctx.props().on_set.emit(values));
                ctx.props().on_left.emit(());
            }
            Message::Refused { id, text, sentence } => {
                let draft = Draft {
                    text,
                    value: None,
                    error: Some(sentence),
                };
                self.drafts.insert(id, draft);
            }
            Message::Left(id) => {
                if self.drafts.get(&id).is_some_and(|it| it.error.is_none()) {
                    self.drafts.remove(&id);
                }
                ctx.props().on_left.emit(());
            }
            Message::Explain(name) => toggle(&mut self.explained, name),
            Message::Fold(title) => toggle(&mut self.open, title),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        html! { <div class="props">{ for props.sections.iter().map(|it| self.section(ctx, it)) }</div> }
    }
}

fn toggle(set: &mut BTreeSet<String>, name: String) {
    if !set.remove(&name) {
        set.insert(name);
    }
}

impl PropertyForm {
    fn typed(
        &mut self,
        ctx: &Context<Self>,
        root: &Field,
        inner: &Field,
        path: &[Step],
        id: String,
        text: String,
    ) {
        let result = inner.parse(&text).and_then(|value| {
            let whole = with(root.value.clone(), path, value.clone());
            self.offer(ctx, root, whole).map(|()| value)
        });
        let (value, error) = match result {
            Ok(value) => (Some(value), None),
            Err(sentence) => (None, Some(sentence)),
        };
        self.drafts.insert(id, Draft { text, value, error });
    }

    /// Gives a value to those who keep it, unless the property does not take it.
    fn offer(&self, ctx: &Context<Self>, root: &Field, value: Value) -> Result<(), String> {
        let value = root.accept(value)?;
        if value == root.value && !root.mixed {
            return Ok(());
        }
        ctx.props().on_set.emit(vec![(root.name.clone(), value)])
    }

    /// What stands in an input although the value shows otherwise.
    pub(super) fn draft(&self, id: &str, value: &Value) -> Option<&Draft> {
        let draft = self.drafts.get(id)?;
        let current = draft.error.is_some() || draft.value.as_ref() == Some(value);
        current.then_some(draft)
    }

    /// Whether a property's help is shown.
    pub(super) fn is_explained(&self, ctx: &Context<Self>, name: &str) -> bool {
        ctx.props().explained || self.explained.contains(name)
    }

    fn section(&self, ctx: &Context<Self>, section: &FieldSection) -> Html {
        let id = format!("{}-group-{}", ctx.props().id, field::slug(&section.title));
        let findings = &ctx.props().findings;
        let mut advanced = section.advanced.iter();
        // What something is wrong with is not hidden.
        let open = self.open.contains(&section.title)
            || advanced.any(|field| findings.contains_key(&field.name));
        let title = section.title.clone();
        let fold = ctx.link().callback(move |event: yew::MouseEvent| {
            // Open is what the state says.
            event.prevent_default();
            Message::Fold(title.clone())
        });
        html! {
            <div class="prop-group" role="group" aria-labelledby={id.clone()}>
                <h3 {id}>{ section.title.clone() }</h3>
                { field::list(self, ctx, &section.fields) }
                if !section.advanced.is_empty() {
                    <details class="more" {open}>
                        <summary onclick={fold}>{ w::advanced(section.advanced.len(), section.advanced_changed) }</summary>
                        if open { { field::list(self, ctx, &section.advanced) } }
                    </details>
                }
            </div>
        }
    }
}
