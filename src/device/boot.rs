//! From any state to a bootloader session, and back to one after a restart (protocol 1, 2.6, 2.7, 6.2).

use std::{rc::Rc, time::Duration};

use bytes::Bytes;

use super::{
    ConnectPhase, Context, Control, FailureCause,
    cause::{from_opening, from_transport},
    client::Client,
    find::{Search, Snapshot, find, unnamed},
    info::Running,
    limits, rom,
    trace::Trace,
};
use crate::{
    bootloader::BootloaderKind,
    recording::Happening,
    runtime::timeout,
    transport::{
        Attachment, BACK_TO_BOOTLOADER, Candidate, DeviceState, MxId, SharedTransport,
        TransportError,
    },
};

/// A camera whose bootloader can be asked, and how it got there.
#[derive(Debug)]
pub(super) struct Booted {
    pub(super) client: Client,
    pub(super) running: Running,
    pub(super) candidate: Candidate,
    pub(super) mx_id: MxId,
    /// State in which the camera was found.
    pub(super) found_as: DeviceState,
    /// Kind of the image we put into memory, if we did.
    pub(super) in_memory: Option<BootloaderKind>,
}

/// Takes the camera that the bus calls `id` to a session with its bootloader.
pub(super) async fn connect(
    context: &Context,
    id: &str,
    control: &Control,
    trace: &Trace,
) -> Result<Booted, FailureCause> {
    (control.phase)(ConnectPhase::Opening);
    let cameras = context.bus.list().await.map_err(|e| from_transport(&e))?;
    let candidate = cameras
        .iter()
        .find(|camera| camera.id == id)
        .cloned()
        .ok_or(FailureCause::CameraGone)?;
    let note = |line: std::fmt::Arguments<'_>| trace.add(context.runtime.now(), line);
    note(format_args!("found {:?}", candidate));
    let (mx_id, in_memory) = match candidate.state {
        DeviceState::Booted => return Err(FailureCause::UsedByHost),
        DeviceState::Bootloader => {
            return connect_to_bootloader(context, candidate, control, trace).await;
        }
        DeviceState::Unbooted => {
            let image = image(context, BootloaderKind::Usb).await?;
            let mx_id = start_from_rom(context, &candidate, &image, control, trace).await?;
            (Some(mx_id), Some(BootloaderKind::Usb))
        }
        DeviceState::FlashBooted => {
            leave_application(context, &candidate, control, trace).await?;
            (candidate.mx_id.clone(), None)
        }
    };
    (control.phase)(ConnectPhase::WaitingForReturn);
    let before = Snapshot::of(&cameras);
    let search = Search {
        mx_id: mx_id.as_ref(),
        states: &[DeviceState::Bootloader],
        before: &before,
    };
    let Returned::Bootloader(client, returned) = reopen(context, &search, control, trace).await?
    else {
        return Err(FailureCause::DidNotComeBack {
            state: DeviceState::Bootloader,
        });
    };
    (control.phase)(ConnectPhase::Asking);
    Ok(Booted {
        running: Running::ask(&client).await?,
        client,
        mx_id: mx_id
            .or_else(|| returned.mx_id.clone())
            .unwrap_or_else(unnamed),
        candidate: returned,
        found_as: candidate.state,
        in_memory,
    })
}

/// Opens a session with a bootloader that runs. One that another program left in the middle of something answers
/// nonsense or nothing until its watchdog restarts it: then it is tried once more.
async fn connect_to_bootloader(
    context: &Context,
    candidate: Candidate,
    control: &Control,
    trace: &Trace,
) -> Result<Booted, FailureCause> {
    let found_as = candidate.state;
    let booted = |(client, running), candidate: Candidate| Booted {
        client,
        running,
        found_as,
        mx_id: candidate.mx_id.clone().unwrap_or_else(unnamed),
        candidate,
        in_memory: None,
    };
    let cause = match try_bootloader(context, &candidate, control, trace).await {
        Ok(opened) => return Ok(booted(opened, candidate)),
        Err(cause) => cause,
    };
    let left_behind = matches!(
        cause,
        FailureCause::NoAnswer { .. } | FailureCause::Nonsense { .. } | FailureCause::CameraGone
    );
    let Some(mx_id) = candidate.mx_id.as_ref().filter(|_| left_behind) else {
        return Err(cause);
    };
    trace.add(
        context.runtime.now(),
        format_args!("tried once more after {cause:?}"),
    );
    (control.phase)(ConnectPhase::WaitingForReturn);
    context.runtime.sleep(limits::WATCHDOG_RESTART).await;
    let search = Search {
        mx_id: Some(mx_id),
        states: &[DeviceState::Bootloader, DeviceState::FlashBooted],
        before: &Snapshot::default(),
    };
    match reopen(context, &search, control, trace).await {
        Ok(Returned::Bootloader(client, candidate)) => {
            (control.phase)(ConnectPhase::Asking);
            let running = Running::ask(&client).await?;
            Ok(booted((client, running), candidate))
        }
        Ok(Returned::Unbooted) | Err(_) => Err(cause),
    }
}

async fn try_bootloader(
    context: &Context,
    candidate: &Candidate,
    control: &Control,
    trace: &Trace,
) -> Result<(Client, Running), FailureCause> {
    let transport = open(context, candidate, trace).await?;
    let client = Client::open(context, transport, trace.clone()).await?;
    (control.phase)(ConnectPhase::Asking);
    match Running::ask(&client).await {
        Ok(running) => Ok((client, running)),
        Err(cause) => {
            client.drop_link().await;
            Err(cause)
        }
    }
}

