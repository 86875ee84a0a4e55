//! One camera of the server: the model, who imported it, and what wakes both.

use std::{
    cell::{Cell, RefCell},
    path::Path,
    rc::Rc,
    time::Duration,
};

use tokio::sync::Notify;

use super::Offer;
use crate::{
    codec::usbip::{Command, Device, Refusal, Return, Speed},
    runtime::Runtime,
    transport::DeviceState,
    virtual_camera::{
        Images, MemoryImage, MemoryImageError, Options, UsbSpeed, Violation, VirtualCamera,
        usb::{self, Port, Traffic},
    },
};

/// A camera whose cable a fault pulled is plugged in again after this, where nobody else can.
const REPLUG_AFTER: Duration = Duration::from_secs(1);
/// Root hubs as Linux numbers them: SuperSpeed devices hang off another one.
const HIGH_SPEED_BUS: u32 = 1;
const SUPER_SPEED_BUS: u32 = 2;
/// The root hub is device 1.
const FIRST_DEVICE: usize = 2;

/// What a client holds of a camera it imported.
pub(super) type SharedPort = Rc<RefCell<Port>>;

/// One camera with its socket.
pub(super) struct Plug {
    /// Its name in imports; never changes.
    pub(super) bus_id: String,
    index: usize,
    camera: RefCell<VirtualCamera>,
    port: RefCell<Option<SharedPort>>,
    runtime: Rc<dyn Runtime>,
    /// Rings at every change.
    pub(super) changed: Notify,
    images: Images,
    memory: Option<MemoryImage>,
    /// Violations of cameras that were here before.
    earlier: RefCell<Vec<Violation>>,
    imports: Cell<u64>,
    /// What went through the attachments of the past.
    last_traffic: Cell<Traffic>,
}

impl Plug {
    /// Plugs in and powers the camera.
    pub(super) fn new(index: usize, offer: Offer, runtime: Rc<dyn Runtime>) -> Self {
        let mut camera = offer.camera;
        camera.power_on(runtime.now());
        Self {
            bus_id: format!("1-{}", index + 1),
            index,
            camera: RefCell::new(camera),
            port: RefCell::default(),
            runtime,
            changed: Notify::new(),
            images: offer.images,
            memory: offer.memory,
            earlier: RefCell::default(),
            imports: Cell::default(),
            last_traffic: Cell::default(),
        }
    }

    /// Brings the model to the present, does `action`, moves what can be moved, and wakes everybody.
    pub(super) fn with<T>(&self, action: impl FnOnce(&mut VirtualCamera, Duration) -> T) -> T {
        let now = self.runtime.now();
        let mut camera = self.camera.borrow_mut();
        camera.advance(now);
        let result = action(&mut camera, now);
        camera.advance(now);
        self.pump(&mut camera, now);
        drop(camera);
        self.changed.notify_waiters();
        result
    }

    /// Looks at the model as it is.
    pub(super) fn look<T>(&self, action: impl FnOnce(&VirtualCamera) -> T) -> T {
        action(&self.camera.borrow())
    }

    fn pump(&self, camera: &mut VirtualCamera, now: Duration) {
        let mut slot = self.port.borrow_mut();
        let Some(port) = &*slot else { return };
        port.borrow_mut().pump(now, camera);
        if !port.borrow().is_attached(camera) {
            self.last_traffic.set(port.borrow().traffic());
            // The client keeps its port until it has sent what is left in it.
            *slot = None;
        }
    }

    /// The device as lists describe it; `None` while it is off the bus.
    pub(super) fn device(&self) -> Option<Device> {
        let camera = self.camera.borrow();
        let state = camera.state()?;
        let (bus, speed) = match camera.usb_speed() {
            UsbSpeed::High => (HIGH_SPEED_BUS, Speed::High),
            UsbSpeed::Super => (SUPER_SPEED_BUS, Speed::Super),
        };
        Some(Device {
            path: format!("/virtual-camera/{}", self.bus_id),
            bus_id: self.bus_id.clone(),
            bus,
            number: u32::try_from(self.index + FIRST_DEVICE).unwrap_or(u32::MAX),
            speed: speed as u32,
            vendor: usb::VENDOR_ID,
            product: usb::product_id(state),
            version: usb::PRODUCT_VERSION,
            class: [0; 3],
            configuration: 1,
            configurations: 1,
            interfaces: vec![usb::interface_class()],
        })
    }

    /// Whether a client has it.
    pub(super) fn is_imported(&self) -> bool {
        self.port.borrow().is_some()
    }

    /// Imports since the server started.
    pub(super) const fn imports(&self) -> u64 {
        self.imports.get()
    }

    /// Hands the camera to a client.
    pub(super) fn import(&self) -> Result<(Device, SharedPort), Refusal> {
        self.with(|_, _| ());
        if self.is_imported() {
            return Err(Refusal::Busy);
        }
        let device = self.device().ok_or(Refusal::NotAvailable)?;
        let port = Rc::new(RefCell::new(Port::new(&self.camera.borrow())));
        *self.port.borrow_mut() = Some(Rc::clone(&port));
        self.imports.set(self.imports.get() + 1);
        self.changed.notify_waiters();
        Ok((device, port))
    }

