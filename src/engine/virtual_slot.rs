//! The virtual camera of a visit: a bus of its own, and what is told about it.

use std::rc::Rc;

use serde_bytes::ByteBuf;

use super::protocol::{NamedFile, VirtualCameraStatus};
use crate::{
    runtime::SharedRuntime,
    transport::SharedBus,
    virtual_camera::{CameraHandle, Fault, Images, Options, VirtualBus},
};

/// One virtual camera; dropping it takes it away.
pub(super) struct VirtualSlot {
    profile: String,
    bus: Rc<VirtualBus>,
    handle: CameraHandle,
}

impl VirtualSlot {
    pub(super) fn new(
        profile: String,
        options: Options,
        images: Images,
        runtime: SharedRuntime,
    ) -> Self {
        let bus = VirtualBus::new(runtime);
        let handle = bus.insert(options, images);
        Self {
            profile,
            bus,
            handle,
        }
    }

    pub(super) fn bus(&self) -> SharedBus {
        Rc::clone(&self.bus) as SharedBus
    }

    /// The bus's name of the camera now; none while it is unplugged or restarts.
    pub(super) fn id(&self) -> Option<String> {
        self.handle.id()
    }

    pub(super) fn status(&self) -> VirtualCameraStatus {
        VirtualCameraStatus {
            profile: self.profile.clone(),
            id: self.id(),
            violations: self
                .handle
                .violations()
                .into_iter()
                .map(|violation| violation.what)
                .collect(),
        }
    }

    pub(super) fn fault(&self, fault: &Fault) {
        self.handle.fault(fault);
    }

    pub(super) fn replug(&self) {
        self.handle.replug();
    }

    /// The NOR as a file.
    pub(super) fn memory(&self) -> NamedFile {
        NamedFile {
            name: format!("virtual-camera-{}.bin", self.profile),
            bytes: ByteBuf::from(self.handle.flash()),
        }
    }
}
