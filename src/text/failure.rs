//! What a failure says: the cause in plain words, and the verdict for the camera.

use super::{Notice, bytes_text, notice::sentence, refusal, state};
use crate::{
    device::{Failure, FailureCause, Verdict},
    transport::DeviceState,
};

/// A failed operation: what happened, what it means for the camera, one next step.
pub fn failure(failure: &Failure) -> Notice {
    let told = without_verdict(failure);
    let verdict = verdict(failure.verdict);
    let space = if told.meaning.is_empty() { "" } else { " " };
    Notice::new(
        told.title,
        format!("{}{space}{}.", told.meaning, verdict.title),
        told.next,
    )
}

/// A failed operation as lines for a terminal: what happened and what to do, then the verdict.
pub fn failure_lines(failure: &Failure) -> String {
    let told = match &failure.cause {
        // Such a sentence says by itself what, where and what to do.
        FailureCause::BadInput { sentence: text } => sentence(text),
        _ => without_verdict(failure).paragraph(),
    };
    format!("{told}\n{}.", verdict(failure.verdict).title)
}

fn without_verdict(failure: &Failure) -> Notice {
    if let FailureCause::Refused { refusals } = &failure.cause {
        return refused(refusals);
    }
    let (title, cause) = cause(&failure.cause);
    let verdict = verdict(failure.verdict);
    let next = match failure.verdict {
        Verdict::NeedsRecovery | Verdict::DoNotUnplug => verdict.next,
        Verdict::NothingWritten | Verdict::SafeTryAgain => {
            next_step(&failure.cause).unwrap_or(verdict.next)
        }
    };
    Notice::new(title, cause.trim(), next)
}

fn refused(refusals: &[crate::device::Refusal]) -> Notice {
    let mut notices = refusals.iter().map(refusal);
    let Some(first) = notices.next() else {
        return verdict(Verdict::NothingWritten);
    };
    let rest: String = notices.map(|n| format!(" {}", n.paragraph())).collect();
    Notice::new(first.title, format!("{}{rest}", first.meaning), first.next)
}

/// The verdict alone.
pub fn verdict(verdict: Verdict) -> Notice {
    match verdict {
        Verdict::NothingWritten => Notice::new(
            "Nothing was written",
            "The camera is as it was.",
            "Try again.",
        ),
        Verdict::SafeTryAgain => Notice::new(
            "The camera is safe, try again",
            "It stays reachable, and the operation can be repeated.",
            "Connect the camera and try again.",
        ),
        Verdict::NeedsRecovery => Notice::new(
            "The camera needs recovery",
            "Its bootloader may be incomplete. It can be repaired over USB.",
            "Connect the camera by USB, on PoE models with the boot switches or the button set to \
             USB recovery, and flash the bootloader again.",
        ),
        Verdict::DoNotUnplug => Notice::new(
            "Do not unplug the camera yet",
            "Its bootloader in flash is incomplete, but the one in memory still works.",
            "Flash the bootloader again now.",
        ),
    }
}

/// Title without period, and a sentence about the cause with a final space, or nothing.
fn cause(cause: &FailureCause) -> (String, String) {
    match cause {
        FailureCause::Cancelled => ("Cancelled".into(), String::new()),
        FailureCause::CameraGone => (
            "The camera left".into(),
            "The cable was pulled, the power failed or the camera restarted by itself. ".into(),
        ),
        FailureCause::NoAnswer {
            waited_for,
            limit_millis,
        } => (
            "The camera does not answer".into(),
            format!(
                "Waited {:.0} s for {waited_for}. ",
                *limit_millis as f64 / 1000.0
            ),
        ),
        FailureCause::InUse { detail } => (
            "Another program uses the camera".into(),
            quoted("The system says", detail),
        ),
        FailureCause::AccessRefused { detail } => (
            "The camera could not be opened".into(),
            quoted("The system says", detail),
        ),
        FailureCause::RefusedByCamera { reason } => {
            ("The camera refused".into(), quoted("It says", reason))
        }
        FailureCause::Nonsense { detail } => (
            "The camera sent something that makes no sense".into(),
            format!("{} ", sentence(detail)),
        ),
        FailureCause::VerifyFailed { offset, differing } => (
            "What was read back differs from what was written".into(),
            format!(
                "The first difference is at offset {offset:#x} of the memory; different there: {}. ",
                bytes_text(*differing)
            ),
        ),
        FailureCause::DidNotComeBack { state: expected } => (
            "The camera did not come back".into(),
            format!("It was expected with its {}. ", state_noun(*expected)),
        ),
        FailureCause::OtherCamera { expected, found } => (
            "Another camera came back".into(),
            format!("Expected {expected}, found {found}. "),
        ),
        FailureCause::Refused { .. } => ("The plan was refused".into(), String::new()),
        FailureCause::UsedByHost => (
            "A program on a computer uses this camera".into(),
            format!("It is {}. ", state(DeviceState::Booted)),
        ),
        FailureCause::ApplicationStays => (
            "The camera runs its application".into(),
            "Browsers do not send the request that ends it. ".into(),
        ),
        FailureCause::BadInput { sentence: text } => {
            ("This cannot be used".into(), format!("{} ", sentence(text)))
        }
        FailureCause::FirmwareMissing { detail } => (
            "The firmware files are missing or damaged".into(),
            format!("{} ", sentence(detail)),
        ),
        FailureCause::EngineStopped { detail } => (
            "The page's own engine stopped".into(),
            quoted("It says", detail),
        ),
    }
}

