//! Ten thousand cables pulled and powers cut at random moments of every writing operation: no camera ends unreachable but
//! where the plan said so before, and the repair works from the state that is left.

use std::{cell::Cell, time::Duration};

use bytes::Bytes;
use oak_flasher::{
    bootloader::{BootHeader, BootHeaderKind, BootloaderKind, Memory, Version, image},
    device::{
        Camera, CameraInfo, Control, Outcome, Payload, Plan, PowerCut, Repair,
        plan::{self, ApplicationHints, CheckedPackage},
    },
    transport::DeviceState,
    virtual_camera::{BesideWrite, Options},
};

use crate::{
    cuts::{call_off, cut, random},
    rig::{Rig, flashed, package, shipped, simulate},
};

/// Cuts of one test; there are four of them.
const CUTS: u64 = 2_500;
/// Operations, see [`plan_of`].
const OPERATIONS: u64 = 12;

fn options(n: u64, kind: BootloaderKind) -> Options {
    Options {
        nor_mib: if kind == BootloaderKind::Usb { 3 } else { 10 },
        speed: 100.0,
        erase_unit_bytes: if n.is_multiple_of(3) { 65_536 } else { 4_096 },
        beside_write: if n.is_multiple_of(5) {
            BesideWrite::Erased
        } else {
            BesideWrite::Survives
        },
        ..Options::new(kind)
    }
}

/// The plan of operation `number` and what it works with.
async fn plan_of(
    number: u64,
    camera: &mut Camera,
    info: &CameraInfo,
    place: u64,
) -> (Plan, Payload) {
    let kind = info.kind;
    let image = shipped(kind);
    let bytes = Bytes::from(vec![0x5A; 3000]);
    let config = r#"{"mine": [1, 2, 3], "usb": {"timeoutMs": 100}}"#;
    let header = |kind| BootHeader {
        gpio_mode: (kind == BootHeaderKind::GpioMode).then_some(3),
        ..BootHeader::new(kind)
    };
    match number {
        0 => (
            plan::bootloader(info, kind, &image),
            Payload::Bootloader(image),
        ),
        1 if kind == BootloaderKind::Network => {
            let user = Bytes::from(image::stand_in(kind, Version::new(0, 0, 30), 30_000));
            (
                plan::user_bootloader(info, &user),
                Payload::Bootloader(user),
            )
        }
        2 => {
            let new = package("new", 20_000);
            let plan = plan::application(info, Memory::Auto, &new, &Default::default());
            (plan, Payload::Package(new))
        }
        3 => {
            let new = CheckedPackage::new(package("odd", 20_000));
            let hints = ApplicationHints::default();
            let planned = camera.plan_update(Memory::Auto, &new, &hints).await;
            (planned.unwrap(), Payload::Package(new.bytes().clone()))
        }
        4 => (plan::remove_application(info, Memory::Auto), Payload::None),
        5 => (
            plan::write_config(info, config),
            Payload::Config(config.to_owned()),
        ),
        6 => (plan::clear_config(info), Payload::None),
        7 => (
            plan::factory_reset(info, kind, &image),
            Payload::Bootloader(image),
        ),
        8 => (
            plan::write_memory(info, Memory::Flash, place, &bytes),
            Payload::Bytes(bytes),
        ),
        9 => {
            let mut backup = camera.take_backup().await.unwrap().unwrap();
            let remove = plan::remove_application(info, Memory::Auto);
            let quiet = Control::default();
            let removed = camera.execute(&remove, Payload::None, &quiet).await;
            assert!(matches!(removed, Outcome::Done(_)), "{removed:?}");
            backup.document = Some(config.to_owned());
            let plan = camera.plan_restore(&backup).await.unwrap();
            (plan, Payload::Backup(Box::new(backup)))
        }
        _ => {
            let kinds = [
                BootHeaderKind::Normal,
                BootHeaderKind::GpioMode,
                BootHeaderKind::UsbRecovery,
                BootHeaderKind::Fast,
            ];
            let header = header(kinds[(place % 4) as usize]);
            (
                plan::boot_header(info, &header),
                Payload::BootHeader(header),
            )
        }
    }
}

