//! Cameras over WebUSB. Works in a window and in a dedicated worker; never opens the browser's chooser.
//!
//! A pending IN transfer has no timeout and cannot be cancelled: only [`Transport::close`] ends it. Chromium settles
//! what is pending with `AbortError` then. When the camera leaves it does so with `NetworkError` (on Windows up to 100 ms
//! before the `disconnect` event), or with `AbortError` where it hears of that before the transfers' end.

mod tab_lock;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bytes::Bytes;
use futures_channel::mpsc;
use futures_util::{
    FutureExt, StreamExt,
    future::{LocalBoxFuture, ready},
    stream::LocalBoxStream,
};
use gloo::events::EventListener;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, Usb, UsbControlTransferParameters, UsbDevice, UsbInTransferResult,
    UsbOutTransferResult, UsbRecipient, UsbRequestType, UsbTransferStatus,
};

use self::tab_lock::TabLock;
use super::{
    Attachment, Bus, Candidate, ControlRequest, DeviceState, LinkSpeed, MxId, SharedTransport,
    Transport, TransportError,
};

/// Intel Movidius, under which all cameras appear (protocol 2.3).
pub const VENDOR_ID: u16 = 0x03E7;

/// Product ids and what runs on a camera that shows them (protocol 1).
pub const PRODUCT_IDS: [(u16, DeviceState); 4] = [
    (0x2485, DeviceState::Unbooted),
    (0xF63B, DeviceState::Booted),
    (0xF63C, DeviceState::Bootloader),
    (0xF63D, DeviceState::FlashBooted),
];

const CONFIGURATION: u8 = 1;
const INTERFACE: u8 = 0;
const ENDPOINT: u8 = 1;

/// The cameras this origin is permitted to see.
pub struct WebUsbBus {
    usb: Usb,
    registry: Rc<RefCell<Registry>>,
    watchers: Rc<RefCell<Vec<mpsc::UnboundedSender<()>>>>,
    // Plain listeners: ones made with `once` are never called for these events.
    _listeners: [EventListener; 2],
}

impl std::fmt::Debug for WebUsbBus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebUsbBus")
    }
}

impl WebUsbBus {
    /// The bus of the current global scope, or `None` where there is no WebUSB.
    pub fn new() -> Option<Rc<Self>> {
        let usb: Usb = navigator_part("usb")?;
        let watchers = Rc::new(RefCell::new(Vec::<mpsc::UnboundedSender<()>>::new()));
        let listeners = ["connect", "disconnect"].map(|kind| {
            let watchers = Rc::clone(&watchers);
            EventListener::new(&usb, kind, move |_| {
                watchers
                    .borrow_mut()
                    .retain(|watcher| watcher.unbounded_send(()).is_ok());
            })
        });
        Some(Rc::new(Self {
            usb,
            registry: Rc::default(),
            watchers,
            _listeners: listeners,
        }))
    }
}

impl Bus for WebUsbBus {
    fn list(&self) -> LocalBoxFuture<'static, Result<Vec<Candidate>, TransportError>> {
        let devices = JsFuture::from(self.usb.get_devices());
        let registry = Rc::clone(&self.registry);
        async move {
            let listed = devices.await.map_err(|error| Words::of(&error).failure())?;
            Ok(registry.borrow_mut().update(listed.to_vec()))
        }
        .boxed_local()
    }

    fn open(&self, id: &str) -> LocalBoxFuture<'static, Result<SharedTransport, TransportError>> {
        let device = self.registry.borrow().device(id);
        async move {
            let device = device.ok_or(TransportError::Gone)?;
            let transport = WebUsbTransport::open(device).await?;
            Ok(Rc::new(transport) as SharedTransport)
        }
        .boxed_local()
    }

    fn reset_to_bootloader(
        &self,
        _id: &str,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        ready(Err(TransportError::Unsupported("a reset over the network"))).boxed_local()
    }

    fn forget(&self, id: &str) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        let device = self.registry.borrow().device(id);
        async move {
            let device = device.ok_or(TransportError::Gone)?;
            let forgotten = JsFuture::from(device.forget()).await;
            forgotten.map_err(|error| Words::of(&error).failure())?;
            Ok(())
        }
        .boxed_local()
    }

    fn changes(&self) -> LocalBoxStream<'static, ()> {
        let (sender, receiver) = mpsc::unbounded();
        self.watchers.borrow_mut().push(sender);
        receiver.boxed_local()
    }

    fn needs_permission(&self) -> bool {
        true
    }
}

