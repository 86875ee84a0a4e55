//! Descriptors of each state (protocol 2.3): the bootloader's as its image has them, the others after its model.

use crate::{
    codec::Writer,
    transport::DeviceState,
    virtual_camera::{UsbSpeed, VirtualCamera},
};

/// Intel Movidius.
pub(in crate::virtual_camera) const VENDOR_ID: u16 = 0x03E7;
/// 1.00 in binary-coded decimal.
pub(in crate::virtual_camera) const PRODUCT_VERSION: u16 = 0x0100;
/// The vendor request with which Windows asks for the compatible id, as the bootloader's image announces it.
pub(super) const MICROSOFT_REQUEST: u8 = 0x04;

const DEVICE: u8 = 1;
const CONFIGURATION: u8 = 2;
const STRING: u8 = 3;
const INTERFACE: u8 = 4;
const ENDPOINT: u8 = 5;
const QUALIFIER: u8 = 6;
const OTHER_SPEED: u8 = 7;
const BINARY_OBJECTS: u8 = 15;
const CAPABILITY: u8 = 16;
const COMPANION: u8 = 48;

/// The string with which Windows asks whether there is a compatible id.
const MICROSOFT_STRING: u8 = 0xEE;
const ENGLISH: u16 = 0x0409;
const FULL_SPEED_PACKET_BYTES: u16 = 64;
/// Bus powered, 500 mA: in units of 2 mA at high speed, of 8 mA at super speed.
const CURRENT_MILLIAMPS: u16 = 500;

/// Product id of a state (protocol 1).
pub(in crate::virtual_camera) const fn product_id(state: DeviceState) -> u16 {
    match state {
        DeviceState::Unbooted => 0x2485,
        DeviceState::Booted => 0xF63B,
        DeviceState::Bootloader => 0xF63C,
        DeviceState::FlashBooted => 0xF63D,
    }
}

/// Class, subclass and protocol of the interface.
pub(in crate::virtual_camera) const fn interface_class() -> [u8; 3] {
    [0xFF, 0, 0]
}

/// Addresses of the bulk endpoints: the ROM has one pair, everything else three.
pub(super) const fn endpoints(state: DeviceState) -> &'static [u8] {
    match state {
        DeviceState::Unbooted => &[0x01, 0x81],
        _ => &[0x01, 0x81, 0x02, 0x82, 0x03, 0x83],
    }
}

/// The descriptor that GET_DESCRIPTOR asks for with `kind` and `index`; `None` is a stall.
pub(super) fn descriptor(camera: &VirtualCamera, kind: u8, index: u8) -> Option<Vec<u8>> {
    let (state, speed) = (camera.state()?, camera.usb_speed());
    let high = speed == UsbSpeed::High;
    match (kind, index) {
        (DEVICE, 0) => Some(device(state, speed)),
        (CONFIGURATION, 0) => {
            let packet = u16::try_from(speed.packet_bytes()).ok()?;
            Some(configuration(CONFIGURATION, state, packet, !high))
        }
        (STRING, index) => string(camera, index),
        (QUALIFIER, 0) if high => Some(vec![10, QUALIFIER, 0x00, 0x02, 0, 0, 0, 64, 1, 0]),
        (OTHER_SPEED, 0) if high => Some(configuration(
            OTHER_SPEED,
            state,
            FULL_SPEED_PACKET_BYTES,
            false,
        )),
        (BINARY_OBJECTS, 0) if !high => Some(binary_objects()),
        _ => None,
    }
}

fn device(state: DeviceState, speed: UsbSpeed) -> Vec<u8> {
    // USB 3 gives the size of control packets as a power of two: 512.
    let (usb, control_packet) = match speed {
        UsbSpeed::High => (0x0200, 64),
        UsbSpeed::Super => (0x0300, 9),
    };
    let mut out = Writer::new();
    out.u8(18)
        .u8(DEVICE)
        .u16(usb)
        .bytes(&[0, 0, 0, control_packet])
        .u16(VENDOR_ID)
        .u16(product_id(state))
        .u16(PRODUCT_VERSION)
        // Strings: manufacturer, product, serial number; then one configuration.
        .bytes(&[1, 2, 3, 1]);
    out.finish()
}

fn configuration(kind: u8, state: DeviceState, packet: u16, super_speed: bool) -> Vec<u8> {
    let endpoints = endpoints(state);
    let [class, subclass, protocol] = interface_class();
    let endpoint_bytes = if super_speed { 7 + 6 } else { 7 };
    let total = 9 + 9 + endpoint_bytes * endpoints.len();
    let unit = if super_speed { 8 } else { 2 };
    let current = u8::try_from(CURRENT_MILLIAMPS / unit).unwrap_or(u8::MAX);
    let mut out = Writer::new();
    out.bytes(&[9, kind])
        .u16(u16::try_from(total).unwrap_or(u16::MAX))
        // One interface, configuration 1, no string, bus powered.
        .bytes(&[1, 1, 0, 0x80, current]);
    let count = u8::try_from(endpoints.len()).unwrap_or(u8::MAX);
    out.bytes(&[9, INTERFACE, 0, 0, count, class, subclass, protocol, 4]);
    for address in endpoints {
        // Bulk.
        out.bytes(&[7, ENDPOINT, *address, 2]).u16(packet).u8(0);
        if super_speed {
            out.bytes(&[6, COMPANION, 0, 0, 0, 0]);
        }
    }
    out.finish()
}

/// Binary object store of a SuperSpeed device: USB 2 extension without power management, and SuperSpeed itself with full,
/// high and super speed supported and no sleep latencies.
fn binary_objects() -> Vec<u8> {
    let extension = [7, CAPABILITY, 2, 0, 0, 0, 0];
    let super_speed = [10, CAPABILITY, 3, 0, 0x0E, 0, 1, 0, 0, 0];
    let mut out = Writer::new();
    out.bytes(&[5, BINARY_OBJECTS])
        .u16(5 + 7 + 10)
        .u8(2)
        .bytes(&extension)
        .bytes(&super_speed);
    out.finish()
}

fn string(camera: &VirtualCamera, index: u8) -> Option<Vec<u8>> {
    let rom = camera.state()? == DeviceState::Unbooted;
    let text = match index {
        0 => return Some([&[4, STRING][..], &ENGLISH.to_le_bytes()].concat()),
        1 if rom => "Movidius Ltd.",
        1 => "Intel Corporation",
        2 => camera.product(),
        3 => camera.serial(),
        4 => "Bulk Data",
        MICROSOFT_STRING if !rom => {
            let mut out = text_descriptor("MSFT100");
            out.extend([MICROSOFT_REQUEST, 0]);
            if let Some(len) = out.first_mut() {
                *len += 2;
            }
            return Some(out);
        }
        _ => return None,
    };
    Some(text_descriptor(text))
}

fn text_descriptor(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let len = u8::try_from(units.len() + 2).unwrap_or(u8::MAX);
    [&[len, STRING][..], &units].concat()
}

/// The answer to Windows' request for the compatible id: WinUSB for interface 0.
pub(super) fn compatible_id() -> Vec<u8> {
    let mut out = Writer::new();
    // Length, version 1.0, index 4, one section.
    out.u32(40)
        .u16(0x0100)
        .u16(4)
        .u8(1)
        .bytes(&[0; 7])
        // Interface 0, reserved 1, compatible id, no sub-id.
        .bytes(&[0, 1])
        .text("WINUSB", 8)
        .bytes(&[0; 14]);
    out.finish()
}
