//! `oak camera flash-bootloader`.

use std::path::PathBuf;

use bytes::Bytes;
use clap::Args;

use super::{
    bad_input,
    confirm::confirmable,
    files::{located, read_file},
    nothing_written, progress,
    target::{KindArg, WriteArgs},
};
use crate::{
    bootloader::{BootloaderKind, image},
    device::{Camera, Control, FailureCause, KindEvidence, Payload, Refusal, plan},
    text,
};

#[derive(Debug, Args)]
pub(super) struct BootloaderArgs {
    /// Kind of the bootloader; the camera's own without. With --yes, naming another kind confirms the change
    #[arg(long = "type", value_enum)]
    kind: Option<KindArg>,
    /// Into the user slot of a network camera, which the factory bootloader starts
    #[arg(long, conflicts_with = "kind")]
    user: bool,
    /// Another image than the shipped one
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    #[command(flatten)]
    write: WriteArgs,
}

impl BootloaderArgs {
    pub(super) async fn run(self) -> Result<(), String> {
        let user = self.user.then_some(BootloaderKind::Network);
        let wanted = self.kind.map(KindArg::kind).or(user);
        let custom = self.custom_image(wanted).await?;
        confirmable(self.write.yes)?;
        let control = progress::control();
        let mut camera = self.write.target.connect(&control).await?;
        let result = self.flash(&mut camera, wanted, custom, &control).await;
        camera.close().await;
        result
    }

    /// The image of the file, which must be whole and of the wanted kind.
    async fn custom_image(&self, wanted: Option<BootloaderKind>) -> Result<Option<Bytes>, String> {
        let Some(path) = &self.image else {
            return Ok(None);
        };
        let bytes = Bytes::from(read_file(path)?);
        let found = image::inspect(&bytes).map_err(|error| bad_input(located(path, &error)))?;
        if let Some(wanted) = wanted.filter(|wanted| *wanted != found.kind) {
            return Err(nothing_written(FailureCause::Refused {
                refusals: vec![Refusal::WrongKind {
                    image: found.kind,
                    camera: wanted,
                }],
            }));
        }
        // An image that claims to be the shipped one must be it; a copy that was cut short would not start.
        if let Ok(store) = self.write.target.firmware.store().await
            && found.version == Some(store.bootloader_version())
            && let Ok(shipped) = store.bootloader(found.kind).await
            && shipped != bytes
        {
            return Err(bad_input(format_args!(
                "file {}: this is not bootloader {} as it was published ({} bytes, not {}); it is \
                 damaged or cut short",
                path.display(),
                store.bootloader_version(),
                bytes.len(),
                shipped.len()
            )));
        }
        Ok(Some(bytes))
    }

    async fn flash(
        &self,
        camera: &mut Camera,
        wanted: Option<BootloaderKind>,
        custom: Option<Bytes>,
        control: &Control,
    ) -> Result<(), String> {
        let info = camera
            .info()
            .await
            .map_err(|failure| text::failure_lines(&failure))?;
        let Some(kind) =
            wanted.or_else(|| (info.kind_evidence != KindEvidence::Unknown).then_some(info.kind))
        else {
            return Err(nothing_written(FailureCause::Refused {
                refusals: vec![Refusal::KindUnknown],
            }));
        };
        if wanted.is_none() {
            super::remark(&format!(
                "Kind {}: {}.",
                text::kind(kind),
                text::evidence(info.kind_evidence)
            ));
        }
        let image = match custom {
            Some(image) => image,
            None => self
                .write
                .target
                .firmware
                .images()
                .bootloader(kind)
                .await
                .map_err(|detail| nothing_written(FailureCause::FirmwareMissing { detail }))?,
        };
        let plan = if self.user {
            plan::user_bootloader(&info, &image)
        } else {
            plan::bootloader(&info, kind, &image)
        };
        self.write
            .carry_out(camera, &plan, Payload::Bootloader(image), control)
            .await
    }
}
