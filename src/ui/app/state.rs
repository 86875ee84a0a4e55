//! Everything the page knows. Plain data; changed only by [`super::reduce()`].

use serde::{Deserialize, Serialize};

use super::View;
use crate::{
    device::Failure,
    engine::protocol::{Download, VirtualCameraStatus},
    ui::{
        application, camera, flash, handover, packages, panel, recipes,
        studio::{bridge::StudioCommand, meter::Room},
    },
};

/// The page's whole state.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// View.
    pub view: View,
    /// Chosen theme.
    pub theme: Theme,
    /// The worker.
    pub engine: Engine,
    /// Whether this browser can reach cameras.
    pub usb: UsbAccess,
    /// The one open step.
    pub open: Option<Step>,
    /// Step 1.
    pub camera: camera::State,
    /// Step 2.
    pub application: application::State,
    /// The gallery of recipes.
    pub recipes: recipes::State,
    /// Step 3, and operations started from step 1.
    pub flash: flash::State,
    /// The camera view.
    pub panel: panel::State,
    /// Packages that are looked into.
    pub packages: packages::State,
    /// What is on its way into the studio.
    pub handover: handover::State,
    /// The studio's program.
    pub studio: Studio,
    /// The virtual camera, while there is one.
    pub virtual_camera: Option<VirtualCameraStatus>,
    /// Firmware being loaded.
    pub download: Option<Download>,
    /// Whether the list of keys is shown.
    pub keys_shown: bool,
    /// Whether a file is being dragged over the page.
    pub dragging: bool,
    /// What the live region says.
    pub said: String,
    /// Seconds on the page's clock when the last action came.
    pub now: f64,
}

/// The steps of the home view, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Connect a camera and see what it is.
    Camera,
    /// Choose what it will run.
    Application,
    /// Write it.
    Flash,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Camera, Self::Application, Self::Flash];

    /// Its name in the document, for ids and tests.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Application => "application",
            Self::Flash => "flash",
        }
    }

    /// Its number as shown.
    pub const fn number(self) -> u8 {
        match self {
            Self::Camera => 1,
            Self::Application => 2,
            Self::Flash => 3,
        }
    }
}

/// Colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The next one when the switch is pressed.
    pub const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }

    /// Value of the document's `data-theme`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The worker's state.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Engine {
    /// Loading.
    #[default]
    Starting,
    /// Up.
    Ready,
    /// Stopped; a new one must be started.
    Stopped(Box<Failure>),
}

/// The studio's program, seen from the page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Studio {
    /// How far it is.
    pub phase: StudioPhase,
    /// What it is told as soon as it is there.
    pub waiting: Vec<StudioCommand>,
    /// The open project's name.
    pub project: String,
    /// The rooms of the connected camera that it was told.
    pub rooms: Vec<Room>,
}

/// How far the studio's program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StudioPhase {
    /// Not asked for yet.
    #[default]
    Absent,
    /// Being loaded.
    Loading,
    /// It takes commands.
    Ready,
    /// It could not be loaded.
    Failed,
}

/// Whether this browser can reach cameras by USB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsbAccess {
    /// Not known yet.
    #[default]
    Unknown,
    /// It can.
    Available,
    /// No WebUSB in this browser.
    NoWebUsb,
    /// WebUSB exists, but only on secure pages (https or localhost), and this is not one.
    Insecure,
}

impl State {
    /// Whether an operation writes to a camera now: nothing else may start, the page must not be closed.
    pub fn writing(&self) -> bool {
        self.flash.running().is_some()
    }
}
