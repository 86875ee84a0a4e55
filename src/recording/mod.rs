//! Recordings: what was said with a camera, bounded, in one file that reproduces itself.
//!
//! * [`Recorder`] takes down what happens while a camera is worked with; it always runs and forgets the oldest.
//! * [`Recording`] is the file: the log, and what it belongs to (plan, outcome, environment) as JSON.
//! * [`Recording::redacted`] takes out who and where the camera is.
//!
//! A virtual camera replays a recording. Packets of the bootloader's stream are kept whole up to [`KEPT_PACKET_BYTES`];
//! of longer ones, which are images, packages and memory, size and hash are kept.

mod redact;

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    fmt,
    rc::Rc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::codec::to_hex;
use crate::{
    codec::sha256_hex,
    transport::{Attachment, DeviceState},
};

/// Longest packet that is kept whole, in bytes.
pub const KEPT_PACKET_BYTES: usize = 4608;
/// Most entries of a log; the oldest go first.
pub const MOST_ENTRIES: usize = 20_000;
/// The step with which a session with a camera begins.
pub const STEP_CONNECT: &str = "connect";
/// The step that carries a plan out.
pub const STEP_EXECUTE: &str = "execute";
/// What the first key of a file says.
const FORMAT: &str = "oak-recording-1";

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// To the camera.
    Out,
    /// From the camera.
    In,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Happening {
    /// A camera was opened.
    Opened {
        /// What ran on it.
        state: DeviceState,
        /// How it is attached.
        attachment: Attachment,
    },
    /// A transfer was completed.
    Transfer {
        /// Which way.
        direction: Direction,
        /// Its bytes.
        bytes: u64,
    },
    /// A packet of the bootloader's stream: a request, an answer, or data.
    Packet {
        /// Which way.
        direction: Direction,
        /// Its bytes.
        bytes: u64,
        /// SHA-256 of it, lower-case hex; empty where the content is kept.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        sha256: String,
        /// The packet in lower-case hex, up to [`KEPT_PACKET_BYTES`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<String>,
    },
    /// The camera ended the connection.
    Left,
    /// What a person asked for, as the command of it without the bytes of files.
    Step {
        /// The command.
        command: Value,
    },
    /// A line for people.
    Note {
        /// The line.
        text: String,
    },
}

impl Happening {
    /// A packet, whole or as its hash.
    pub fn packet(direction: Direction, bytes: &[u8]) -> Self {
        let kept = bytes.len() <= KEPT_PACKET_BYTES;
        Self::Packet {
            direction,
            bytes: bytes.len() as u64,
            sha256: if kept {
                String::new()
            } else {
                sha256_hex(bytes)
            },
            content: kept.then(|| to_hex(bytes)),
        }
    }
}

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Microseconds since the recorder was made.
    pub micros: u64,
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
}

#[derive(Debug, Default)]
struct Log {
    entries: VecDeque<Entry>,
    dropped: u64,
}

/// Takes down what happens. Clones write into the same log.
#[derive(Clone, Default)]
pub struct Recorder {
    log: Rc<RefCell<Log>>,
    start: Rc<RefCell<Option<Duration>>>,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}

impl Recorder {
    /// Takes down one thing; the time of the first one is where the log starts.
    pub fn add(&self, now: Duration, happening: Happening) {
        let start = *self.start.borrow_mut().get_or_insert(now);
        let micros = u64::try_from(now.saturating_sub(start).as_micros()).unwrap_or(u64::MAX);
        let mut log = self.log.borrow_mut();
        if log.entries.len() >= MOST_ENTRIES {
            log.entries.pop_front();
            log.dropped += 1;
        }
        log.entries.push_back(Entry { micros, happening });
    }

    /// The file of what was taken down so far.
    pub fn recording(&self, about: About) -> Recording {
        let log = self.log.borrow();
        Recording {
            format: FORMAT.to_owned(),
            about,
            dropped: log.dropped,
            entries: log.entries.iter().cloned().collect(),
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.log.replace(Log::default());
        self.start.replace(None);
    }
}

/// What a recording belongs to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Program, system, browser: whatever may matter.
    pub environment: BTreeMap<String, String>,
    /// The camera's facts, or null.
    pub camera: Value,
    /// The plan that was carried out, or null.
    pub plan: Value,
    /// How it ended, or null.
    pub outcome: Value,
}

/// A recording as it is saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// Always the same text; other files are told by it.
    pub format: String,
    /// What it belongs to.
    #[serde(flatten)]
    pub about: About,
    /// Entries that were forgotten because there were too many.
    pub dropped: u64,
    /// What happened, oldest first.
    pub entries: Vec<Entry>,
}

/// A file that is no recording.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// Not the JSON of a recording.
    #[error("this is not a recording: {0}")]
    Json(String),
    /// A recording of another make.
    #[error("this is a recording of the format \"{0}\", which this version does not know")]
    Format(String),
}

