//! From the values a recipe writes to the values a node takes: references to the form, names of enumerations, members
//! left out.

use serde_json::{Map, Value};

use super::values::Values;
use crate::pipeline::{recipe_info::Reference, types::Type};

/// Puts the form's values in place of references, at any depth. The message of a failure names the reference.
pub(super) fn resolve(value: &Value, values: &Values<'_>) -> Result<Value, String> {
    match value {
        Value::Object(object) if object.contains_key("parameter") => {
            let reference: Reference = serde_json::from_value(value.clone())
                .map_err(|error| format!("reference {value}: {error}"))?;
            let resolved = reference.resolve(|id| values.get(id).cloned());
            resolved.ok_or_else(|| format!("reference {value} stands for nothing"))
        }
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| Ok((name.clone(), resolve(value, values)?)))
            .collect::<Result<Map<_, _>, String>>()
            .map(Value::Object),
        Value::Array(items) => items.iter().map(|item| resolve(item, values)).collect(),
        other => Ok(other.clone()),
    }
}

/// Completes a value for its type: enumerations by name, members that are left out by their defaults.
pub(super) fn complete(value: Value, ty: &Type) -> Value {
    match (ty, value) {
        (Type::Enum(enumeration), Value::String(name)) => {
            let mut names = enumeration.values.iter();
            let found = names.find(|(known, _)| *known == name);
            found.map_or_else(
                || Value::String(name.clone()),
                |(_, number)| (*number).into(),
            )
        }
        (Type::Optional(inner), value) if !value.is_null() => complete(value, inner),
        (Type::Vector(item) | Type::Array(item, _), Value::Array(items)) => items
            .into_iter()
            .map(|value| complete(value, item))
            .collect(),
        (Type::Structure(structure), Value::Object(mut given)) => {
            let members = structure.members.iter().map(|member| {
                let value = given.remove(&member.name);
                let value = value.map(|value| complete(value, &member.ty));
                (
                    member.name.clone(),
                    value.unwrap_or_else(|| member.default.clone()),
                )
            });
            let mut all: Map<_, _> = members.collect();
            // What the structure does not have is refused where the value is set.
            all.extend(given);
            Value::Object(all)
        }
        (_, value) => value,
    }
}
