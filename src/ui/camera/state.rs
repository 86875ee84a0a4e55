//! What the page knows of cameras.

use crate::{
    bootloader::{BootloaderKind, Version},
    device::{CameraInfo, ConnectPhase, Failure, Waiting},
    engine::protocol::NamedFile,
    transport::Candidate,
};

/// State of step 1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Cameras the browser lets us see.
    pub candidates: Vec<Candidate>,
    /// The one camera of this page.
    pub connection: Connection,
    /// Facts of the camera that was connected before.
    pub last: Option<Box<CameraInfo>>,
    /// A person must act before it goes on.
    pub waiting: Option<Waiting>,
    /// The browser's chooser.
    pub chooser: Chooser,
    /// Connect to the virtual camera as soon as it is plugged in again.
    pub reconnect: bool,
    /// The bootloader kind chosen, where it had to be or was changed.
    pub kind: Option<BootloaderKind>,
    /// An own bootloader image.
    pub image: Option<NamedFile>,
    /// Version of the bootloader this page ships, once known.
    pub shipped: Option<Version>,
}

/// How far the connection is.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Connection {
    /// No camera.
    #[default]
    None,
    /// On the way.
    Connecting {
        /// To what.
        goal: Goal,
        /// What happens now.
        phase: Option<ConnectPhase>,
    },
    /// Connected; its facts.
    Connected(Box<CameraInfo>),
    /// It did not work, or the camera left.
    Failed {
        /// What to repeat.
        goal: Option<Goal>,
        /// Why.
        failure: Box<Failure>,
    },
    /// The camera left its bootloader and runs its application.
    Running {
        /// What it was.
        info: Box<CameraInfo>,
        /// Whether it was seen coming up.
        seen: bool,
    },
}

/// What to connect to.
#[derive(Debug, Clone, PartialEq)]
pub enum Goal {
    /// A listed camera.
    Listed(String),
    /// A virtual camera.
    Virtual {
        /// Its profile.
        profile: String,
        /// Multiple of a real memory's speed; the profile's own without it.
        speed: Option<f64>,
    },
    /// The camera of a recording.
    Recording(Box<NamedFile>),
}

/// The browser's chooser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Chooser {
    /// Not shown.
    #[default]
    Closed,
    /// Shown.
    Open,
    /// A camera was chosen; the list that tells which one is on its way.
    Chosen,
    /// Closed without a choice.
    Dismissed,
    /// The browser did not show it; its words.
    Refused(String),
}

impl State {
    /// The connected camera's facts.
    pub fn info(&self) -> Option<&CameraInfo> {
        match &self.connection {
            Connection::Connected(info) => Some(info),
            _ => None,
        }
    }

    /// Keeps the facts of the camera that leaves, for reports.
    pub fn remember(&mut self) {
        if let Connection::Connected(info) | Connection::Running { info, .. } = &self.connection {
            self.last = Some(info.clone());
        }
    }

    /// Facts of the camera that is or was connected last.
    pub fn last_info(&self) -> Option<&CameraInfo> {
        match &self.connection {
            Connection::Connected(info) | Connection::Running { info, .. } => Some(info),
            _ => self.last.as_deref(),
        }
    }

    /// Value of the step's `data-state`.
    pub fn id(&self) -> &'static str {
        match &self.connection {
            _ if self.waiting.is_some() => "waiting",
            Connection::None => "none",
            Connection::Connecting { .. } => "connecting",
            Connection::Connected(_) => "connected",
            Connection::Failed { .. } => "failed",
            Connection::Running { .. } => "running",
        }
    }

    /// The camera to connect to after the chooser was closed with a choice: the one that is new in `now`, or the only one.
    pub fn chosen(&self, now: &[Candidate]) -> Option<String> {
        let known = |candidate: &&Candidate| {
            !candidate.is_virtual && self.candidates.iter().all(|old| old.id != candidate.id)
        };
        let mut fresh = now.iter().filter(known);
        match (fresh.next(), fresh.next()) {
            (Some(candidate), None) => Some(candidate.id.clone()),
            (None, _) => {
                let mut real = now.iter().filter(|candidate| !candidate.is_virtual);
                match (real.next(), real.next()) {
                    (Some(candidate), None) => Some(candidate.id.clone()),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{Attachment, DeviceState};

    fn candidate(id: &str, is_virtual: bool) -> Candidate {
        Candidate {
            id: id.to_owned(),
            state: DeviceState::Bootloader,
            mx_id: None,
            attachment: Attachment::Usb,
            name: String::new(),
            is_virtual,
            speed: None,
        }
    }

    #[test]
    fn the_new_camera_is_the_chosen_one() {
        let state = State {
            candidates: vec![candidate("a", false)],
            ..State::default()
        };
        let now = [candidate("a", false), candidate("b", false)];
        assert_eq!(state.chosen(&now), Some("b".to_owned()));
        // Chosen again: nothing is new, but there is only one.
        assert_eq!(state.chosen(&now[..1]), Some("a".to_owned()));
    }

    #[test]
    fn among_several_known_cameras_none_is_guessed() {
        let both = vec![candidate("a", false), candidate("b", false)];
        let state = State {
            candidates: both.clone(),
            ..State::default()
        };
        assert_eq!(state.chosen(&both), None);
        assert_eq!(state.chosen(&[candidate("v", true)]), None);
    }
}
