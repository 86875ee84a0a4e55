//! Lists, imports, descriptors, replugging: what a kernel does before any program runs.

use std::time::Duration;

use oak_flasher::virtual_camera::{InitialState, Options, UsbSpeed};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    client::{Attached, LIMIT, list},
    rig::{Rig, options, run},
};

const OTHER: &str = "14442C1011043ED700";

fn unbooted() -> Options {
    Options {
        state: InitialState::Unbooted,
        ..options()
    }
}

fn application() -> Options {
    Options {
        state: InitialState::Application,
        mx_id: oak_flasher::transport::MxId(OTHER.to_owned()),
        usb_speed: UsbSpeed::Super,
        ..options()
    }
}

#[test]
fn cameras_are_listed_while_nobody_has_them() {
    run(async {
        let rig = Rig::new([options(), unbooted(), application()]).await;
        let devices = list(rig.address).await;
        let seen: Vec<_> = devices
            .iter()
            .map(|device| {
                (
                    device.bus_id.as_str(),
                    device.bus,
                    device.speed,
                    device.product,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("1-1", 1, 3, 0xF63C),
                ("1-2", 1, 3, 0x2485),
                ("1-3", 2, 5, 0xF63D)
            ]
        );
        assert!(
            devices
                .iter()
                .all(|d| d.vendor == 0x03E7 && d.interfaces == [[0xFF, 0, 0]])
        );

        let attached = rig.attach("1-2").await;
        assert_eq!(list(rig.address).await.len(), 2);
        assert_eq!(
            Attached::import(rig.address, "1-2").await.err(),
            Some(2),
            "busy"
        );
        assert_eq!(
            Attached::import(rig.address, "1-9").await.err(),
            Some(4),
            "no device"
        );
        drop(attached);
        rig.tell("wait 1-2 detached").await;
        assert_eq!(list(rig.address).await.len(), 3);
        rig.tell("unplug 1-1").await;
        assert_eq!(
            Attached::import(rig.address, "1-1").await.err(),
            Some(1),
            "not there"
        );
    });
}

#[test]
fn descriptors_are_those_of_the_real_states() {
    run(async {
        let rig = Rig::new([options(), unbooted(), application()]).await;
        let boot = rig.attach("1-1").await;
        // As the bootloader's image has them.
        let device = [
            18, 1, 0, 2, 0, 0, 0, 64, 0xE7, 3, 0x3C, 0xF6, 0, 1, 1, 2, 3, 1,
        ];
        assert_eq!(boot.descriptor(1, 0, 64).await.unwrap(), device[..]);
        let configuration = boot.descriptor(2, 0, 255).await.unwrap();
        let head = [
            9, 2, 60, 0, 1, 1, 0, 0x80, 250, 9, 4, 0, 0, 6, 0xFF, 0, 0, 4, 7, 5, 1, 2, 0, 2, 0,
        ];
        assert_eq!(configuration[..25], head);
        assert_eq!(configuration.len(), 60);
        assert_eq!(boot.descriptor(2, 0, 9).await.unwrap().len(), 9);
        assert_eq!(
            boot.descriptor(6, 0, 10).await.unwrap().len(),
            10,
            "qualifier"
        );
        assert_eq!(
            boot.descriptor(15, 0, 5).await,
            Err(-32),
            "USB 2 has no object store"
        );
        assert_eq!(boot.descriptor(3, 0, 255).await.unwrap(), [4, 3, 9, 4][..]);
        let strings = [
            boot.string(1).await,
            boot.string(2).await,
            boot.string(3).await,
        ];
        let expected = [
            "Intel Corporation",
            "Luxonis Bootloader",
            "14442C10D13EABCE00",
        ];
        assert_eq!(strings.map(Option::unwrap), expected);
        assert_eq!(boot.string(4).await.as_deref(), Some("Bulk Data"));
        assert_eq!(boot.string(9).await, None);
        let question = boot.descriptor(3, 0xEE, 18).await.unwrap();
        assert!(question.starts_with(&[18, 3, b'M', 0, b'S', 0]));
        let vendor = question[16];
        let ended = boot
            .control([0xC0, vendor, 0, 0, 4, 0, 40, 0])
            .await
            .unwrap();
        assert_eq!(ended.data[18..26], *b"WINUSB\0\0");
        assert_eq!(ended.data.len(), 40);

        let rom = rig.attach("1-2").await;
        let strings = [
            rom.string(1).await,
            rom.string(2).await,
            rom.string(3).await,
        ];
        assert_eq!(
            strings.map(Option::unwrap),
            ["Movidius Ltd.", "Movidius MA2X5X", "03e72485"]
        );
        assert_eq!(rom.descriptor(2, 0, 255).await.unwrap().len(), 32);

        let app = rig.attach("1-3").await;
        let device = app.descriptor(1, 0, 18).await.unwrap();
        assert_eq!(
            (device[3], device[7]),
            (3, 9),
            "USB 3, control packets of 512"
        );
        let configuration = app.descriptor(2, 0, 255).await.unwrap();
        assert_eq!(configuration.len(), 9 + 9 + 6 * 13);
        assert_eq!(configuration[22..24], [0, 4], "packets of 1024");
        assert_eq!(app.descriptor(15, 0, 255).await.unwrap().len(), 22);
        assert_eq!(app.string(2).await.as_deref(), Some("Luxonis Device"));
        assert_eq!(app.string(3).await.as_deref(), Some(OTHER));
        rig.assert_no_violations();
    });
}

#[test]
fn standard_requests_are_answered() {
    run(async {
        let rig = Rig::new([options()]).await;
        let camera = Attached::import(rig.address, "1-1").await.unwrap();
        let byte = async |setup| camera.control(setup).await.unwrap().data.first().copied();
        assert_eq!(
            camera.receive(84, 0).end().await.unwrap().status,
            -32,
            "not configured"
        );
        assert_eq!(byte([0x80, 8, 0, 0, 0, 0, 1, 0]).await, Some(0));
        camera.configure().await;
        assert_eq!(byte([0x80, 8, 0, 0, 0, 0, 1, 0]).await, Some(1));
        assert_eq!(byte([0x81, 10, 0, 0, 0, 0, 1, 0]).await, Some(0));
        let status = async |setup| camera.control(setup).await.unwrap().status;
        assert_eq!(
            status([0, 9, 2, 0, 0, 0, 0, 0]).await,
            -32,
            "no such configuration"
        );
        assert_eq!(status([1, 11, 0, 0, 0, 0, 0, 0]).await, 0);
        assert_eq!(
            status([1, 11, 1, 0, 0, 0, 0, 0]).await,
            -32,
            "no such setting"
        );
        assert_eq!(byte([0x80, 0, 0, 0, 0, 0, 2, 0]).await, Some(0));
        rig.assert_no_violations();
        assert_eq!(
            status([0, 0xF5, 0xA1, 0x0D, 0, 0, 0, 0]).await,
            -32,
            "no application runs"
        );
        assert_eq!(rig.violations().len(), 1);
    });
}

#[test]
fn another_camera_can_be_plugged_in() {
    run(async {
        let rig = Rig::new([options()]).await;
        let first = rig.attach("1-1").await;
        let read = first.receive(84, 0);
        rig.tell("unplug 1-1").await;
        assert_eq!(read.end().await, None);
        assert!(first.is_gone());
        assert_eq!(rig.tell("show 1-1").await["unplugged"], json!(true));
        rig.tell("replug 1-1").await;
        rig.tell("wait 1-1 bootloader").await;
        let again = rig.attach("1-1").await;
        assert_eq!(again.string(3).await.as_deref(), Some("14442C10D13EABCE00"));

        let change = format!("replug 1-1 {{\"mx_id\": \"{OTHER}\", \"state\": \"unbooted\"}}");
        rig.tell(&change).await;
        rig.tell("wait 1-1 unbooted").await;
        let rom = rig.attach("1-1").await;
        assert_eq!(rom.string(3).await.as_deref(), Some("03e72485"));
        assert_eq!(rig.tell("list").await[0]["mx_id"], json!(OTHER));
        assert_eq!(rig.tell("show 1-1").await["imports"], json!(3));
    });
}

#[test]
fn a_power_cut_ends_the_attachment_and_the_camera_comes_back() {
    run(async {
        let rig = Rig::new([options()]).await;
        let camera = rig.attach("1-1").await;
        rig.tell("power-cut 1-1").await;
        rig.tell("wait 1-1 detached").await;
        rig.tell("wait 1-1 bootloader").await;
        assert_eq!(camera.receive(84, 0).end().await, None);
        rig.attach("1-1").await;
    });
}

#[test]
fn the_control_channel_says_what_it_cannot_do() {
    run(async {
        let rig = Rig::new([options()]).await;
        for line in [
            "dance 1-1",
            "unplug",
            "unplug 1-2",
            "pins 1-1 maybe",
            "stall 1-1 in",
            "fault 1-1 {\"nothing\":1}",
            "replug 1-1 {\"colour\":\"blue\"}",
            "replug 1-1 {\"mx_id\":\"12\"}",
            "replug 1-1 {\"nor_mib\":100000}",
            "wait 1-1 for godot",
            "wait 1-1 unbooted soon",
            "wait 1-1 unbooted 20",
            "save 1-1 /no/such/folder/file",
        ] {
            let answer = rig.say(line).await;
            assert!(answer["error"].is_string(), "{line}: {answer}");
        }
        assert_eq!(rig.tell("wait 1-1 bootloader").await, json!(true));
        assert_eq!(rig.tell("violations 1-1").await, json!([]));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nor");
        rig.tell(&format!("save 1-1 {}", file.display())).await;
        assert_eq!(std::fs::metadata(file).unwrap().len(), 16 << 20);
    });
}

/// Whether the server ends the connection after these bytes.
async fn is_refused(rig: &Rig, bytes: &[u8]) -> bool {
    let mut stream = TcpStream::connect(rig.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut answer))
        .await
        .is_ok()
}

