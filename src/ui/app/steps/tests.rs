//! What a press, a file or a letter changes and asks for.

use serde_bytes::ByteBuf;

use super::*;
use crate::ui::app::reduce;

fn file(name: &str, bytes: &[u8]) -> NamedFile {
    NamedFile {
        name: name.to_owned(),
        bytes: ByteBuf::from(bytes),
    }
}

#[test]
fn a_dropped_pipeline_is_read_at_once_and_nothing_is_written() {
    let mut state = State::default();
    let dropped = Action::File(file("a.json", b" {\"nodes\": []}"));
    let effects = reduce(&mut state, dropped, 0.0);
    assert_eq!(state.open, Some(Step::Application));
    assert_eq!(state.application.status, Status::Loading);
    assert!(matches!(
        effects.as_slice(),
        [
            Effect::Focus("step-application"),
            Effect::Send(Command::LoadApplication { .. })
        ]
    ));
}

#[test]
fn a_dropped_bootloader_image_goes_to_the_camera_step() {
    let mut state = State::default();
    reduce(&mut state, Action::File(file("bl.bin", b"MA2x...")), 0.0);
    assert_eq!(state.open, Some(Step::Camera));
    assert!(state.camera.image.is_some());
    assert_eq!(state.application.status, Status::Open);
}

#[test]
fn a_change_of_the_form_takes_the_built_application_back() {
    let mut state = State::default();
    state.application.status = Status::Rejected("no".to_owned());
    let effects = reduce(&mut state, Action::SetName("counter".to_owned()), 0.0);
    assert_eq!(state.application.status, Status::Open);
    assert!(matches!(effects.as_slice(), [Effect::Save(_)]));
}

#[test]
fn a_refused_plan_cannot_be_executed() {
    let mut state = State::default();
    let mut plan = application_plan();
    plan.refusals.push(crate::device::Refusal::NothingToRemove);
    state.flash.operation = Some(flash::Operation {
        request: Request::Application(crate::bootloader::Memory::Flash),
        phase: Phase::Planned(Box::new(plan)),
    });
    assert!(reduce(&mut state, Action::Execute, 0.0).is_empty());
    assert!(!state.writing());
}

fn application_plan() -> crate::device::Plan {
    crate::device::Plan {
        operation: crate::device::Operation::FlashApplication,
        mx_id: crate::transport::MxId("14442C10F1A2B3C4D5".to_owned()),
        writes: Vec::new(),
        total_bytes: 1,
        expected_secs: 1.0,
        power_cut: crate::device::PowerCut::OldNewOrNone,
        confirmation: crate::device::Confirmation::Click,
        refusals: Vec::new(),
        warnings: Vec::new(),
    }
}

#[test]
fn the_typed_word_goes_with_the_command_and_is_forgotten() {
    let mut state = State::default();
    state.flash.operation = Some(flash::Operation {
        request: Request::Application(crate::bootloader::Memory::Flash),
        phase: Phase::Planned(Box::new(application_plan())),
    });
    reduce(&mut state, Action::Type("network".to_owned()), 0.0);
    let effects = reduce(&mut state, Action::Execute, 0.0);
    let sent = Effect::Send(Command::Execute {
        typed_word: Some("network".to_owned()),
    });
    assert!(effects.contains(&sent));
    assert!(state.writing());
    assert!(state.flash.typed.is_empty());
    // Pressed twice: nothing more is sent.
    assert!(reduce(&mut state, Action::Execute, 0.0).is_empty());
}

#[test]
fn files_are_told_apart_by_content() {
    assert_eq!(FileKind::of(&file("x", b"\n{}")), FileKind::Pipeline);
    assert_eq!(FileKind::of(&file("x.DAP", b"\0")), FileKind::Package);
    assert_eq!(FileKind::of(&file("n.blob", b"\0")), FileKind::Blob);
    assert_eq!(FileKind::of(&file("b.dap", b"MA2x")), FileKind::Image);
    assert_eq!(FileKind::of(&file("x", b"")), FileKind::Other);
}