/// The step that fits the cause better than the verdict's own.
fn next_step(cause: &FailureCause) -> Option<String> {
    Some(
        match cause {
            FailureCause::InUse { .. } => {
                "Close the other program or browser tab that uses the camera and try again."
            }
            FailureCause::AccessRefused { .. } => {
                "Allow access to the camera. On Linux this needs a udev rule for vendor 03e7."
            }
            FailureCause::UsedByHost => {
                "End that program, or unplug the camera and plug it in again."
            }
            FailureCause::ApplicationStays => {
                "Unplug the camera and plug it in again: its bootloader waits a few seconds before it starts the application. Connect in that time."
            }
            FailureCause::OtherCamera { .. } => {
                "Connect only the camera that was meant, and try again."
            }
            FailureCause::DidNotComeBack { .. } => {
                "Unplug the camera, wait three seconds, plug it in and connect again."
            }
            FailureCause::BadInput { .. } => "Correct it and try again.",
            FailureCause::FirmwareMissing { .. } => "Provide the firmware files and try again.",
            FailureCause::EngineStopped { .. } => "Reload the page and connect again.",
            _ => return None,
        }
        .to_owned(),
    )
}

fn quoted(who: &str, words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!("{who}: \"{words}\". ")
    }
}

const fn state_noun(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Unbooted => "ROM waiting",
        DeviceState::Bootloader => "bootloader running",
        DeviceState::FlashBooted => "application running",
        DeviceState::Booted => "program running",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bootloader::Memory, device::Refusal};

    fn fail(cause: FailureCause, verdict: Verdict) -> Failure {
        Failure {
            cause,
            verdict,
            stage: None,
            trace: Vec::new(),
        }
    }

    #[test]
    fn a_failure_names_cause_verdict_and_one_step() {
        let notice = failure(&fail(FailureCause::CameraGone, Verdict::SafeTryAgain));
        assert_eq!(notice.title, "The camera left");
        assert!(notice.meaning.ends_with("The camera is safe, try again."));
        assert_eq!(notice.next, "Connect the camera and try again.");
    }

    #[test]
    fn a_camera_in_danger_is_told_before_anything_else() {
        let cause = FailureCause::InUse {
            detail: "claimed".into(),
        };
        let notice = failure(&fail(cause, Verdict::DoNotUnplug));
        assert_eq!(notice.next, "Flash the bootloader again now.");
    }

    #[test]
    fn a_refusal_says_by_how_much_and_what_would_help() {
        let refusals = vec![Refusal::TooLarge {
            memory: Memory::Flash,
            offset: 0x80_0000,
            size: 28_508_160,
            room: 25_165_824,
            fits_compressed: Some(9_633_792),
        }];
        let notice = failure(&fail(
            FailureCause::Refused { refusals },
            Verdict::NothingWritten,
        ));
        assert_eq!(notice.title, "It does not fit: 3.2 MiB too much");
        assert!(notice.next.contains("9.2 MiB and fits"), "{}", notice.next);
        assert!(notice.meaning.ends_with("Nothing was written."));
    }

    #[test]
    fn the_camera_s_words_are_quoted() {
        let cause = FailureCause::RefusedByCamera {
            reason: "Not enough space: 1->2B".into(),
        };
        let notice = failure(&fail(cause, Verdict::NothingWritten));
        assert!(notice.meaning.contains("\"Not enough space: 1->2B\""));
    }
}
