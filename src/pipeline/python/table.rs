//! How Python reaches the properties of each node class, as data.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

static TABLE: LazyLock<BTreeMap<String, Ways>> = LazyLock::new(|| {
    // A test proves that the shipped file parses.
    serde_json::from_str(include_str!("python.json")).unwrap_or_default()
});

/// The ways to the properties of one node class.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ways {
    /// Setters and what they set, in the order of their arguments; they change nothing else.
    #[serde(default)]
    pub(super) setters: BTreeMap<String, Vec<String>>,
    /// Properties of a raw configuration, reached by `get()` and `set()` of its object.
    #[serde(default)]
    pub(super) raw: Vec<String>,
    /// Properties that can be assigned below `properties`.
    #[serde(default)]
    pub(super) assigned: Vec<String>,
    /// What the calls of [`super::special`] change besides what they are for.
    #[serde(default)]
    pub(super) touches: BTreeMap<String, Vec<String>>,
}

/// The ways of a class.
pub(super) fn ways(class: &str) -> Option<&'static Ways> {
    TABLE.get(class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::catalog::Catalog;

    #[test]
    fn the_table_names_properties_of_the_catalog() {
        let table: BTreeMap<String, Ways> =
            serde_json::from_str(include_str!("python.json")).unwrap();
        let nodes = &Catalog::shipped().nodes;
        assert!(table.keys().eq(nodes.keys()));
        for (class, ways) in &table {
            let names = ways.setters.values().flatten().chain(&ways.raw);
            for name in names
                .chain(&ways.assigned)
                .chain(ways.touches.values().flatten())
            {
                assert!(
                    nodes[class].properties.member(name).is_some(),
                    "{class}.{name}"
                );
            }
        }
    }
}