/// The shipped image of this kind.
pub(super) async fn image(context: &Context, kind: BootloaderKind) -> Result<Bytes, FailureCause> {
    context
        .images
        .bootloader(kind)
        .await
        .map_err(|detail| FailureCause::FirmwareMissing { detail })
}

async fn open(
    context: &Context,
    candidate: &Candidate,
    trace: &Trace,
) -> Result<SharedTransport, FailureCause> {
    let opening = context.bus.open(&candidate.id);
    let opened = match timeout(&*context.runtime, limits::OPEN, opening).await {
        Ok(Err(TransportError::Unfinished(_))) | Err(_) => {
            return Err(no_answer("the camera to open", limits::OPEN));
        }
        Ok(opened) => opened.map_err(|error| from_opening(&error))?,
    };
    let happening = Happening::Opened {
        state: candidate.state,
        attachment: candidate.attachment,
    };
    trace.record(context.runtime.now(), happening);
    Ok(opened)
}

fn no_answer(waited_for: &str, limit: Duration) -> FailureCause {
    FailureCause::NoAnswer {
        waited_for: waited_for.to_owned(),
        limit_millis: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
    }
}

/// Closes a transport; a transfer that hangs ends with it.
async fn close(context: &Context, transport: &SharedTransport) {
    // A transport that does not close in time is given up; there is nothing else to do with it.
    let _ = timeout(&*context.runtime, limits::CLOSE, transport.close()).await;
}

async fn start_from_rom(
    context: &Context,
    candidate: &Candidate,
    image: &Bytes,
    control: &Control,
    trace: &Trace,
) -> Result<MxId, FailureCause> {
    let transport = open(context, candidate, trace).await?;
    let runtime = Rc::clone(&context.runtime);
    let started = async {
        (control.phase)(ConnectPhase::ReadingIdentity);
        let mx_id = rom::read_identity(&*runtime, &transport).await?;
        (control.phase)(ConnectPhase::BootingInMemory);
        rom::upload(&*runtime, &transport, image).await?;
        Ok(mx_id)
    }
    .await;
    close(context, &transport).await;
    started
}

async fn leave_application(
    context: &Context,
    candidate: &Candidate,
    control: &Control,
    trace: &Trace,
) -> Result<(), FailureCause> {
    (control.phase)(ConnectPhase::LeavingApplication);
    if candidate.attachment == Attachment::Network {
        let happening = Happening::Opened {
            state: candidate.state,
            attachment: candidate.attachment,
        };
        trace.record(context.runtime.now(), happening);
        let reset = context.bus.reset_to_bootloader(&candidate.id);
        return match timeout(&*context.runtime, limits::CONTROL, reset).await {
            Ok(result) => result.map_err(|error| from_opening(&error)),
            Err(elapsed) => Err(no_answer("the reset to leave", elapsed.0)),
        };
    }
    let transport = open(context, candidate, trace).await?;
    let request = transport.control(BACK_TO_BOOTLOADER);
    let left = match timeout(&*context.runtime, limits::CONTROL, request).await {
        // Browsers refuse every standard request with data for the device or none.
        Ok(Err(TransportError::Refused(_))) => Err(FailureCause::ApplicationStays),
        Ok(result) => result.map_err(|error| from_transport(&error)),
        Err(elapsed) => Err(no_answer("the application to give way", elapsed.0)),
    };
    close(context, &transport).await;
    left
}

/// What came back.
#[derive(Debug)]
pub(super) enum Returned {
    /// A bootloader that answers.
    Bootloader(Client, Candidate),
    /// The ROM: there is nothing in the flash that starts, or the boot switches say so.
    Unbooted,
}

/// Waits for the camera and opens a session. A camera that is listed may not answer yet, or may be the last sight of
/// the one that is leaving; so a session that fails to open is tried again until the time is over. An application that
/// started meanwhile is asked to give way.
pub(super) async fn reopen(
    context: &Context,
    search: &Search<'_>,
    control: &Control,
    trace: &Trace,
) -> Result<Returned, FailureCause> {
    let mut first_seen = None;
    loop {
        let candidate = find(context, search, control).await?;
        let begun = *first_seen.get_or_insert_with(|| context.runtime.now());
        let opened = match candidate.state {
            DeviceState::Unbooted => return Ok(Returned::Unbooted),
            DeviceState::FlashBooted | DeviceState::Booted => {
                leave_application(context, &candidate, control, trace)
                    .await
                    .map(|()| None)
            }
            DeviceState::Bootloader => match open(context, &candidate, trace).await {
                Ok(transport) => Client::open(context, transport, trace.clone())
                    .await
                    .map(Some),
                Err(cause) => Err(cause),
            },
        };
        let cause = match opened {
            Ok(Some(client)) => return Ok(Returned::Bootloader(client, candidate)),
            Ok(None) => FailureCause::DidNotComeBack {
                state: search.expected(),
            },
            Err(cause) => cause,
        };
        let over = context.runtime.now().saturating_sub(begun) >= limits::RETURN;
        if over || control.cancel.is_cancelled() {
            return Err(cause);
        }
        trace.add(context.runtime.now(), format_args!("not open: {cause:?}"));
        context.runtime.sleep(limits::POLL).await;
    }
}