/// Devices seen at the last look with their ids. The browser keeps one object per appearance of a device, so an id
/// lasts exactly as long.
#[derive(Default)]
struct Registry {
    known: Vec<(UsbDevice, String)>,
    made: u32,
}

impl Registry {
    fn update(&mut self, listed: Vec<UsbDevice>) -> Vec<Candidate> {
        let mut now = Vec::new();
        let mut candidates = Vec::new();
        for device in listed {
            let Some(state) = state_of(&device) else {
                continue;
            };
            let known = self.known.iter().find(|(other, _)| *other == device);
            let id = match known {
                Some((_, id)) => id.clone(),
                None => {
                    self.made = self.made.wrapping_add(1);
                    format!("usb-{}", self.made)
                }
            };
            candidates.push(candidate(&device, id.clone(), state));
            now.push((device, id));
        }
        self.known = now;
        candidates
    }

    fn device(&self, id: &str) -> Option<UsbDevice> {
        let (device, _) = self.known.iter().find(|(_, known)| known == id)?;
        Some(device.clone())
    }
}

fn state_of(device: &UsbDevice) -> Option<DeviceState> {
    let product = device.product_id();
    let (_, state) = PRODUCT_IDS.iter().find(|(id, _)| *id == product)?;
    (device.vendor_id() == VENDOR_ID).then_some(*state)
}

fn mx_id_of(device: &UsbDevice, state: DeviceState) -> Option<MxId> {
    // The ROM's serial string is the same for all cameras.
    let serial = device.serial_number().filter(|serial| !serial.is_empty())?;
    (state != DeviceState::Unbooted).then_some(MxId(serial))
}

fn candidate(device: &UsbDevice, id: String, state: DeviceState) -> Candidate {
    Candidate {
        id,
        state,
        mx_id: mx_id_of(device, state),
        attachment: Attachment::Usb,
        name: device.product_name().unwrap_or_default(),
        is_virtual: false,
        speed: speed_of(device),
    }
}

/// The size of a bulk packet tells the speed; every speed has one of its own (USB 3.2, 9.6.6).
fn speed_of(device: &UsbDevice) -> Option<LinkSpeed> {
    let path = [
        "configurations",
        "0",
        "interfaces",
        "0",
        "alternates",
        "0",
        "endpoints",
        "0",
        "packetSize",
    ];
    let mut found = JsValue::from(device.clone());
    for part in path {
        found = Reflect::get(&found, &JsValue::from_str(part)).ok()?;
    }
    match found.as_f64()? {
        size if size >= 1024.0 => Some(LinkSpeed::Super),
        size if size >= 512.0 => Some(LinkSpeed::High),
        _ => Some(LinkSpeed::Full),
    }
}

/// One open camera.
struct WebUsbTransport {
    device: UsbDevice,
    closed: Rc<Cell<bool>>,
    /// Held until the camera is closed.
    lock: RefCell<Option<TabLock>>,
    /// What is sent next, in the browser's memory. The browser takes its own copy when a transfer is made, so one does for all.
    outgoing: RefCell<Uint8Array>,
}

