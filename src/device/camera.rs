//! One connected camera.

use bytes::Bytes;
use futures_util::FutureExt;

use super::{
    ApplicationStart, Backup, CameraInfo, Context, Control, Failure, FailureCause, Refusal, Stage,
    Verdict,
    boot::{self, Booted, Returned},
    client::Client,
    find::{self, Search, Snapshot},
    info::{self, Identity, Running},
    trace::Trace,
};
use crate::{
    bootloader::{BootloaderKind, Memory, Version},
    transport::{DeviceState, MxId},
};

/// Bootloaders answer the request to start the application from this version on; older ones just do it.
const BOOT_ANSWER_SINCE: Version = Version::new(0, 0, 14);

/// A camera whose bootloader answers.
#[derive(Debug)]
pub struct Camera {
    pub(super) context: Context,
    pub(super) trace: Trace,
    pub(super) client: Option<Client>,
    pub(super) identity: Identity,
    pub(super) running: Running,
    pub(super) backup: Option<Backup>,
    pub(super) overwritten: Option<SavedRange>,
}

/// Memory as it was before it was overwritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRange {
    /// Which memory.
    pub memory: Memory,
    /// Offset of the first byte.
    pub offset: u64,
    /// The bytes.
    pub bytes: Bytes,
}

impl Camera {
    /// Takes the camera that the bus calls `id` from whatever state to a session with its bootloader.
    pub async fn connect(context: &Context, id: &str, control: &Control) -> Result<Self, Failure> {
        let trace = Trace::new(context.runtime.now(), control.recorder.clone());
        Self::connect_traced(context, id, control, &trace)
            .await
            .map_err(|cause| Failure {
                cause,
                verdict: Verdict::NothingWritten,
                stage: None,
                trace: trace.lines(),
            })
    }

    async fn connect_traced(
        context: &Context,
        id: &str,
        control: &Control,
        trace: &Trace,
    ) -> Result<Self, FailureCause> {
        let Booted {
            client,
            running,
            candidate,
            mx_id,
            found_as,
            in_memory,
        } = boot::connect(context, id, control, trace).await?;
        Ok(Self {
            context: context.clone(),
            trace: trace.clone(),
            client: Some(client),
            identity: Identity {
                candidate,
                mx_id,
                found_as,
                in_memory: in_memory.is_some(),
            },
            running,
            backup: None,
            overwritten: None,
        })
    }

    /// Asks the camera for its facts; only what its bootloader's version knows is asked.
    pub async fn info(&mut self) -> Result<CameraInfo, Failure> {
        self.ask_info()
            .await
            .map_err(|cause| self.failure(cause, Verdict::NothingWritten, None))
    }

    pub(super) async fn ask_info(&self) -> Result<CameraInfo, FailureCause> {
        info::gather(self.client()?, &self.identity, &self.running).await
    }

    /// The chip's identity.
    pub const fn mx_id(&self) -> &MxId {
        &self.identity.mx_id
    }

    /// What was in the flash before the first write of this session, once there was one.
    pub const fn backup(&self) -> Option<&Backup> {
        self.backup.as_ref()
    }

    /// Takes what the last raw write of this session overwrote, in whole erase units, if there was one.
    pub const fn take_overwritten(&mut self) -> Option<SavedRange> {
        self.overwritten.take()
    }

    /// Reads what a [`Backup`] holds now, whether or not anything was written; `None` where the bootloader cannot read or
    /// there is no flash.
    pub async fn take_backup(&mut self) -> Result<Option<Backup>, Failure> {
        let taken = async {
            let info = self.ask_info().await?;
            let mut taken = self.backup_of(&info).await?;
            if let (Some(taken), Some(first)) = (&mut taken, &self.backup) {
                // A header that was written in this session may not have been started by.
                taken.header_starts &= taken.header == first.header;
            }
            Ok(taken)
        };
        let taken = taken.await;
        taken.map_err(|cause| self.failure(cause, Verdict::NothingWritten, None))
    }

    /// Whether the session still stands.
    pub fn is_connected(&self) -> bool {
        self.client
            .as_ref()
            .is_some_and(|client| client.session().is_open())
    }

