//! A draft of the configuration: the form and the document are two views of it.
//!
//! Only what was changed in the form is changed in the document, so keys that this page does not know stay, and keys that
//! the camera does not have are not invented.

use std::collections::BTreeMap;

use super::{Field, Problem};
use crate::{
    bootloader::{Config, ConfigChange, ConfigFinding, NetworkFinding},
    device::CameraInfo,
    transport::MxId,
};

/// What is being edited, and from what it started.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The camera it belongs to.
    pub camera: Option<MxId>,
    /// What the camera holds; without keys if it holds nothing.
    pub base: Config,
    /// What stands in the form's inputs.
    pub form: BTreeMap<Field, String>,
    /// What stands in the document's text.
    pub document: String,
    /// Which of the two is shown and counts.
    pub mode: Mode,
    /// Why a file could not be taken, or the document not be shown as a form.
    pub refused: Option<String>,
    /// The document that was sent last, to repeat it.
    pub sent: String,
}

/// The two views of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Field by field.
    #[default]
    Form,
    /// As JSON.
    Document,
}

/// Something that keeps a draft from being written.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// A text that is no value.
    Text(Field, Problem),
    /// A value that a camera would misread.
    Value(ConfigFinding),
    /// Settings that do not work together.
    Network(NetworkFinding),
    /// No document at all; the reader's words.
    Document(String),
}

impl Finding {
    /// The field beside which it is told, if the form has it.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Text(field, _) => Some(*field),
            Self::Value(finding) => Field::at(finding.field),
            Self::Network(finding) => Field::at(finding.field()),
            Self::Document(_) => None,
        }
    }
}

impl Default for State {
    fn default() -> Self {
        let mut state = Self {
            camera: None,
            base: Config::empty(),
            form: BTreeMap::new(),
            document: String::new(),
            mode: Mode::Form,
            refused: None,
            sent: String::new(),
        };
        state.load(Config::empty());
        state
    }
}

impl State {
    /// Takes in what a camera holds. A draft survives as long as the camera holds what it started from.
    pub fn sync(&mut self, info: &CameraInfo) {
        let base = info
            .config
            .as_deref()
            .and_then(|json| Config::from_json(json).ok())
            .unwrap_or_else(Config::empty);
        if self.camera.as_ref() != Some(&info.mx_id) || self.base != base {
            self.camera = Some(info.mx_id.clone());
            self.base = base.clone();
            self.load(base);
        }
    }

    /// Makes `config` the draft.
    pub fn load(&mut self, config: Config) {
        self.form = Field::ALL
            .into_iter()
            .map(|field| (field, field.text(&config)))
            .collect();
        self.document = config.to_json();
        self.refused = None;
    }

    /// What stands in a field.
    pub fn text(&self, field: Field) -> &str {
        self.form.get(&field).map_or("", String::as_str)
    }

    /// The draft as a document.
    ///
    /// # Errors
    ///
    /// Everything that keeps it from being written.
    pub fn draft(&self) -> Result<Config, Vec<Finding>> {
        let config = match self.mode {
            Mode::Form => self.read_form()?,
            Mode::Document => Config::from_json(&self.document)
                .map_err(|error| vec![Finding::Document(error.to_string())])?,
        };
        let mut findings: Vec<Finding> = config.check().into_iter().map(Finding::Value).collect();
        if findings.is_empty() {
            findings.extend(config.check_network().into_iter().map(Finding::Network));
        }
        if findings.is_empty() {
            Ok(config)
        } else {
            Err(findings)
        }
    }

    fn read_form(&self) -> Result<Config, Vec<Finding>> {
        // Whatever the document says beyond the fields stays, also when it was edited there first.
        let mut config = Config::from_json(&self.document).unwrap_or_else(|_| self.base.clone());
        let mut findings = Vec::new();
        for (field, text) in &self.form {
            if *text == field.text(&config) && config.get(field.path()).is_none() {
                continue;
            }
            match field.value(text) {
                Ok(value) => config.set(field.path(), value),
                Err(problem) => findings.push(Finding::Text(*field, problem)),
            }
        }
        if findings.is_empty() {
            Ok(config)
        } else {
            Err(findings)
        }
    }

    /// Whether the draft is not what the camera holds any more.
    pub fn is_touched(&self) -> bool {
        match self.draft() {
            Ok(draft) => draft != self.base,
            Err(_) => true,
        }
    }

