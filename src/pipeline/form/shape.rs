//! How values are edited, by their type: what a form draws for them, and the places inside of them.

use serde_json::{Map, Value};

use crate::pipeline::types::{Enumeration, Structure, Type};

/// Kinds of editors.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// On or off.
    Switch,
    /// One of a list.
    Choice(&'static Enumeration),
    /// One number.
    Number,
    /// A line of text.
    Text,
    /// Numbers in a line.
    Numbers(&'static Type),
    /// Numbers in lines.
    Matrix(&'static Type),
    /// Values below each other.
    Rows {
        /// Type of each.
        item: &'static Type,
        /// Whether their number is fixed.
        fixed: bool,
    },
    /// Values of different types beside each other.
    Parts(&'static [Type]),
    /// Keys and values.
    Entries {
        /// Type of the keys.
        key: &'static Type,
        /// Type of the values.
        value: &'static Type,
    },
    /// Named members.
    Members(&'static Structure),
    /// A value or nothing.
    Optional(&'static Type),
    /// Anything, as JSON.
    Document,
}

const fn is_number(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Integer(_) | Type::Float | Type::Double | Type::Char
    )
}

impl Shape {
    /// The editor for a type; unknown types are edited as JSON.
    pub fn of(ty: Option<&'static Type>) -> Self {
        let Some(ty) = ty else {
            return Self::Document;
        };
        match ty {
            Type::Bool => Self::Switch,
            Type::Char | Type::Integer(_) | Type::Float | Type::Double => Self::Number,
            Type::Text => Self::Text,
            Type::Enum(enumeration) => Self::Choice(enumeration),
            Type::Optional(inner) => Self::Optional(inner),
            Type::Vector(item) | Type::Array(item, _) if is_number(item) => Self::Numbers(item),
            Type::Vector(item) | Type::Array(item, _) => match item.as_ref() {
                Type::Vector(inner) | Type::Array(inner, _) if is_number(inner) => {
                    Self::Matrix(inner)
                }
                _ => Self::Rows {
                    item,
                    fixed: matches!(ty, Type::Array(..)),
                },
            },
            Type::Tuple(items) => Self::Parts(items),
            Type::Map { key, value, .. } => Self::Entries { key, value },
            Type::Structure(structure) => Self::Members(structure),
        }
    }

    /// The editor of the value, where there may be none.
    pub fn inner(self) -> Self {
        match self {
            Self::Optional(inner) => Self::of(Some(inner)).inner(),
            other => other,
        }
    }

    /// Whether a person types the whole value into one input.
    pub fn is_typed(self) -> bool {
        matches!(
            self.inner(),
            Self::Number | Self::Text | Self::Numbers(_) | Self::Matrix(_) | Self::Document
        )
    }
}

/// Each value of an enumeration once, with its first name.
pub(super) fn choices(enumeration: &'static Enumeration) -> Vec<(&'static str, i64)> {
    let mut choices: Vec<(&str, i64)> = Vec::new();
    for (name, value) in &enumeration.values {
        if !choices.iter().any(|(_, other)| other == value) {
            choices.push((name, *value));
        }
    }
    choices
}

impl Enumeration {
    /// Each value once, with its first name.
    pub fn choices(&'static self) -> Vec<(&'static str, i64)> {
        choices(self)
    }
}

/// Name of a value of an enumeration.
pub(super) fn choice_name(enumeration: &Enumeration, value: &Value) -> Option<String> {
    let value = value.as_i64()?;
    let mut values = enumeration.values.iter();
    let found = values.find(|(_, other)| *other == value);
    found.map(|(name, _)| name.clone())
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// An item of a list.
    Item(usize),
}

/// A place inside a value.
pub type Path = [Step];

/// Steps to another place.
fn find<'a>(value: &'a mut Value, path: &Path) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Member(name) => value.get_mut(name),
        Step::Item(index) => value.get_mut(index),
    })
}

/// The value with another value at a place inside of it; unchanged if there is no such place.
pub fn with(mut value: Value, path: &Path, inner: Value) -> Value {
    if let Some(place) = find(&mut value, path) {
        *place = inner;
    }
    value
}

