//! An opened recording: what it is, and what was said, line by line.

use serde_json::Value;

use crate::{
    bootloader::{Request, Response},
    device::{Outcome, Plan},
    engine::protocol::NamedFile,
    recording::{Direction, Happening, Recording, from_hex},
    text::{self, page::panel::recorder as w},
};

/// Most lines that are shown; the rest is in the file.
const MOST_LINES: usize = 400;
/// A line that is longer is cut, in characters.
const LONGEST_LINE: usize = 160;

/// A recording and what is shown of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tape {
    /// The file.
    pub file: NamedFile,
    /// The camera's identity; empty if nothing tells.
    pub mx_id: String,
    /// Program, browser, system.
    pub environment: Vec<(String, String)>,
    /// The plan that was carried out.
    pub plan: Option<Plan>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Number of entries, and of those that were forgotten.
    pub entries: (usize, u64),
    /// Seconds from the first to the last one.
    pub secs: f64,
    /// The steps of the part that is played, the connecting first.
    pub steps: Vec<Value>,
    /// What was said then, line by line.
    pub lines: Vec<String>,
}

impl Tape {
    /// Reads a file; the error is a sentence.
    pub fn read(file: NamedFile) -> Result<Self, String> {
        let recording = Recording::read(&file.bytes);
        let recording = recording.map_err(|error| text::bad_file(&file.name, &error))?;
        let about = &recording.about;
        let mx_id = [&about.camera, &about.plan]
            .iter()
            .find_map(|facts| facts.get("mx_id")?.as_str())
            .unwrap_or_default()
            .to_owned();
        let session = recording.last_session();
        let start = session.entries.first().map_or(0, |entry| entry.micros);
        let micros = |entry: Option<&crate::recording::Entry>| entry.map_or(0, |it| it.micros);
        let lasted =
            micros(recording.entries.last()).saturating_sub(micros(recording.entries.first()));
        let lines = session.entries.iter().filter_map(|entry| {
            let secs = entry.micros.saturating_sub(start) as f64 / 1e6;
            Some(format!("{secs:9.3}  {}", line(&entry.happening)?))
        });
        Ok(Self {
            environment: about.environment.clone().into_iter().collect(),
            plan: serde_json::from_value(about.plan.clone()).ok(),
            outcome: serde_json::from_value(about.outcome.clone()).ok(),
            entries: (recording.entries.len(), recording.dropped),
            secs: lasted as f64 / 1e6,
            steps: session.steps().into_iter().cloned().collect(),
            lines: lines.take(MOST_LINES).collect(),
            mx_id,
            file,
        })
    }
}

/// What happened, in one line; nothing for transfers, and for the notes that say a packet once more.
fn line(happening: &Happening) -> Option<String> {
    let line = match happening {
        Happening::Opened { state, .. } => w::opened(text::state(*state)),
        Happening::Packet {
            direction,
            bytes,
            content,
            ..
        } => {
            let content = content.as_deref().and_then(from_hex);
            let (arrow, said) = match direction {
                Direction::Out => ("→", content.and_then(|it| request(&it))),
                Direction::In => ("←", content.and_then(|it| response(&it))),
            };
            format!("{arrow} {}", said.unwrap_or_else(|| w::data(*bytes)))
        }
        Happening::Left => w::LEFT.to_owned(),
        Happening::Step { command } => format!("■ {}", w::step(name(command))),
        Happening::Transfer { .. } | Happening::Note { .. } => return None,
    };
    Some(cut(line))
}

fn request(packet: &[u8]) -> Option<String> {
    Request::decode(packet).ok().map(|it| format!("{it:?}"))
}

fn response(packet: &[u8]) -> Option<String> {
    Response::decode(packet).ok().map(|it| format!("{it:?}"))
}

fn cut(line: String) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{} …", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// The name of a step's command.
pub(super) fn name(step: &Value) -> &str {
    let key = || step.as_object()?.keys().next().map(String::as_str);
    step.as_str().or_else(key).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use serde_bytes::ByteBuf;
    use serde_json::json;

    use super::*;
    use crate::recording::{About, Recorder};

    pub(crate) fn tape(steps: &[Value]) -> Tape {
        let recorder = Recorder::default();
        for (second, step) in (0..).zip(steps) {
            let command = step.clone();
            recorder.add(Duration::from_secs(second), Happening::Step { command });
        }
        let request = Request::GetBootloaderVersion.encode();
        let at = Duration::from_secs(10);
        recorder.add(at, Happening::packet(Direction::Out, &request));
        recorder.add(at, Happening::packet(Direction::In, &[0xFE; 9000]));
        let about = About {
            camera: json!({"mx_id": "1444"}),
            ..About::default()
        };
        let bytes = ByteBuf::from(recorder.recording(about).write());
        let name = "r.json".to_owned();
        Tape::read(NamedFile { name, bytes }).unwrap()
    }

    #[test]
    fn a_tape_says_what_it_is() {
        let tape = tape(&[json!("connect"), json!("plan-clear-config")]);
        assert_eq!((tape.mx_id.as_str(), tape.entries), ("1444", (4, 0)));
        assert_eq!(tape.steps.len(), 2);
        assert!(
            tape.lines[2].contains("→ GetBootloaderVersion"),
            "{:?}",
            tape.lines
        );
        assert!(tape.lines[3].contains("9,000 bytes"), "{:?}", tape.lines);
    }

    #[test]
    fn other_files_are_refused_with_a_sentence() {
        for wrong in ["", "{}", r#"{"format": "oak-recording-9"}"#] {
            let bytes = ByteBuf::from(wrong.as_bytes());
            let name = "wrong.json".to_owned();
            let refused = Tape::read(NamedFile { name, bytes }).unwrap_err();
            assert!(refused.contains("wrong.json"), "{refused}");
        }
    }
}
