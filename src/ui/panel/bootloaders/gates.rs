//! What the running bootloader is too old for.

use crate::{
    bootloader::gate::{self, Operation, Refusal},
    device::CameraInfo,
    text::page::panel::bootloaders as w,
};

/// Why the running bootloader cannot do something; nothing if it can.
pub(super) fn in_the_way(info: &CameraInfo, operation: Operation) -> Option<String> {
    match gate::operation(operation, info.kind, info.running) {
        Err(Refusal::TooOld { needed, running }) => Some(w::too_old(needed, running)),
        _ => None,
    }
}
