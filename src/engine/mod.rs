//! Runs [`crate::device`] in a dedicated worker: typed commands in, typed events out. Never touches the DOM.
//!
//! [`Engine`] is the same on every platform; it is given its [`Host`] (cameras, clock, firmware, where events go) and
//! is tested on the host with virtual cameras. In a browser `worker` makes the host, and `client` is the page's end.
//!
//! Why a worker: a bootloader drops the link when it is not pinged for 1.5 s, and browsers slow down the timers of
//! hidden pages.

mod application;
#[cfg(target_arch = "wasm32")]
pub mod client;
mod facts;
#[cfg(target_arch = "wasm32")]
mod fetch;
mod keeping;
#[cfg(target_arch = "wasm32")]
mod message;
mod opening;
mod planning;
pub mod protocol;
pub mod python;
mod reading;
mod session;
mod shared;
mod shelf;
mod step;
mod throttle;
mod virtual_slot;
#[cfg(target_arch = "wasm32")]
mod worker;

use std::{fmt, rc::Rc};

pub(crate) use self::application::file_stem;
use self::{
    protocol::{Command, Event},
    session::{Queued, Session},
    shared::Shared,
};
use crate::{firmware::Source, runtime::SharedRuntime, transport::SharedBus};
use futures_channel::mpsc;

#[cfg(target_arch = "wasm32")]
pub use worker::run;

/// Runs the check of scripts in its worker.
#[cfg(target_arch = "wasm32")]
pub fn run_python() {
    python::run();
}

/// What an engine runs on.
#[derive(Clone)]
pub struct Host {
    /// Real cameras; `None` where the browser has no WebUSB.
    pub cameras: Option<SharedBus>,
    /// Clock, sleep, tasks.
    pub runtime: SharedRuntime,
    /// Where firmware is read from when it is first needed.
    pub firmware: Rc<dyn Source>,
    /// Where events go. May be called from within [`Engine::start`] and [`Engine::command`].
    pub events: Rc<dyn Fn(Event)>,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}

/// A running engine. Dropping it lets go of the camera once the command that runs has ended.
pub struct Engine {
    shared: Rc<Shared>,
    queue: mpsc::UnboundedSender<Queued>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// Starts the engine's tasks on the host's runtime and says [`Event::Ready`].
    pub fn start(host: Host) -> Self {
        let shared = Shared::new(host);
        let (queue, commands) = mpsc::unbounded();
        shared.spawn(Session::new(Rc::clone(&shared)).run(commands));
        if let Some(cameras) = shared.real() {
            shared.watch(cameras);
        }
        shared.tell(Event::Ready {
            webusb: shared.real().is_some(),
        });
        Self { shared, queue }
    }

    /// Takes a command. Most wait for their turn; [`Command::Cancel`], [`Command::ListCameras`] and what is done to the
    /// virtual camera act at once.
    pub fn command(&self, command: Command) {
        let shared = Rc::clone(&self.shared);
        match command {
            Command::Cancel => shared.cancel(),
            Command::ListCameras => shared.clone().spawn(async move {
                shared.tell_cameras().await;
            }),
            Command::ListRecipes => shared.tell(Event::Recipes {
                recipes: application::recipe_list(),
            }),
            Command::InspectPackage { file } => shared.clone().spawn(async move {
                let facts = facts::inspect(file, &*shared.runtime()).await;
                shared.tell(Event::Inspected {
                    facts: facts.map(Box::new),
                });
            }),
            Command::ComparePackages { first, second } => shared.tell(Event::PackagesCompared {
                differences: facts::differences(first, second),
            }),
            Command::CompareBackups { first, second } => {
                shared.tell(keeping::compare_backups(&first, &second));
            }
            Command::ReadBlob { file } => shared.tell(Event::Blob {
                header: application::blob_facts(&file),
            }),
            Command::ReadPipeline { source } => shared.tell(Event::PipelineRead {
                pipeline: opening::read_pipeline(source),
            }),
            Command::BuildPackage { source } => shared.clone().spawn(async move {
                let built = application::load(source, &shared.shelf, &*shared.runtime()).await;
                shared.tell(Event::PackageMade {
                    package: built.map(|built| built.file()),
                });
            }),
            Command::TellFirmware => shared.clone().spawn(async move {
                shared.tell(Event::FirmwareSizes {
                    sizes: opening::firmware_sizes(&shared.shelf).await,
                });
            }),
            Command::Fault { fault } => shared.clone().spawn(async move {
                shared.fault(&fault).await;
            }),
            Command::Replug => shared.clone().spawn(async move {
                shared.replug().await;
            }),
            Command::SaveVirtualMemory => shared.save_virtual_memory(),
            command => {
                let cancel = shared.token();
                // Fails only when the session's task ended, which it does after this sender.
                let _ = self.queue.unbounded_send(Queued { command, cancel });
            }
        }
    }
}