impl WebUsbTransport {
    /// Opens as the official library does: configuration 1 only if it is not selected, interface 0, no reset, no
    /// alternate setting, no clear-halt (protocol 2.4).
    async fn open(device: UsbDevice) -> Result<Self, TransportError> {
        let mx_id = state_of(&device).and_then(|state| mx_id_of(&device, state));
        let lock = match mx_id {
            Some(mx_id) => TabLock::take(&mx_id).await?,
            None => None,
        };
        let transport = Self {
            device,
            closed: Rc::default(),
            lock: RefCell::new(lock),
            outgoing: RefCell::new(Uint8Array::new_with_length(0)),
        };
        match transport.prepare().await {
            Ok(()) => Ok(transport),
            Err(error) => {
                transport.close().await;
                Err(error)
            }
        }
    }

    async fn prepare(&self) -> Result<(), TransportError> {
        let device = &self.device;
        let opened = JsFuture::from(device.open()).await;
        opened.map_err(|error| Words::of(&error).opening())?;
        let selected = device
            .configuration()
            .is_some_and(|configuration| configuration.configuration_value() == CONFIGURATION);
        if !selected {
            let selected = JsFuture::from(device.select_configuration(CONFIGURATION)).await;
            selected.map_err(|error| self.claiming(&error))?;
        }
        let claimed = JsFuture::from(device.claim_interface(INTERFACE)).await;
        claimed.map_err(|error| self.claiming(&error))?;
        Ok(())
    }

    /// The browser uses one name for a claim that failed and a camera that left; only the latter is not open any more.
    fn claiming(&self, error: &JsValue) -> TransportError {
        if self.device.opened() {
            TransportError::Busy(Words::of(error).text)
        } else {
            TransportError::Gone
        }
    }

    /// These bytes in the browser's memory, until the next call.
    fn staged(&self, bytes: &[u8]) -> Uint8Array {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut outgoing = self.outgoing.borrow_mut();
        if outgoing.length() < length {
            *outgoing = Uint8Array::new_with_length(length);
        }
        let payload = outgoing.subarray(0, length);
        payload.copy_from(bytes);
        payload
    }
}

impl Transport for WebUsbTransport {
    fn send(&self, bytes: Bytes) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        // The transfer is made now, not at the first poll: that keeps the order of sends.
        let payload = self.staged(&bytes);
        drop(bytes);
        let closed = Rc::clone(&self.closed);
        let transfer = self
            .device
            .transfer_out_with_u8_array(ENDPOINT, &payload)
            .map(JsFuture::from);
        async move {
            let sent = match transfer {
                Ok(transfer) => transfer.await,
                Err(error) => Err(error),
            };
            check_out(sent, &closed)
        }
        .boxed_local()
    }

    fn receive(&self, max: usize) -> LocalBoxFuture<'static, Result<Bytes, TransportError>> {
        let device = self.device.clone();
        let closed = Rc::clone(&self.closed);
        let length = u32::try_from(max).unwrap_or(u32::MAX);
        async move {
            loop {
                let received = JsFuture::from(device.transfer_in(ENDPOINT, length)).await;
                let bytes = check_in(received, &closed)?;
                // Zero-length packets carry nothing (protocol 2.5).
                if !bytes.is_empty() {
                    return Ok(bytes);
                }
            }
        }
        .boxed_local()
    }

    fn control(
        &self,
        request: ControlRequest,
    ) -> LocalBoxFuture<'static, Result<(), TransportError>> {
        // Bits 5 and 6 of bmRequestType are the type, 0 to 4 the recipient (USB 2.0, 9.3).
        let kind = match request.request_type >> 5 & 3 {
            0 => UsbRequestType::Standard,
            1 => UsbRequestType::Class,
            _ => UsbRequestType::Vendor,
        };
        let recipient = match request.request_type & 0x1F {
            0 => UsbRecipient::Device,
            1 => UsbRecipient::Interface,
            2 => UsbRecipient::Endpoint,
            _ => UsbRecipient::Other,
        };
        let setup = UsbControlTransferParameters::new(
            request.index,
            recipient,
            request.request,
            kind,
            request.value,
        );
        let transfer = JsFuture::from(self.device.control_transfer_out(&setup));
        let closed = Rc::clone(&self.closed);
        async move { check_out(transfer.await, &closed) }.boxed_local()
    }

    fn close(&self) -> LocalBoxFuture<'static, ()> {
        let lock = self.lock.take();
        if self.closed.replace(true) {
            return ready(()).boxed_local();
        }
        let closing = JsFuture::from(self.device.close());
        async move {
            // Fails only for a camera that left, which is as good as closed.
            drop(closing.await);
            drop(lock);
        }
        .boxed_local()
    }
}

