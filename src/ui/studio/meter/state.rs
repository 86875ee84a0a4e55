//! The it-fits meter: against which camera, and what becomes of it.

use serde::{Deserialize, Serialize};

use crate::{
    bootloader::{BootloaderKind, Layout, Memory},
    device::CameraInfo,
    engine::protocol::FirmwareSize,
    pipeline::{Pipeline, fit::Meter},
    text::page::studio::meter as w,
};

/// Bytes of an eMMC, as cameras have it.
const EMMC_BYTES: u64 = 16_000_000_000;

/// Room for an application in a memory of the connected camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// The memory.
    pub memory: Memory,
    /// Bytes for an application.
    pub bytes: u64,
}

/// The rooms of a camera, the larger ones of several last; none where it does not tell.
pub fn rooms(info: &CameraInfo) -> Vec<Room> {
    let known = info
        .memories
        .iter()
        .filter(|found| found.available && found.size_bytes > 0);
    known
        .map(|found| Room {
            memory: found.memory,
            bytes: found
                .size_bytes
                .saturating_sub(offset(info.kind, found.memory)),
        })
        .collect()
}

/// Where the application starts: the areas before it are in the NOR flash only.
const fn offset(kind: BootloaderKind, memory: Memory) -> u64 {
    match memory {
        Memory::Emmc => 0,
        Memory::Auto | Memory::Flash => Layout::of(kind).application.offset as u64,
    }
}

/// A kind of camera to measure against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    /// Value of its option in the document.
    pub id: &'static str,
    /// Kind of its bootloader.
    pub kind: BootloaderKind,
    /// MiB of its NOR flash; nothing for its eMMC.
    pub flash_mib: Option<u32>,
}

/// The models, the usual one first.
pub const MODELS: [Model; 7] = [
    model("poe-32", BootloaderKind::Network, Some(32)),
    model("poe-16", BootloaderKind::Network, Some(16)),
    model("poe-128", BootloaderKind::Network, Some(128)),
    model("poe-emmc", BootloaderKind::Network, None),
    model("usb-32", BootloaderKind::Usb, Some(32)),
    model("usb-16", BootloaderKind::Usb, Some(16)),
    model("usb-128", BootloaderKind::Usb, Some(128)),
];

const fn model(id: &'static str, kind: BootloaderKind, flash_mib: Option<u32>) -> Model {
    Model {
        id,
        kind,
        flash_mib,
    }
}

impl Model {
    /// Bytes for an application.
    pub const fn room(self) -> u64 {
        match self.flash_mib {
            Some(mib) => ((mib as u64) << 20) - offset(self.kind, Memory::Flash),
            None => EMMC_BYTES,
        }
    }
}

/// Against what the pipeline is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A memory of the connected camera.
    Connected(Memory),
    /// A model.
    Model(Model),
}

impl Target {
    /// Value of its option in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Connected(Memory::Emmc) => "connected-emmc",
            Self::Connected(_) => "connected",
            Self::Model(model) => model.id,
        }
    }
}

/// What the page told, and what the person chose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Rooms of the connected camera.
    pub rooms: Vec<Room>,
    /// Sizes of firmware; nothing until the page told them.
    pub firmware: Option<Vec<FirmwareSize>>,
    /// What the person chose to measure against; the connected camera, else the usual model, without.
    pub chosen: Option<Target>,
    /// Whether the firmware is left uncompressed.
    pub uncompressed: bool,
    /// Whether the details are shown.
    pub open: bool,
}

impl State {
    /// What can be measured against.
    pub fn targets(&self) -> Vec<Target> {
        let connected = self.rooms.iter().map(|room| Target::Connected(room.memory));
        connected.chain(MODELS.map(Target::Model)).collect()
    }

    /// What is measured against.
    pub fn target(&self) -> Target {
        let targets = self.targets();
        let chosen = self.chosen.filter(|it| targets.contains(it));
        chosen
            .or_else(|| targets.first().copied())
            .unwrap_or(Target::Model(MODELS[0]))
    }

    /// Why no size is known, as far as that is known.
    pub const fn missing(&self) -> &'static str {
        match &self.firmware {
            None => w::WAITING,
            Some(sizes) if sizes.is_empty() => w::NO_FIRMWARE,
            Some(_) => w::UNKNOWN,
        }
    }

    /// Bytes there.
    pub fn room(&self) -> u64 {
        match self.target() {
            Target::Model(model) => model.room(),
            Target::Connected(memory) => {
                let mut rooms = self.rooms.iter();
                let found = rooms.find(|room| room.memory == memory);
                found.map_or(0, |room| room.bytes)
            }
        }
    }

    /// Measures a pipeline; nothing while the firmware's size is not known or the pipeline cannot become a package.
    pub fn measure(&self, pipeline: &Pipeline) -> Option<Meter> {
        let version = pipeline.firmware_version().ok()?;
        let mut sizes = self.firmware.as_deref()?.iter();
        let size = sizes.find(|size| size.version == version)?;
        let firmware = if self.uncompressed {
            size.plain
        } else {
            size.compressed
        };
        Meter::of(pipeline, firmware, Some(self.room())).ok()
    }
}

/// Something done with the meter.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Show or hide the details.
    Toggle,
    /// Measure against another camera.
    Choose(Target),
    /// Compress the firmware, or do not.
    SetCompressed(bool),
}

/// Takes an action; tells whether the pipeline must be measured anew.
pub const fn reduce(state: &mut State, action: &Action) -> bool {
    match action {
        Action::Toggle => {
            state.open = !state.open;
            return false;
        }
        Action::Choose(target) => state.chosen = Some(*target),
        Action::SetCompressed(compressed) => state.uncompressed = !*compressed,
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firmware::FirmwareVersion;

    fn state() -> State {
        State {
            firmware: Some(vec![FirmwareSize {
                version: FirmwareVersion::Universal,
                compressed: 9_320_000,
                plain: 28_070_000,
            }]),
            ..State::default()
        }
    }

    #[test]
    fn the_usual_camera_takes_compressed_firmware_only() {
        let mut state = state();
        let mut pipeline = Pipeline::default();
        pipeline.create("ColorCamera").unwrap();
        let meter = state.measure(&pipeline).unwrap();
        assert_eq!(meter.room, Some(24 << 20));
        assert_eq!(meter.over(), None);
        state.uncompressed = true;
        let meter = state.measure(&pipeline).unwrap();
        assert!(meter.over().is_some());
        assert!(meter.advice()[0].contains("compress"));
        state.chosen = Some(Target::Model(MODELS[3]));
        assert_eq!(state.measure(&pipeline).unwrap().over(), None);
    }

    #[test]
    fn the_connected_camera_goes_before_models() {
        let mut state = state();
        assert_eq!(state.target(), Target::Model(MODELS[0]));
        state.rooms = vec![Room {
            memory: Memory::Flash,
            bytes: 5,
        }];
        assert_eq!(state.target().id(), "connected");
        assert_eq!(state.room(), 5);
        state.chosen = Some(Target::Connected(Memory::Flash));
        state.rooms.clear();
        assert_eq!(state.target().id(), "poe-32", "the chosen camera left");
    }

    #[test]
    fn no_size_is_told_before_it_is_known() {
        let state = State::default();
        assert_eq!(state.measure(&Pipeline::default()), None);
    }
}
