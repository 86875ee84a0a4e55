//! Values of a form, checked against the parameters.

use core::net::Ipv4Addr;

use serde_json::{Map, Value};

use crate::pipeline::{
    PipelineError,
    recipe_info::{Parameter, ParameterKind},
};

/// Checked values by parameter id: texts for choices, texts and addresses, numbers for numbers.
pub(super) struct Values<'a> {
    parameters: &'a [Parameter],
    values: Map<String, Value>,
}

impl<'a> Values<'a> {
    /// Checks `given`; missing values take their defaults. Numbers may come as texts, as form fields hold them.
    pub(super) fn new(
        parameters: &'a [Parameter],
        given: &Map<String, Value>,
    ) -> Result<Self, PipelineError> {
        let known = |id: &String| parameters.iter().any(|parameter| parameter.id == *id);
        if let Some(id) = given.keys().find(|id| !known(id)) {
            let ids: Vec<_> = parameters.iter().map(|p| p.id.as_str()).collect();
            return Err(PipelineError::Parameter {
                id: id.clone(),
                label: id.clone(),
                problem: format!("there is no such parameter; known are {}", ids.join(", ")),
            });
        }
        let values = parameters
            .iter()
            .map(|parameter| {
                let value = given.get(&parameter.id).unwrap_or(&parameter.default);
                Ok((parameter.id.clone(), check(parameter, value)?))
            })
            .collect::<Result<_, PipelineError>>()?;
        Ok(Self { parameters, values })
    }

    /// A value.
    pub(super) fn get(&self, id: &str) -> Option<&Value> {
        self.values.get(id)
    }

    /// A choice, text or address.
    pub(super) fn text(&self, id: &str) -> &str {
        self.values
            .get(id)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A whole number.
    pub(super) fn integer(&self, id: &str) -> i64 {
        self.values
            .get(id)
            .and_then(Value::as_i64)
            .unwrap_or_default()
    }

    /// A number.
    pub(super) fn number(&self, id: &str) -> f64 {
        self.values
            .get(id)
            .and_then(Value::as_f64)
            .unwrap_or_default()
    }

    /// Words between commas, without blanks around them and without empty ones.
    pub(super) fn words(&self, id: &str) -> Vec<&str> {
        let words = self.text(id).split(',').map(str::trim);
        words.filter(|word| !word.is_empty()).collect()
    }

    /// The error about a parameter's value.
    pub(super) fn problem(&self, id: &str, problem: impl Into<String>) -> PipelineError {
        let found = self.parameters.iter().find(|parameter| parameter.id == id);
        PipelineError::Parameter {
            id: id.to_owned(),
            label: found.map_or_else(|| id.to_owned(), |parameter| parameter.label.clone()),
            problem: problem.into(),
        }
    }
}

fn check(parameter: &Parameter, value: &Value) -> Result<Value, PipelineError> {
    let refuse = |problem: String| PipelineError::Parameter {
        id: parameter.id.clone(),
        label: parameter.label.clone(),
        problem,
    };
    let text = || value.as_str().map(str::trim);
    match &parameter.kind {
        ParameterKind::Choice { options } => {
            let chosen = text().filter(|text| options.iter().any(|option| option.value == *text));
            chosen.map(Value::from).ok_or_else(|| {
                let values: Vec<_> = options.iter().map(|option| option.value.as_str()).collect();
                refuse(format!("choose one of {}", values.join(", ")))
            })
        }
        ParameterKind::Integer { min, max } => {
            let number = value.as_i64().or_else(|| text()?.parse().ok());
            let number = number.filter(|number| (min..=max).contains(&number));
            number
                .map(Value::from)
                .ok_or_else(|| refuse(format!("enter a whole number from {min} to {max}")))
        }
        ParameterKind::Number { min, max, .. } => {
            let number = value.as_f64().or_else(|| text()?.parse().ok());
            let number = number.filter(|number| (*min..=*max).contains(number));
            number
                .map(Value::from)
                .ok_or_else(|| refuse(format!("enter a number from {min} to {max}")))
        }
        ParameterKind::Text {
            max_chars,
            required,
        } => match text() {
            Some("") if *required => Err(refuse("enter a text".into())),
            Some(text) if text.chars().count() > *max_chars => {
                Err(refuse(format!("enter at most {max_chars} characters")))
            }
            Some(text) if text.chars().any(char::is_control) => {
                Err(refuse("enter one line without control characters".into()))
            }
            Some(text) => Ok(text.into()),
            None => Err(refuse("enter a text".into())),
        },
        ParameterKind::Ip => address(text().unwrap_or_default())
            .map(|address| address.to_string().into())
            .map_err(refuse),
    }
}

fn address(text: &str) -> Result<Ipv4Addr, String> {
    const ENTER: &str = "enter an IPv4 address such as 192.168.1.10";
    match text.parse::<Ipv4Addr>() {
        Ok(address) if address.is_unspecified() => Err(format!("{address} is no host; {ENTER}")),
        Ok(address) => Ok(address),
        Err(_) if text.contains(|c: char| c.is_ascii_alphabetic()) && !text.contains(':') => {
            Err(format!("a camera cannot look up the name {text}; {ENTER}"))
        }
        Err(_) => Err(ENTER.to_owned()),
    }
}
