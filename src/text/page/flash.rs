//! Words of step 3, and of every operation that writes.

use crate::{
    bootloader::Version,
    device::{Operation, Stage, Unplug},
    text::{self, units},
};

/// Title.
pub const TITLE: &str = "Flash";
/// Summary when nothing is ready.
pub const SUMMARY_BOTH: &str = "Needs a camera and an application";
/// Summary without a camera.
pub const SUMMARY_CAMERA: &str = "Needs a camera";
/// Summary without an application.
pub const SUMMARY_APPLICATION: &str = "Needs an application";
/// Summary with an application that would not work.
pub const SUMMARY_OTHER: &str = "Needs another application";
/// Summary with both.
pub const SUMMARY_READY: &str = "Ready";
/// Another operation runs.
pub const BUSY: &str = "Another operation runs in step 1.";
/// Goes back to what is missing.
pub const TO_CAMERA: &str = "Go to step 1";
/// Goes back to what is missing.
pub const TO_APPLICATION: &str = "Go to step 2";
/// Where it is written.
pub const MEMORY: &str = "Where to";
/// All of it or what changed.
pub const WAY: &str = "How much";
/// All of it.
pub const WAY_WHOLE: &str = "The whole package";
/// How that goes.
pub const WAY_WHOLE_HINT: &str = "The camera checks everything before it writes.";
/// What changed.
pub const WAY_CHANGED: &str = "Only what changed";
/// How that goes.
pub const WAY_CHANGED_HINT: &str = "Compares with the application on the camera and writes the blocks that differ, its table last.";
/// While the plan is made.
pub const PLANNING: &str = "Making the plan";
/// Said aloud.
pub const PLANNED: &str = "The plan is ready";
/// Title of the plan.
pub const PLAN: &str = "What will happen";
/// Title of a refused plan.
pub const REFUSED: &str = "This is not possible";
/// Replaced by.
pub const FROM: &str = "now";
/// Nothing is there.
pub const FROM_NOTHING: &str = "empty";
/// Expected time.
pub const EXPECTED: &str = "Expected time";
/// Bytes in all.
pub const IN_ALL: &str = "In all";
/// A power cut.
pub const POWER_CUT: &str = "If the power fails";
/// The camera that is hit.
pub const CAMERA: &str = "Camera";
/// Said aloud.
pub const STARTED: &str = "Started";
/// Said aloud.
pub const DONE: &str = "Done, read back and equal";
/// Said aloud.
pub const FAILED: &str = "It did not work";
/// In the tab's title.
pub const TITLE_DONE: &str = "Done";
/// In the tab's title.
pub const TITLE_FAILED: &str = "Failed";
/// Name of the bar.
pub const PROGRESS: &str = "Progress";
/// Bytes.
pub const BYTES: &str = "Bytes";
/// Speed.
pub const SPEED: &str = "Speed";
/// Time left.
pub const LEFT: &str = "Time left";
/// Time passed.
pub const PASSED: &str = "Time passed";
/// Not known yet.
pub const NOT_YET: &str = "–";
/// It was asked to stop.
pub const CANCELLING: &str = "Stopping at the next safe point";
/// It cannot be stopped now.
pub const CANNOT_CANCEL: &str = "Cannot be stopped in this phase: the camera is writing by itself.";
/// A word must be typed.
pub const DANGER: &str = "The camera can become unreachable";

/// The image was read back.
pub const VERIFIED: &str = "read back and equal";
/// It was not.
pub const NOT_VERIFIED: &str = "not read back: told by the camera";
/// Where.
pub const WHERE: &str = "Where";
/// Duration.
pub const TOOK: &str = "Took";
/// When.
pub const FINISHED_AT: &str = "Finished";
/// Bootloader before and after.
pub const BOOTLOADER: &str = "Bootloader";
/// Notes.
pub const NOTES: &str = "Notes";
/// Prints it.
pub const PRINT: &str = "Print";
/// Saves it.
pub const SAVE_RECEIPT: &str = "Save receipt";
/// Starts the application.
pub const START: &str = "Start the application now";
/// While it starts.
pub const STARTING: &str = "Starting the application";
/// It runs.
pub const RUNNING: &str = "The application is running";
/// It was seen.
pub const RUNNING_SEEN: &str =
    "The camera came back with its application. It will start by itself whenever it gets power.";
