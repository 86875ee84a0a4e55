//! The camera view: everything a camera tells, and everything its bootloader can do, part by part.
//!
//! Each part has plain state and, where there is more to it, a folder of its own. Operations that write are those of
//! [`super::flash`]; the view only asks for their plans and shows them in place of the part they belong to.

mod action;
pub mod application;
pub mod backups;
pub mod bootloaders;
pub mod config;
pub mod memory;
mod number;
pub mod reading;
pub mod recorder;
mod recovery;
mod reduce;
mod state;

#[cfg(target_arch = "wasm32")]
mod overview;
#[cfg(target_arch = "wasm32")]
mod reading_view;
#[cfg(target_arch = "wasm32")]
mod unlock;
#[cfg(target_arch = "wasm32")]
mod view;

pub use action::Action;
pub use recovery::{Diagnosis, Repair, diagnose};
pub use reduce::{application_command, command, reduce};
pub(in crate::ui) use reduce::{
    connected, failed, import_backup, look_by_itself, open_recording, progress, take,
};
pub use state::{State, Tab};
#[cfg(target_arch = "wasm32")]
pub(super) use view::view;

#[cfg(test)]
pub(in crate::ui) mod tests {
    use crate::{
        bootloader::{BootloaderKind, Version},
        device::{CameraInfo, KindEvidence},
        transport::{Attachment, DeviceState, MxId},
    };

    /// A camera whose newest bootloader runs.
    pub(in crate::ui) fn info(kind: BootloaderKind) -> CameraInfo {
        let version = Version::new(0, 0, 29);
        CameraInfo {
            mx_id: MxId("14442C10D13EAB0600".to_owned()),
            attachment: Attachment::Usb,
            speed: None,
            is_virtual: true,
            found_as: DeviceState::Bootloader,
            kind,
            kind_evidence: KindEvidence::Running,
            running_kind: kind,
            running: version,
            flashed: Some(version),
            commit: String::new(),
            booted_in_memory: false,
            user_bootloader: Some(false),
            bootloader_memory: None,
            memories: Vec::new(),
            applications: Vec::new(),
            config: None,
            config_error: None,
            map: Vec::new(),
        }
    }
}
