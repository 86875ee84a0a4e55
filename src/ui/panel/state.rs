//! State of the camera view, and the names of its parts.

use super::{application, backups, bootloaders, config, memory, reading::Reading};
use crate::{text::page::panel::tab as words, ui::flash::Request};

/// State of the camera view beyond what is known of the camera itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The configuration editor.
    pub config: config::State,
    /// Boot headers and the way to the ROM.
    pub bootloaders: bootloaders::State,
    /// The application that was read.
    pub application: application::State,
    /// Raw memory.
    pub memory: memory::State,
    /// The library of backups.
    pub backups: backups::State,
    /// What is being read from the camera.
    pub reading: Option<Reading>,
    /// The chosen family of the recovery guide.
    pub family: usize,
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
    /// Raw memory.
    Memory,
    /// Library of backups.
    Backups,
    /// Recovery guide.
    Recovery,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Config,
        Self::Bootloader,
        Self::Application,
        Self::Memory,
        Self::Backups,
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
            Self::Memory => "#/camera/memory",
            Self::Backups => "#/camera/backups",
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
            Self::Memory => words::MEMORY,
            Self::Backups => words::BACKUPS,
            Self::Recovery => words::RECOVERY,
        }
    }

    /// The part that shows an operation.
    pub const fn of(request: Request) -> Self {
        match request {
            Request::Bootloader(_)
            | Request::UserBootloader
            | Request::RemoveUserBootloader
            | Request::FactoryReset(_)
            | Request::BootHeader => Self::Bootloader,
            Request::Application(_) | Request::RemoveApplication(_) => Self::Application,
            Request::WriteConfig | Request::ClearConfig => Self::Config,
            Request::WriteMemory => Self::Memory,
        }
    }
}
