//! Recordings reproduce themselves: what was recorded with one camera is replayed by another, to the same outcome.

use std::rc::Rc;

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootHeader, BootHeaderKind, BootloaderKind, Memory},
    device::{
        ApplicationStart, Camera, Context, Control, FailureCause, Outcome, Payload, Plan,
        ReceiptLine, Stage, plan,
    },
    recording::{About, Happening, Recorder, Recording},
    runtime::NativeRuntime,
    transport::Bus,
    virtual_camera::{Fault, InitialState, Options, ReplayBus},
};

use crate::rig::{Rig, SmallImages, package, shipped, simulate};

fn options(kind: BootloaderKind, state: InitialState) -> Options {
    Options {
        nor_mib: 16,
        speed: 100.0,
        state,
        ..Options::new(kind)
    }
}

/// What is recorded: a plan and its payload, and a fault on the way.
type Planned = (Plan, Payload);

fn planned(info: &oak_flasher::device::CameraInfo, what: &str) -> Planned {
    let kind = info.kind;
    let image = shipped(kind);
    let application: Bytes = package("recorded", 300_000);
    match what {
        "bootloader" => (
            plan::bootloader(info, kind, &image),
            Payload::Bootloader(image),
        ),
        "factory reset" => (
            plan::factory_reset(info, kind, &image),
            Payload::Bootloader(image),
        ),
        "user bootloader" => (
            plan::user_bootloader(info, &image),
            Payload::Bootloader(image),
        ),
        "application" => (
            plan::application(info, Memory::Auto, &application, &Default::default()),
            Payload::Package(application),
        ),
        "config" => (
            plan::write_config(info, r#"{"mine": 1}"#),
            Payload::Config(r#"{"mine": 1}"#.to_owned()),
        ),
        "clear config" => (plan::clear_config(info), Payload::None),
        "memory" => {
            let bytes = Bytes::from(vec![9; 7000]);
            (
                plan::write_memory(info, Memory::Flash, 0x90_0000, &bytes),
                Payload::Bytes(bytes),
            )
        }
        "header" => {
            let header = BootHeader::new(BootHeaderKind::Normal);
            (
                plan::boot_header(info, &header),
                Payload::BootHeader(header),
            )
        }
        other => panic!("{other}"),
    }
}

async fn record(rig: &mut Rig, what: &str, fault: Option<(Stage, Fault)>) -> (Recording, Outcome) {
    if let Some((stage, fault)) = fault {
        rig.fault_at(stage, fault);
    }
    let recorder = Recorder::default();
    rig.control.recorder = recorder.clone();
    let (mut camera, info) = rig.connect().await;
    let (plan, payload) = planned(&info, what);
    assert_eq!(plan.refusals, [], "{what}");
    let outcome = camera.execute(&plan, payload, &rig.control).await;
    let about = About {
        camera: serde_json::to_value(&info).unwrap(),
        plan: serde_json::to_value(&plan).unwrap(),
        outcome: serde_json::to_value(&outcome).unwrap(),
        ..About::default()
    };
    camera.close().await;
    (recorder.recording(about), outcome)
}

async fn replay(recording: &Recording, what: &str) -> (Outcome, Vec<String>) {
    // As from a file.
    let recording = Recording::read(&recording.write()).unwrap();
    let bus = ReplayBus::new(&recording);
    let context = Context {
        bus: Rc::clone(&bus) as Rc<dyn Bus>,
        runtime: Rc::new(NativeRuntime::new()),
        images: Rc::new(SmallImages),
    };
    let control = Control::default();
    let id = bus.list().await.unwrap()[0].id.clone();
    let mut camera = Camera::connect(&context, &id, &control).await.unwrap();
    let info = camera.info().await.unwrap();
    let (plan, payload) = planned(&info, what);
    let outcome = camera.execute(&plan, payload, &control).await;
    camera.close().await;
    (outcome, bus.divergences())
}

/// What counts of an outcome: not the time it took, nor the lines of the trace.
fn essence(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done(receipt) => {
            // A header is the camera's own bytes, of which a recording may hold only the hash.
            let place = |line: &ReceiptLine| (line.used_for, line.offset, line.size, line.verified);
            let lines: Vec<_> = receipt.lines.iter().map(place).collect();
            format!("{lines:?} {:?} {:?}", receipt.after, receipt.notes)
        }
        Outcome::Failed(failure) => {
            // Where a wrong bit lay is not in a hash.
            let cause = match &failure.cause {
                FailureCause::VerifyFailed { .. } => "wrong bytes".to_owned(),
                cause => format!("{cause:?}"),
            };
            format!("{cause} {:?} {:?}", failure.verdict, failure.stage)
        }
    }
}

fn again(
    kind: BootloaderKind,
    state: InitialState,
    what: &'static str,
    fault: Option<(Stage, Fault)>,
) {
    simulate(async move {
        let mut rig = Rig::new(options(kind, state));
        let (recording, outcome) = record(&mut rig, what, fault.clone()).await;
        let (replayed, divergences) = replay(&recording, what).await;
        assert_eq!(essence(&replayed), essence(&outcome), "{what} {fault:?}");
        assert_eq!(divergences, Vec::<String>::new(), "{what} {fault:?}");
    });
}

#[test]
fn every_operation_replays() {
    let network = BootloaderKind::Network;
    for what in [
        "bootloader",
        "factory reset",
        "user bootloader",
        "application",
        "config",
        "clear config",
        "memory",
        "header",
    ] {
        again(network, InitialState::Bootloader, what, None);
        if what != "user bootloader" {
            again(BootloaderKind::Usb, InitialState::Bootloader, what, None);
        }
    }
    again(network, InitialState::Application, "application", None);
}

#[test]
fn failures_replay_to_the_same_verdict() {
    let network = BootloaderKind::Network;
    for (what, stage, fault) in [
        ("application", Stage::Write, Fault::Silence),
        ("application", Stage::Send, Fault::RefuseNext),
        (
            "application",
            Stage::Send,
            Fault::WriteError { after_bytes: 5000 },
        ),
        (
            "application",
            Stage::Send,
            Fault::FlippedBit { noticed: false },
        ),
        ("application", Stage::ReadBack, Fault::ShortReply),
        (
            "user bootloader",
            Stage::Send,
            Fault::FlippedBit { noticed: true },
        ),
        (
            "bootloader",
            Stage::Send,
            Fault::PowerCutAfter { bytes: 30_000 },
        ),
        ("config", Stage::Send, Fault::RefuseNext),
    ] {
        again(
            network,
            InitialState::Bootloader,
            what,
            Some((stage, fault)),
        );
    }
}

#[test]
fn a_recording_says_what_went_over_the_wire() {
    simulate(async {
        let mut rig = Rig::new(options(BootloaderKind::Usb, InitialState::Bootloader));
        let (recording, _) = record(&mut rig, "application", None).await;
        let size = package("recorded", 300_000).len() as u64;
        let transfers: u64 = recording
            .entries
            .iter()
            .filter_map(|entry| match &entry.happening {
                Happening::Transfer { bytes, .. } => Some(*bytes),
                _ => None,
            })
            .sum();
        assert!(transfers > 2 * size, "sent and read back: {transfers}");
        let packets = recording.entries.iter().any(|entry| {
            matches!(&entry.happening, Happening::Packet { bytes, sha256, .. } if *bytes == size && !sha256.is_empty())
        });
        assert!(packets, "the package is there by its hash");
        assert!(recording.entries.is_sorted_by_key(|entry| entry.micros));
        let text = String::from_utf8(recording.redacted().write()).unwrap();
        assert!(!text.contains(&rig.camera.options().mx_id.0));
        assert_eq!(recording.dropped, 0);
    });
}

#[test]
fn a_start_of_the_application_replays() {
    simulate(async {
        let mut rig = Rig::new(options(BootloaderKind::Usb, InitialState::Application));
        let recorder = Recorder::default();
        rig.control.recorder = recorder.clone();
        let (mut camera, info) = rig.connect().await;
        assert_eq!(
            camera.boot_application(&rig.control).await.unwrap(),
            ApplicationStart::Seen
        );
        camera.close().await;
        let recording = recorder.recording(About {
            camera: serde_json::to_value(&info).unwrap(),
            ..About::default()
        });
        let bus = ReplayBus::new(&recording);
        let context = Context {
            bus: Rc::clone(&bus) as Rc<dyn Bus>,
            runtime: Rc::new(NativeRuntime::new()),
            images: Rc::new(SmallImages),
        };
        let id = bus.list().await.unwrap()[0].id.clone();
        let mut camera = Camera::connect(&context, &id, &Control::default())
            .await
            .unwrap();
        assert_eq!(camera.info().await.unwrap().mx_id, info.mx_id);
        camera.close().await;
        assert_eq!(bus.divergences(), Vec::<String>::new());
    });
}
