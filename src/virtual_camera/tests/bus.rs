//! The bus: cameras as transports see them.

use std::rc::Rc;

use bytes::Bytes;
use futures_util::StreamExt;

use super::*;
use crate::{
    runtime::{NativeRuntime, Runtime},
    transport::{Attachment, BACK_TO_BOOTLOADER, Bus, TransportError},
    virtual_camera::{CameraHandle, Fault, VirtualBus},
};

struct Bench {
    bus: Rc<VirtualBus>,
    runtime: Rc<NativeRuntime>,
}

impl Bench {
    fn new() -> Self {
        let runtime = Rc::new(NativeRuntime::new());
        Self {
            bus: VirtualBus::new(Rc::<NativeRuntime>::clone(&runtime)),
            runtime,
        }
    }

    async fn pass(&self, time: Duration) {
        self.runtime.sleep(time).await;
    }

    fn camera(&self, options: Options) -> CameraHandle {
        self.bus.insert(options, Images::default())
    }
}

/// Runs `test` on a paused clock.
fn run(test: impl AsyncFnOnce(Bench)) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async { test(Bench::new()).await });
}

fn ping() -> Bytes {
    Event::new(EventKind::PingReq, 1).encode().into()
}

#[test]
fn cameras_are_listed_and_get_a_new_name_at_each_appearance() {
    run(async |bench| {
        let usb = bench.camera(options(BootloaderKind::Usb));
        bench.camera(unbooted(BootloaderKind::Network));
        let list = bench.bus.list().await.unwrap();
        assert_eq!(list.len(), 2);
        assert_eq!(list[0].state, DeviceState::Bootloader);
        assert_eq!(list[0].mx_id, Some(usb.options().mx_id));
        assert_eq!(
            (list[1].state, &list[1].mx_id),
            (DeviceState::Unbooted, &None),
            "a ROM does not tell"
        );
        assert!(list.iter().all(|camera| camera.is_virtual));

        let mut changes = bench.bus.changes();
        usb.power_cut();
        assert_eq!(bench.bus.list().await.unwrap().len(), 1);
        bench.pass(millis(400)).await;
        let again = bench.bus.list().await.unwrap();
        assert_ne!(again[0].id, list[0].id);
        assert!(changes.next().await.is_some());
        assert!(matches!(
            bench.bus.open(&list[0].id).await,
            Err(TransportError::Gone)
        ));
    });
}

#[test]
fn a_transport_carries_bytes_until_the_camera_goes() {
    run(async |bench| {
        let camera = bench.camera(options(BootloaderKind::Usb));
        let id = camera.id().unwrap();
        let transport = bench.bus.open(&id).await.unwrap();
        assert!(matches!(
            bench.bus.open(&id).await,
            Err(TransportError::Busy(_))
        ));
        transport.send(ping()).await.unwrap();
        let answer = Event::decode(&transport.receive(EVENT_HEADER_BYTES).await.unwrap()).unwrap();
        assert_eq!((answer.kind, answer.id), (EventKind::PingResp, 1));
        assert_eq!(
            transport.control(BACK_TO_BOOTLOADER).await,
            Err(TransportError::Stall)
        );
        camera.unplug();
        assert_eq!(transport.send(ping()).await, Err(TransportError::Gone));
        assert_eq!(transport.receive(84).await, Err(TransportError::Gone));
    });
}

#[test]
fn a_waiting_reader_is_woken_by_the_end() {
    run(async |bench| {
        let camera = bench.camera(options(BootloaderKind::Usb));
        let transport = bench.bus.open(&camera.id().unwrap()).await.unwrap();
        let reading = transport.receive(84);
        let (end, ()) = futures_util::join!(reading, async {
            bench.pass(millis(10)).await;
            transport.close().await;
        });
        assert_eq!(end, Err(TransportError::Closed));
        let transport = bench.bus.open(&camera.id().unwrap()).await.unwrap();
        let (end, ()) = futures_util::join!(transport.receive(84), async {
            bench.pass(millis(10)).await;
            camera.power_cut();
        });
        assert_eq!(end, Err(TransportError::Gone));
    });
}

#[test]
fn the_cable_fault_ends_a_transfer() {
    run(async |bench| {
        let camera = bench.camera(options(BootloaderKind::Usb));
        let transport = bench.bus.open(&camera.id().unwrap()).await.unwrap();
        camera.fault(&Fault::UnplugAfter { bytes: 100 });
        transport.send(ping()).await.unwrap();
        assert_eq!(transport.send(ping()).await, Err(TransportError::Gone));
        assert_eq!(camera.state(), None);
        camera.replug();
        bench.pass(millis(400)).await;
        assert_eq!(camera.state(), Some(DeviceState::Bootloader));
    });
}

#[test]
fn only_network_cameras_are_called_back_by_datagram() {
    run(async |bench| {
        let running = |attachment| Options {
            state: InitialState::Application,
            attachment,
            ..options(BootloaderKind::Network)
        };
        let usb = bench.camera(running(Attachment::Usb));
        let network = bench.camera(running(Attachment::Network));
        let refused = bench.bus.reset_to_bootloader(&usb.id().unwrap()).await;
        assert!(matches!(refused, Err(TransportError::Unsupported(_))));
        bench
            .bus
            .reset_to_bootloader(&network.id().unwrap())
            .await
            .unwrap();
        bench.pass(millis(400)).await;
        assert_eq!(network.state(), Some(DeviceState::Bootloader));
        let transport = bench.bus.open(&usb.id().unwrap()).await.unwrap();
        transport.control(BACK_TO_BOOTLOADER).await.unwrap();
        bench.pass(millis(400)).await;
        assert_eq!(usb.state(), Some(DeviceState::Bootloader));
    });
}
