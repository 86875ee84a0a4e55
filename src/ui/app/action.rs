//! What can happen on the page, and what the page asks of its surroundings in answer.

use serde::{Deserialize, Serialize};

use super::{State, Step, Theme, UsbAccess, View, VirtualWish};
use crate::{
    bootloader::{BootloaderKind, Memory},
    engine::protocol::{Command, Event, NamedFile},
    pipeline::recipe_info::Topic,
    ui::{
        application::{Inputs, Source},
        handover, packages, panel,
        studio::bridge::{StudioCommand, StudioEvent},
    },
    virtual_camera::Fault,
};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The page was opened.
    Opened {
        /// The view in the address.
        view: View,
        /// `?virtual=` in the address.
        wish: Option<VirtualWish>,
        /// What this browser can.
        usb: UsbAccess,
        /// What was saved at an earlier visit.
        saved: Saved,
    },
    /// The worker told something.
    Engine(Event),
    /// The address changed.
    Went(View),
    /// The address names a recipe, or none.
    ShowRecipe(Option<String>),
    /// Letters in the search field of the gallery.
    SearchRecipes(String),
    /// A topic of the gallery was chosen; `None` for all.
    ChooseTopic(Option<Topic>),
    /// A recipe shall be step 2's application.
    UseRecipe(String),
    /// Copy a recipe's host program with its values.
    CopyHost(String),
    /// Save a recipe's host program with its values.
    SaveHost(String),
    /// The theme switch was pressed.
    NextTheme,
    /// A step's head was pressed: open it, or fold it.
    Toggle(Step),
    /// A step shall be open, others folded.
    Open(Step),
    /// The list of keys shall be shown or hidden.
    ShowKeys(bool),
    /// Time passed while something runs.
    Tick,
    /// A file is dragged over the page, or no more.
    Dragging(bool),
    /// The stopped worker shall be started again.
    RestartEngine,

    /// *Connect camera* was pressed, or the button that asks again.
    Choose,
    /// The key for connecting was pressed: as [`Self::Choose`], where that button would be.
    ChooseIfIdle,
    /// The chooser was closed; whether a camera was chosen.
    Chosen(bool),
    /// The browser did not show its chooser.
    ChooserFailed(String),
    /// Connect to the camera that left, by the shortest way there is.
    Reconnect,
    /// Connect to a listed camera.
    Connect(String),
    /// Use a virtual camera.
    UseVirtual(&'static str),
    /// Let the camera go.
    Disconnect,
    /// Give the permission to see a listed camera back.
    Forget(String),
    /// Ask the camera again.
    Refresh,
    /// Stop connecting, or try to stop an operation.
    Cancel,
    /// A virtual camera's fault.
    Fault(Fault),
    /// Plug the virtual camera back in.
    Replug,

    /// A bootloader kind was chosen.
    ChooseKind(BootloaderKind),
    /// A bootloader image was chosen, or taken back.
    ChooseImage(Option<NamedFile>),
    /// Plan flashing the bootloader.
    PlanBootloader,
    /// Plan removing the application.
    PlanRemove(Memory),

    /// Recipe or file.
    ChooseSource(Source),
    /// A recipe's value changed.
    SetValue {
        /// Recipe.
        recipe: String,
        /// Parameter.
        parameter: String,
        /// New value, as JSON.
        value: serde_json::Value,
    },
    /// The script was opened, or folded.
    OpenScript,
    /// A recipe's script changed; `None` brings the original back.
    SetScript(Option<String>),
    /// The application's name changed.
    SetName(String),
    /// Compression was switched.
    SetCompressed(bool),
    /// A network was chosen, or taken back.
    ChooseBlob(Option<NamedFile>),
    /// A file was dropped, pasted or picked anywhere.
    File(NamedFile),
    /// A file could not be read; the sentence.
    FileFailed(String),
    /// Back from the result to the form.
    Change,
    /// Build or read the application.
    Load,
    /// Save the package.
    SavePackage,

    /// A memory was chosen for the application.
    ChooseMemory(Memory),
    /// Write only what changed of the application, or all of it.
    ChooseOnlyChanged(bool),
    /// Letters in the confirmation field.
    Type(String),
    /// Do what is planned.
    Execute,
    /// Give the plan, receipt or failure back.
    Dismiss,
    /// Repeat the operation that failed.
    Again,
    /// Start the flashed application.
    Boot,
    /// The computer's date and time when an operation ended.
    FinishedAt(String),
    /// Copy the report of a failure.
    CopyReport,
    /// It was copied.
    Copied,
    /// Save the report of a failure.
    SaveReport,
    /// Open a pipeline in the studio, as a new project with this name.
    OpenInStudio(NamedFile),
    /// The studio tells something.
    Studio(StudioEvent),
    /// Its program could not be loaded.
    StudioFailed,
    /// Try to load it again.
    LoadStudio,
    /// The address within the studio.
    WentInStudio(String),
    /// Something in the camera view.
    Panel(panel::Action),
    /// Something with packages that are looked into.
    Packages(packages::Action),
    /// Open an application in the studio.
    HandOver(handover::Place),
    /// Copy the line of Python that gets a pipeline out of a program.
    CopyLine,
    /// Print the page (receipt, network card).
    Print,
    /// Save the receipt.
    SaveReceipt,
}

/// Something the page asks of the browser or the worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send a command to the worker.
    Send(Command),
    /// Open the browser's chooser.
    RequestDevice,
    /// Go to a view: its address becomes the page's.
    Go(View),
    /// Load the studio's program.
    LoadStudio,
    /// Tell the studio something.
    TellStudio(StudioCommand),
    /// Answer with [`Action::FinishedAt`].
    TellTime,
    /// Start a worker in place of one that stopped.
    StartEngine,
    /// Work in the library of backups; a backup to keep gets its time.
    Backups(panel::backups::Job),
    /// Have the recording saved, with what is known of the surroundings.
    SaveRecording {
        /// Whether identity and addresses are taken out.
        redacted: bool,
    },
    /// Keep what the person made.
    Save(Saved),
    /// Give a file to the person.
    Download(NamedFile),
    /// Copy a text.
    Copy(String),
    /// Print the page.
    Print,
    /// Move the focus to this element after the next drawing, if it is there, and bring it into sight.
    Focus(&'static str),
}

/// What survives a reload.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Theme.
    pub theme: Theme,
    /// What was typed into step 2.
    pub inputs: Inputs,
}

impl Saved {
    /// What is worth keeping of a state.
    pub fn of(state: &State) -> Self {
        Self {
            theme: state.theme,
            inputs: state.application.inputs.clone(),
        }
    }
}
