//! The properties of a node as a form sees them: fields in groups, texts for values and values for texts.
//!
//! What the shipped library version does not know is a field as well, without help, so that nothing is hidden.

use serde_json::Value;

use super::{
    Node, Pipeline,
    catalog::Catalog,
    help::{Help, Widget, global_help, property_help},
    types::{Structure, Type},
};

/// Title of the group of fields that the library version does not know.
pub const UNKNOWN_GROUP: &str = "Unknown to this version";

/// One property.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Dotted name.
    pub name: String,
    /// What people must know; nothing for properties of another library version.
    pub help: Option<&'static Help>,
    /// Type; nothing for properties of another library version.
    pub ty: Option<&'static Type>,
    /// The value.
    pub value: Value,
    /// The value of a fresh node; nothing for properties of another library version.
    pub default: Option<&'static Value>,
}

impl Field {
    /// Whether it differs from a fresh node's.
    pub fn changed(&self) -> bool {
        self.default.is_some_and(|default| *default != self.value)
    }

    /// What it is called.
    pub fn label(&self) -> &str {
        self.help.map_or(&self.name, |help| &help.label)
    }

    /// Title of its group.
    pub fn group(&self) -> &str {
        self.help.map_or(UNKNOWN_GROUP, |help| &help.group)
    }

    /// What it is set with.
    pub fn widget(&self) -> Widget {
        self.help.map_or(Widget::List, |help| help.widget)
    }

    /// Whether every word of a query is in its name, label, group or help.
    pub fn matches(&self, query: &str) -> bool {
        let help = self.help.map_or("", |help| help.help.as_str());
        let text = [self.name.as_str(), self.label(), self.group(), help].join(" ");
        let text = text.to_lowercase();
        let query = query.to_lowercase();
        query.split_whitespace().all(|word| text.contains(word))
    }

    /// The choices of an enumeration: each value once, with its first name.
    pub fn choices(&self) -> Vec<(&'static str, i64)> {
        let ty = match self.ty {
            Some(Type::Optional(inner)) => Some(inner.as_ref()),
            other => other,
        };
        let Some(Type::Enum(enumeration)) = ty else {
            return Vec::new();
        };
        let mut choices: Vec<(&str, i64)> = Vec::new();
        for (name, value) in &enumeration.values {
            if !choices.iter().any(|(_, other)| other == value) {
                choices.push((name, *value));
            }
        }
        choices
    }

    /// Whether it may be left empty.
    pub const fn optional(&self) -> bool {
        matches!(self.ty, Some(Type::Optional(_)))
    }

    /// The value as a person types it.
    pub fn text(&self) -> String {
        show(self.ty, &self.value)
    }

    /// The value that a typed text stands for, or a sentence about what is wrong with it.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let Some(ty) = self.ty else {
            return json(text);
        };
        let value = parse(ty, text)?;
        let typed = match (&value, ty) {
            (Value::Number(number), Type::Char) => {
                number.as_f64().map(|byte| byte.rem_euclid(256.0))
            }
            (Value::Number(number), _) => number.as_f64(),
            _ => None,
        };
        if let Some((number, help)) = typed.zip(self.help) {
            within(number, help.range(ty))?;
        }
        Ok(value)
    }
}

/// The fields of a node, in the order of its groups.
pub fn node_fields(node: &Node) -> Vec<Field> {
    let node_type = node.node_type();
    let class = node_type.map_or("", |node_type| &node_type.class);
    let known = node_type.map(|node_type| &node_type.properties);
    fields(known, &node.properties, |name| property_help(class, name))
}

/// The global properties.
pub fn global_fields(pipeline: &Pipeline) -> Vec<Field> {
    let values = Value::Object(pipeline.global_properties().clone());
    fields(Some(&Catalog::shipped().globals), &values, global_help)
}

fn fields(
    known: Option<&'static Structure>,
    values: &Value,
    help: impl Fn(&str) -> Option<&'static Help>,
) -> Vec<Field> {
    let leaves = known.map(Structure::leaves).unwrap_or_default();
    let mut fields: Vec<_> = leaves
        .into_iter()
        .filter_map(|(name, leaf)| {
            let value = values.pointer(&format!("/{}", name.replace('.', "/")))?;
            Some(Field {
                help: help(&name),
                ty: Some(&leaf.ty),
                value: value.clone(),
                default: Some(&leaf.default),
                name,
            })
        })
        .collect();
    unknown("", known, values, &mut fields);
    let mut groups: Vec<String> = Vec::new();
    for field in &fields {
        if !groups.iter().any(|group| group == field.group()) {
            groups.push(field.group().to_owned());
        }
    }
    fields.sort_by_key(|field| groups.iter().position(|group| group == field.group()));
    fields
}

/// Adds what the type does not have.
fn unknown(prefix: &str, known: Option<&Structure>, values: &Value, fields: &mut Vec<Field>) {
    for (name, value) in values.as_object().into_iter().flatten() {
        let full = format!("{prefix}{name}");
        match known.and_then(|known| known.member(name)) {
            Some(Type::Structure(inner)) => {
                unknown(&format!("{full}."), Some(inner), value, fields)
            }
            Some(_) => {}
            None => fields.push(Field {
                name: full,
                help: None,
                ty: None,
                value: value.clone(),
                default: None,
            }),
        }
    }
}