    /// What writing the draft would change; empty if there is nothing to write or the draft has findings.
    pub fn changes(&self) -> Vec<ConfigChange> {
        self.draft()
            .map(|draft| self.base.difference(&draft))
            .unwrap_or_default()
    }

    /// Shows the other view, if the draft can be shown there; tells whether it could.
    pub fn switch(&mut self, mode: Mode) -> Result<(), String> {
        if mode == self.mode {
            return Ok(());
        }
        match mode {
            Mode::Document => {
                // A form with a wrong text has no document yet.
                let Ok(config) = self.read_form() else {
                    return Err(String::new());
                };
                self.document = config.to_json();
            }
            Mode::Form => {
                let config = Config::from_json(&self.document).map_err(|e| e.to_string())?;
                self.load(config);
            }
        }
        self.mode = mode;
        self.refused = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const STORED: &str =
        r#"{"appMem": 0, "future": {"a": [1]}, "network": {"timeoutMs": 5, "new": "x"}}"#;

    fn state(stored: &str) -> State {
        let mut state = State::default();
        let config = Config::from_json(stored).unwrap();
        state.base = config.clone();
        state.load(config);
        state
    }

    fn set(state: &mut State, field: Field, text: &str) {
        state.form.insert(field, text.to_owned());
    }

    #[test]
    fn an_untouched_draft_changes_nothing() {
        for stored in [STORED, "{}"] {
            let state = state(stored);
            assert_eq!(state.draft().as_ref(), Ok(&state.base));
            assert_eq!(state.changes(), []);
        }
    }

    #[test]
    fn only_what_was_changed_is_changed() {
        let mut state = state(STORED);
        set(&mut state, Field::Ipv4, "10.0.0.7");
        set(&mut state, Field::Ipv4Mask, "255.255.255.0");
        let draft = state.draft().unwrap();
        assert_eq!(
            serde_json::Value::Object(draft.document().clone()),
            json!({
                "appMem": 0, "future": {"a": [1]},
                "network": {"timeoutMs": 5, "new": "x", "ipv4": 117_440_522, "ipv4Mask": 16_777_215},
            })
        );
        let paths: Vec<_> = state.changes().into_iter().map(|it| it.path).collect();
        assert_eq!(paths, ["network.ipv4", "network.ipv4Mask"]);
    }

    #[test]
    fn findings_are_told_beside_their_fields() {
        let fields = |state: &State| -> Vec<_> {
            let findings = state.draft().unwrap_err();
            findings.iter().map(|it| it.field().unwrap()).collect()
        };
        let mut first = state(STORED);
        set(&mut first, Field::Mac, "nonsense");
        set(&mut first, Field::UsbTimeout, "");
        assert_eq!(fields(&first), [Field::Mac, Field::UsbTimeout]);
        assert_eq!(first.changes(), []);
        let mut second = state(STORED);
        set(&mut second, Field::StaticIpv4, "1");
        assert_eq!(fields(&second), [Field::Ipv4]);
    }

    #[test]
    fn both_views_show_the_same_draft() {
        let mut state = state(STORED);
        set(&mut state, Field::UsbTimeout, "100");
        state.switch(Mode::Document).unwrap();
        assert!(state.document.contains("\"timeoutMs\": 100"));
        state.document = state.document.replace("\"x\"", "\"y\"");
        state.switch(Mode::Form).unwrap();
        assert_eq!(state.text(Field::UsbTimeout), "100");
        let draft = state.draft().unwrap();
        assert_eq!(draft.get("network.new"), Some(&json!("y")));
        assert_eq!(draft.get("usb.timeoutMs"), Some(&json!(100)));
    }

    #[test]
    fn a_wrong_view_stays_until_it_is_right() {
        let mut state = state(STORED);
        set(&mut state, Field::Mac, "nonsense");
        assert!(state.switch(Mode::Document).is_err());
        assert_eq!(state.mode, Mode::Form);
        set(&mut state, Field::Mac, "");
        state.switch(Mode::Document).unwrap();
        state.document = "{".to_owned();
        assert!(state.switch(Mode::Form).is_err());
        assert!(matches!(
            state.draft().unwrap_err()[..],
            [Finding::Document(_)]
        ));
    }
}
