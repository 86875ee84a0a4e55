//! State of the camera view, and the names of its parts.

use super::config;
use crate::{text::page::panel::tab as words, ui::flash::Request};

/// State of the camera view beyond what is known of the camera itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The configuration editor.
    pub config: config::State,
}

/// A part of the camera view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// Facts and flash map.
    #[default]
    Overview,
    /// Configuration editor.
    Config,
    /// Bootloaders.
    Bootloader,
    /// Application.
    Application,
    /// Recovery guide.
    Recovery,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 5] = [
        Self::Overview,
        Self::Config,
        Self::Bootloader,
        Self::Application,
        Self::Recovery,
    ];

    /// The part an address names; an unknown one below the camera view is the first.
    pub fn from_path(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/camera")?;
        let named = |tab: &Self| tab.hash().trim_start_matches('#') == path;
        match rest.strip_prefix('/') {
            None if !rest.is_empty() => None,
            _ => Some(Self::ALL.into_iter().find(named).unwrap_or_default()),
        }
    }

    /// The fragment to link to.
    pub const fn hash(self) -> &'static str {
        match self {
            Self::Overview => "#/camera",
            Self::Config => "#/camera/configuration",
            Self::Bootloader => "#/camera/bootloaders",
            Self::Application => "#/camera/application",
            Self::Recovery => "#/camera/recovery",
        }
    }

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overview => words::OVERVIEW,
            Self::Config => words::CONFIG,
            Self::Bootloader => words::BOOTLOADER,
            Self::Application => words::APPLICATION,
            Self::Recovery => words::RECOVERY,
        }
    }

    /// The part that shows an operation.
    pub const fn of(request: Request) -> Self {
        match request {
            Request::Bootloader(_) => Self::Bootloader,
            Request::Application(_) | Request::RemoveApplication(_) => Self::Application,
            Request::WriteConfig | Request::ClearConfig => Self::Config,
        }
    }
}
