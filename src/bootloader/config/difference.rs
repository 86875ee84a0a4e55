//! What differs between two configurations, value by value.

use serde_json::{Map, Value};

use super::Config;

/// A value that is not the same in both.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigChange {
    /// Dotted path; a dot inside a key is not told apart.
    pub path: String,
    /// Before; `None` if it was not there.
    pub from: Option<Value>,
    /// After; `None` if it is not there any more.
    pub to: Option<Value>,
}

pub(super) fn difference(from: &Config, to: &Config) -> Vec<ConfigChange> {
    let mut changes = Vec::new();
    objects("", &from.document, &to.document, &mut changes);
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

/// The depth is bounded by that of documents ([`super::MAX_CONFIG_DEPTH`]).
fn objects(
    path: &str,
    from: &Map<String, Value>,
    to: &Map<String, Value>,
    changes: &mut Vec<ConfigChange>,
) {
    let join = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    for (key, before) in from {
        match (before, to.get(key)) {
            (Value::Object(before), Some(Value::Object(after))) => {
                objects(&join(key), before, after, changes);
            }
            (Value::Object(before), None) if !before.is_empty() => {
                objects(&join(key), before, &Map::new(), changes);
            }
            (before, after) if Some(before) != after => changes.push(ConfigChange {
                path: join(key),
                from: Some(before.clone()),
                to: after.cloned(),
            }),
            _ => {}
        }
    }
    for (key, after) in to.iter().filter(|(key, _)| !from.contains_key(*key)) {
        match after {
            Value::Object(after) if !after.is_empty() => {
                objects(&join(key), &Map::new(), after, changes);
            }
            after => changes.push(ConfigChange {
                path: join(key),
                from: None,
                to: Some(after.clone()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_changed_value_is_told_once() {
        let from = Config::from_json(r#"{"a": 1, "b": {"c": [1], "d": true}, "gone": 0}"#).unwrap();
        let to = Config::from_json(r#"{"new": {"x": 1}, "b": {"c": [2], "d": true}, "a": 1}"#);
        let changes = from.difference(&to.unwrap());
        let change = |path: &str, from, to| ConfigChange {
            path: path.to_owned(),
            from,
            to,
        };
        assert_eq!(
            changes,
            [
                change("b.c", Some(json!([1])), Some(json!([2]))),
                change("gone", Some(json!(0)), None),
                change("new.x", None, Some(json!(1))),
            ]
        );
        assert_eq!(from.difference(&from), []);
    }
}
