//! Properties as a form sees them: fields in groups, texts for values and values for texts.
//!
//! One form serves the properties of nodes, the global properties and the board configuration. What the shipped library
//! version does not know is a field as well, without help, so that nothing is hidden.

mod board;
mod files;
mod ports;
mod sections;
mod shape;
mod text;

use serde_json::Value;

pub use self::{
    board::{BoardForm, board_fields},
    files::{AssetRow, FileSlot, node_files, pipeline_files},
    ports::{PortAt, PortGroup, PortRow, port_groups, port_rows},
    sections::{FieldSection, field_sections},
    shape::{Path, Shape, Step, labelled, renamed, with, with_added, without},
};
use super::{
    Node, Pipeline,
    catalog::Catalog,
    help::{Help, Widget, global_help, property_help},
    types::{Structure, Type},
    wire,
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
    /// Whether the nodes that are shown together have different values here; this is the first one's.
    pub mixed: bool,
}

impl Field {
    /// Whether it differs from a fresh node's.
    pub fn changed(&self) -> bool {
        self.mixed || self.default.is_some_and(|default| *default != self.value)
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

    /// Whether most people never need it.
    pub fn advanced(&self) -> bool {
        self.help.is_none_or(|help| help.advanced)
    }

    /// How its value is edited.
    pub fn shape(&self) -> Shape {
        Shape::of(self.ty)
    }

    /// The choices of an enumeration: each value once, with its first name.
    pub fn choices(&self) -> Vec<(&'static str, i64)> {
        match self.shape().inner() {
            Shape::Choice(enumeration) => shape::choices(enumeration),
            _ => Vec::new(),
        }
    }

    /// Whether it may be left empty.
    pub const fn optional(&self) -> bool {
        matches!(self.ty, Some(Type::Optional(_)))
    }

    /// The value as a person types it.
    pub fn text(&self) -> String {
        if self.mixed {
            return String::new();
        }
        match (self.widget(), self.value.as_u64()) {
            (Widget::Hex, Some(number)) => format!("{number:#06x}"),
            _ => text::show(self.ty, &self.value),
        }
    }

    /// The value that a typed text stands for, or a sentence about what is wrong with it.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let Some(ty) = self.ty else {
            return text::json(text);
        };
        let value = match self.widget() {
            Widget::Hex => text::hexadecimal(text)?,
            _ => text::parse(ty, text)?,
        };
        self.accept(value)
    }

    /// The value as a package keeps it, or a sentence about what is wrong with it.
    pub fn accept(&self, value: Value) -> Result<Value, String> {
        let Some(ty) = self.ty else {
            return Ok(value);
        };
        let number = match ty {
            Type::Char => value.as_f64().map(|byte| byte.rem_euclid(256.0)),
            _ => value.as_f64(),
        };
        if let Some((number, help)) = number.zip(self.help) {
            text::within(number, help.range(ty))?;
        }
        wire::canonical(&value, ty).map_err(|unfit| text::refusal(&unfit))
    }

    /// The value that a file in JSON holds, such as a calibration; members it leaves out have their defaults.
    pub fn parse_file(&self, bytes: &[u8]) -> Result<Value, String> {
        let mut value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if let Some(ty) = self.ty {
            text::complete(ty, &mut value);
        }
        self.accept(value)
    }

    /// The text of a number that is some steps away, inside of the range; nothing where no number stands.
    pub fn stepped(&self, steps: f64) -> Option<String> {
        if !matches!(self.shape().inner(), Shape::Number) || self.widget() == Widget::Hex {
            return None;
        }
        let value: f64 = self.text().parse().ok()?;
        let ty = match self.ty {
            Some(Type::Optional(inner)) => inner.as_ref(),
            other => other?,
        };
        let fine = matches!(ty, Type::Float | Type::Double);
        let (min, max) = self.range();
        let stepped = if fine {
            (value * 10.0 + steps).round() / 10.0
        } else {
            value + steps
        };
        let low = min.unwrap_or(f64::NEG_INFINITY);
        let high = max.unwrap_or(f64::INFINITY);
        Some(stepped.max(low).min(high).to_string())
    }

    /// Smallest and largest value that is taken.
    pub fn range(&self) -> (Option<f64>, Option<f64>) {
        let range = self.help.zip(self.ty).map(|(help, ty)| help.range(ty));
        range.unwrap_or_default()
    }

    /// The default as a person types it.
    pub fn default_text(&self) -> Option<String> {
        let fresh = Self {
            value: self.default?.clone(),
            mixed: false,
            ..self.clone()
        };
        match (fresh.shape().inner(), &fresh.value) {
            (Shape::Choice(enumeration), value) => shape::choice_name(enumeration, value),
            _ => Some(fresh.text()),
        }
    }
}

