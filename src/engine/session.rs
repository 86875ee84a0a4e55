//! Works commands off, one after the other, on the one camera that is connected.

use std::{cell::RefCell, future::pending, rc::Rc};

use bytes::Bytes;
use futures_channel::mpsc;
use futures_util::{
    FutureExt, StreamExt,
    future::{Either, LocalBoxFuture, select},
};

use serde_json::Value;

use super::{
    application::{self, Loaded},
    protocol::{ApplicationSource, Command, Event},
    shared::{Shared, bad_input, nothing_written},
    step::step_of,
    throttle::Throttle,
    virtual_slot::VirtualSlot,
};
use crate::{
    device::{
        Camera, CameraInfo, CancelToken, Confirmation, Control, Failure, FailureCause, Outcome,
        Payload, Plan, plan,
    },
    recording::Happening,
    text, virtual_camera,
};

/// A command that waits for its turn.
pub(super) struct Queued {
    pub(super) command: Command,
    pub(super) cancel: CancelToken,
}

pub(super) struct Connected {
    id: String,
    pub(super) camera: Camera,
    pub(super) info: CameraInfo,
}

/// The state between commands.
pub(super) struct Session {
    pub(super) shared: Rc<Shared>,
    pub(super) connected: Option<Connected>,
    pub(super) plan: Option<(Plan, Payload)>,
    pub(super) application: Option<Loaded>,
    /// The last plan that was carried out and its outcome, as JSON.
    pub(super) last: Option<(Value, Value)>,
    /// The facts of the last camera, as JSON.
    pub(super) last_camera: Value,
}

enum Next {
    Command(Queued),
    Gone(Failure),
    End,
}

impl Session {
    pub(super) fn new(shared: Rc<Shared>) -> Self {
        Self {
            shared,
            connected: None,
            plan: None,
            application: None,
            last: None,
            last_camera: Value::Null,
        }
    }

    /// Runs until the engine is dropped; lets go of the camera then.
    pub(super) async fn run(mut self, mut commands: mpsc::UnboundedReceiver<Queued>) {
        loop {
            match self.next(&mut commands).await {
                Next::Command(queued) => self.work(queued).await,
                Next::Gone(failure) => self.leave(Some(failure)).await,
                Next::End => break,
            }
            self.shared.tell_virtual();
            self.shared.tell_replay();
        }
        self.forget().await;
    }

