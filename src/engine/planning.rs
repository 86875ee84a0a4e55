//! Commands that plan: facts of the camera and the person's bytes in, a plan out. Nothing is sent.

use bytes::Bytes;

use super::{
    protocol::{Event, NamedFile},
    session::Session,
    shared::{bad_input, nothing_written},
};
use crate::{
    bootloader::{BootloaderKind, Memory},
    device::{CameraInfo, Failure, FailureCause, Payload, Plan, plan},
    firmware::FirmwareError,
    text,
};

impl Session {
    pub(super) async fn plan_bootloader(
        &mut self,
        kind: BootloaderKind,
        image: Option<NamedFile>,
    ) -> Result<(), Failure> {
        let image = self.image(kind, image).await?;
        self.plan_with(Payload::Bootloader(image.clone()), |info| {
            plan::bootloader(info, kind, &image)
        })
    }

    pub(super) async fn plan_user_bootloader(
        &mut self,
        image: Option<NamedFile>,
    ) -> Result<(), Failure> {
        let image = self.image(BootloaderKind::Network, image).await?;
        self.plan_with(Payload::Bootloader(image.clone()), |info| {
            plan::user_bootloader(info, &image)
        })
    }

    pub(super) async fn plan_factory_reset(&mut self, kind: BootloaderKind) -> Result<(), Failure> {
        let image = self.image(kind, None).await?;
        self.plan_with(Payload::Bootloader(image.clone()), |info| {
            plan::factory_reset(info, kind, &image)
        })
    }

    /// The person's image, or the shipped one.
    async fn image(
        &mut self,
        kind: BootloaderKind,
        image: Option<NamedFile>,
    ) -> Result<Bytes, Failure> {
        self.camera()?;
        match image {
            Some(file) => Ok(Bytes::from(file.bytes.into_vec())),
            None => {
                let image = self.shared.shelf.bootloader(kind).await;
                image.map_err(|error| firmware_missing(&error))
            }
        }
    }

    /// Plans from the camera's facts alone.
    pub(super) fn plan_with(
        &mut self,
        payload: Payload,
        plan_it: impl FnOnce(&CameraInfo) -> Plan,
    ) -> Result<(), Failure> {
        let plan = plan_it(&self.camera()?.info);
        self.keep(plan, payload);
        Ok(())
    }

    pub(super) fn plan_application(&mut self, memory: Memory) -> Result<(), Failure> {
        self.camera()?;
        let loaded = self.application.as_ref();
        let loaded = loaded.ok_or_else(|| bad_input(text::no_application()))?;
        let (package, hints) = (loaded.package.clone(), loaded.hints.clone());
        let plan = plan::checked_application(&self.camera()?.info, memory, &package, &hints);
        self.keep(plan, Payload::Package(package.bytes().clone()));
        Ok(())
    }

    pub(super) async fn plan_update(&mut self, memory: Memory) -> Result<(), Failure> {
        self.camera()?;
        let loaded = self.application.as_ref();
        let loaded = loaded.ok_or_else(|| bad_input(text::no_application()))?;
        let (package, hints) = (loaded.package.clone(), loaded.hints.clone());
        let camera = &mut self.camera()?.camera;
        let plan = camera.plan_update(memory, &package, &hints).await?;
        self.keep(plan, Payload::Package(package.bytes().clone()));
        Ok(())
    }

    pub(super) fn plan_remove(&mut self, memory: Memory) -> Result<(), Failure> {
        self.plan_with(Payload::None, |info| plan::remove_application(info, memory))
    }

    pub(super) fn keep(&mut self, plan: Plan, payload: Payload) {
        self.plan = Some((plan.clone(), payload));
        self.shared.tell(Event::Planned {
            plan: Box::new(plan),
        });
    }
}

fn firmware_missing(error: &FirmwareError) -> Failure {
    nothing_written(FailureCause::FirmwareMissing {
        detail: error.to_string(),
    })
}
