//! Errors beside the field: what is wrong with a typed value, before anything is built.

use std::net::Ipv4Addr;

use serde_json::Value;

use crate::{pipeline::recipe_info::ParameterKind, text::page::application as w};

/// What is wrong with `value`, if anything.
pub fn check(kind: &ParameterKind, value: &Value) -> Option<String> {
    match kind {
        ParameterKind::Integer { min, max } => match value.as_i64() {
            None => Some(w::NOT_WHOLE.to_owned()),
            Some(number) if number < *min || number > *max => Some(w::out_of_range(min, max)),
            Some(_) => None,
        },
        ParameterKind::Number { min, max, .. } => match value.as_f64() {
            None => Some(w::NOT_NUMBER.to_owned()),
            Some(number) if !(*min..=*max).contains(&number) => Some(w::out_of_range(min, max)),
            Some(_) => None,
        },
        ParameterKind::Ip => match value.as_str().map(str::parse::<Ipv4Addr>) {
            Some(Ok(_)) => None,
            _ => Some(w::NOT_IP.to_owned()),
        },
        ParameterKind::Text { required: true, .. }
            if value.as_str().is_none_or(|text| text.trim().is_empty()) =>
        {
            Some(w::EMPTY.to_owned())
        }
        ParameterKind::Text { .. } | ParameterKind::Choice { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_have_limits() {
        let kind = ParameterKind::Integer { min: 1, max: 60 };
        assert_eq!(check(&kind, &json!(30)), None);
        assert!(check(&kind, &json!(61)).unwrap().contains("1 to 60"));
        assert_eq!(check(&kind, &json!("")), Some(w::NOT_WHOLE.to_owned()));
        assert_eq!(check(&kind, &json!(1.5)), Some(w::NOT_WHOLE.to_owned()));
    }

    #[test]
    fn addresses_are_numbers_not_names() {
        assert_eq!(check(&ParameterKind::Ip, &json!("192.168.1.44")), None);
        let name = check(&ParameterKind::Ip, &json!("broker.local"));
        assert_eq!(name, Some(w::NOT_IP.to_owned()));
    }
}