    /// The camera's leaving comes before commands: those would only fail.
    async fn next(&self, commands: &mut mpsc::UnboundedReceiver<Queued>) -> Next {
        let gone: LocalBoxFuture<'static, Failure> = match &self.connected {
            Some(connected) => connected.camera.gone().boxed_local(),
            None => pending().boxed_local(),
        };
        match select(gone, commands.next()).await {
            Either::Left((failure, _)) => Next::Gone(failure),
            Either::Right((Some(queued), _)) => Next::Command(queued),
            Either::Right((None, _)) => Next::End,
        }
    }

    async fn work(&mut self, queued: Queued) {
        let Queued { command, cancel } = queued;
        self.record_step(&command);
        let answer = match command {
            Command::UseVirtualCamera { profile, speed } => {
                self.use_virtual(profile, speed, cancel).await
            }
            Command::Connect { id } => self.connect(id, cancel).await,
            Command::Disconnect => {
                self.leave(None).await;
                Ok(())
            }
            Command::ForgetCamera { id } => self.forget_camera(&id).await,
            Command::Refresh => self.refresh().await,
            Command::PlanBootloader { kind, image } => self.plan_bootloader(kind, image).await,
            Command::LoadApplication { source } => {
                self.load(source).await;
                Ok(())
            }
            Command::PlanApplication { memory } => self.plan_application(memory),
            Command::PlanUpdateApplication { memory } => self.plan_update(memory).await,
            Command::PlanRemoveApplication { memory } => self.plan_remove(memory),
            Command::Execute { typed_word } => {
                self.execute(typed_word, cancel).await;
                Ok(())
            }
            Command::PlanUserBootloader { image } => self.plan_user_bootloader(image).await,
            Command::PlanRemoveUserBootloader => {
                self.plan_with(Payload::None, plan::remove_user_bootloader)
            }
            Command::PlanFactoryReset { kind } => self.plan_factory_reset(kind).await,
            Command::PlanBootHeader { header } => self
                .plan_with(Payload::BootHeader(header), |info| {
                    plan::boot_header(info, &header)
                }),
            Command::PlanWriteConfig { json } => self
                .plan_with(Payload::Config(json.clone()), |info| {
                    plan::write_config(info, &json)
                }),
            Command::PlanClearConfig => self.plan_with(Payload::None, plan::clear_config),
            Command::PlanWriteMemory {
                memory,
                offset,
                file,
            } => {
                let bytes = Bytes::from(file.bytes.into_vec());
                self.plan_with(Payload::Bytes(bytes.clone()), |info| {
                    plan::write_memory(info, memory, offset, &bytes)
                })
            }
            Command::ReadMemory {
                memory,
                offset,
                size,
            } => self.read_memory(memory, offset, size, cancel).await,
            Command::ReadApplication { memory } => self.read_application(memory, cancel).await,
            Command::Diagnose => self.diagnose(cancel).await,
            Command::TakeBackup => self.take_backup().await,
            Command::PlanRestore { file, config_only } => {
                self.plan_restore(&file, config_only).await
            }
            Command::SaveRecording {
                environment,
                redacted,
            } => {
                self.save_recording(environment, redacted);
                Ok(())
            }
            Command::ReplayRecording { file } => self.replay(&file, cancel).await,
            Command::BootUsbRom => self.boot_usb_rom().await,
            Command::BootApplication => self.boot(cancel).await,
            Command::SavePackage => self.save(),
            // These act at once and never get here.
            Command::Cancel
            | Command::ListCameras
            | Command::ListRecipes
            | Command::ReadBlob { .. }
            | Command::ReadPipeline { .. }
            | Command::BuildPackage { .. }
            | Command::TellFirmware
            | Command::InspectPackage { .. }
            | Command::ComparePackages { .. }
            | Command::CompareBackups { .. }
            | Command::Fault { .. }
            | Command::Replug
            | Command::SaveVirtualMemory => Ok(()),
        };
        if let Err(failure) = answer {
            self.shared.tell(Event::Failed { failure });
        }
    }

    fn record_step(&self, command: &Command) {
        if let Some(command) = step_of(command, self.application.as_ref()) {
            let now = self.shared.runtime().now();
            self.shared.recorder.add(now, Happening::Step { command });
        }
    }

    /// Lets go of the camera and forgets what was planned for it.
    pub(super) async fn forget(&mut self) {
        self.plan = None;
        if let Some(connected) = self.connected.take() {
            self.last_camera = serde_json::to_value(&connected.info).unwrap_or_default();
            connected.camera.close().await;
        }
    }

    async fn leave(&mut self, failure: Option<Failure>) {
        self.forget().await;
        self.shared.tell(Event::Disconnected { failure });
        self.shared.tell_cameras().await;
    }

    async fn forget_camera(&mut self, id: &str) -> Result<(), Failure> {
        if self.connected.as_ref().is_some_and(|it| it.id == id) {
            self.leave(None).await;
        }
        let bus = self.shared.context(id)?.bus;
        let forgotten = bus.forget(id).await;
        forgotten.map_err(|error| bad_input(text::not_forgotten(&error)))?;
        self.shared.tell_cameras().await;
        Ok(())
    }

    async fn use_virtual(
        &mut self,
        profile: String,
        speed: Option<f64>,
        cancel: CancelToken,
    ) -> Result<(), Failure> {
        let mut options = virtual_camera::profile(&profile).ok_or_else(|| {
            let known: Vec<&str> = virtual_camera::PROFILES
                .iter()
                .map(|(name, _)| *name)
                .collect();
            bad_input(text::unknown_profile(&profile, &known))
        })?;
        if let Some(speed) = speed.filter(|speed| speed.is_finite() && *speed > 0.0) {
            options.speed = speed;
        }
        self.forget().await;
        let images = self.shared.shelf.images().await;
        let slot = VirtualSlot::new(profile, options, images, self.shared.runtime());
        self.shared.set_virtual(slot);
        self.shared.tell_virtual();
        self.shared.tell_cameras().await;
        let id = self.shared.virtual_id();
        let id = id.ok_or_else(|| nothing_written(FailureCause::CameraGone))?;
        self.connect(id, cancel).await
    }

    pub(super) async fn connect(&mut self, id: String, cancel: CancelToken) -> Result<(), Failure> {
        if self.connected.as_ref().is_some_and(|c| c.id == id) {
            return self.refresh().await;
        }
        self.forget().await;
        check_cancelled(&cancel)?;
        let context = self.shared.context(&id)?;
        let control = self.control(cancel, &Rc::default());
        let mut camera = Camera::connect(&context, &id, &control).await?;
        match camera.info().await {
            Ok(info) => {
                self.shared.tell(Event::Camera {
                    info: Box::new(info.clone()),
                });
                self.connected = Some(Connected { id, camera, info });
                if let Some(version) = self.shared.shelf.bootloader_version().await {
                    self.shared.tell(Event::ShippedBootloader { version });
                }
                Ok(())
            }
            Err(failure) => {
                camera.close().await;
                Err(failure)
            }
        }
    }

    async fn refresh(&mut self) -> Result<(), Failure> {
        let connected = self.camera()?;
        let info = connected.camera.info().await?;
        connected.info = info.clone();
        self.shared.tell(Event::Camera {
            info: Box::new(info),
        });
        Ok(())
    }

    pub(super) fn camera(&mut self) -> Result<&mut Connected, Failure> {
        self.connected
            .as_mut()
            .ok_or_else(|| nothing_written(FailureCause::CameraGone))
    }

    async fn load(&mut self, source: ApplicationSource) {
        // A plan for the application before must not flash it under the new one's name.
        self.plan = None;
        self.application = None;
        let loaded = application::load(source, &self.shared.shelf, &*self.shared.runtime()).await;
        self.shared.tell(match loaded {
            Ok(loaded) => {
                let summary = loaded.summary.clone();
                self.application = Some(loaded);
                Event::Application { summary }
            }
            Err(sentence) => Event::ApplicationRejected { sentence },
        });
    }

    fn save(&self) -> Result<(), Failure> {
        let loaded = self.application.as_ref();
        let loaded = loaded.ok_or_else(|| bad_input(text::no_application()))?;
        self.shared.tell(Event::PackageBuilt {
            file: loaded.file(),
        });
        Ok(())
    }

    async fn execute(&mut self, typed_word: Option<String>, cancel: CancelToken) {
        let throttle = Rc::new(RefCell::new(Throttle::default()));
        let control = self.control(cancel, &throttle);
        let outcome = match self.confirmed(typed_word.as_deref(), &control.cancel) {
            Ok((connected, plan, payload)) => {
                let outcome = connected.camera.execute(&plan, payload, &control).await;
                self.remember(&plan, &outcome);
                outcome
            }
            Err(failure) => Outcome::Failed(failure),
        };
        if let Some(progress) = throttle.borrow_mut().rest() {
            self.shared.tell(Event::Progress { progress });
        }
        self.tell_overwritten();
        let left_by_itself = matches!(
            &outcome,
            Outcome::Failed(failure) if failure.cause == FailureCause::CameraGone
        );
        self.shared.tell(Event::Finished {
            outcome: Box::new(outcome),
        });
        if let Err(failure) = self.see_to_camera(left_by_itself).await {
            self.leave(Some(failure)).await;
        }
    }

    /// After an operation: facts as they are now, after a reconnection where the operation had to drop the session.
    async fn see_to_camera(&mut self, left_by_itself: bool) -> Result<(), Failure> {
        let control = self.control(self.shared.token(), &Rc::default());
        let Some(connected) = &mut self.connected else {
            return Ok(());
        };
        if !left_by_itself && !connected.camera.is_connected() {
            connected.camera.reconnect(&control).await?;
        }
        self.refresh().await
    }

    /// The plan with its camera, if it may be executed now; only then it is used up.
    fn confirmed(
        &mut self,
        typed_word: Option<&str>,
        cancel: &CancelToken,
    ) -> Result<(&mut Connected, Plan, Payload), Failure> {
        check_cancelled(cancel)?;
        let connected = self.connected.as_mut();
        let connected = connected.ok_or_else(|| nothing_written(FailureCause::CameraGone))?;
        let planned = self.plan.as_ref();
        let (plan, _) = planned.ok_or_else(|| bad_input(text::no_plan()))?;
        if let Confirmation::TypedWord { word } = &plan.confirmation
            && typed_word.map(str::trim) != Some(word)
        {
            return Err(bad_input(text::type_the_word(word)));
        }
        let taken = self.plan.take();
        let (plan, payload) = taken.ok_or_else(|| bad_input(text::no_plan()))?;
        Ok((connected, plan, payload))
    }

    async fn boot(&mut self, cancel: CancelToken) -> Result<(), Failure> {
        let control = self.control(cancel, &Rc::default());
        check_cancelled(&control.cancel)?;
        let start = self.camera()?.camera.boot_application(&control).await?;
        self.forget().await;
        self.shared.tell(Event::ApplicationStarted { start });
        self.shared.tell_cameras().await;
        Ok(())
    }

    pub(super) fn control(&self, cancel: CancelToken, throttle: &Rc<RefCell<Throttle>>) -> Control {
        let (runtime, throttle) = (self.shared.runtime(), Rc::clone(throttle));
        let [on_progress, on_phase, on_waiting, on_kept] =
            [(); 4].map(|()| Rc::clone(&self.shared));
        Control {
            progress: Rc::new(move |progress| {
                let steps = throttle.borrow_mut().step(runtime.now(), progress);
                for progress in steps {
                    on_progress.tell(Event::Progress { progress });
                }
            }),
            phase: Rc::new(move |phase| on_phase.tell(Event::Connecting { phase })),
            waiting: Rc::new(move |waiting| on_waiting.tell(Event::Waiting { waiting })),
            cancel,
            recorder: self.shared.recorder.clone(),
            kept: Rc::new(move |backup| {
                let backup = Box::new(backup.clone());
                on_kept.tell(Event::BackedUp { backup });
            }),
        }
    }
}

fn check_cancelled(cancel: &CancelToken) -> Result<(), Failure> {
    if cancel.is_cancelled() {
        return Err(nothing_written(FailureCause::Cancelled));
    }
    Ok(())
}
