//! Control requests: USB's standard ones, Windows' question, and those of the camera's own program.

use std::{collections::BTreeSet, time::Duration};

use super::descriptors;
use crate::{
    codec::{Reader, UnexpectedEnd},
    transport::ControlRequest,
    virtual_camera::{UsbSpeed, VirtualCamera},
};

const GET_STATUS: u8 = 0;
const CLEAR_FEATURE: u8 = 1;
const SET_FEATURE: u8 = 3;
const SET_ADDRESS: u8 = 5;
const GET_DESCRIPTOR: u8 = 6;
const GET_CONFIGURATION: u8 = 8;
const SET_CONFIGURATION: u8 = 9;
const GET_INTERFACE: u8 = 10;
const SET_INTERFACE: u8 = 11;
const SET_SYSTEM_EXIT_LATENCY: u8 = 48;
const SET_ISOCHRONOUS_DELAY: u8 = 49;

/// The feature "halt" of an endpoint.
const HALT: u16 = 0;
/// Sleep states U1 and U2 and latency messages, which a SuperSpeed host switches.
const POWER_FEATURES: std::ops::RangeInclusive<u16> = 48..=50;

/// Setup packet of a control transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::virtual_camera) struct Setup {
    /// `bmRequestType`.
    pub(super) request_type: u8,
    /// `bRequest`.
    pub(super) request: u8,
    /// `wValue`.
    pub(super) value: u16,
    /// `wIndex`.
    pub(super) index: u16,
    /// `wLength`.
    pub(super) length: u16,
}

impl Setup {
    /// Reads the eight bytes.
    pub(super) fn decode(bytes: [u8; 8]) -> Result<Self, UnexpectedEnd> {
        let mut reader = Reader::new(&bytes);
        Ok(Self {
            request_type: reader.u8()?,
            request: reader.u8()?,
            value: reader.u16()?,
            index: reader.u16()?,
            length: reader.u16()?,
        })
    }
}

/// How a control request ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::virtual_camera) enum Answer {
    /// With data for the host.
    Data(Vec<u8>),
    /// Without data.
    Done,
    /// It is not understood.
    Stall,
}

/// The state that control requests change.
#[derive(Debug, Default)]
pub(in crate::virtual_camera) struct Function {
    configuration: u8,
    halted: BTreeSet<u8>,
}

impl Function {
    /// Whether the host selected the configuration: without it there are no endpoints but the control one.
    pub(super) const fn is_configured(&self) -> bool {
        self.configuration != 0
    }

    /// Whether the endpoint with this address answers everything with a stall.
    pub(super) fn is_halted(&self, address: u8) -> bool {
        self.halted.contains(&address)
    }

    /// Lets an endpoint stall until the host clears it.
    pub(super) fn halt(&mut self, address: u8) {
        self.halted.insert(address);
    }

    /// Carries out one request.
    pub(super) fn control(
        &mut self,
        now: Duration,
        camera: &mut VirtualCamera,
        setup: Setup,
    ) -> Answer {
        match setup.request_type {
            0x80..=0x82 => self.ask(camera, setup),
            0x00..=0x02 => match self.set(camera.usb_speed(), setup) {
                Some(answer) => answer,
                None => program(now, camera, setup),
            },
            0xC0 | 0xC1 if setup.request == descriptors::MICROSOFT_REQUEST && setup.index == 4 => {
                Answer::Data(descriptors::compatible_id())
            }
            _ => program(now, camera, setup),
        }
    }

    fn ask(&self, camera: &VirtualCamera, setup: Setup) -> Answer {
        match (setup.request_type, setup.request) {
            (0x80 | 0x81, GET_STATUS) => Answer::Data(vec![0, 0]),
            (0x82, GET_STATUS) => {
                let halted = self.is_halted(address(setup.index));
                Answer::Data(vec![halted.into(), 0])
            }
            (0x80, GET_DESCRIPTOR) => {
                let [index, kind] = setup.value.to_le_bytes();
                descriptors::descriptor(camera, kind, index).map_or(Answer::Stall, Answer::Data)
            }
            (0x80, GET_CONFIGURATION) => Answer::Data(vec![self.configuration]),
            (0x81, GET_INTERFACE) if setup.index == 0 => Answer::Data(vec![0]),
            _ => Answer::Stall,
        }
    }

    /// Standard requests that set something; `None` for those that USB does not know.
    fn set(&mut self, speed: UsbSpeed, setup: Setup) -> Option<Answer> {
        let super_speed = speed == UsbSpeed::Super;
        let known = match (setup.request_type, setup.request) {
            (0x00, SET_ADDRESS) => true,
            (0x00, SET_CONFIGURATION) => match u8::try_from(setup.value) {
                Ok(configuration @ 0..=1) => {
                    self.configuration = configuration;
                    self.halted.clear();
                    true
                }
                _ => false,
            },
            (0x01, SET_INTERFACE) => {
                self.halted.clear();
                setup.value == 0 && setup.index == 0
            }
            (0x02, SET_FEATURE) if setup.value == HALT => {
                self.halt(address(setup.index));
                true
            }
            (0x02, CLEAR_FEATURE) if setup.value == HALT => {
                self.halted.remove(&address(setup.index));
                true
            }
            (0x00, SET_FEATURE | CLEAR_FEATURE) => {
                super_speed && POWER_FEATURES.contains(&setup.value)
            }
            // Suspending the function costs nothing here.
            (0x01, SET_FEATURE | CLEAR_FEATURE) => super_speed && setup.value == 0,
            (0x00, SET_SYSTEM_EXIT_LATENCY | SET_ISOCHRONOUS_DELAY) => super_speed,
            _ => return None,
        };
        Some(if known { Answer::Done } else { Answer::Stall })
    }
}

/// An endpoint's address as `wIndex` gives it.
const fn address(index: u16) -> u8 {
    index.to_le_bytes()[0]
}

/// What only the running program can know.
fn program(now: Duration, camera: &mut VirtualCamera, setup: Setup) -> Answer {
    let request = ControlRequest {
        request_type: setup.request_type,
        request: setup.request,
        value: setup.value,
        index: setup.index,
    };
    if setup.length == 0 && setup.request_type & 0x80 == 0 && camera.control(now, request) {
        Answer::Done
    } else {
        Answer::Stall
    }
}