    /// Completes when the camera leaves by itself, or the session ends in another way. Independent of the borrow of this
    /// camera; an operation that restarts the camera ends it, too.
    pub fn gone(&self) -> impl Future<Output = Failure> + 'static {
        let ended = match &self.client {
            Some(client) => client.session().ended(),
            None => async { FailureCause::CameraGone }.boxed_local(),
        };
        let trace = self.trace.clone();
        async move {
            let cause = ended.await;
            Failure {
                cause,
                verdict: Verdict::NothingWritten,
                stage: None,
                trace: trace.lines(),
            }
        }
    }

    /// What was sent and answered, oldest first.
    pub fn trace(&self) -> Vec<String> {
        self.trace.lines()
    }

    /// Starts the flashed application. Afterwards the session is over and only [`Self::close`] makes sense; after a
    /// refusal the session goes on.
    pub async fn boot_application(
        &mut self,
        control: &Control,
    ) -> Result<ApplicationStart, Failure> {
        self.start_application(control)
            .await
            .map_err(|cause| self.failure(cause, Verdict::NothingWritten, None))
    }

    async fn start_application(
        &mut self,
        control: &Control,
    ) -> Result<ApplicationStart, FailureCause> {
        if self.identity.in_memory {
            return Err(FailureCause::Refused {
                refusals: vec![Refusal::BootloaderNotFlashed],
            });
        }
        let before = self.snapshot().await;
        let answers = self.running.version >= BOOT_ANSWER_SINCE;
        self.client()?.boot_application(answers).await?;
        if let Some(client) = self.client.take() {
            client.fall().await;
        }
        let search = Search {
            mx_id: Some(&self.identity.mx_id),
            states: &[DeviceState::FlashBooted],
            before: &before,
        };
        // Where a browser may not show the running application the person need not be asked: the camera has accepted.
        let shown = find::find_unasked(&self.context, &search, control).await;
        match shown {
            Ok(_) => Ok(ApplicationStart::Seen),
            Err(FailureCause::DidNotComeBack { .. }) if self.context.bus.needs_permission() => {
                Ok(ApplicationStart::NotVisible)
            }
            Err(cause) => Err(cause),
        }
    }

    /// Opens a new session after an operation had to drop its own (cancelled, no answer): the camera misses us, restarts
    /// and comes back.
    pub async fn reconnect(&mut self, control: &Control) -> Result<(), Failure> {
        find::see_leaving(&self.context, &self.identity.candidate.id).await;
        let cause = match self.restart(control).await {
            Ok(true) => return Ok(()),
            Ok(false) => FailureCause::DidNotComeBack {
                state: DeviceState::Bootloader,
            },
            Err(cause) => cause,
        };
        Err(self.failure(cause, Verdict::NothingWritten, None))
    }

    /// Drops to the USB ROM; the camera leaves and comes back unbooted (invisible on a network).
    pub async fn boot_usb_rom(&mut self) -> Result<(), Failure> {
        let sent = match self.client() {
            Ok(client) => client.usb_rom_boot(),
            Err(cause) => Err(cause),
        };
        sent.map_err(|cause| self.failure(cause, Verdict::NothingWritten, None))?;
        if let Some(client) = self.client.take() {
            client.fall().await;
        }
        Ok(())
    }

    /// Lets go of the camera: resets the link, which resets the camera, and closes the transport.
    pub async fn close(mut self) {
        if let Some(client) = self.client.take() {
            client.reset().await;
        }
    }

    pub(super) fn client(&self) -> Result<&Client, FailureCause> {
        self.client.as_ref().ok_or(FailureCause::CameraGone)
    }

    pub(super) fn failure(
        &self,
        cause: FailureCause,
        verdict: Verdict,
        stage: Option<Stage>,
    ) -> Failure {
        self.trace.add(
            self.context.runtime.now(),
            format_args!("failed: {cause:?}, {verdict:?}"),
        );
        Failure {
            cause,
            verdict,
            stage,
            trace: self.trace.lines(),
        }
    }

    /// Who is on the bus now, to tell newcomers after a restart. A list that fails is an empty one.
    async fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.context.bus.list().await.unwrap_or_default())
    }

    /// Replaces the running bootloader by one of another kind, in memory only.
    pub(super) async fn jump(
        &mut self,
        kind: BootloaderKind,
        control: &Control,
    ) -> Result<(), FailureCause> {
        let image = boot::image(&self.context, kind).await?;
        let before = self.snapshot().await;
        let client = self.client.take().ok_or(FailureCause::CameraGone)?;
        if let Err(cause) = client.boot_memory(&image, &control.cancel).await {
            client.drop_link().await;
            return Err(cause);
        }
        client.fall().await;
        let search = Search {
            mx_id: Some(&self.identity.mx_id),
            states: &[DeviceState::Bootloader],
            before: &before,
        };
        let returned = boot::reopen(&self.context, &search, control, &self.trace).await?;
        self.identity.in_memory = true;
        self.adopt(returned).await
    }

    /// Resets the camera and waits for it. `Ok(false)`: it came back in its ROM.
    pub(super) async fn restart(&mut self, control: &Control) -> Result<bool, FailureCause> {
        let before = self.snapshot().await;
        if let Some(client) = self.client.take() {
            client.reset().await;
        }
        let search = Search {
            mx_id: Some(&self.identity.mx_id),
            states: &[
                DeviceState::Bootloader,
                DeviceState::FlashBooted,
                DeviceState::Unbooted,
            ],
            before: &before,
        };
        let returned = boot::reopen(&self.context, &search, control, &self.trace).await?;
        let started = matches!(returned, Returned::Bootloader(..));
        if started {
            self.identity.in_memory = false;
            self.identity.found_as = DeviceState::Bootloader;
        }
        self.adopt(returned).await?;
        Ok(started)
    }

    async fn adopt(&mut self, returned: Returned) -> Result<(), FailureCause> {
        if let Returned::Bootloader(client, candidate) = returned {
            self.running = Running::ask(&client).await?;
            self.identity.candidate = candidate;
            self.client = Some(client);
        }
        Ok(())
    }
}
