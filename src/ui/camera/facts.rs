//! What follows from a camera's facts: whether its kind is known, the state of its bootloader, the pill's dot.

use super::{Connection, State};
use crate::{
    bootloader::{BootloaderKind, Version},
    device::{CameraInfo, KindEvidence},
};

/// The camera's kind, if it is known.
pub fn known_kind(info: &CameraInfo) -> Option<BootloaderKind> {
    match info.kind_evidence {
        KindEvidence::Running | KindEvidence::FlashContent => Some(info.kind),
        KindEvidence::Unknown => None,
    }
}

/// What to do about the bootloader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BootloaderState {
    /// None is known to be flashed: flash one first.
    Missing,
    /// Older than the shipped one.
    Outdated,
    /// As new as the shipped one, or newer, or the shipped one is not known.
    Fine,
}

/// Compares the flashed bootloader with the shipped one.
pub fn bootloader_state(info: &CameraInfo, shipped: Option<Version>) -> BootloaderState {
    match (info.flashed, shipped) {
        (None, _) => BootloaderState::Missing,
        (Some(flashed), Some(shipped)) if flashed < shipped => BootloaderState::Outdated,
        _ => BootloaderState::Fine,
    }
}

/// The dot of the camera pill; always beside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dot {
    /// No camera.
    Off,
    /// On the way, or a person must act.
    Busy,
    /// Connected.
    On,
    /// Failed.
    Bad,
}

impl Dot {
    /// Value of the pill's `data-dot`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Busy => "busy",
            Self::On => "on",
            Self::Bad => "bad",
        }
    }
}

/// The pill's dot.
pub fn dot(state: &State) -> Dot {
    match &state.connection {
        _ if state.waiting.is_some() => Dot::Busy,
        Connection::None => Dot::Off,
        Connection::Connecting { .. } => Dot::Busy,
        Connection::Connected(_) | Connection::Running { .. } => Dot::On,
        Connection::Failed { .. } => Dot::Bad,
    }
}
