//! Words of the recorder.

use crate::text;

/// Title.
pub const TITLE: &str = "Recorder";
/// What it is.
pub const LEAD: &str = "Everything that is said with a camera is taken down while this page is open: requests, answers, sizes and times, with the plan and how it ended. As a file it shows somebody else what happened, and a virtual camera plays it again.";
/// Leaves identity out.
pub const REDACT: &str = "Leave out MX id and addresses";
/// Why.
pub const REDACT_HINT: &str = "Also those inside the configuration. The recording still plays.";
/// Saves it.
pub const SAVE: &str = "Save recording";
/// Title of playing.
pub const PLAY_TITLE: &str = "Play a recording";
/// What it is.
pub const PLAY_LEAD: &str = "A virtual camera answers what the recorded camera answered, and the page repeats what was done. No real camera is touched.";
/// Opens one.
pub const OPEN: &str = "Open a recording";
/// Opens another one.
pub const OPEN_ANOTHER: &str = "Open another";
/// Plays it.
pub const PLAY: &str = "Play it";
/// The file.
pub const FILE: &str = "File";
/// Whose camera.
pub const CAMERA: &str = "Camera";
/// Left out.
pub const CAMERA_HIDDEN: &str = "left out";
/// What was done.
pub const OPERATION: &str = "What was done";
/// Nothing was written.
pub const NO_OPERATION: &str = "nothing was written";
/// How it ended then.
pub const ENDED: &str = "How it ended";
/// Done.
pub const ENDED_WELL: &str = "done, read back and equal";
/// Its length.
pub const LENGTH: &str = "Length";
/// What was said.
pub const TRANSCRIPT: &str = "What was said";
/// Empty of steps.
pub const NO_STEPS: &str = "This recording does not tell what was asked for, so the camera is only put there: connect to it and do what was done then.";
/// All steps were repeated.
pub const DONE: &str = "Everything was repeated";
/// It goes on.
pub const PLAYING: &str = "Repeating what was done";
/// It stopped.
pub const STOPPED: &str = "Playing stops here";
/// Nothing was said differently.
pub const SAME: &str = "The page said word for word what it said then.";
/// Something was.
pub const DIFFERENT: &str = "The page said something else than then:";
/// A file is needed.
pub const FILE_MISSING: &str = "The next step wrote a file of the person's own, which is not in a recording. Repeat it by hand in its part; the camera answers as then.";
/// There is no plan to carry out.
pub const NO_PLAN: &str =
    "The next step carried a plan out, and there is none now that could be carried out.";
/// It left.
pub const LEFT: &str = "the camera left";

/// A camera was opened.
pub fn opened(state: &str) -> String {
    format!("connected, {state}")
}

/// Bytes that are no request or answer, or are not kept.
pub fn data(bytes: u64) -> String {
    text::units::exact(bytes)
}

/// Number of entries and seconds.
pub fn length(entries: usize, dropped: u64, secs: f64) -> String {
    let before = match dropped {
        0 => String::new(),
        dropped => format!(", {dropped} before them forgotten"),
    };
    format!("{entries} entries in {secs:.1} s{before}")
}

/// An application must be loaded first.
pub fn package_missing(recording: &str, size: u64, sha256: &str) -> String {
    format!(
        "The next step flashed a package of {} with the SHA-256 {sha256}, which is not in {recording}. Load that package in step 2 and play again.",
        text::bytes_text(size)
    )
}

/// A step of another version.
pub fn step_unknown(name: &str) -> String {
    format!("The next step, \"{name}\", is not one that this version knows.")
}

/// A step by the name of its command.
pub fn step(name: &str) -> String {
    match name {
        "connect" => "connect".to_owned(),
        "execute" => "carry the plan out".to_owned(),
        other => other.replace('-', " "),
    }
}
