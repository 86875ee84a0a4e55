//! The page's end of the engine, for tests.

use std::{future::Future, path::Path, rc::Rc, time::Duration};

use futures_channel::mpsc;
use futures_util::StreamExt;
use oak_flasher::{
    bootloader::{BootloaderKind, Memory},
    device::{CameraInfo, FailureCause, Outcome, Plan, Verdict},
    engine::{
        Engine, Host,
        protocol::{ApplicationSource, ApplicationSummary, Command, Event, NamedFile},
    },
    firmware::DirectorySource,
    runtime::NativeRuntime,
    transport::{Candidate, SharedBus},
};
use serde_bytes::ByteBuf;

/// A pipeline that works alone.
pub(crate) const PIPELINE: &str = "tests/fixtures/pipelines/pyth__Script__script_mjpeg_server.json";

/// The page's end.
pub(crate) struct Page {
    engine: Engine,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Page {
    pub(crate) fn open(cameras: Option<SharedBus>) -> Self {
        let (sender, events) = mpsc::unbounded();
        let firmware = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/firmware");
        let engine = Engine::start(Host {
            cameras,
            runtime: Rc::new(NativeRuntime::new()),
            firmware: Rc::new(DirectorySource::new(firmware)),
            events: Rc::new(move |event| {
                let _ = sender.unbounded_send(event);
            }),
        });
        Self { engine, events }
    }

    pub(crate) fn send(&self, command: Command) {
        self.engine.command(command);
    }

    pub(crate) async fn next(&mut self) -> Event {
        let event = tokio::time::timeout(Duration::from_secs(900), self.events.next()).await;
        let event = event.expect("no event for 15 minutes").unwrap();
        if let Event::VirtualCamera {
            camera: Some(camera),
        } = &event
        {
            assert_eq!(camera.violations, Vec::<String>::new());
        }
        event
    }

    /// Takes events until `pick` finds the one it wants. What nobody expects fails.
    pub(crate) async fn until<T>(&mut self, pick: impl Fn(&Event) -> Option<T>) -> T {
        loop {
            let event = self.next().await;
            if let Some(found) = pick(&event) {
                return found;
            }
            let bad = matches!(
                event,
                Event::Failed { .. }
                    | Event::Stopped { .. }
                    | Event::ApplicationRejected { .. }
                    | Event::Disconnected { .. }
                    | Event::Finished { .. }
            );
            assert!(!bad, "unexpected: {event:?}");
        }
    }

    pub(crate) async fn camera(&mut self) -> CameraInfo {
        self.until(|event| match event {
            Event::Camera { info } => Some((**info).clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn use_virtual(&mut self, profile: &str) -> CameraInfo {
        self.send(Command::UseVirtualCamera {
            profile: profile.to_owned(),
            speed: None,
        });
        self.camera().await
    }

    pub(crate) async fn planned(&mut self, command: Command) -> Plan {
        self.send(command);
        self.until(|event| match event {
            Event::Planned { plan } => Some((**plan).clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn finished(&mut self) -> Outcome {
        self.until(|event| match event {
            Event::Finished { outcome } => Some((**outcome).clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn execute(&mut self, typed_word: Option<&str>) -> Outcome {
        self.send(Command::Execute {
            typed_word: typed_word.map(str::to_owned),
        });
        self.finished().await
    }

    pub(crate) async fn load(&mut self, compressed: bool) -> ApplicationSummary {
        self.send(load_command(
            "mjpeg.json",
            std::fs::read(PIPELINE).unwrap(),
            compressed,
        ));
        self.until(|event| match event {
            Event::Application { summary } => Some(summary.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn rejected(&mut self, name: &str, bytes: Vec<u8>) -> String {
        self.send(load_command(name, bytes, true));
        self.until(|event| match event {
            Event::ApplicationRejected { sentence } => Some(sentence.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn virtual_memory(&mut self) -> Vec<u8> {
        self.send(Command::SaveVirtualMemory);
        self.until(|event| match event {
            Event::VirtualMemory { file } => Some(file.bytes.to_vec()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn disconnected(&mut self) -> FailureCause {
        self.until(|event| match event {
            Event::Disconnected { failure } => failure.clone().map(|failure| failure.cause),
            _ => None,
        })
        .await
    }

    /// Waits until the virtual camera is listed.
    pub(crate) async fn listed(&mut self) -> Candidate {
        self.send(Command::ListCameras);
        self.until(|event| match event {
            Event::Cameras { cameras } => cameras.first().cloned(),
            _ => None,
        })
        .await
    }
}

pub(crate) fn load_command(name: &str, bytes: Vec<u8>, compressed: bool) -> Command {
    Command::LoadApplication {
        source: ApplicationSource::File {
            file: NamedFile {
                name: name.to_owned(),
                bytes: ByteBuf::from(bytes),
            },
            app_name: "street".to_owned(),
            compressed,
            board_config: None,
        },
    }
}

/// Runs a test on one thread with a clock that jumps over waits.
pub(crate) fn fly<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async { test().await });
}

pub(crate) const PLAN_APPLICATION: Command = Command::PlanApplication {
    memory: Memory::Flash,
};

pub(crate) const fn plan_bootloader(kind: BootloaderKind) -> Command {
    Command::PlanBootloader { kind, image: None }
}

pub(crate) fn cause(outcome: &Outcome) -> (FailureCause, Verdict) {
    match outcome {
        Outcome::Failed(failure) => (failure.cause.clone(), failure.verdict),
        Outcome::Done(receipt) => panic!("done: {receipt:?}"),
    }
}

pub(crate) fn assert_done(outcome: &Outcome) {
    match outcome {
        Outcome::Done(receipt) => assert!(receipt.lines.iter().all(|line| line.verified)),
        Outcome::Failed(failure) => panic!("failed: {failure:?}"),
    }
}