/// The value with one more item in the list, or entry in the map, at a place.
pub fn with_added(mut value: Value, path: &Path, shape: Shape) -> Value {
    let place = find(&mut value, path);
    match (shape, place) {
        (Shape::Rows { item, .. }, Some(Value::Array(items))) => items.push(item.zero()),
        (Shape::Entries { value: ty, .. }, Some(Value::Object(entries))) => {
            let mut name = String::new();
            let mut n = 1;
            while entries.contains_key(&name) || name.is_empty() {
                name = format!("name{n}");
                n += 1;
            }
            entries.insert(name, ty.zero());
        }
        (Shape::Entries { value: ty, .. }, Some(Value::Array(pairs))) => {
            let used = |key: i64| {
                let mut keys = pairs.iter().filter_map(|pair| pair.get(0)?.as_i64());
                keys.any(|other| other == key)
            };
            let key = (0..).find(|key| !used(*key)).unwrap_or_default();
            pairs.push(Value::Array(vec![key.into(), ty.zero()]));
        }
        _ => {}
    }
    value
}

/// The value without the item, or entry, at a place.
pub fn without(mut value: Value, path: &Path) -> Value {
    let Some((last, parents)) = path.split_last() else {
        return value;
    };
    match (find(&mut value, parents), last) {
        (Some(Value::Array(items)), Step::Item(index)) if *index < items.len() => {
            items.remove(*index);
        }
        (Some(Value::Object(entries)), Step::Member(name)) => {
            entries.shift_remove(name);
        }
        _ => {}
    }
    value
}

/// The value with another name for an entry of the map at a place; nothing if the name is taken or empty.
pub fn renamed(mut value: Value, path: &Path, from: &str, to: &str) -> Option<Value> {
    let place = find(&mut value, path)?;
    let entries = place.as_object_mut()?;
    if to.is_empty() || (to != from && entries.contains_key(to)) {
        return None;
    }
    let changed: Map<_, _> = std::mem::take(entries)
        .into_iter()
        .map(|(name, value)| match name == from {
            true => (to.to_owned(), value),
            false => (name, value),
        })
        .collect();
    *entries = changed;
    Some(value)
}

/// `changeSensitivity` as `Change sensitivity`.
pub fn labelled(name: &str) -> String {
    let mut label = String::new();
    let mut before = ' ';
    for c in name.chars() {
        match c {
            '_' => label.push(' '),
            c if label.is_empty() => label.extend(c.to_uppercase()),
            c if c.is_uppercase() && before.is_lowercase() => {
                label.push(' ');
                label.extend(c.to_lowercase());
            }
            c => label.push(c),
        }
        before = c;
    }
    label
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pipeline::{Pipeline, form::node_fields};

    fn ty(class: &str, name: &str) -> Option<&'static Type> {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create(class).unwrap();
        let fields = node_fields(pipeline.node(id).unwrap());
        fields.into_iter().find(|field| field.name == name)?.ty
    }

    #[test]
    fn lists_grow_and_shrink() {
        let sensors = ty("IMU", "imuSensors");
        let shape = Shape::of(sensors);
        let one = with_added(json!([]), &[], shape);
        assert_eq!(one[0]["reportRate"], json!(0));
        let path = [Step::Item(0), Step::Member("reportRate".into())];
        let set = with(one, &path, json!(100));
        assert_eq!(set[0]["reportRate"], json!(100));
        assert_eq!(without(set, &[Step::Item(0)]), json!([]));
        assert_eq!(without(json!([1]), &[Step::Item(7)]), json!([1]));
    }

    #[test]
    fn entries_have_keys_of_their_own() {
        let pins = Shape::of(ty("UVC", "gpioInit"));
        let two = with_added(with_added(json!([]), &[], pins), &[], pins);
        assert_eq!(two, json!([[0, 0], [1, 0]]));
        let masks = Shape::of(ty("DetectionParser", "parser.anchorMasks"));
        let two = with_added(with_added(json!({}), &[], masks), &[], masks);
        assert_eq!(two, json!({"name1": [], "name2": []}));
        let renamed_ = renamed(two.clone(), &[], "name1", "side26").unwrap();
        assert_eq!(renamed_.to_string(), r#"{"side26":[],"name2":[]}"#);
        assert_eq!(renamed(two.clone(), &[], "name1", "name2"), None);
        assert_eq!(renamed(two.clone(), &[], "name1", ""), None);
        let left = without(two, &[Step::Member("name1".into())]);
        assert_eq!(left, json!({"name2": []}));
    }

    #[test]
    fn names_become_labels() {
        assert_eq!(labelled("changeSensitivity"), "Change sensitivity");
        assert_eq!(labelled("x"), "X");
        assert_eq!(labelled("LOGITS_16"), "LOGITS 16");
    }
}
