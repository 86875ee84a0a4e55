//! State of the camera view, and the names of its parts.

use super::{application, backups, bootloaders, config, memory, reading::Reading, recorder};
use crate::{device::Diagnosis, text::page::panel::tab as words, ui::flash::Request};

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
    /// Recordings.
    pub recorder: recorder::State,
    /// The chosen part of the flash map.
    pub part: Option<usize>,
    /// What a look through the flash told.
    pub diagnosis: Option<Diagnosis>,
    /// Whether the connected camera's flash was looked through since its facts were asked.
    pub looked: bool,
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
    /// Recordings.
    Recorder,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Config,
        Self::Bootloader,
        Self::Application,
        Self::Memory,
        Self::Backups,
        Self::Recovery,
        Self::Recorder,
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
            Self::Recorder => "#/camera/recorder",
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
            Self::Recorder => words::RECORDER,
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
            Request::RestoreBackup | Request::RestoreConfig => Self::Backups,
        }
    }
}