fn check_out(
    result: Result<UsbOutTransferResult, JsValue>,
    closed: &Cell<bool>,
) -> Result<(), TransportError> {
    // `bytesWritten` is not looked at: it lies for a stalled transfer, and nothing else ends one early.
    let result = result.map_err(|error| Words::of(&error).transferring(closed))?;
    check_status(result.status())
}

fn check_in(
    result: Result<UsbInTransferResult, JsValue>,
    closed: &Cell<bool>,
) -> Result<Bytes, TransportError> {
    let result = result.map_err(|error| Words::of(&error).transferring(closed))?;
    check_status(result.status())?;
    Ok(result.data().map_or_else(Bytes::new, |data| {
        let (offset, length) = (data.byte_offset(), data.byte_length());
        let view = Uint8Array::new_with_byte_offset_and_length(
            &data.buffer(),
            u32::try_from(offset).unwrap_or(0),
            u32::try_from(length).unwrap_or(0),
        );
        Bytes::from(view.to_vec())
    }))
}

fn check_status(status: UsbTransferStatus) -> Result<(), TransportError> {
    match status {
        UsbTransferStatus::Ok => Ok(()),
        UsbTransferStatus::Stall => Err(TransportError::Stall),
        _ => Err(TransportError::Failed(
            "the camera sent more than was asked for".to_owned(),
        )),
    }
}

/// What the browser says of a failure.
struct Words {
    name: String,
    text: String,
}

impl Words {
    fn of(error: &JsValue) -> Self {
        error.dyn_ref::<DomException>().map_or_else(
            || Self {
                name: String::new(),
                text: format!("{error:?}"),
            },
            |error| Self {
                name: error.name(),
                text: error.message(),
            },
        )
    }

    fn failure(self) -> TransportError {
        match self.name.as_str() {
            "SecurityError" => TransportError::Refused(self.text),
            "NotFoundError" => TransportError::Gone,
            _ => TransportError::Failed(self.text),
        }
    }

    fn opening(self) -> TransportError {
        match self.name.as_str() {
            // "Access denied" of the system, or the page's policy forbids USB.
            "SecurityError" => TransportError::Refused(self.text),
            "NotFoundError" => TransportError::Gone,
            // Another program's hold is a `NetworkError`; this is an earlier call of ours that has not come back.
            "InvalidStateError" => TransportError::Unfinished(self.text),
            _ => TransportError::Busy(self.text),
        }
    }

    fn transferring(self, closed: &Cell<bool>) -> TransportError {
        if closed.get() {
            return TransportError::Closed;
        }
        match self.name.as_str() {
            // Nobody on this side has closed the camera: the browser gave it up, since it left.
            "NetworkError" | "NotFoundError" | "AbortError" => TransportError::Gone,
            "SecurityError" => TransportError::Refused(self.text),
            "InvalidStateError" => TransportError::Busy(self.text),
            _ => TransportError::Failed(self.text),
        }
    }
}

/// A part of `navigator`, which is a different class in windows and workers.
fn navigator_part<T: JsCast>(name: &str) -> Option<T> {
    let navigator = Reflect::get(&js_sys::global(), &JsValue::from_str("navigator")).ok()?;
    Reflect::get(&navigator, &JsValue::from_str(name))
        .ok()?
        .dyn_into()
        .ok()
}
