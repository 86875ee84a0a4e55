//! A hand on a virtual camera of a [`super::VirtualBus`].

use std::rc::Rc;

use super::{Fault, Options, Violation, VirtualCamera, slot::Slot};
use crate::transport::DeviceState;

/// A hand on a virtual camera: its cable, its faults, its memories.
#[derive(Clone)]
pub struct CameraHandle {
    pub(super) slot: Rc<Slot>,
}

impl CameraHandle {
    /// What makes this camera.
    pub fn options(&self) -> Options {
        self.slot.camera.borrow().options().clone()
    }

    /// The bus's name of its present appearance; `None` while it is off the bus.
    pub fn id(&self) -> Option<String> {
        self.slot.candidate().map(|candidate| candidate.id)
    }

    /// What runs; `None` while it is off the bus.
    pub fn state(&self) -> Option<DeviceState> {
        self.slot.look(|camera| camera.state())
    }

    /// Arms a fault.
    pub fn fault(&self, fault: &Fault) {
        self.slot.with(|camera, _| camera.fault(fault));
    }

    /// Pulls the cable.
    pub fn unplug(&self) {
        self.slot.with(|camera, _| camera.unplug());
    }

    /// Plugs the cable in again.
    pub fn replug(&self) {
        self.slot.with(VirtualCamera::replug);
    }

    /// Takes the power away for a moment.
    pub fn power_cut(&self) {
        self.slot.with(VirtualCamera::power_cut);
    }

    /// Sets the boot pins; see [`VirtualCamera::set_usb_pins`].
    pub fn set_usb_pins(&self, usb: bool) {
        self.slot.with(|camera, _| camera.set_usb_pins(usb));
    }

    /// What hosts did wrong so far.
    pub fn violations(&self) -> Vec<Violation> {
        self.slot.look(VirtualCamera::violations)
    }

    /// Forgets what hosts did wrong.
    pub fn clear_violations(&self) {
        self.slot.look(VirtualCamera::clear_violations);
    }

    /// The content of the NOR.
    pub fn flash(&self) -> Vec<u8> {
        self.slot.look(|camera| camera.flash())
    }

    /// The content of the eMMC.
    pub fn emmc(&self) -> Option<Vec<u8>> {
        self.slot.look(|camera| camera.emmc())
    }
}
