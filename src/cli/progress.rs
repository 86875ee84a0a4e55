//! Progress of an operation on a terminal: one bar with bytes, speed and time left; elsewhere one line per phase.

use std::{
    cell::{Cell, RefCell},
    io::{self, IsTerminal},
    rc::Rc,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::remark;
use crate::{
    device::{CancelToken, Control, Progress, Stage},
    recording::Recorder,
    text,
};

/// Steps of the bar.
const STEPS: u64 = 1000;

/// A control that shows what happens. The bar is cleared when the last clone is gone.
pub(super) fn control() -> Control {
    let terminal = io::stderr().is_terminal();
    let show: Rc<dyn Fn(Progress)> = if terminal { bar() } else { lines() };
    Control {
        progress: show,
        phase: Rc::new(move |phase| {
            if terminal {
                remark(&format!("{}...", text::connect_phase(phase)));
            }
        }),
        waiting: Rc::new(|_| {}),
        cancel: CancelToken::default(),
        kept: Rc::new(|_| {}),
        recorder: Recorder::default(),
    }
}

fn bar() -> Rc<dyn Fn(Progress)> {
    let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{prefix:<9} [{bar:30}] {percent:>3}%  {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    Rc::new(move |progress| {
        bar.set_prefix(text::stage(progress.stage));
        bar.set_position((progress.fraction * STEPS as f64) as u64);
        bar.set_message(details(&progress));
        if progress.fraction >= 1.0 {
            bar.finish_and_clear();
        }
    })
}

fn lines() -> Rc<dyn Fn(Progress)> {
    let last: Rc<RefCell<Option<Stage>>> = Rc::default();
    Rc::new(move |progress| {
        if last.replace(Some(progress.stage)) != Some(progress.stage) {
            remark(text::stage(progress.stage));
        }
    })
}

fn details(progress: &Progress) -> String {
    let mut parts = Vec::new();
    if progress.total_bytes > 0 {
        parts.push(format!(
            "{} of {}",
            text::bytes_text(progress.done_bytes),
            text::bytes_text(progress.total_bytes)
        ));
    }
    if let Some(speed) = progress.bytes_per_sec {
        parts.push(text::speed_text(speed));
    }
    if let Some(left) = progress.left_secs {
        parts.push(format!("{} left", text::duration_text(left)));
    }
    parts.join(", ")
}

/// Cancels at the first interrupt, where that is safe; the second one ends the program.
pub(super) fn cancel_on_interrupt(cancel: &CancelToken) {
    let cancel = cancel.clone();
    let asked = Cell::new(false);
    tokio::task::spawn_local(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if asked.replace(true) {
                std::process::exit(1);
            }
            remark("Stopping as soon as that is safe. Interrupt again to stop at once.");
            cancel.cancel();
        }
    });
}
