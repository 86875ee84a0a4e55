//! Every sentence a person reads, in one catalogue, for the page and the command line.
//!
//! Sentence case, the field's own words, no blame: what happened, what it means, what to do. The device's own words
//! are quoted, never reworded.

mod engine;
mod failure;
mod notice;
pub mod page;
mod repair;
mod script;
pub mod units;
mod words;

pub use engine::{
    bad_content, bad_file, empty_recording, no_application, no_backup, no_plan, no_virtual_camera,
    not_an_application, not_forgotten, package_difference, pipeline_unread, type_the_word,
    unknown_profile,
};
pub use failure::{failure, failure_lines, verdict};
pub use notice::{power_cut, refusal, waiting, warning};
pub use repair::{backup_difference, finding, repair};
pub use script::script_problem;
pub use words::{
    bytes_text, connect_phase, duration_text, evidence, kind, memory, operation, region,
    speed_text, stage, state, unplug,
};

/// One thing told to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened, without a final period.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What to do, one step; may be empty.
    pub next: String,
}

impl Notice {
    fn new(title: impl Into<String>, meaning: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            meaning: meaning.into(),
            next: next.into(),
        }
    }

    /// Title, meaning and next step as one paragraph.
    pub fn paragraph(&self) -> String {
        let mut text = self.title.clone();
        for part in [&self.meaning, &self.next] {
            if !part.is_empty() {
                let end = if text.ends_with('.') { " " } else { ". " };
                text.push_str(end);
                text.push_str(part);
            }
        }
        text
    }
}
