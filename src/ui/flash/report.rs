//! Files the page gives away at the end: the report of a failure, the receipt of a success.

use std::fmt::Write as _;

use serde_bytes::ByteBuf;

use super::{Boot, Phase};
use crate::{
    device::{CameraInfo, Failure, Plan, Receipt},
    engine::protocol::NamedFile,
    text,
    ui::{
        app::{Engine, State},
        camera::Connection,
    },
};

/// The failure a person looks at: of the engine, of the operation, of starting the application, or of the connection.
fn failure(state: &State) -> Option<&Failure> {
    if let Engine::Stopped(failure) = &state.engine {
        return Some(failure);
    }
    if let Boot::Failed(failure) = &state.flash.boot {
        return Some(failure);
    }
    if let Some(Phase::Failed(failure)) = state.flash.operation.as_ref().map(|it| &it.phase) {
        return Some(failure);
    }
    match &state.camera.connection {
        Connection::Failed { failure, .. } => Some(failure),
        _ => None,
    }
}

/// The failure as Markdown, for a message to whoever can help.
pub fn failure_report(state: &State) -> Option<String> {
    let failure = failure(state)?;
    let notice = text::failure(failure);
    let mut out = format!("## {}\n\n{}", notice.title, notice.meaning);
    if !notice.next.is_empty() {
        let _ = write!(out, " {}", notice.next);
    }
    let _ = write!(
        out,
        "\n\n- {} {}\n- Verdict: {}\n",
        text::page::PRODUCT,
        env!("CARGO_PKG_VERSION"),
        text::verdict(failure.verdict).title,
    );
    if let Some(stage) = failure.stage {
        let _ = writeln!(out, "- Phase: {}", text::stage(stage));
    }
    if let Some(info) = state.camera.last_info() {
        camera(&mut out, info);
    }
    if let Some(summary) = state.application.ready() {
        let _ = writeln!(
            out,
            "- Application: {} bytes, SHA-256 {}",
            summary.size, summary.sha256
        );
    }
    out.push_str("\n```text\n");
    for line in &failure.trace {
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("```\n");
    Some(out)
}

fn camera(out: &mut String, info: &CameraInfo) {
    let _ = writeln!(
        out,
        "- Camera: {}{}, {}, found {}, bootloader {} running",
        info.mx_id,
        if info.is_virtual { " (virtual)" } else { "" },
        text::kind(info.kind),
        text::state(info.found_as),
        info.running,
    );
    for memory in info.memories.iter().filter(|memory| memory.available) {
        let _ = writeln!(
            out,
            "- {}: {} bytes, {}",
            text::memory(memory.memory),
            memory.size_bytes,
            memory.info
        );
    }
}

/// The report as a file.
pub fn report_file(state: &State) -> Option<NamedFile> {
    Some(NamedFile {
        name: "oak-report.md".to_owned(),
        bytes: ByteBuf::from(failure_report(state)?.into_bytes()),
    })
}

/// The receipt as a JSON file, with the plan it fulfils where that is known.
pub fn receipt_file(state: &State) -> Option<NamedFile> {
    let Some(Phase::Done(receipt)) = state.flash.operation.as_ref().map(|it| &it.phase) else {
        return None;
    };
    let value = document(receipt, state);
    let bytes = serde_json::to_vec_pretty(&value).ok()?;
    Some(NamedFile {
        name: format!("oak-receipt-{}.json", receipt.mx_id),
        bytes: ByteBuf::from(bytes),
    })
}

fn document(receipt: &Receipt, state: &State) -> serde_json::Value {
    serde_json::json!({
        "product": text::page::PRODUCT,
        "version": env!("CARGO_PKG_VERSION"),
        "finishedAt": state.flash.finished_at,
        "virtualCamera": state.camera.last_info().is_some_and(|info| info.is_virtual),
        "receipt": receipt,
        "plan": state.flash.plan.as_deref().map(plan),
    })
}

fn plan(plan: &Plan) -> serde_json::Value {
    serde_json::json!({ "writes": plan.writes, "totalBytes": plan.total_bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        device::{FailureCause, Stage, Verdict},
        ui::flash::{Operation, Request},
    };

    fn failed() -> State {
        let mut state = State::default();
        state.flash.operation = Some(Operation {
            request: Request::Application(crate::bootloader::Memory::Flash),
            phase: Phase::Failed(Box::new(Failure {
                cause: FailureCause::CameraGone,
                verdict: Verdict::SafeTryAgain,
                stage: Some(Stage::Write),
                trace: vec!["sent UPDATE_FLASH".to_owned()],
            })),
        });
        state
    }

    #[test]
    fn a_report_holds_verdict_phase_and_trace() {
        let report = failure_report(&failed()).unwrap();
        assert!(report.starts_with("## The camera left"), "{report}");
        assert!(report.contains("- Verdict: The camera is safe"), "{report}");
        assert!(report.contains("- Phase: Write"), "{report}");
        assert!(report.contains("sent UPDATE_FLASH"), "{report}");
    }

    #[test]
    fn without_a_failure_there_is_no_report() {
        assert_eq!(failure_report(&State::default()), None);
        assert_eq!(receipt_file(&failed()), None);
    }
}