    /// Whether `port` is still the attachment of this camera.
    pub(super) fn holds(&self, port: &SharedPort) -> bool {
        self.port
            .borrow()
            .as_ref()
            .is_some_and(|held| Rc::ptr_eq(held, port))
    }

    /// A client is gone.
    pub(super) fn release(&self, port: &SharedPort) {
        if self.holds(port) {
            self.last_traffic.set(port.borrow().traffic());
            *self.port.borrow_mut() = None;
            // Whatever program used it lost it.
            self.with(|camera, now| camera.set_host_closed(now, true));
        }
    }

    /// Carries out commands of the client that has `port`.
    pub(super) fn execute(&self, port: &SharedPort, commands: Vec<Command>) {
        self.with(|camera, now| {
            for command in commands {
                let mut port = port.borrow_mut();
                if !port.is_attached(camera) {
                    return;
                }
                match command {
                    Command::Submit(submit) => port.submit(now, camera, submit),
                    Command::Unlink {
                        sequence, target, ..
                    } => port.unlink(now, camera, sequence, target),
                }
                port.pump(now, camera);
            }
        });
    }

    /// Lets an endpoint stall. False if nobody has the camera.
    pub(super) fn halt(&self, is_in: bool) -> bool {
        let port = self.port.borrow().clone();
        if let Some(port) = &port {
            port.borrow_mut().halt(is_in);
        }
        self.changed.notify_waiters();
        port.is_some()
    }

    /// What went through the attachment before the present one.
    pub(super) const fn last_traffic(&self) -> Traffic {
        self.last_traffic.get()
    }

    /// What went through the present attachment, or the last one.
    pub(super) fn traffic(&self) -> Traffic {
        let port = self.port.borrow();
        let present = port.as_ref().map(|port| port.borrow().traffic());
        present.unwrap_or_else(|| self.last_traffic.get())
    }

    /// What hosts did wrong so far.
    pub(super) fn violations(&self) -> Vec<Violation> {
        let mut all = self.earlier.borrow().clone();
        all.extend(self.with(|camera, _| camera.violations()));
        all
    }

    /// Forgets what hosts did wrong.
    pub(super) fn clear_violations(&self) {
        self.earlier.borrow_mut().clear();
        self.with(|camera, _| camera.clear_violations());
    }

    /// Plugs another camera in, with memories as they are sold.
    pub(super) fn replace(&self, options: Options) {
        let earlier = self.with(|camera, _| {
            camera.unplug();
            camera.violations()
        });
        self.earlier.borrow_mut().extend(earlier);
        let mut camera = VirtualCamera::new(options, &self.images);
        // A port recognises its camera by the number of its appearance.
        camera.continue_after(&self.camera.borrow());
        camera.power_on(self.runtime.now());
        *self.camera.borrow_mut() = camera;
        self.with(|_, _| ());
    }

    /// Writes the memories to their file.
    pub(super) fn save(&self) -> Result<(), MemoryImageError> {
        match &self.memory {
            Some(image) => image.save(&self.camera.borrow()),
            None => Ok(()),
        }
    }

    /// Writes the memories to another file.
    pub(super) fn save_to(&self, path: &Path) -> Result<(), MemoryImageError> {
        MemoryImage::new(path).save(&self.camera.borrow())
    }

    /// Goes on writing the memories to their file.
    pub(super) async fn keep_image(&self) -> Result<(), MemoryImageError> {
        match &self.memory {
            Some(image) => image.keep(&*self.runtime, &self.camera).await,
            None => std::future::pending().await,
        }
    }

    /// Wakes the model at its deadlines. Never ends.
    pub(super) async fn run_clock(&self) {
        loop {
            let changed = self.changed.notified();
            let port = self
                .port
                .borrow()
                .as_ref()
                .and_then(|p| p.borrow().deadline());
            let deadline = self
                .camera
                .borrow()
                .deadline()
                .into_iter()
                .chain(port)
                .min();
            let due = async {
                match deadline {
                    Some(at) => {
                        let wait = at.saturating_sub(self.runtime.now());
                        self.runtime.sleep(wait).await;
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = changed => {}
                () = due => self.with(|_, _| ()),
            }
            // Lets the tasks that were woken run before the next wait begins.
            tokio::task::yield_now().await;
        }
    }

    /// Plugs the camera in again when a fault pulled its cable. Never ends.
    pub(super) async fn replug_after_faults(&self) {
        loop {
            self.changed.notified().await;
            if self.camera.borrow().is_unplugged() {
                self.runtime.sleep(REPLUG_AFTER).await;
                self.with(VirtualCamera::replug);
            }
        }
    }

    /// Completes when `condition` holds.
    pub(super) async fn until(&self, condition: impl Fn(&Self) -> bool) {
        loop {
            let changed = self.changed.notified();
            if condition(self) {
                return;
            }
            changed.await;
        }
    }

    /// What runs; `None` while it is off the bus.
    pub(super) fn state(&self) -> Option<DeviceState> {
        self.camera.borrow().state()
    }
}

/// The next messages for a client, up to about `most` bytes of data.
pub(super) fn take_returns(port: &SharedPort, most: usize) -> Vec<Return> {
    let mut port = port.borrow_mut();
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < most {
        let Some(next) = port.take_return() else {
            break;
        };
        bytes += next.data().len();
        batch.push(next);
    }
    batch
}
