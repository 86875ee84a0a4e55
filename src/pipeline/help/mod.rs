//! What a person must know about each property: label, meaning, unit, range, and what to set it with.
//!
//! `help.json` is the data, beside the catalog: entries for the global properties, entries that classes share
//! (`common`), and entries of single classes, which go first. `structures.json` has those of the board configuration and
//! of the structures inside of lists. A newer library version adds entries.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::types::Type;

static HELP: LazyLock<File> = LazyLock::new(|| {
    // A test proves that the shipped file parses.
    serde_json::from_str(include_str!("help.json")).unwrap_or_default()
});

/// Members of structures, by the name of the structure.
static STRUCTURES: LazyLock<Entries> =
    LazyLock::new(|| serde_json::from_str(include_str!("structures.json")).unwrap_or_default());

type Entries = BTreeMap<String, BTreeMap<String, Help>>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    globals: BTreeMap<String, Help>,
    common: BTreeMap<String, Help>,
    nodes: Entries,
}

/// What is known about a property.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// A short name for people.
    pub label: String,
    /// What it does, in a sentence or two.
    pub help: String,
    /// What to set it with.
    pub widget: Widget,
    /// Title of the part of the form it belongs to.
    pub group: String,
    /// Unit of a number, as people write it.
    #[serde(default)]
    pub unit: Option<String>,
    /// Smallest sensible value; the type may allow smaller ones.
    #[serde(default)]
    pub min: Option<f64>,
    /// Largest sensible value; the type may allow larger ones.
    #[serde(default)]
    pub max: Option<f64>,
    /// Whether most people never need it.
    #[serde(default)]
    pub advanced: bool,
}

/// Kinds of form elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Widget {
    /// On or off.
    Switch,
    /// One of a list; an optional yes or no has "not set" as well.
    Choice,
    /// A number.
    Number,
    /// A number that is found by trying.
    Slider,
    /// A number of four hexadecimal digits.
    Hex,
    /// A line of text.
    Text,
    /// One side of a picture, in pixels.
    Size,
    /// A camera socket.
    Socket,
    /// Several values.
    List,
    /// A file that travels with the pipeline.
    Asset,
    /// The source of a script.
    Script,
}

/// Help for a node's property by its dotted name.
pub fn property_help(class: &str, property: &str) -> Option<&'static Help> {
    let own = HELP.nodes.get(class).and_then(|own| own.get(property));
    own.or_else(|| HELP.common.get(property))
}

/// Help for a global property.
pub fn global_help(property: &str) -> Option<&'static Help> {
    HELP.globals.get(property)
}

/// Help for a member of a structure, by its dotted name.
pub fn member_help(structure: &str, member: &str) -> Option<&'static Help> {
    STRUCTURES.get(structure)?.get(member)
}

impl Help {
    /// Smallest and largest value that a form accepts for a type: the sensible range, else the type's.
    pub fn range(&self, ty: &Type) -> (Option<f64>, Option<f64>) {
        let (min, max) = match ty {
            Type::Optional(inner) => return self.range(inner),
            // Colours are bytes to people.
            Type::Char => (Some(0.0), Some(255.0)),
            // Beyond 53 bits a float is not exact, and nobody types such numbers.
            Type::Integer(integer) => (Some(integer.min() as f64), Some(integer.max() as f64)),
            _ => (None, None),
        };
        (self.min.or(min), self.max.or(max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{catalog::Catalog, types::Member};

    fn fits(widget: Widget, ty: &Type) -> bool {
        match (widget, ty) {
            (Widget::Choice, Type::Optional(inner)) => {
                matches!(**inner, Type::Bool | Type::Enum(_))
            }
            (_, Type::Optional(inner)) => fits(widget, inner),
            (Widget::Switch, Type::Bool) => true,
            (Widget::Choice | Widget::Socket, Type::Enum(_)) => true,
            (Widget::Slider | Widget::Number, Type::Integer(_) | Type::Float | Type::Double) => {
                true
            }
            (Widget::Number, Type::Char) | (Widget::Size | Widget::Hex, Type::Integer(_)) => true,
            (Widget::Text | Widget::Asset | Widget::Script, Type::Text) => true,
            (Widget::List, Type::Vector(_) | Type::Array(..) | Type::Map { .. }) => true,
            // The calibration.
            (Widget::Asset, Type::Structure(_)) => true,
            _ => false,
        }
    }

    fn check(place: &str, help: Option<&Help>, leaf: &Member) {
        let help = help.unwrap_or_else(|| panic!("{place} has no help"));
        assert!(
            help.help.ends_with('.') && help.help.len() > 10,
            "{place}: {}",
            help.help
        );
        assert!(!help.label.is_empty() && !help.group.is_empty(), "{place}");
        assert!(fits(help.widget, &leaf.ty), "{place}: {:?}", help.widget);
        if let Some(default) = leaf
            .default
            .as_f64()
            .filter(|_| !matches!(leaf.ty, Type::Enum(_)))
        {
            let (min, max) = help.range(&leaf.ty);
            assert!(
                min.is_none_or(|min| default >= min),
                "{place}: {default} is too small"
            );
            assert!(
                max.is_none_or(|max| default <= max),
                "{place}: {default} is too large"
            );
        }
        if help.widget == Widget::Slider {
            assert!(
                help.min.is_some() && help.max.is_some(),
                "{place} needs both ends"
            );
        }
    }

    #[test]
    fn every_property_has_help_and_a_default_in_range() {
        let catalog = Catalog::shipped();
        let mut n = 0;
        for (class, node) in &catalog.nodes {
            for (name, leaf) in node.properties.leaves() {
                check(
                    &format!("{class}.{name}"),
                    property_help(class, &name),
                    leaf,
                );
                n += 1;
            }
        }
        assert_eq!(n, 530);
        for member in &catalog.globals.members {
            check(&member.name, global_help(&member.name), member);
        }
    }

    #[test]
    fn members_of_structures_are_explained() {
        let entries: Entries = serde_json::from_str(include_str!("structures.json")).unwrap();
        for (structure, members) in &entries {
            for (member, help) in members {
                let place = format!("{structure}.{member}");
                assert!(help.help.ends_with('.'), "{place}: {}", help.help);
                assert!(!help.label.is_empty(), "{place}");
                assert_eq!(member_help(structure, member), Some(help), "{place}");
            }
        }
    }

    #[test]
    fn no_entry_is_for_nothing() {
        let file: File = serde_json::from_str(include_str!("help.json")).unwrap();
        let nodes = &Catalog::shipped().nodes;
        let has = |class: &str, name: &str| nodes[class].properties.member(name).is_some();
        for (class, own) in &file.nodes {
            for name in own.keys() {
                assert!(has(class, name), "{class}.{name}");
            }
        }
        for name in file.common.keys() {
            assert!(nodes.keys().any(|class| has(class, name)), "{name}");
        }
    }
}
