//! Commands about what is kept: backups, recordings, and what a look through the flash tells.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use serde_bytes::ByteBuf;
use serde_json::Value;

use super::{
    protocol::{Event, NamedFile},
    session::Session,
    shared::bad_input,
    throttle::Throttle,
};
use crate::{
    device::{Backup, CancelToken, Failure, Payload, plan},
    recording::{About, Recording},
    text,
    virtual_camera::ReplayBus,
};

impl Session {
    pub(super) async fn diagnose(&mut self, cancel: CancelToken) -> Result<(), Failure> {
        let throttle = Rc::new(RefCell::new(Throttle::default()));
        let control = self.control(cancel, &throttle);
        let diagnosis = self.camera()?.camera.diagnose(&control).await?;
        self.shared.tell(Event::Diagnosed { diagnosis });
        Ok(())
    }

    pub(super) async fn take_backup(&mut self) -> Result<(), Failure> {
        match self.camera()?.camera.take_backup().await? {
            Some(backup) => {
                let backup = Box::new(backup);
                self.shared.tell(Event::BackedUp { backup });
                Ok(())
            }
            None => Err(bad_input(text::no_backup())),
        }
    }

    /// What a backup holds comes back as a plan like any other.
    pub(super) async fn plan_restore(
        &mut self,
        file: &NamedFile,
        config_only: bool,
    ) -> Result<(), Failure> {
        let backup = read_backup(file)?;
        if !config_only {
            let plan = self.camera()?.camera.plan_restore(&backup).await?;
            self.keep(plan, Payload::Backup(Box::new(backup)));
            return Ok(());
        }
        let payload = match &backup.document {
            Some(json) => Payload::Config(json.clone()),
            None => Payload::None,
        };
        self.plan_with(payload, |info| plan::restore_config(info, &backup))
    }

    /// What belongs to a recording made now.
    fn about(&self, environment: BTreeMap<String, String>) -> About {
        let (plan, outcome) = self.last.clone().unwrap_or_default();
        let camera = self.connected.as_ref().map(|connected| &connected.info);
        About {
            environment,
            camera: camera.map_or_else(
                || self.last_camera.clone(),
                |info| serde_json::to_value(info).unwrap_or_default(),
            ),
            plan,
            outcome,
        }
    }

    pub(super) fn save_recording(&self, environment: BTreeMap<String, String>, redacted: bool) {
        let recording = self.shared.recorder.recording(self.about(environment));
        let recording = if redacted {
            recording.redacted()
        } else {
            recording
        };
        self.shared.tell(Event::RecordingSaved {
            file: NamedFile {
                name: "oak-recording.json".to_owned(),
                bytes: ByteBuf::from(recording.write()),
            },
        });
    }

    pub(super) async fn replay(
        &mut self,
        file: &NamedFile,
        cancel: CancelToken,
    ) -> Result<(), Failure> {
        let recording = Recording::read(&file.bytes)
            .map_err(|error| bad_input(text::bad_file(&file.name, &error)))?;
        self.forget().await;
        let bus = ReplayBus::new(&recording);
        self.shared.set_replay(bus);
        self.shared.tell_cameras().await;
        let id = self.shared.replay_id().await;
        let id = id.ok_or_else(|| bad_input(text::empty_recording(&file.name)))?;
        self.connect(id, cancel).await
    }

    pub(super) fn remember(
        &mut self,
        plan: &impl serde::Serialize,
        outcome: &impl serde::Serialize,
    ) {
        let value = |result: Result<Value, _>| result.unwrap_or_default();
        self.last = Some((
            value(serde_json::to_value(plan)),
            value(serde_json::to_value(outcome)),
        ));
    }
}

/// In what two backups differ.
pub(super) fn compare_backups(first: &NamedFile, second: &NamedFile) -> Event {
    match (read_backup(first), read_backup(second)) {
        (Ok(first), Ok(second)) => Event::BackupsCompared {
            differences: first.differences(&second),
        },
        (Err(failure), _) | (_, Err(failure)) => Event::Failed { failure },
    }
}

fn read_backup(file: &NamedFile) -> Result<Backup, Failure> {
    Backup::read(&file.bytes).map_err(|error| bad_input(text::bad_file(&file.name, &error)))
}