/// What the camera shows after a while; `None` if it is dead.
async fn afterwards(rig: &Rig) -> Option<DeviceState> {
    tokio::time::sleep(Duration::from_secs(4)).await;
    for _ in 0..100 {
        if let Some(state) = rig.state() {
            return Some(state);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    None
}

/// Memories with an application, as each cut finds them.
struct Held {
    usb: Vec<u8>,
    network: Vec<u8>,
}

impl Held {
    fn new() -> Self {
        let old = package("old", 20_000);
        let flash = |kind| flashed(options(1, kind), &old);
        Self {
            usb: flash(BootloaderKind::Usb),
            network: flash(BootloaderKind::Network),
        }
    }
}

/// Whether the operation was interrupted, and whether the camera was out of reach afterwards.
async fn cut_one(n: u64, held: &Held) -> (bool, bool) {
    let mut random = random(n + 77);
    let kind = if random(2) == 0 {
        BootloaderKind::Usb
    } else {
        BootloaderKind::Network
    };
    let flash = match kind {
        BootloaderKind::Usb => &held.usb,
        BootloaderKind::Network => &held.network,
    };
    let rig = Rig::holding(options(n, kind), flash);
    let (mut camera, info) = rig.connect().await;
    let end = if kind == BootloaderKind::Usb { 3 } else { 10 } << 20;
    let place = random(end - 3000);
    let number = match random(OPERATIONS) {
        // Eight MiB of erased bytes take their time, also simulated.
        7 if kind == BootloaderKind::Network && !n.is_multiple_of(8) => 0,
        number => number,
    };
    let (plan, payload) = plan_of(number, &mut camera, &info, place).await;
    assert_eq!(plan.refusals, [], "{n}");
    let size = plan.total_bytes.min(1 << 20);
    rig.camera
        .fault(&cut(n, &mut random, size + 20_000, 2 * size + 140_000));
    let outcome = camera.execute(&plan, payload, &rig.control).await;
    camera.close().await;
    call_off(&rig);
    rig.camera.replug();
    let state = afterwards(&rig).await;
    let connected = match state {
        Some(_) => rig.try_connect().await.ok(),
        None => None,
    };
    let unreachable = connected.is_none();
    if unreachable {
        assert_eq!(
            plan.power_cut,
            PowerCut::Unreachable,
            "{n}: {:?} {state:?} after {outcome:?}",
            plan.operation
        );
        rig.camera.set_usb_pins(true);
        rig.camera.power_cut();
    }
    repair(&rig, connected, kind, n).await;
    (matches!(outcome, Outcome::Failed(_)), unreachable)
}

/// Whatever is left: what the diagnosis says is done, and the camera starts from its flash.
async fn repair(rig: &Rig, connected: Option<Camera>, kind: BootloaderKind, n: u64) {
    let mut camera = match connected {
        Some(camera) => camera,
        None => {
            afterwards(rig).await;
            rig.try_connect().await.unwrap()
        }
    };
    rig.camera.set_usb_pins(false);
    let diagnosis = camera.diagnose(&rig.control).await.unwrap();
    let info = camera.info().await.unwrap();
    let flash = diagnosis
        .repairs
        .iter()
        .any(|repair| matches!(repair, Repair::FlashBootloader { .. }));
    if flash || info.booted_in_memory {
        let image = shipped(kind);
        let plan = plan::bootloader(&info, kind, &image);
        let receipt = rig
            .done(&mut camera, &plan, Payload::Bootloader(image))
            .await;
        assert!(receipt.lines[0].verified, "{n}");
    }
    camera.close().await;
    let state = afterwards(rig).await;
    assert!(
        matches!(
            state,
            Some(DeviceState::Bootloader | DeviceState::FlashBooted)
        ),
        "{n}: {state:?} {diagnosis:?}"
    );
    rig.assert_no_violations();
}

fn cut_many(part: u64) {
    let (interrupted, unreachable) = (Cell::new(0), Cell::new(0));
    let held = Held::new();
    for n in 0..CUTS {
        let count = |cell: &Cell<u64>, was: bool| cell.set(cell.get() + u64::from(was));
        simulate(async {
            let (failed, lost) = cut_one(part * CUTS + n, &held).await;
            count(&interrupted, failed);
            count(&unreachable, lost);
        });
    }
    println!("{CUTS} cuts: {interrupted:?} interrupted, {unreachable:?} out of reach as announced");
    // Otherwise nothing was tried.
    assert!(interrupted.get() > CUTS / 3 && unreachable.get() > CUTS / 100);
}

#[test]
fn ten_thousand_cuts_first_quarter() {
    cut_many(0);
}

#[test]
fn ten_thousand_cuts_second_quarter() {
    cut_many(1);
}

#[test]
fn ten_thousand_cuts_third_quarter() {
    cut_many(2);
}

#[test]
fn ten_thousand_cuts_last_quarter() {
    cut_many(3);
}