/// The fields that nodes have in common, in the order of the first one's groups; the values are the first one's.
pub fn shared_fields(nodes: &[&Node]) -> Vec<Field> {
    let Some((first, others)) = nodes.split_first() else {
        return Vec::new();
    };
    let mut shared = node_fields(first);
    for other in others {
        let other_type = other.node_type();
        shared.retain_mut(|field| {
            let pointer = format!("/{}", field.name.replace('.', "/"));
            let Some(value) = other.properties.pointer(&pointer) else {
                return false;
            };
            field.mixed |= *value != field.value;
            other_type.and_then(|it| it.properties.member(&field.name)) == field.ty
        });
    }
    shared
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

/// The fields of a structure and of what else is in its value.
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
                mixed: false,
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
                mixed: false,
            }),
        }
    }
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
        assert_eq!(anchors.parse("[10, 14.5]"), Ok(json!([10.0, 14.5])));
        assert_eq!(
            anchors.parse("10 14,5;7"),
            Ok(json!([10.0, 14.0, 5.0, 7.0]))
        );
        assert!(anchors.parse("10, many").unwrap_err().contains("a number"));
        let rows = field("PointCloud", "initialConfig.transformationMatrix");
        assert_eq!(rows.parse(&rows.text()), Ok(rows.value.clone()));
        assert!(rows.parse("1, 2\n3, 4").unwrap_err().contains('4'));
    }

    #[test]
    fn numbers_go_in_steps() {
        let mut fps = field("ColorCamera", "fps");
        assert_eq!(fps.stepped(1.0).as_deref(), Some("30.1"));
        fps.value = json!(240.0);
        assert_eq!(fps.stepped(10.0).as_deref(), Some("240"));
        let width = field("ColorCamera", "previewWidth");
        assert_eq!(width.stepped(-10.0).as_deref(), Some("290"));
        assert_eq!(field("Cast", "scale").stepped(1.0), None);
        assert_eq!(field("ColorCamera", "boardSocket").stepped(1.0), None);
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
    fn nodes_show_what_they_share() {
        let mut pipeline = Pipeline::default();
        let one = pipeline.create("MonoCamera").unwrap();
        let two = pipeline.create("ColorCamera").unwrap();
        pipeline.set(two, "fps", 12.0).unwrap();
        let nodes = [pipeline.node(one).unwrap(), pipeline.node(two).unwrap()];
        let fields = shared_fields(&nodes);
        let fps = fields.iter().find(|field| field.name == "fps").unwrap();
        assert!(fps.mixed && fps.changed() && fps.text().is_empty());
        assert!(fields.iter().all(|field| field.name != "previewWidth"));
        // The enumerations of resolutions differ.
        assert!(fields.iter().all(|field| field.name != "resolution"));
        assert!(shared_fields(&[]).is_empty());
    }

    #[test]
    fn a_calibration_comes_from_a_file() {
        let fields = global_fields(&Pipeline::default());
        let mut fields = fields.into_iter();
        let calibration = fields.find(|field| field.name == "calibData").unwrap();
        let file = br#"{"boardName": "DM9098", "cameraData": [[0, {"width": 1280}]]}"#;
        let value = calibration.parse_file(file).unwrap();
        assert_eq!(value["boardName"], json!("DM9098"));
        assert_eq!(value["cameraData"][0][1]["width"], json!(1280));
        assert_eq!(value["cameraData"][0][1]["height"], json!(0));
        assert!(calibration.parse_file(b"[]").is_err());
        assert!(calibration.parse_file(b"{").is_err());
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
