//! Showing a plan and asking for it.

use std::io::{self, BufRead, IsTerminal, Write};

use super::{nothing_written, remark};
use crate::{
    device::{Confirmation, FailureCause, Plan},
    text,
};

/// Refuses a writing command that nobody can confirm, before the camera is even looked for.
pub(super) fn confirmable(yes: bool) -> Result<(), String> {
    if yes || io::stdin().is_terminal() {
        return Ok(());
    }
    Err(super::bad_input(
        "writing to a camera must be confirmed; give --yes, or run this on a terminal",
    ))
}

/// Shows the plan, refuses what it refuses, and asks unless `yes`.
///
/// `yes` counts for a typed word, too: the word is the kind, and a kind that is not the camera's own was named on the
/// command line.
pub(super) fn confirm(plan: &Plan, yes: bool) -> Result<(), String> {
    if !plan.refusals.is_empty() {
        return Err(nothing_written(FailureCause::Refused {
            refusals: plan.refusals.clone(),
        }));
    }
    remark(&format!(
        "{} on {}",
        text::operation(plan.operation),
        plan.mx_id
    ));
    for write in &plan.writes {
        let from = if write.from.is_empty() {
            String::new()
        } else {
            format!("{} -> ", write.from)
        };
        remark(&format!(
            "  {}, {} at {:#x}: {from}{} ({})",
            text::region(write.used_for),
            text::memory(write.memory),
            write.offset,
            write.to,
            text::bytes_text(write.size),
        ));
    }
    remark(&format!(
        "  Takes {}. {}.",
        text::duration_text(plan.expected_secs),
        text::power_cut(plan.power_cut)
    ));
    for warning in &plan.warnings {
        remark(&format!("  {}", text::warning(warning).paragraph()));
    }
    if yes { Ok(()) } else { ask(&plan.confirmation) }
}

fn ask(confirmation: &Confirmation) -> Result<(), String> {
    let (question, wanted) = match confirmation {
        Confirmation::Click => ("Go on? Type yes: ".to_owned(), "yes"),
        Confirmation::TypedWord { word } => (
            format!("The camera can be lost by this. Type \"{word}\" to go on: "),
            word.as_str(),
        ),
    };
    let mut error = io::stderr();
    let _closed = write!(error, "{question}").and_then(|()| error.flush());
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    if read.is_ok() && answer.trim().eq_ignore_ascii_case(wanted) {
        Ok(())
    } else {
        Err(nothing_written(FailureCause::Cancelled))
    }
}
