//! Whole flights through the page's state, told by the worker.

use super::*;
use crate::{
    bootloader::{BootloaderKind, Memory, Version},
    device::{
        Confirmation, KindEvidence, Operation, Plan, PowerCut, Progress, Receipt, Stage, Unplug,
        Verdict,
    },
    engine::protocol::{ApplicationSummary, Command, VirtualCameraStatus},
    transport::{Attachment, DeviceState, MxId},
    ui::app::{Action, reduce, title},
};

fn info() -> CameraInfo {
    CameraInfo {
        mx_id: MxId("14442C10F1A2B3C4D5".to_owned()),
        attachment: Attachment::Usb,
        speed: None,
        is_virtual: true,
        found_as: DeviceState::Bootloader,
        kind: BootloaderKind::Network,
        kind_evidence: KindEvidence::Running,
        running_kind: BootloaderKind::Network,
        running: Version::new(0, 0, 29),
        flashed: Some(Version::new(0, 0, 29)),
        commit: String::new(),
        booted_in_memory: false,
        user_bootloader: Some(false),
        bootloader_memory: None,
        memories: Vec::new(),
        applications: Vec::new(),
        config: None,
        config_error: None,
        map: Vec::new(),
    }
}

fn plan() -> Plan {
    Plan {
        operation: Operation::FlashApplication,
        mx_id: info().mx_id,
        writes: Vec::new(),
        total_bytes: 100,
        expected_secs: 1.0,
        power_cut: PowerCut::OldNewOrNone,
        confirmation: Confirmation::Click,
        refusals: Vec::new(),
        warnings: Vec::new(),
    }
}

fn summary() -> ApplicationSummary {
    ApplicationSummary {
        name: "counter".to_owned(),
        firmware_version: String::new(),
        size: 100,
        sha256: String::new(),
        compressed: true,
        sections: Vec::new(),
        nodes: Vec::new(),
        connections: 0,
        errors: Vec::new(),
        warnings: Vec::new(),
        build_millis: 1.0,
    }
}

fn failure(cause: FailureCause) -> Failure {
    Failure {
        cause,
        verdict: Verdict::SafeTryAgain,
        stage: None,
        trace: Vec::new(),
    }
}

fn told(state: &mut State, event: Event, now: f64) -> Vec<Effect> {
    reduce(state, Action::Engine(event), now)
}

/// A camera and an application are there and step 3 was opened.
fn planning() -> State {
    let mut state = State::default();
    reduce(&mut state, Action::UseVirtual("poe"), 0.0);
    let info = Box::new(info());
    told(&mut state, Event::Camera { info }, 1.0);
    let summary = summary();
    told(&mut state, Event::Application { summary }, 2.0);
    let effects = reduce(&mut state, Action::Open(Step::Flash), 3.0);
    let memory = Memory::Flash;
    let asked = Effect::Send(Command::PlanApplication { memory });
    assert!(effects.contains(&asked), "{effects:?}");
    state
}

fn running() -> State {
    let mut state = planning();
    let plan = Box::new(plan());
    told(&mut state, Event::Planned { plan }, 4.0);
    reduce(&mut state, Action::Execute, 5.0);
    assert!(state.writing());
    state
}

#[test]
fn a_flight_ends_with_a_running_application() {
    let mut state = running();
    let progress = Progress {
        stage: Stage::Write,
        done_bytes: 42,
        total_bytes: 100,
        fraction: 0.42,
        elapsed_secs: 1.0,
        bytes_per_sec: None,
        left_secs: None,
        unplug: Unplug::ApplicationLost,
        can_cancel: true,
    };
    told(&mut state, Event::Progress { progress }, 6.0);
    assert_eq!(title(&state), "42 % · OAK Flasher");
    let outcome = Box::new(Outcome::Done(Receipt {
        operation: Operation::FlashApplication,
        mx_id: info().mx_id,
        lines: Vec::new(),
        before: None,
        after: None,
        secs: 2.0,
        notes: Vec::new(),
    }));
    told(&mut state, Event::Finished { outcome }, 7.0);
    let info = Box::new(info());
    // Fresh facts do not take the receipt away.
    told(&mut state, Event::Camera { info }, 7.1);
    assert_eq!(state.flash.id(), "done");
    assert!(!state.writing());
    reduce(&mut state, Action::Boot, 8.0);
    let start = ApplicationStart::Seen;
    told(&mut state, Event::ApplicationStarted { start }, 9.0);
    assert_eq!(state.flash.id(), "started");
    assert_eq!(state.camera.id(), "running");
}

#[test]
fn fresh_facts_make_a_fresh_plan() {
    let mut state = planning();
    let plan = Box::new(plan());
    told(&mut state, Event::Planned { plan }, 4.0);
    let info = Box::new(info());
    let effects = told(&mut state, Event::Camera { info }, 5.0);
    assert_eq!(state.flash.id(), "planning");
    assert!(matches!(
        effects.as_slice(),
        [Effect::Send(Command::PlanApplication { .. })]
    ));
}

#[test]
fn a_late_plan_for_something_else_is_not_shown() {
    let mut state = planning();
    reduce(&mut state, Action::Change, 4.0);
    let plan = Box::new(plan());
    told(&mut state, Event::Planned { plan }, 5.0);
    assert_eq!(state.flash.operation, None);
}

#[test]
fn an_unplugged_virtual_camera_is_plugged_in_and_connected_by_one_press() {
    let mut state = running();
    let status = |id: Option<&str>| Event::VirtualCamera {
        camera: Some(VirtualCameraStatus {
            profile: "poe".to_owned(),
            id: id.map(str::to_owned),
            violations: Vec::new(),
        }),
    };
    told(&mut state, status(None), 6.0);
    let outcome = Box::new(Outcome::Failed(failure(FailureCause::CameraGone)));
    told(&mut state, Event::Finished { outcome }, 6.1);
    told(&mut state, Event::Disconnected { failure: None }, 6.2);
    assert_eq!(state.flash.id(), "failed");
    let effects = reduce(&mut state, Action::Reconnect, 7.0);
    assert_eq!(effects, [Effect::Send(Command::Replug)]);
    let effects = told(&mut state, status(Some("v2")), 8.0);
    let id = "v2".to_owned();
    assert_eq!(effects, [Effect::Send(Command::Connect { id })]);
}

#[test]
fn cancelled_connecting_is_no_failure() {
    let mut state = State::default();
    reduce(&mut state, Action::UseVirtual("poe"), 0.0);
    let failure = failure(FailureCause::Cancelled);
    told(&mut state, Event::Failed { failure }, 1.0);
    assert_eq!(state.camera.connection, Connection::None);
}

#[test]
fn a_stopped_engine_fails_what_ran_and_says_so() {
    let mut state = running();
    let detail = "unreachable".to_owned();
    let failure = failure(FailureCause::EngineStopped { detail });
    told(&mut state, Event::Stopped { failure }, 6.0);
    assert_eq!(state.flash.id(), "failed");
    assert!(matches!(state.engine, Engine::Stopped(_)));
    assert!(!state.writing());
}
