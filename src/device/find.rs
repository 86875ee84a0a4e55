//! Waiting for a camera to appear, by its identity.

use std::{collections::HashSet, time::Duration};

use super::{Context, Control, FailureCause, Waiting, limits};
use crate::transport::{Candidate, DeviceState, MxId};

/// The cameras there at one time, to tell newcomers.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot(HashSet<(String, DeviceState, Option<MxId>)>);

impl Snapshot {
    pub(super) fn of(cameras: &[Candidate]) -> Self {
        Self(cameras.iter().map(Self::key).collect())
    }

    fn key(camera: &Candidate) -> (String, DeviceState, Option<MxId>) {
        (camera.id.clone(), camera.state, camera.mx_id.clone())
    }

    fn contains(&self, camera: &Candidate) -> bool {
        self.0.contains(&Self::key(camera))
    }
}

/// A camera that is expected to appear.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search<'a> {
    /// Its identity; without one the first newcomer is taken.
    pub(super) mx_id: Option<&'a MxId>,
    /// The states it may be in, the expected one first.
    pub(super) states: &'a [DeviceState],
    /// Who was there before.
    pub(super) before: &'a Snapshot,
}

impl Search<'_> {
    pub(super) fn expected(&self) -> DeviceState {
        self.states
            .first()
            .copied()
            .unwrap_or(DeviceState::Bootloader)
    }

    fn matches(&self, camera: &Candidate) -> bool {
        // The ROM does not tell its identity in a list: a newcomer it is, then.
        self.states.contains(&camera.state)
            && match (self.mx_id, &camera.mx_id) {
                (Some(wanted), Some(found)) => wanted == found,
                (Some(_), None) => {
                    camera.state == DeviceState::Unbooted && !self.before.contains(camera)
                }
                (None, _) => !self.before.contains(camera),
            }
    }

    /// A newcomer in the right state with another identity.
    fn other<'c>(&self, cameras: &'c [Candidate]) -> Option<&'c MxId> {
        self.mx_id?;
        cameras
            .iter()
            .filter(|camera| camera.state == self.expected() && !self.before.contains(camera))
            .find_map(|camera| camera.mx_id.as_ref())
            .filter(|found| Some(*found) != self.mx_id)
    }

    /// Whether the chip's ROM turned up instead of what should run: a cable was pulled too early, or a program did not
    /// start. The ROM does not tell whose it is.
    fn is_back_in_rom(&self, cameras: &[Candidate]) -> bool {
        !self.states.contains(&DeviceState::Unbooted)
            && cameras.iter().any(|camera| {
                camera.state == DeviceState::Unbooted && !self.before.contains(camera)
            })
    }

    fn other_camera(&self, found: &MxId) -> FailureCause {
        FailureCause::OtherCamera {
            expected: self.mx_id.cloned().unwrap_or_else(unnamed),
            found: found.clone(),
        }
    }
}

/// Waits until the camera is listed. Where a browser may not show it, a person is asked after a while, and has a time of
/// their own to answer.
pub(super) async fn find(
    context: &Context,
    search: &Search<'_>,
    control: &Control,
) -> Result<Candidate, FailureCause> {
    let may_ask = context.bus.needs_permission();
    look(context, search, control, may_ask).await
}

/// [`find`] without asking a person.
pub(super) async fn find_unasked(
    context: &Context,
    search: &Search<'_>,
    control: &Control,
) -> Result<Candidate, FailureCause> {
    look(context, search, control, false).await
}

async fn look(
    context: &Context,
    search: &Search<'_>,
    control: &Control,
    may_ask: bool,
) -> Result<Candidate, FailureCause> {
    let start = context.runtime.now();
    let mut asked_at = None;
    let mut in_rom_since = None;
    let found = loop {
        // A list that fails once may work at the next look: the bus is changing right now.
        let cameras = context.bus.list().await.unwrap_or_default();
        if let Some(camera) = cameras.iter().find(|camera| search.matches(camera)) {
            break Ok(camera.clone());
        }
        if control.cancel.is_cancelled() {
            break Err(FailureCause::Cancelled);
        }
        let now = context.runtime.now();
        let since = |then: Duration| now.saturating_sub(then);
        in_rom_since = search
            .is_back_in_rom(&cameras)
            .then(|| in_rom_since.unwrap_or(now));
        let other = search.other(&cameras);
        let over = match asked_at {
            Some(asked_at) => other.is_some() || since(asked_at) >= limits::PERMISSION,
            None => !may_ask && since(start) >= limits::RETURN,
        };
        if over || in_rom_since.is_some_and(|seen| since(seen) >= limits::BACK_IN_ROM) {
            break Err(match other {
                Some(found) => search.other_camera(found),
                None => FailureCause::DidNotComeBack {
                    state: search.expected(),
                },
            });
        }
        if asked_at.is_none() && may_ask && since(start) >= limits::ASK_PERMISSION {
            asked_at = Some(now);
            (control.waiting)(Some(Waiting::Permission {
                mx_id: search.mx_id.cloned(),
                state: search.expected(),
            }));
        }
        context.runtime.sleep(limits::POLL).await;
    };
    if asked_at.is_some() {
        (control.waiting)(None);
    }
    found
}

/// Waits until the bus does not list `id` any more, for as long as a watchdog may take. On a network it may be listed all
/// the time.
pub(super) async fn see_leaving(context: &Context, id: &str) {
    let start = context.runtime.now();
    while context.runtime.now().saturating_sub(start) < limits::WATCHDOG {
        let cameras = context.bus.list().await.unwrap_or_default();
        if cameras.iter().all(|camera| camera.id != id) {
            return;
        }
        context.runtime.sleep(limits::POLL).await;
    }
}

/// The identity of a camera that does not tell one.
pub(super) fn unnamed() -> MxId {
    MxId("unknown".to_owned())
}