impl Recording {
    /// Reads a file.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordingError> {
        let recording: Self = serde_json::from_slice(bytes)
            .map_err(|error| RecordingError::Json(error.to_string()))?;
        if recording.format == FORMAT {
            Ok(recording)
        } else {
            Err(RecordingError::Format(recording.format))
        }
    }

    /// The file.
    pub fn write(&self) -> Vec<u8> {
        // Strings, numbers and lists of them always become JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What was asked for, oldest first.
    pub fn steps(&self) -> Vec<&Value> {
        let mut steps = Vec::new();
        for entry in &self.entries {
            if let Happening::Step { command } = &entry.happening {
                steps.push(command);
            }
        }
        steps
    }

    /// The part from the last connecting after which something was carried out, or from the last one at all, to the next
    /// one. All of it where no steps were taken down.
    pub fn last_session(&self) -> Self {
        let is = |entry: &Entry, name: &str| match &entry.happening {
            Happening::Step { command } => {
                command.as_str() == Some(name) || command.get(name).is_some()
            }
            _ => false,
        };
        let before = |end: usize| {
            let entries = self.entries.get(..end).unwrap_or_default();
            entries.iter().rposition(|entry| is(entry, STEP_CONNECT))
        };
        let carried_out = self
            .entries
            .iter()
            .rposition(|entry| is(entry, STEP_EXECUTE));
        let start = before(carried_out.unwrap_or(self.entries.len())).unwrap_or(0);
        let rest = self.entries.get(start + 1..).unwrap_or_default();
        let next = rest.iter().position(|entry| is(entry, STEP_CONNECT));
        let end = next.map_or(self.entries.len(), |next| start + 1 + next);
        Self {
            entries: self.entries.get(start..end).unwrap_or_default().to_vec(),
            ..self.clone()
        }
    }

    /// The same without who and where the camera is: its identity, addresses, and the addresses of its configuration.
    pub fn redacted(&self) -> Self {
        redact::redact(self)
    }
}

/// The bytes of a text in hex; `None` if it is none.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let pair = std::str::from_utf8(pair)
                .ok()
                .filter(|pair| pair.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let recorder = Recorder::default();
        let at = Duration::from_secs(5);
        recorder.add(
            at,
            Happening::Opened {
                state: DeviceState::Bootloader,
                attachment: Attachment::Usb,
            },
        );
        let later = at + Duration::from_micros(70);
        recorder.add(later, Happening::packet(Direction::Out, &[3, 0, 0, 0]));
        recorder.add(later, Happening::packet(Direction::In, &[7; 5000]));
        recorder.add(later, Happening::Left);
        let recording = recorder.recording(About::default());
        assert_eq!(Recording::read(&recording.write()), Ok(recording.clone()));
        assert_eq!(recording.entries[1].micros, 70);
        let Happening::Packet { content, .. } = &recording.entries[1].happening else {
            panic!("a packet");
        };
        assert_eq!(content.as_deref(), Some("03000000"));
        assert!(matches!(
            &recording.entries[2].happening,
            Happening::Packet { content: None, sha256, bytes: 5000, .. } if sha256.len() == 64
        ));
        assert!(matches!(
            Recording::read(b"{}"),
            Err(RecordingError::Json(_))
        ));
        let mut other = recording;
        other.format = "oak-recording-9".to_owned();
        assert!(matches!(
            Recording::read(&other.write()),
            Err(RecordingError::Format(_))
        ));
    }

    #[test]
    fn the_oldest_entries_go_first() {
        let recorder = Recorder::default();
        for n in 0..MOST_ENTRIES + 3 {
            recorder.add(Duration::from_micros(n as u64), Happening::Left);
        }
        let recording = recorder.recording(About::default());
        assert_eq!(recording.entries.len(), MOST_ENTRIES);
        assert_eq!((recording.dropped, recording.entries[0].micros), (3, 3));
        recorder.clear();
        assert_eq!(recorder.recording(About::default()).entries, []);
    }

    #[test]
    fn the_last_session_in_which_something_was_done_is_replayed() {
        let recorder = Recorder::default();
        let step = |name: &str| Happening::Step {
            command: name.into(),
        };
        let names = [
            "connect", "refresh", "connect", "plan", "execute", "connect",
        ];
        for name in names {
            recorder.add(Duration::ZERO, step(name));
            recorder.add(Duration::ZERO, Happening::Left);
        }
        let whole = recorder.recording(About::default());
        let last = whole.last_session();
        assert_eq!(last.steps(), ["connect", "plan", "execute"]);
        assert_eq!(last.entries.len(), 6);
        recorder.clear();
        recorder.add(Duration::ZERO, Happening::Left);
        let without = recorder.recording(About::default());
        assert_eq!(without.last_session(), without);
    }

    #[test]
    fn hex_goes_there_and_back() {
        assert_eq!(from_hex(&to_hex(&[0, 255, 16])), Some(vec![0, 255, 16]));
        assert_eq!((from_hex("0"), from_hex("zz")), (None, None));
        assert_eq!(from_hex("ä1"), None);
    }
}