#[test]
fn nonsense_ends_a_connection_and_nothing_else() {
    run(async {
        let rig = Rig::new([options()]).await;
        let camera = rig.attach("1-1").await;
        assert!(is_refused(&rig, b"GET / HTTP/1.1\r\n\r\n").await);
        assert!(is_refused(&rig, &[1, 0x11, 0x80, 9, 0, 0, 0, 0]).await);
        drop(camera);
        rig.tell("wait 1-1 detached").await;
        let mut import = vec![1, 0x11, 0x80, 3, 0, 0, 0, 0];
        import.extend_from_slice(b"1-1");
        import.resize(40, 0);
        let mut giant = import.clone();
        giant.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 2]);
        giant.resize(40 + 24, 0);
        giant.extend_from_slice(&[0xFF; 4]);
        giant.resize(40 + 48, 0);
        assert!(is_refused(&rig, &giant).await, "a transfer of 4 GiB");
        rig.tell("wait 1-1 detached").await;
        let mut other = import.clone();
        other.extend_from_slice(&[0, 0, 0, 2, 0, 0, 0, 1, 0, 9, 0, 9]);
        other.resize(40 + 48, 0);
        assert!(is_refused(&rig, &other).await, "another device");
        rig.tell("wait 1-1 detached").await;
        let camera = rig.attach("1-1").await;
        assert_eq!(
            timeout(LIMIT, camera.string(2)).await.unwrap().unwrap(),
            "Luxonis Bootloader"
        );
    });
}
