//! What page and studio say to each other. Both are programs of their own; messages are plain data.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::meter::Room;
use crate::engine::protocol::{ApplicationSource, FirmwareSize, NamedFile, PipelineFile};

/// From the studio to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StudioEvent {
    /// It is there and takes commands.
    Ready,
    /// Its pipeline shall be step 2's application, and the page go to it.
    Use(StudioApplication),
    /// A file for the person.
    Download(NamedFile),
    /// The project's name changed, for the tab's title.
    Named(String),
    /// Take the pipeline out of a package; answered by [`StudioCommand::PipelineRead`].
    ReadPipeline(ApplicationSource),
    /// Build a package and give it to the person; answered by [`StudioCommand::PackageMade`].
    BuildPackage(ApplicationSource),
}

/// A pipeline for step 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudioApplication {
    /// Name of the project.
    pub name: String,
    /// The official JSON, whole.
    pub json: ByteBuf,
    /// The board's configuration in the official JSON form; none where it is all default.
    pub board: Option<String>,
    /// Whether the firmware is compressed.
    pub compressed: bool,
}

/// From the page to the studio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StudioCommand {
    /// The studio is seen, or no more.
    Shown(bool),
    /// A pipeline to open as a new project: official JSON, with the name to give it.
    Open(NamedFile),
    /// Show the list of keys.
    ShowKeys,
    /// The connected camera's rooms for an application; none without a camera, or where they are not known.
    Rooms(Vec<Room>),
    /// What firmware takes in a package.
    Firmware(Vec<FirmwareSize>),
    /// A pipeline to open as a new project, or the sentence that says why it could not be taken out.
    PipelineRead(Result<PipelineFile, String>),
    /// The name of the package that was built and saved, or the sentence that says why it was not.
    PackageMade(Result<String, String>),
    /// The address behind `#/studio`, such as `?project=...`.
    Went(String),
}

#[cfg(target_arch = "wasm32")]
pub(in crate::ui) use browser::{Listener, send_to_page, send_to_studio};

/// The two functions of the window that carry the messages.
#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Function, Reflect};
    use serde::{Serialize, de::DeserializeOwned};
    use serde_wasm_bindgen::Serializer;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};

    use super::{StudioCommand, StudioEvent};

    const TO_PAGE: &str = "oakStudioEvent";
    const TO_STUDIO: &str = "oakStudioCommand";

    /// Takes messages until it is dropped.
    pub(in crate::ui) struct Listener {
        name: &'static str,
        _take: Closure<dyn FnMut(JsValue)>,
    }

    impl Listener {
        /// The page takes events.
        pub(in crate::ui) fn of_page(take: impl FnMut(StudioEvent) + 'static) -> Self {
            Self::new(TO_PAGE, take)
        }

        /// The studio takes commands.
        pub(in crate::ui) fn of_studio(take: impl FnMut(StudioCommand) + 'static) -> Self {
            Self::new(TO_STUDIO, take)
        }

        fn new<T: DeserializeOwned>(name: &'static str, mut take: impl FnMut(T) + 'static) -> Self {
            let take = Closure::<dyn FnMut(JsValue)>::new(move |value| {
                // Both programs are of one build; what cannot be read is of none of them.
                if let Ok(message) = serde_wasm_bindgen::from_value(value) {
                    take(message);
                }
            });
            drop(Reflect::set(&js_sys::global(), &name.into(), take.as_ref()));
            Self { name, _take: take }
        }
    }

    impl Drop for Listener {
        fn drop(&mut self) {
            drop(Reflect::delete_property(
                &js_sys::global(),
                &self.name.into(),
            ));
        }
    }

    /// Tells the page something.
    pub(in crate::ui) fn send_to_page(event: &StudioEvent) {
        send(TO_PAGE, event);
    }

    /// Tells the studio something; whether it is there to hear it.
    pub(in crate::ui) fn send_to_studio(command: &StudioCommand) -> bool {
        send(TO_STUDIO, command)
    }

    fn send(name: &str, message: &impl Serialize) -> bool {
        let take = Reflect::get(&js_sys::global(), &name.into());
        let Some(take) = take.ok().and_then(|it| it.dyn_into::<Function>().ok()) else {
            return false;
        };
        let serializer = Serializer::json_compatible().serialize_bytes_as_arrays(false);
        let Ok(value) = message.serialize(&serializer) else {
            return false;
        };
        take.call1(&JsValue::NULL, &value).is_ok()
    }
}