/// It could not be seen.
pub const RUNNING_UNSEEN: &str = "The camera left its bootloader to run the application. The browser may not look at it there. It will start by itself whenever it gets power.";
/// Flashes another one.
pub const ANOTHER: &str = "Flash another camera";
/// Back to the camera's panel.
pub const BACK: &str = "Back to the camera";
/// The next step after a bootloader.
pub const TO_NEXT: &str = "Continue";
/// The trace is empty.
pub const NO_TRACE: &str = "Nothing was exchanged with the camera.";

/// Name of a stage as said aloud.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Prepare => "Preparing",
        Stage::Send => "Sending to the camera",
        Stage::Write => "The camera writes",
        Stage::ReadBack => "Reading back and comparing",
        Stage::Restart => "The camera restarts",
        Stage::Check => "Checking the result",
    }
}

/// Title while it runs.
pub const fn running(operation: Operation) -> &'static str {
    match operation {
        Operation::FlashBootloader => "Flashing the bootloader",
        Operation::FlashUserBootloader => "Flashing the user bootloader",
        Operation::RemoveUserBootloader => "Removing the user bootloader",
        Operation::FactoryReset => "Resetting the camera",
        Operation::WriteBootHeader => "Writing the boot header",
        Operation::FlashApplication => "Flashing the application",
        Operation::UpdateApplication => "Updating the application",
        Operation::RemoveApplication => "Removing the application",
        Operation::WriteConfig => "Writing the configuration",
        Operation::ClearConfig => "Clearing the configuration",
        Operation::WriteMemory => "Writing the memory",
        Operation::RestoreBackup => "Restoring the backup",
    }
}

/// Title when it is done.
pub const fn done(operation: Operation) -> &'static str {
    match operation {
        Operation::FlashBootloader => "The bootloader is flashed",
        Operation::FlashUserBootloader => "The user bootloader is flashed and runs",
        Operation::RemoveUserBootloader => "The factory bootloader runs again",
        Operation::FactoryReset => "The camera is as it was sold",
        Operation::WriteBootHeader => "The boot header is written",
        Operation::FlashApplication => "The application is flashed",
        Operation::UpdateApplication => "The application is updated",
        Operation::RemoveApplication => "The application is removed",
        Operation::WriteConfig => "The configuration is written",
        Operation::ClearConfig => "The configuration is cleared",
        Operation::WriteMemory => "The memory is written",
        Operation::RestoreBackup => "The backup is restored",
    }
}

/// What stopping now would leave.
pub const fn cancel_leaves(unplug: Unplug) -> &'static str {
    match unplug {
        Unplug::Safe => "Stopping now leaves the camera as it was.",
        Unplug::UserBootloaderLost => {
            "Stopping now leaves the camera with its factory bootloader; it stays reachable."
        }
        Unplug::ApplicationLost => {
            "Stopping now leaves the camera without an application; it stays reachable."
        }
        Unplug::Dangerous => "Stopping now leaves the camera without a working bootloader.",
    }
}

/// Nothing moves.
pub fn stalled(secs: f64) -> String {
    format!(
        "No progress for {secs:.0} s. Some cameras pause for long while they erase; the page keeps waiting."
    )
}

/// What must be typed.
pub fn type_word(word: &str) -> String {
    format!("Type “{word}” to go on")
}

/// Bytes at an address.
pub fn at(memory: &str, offset: u64) -> String {
    format!("{memory} at {}", units::address(offset))
}

/// A step of the plan as one line for the summary.
pub fn percent_done(fraction: f64) -> String {
    format!("{} %", units::percent(fraction))
}

/// The bootloader before and after.
pub fn bootloader(before: Option<Version>, after: Option<Version>) -> Option<String> {
    Some(match (before, after) {
        (Some(before), Some(after)) if before == after => format!("{after}, as before"),
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => after.to_string(),
        (_, None) => return None,
    })
}

/// Bytes with their exact number.
pub fn bytes(size: u64) -> String {
    format!("{} ({})", text::bytes_text(size), units::exact(size))
}