fn show(ty: Option<&Type>, value: &Value) -> String {
    match (ty, value) {
        (_, Value::Null) => String::new(),
        (Some(Type::Optional(inner)), _) => show(Some(inner), value),
        (_, Value::String(text)) => text.clone(),
        // The cast is exact: the value came from 32 bits.
        (Some(Type::Float), Value::Number(number)) => number
            .as_f64()
            .map_or_else(|| value.to_string(), |number| (number as f32).to_string()),
        (Some(Type::Char), _) => value.as_i64().map_or_else(
            || value.to_string(),
            |number| number.rem_euclid(256).to_string(),
        ),
        _ => value.to_string(),
    }
}

fn parse(ty: &Type, text: &str) -> Result<Value, String> {
    let trimmed = text.trim();
    match ty {
        Type::Optional(_) if trimmed.is_empty() => Ok(Value::Null),
        Type::Optional(inner) => parse(inner, text),
        Type::Text => Ok(text.into()),
        Type::Integer(_) | Type::Enum(_) => trimmed
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_error| trimmed.parse::<u64>().map(Value::from))
            .map_err(|_error| "a whole number must be here".to_owned()),
        Type::Char => match trimmed.parse::<u8>() {
            Ok(byte) => Ok(byte.cast_signed().into()),
            Err(_) => Err("a whole number from 0 to 255 must be here".into()),
        },
        Type::Float | Type::Double => match trimmed.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number.into()),
            _ => Err("a number must be here".into()),
        },
        _ => json(text),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("this is not a list in JSON: {error}"))
}

fn within(number: f64, (min, max): (Option<f64>, Option<f64>)) -> Result<(), String> {
    let low = min.is_some_and(|min| number < min);
    let high = max.is_some_and(|max| number > max);
    if !low && !high {
        return Ok(());
    }
    Err(match (min, max) {
        (Some(min), Some(max)) => format!("a number from {min} to {max} must be here"),
        (Some(min), None) => format!("a number from {min} on must be here"),
        (_, Some(max)) => format!("a number up to {max} must be here"),
        (None, None) => "this number is too far off".into(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(class: &str, name: &str) -> Field {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create(class).unwrap();
        let fields = node_fields(pipeline.node(id).unwrap());
        fields.into_iter().find(|field| field.name == name).unwrap()
    }

    #[test]
    fn every_default_survives_its_own_text() {
        for class in Catalog::shipped().nodes.keys() {
            let mut pipeline = Pipeline::default();
            let id = pipeline.create(class).unwrap();
            let fields = node_fields(pipeline.node(id).unwrap());
            for field in &fields {
                assert!(!field.changed(), "{class}.{}", field.name);
                if matches!(field.widget(), Widget::Switch) {
                    continue;
                }
                let value = field.parse(&field.text()).unwrap();
                pipeline.set(id, &field.name, value).unwrap();
            }
            assert_eq!(node_fields(pipeline.node(id).unwrap()), fields, "{class}");
        }
    }

    #[test]
    fn texts_are_checked() {
        let fps = field("ColorCamera", "fps");
        assert_eq!(fps.parse("12.5"), Ok(json!(12.5)));
        assert!(fps.parse("many").unwrap_err().contains("a number"));
        assert!(fps.parse("1000").unwrap_err().contains("from 0.1 to 240"));
        let width = field("ColorCamera", "previewWidth");
        assert!(width.parse("12.5").unwrap_err().contains("whole"));
        let red = field("ImageManip", "initialConfig.resizeConfig.bgRed");
        assert_eq!(red.parse("200"), Ok(json!(-56)));
        let scale = field("Cast", "scale");
        assert_eq!((scale.parse(""), scale.optional()), (Ok(Value::Null), true));
        let anchors = field("YoloDetectionNetwork", "parser.anchors");
        assert_eq!(anchors.parse("[10, 14.5]"), Ok(json!([10, 14.5])));
        assert!(anchors.parse("10, 14").unwrap_err().contains("JSON"));
    }

    #[test]
    fn fields_are_found_by_their_words() {
        let mode = field("ColorCamera", "initialControl.antiBandingMode");
        for query in ["", "band", "50 hz", "exposure mains", "antiBandingMode"] {
            assert!(mode.matches(query), "{query}");
        }
        assert!(!mode.matches("focus"));
        let names: Vec<_> = field("ColorCamera", "boardSocket").choices();
        assert_eq!(names.first(), Some(&("AUTO", -1)));
        assert_eq!(names.iter().filter(|(_, value)| *value == 0).count(), 1);
    }

    #[test]
    fn what_is_unknown_is_shown() {
        let mut pipeline = Pipeline::default();
        let id = pipeline.create("Script").unwrap();
        let mut node = pipeline.node(id).unwrap().clone();
        node.properties["future"] = json!({"mode": 1});
        let fields = node_fields(&node);
        let last = fields.last().unwrap();
        assert_eq!(
            (last.name.as_str(), last.group()),
            ("future", UNKNOWN_GROUP)
        );
        assert_eq!(last.parse("{\"mode\": 2}"), Ok(json!({"mode": 2})));
        assert_eq!(global_fields(&pipeline).len(), 10);
    }
}
